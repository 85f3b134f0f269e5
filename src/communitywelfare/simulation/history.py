"""What happened in a fund (เหตุการณ์ที่ผ่านมา): deaths, admissions, births and exits, each counted in its own cell.

Deaths and exits are those of the register; of the exits those by death are left out. Admissions and births are claims
for sickness and for a birth, but those that were drafts only, withdrawn, rejected, lapsed or reversed. Claims are what
a fund was told of: members who have no claim to make are seldom in them, so that both are counted too low rather than
too high.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from attrs import field, frozen

from communitywelfare.calendar import whole_years
from communitywelfare.claims import Claim
from communitywelfare.errors import Refused
from communitywelfare.fund import Fund
from communitywelfare.members import ExitCause, Membership, Sex
from communitywelfare.simulation.exposure import Span, span_of
from communitywelfare.simulation.rates import SEXES

__all__ = ["CLAIMED", "History", "Key", "events_of"]

Key = tuple[Sex | None, int]
"""Sex and completed years of age; or no sex, and completed years of membership."""

CLAIMED = {"02": "admissions", "01": "births"}
"""Which categories of the status form tell of which events."""

_COUNTS = frozenset({"SUBMITTED", "RETURNED", "ASSESSED", "APPROVED", "PAID"})


@frozen(kw_only=True)
class History:
    """Events by table and cell, and how many could not be counted, by why."""

    events: Mapping[str, Mapping[Key, int]] = field(hash=False)
    left_out: Mapping[str, int] = field(hash=False)


def events_of(fund: Fund, within: Span) -> History:
    """Every event of a fund within a span of days that happened to somebody who then was a member."""
    events: dict[str, Counter[Key]] = {name: Counter() for name in ("mortality_level", "leaving", *CLAIMED.values())}
    left_out: Counter[str] = Counter()
    for membership in fund.register:
        for name, key in _ending(membership, within):
            events[name][key] += 1
    for claim in fund.claims:
        if claim.category in CLAIMED and claim.event.day in within and _is_counted(fund, claim):
            name, whom = CLAIMED[claim.category], fund.register.by_number.get(claim.member)
            if whom is None or not whom.covers(claim.event.day):
                left_out["no_member"] += 1
            elif (cell := _cell(whom, claim.event.day)) is None:
                left_out["claim_unknown"] += 1
            else:
                events[name][cell] += max(1, claim.event.units or 1) if name == "births" else 1
    return History(events=events, left_out=left_out)


def _ending(membership: Membership, within: Span) -> Iterator[tuple[str, Key]]:
    """The death or the exit by which a membership ended, in the cell of its last day."""
    span = span_of(membership, within)
    if span is None or membership.ended is None:
        return
    if membership.cause is ExitCause.DECEASED:
        cell = _cell(membership, membership.ended)
        if span.last == membership.ended and cell is not None:
            yield "mortality_level", cell
    elif span.last == membership.ended - timedelta(days=1) and membership.ended in within:
        yield "leaving", (None, whole_years(membership.applied, span.last))


def _cell(membership: Membership, day: date) -> Key | None:
    """Sex and age of a member on a day; None where one of them is not known."""
    person = membership.person
    if person.sex not in SEXES or person.birth is None:
        return None
    return person.sex, whole_years(person.birth.first, day)


def _is_counted(fund: Fund, claim: Claim) -> bool:
    """Whether the fund takes a claim for true or has yet to decide it; every claim where no actions are kept."""
    if "claim_actions" in fund.absent:
        return True
    try:
        return fund.state(claim.number, fund.as_of).value in _COUNTS
    except Refused:
        return False
