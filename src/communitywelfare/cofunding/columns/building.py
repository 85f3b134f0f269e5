"""Columns out of registers and matchings, fund by fund: of each fund only numbers are kept."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np

from communitywelfare.cofunding import RoundFacts, Scheme
from communitywelfare.cofunding.columns.members import NEVER, UNKNOWN, MemberColumns
from communitywelfare.cofunding.eligibility import counted_from
from communitywelfare.errors import Finding, InvalidValue, MissingFact, Severity
from communitywelfare.members import Membership, Register, TenureStart

__all__ = ["columns_of"]

_EPOCH = date(1970, 1, 1).toordinal()


def columns_of(
    scheme: Scheme, funds: Iterable[RoundFacts], *, counts_from: TenureStart = TenureStart.APPLIED
) -> MemberColumns:
    """The members of many funds and what a scheme has matched of them, in the order of the funds and their registers.

    Funds may come one by one, such as packages that are read and let go. `counts_from` is that of the scheme's rules.

    Raises:
        InvalidValue: Facts for a branch of a fund alone.
        MissingFact: The scheme matches a member so often at most, and what it matched in a fund was not given.
    """
    is_limited = any(period.matchings_at_most is not None for period in scheme.periods)
    sizes, applied, ended, person, since, matched, as_of = (array(kind) for kind in "qiiiiii")
    for facts in funds:
        if facts.branch is not None:
            raise InvalidValue("columns hold whole funds, not branches of them")
        if is_limited and not facts.knows_matches:
            raise _matches_not_given(scheme, len(sizes) + 1)
        start = len(applied)
        rounds = _rounds(scheme, facts)
        first = _first_rows(facts.register, start)
        for row, membership in enumerate(facts.register, start):
            applied.append(membership.applied.toordinal() - _EPOCH)
            ended.append(NEVER if membership.ended is None else membership.ended.toordinal() - _EPOCH)
            key = facts.register.person_key(membership)
            person.append(row if key is None else first[key])
            since.append(_since(membership, counts_from, facts))
            days = rounds.get(membership.number, ())
            matched.extend(row for _day in days)
            as_of.extend(days)
        sizes.append(len(applied) - start)
    return MemberColumns(
        sizes=np.asarray(sizes),
        applied=np.asarray(applied),
        ended=np.asarray(ended),
        person=np.asarray(person),
        since=None if counts_from is TenureStart.APPLIED else np.asarray(since),
        matched=np.asarray(matched),
        as_of=np.asarray(as_of),
    )


def _matches_not_given(scheme: Scheme, fund: int) -> MissingFact:
    finding = Finding("cofunding.matches_not_given", Severity.REFER, params={"scheme": scheme.scheme_id})
    return MissingFact(f"what {scheme.scheme_id} matched before was not given (matches.csv) of fund {fund}", finding)


def _first_rows(register: Register, start: int) -> Mapping[object, int]:
    """The row of each person's first membership; of those that began on one day, the one with the first number."""
    first: dict[object, tuple[date, str, int]] = {}
    for row, membership in enumerate(register, start):
        person = register.person_key(membership)
        if person is not None:
            this = (membership.applied, membership.number, row)
            first[person] = min(this, first.get(person, this))
    return {person: row for person, (_applied, _number, row) in first.items()}


def _since(membership: Membership, counts_from: TenureStart, facts: RoundFacts) -> int:
    start = counted_from(membership, counts_from, facts)
    if isinstance(start, Finding):
        return UNKNOWN if start.severity is Severity.REFER else NEVER
    return start.toordinal() - _EPOCH


def _rounds(scheme: Scheme, facts: RoundFacts) -> Mapping[str, list[int]]:
    """The cut-offs as of which each member number was matched; a round that matched several receipts counts once."""
    once = {(each.member, each.round): each.as_of for each in facts.matches if each.scheme == scheme.scheme_id}
    rounds: dict[str, list[int]] = defaultdict(list)
    for (member, _round), day in once.items():
        rounds[member].append(day.toordinal() - _EPOCH)
    return rounds
