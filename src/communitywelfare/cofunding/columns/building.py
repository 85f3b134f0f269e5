"""Columns out of registers and matchings, fund by fund: of each fund only numbers are kept."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np

from communitywelfare.cofunding import RoundFacts, Scheme
from communitywelfare.cofunding.columns.members import NEVER, MemberColumns
from communitywelfare.identity import CitizenId

__all__ = ["columns_of"]

_EPOCH = date(1970, 1, 1).toordinal()


def columns_of(scheme: Scheme, funds: Iterable[RoundFacts]) -> MemberColumns:
    """The members of many funds and what a scheme has matched of them, in the order of the funds and their registers.

    Funds may come one by one, such as packages that are read and let go.
    """
    sizes, applied, ended, person, matched, as_of = (array(kind) for kind in "qiiiii")
    for facts in funds:
        start = len(applied)
        rounds = _rounds(scheme, facts)
        first: dict[CitizenId, int] = {}
        for row, membership in enumerate(facts.register, start):
            applied.append(membership.applied.toordinal() - _EPOCH)
            ended.append(NEVER if membership.ended is None else membership.ended.toordinal() - _EPOCH)
            citizen_id = membership.person.citizen_id
            person.append(row if citizen_id is None else first.setdefault(citizen_id, row))
            days = rounds.get(membership.number, ())
            matched.extend(row for _day in days)
            as_of.extend(days)
        sizes.append(len(applied) - start)
    return MemberColumns(
        sizes=np.asarray(sizes),
        applied=np.asarray(applied),
        ended=np.asarray(ended),
        person=np.asarray(person),
        matched=np.asarray(matched),
        as_of=np.asarray(as_of),
    )


def _rounds(scheme: Scheme, facts: RoundFacts) -> Mapping[str, list[int]]:
    """The cut-offs as of which each member number was matched; a round that matched several receipts counts once."""
    once = {(each.member, each.round): each.as_of for each in facts.matches if each.scheme == scheme.scheme_id}
    rounds: dict[str, list[int]] = defaultdict(list)
    for (member, _round), day in once.items():
        rounds[member].append(day.toordinal() - _EPOCH)
    return rounds
