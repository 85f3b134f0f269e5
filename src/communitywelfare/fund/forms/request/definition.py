"""The request form as a dated definition (แบบเสนอ): parts and items in the order of the paper, and the criteria.

Nothing here knows a year's form. Each is data, read by `io.form_toml`; the newest one that had begun by a budget year
is the one that the year is asked with.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cached_property

from attrs import field, frozen

from communitywelfare.calendar import Duration
from communitywelfare.fund.forms.definition import FormVersion, Item, Option, Part, Words, items_of
from communitywelfare.members import Group

__all__ = [
    "Benefits",
    "Contributions",
    "Coverage",
    "Criteria",
    "Existence",
    "Expected",
    "Links",
    "Management",
    "RequestPart",
    "RequestVersion",
    "RoundOption",
    "Rule",
    "Signer",
]


@frozen(kw_only=True)
class Rule:
    """What every criterion says of itself: its number on the form, its name, and where it was read."""

    id: str
    title: Words = field(hash=False)
    confidence: str
    why: str


@frozen(kw_only=True)
class Existence(Rule):
    """Founded long enough ago, and certified (จัดตั้งครบและผ่านการรับรอง).

    `certified_by` holds the answers to the item `certificate` that count, each with the founding day from which on it
    does; a fund whose profile fills the column `registered` is registered without being asked.
    """

    at_least: Duration
    certificate: str
    registered: str
    certified_by: Mapping[str, date] = field(hash=False)


@frozen(kw_only=True)
class Coverage(Rule):
    """Full-year members, of every group, from enough villages (ความครอบคลุม).

    `villages` is the share of villages by kind of area; `ages` tells a group by completed years, both included, where
    the register does not name it.
    """

    groups: tuple[Group, ...]
    ages: Mapping[Group, tuple[int, int]] = field(hash=False)
    villages: Mapping[str, Fraction] = field(hash=False)


@frozen(kw_only=True)
class Contributions(Rule):
    """Members' contributions, and the support of a source in the time before (การสมทบของสมาชิกและ อปท.)."""

    support: str
    looking_back: Duration


@frozen(kw_only=True)
class Expected:
    """One thing that good management shows: an answer that is accepted, to any of its items."""

    items: tuple[str, ...]
    accepts: tuple[str, ...]


@frozen(kw_only=True)
class Management(Rule):
    """A committee, and an accepted answer to each thing that is asked (การบริหารจัดการที่ดี)."""

    expects: tuple[Expected, ...]


@frozen(kw_only=True)
class Benefits(Rule):
    """So many kinds of benefits in the time before (สวัสดิการพื้นฐาน)."""

    kinds_at_least: int
    looking_back: Duration


@frozen(kw_only=True)
class Links(Rule):
    """Welfare other than money, told in words (สวัสดิการที่ไม่เป็นตัวเงิน); `none` are words that say there is none."""

    items: tuple[str, ...]
    none: tuple[str, ...]


@frozen(kw_only=True)
class Criteria:
    """The six criteria for a fund, as a year's form has them (หลักเกณฑ์ 6 ประการ)."""

    existence: Existence
    coverage: Coverage
    contributions: Contributions
    management: Management
    benefits: Benefits
    links: Links


@frozen(kw_only=True)
class Signer:
    """Who signs; `of` is the office held in the fund, ``committee`` for its other members, blank for an outsider."""

    role: Words = field(hash=False)
    of: str = ""


@frozen(kw_only=True)
class RequestPart(Part):
    """A part of the request, with what it certifies and who signs; a criterion of the same number belongs to it."""

    says: Words | None = field(default=None, hash=False)
    signers: tuple[Signer, ...] = ()


@frozen
class RoundOption(Option):
    """Which round it is (รอบที่ขอ); `rounds_before` is how many came before, at least; None where nobody counts."""

    rounds_before: int | None = None


@frozen(kw_only=True)
class RequestVersion(FormVersion):
    """The request as it stands from one budget year on, with its criteria and the rounds that it prints."""

    criteria: Criteria
    options: tuple[RoundOption, ...]
    parts: tuple[RequestPart, ...]

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """Every item by its id, in the order of the form."""
        return items_of(self.parts)

    def option(self, rounds_before: int, *, is_asking: bool) -> RoundOption:
        """The option that fits so many earlier rounds: the one that asks for most of them."""
        if not is_asking:
            return next(option for option in self.options if option.rounds_before is None)
        fitting = (
            (option.rounds_before, place)
            for place, option in enumerate(self.options)
            if option.rounds_before is not None and option.rounds_before <= rounds_before
        )
        return self.options[max(fitting)[1]]
