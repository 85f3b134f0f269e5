"""Do a fund's rounds of co-funding fit together? Findings about rounds, their steps and their figures."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from communitywelfare.cofunding import CofundingState, Round, RoundAction, RoundStanding, standing_of
from communitywelfare.errors import Finding, Place, Refused, Severity
from communitywelfare.fund.value import Fund

__all__ = ["cofunding_findings", "not_found", "step_fault", "step_faults"]

_OVER = frozenset({CofundingState.CANCELLED, CofundingState.REJECTED})
_Lines = Mapping[str, Sequence[int]]
_COLUMNS = {
    "state": "status",
    "requested": "amount_requested",
    "approved": "amount_approved",
    "approved_on": "approved_date",
    "approved_ref": "approved_ref",
    "received": "amount_received",
    "received_on": "received_date",
    "receipt": "receipt_no",
    "returned": "amount_returned",
}


def cofunding_findings(fund: Fund, lines: _Lines) -> Iterator[Finding]:
    """Everything about rounds and their steps, table by table.

    Args:
        fund: The fund.
        lines: On which line of its file each record of a table stands, where they were read from files.
    """
    yield from _steps(fund, lines.get("cofunding_actions", ()))
    yield from _rounds(fund, lines.get("cofunding", ()))


def step_fault(action: RoundAction, history: Sequence[RoundAction]) -> Finding | None:
    """Why an action cannot follow what was done about its round before; None if it can."""
    if history and action.day < history[-1].day:
        params = {"round": f"{action.source} {action.round}", "day": action.day, "last": history[-1].day}
        return Finding("cofunding.day_out_of_order", Severity.ERROR, params=params)
    try:
        standing_of((*history, action), action.day)
    except Refused as error:
        return error.findings[0]
    return None


def _row(rows: Sequence[int], position: int) -> int | None:
    return rows[position] if position < len(rows) else None


def step_faults(actions: Sequence[RoundAction], known: Collection[object]) -> Iterator[tuple[int, Finding]]:
    """Why actions cannot follow from those before them, each with its place among them.

    A round whose steps all follow is asked once and not step by step.
    """
    whole: dict[tuple[str, int], list[RoundAction]] = defaultdict(list)
    for action in actions:
        whole[action.source, action.round].append(action)
    in_doubt = {key for key, steps in whole.items() if key not in known or not _can_follow(steps)}
    histories: dict[tuple[str, int], list[RoundAction]] = defaultdict(list)
    for at, action in enumerate(actions if in_doubt else ()):
        key = action.source, action.round
        if key in in_doubt:
            fault = step_fault(action, histories[key]) if key in known else not_found(key)
            if fault is None:
                histories[key].append(action)
            else:
                yield at, fault


def _can_follow(steps: Sequence[RoundAction]) -> bool:
    """Whether `step_fault` finds nothing in any step of a round."""
    days = [step.day for step in steps]
    try:
        standing_of(steps, days[-1])
    except Refused:
        return False
    return days == sorted(days)


def _steps(fund: Fund, rows: Sequence[int]) -> Iterator[Finding]:
    """Steps of rounds that are not there, or that do not follow from one another."""
    known = {each.key for each in fund.rounds}
    for position, fault in step_faults(fund.round_actions, known):
        number = str(fund.round_actions[position].round)
        place = Place(file="cofunding_actions.csv", row=_row(rows, position), column="action", record=number)
        yield Finding(fault.code, fault.severity, place=place, params=fault.params)


def not_found(key: tuple[str, int]) -> Finding:
    """That a step is of a round that is not there."""
    return Finding("cofunding.round_not_found", Severity.ERROR, params={"round": f"{key[0]} {key[1]}"})


def _rounds(fund: Fund, rows: Sequence[int]) -> Iterator[Finding]:
    seen: list[tuple[Round, RoundStanding]] = []
    for position, each in enumerate(fund.rounds):
        standing = _standing(fund, each)
        if standing is not None:
            for code, severity, column, params in (
                *_figures(standing),
                *_disagrees(fund, each, standing),
                *_beside(each, standing, seen),
            ):
                place = Place(file="cofunding.csv", row=_row(rows, position), column=column, record=str(each.number))
                yield Finding(code, severity, place=place, params={"round": each.reference, **params})
            seen.append((each, standing))


def _standing(fund: Fund, each: Round) -> RoundStanding | None:
    """Where a round stands by all that is known; None where its steps do not follow from one another."""
    try:
        return fund.round_standing(each, date.max)
    except Refused:
        return None


_Told = tuple[str, Severity, str, dict[str, object]]


def _figures(standing: RoundStanding) -> Iterator[_Told]:
    """More received than approved and owed back, or approved than asked for."""
    requested, approved = standing.requested, standing.approved
    kept = standing.received - max(standing.owed_back, standing.returned)
    if approved is not None and kept > approved:
        params: dict[str, object] = {"received": standing.received, "approved": approved}
        yield "cofunding.over_received", Severity.WARNING, "amount_received", params
    if requested is not None and approved is not None and approved > requested:
        params = {"requested": requested, "approved": approved}
        yield "cofunding.over_approved", Severity.WARNING, "amount_approved", params


def _disagrees(fund: Fund, each: Round, standing: RoundStanding) -> Iterator[_Told]:
    """A row that shows something else than its steps tell; the steps count."""
    if each.key not in fund.actions_of_round:
        return
    shown = each.showing(standing)
    for name, column in _COLUMNS.items():
        stated, told = getattr(each, name), getattr(shown, name)
        if stated != told:
            yield "cofunding.row_disagrees", Severity.WARNING, column, {"stated": stated, "told": told}


def _beside(each: Round, standing: RoundStanding, seen: Sequence[tuple[Round, RoundStanding]]) -> Iterator[_Told]:
    """The same number twice, or two rounds of one source and agency for the same time."""
    for other, its in seen:
        if other.key == each.key:
            yield "cofunding.round_twice", Severity.ERROR, "round", {}
        elif _OVER.isdisjoint({standing.state, its.state}) and each.overlaps(other):
            found = each.overlap(other)
            column = "budget_year" if each.budget_year == other.budget_year else "as_of_date"
            yield found.code, found.severity, column, dict(found.params)
