"""What has been kept longer than it is needed (ระยะเวลาเก็บรักษา): proposals, by table and reason, and nothing more.

Nothing is ever erased by itself. Who decides on a proposal acts on it: a former member is erased, a paper is destroyed.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from attrs import frozen

from communitywelfare.calendar import Duration
from communitywelfare.claims import ClaimState
from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.fund import Fund
from communitywelfare.fund.consent_checks import tells_of_health
from communitywelfare.privacy.erasure import is_erased

__all__ = ["REASONS", "Proposal", "RetentionRule", "proposals"]

_SETTLED = frozenset({ClaimState.PAID, ClaimState.REJECTED, ClaimState.WITHDRAWN, ClaimState.REVERSED})
_Ended = Iterator[tuple[str, date]]


@frozen(kw_only=True)
class RetentionRule:
    """How long the records of a table are needed, counted from what (`REASONS`).

    Raises:
        InvalidValue: No time at all, or a reason that does not go with the table.
    """

    table: str
    reason: str
    kept: Duration
    source: str = ""
    is_assumed: bool = True

    def __attrs_post_init__(self) -> None:
        if self.kept.count < 1 or (self.table, self.reason) not in REASONS:
            params = {"table": self.table, "reason": self.reason, "kept": self.kept}
            finding = Finding("retention.unknown_rule", Severity.ERROR, params=params)
            raise InvalidValue(f"{self.table} cannot be kept for {self.kept} from {self.reason}", finding)


@frozen(kw_only=True)
class Proposal:
    """A record that is past its period: since when it has not been needed, by which rule."""

    table: str
    record: str
    ended: date
    due: date
    rule: RetentionRule


def proposals(fund: Fund, rules: tuple[RetentionRule, ...], on: date) -> tuple[Proposal, ...]:
    """Which records of a fund are past their period at the end of a day, the longest overdue first.

    A record whose end is not recorded is never proposed: it is not guessed.
    """
    found = (
        Proposal(table=rule.table, record=record, ended=ended, due=due, rule=rule)
        for rule in rules
        for record, ended in REASONS[rule.table, rule.reason](fund, on)
        if (due := rule.kept.after(ended)) <= on
    )
    return tuple(sorted(found, key=lambda each: (each.due, each.table, each.record)))


def _former_members(fund: Fund, on: date) -> _Ended:
    """Memberships of people who have none left, unless who they were is erased already."""
    for each in fund.register:
        ends = [other.ended for other in fund.register.of_same_person(each)]
        last = max((end for end in ends if end is not None), default=None)
        if None not in ends and last is not None and last <= on and not is_erased(each):
            yield each.number, last


def _their_heirs(fund: Fund, on: date) -> _Ended:
    return ((number, ended) for number, ended in _former_members(fund, on) if fund.beneficiaries_of.get(number))


def _settled_claims(fund: Fund, on: date) -> _Ended:
    """Claims that keep health details and were settled."""
    for claim in fund.claims:
        if tells_of_health(claim) and fund.state(claim.number, on) in _SETTLED:
            yield claim.number, max(each.day for each in fund.actions_of[claim.number] if each.day <= on)


def _withdrawn_consents(fund: Fund, on: date) -> _Ended:
    return ((each.member, each.withdrawn) for each in fund.consents if each.withdrawn and each.withdrawn <= on)


def _former_committee(fund: Fund, on: date) -> _Ended:
    return ((each.position, each.until) for each in fund.committee if each.until and each.until <= on)


REASONS: Final[Mapping[tuple[str, str], Callable[[Fund, date], _Ended]]] = MappingProxyType(
    {
        ("members", "membership_ended"): _former_members,
        ("beneficiaries", "membership_ended"): _their_heirs,
        ("benefits", "claim_settled"): _settled_claims,
        ("consents", "consent_withdrawn"): _withdrawn_consents,
        ("committee", "office_ended"): _former_committee,
    }
)
"""From when the records of a table are counted, by the table and the reason."""
