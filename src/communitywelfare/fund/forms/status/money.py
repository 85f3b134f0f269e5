"""Sections 4 and 10 of the status form: the fund's money (เงินกองทุน), where it came from and where it is."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from functools import partial
from types import MappingProxyType
from typing import Final

from communitywelfare.accounting import AccountType
from communitywelfare.accounting.slices import Slice
from communitywelfare.accounting.statements import PAYMENT_LINES, RECEIPT_LINES, OpeningKind
from communitywelfare.calendar import add_months
from communitywelfare.cofunding import Round
from communitywelfare.errors import Finding, MissingFact, Severity
from communitywelfare.fund.controls import CARRIED, is_in_books
from communitywelfare.fund.forms.status.known import Known, Line, Value
from communitywelfare.fund.received import STATE_LINE, received_by_line
from communitywelfare.money import ZERO, Money, total
from communitywelfare.sources import SourceKind

__all__ = ["MONEY_PART"]


def _contributions(known: Known, members: Collection[str], cut_off: date) -> Money | None:
    """What some members contributed in the year that ends with a cut-off; None of a year before the books."""
    fund, first = known.fund, add_months(cut_off, -12) + timedelta(days=1)
    if "contributions" in fund.absent or first < fund.books_begin:
        return None
    paid = (
        each
        for each in fund.contributions
        if each.kind.is_dues and each.member in members and first <= each.day <= cut_off
    )
    return total(each.amount for each in paid if is_in_books(fund, each, known.on))


def _matched(known: Known, number: int) -> tuple[frozenset[str], date | None]:
    """Who was matched in a round of the scheme, and as of which day; nobody, where that is not kept."""
    found = [each for each in known.fund.matches if (each.scheme, each.round) == (known.scheme.scheme_id, number)]
    return frozenset(each.member for each in found), max((each.as_of for each in found), default=None)


def _rounds(known: Known) -> tuple[Line, ...]:
    """The state's rounds: what their members contributed, what was asked, approved and received."""
    return tuple(_round(known, each) for each in known.state_rounds)


def _round(known: Known, each: Round) -> Line:
    standing = known.fund.round_standing(each, known.on)
    members, as_of = _matched(known, each.number)
    counted = standing.members if standing.members is not None else each.members_full_year
    return {
        "round": each.number,
        "budget_year": str(each.budget_year),
        "members": len(members) if members else counted,
        "contributions": None if as_of is None else _contributions(known, members, as_of),
        "requested": standing.requested,
        "approved": standing.approved,
        "received": standing.received,
    }


def _previous(known: Known) -> Money:
    """What the members of all rounds before contributed in those years.

    Raises:
        MissingFact: Of one of the rounds it is not known.
    """
    cut_off, scheme = known.request.cut_off, known.scheme.scheme_id
    rounds = {each.round for each in known.fund.matches if each.scheme == scheme and each.as_of < cut_off}
    sums = []
    for number in sorted(rounds):
        members, as_of = _matched(known, number)
        found = None if as_of is None else _contributions(known, members, as_of)
        if found is None:
            finding = Finding("form.round_before_the_books", Severity.WARNING, params={"round": number})
            raise MissingFact(f"round {number} was before the books", finding)
        sums.append(found)
    return total(sums)


def _proposed(known: Known) -> Money:
    """What the members who are proposed now contributed in the year before the cut-off.

    Raises:
        MissingFact: The books begin within that year.
    """
    members = {each.membership.number for each in known.request.eligible}
    found = _contributions(known, members, known.request.cut_off)
    if found is None:
        finding = Finding("form.year_before_the_books", Severity.WARNING, params={"day": known.request.cut_off})
        raise MissingFact("the books begin within the year", finding)
    return found


def _state_rounds(known: Known) -> tuple[Line, ...]:
    """The state's money round by round, as many as the form prints and all that there were; before the books as one."""
    fund = known.fund
    sums: dict[int, list[Money]] = {number: [] for number in range(1, known.version.rounds + 1)}
    years: dict[int, str] = {}
    for each in fund.rounds:
        if each.source == known.scheme.source:
            standing = fund.round_standing(each, known.on)
            sums.setdefault(each.number, []).append(standing.received - standing.returned)
            years.setdefault(each.number, str(each.budget_year))
    lines: list[Line] = [
        {
            "round": number,
            "budget_year": years.get(number, ""),
            "received": total(sums[number]) if sums[number] else None,
        }
        for number in sorted(sums)
    ]
    carried = total(
        each.amount
        for each in fund.openings
        if (each.kind, each.code) == (OpeningKind.SOURCE, STATE_LINE) and each.as_of <= known.on
    )
    if carried != ZERO:
        lines.append({"round": "carried", "budget_year": "", "received": carried})
    return tuple(lines)


def _group_profit(known: Known) -> Money:
    """The share of groups' profits that the books received; what came before them is not told apart."""
    chart = known.fund.chart.accounts
    groups = {each.code for each in known.fund.sources if each.payer is SourceKind.GROUP_PROFIT}
    where = {each.code for each in chart if each.source in groups and each.type is AccountType.RECEIPT}
    cash = {each.code for each in chart if each.type is AccountType.ASSET and each.line.startswith("P1")}
    return -Slice(accounts=where, last=known.on, without=CARRIED, beside=cash).sum(known.fund.journal)


def _total(known: Known) -> Money:
    found = received_by_line(known.fund, known.section10, known.on)
    return total(() if found is None else found.values())


def _fact(line: str, known: Known) -> Money:
    return known.facts[line]


def _booked(line: str, known: Known) -> Money:
    return known.section10.lines[line]


MONEY_PART: Final[Mapping[str, Callable[[Known], Value]]] = MappingProxyType(
    {
        "4.1.cumulative": lambda known: known.section10.received,
        "4.1.remaining": lambda known: known.section10.remaining,
        "4.1.as_of": lambda known: known.on,
        "4.2.previous": _previous,
        "4.2.proposed": _proposed,
        "4.2.requested": lambda known: known.request.amount,
        "4.2.rounds": _rounds,
        "4.3.members": partial(_fact, "R1.1"),
        "4.3.group_profit": _group_profit,
        "4.3.lao": partial(_fact, "R1.4"),
        "4.3.codi_seed": partial(_fact, "R1.2"),
        "4.3.state": partial(_fact, "R1.3"),
        "4.3.other_state": partial(_fact, "R1.5"),
        "4.3.interest": partial(_booked, "R2.3"),
        "4.3.entry_fees": partial(_fact, "R2.1"),
        "4.3.donations": partial(_booked, "R2.2"),
        "4.3.other_receipts": lambda known: known.section10.lines["R1.9"] - _group_profit(known),
        "4.3.other_income": partial(_booked, "R2.9"),
        "4.3.total": _total,
        "4.3.state_rounds": _state_rounds,
        "10.received": lambda known: known.section10.received,
        "10.applied": lambda known: known.section10.applied,
        **{f"10.{line}": partial(_booked, line) for line in (*RECEIPT_LINES, *PAYMENT_LINES)},
    }
)
"""How each item of the sections is filled."""
