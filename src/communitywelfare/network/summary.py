"""What one fund tells its network (ตัวเลขสรุปของกองทุน): counts and sums as of a day, and nothing about any person.

    summary = summarise(fund, fund.as_of)
    summary.figures["members.current"], summary.figures["money.remaining"]

Figures are whole numbers: persons, cases and days, and satang of money. They are named by section and line, so that any
number of funds add up line by line. A section that a fund did not give is named in `absent`: it is no zero.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property
from types import MappingProxyType

from attrs import field, frozen

from communitywelfare.accounting.custody import money_in_hands
from communitywelfare.accounting.statements import PAYMENT_LINES, RECEIPT_LINES
from communitywelfare.calendar import add_months
from communitywelfare.contributions import Arrears
from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.fund import Fund
from communitywelfare.fund.benefits import benefits_by_kind
from communitywelfare.fund.figures import books_of
from communitywelfare.fund.identities import identities
from communitywelfare.fund.on_day import FundOnDay
from communitywelfare.members import Group, Membership
from communitywelfare.network.indicators import INDICATORS, Share

__all__ = ["ELDERLY_FROM", "SECTIONS", "FundSummary", "section_of", "summarise"]

ELDERLY_FROM = 60
"""The age from which people count as elderly, as on the status form, section 3.3."""

_MONTHS, _IN_ARREARS = 12, 3
_NEEDED = tuple(sorted({name for each in INDICATORS for name in (*each.above, *each.below)}))

Figures = Mapping[str, int]


def _own(figures: Figures) -> Figures:
    """A copy that nobody else holds; no read-only view, for a summary is sent between processes."""
    return dict(figures)


@frozen(kw_only=True)
class FundSummary:
    """The figures of one fund at the end of a day.

    `area` is the code of the area in its profile, where there is one, and `places` are tambon, district and province as
    its profile writes them. `faults` say why its totals cannot be relied on; `errors` counts what else is wrong in the
    facts behind them.
    """

    fund: str
    name: str
    on: date
    area: str = ""
    places: tuple[str, str, str] = ("", "", "")
    figures: Figures = field(converter=_own, hash=False)
    absent: frozenset[str] = frozenset()
    faults: tuple[Finding, ...] = ()
    errors: int = 0
    synthetic: bool = False

    def __attrs_post_init__(self) -> None:
        unknown = sorted({section_of(name) for name in self.figures} - SECTIONS.keys())
        if unknown or self.absent - SECTIONS.keys():
            params = {"sections": tuple(unknown or sorted(self.absent - SECTIONS.keys()))}
            finding = Finding("summary.unknown_section", Severity.ERROR, params=params)
            raise InvalidValue(f"a summary has no section {', '.join(params['sections'])}", finding)
        lacking = tuple(name for name in _NEEDED if section_of(name) not in self.absent and name not in self.figures)
        if lacking:
            finding = Finding("summary.line_missing", Severity.ERROR, params={"lines": lacking})
            raise InvalidValue(f"a summary lacks {', '.join(lacking)}, of sections that it gives", finding)

    @cached_property
    def indicators(self) -> Mapping[str, Share]:
        """The fund's indicators by id, of those whose sections it gave."""
        return {each.id: each.of(self.figures) for each in INDICATORS if not self.absent & each.sections}


def section_of(name: str) -> str:
    """The section of a figure: what stands before the first dot of its name."""
    return name.partition(".")[0]


def summarise(fund: Fund, on: date, *, faults: tuple[Finding, ...] = (), errors: int = 0) -> FundSummary:
    """Draw up what a fund tells its network as of the end of a day.

    Args:
        fund: All facts of the fund.
        on: The day.
        faults: Why the facts are not whole, from whoever read them; identities that do not hold are added.
        errors: How much else is wrong with the facts.

    Raises:
        MissingFact: An action names a claim that there is not.
    """
    figures: dict[str, int] = {}
    absent = set()
    sight = FundOnDay(fund, on)
    for section, draw in SECTIONS.items():
        found = draw(sight)
        if found is None:
            absent.add(section)
        else:
            figures |= {f"{section}.{line}": count for line, count in found.items()}
    details = fund.profile.details
    return FundSummary(
        fund=fund.profile.fund_id,
        name=fund.profile.name,
        on=on,
        area=details.get("area_code", ""),
        places=(details.get("subdistrict", ""), details.get("district", ""), details.get("province", "")),
        figures=figures,
        absent=frozenset(absent),
        faults=(*faults, *_unequal(sight)),
        errors=errors,
        synthetic=fund.synthetic,
    )


def _unequal(sight: FundOnDay) -> Iterator[Finding]:
    """Identities of the status form that do not hold: totals of which one must be wrong."""
    for each in identities(sight.fund, sight.year, sight.on, section10=sight.books, request=None):
        if each.holds is False:
            params = {"identity": each.id, "left": str(each.left), "right": str(each.right)}  # as a file keeps them
            yield Finding("summary.identity_fails", Severity.ERROR, params=params)


# --- sections ---

_Lines = Mapping[str, int] | None


def _members(sight: FundOnDay) -> _Lines:
    """Members ever and now, who joined and left in the accounting year, who stayed since it began, and ages."""
    fund, on, current = sight.fund, sight.on, sight.current
    first = sight.year.first
    before = fund.register.current(first - timedelta(days=1))
    ages = [age for each in current if (age := each.person.age(on)) is not None]
    return {
        "ever": sum(each.applied <= on for each in fund.register),
        "current": len(current),
        "joined": sum(first <= each.applied <= on for each in fund.register),
        "left": sum(_left(each, first, on) for each in fund.register),
        "start": len(before),
        "stayed": sum(each.is_current(on) for each in before),
        "age_known": len(ages),
        "elderly": sum(age >= ELDERLY_FROM for age in ages),
    }


