"""A fund's life (ความเป็นมาของกองทุน): founded, dormant, revived, merged, dissolved, each with its day."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import Enum

from attrs import field, frozen

from communitywelfare.errors import Finding, Place, Severity

__all__ = ["FundState", "LifeEvent", "LifeStep", "life_findings", "state_on"]


class LifeStep(Enum):
    """What happened to a fund as a whole."""

    FOUNDED = "FOUNDED"  # จัดตั้ง
    DORMANT = "DORMANT"  # หยุดดำเนินการ
    REVIVED = "REVIVED"  # ฟื้นฟู
    MERGED = "MERGED"  # รวมกับกองทุนอื่น
    DISSOLVED = "DISSOLVED"  # ยุบเลิก


class FundState(Enum):
    """What a fund is at the end of a day."""

    UNFOUNDED = "UNFOUNDED"  # ยังไม่จัดตั้ง
    ACTIVE = "ACTIVE"  # ดำเนินการอยู่
    DORMANT = "DORMANT"  # หยุดดำเนินการ
    MERGED = "MERGED"  # รวมไปแล้ว
    DISSOLVED = "DISSOLVED"  # ยุบเลิกแล้ว


_LEADS_TO = {
    LifeStep.FOUNDED: FundState.ACTIVE,
    LifeStep.DORMANT: FundState.DORMANT,
    LifeStep.REVIVED: FundState.ACTIVE,
    LifeStep.MERGED: FundState.MERGED,
    LifeStep.DISSOLVED: FundState.DISSOLVED,
}
_COMES_FROM = {
    LifeStep.FOUNDED: {FundState.UNFOUNDED},
    LifeStep.DORMANT: {FundState.ACTIVE},
    LifeStep.REVIVED: {FundState.DORMANT},
    LifeStep.MERGED: {FundState.ACTIVE, FundState.DORMANT},
    LifeStep.DISSOLVED: {FundState.ACTIVE, FundState.DORMANT},
}


@frozen(kw_only=True)
class LifeEvent:
    """One step of a fund's life; `into` is the fund with which it merged, `reference` the resolution."""

    fund: str
    step: LifeStep = field(converter=LifeStep)
    day: date
    into: str = ""
    reference: str = ""


def state_on(events: Iterable[LifeEvent], on: date) -> FundState:
    """What a fund is at the end of a day, by its life; a fund of which nothing is recorded is taken to be active."""
    known = sorted(events, key=_day)
    state = FundState.UNFOUNDED if known else FundState.ACTIVE
    for event in known:
        if event.day <= on:
            state = _LEADS_TO[event.step]
    return state


def life_findings(events: Sequence[LifeEvent], funds: frozenset[str]) -> Iterator[Finding]:
    """Steps that cannot follow the one before, and mergers with a fund that nobody knows or with itself.

    Args:
        events: The steps of all funds, in any order.
        funds: Every fund that is known.
    """
    by_fund: dict[str, list[LifeEvent]] = {}
    for event in events:
        by_fund.setdefault(event.fund, []).append(event)
    for fund, steps in by_fund.items():
        if fund not in funds:
            yield _fault("life.fund_unknown", "fund_id", steps[0])
        state = FundState.UNFOUNDED
        for event in sorted(steps, key=_day):
            if state not in _COMES_FROM[event.step]:
                yield _fault("life.cannot_follow", "step", event, state=state)
            if event.step is LifeStep.MERGED and event.into not in funds - {fund}:
                yield _fault("life.into_unknown", "into", event, into=event.into)
            state = _LEADS_TO[event.step]


def _day(event: LifeEvent) -> date:
    return event.day


def _fault(code: str, column: str, event: LifeEvent, **params: object) -> Finding:
    place = Place(file="fund_life.csv", column=column, record=event.fund)
    told = {"fund": event.fund, "step": event.step, "day": event.day, **params}
    return Finding(code, Severity.ERROR, place=place, params=told)
