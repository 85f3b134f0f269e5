"""From where on something is odd (เกณฑ์ของข้อสังเกต): figures that whoever audits may change."""

from fractions import Fraction

from attrs import frozen

from communitywelfare.money import Money

__all__ = ["Thresholds"]


@frozen(kw_only=True)
class Thresholds:
    """What the checks of the books call late, large or many.

    None of these figures comes from a law, an announcement or a by-law: every default is an assumption of this
    library, chosen so that a fund that meets monthly is seldom told of what is usual. An auditor sets their own.
    """

    recorded_late_days: int = 30  # an entry was written down more than so many days after the event
    back_days: int = 31  # an entry's day lies more than so many days before that of the entry before it
    held_days: int = 14  # a collector had money in hands for more than so many days
    cash_limit: Money = Money.baht(20_000)  # the treasurer had more cash than this at the end of a day …
    cash_days: int = 31  # … for more than so many days running
    difference: Money = Money.baht(1_000)  # more than this of a source waits to be cleared up
    round_to: Money = Money.baht(1_000)  # a cost that is whole thousands is round
    round_part: Fraction = Fraction(1, 2)  # more than this part of a year's costs is round …
    round_at_least: int = 10  # … among at least so many
    reversed_part: Fraction = Fraction(1, 20)  # more than this part of a year's entries are reversals …
    reversed_at_least: int = 5  # … and at least so many
    joining_days: int = 90  # a benefit was granted for an event within so many days of joining