def _left(membership: Membership, first: date, on: date) -> bool:
    return membership.ended is not None and first <= membership.ended <= on


def _groups(sight: FundOnDay) -> _Lines:
    """Current members by group; who is in several is counted in each, who is in none stands by itself."""
    counts = Counter(group.value for each in sight.current for group in each.person.groups)
    counts["NONE"] = sum(not each.person.groups for each in sight.current)
    return {group: counts[group] for group in (*(each.value for each in Group), "NONE")}


def _area(sight: FundOnDay) -> _Lines:
    """Inhabitants of the fund's area."""
    population = sight.fund.profile.population
    return None if population is None else {"population": population}


def _villages(sight: FundOnDay) -> _Lines:
    """Villages or communities that there are, and those from which current members come."""
    named = {each.village for each in sight.current} - {""}
    return {"all": sight.fund.profile.villages_total, "with_members": len(named)}


def _dues(sight: FundOnDay) -> _Lines:
    """Members whose dues are known, those of them who are 3 months or more in arrears, and what is owed in satang."""
    fund = sight.fund
    if "contributions" in fund.absent:
        return None
    arrears = (fund.arrears(each, sight.on) for each in sight.current)
    found: list[Arrears] = [each for each in arrears if each is not None]
    return {
        "known": len(found),
        "in_arrears": sum(each.months >= _IN_ARREARS for each in found),
        "owed": sum(each.amount.satang for each in found),
    }


def _money(sight: FundOnDay) -> _Lines:
    """Section 10 of the status form since the founding, line by line, what was received and what is left: satang."""
    books = sight.books
    if books is None:
        return None
    lines = {line: books.lines[line].satang for line in (*RECEIPT_LINES, *PAYMENT_LINES)}
    return {**lines, "received": books.received.satang, "remaining": books.remaining.satang}


def _year(sight: FundOnDay) -> _Lines:
    """Receipts and payments of the twelve months that end with the day, by line of section 10: satang.

    What was carried in at the beginning of the books has no day of its own, and a younger fund has no such year:
    neither can be told.
    """
    fund, before = sight.fund, add_months(sight.on, -_MONTHS)
    if before < max(fund.books_begin, fund.profile.founded or date.min):
        return None
    books, then = sight.books, books_of(fund, before)
    if books is None or then is None:
        return None
    return {
        line: books.lines[line].satang - then.lines[line].satang
        for line in (*RECEIPT_LINES, *(each for each in PAYMENT_LINES if each not in _LEFT))
    }


_LEFT = {"P1.1", "P1.2", "P1.4", "P1.9"}  # what is left at the end, rather than what was paid


def _benefits(sight: FundOnDay) -> _Lines:
    """Benefits by category of the status form: cases and satang since the founding, and in the accounting year."""
    if {"benefits", "claim_actions"} & sight.fund.absent:
        return None
    lines: dict[str, int] = {}
    for each in benefits_by_kind(sight.fund, sight.year, sight.on):
        lines |= {
            f"{each.category}.persons": each.persons,
            f"{each.category}.amount": each.amount.satang,
            f"{each.category}.persons_year": each.persons_this_year,
            f"{each.category}.amount_year": each.amount_this_year.satang,
        }
    return lines


def _rounds(sight: FundOnDay) -> _Lines:
    """Rounds of co-funding by source and Buddhist budget year: request, approval, receipt and return.

    For how many members a sum was approved is not always written down; rounds of which it is not known are counted.
    """
    fund = sight.fund
    if "cofunding" in fund.absent:
        return None
    lines: Counter[str] = Counter()
    for each in fund.rounds:
        standing = fund.round_standing(each, sight.on)
        told = {
            "requested": standing.requested,
            "approved": standing.approved,
            "received": standing.received,
            "returned": standing.returned,
        }
        name = f"{each.source}.{each.budget_year}"
        lines.update({f"{name}.{figure}": money.satang for figure, money in told.items() if money is not None})
        is_unknown = standing.members is None and standing.approved is not None
        lines[f"{name}.members"] += standing.members or 0
        lines[f"{name}.members_unknown"] += is_unknown
    return lines


def _custody(sight: FundOnDay) -> _Lines:
    """Money in collectors' hands, and for how many days: satang, and satang times days."""
    fund, on = sight.fund, sight.on
    if {"accounts", "journal"} & fund.absent:
        return None
    held = [each for holding in money_in_hands(fund.journal, fund.chart, on, on).holdings for each in holding.in_hand]
    return {
        "amount": sum(each.amount.satang for each in held),
        "satang_days": sum(each.amount.satang * (on - each.day).days for each in held),
    }


def _records(sight: FundOnDay) -> _Lines:
    """How late the books of the last twelve months were written: entries, and days from the event to the record."""
    if "journal" in sight.fund.absent:
        return None
    first = add_months(sight.on, -_MONTHS)
    entries = [entry for entry in sight.fund.journal if first < entry.voucher.day <= sight.on]
    days = (max((entry.recorded_on - entry.voucher.happened).days, 0) for entry in entries)
    return {"entries": len(entries), "days": sum(days)}


SECTIONS: Mapping[str, Callable[[FundOnDay], _Lines]] = MappingProxyType(
    {
        "members": _members,
        "groups": _groups,
        "area": _area,
        "villages": _villages,
        "dues": _dues,
        "money": _money,
        "year": _year,
        "benefits": _benefits,
        "rounds": _rounds,
        "custody": _custody,
        "records": _records,
    }
)
"""The sections of a summary, each with what draws it from a fund; None where the fund has not the facts for it."""
