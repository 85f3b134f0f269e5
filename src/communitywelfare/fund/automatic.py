"""Benefits that nobody has to ask for: the claims that the fund's own by-law makes for its members."""

from collections.abc import Iterator
from datetime import date

from communitywelfare.claims import Claim, Event
from communitywelfare.fund.value import Fund
from communitywelfare.members import Membership
from communitywelfare.rules import Benefit

__all__ = ["falling_due"]


def falling_due(fund: Fund, since: date, until: date) -> tuple[Claim, ...]:
    """The claims that fall due after a day up to and with another, by day and member; nobody has decided them yet.

    Whoever is a member on the day gets a claim, also where the conditions are not met: the decision then says why. A
    claim's number names clause, member and day, so that it can be made once only. Ages of members whose birth date is
    not known never fall due: the register's own check tells of them.
    """
    found = [claim for membership in fund.register for claim in _of(fund, membership, since, until)]
    known = fund.claims_by_number
    return tuple(sorted((claim for claim in found if claim.number not in known), key=_order))


def _of(fund: Fund, membership: Membership, since: date, until: date) -> Iterator[Claim]:
    joined = max(since, membership.applied)
    birth = membership.person.birth
    seen: set[tuple[str, date]] = set()
    for version in fund.bylaw.versions:
        for benefit in version.benefits:
            if benefit.schedule is None:
                continue
            for day in benefit.schedule.days(joined, until, birth.first if birth else None):
                policy = fund.bylaw.governing(event=day, claimed=day, joined=membership.applied)
                is_its_own = policy is not None and policy.by_key.get(benefit.key) == benefit
                if is_its_own and membership.is_current(day) and (benefit.key, day) not in seen:
                    seen.add((benefit.key, day))
                    yield _claim(benefit, membership, day)


def _claim(benefit: Benefit, membership: Membership, day: date) -> Claim:
    return Claim(
        number=f"{benefit.key}/{membership.number}/{day.isoformat()}",
        day=day,
        member=membership.number,
        benefit=benefit.key,
        category=benefit.category,
        event=Event(day=day, units=1),
    )


def _order(claim: Claim) -> tuple[date, str]:
    return claim.day, claim.number
