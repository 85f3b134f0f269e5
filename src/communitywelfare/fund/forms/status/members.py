"""Section 3 of the status form: members (สมาชิก), the round they are proposed for, their kinds, their villages."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from communitywelfare.accounting.statements import OpeningKind
from communitywelfare.cofunding import Round
from communitywelfare.errors import Finding, MissingFact, Severity
from communitywelfare.fund.forms.status.known import Known, Line, Value
from communitywelfare.fund.received import STATE_LINE
from communitywelfare.members import Group, Membership
from communitywelfare.money import ZERO, total

__all__ = ["MEMBERS_PART", "villages_of"]

_UNKNOWN = "UNKNOWN"
_ROUNDS = ("none", "first", "second", "third")


def _earlier(known: Known) -> frozenset[int]:
    """The numbers of the scheme's rounds before this one, by their rows and by who was matched in them."""
    request, fund = known.request, known.fund
    rounds = {each.number for each in known.state_rounds if each.budget_year < request.budget_year}
    matched = {
        each.round
        for each in fund.matches
        if each.scheme == known.scheme.scheme_id and each.as_of < request.cut_off and each.as_of <= known.on
    }
    return frozenset(rounds | matched)


def _round_number(known: Known) -> int:
    """The number of the round that is asked for: its own where it has a row, else the one after the last.

    Raises:
        MissingFact: Money came in rounds before the books of which nothing else is known.
    """
    own = [each.number for each in known.state_rounds if each.budget_year == known.request.budget_year]
    earlier = _earlier(known)
    if own or earlier:
        return max(own) if own else max(earlier) + 1
    carried = total(
        each.amount for each in known.fund.openings if (each.kind, each.code) == (OpeningKind.SOURCE, STATE_LINE)
    )
    if carried != ZERO:
        raise MissingFact("rounds before the books", Finding("form.rounds_unknown", Severity.WARNING))
    return 1


def _round(known: Known) -> str:
    """Which round is asked for, as the form has it to be ticked; none where nobody can be proposed."""
    number = _round_number(known) if known.request.eligible else 0
    return _ROUNDS[number] if number < len(_ROUNDS) else "later"


def _full_year(known: Known) -> int:
    """How many current members have a full year by the rules of the scheme, matched before or not."""
    cut_off = known.request.cut_off
    return sum(
        each.membership.is_current(cut_off) and any(reason.code == "cofunding.full_year" for reason in each.reasons)
        for each in known.request.members
    )


def _rounds(known: Known) -> tuple[Line, ...]:
    """The rounds before this one: when each was approved, and how many members there were, where that is known."""
    rows = {each.number: each for each in known.state_rounds}
    return tuple(_round_before(known, number, rows.get(number)) for number in sorted(_earlier(known)))


def _round_before(known: Known, number: int, row: Round | None) -> Line:
    if row is None:
        return {"round": number, "approved_on": None, "members_total": None, "members_full_year": None}
    return {
        "round": number,
        "approved_on": known.fund.round_standing(row, known.on).approved_on,
        "members_total": row.members_total,
        "members_full_year": row.members_full_year,
    }


def _types(known: Known) -> tuple[Line, ...]:
    """Members by kind; those of whom no kind is known stand in a line of their own, where there are any."""
    ever, current = _by_kind(known.ever), _by_kind(known.current)
    kinds = [group.value for group in Group] + ([_UNKNOWN] if ever.get(_UNKNOWN) else [])
    return tuple({"kind": kind, "ever": ever.get(kind, 0), "current": current.get(kind, 0)} for kind in kinds)


def _by_kind(members: Iterable[Membership]) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for each in members:
        for kind in {group.value for group in each.person.groups} or {_UNKNOWN}:
            counts[kind] = counts.get(kind, 0) + 1
    return counts


def _overlap(known: Known) -> str:
    return "yes" if any(len(each.person.groups) > 1 for each in known.ever) else "no"


def villages_of(known: Known) -> int | None:
    """From how many villages the current members come, as far as it is known; None where it is of nobody."""
    found = {each.village for each in known.current} - {""}
    return None if known.current and not found else len(found)


MEMBERS_PART: Final[Mapping[str, Callable[[Known], Value]]] = MappingProxyType(
    {
        "3.1.ever": lambda known: len(known.ever),
        "3.1.current": lambda known: len(known.current),
        "3.1.claimed": lambda known: len(known.request.eligible),
        "3.2.round": _round,
        "3.2.round_number": _round_number,
        "3.2.cut_off": lambda known: known.request.cut_off,
        "3.2.current": lambda known: len(known.fund.register.current(known.request.cut_off)),
        "3.2.full_year": _full_year,
        "3.2.proposed": lambda known: len(known.request.eligible),
        "3.2.rounds": _rounds,
        "3.3.types": _types,
        "3.3.overlap": _overlap,
        "3.4.villages": villages_of,
    }
)
"""How each item of the section is filled."""
