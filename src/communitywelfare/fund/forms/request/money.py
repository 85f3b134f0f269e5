"""Money that the forms ask for: dues and support of the time before the cut-off, benefits by kind, rounds so far."""

from collections.abc import Iterable
from datetime import date

from attrs import frozen

from communitywelfare.calendar import Duration
from communitywelfare.cofunding import InKind, Match, RoundActionKind
from communitywelfare.fund.benefits import benefits_paid
from communitywelfare.fund.forms.request.filling import Filling
from communitywelfare.money import ZERO, Money, total

__all__ = [
    "KindReceived",
    "RoundDues",
    "RoundLine",
    "Support",
    "dues_by_round",
    "dues_received",
    "kinds_offered",
    "kinds_received",
    "round_lines",
    "support_received",
]


def dues_received(filling: Filling, since: date, *, until: date | None = None) -> Money | None:
    """The dues that members paid since a day up to the cut-off, or to another day, void receipts aside.

    None where no receipts were given.
    """
    if "contributions" in filling.fund.absent:
        return None
    last = filling.cut_off if until is None else until
    return total(
        receipt.amount
        for receipt in filling.fund.contributions
        if receipt.kind.is_dues and not receipt.voided and since <= receipt.day <= last
    )


@frozen(kw_only=True)
class Support:
    """What came from a source: money, and what was given instead of it."""

    money: Money
    in_kind: tuple[InKind, ...] = ()

    @property
    def is_none(self) -> bool:
        """Whether nothing came at all."""
        return self.money == ZERO and not self.in_kind


def support_received(filling: Filling, source: str, since: date) -> Support | None:
    """What came from a source since a day up to the cut-off; None where no rounds were given."""
    fund, until = filling.fund, filling.cut_off
    if "cofunding" in fund.absent:
        return None
    rounds = [each for each in fund.rounds if each.source == source]
    money = total(amount for each in rounds for day, amount in fund.tranches(each, until) if day >= since)
    given = tuple(
        InKind(action.day, action.what, action.amount)
        for action in fund.round_actions
        if action.source == source and action.kind is RoundActionKind.RECEIVE_IN_KIND and since <= action.day <= until
    )
    return Support(money=money, in_kind=given)


@frozen(kw_only=True)
class KindReceived:
    """Benefits of one category of the status form: persons as the form counts them, and baht."""

    category: str
    persons: int
    amount: Money


def kinds_received(filling: Filling, since: date) -> tuple[KindReceived, ...] | None:
    """Benefits paid since a day up to the cut-off, by kind; None where no benefits were given.

    What was paid and taken back within that time leaves nothing; what was paid before it and taken back in it lowers
    the figures, as it does in the books.

    Raises:
        MissingFact: A payment names a claim that there is not.
    """
    if {"benefits", "claim_actions"} & filling.fund.absent:
        return None
    sums: dict[str, tuple[int, Money]] = {}
    for paid in benefits_paid(filling.fund, since, filling.cut_off):
        persons, amount = sums.get(paid.category, (0, ZERO))
        sums[paid.category] = persons + paid.persons, amount + paid.amount
    return tuple(
        KindReceived(category=category, persons=persons, amount=amount)
        for category, (persons, amount) in sorted(sums.items())
        if persons or amount != ZERO
    )


def kinds_offered(filling: Filling) -> frozenset[str]:
    """The kinds of benefits that the by-law in force at the cut-off promises."""
    policy = filling.fund.bylaw.in_force(filling.cut_off)
    return frozenset() if policy is None else frozenset(benefit.category for benefit in policy.benefits)


@frozen(kw_only=True)
class RoundLine:
    """One round of 4.2, earlier or the one asked for now: for how many members, and the three amounts.

    What is None is not on record. Of a round known only by who was matched in it, those are counted and added up.
    """

    number: int
    budget_year: int | None = None
    as_of: date | None = None
    approved_on: date | None = None
    members_total: int | None = None
    members_full_year: int | None = None
    members: int | None = None
    requested: Money | None = None
    approved: Money | None = None
    received: Money | None = None
    returned: Money | None = None
    is_now: bool = False


def round_lines(filling: Filling) -> tuple[RoundLine, ...]:
    """Every earlier round by its number, and at last the one that is asked for now."""
    request = filling.request
    matched: dict[int, list[Match]] = {}
    for match in filling.fund.matches:
        if match.scheme == request.scheme and match.as_of < request.cut_off:
            matched.setdefault(match.round, []).append(match)
    lines = {number: _from_matches(number, matches) for number, matches in matched.items()}
    lines |= {line.number: line for line in _from_rounds(filling, matched)}
    now = RoundLine(
        number=max(lines, default=0) + 1,
        budget_year=request.budget_year,
        as_of=request.cut_off,
        members_total=len(filling.current),
        members_full_year=len(filling.full_year),
        members=len(request.eligible),
        requested=request.amount,
        is_now=True,
    )
    return (*(lines[number] for number in sorted(lines)), now)


@frozen(kw_only=True)
class RoundDues:
    """What members contributed in the time before a round's cut-off; None where nobody can say."""

    number: int
    as_of: date
    amount: Money | None


def dues_by_round(filling: Filling, looking_back: Duration) -> tuple[RoundDues, ...]:
    """Members' contributions for every round whose cut-off is on record, the one asked for now at last."""
    found = []
    for line in round_lines(filling):
        if line.as_of is not None:
            since = filling.since(looking_back, until=line.as_of)
            paid = dues_received(filling, since, until=line.as_of) if filling.knows_since(since) else None
            found.append(RoundDues(number=line.number, as_of=line.as_of, amount=paid))
    return tuple(found)


def _from_matches(number: int, matches: list[Match]) -> RoundLine:
    members = len({match.member for match in matches})
    amount = total(match.amount for match in matches)
    return RoundLine(number=number, as_of=matches[0].as_of, members=members, approved=amount)


def _from_rounds(filling: Filling, matched: dict[int, list[Match]]) -> Iterable[RoundLine]:
    for each, standing in filling.earlier:
        members = len({match.member for match in matched.get(each.number, ())})
        yield RoundLine(
            number=each.number,
            budget_year=each.budget_year,
            as_of=each.as_of,
            approved_on=standing.approved_on,
            members_total=each.members_total,
            members_full_year=each.members_full_year,
            members=members or standing.members,
            requested=standing.requested,
            approved=standing.approved,
            received=standing.received if standing.received_on is not None else None,
            returned=standing.returned if standing.returned > ZERO else None,
        )
