"""What a round makes of how members paid (การชำระเงินสมทบ): arrears, dues that somebody else paid, dues waived.

Where a scheme does not say whether such dues count, the member is counted: no published rule keeps anybody out for
them. The reason says so, and the request tells for how many.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from communitywelfare.calendar import Duration, Month, Unit
from communitywelfare.cofunding.facts import RoundFacts
from communitywelfare.cofunding.schemes import Base, Counting, SchemePeriod
from communitywelfare.contributions import Receipt
from communitywelfare.errors import Finding, MissingFact, Severity
from communitywelfare.members import Membership
from communitywelfare.money import total

__all__ = ["counting_receipts", "looks_back_to", "paying_reasons"]

_A_YEAR = Duration(1, Unit.YEAR)


def looks_back_to(period: SchemePeriod, cut_off: date) -> date | None:
    """The day after which receipts count for a scheme of dues paid; None where they count however old they are."""
    return None if period.looking_back is None else period.looking_back.before(cut_off)


def counting_receipts(
    membership: Membership, period: SchemePeriod, facts: RoundFacts, cut_off: date
) -> tuple[Receipt, ...]:
    """The dues receipts of a member that count for a scheme of dues paid, whether or not they were matched before."""
    paid = facts.dues_paid(membership, looks_back_to(period, cut_off), cut_off)
    if period.sponsored is not Counting.DOES_NOT:
        return paid
    return tuple(each for each in paid if not _is_sponsored(each))


def _is_sponsored(receipt: Receipt) -> bool:
    return bool(receipt.paid_by.strip())


def paying_reasons(membership: Membership, period: SchemePeriod, facts: RoundFacts, cut_off: date) -> Iterator[Finding]:
    """What the receipts and waivers of a member mean for a round, rule by rule."""
    is_of_receipts = period.base is Base.DUES_PAID
    since = looks_back_to(period, cut_off) if is_of_receipts else _A_YEAR.before(cut_off)
    paid = facts.dues_paid(membership, since, cut_off)
    yield from _arrears(membership, period, facts, cut_off)
    yield from _sponsored(paid, period, facts)
    yield from _waived(_months_waived(membership, facts, since, cut_off), paid, period)


def _arrears(membership: Membership, period: SchemePeriod, facts: RoundFacts, cut_off: date) -> Iterator[Finding]:
    if period.arrears_at_most is None:
        return
    months = _months_behind(membership, facts, cut_off)
    params = {"months": months, "at_most": period.arrears_at_most, "cut_off": cut_off}
    if months is None:
        yield Finding("cofunding.arrears_unknown", Severity.REFER, params=params)
    elif months > period.arrears_at_most:
        yield Finding("cofunding.in_arrears", Severity.BLOCK, params=params)
    else:
        yield Finding("cofunding.arrears_within", Severity.INFO, params=params)


def _months_behind(membership: Membership, facts: RoundFacts, cut_off: date) -> int | None:
    if facts.contributions is None or facts.dues is None:
        return None
    try:
        return facts.contributions.arrears(membership, facts.dues, cut_off).months
    except MissingFact:
        return None


def _sponsored(paid: tuple[Receipt, ...], period: SchemePeriod, facts: RoundFacts) -> Iterator[Finding]:
    """Dues that somebody else paid. Where they do not count, whoever paid something as well counts for that."""
    if facts.contributions is None and period.sponsored is Counting.DOES_NOT:
        yield Finding("cofunding.payer_unknown", Severity.REFER)
    sponsored = tuple(each for each in paid if _is_sponsored(each))
    if not sponsored:
        return
    params = {"amount": total(each.amount for each in sponsored)}
    if period.sponsored is None:
        yield Finding("cofunding.sponsored_unsaid", Severity.INFO, params=params)
    elif period.sponsored is Counting.COUNTS:
        yield Finding("cofunding.sponsored_counts", Severity.INFO, params=params)
    elif period.base is Base.DUES_PAID or len(sponsored) < len(paid):
        yield Finding("cofunding.sponsored_left_out", Severity.INFO, params=params)
    else:
        yield Finding("cofunding.sponsored_only", Severity.BLOCK, params=params)


def _months_waived(membership: Membership, facts: RoundFacts, since: date | None, cut_off: date) -> int | None:
    """How many months of the round's time a resolution waived; None where waivers were not given."""
    if facts.contributions is None or not facts.knows_waivers:
        return None
    if membership.number not in facts.contributions.waivers_of:
        return 0
    first = 0 if since is None else Month.of(since + timedelta(days=1)).index
    waived = facts.contributions.waived(membership, cut_off)
    return sum(first <= month <= Month.of(cut_off).index for month in waived)


def _waived(months: int | None, paid: tuple[Receipt, ...], period: SchemePeriod) -> Iterator[Finding]:
    """Months that a resolution waived. Where they do not count, whoever paid for others as well counts for those."""
    is_of_receipts = period.base is Base.DUES_PAID
    params = {"months": months}
    if months is None:
        if period.waived is Counting.DOES_NOT and not is_of_receipts:
            yield Finding("cofunding.waiver_unknown", Severity.REFER)
    elif months == 0:
        return
    elif period.waived is None:
        yield Finding("cofunding.waived_unsaid", Severity.INFO, params=params)
    elif period.waived is Counting.COUNTS:
        yield Finding("cofunding.waived_counts", Severity.INFO, params=params)
    elif is_of_receipts or not all(map(_is_sponsored, paid)):
        yield Finding("cofunding.waived_left_out", Severity.INFO, params=params)
    else:
        yield Finding("cofunding.waived_only", Severity.BLOCK, params=params)
