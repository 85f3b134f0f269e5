"""Who is matched in a round that was approved, and with how much: a sum that can be followed to each member."""

from collections.abc import Collection, Iterator, Sequence

from communitywelfare.cofunding import Base, Eligibility, Match, Request, Round, RoundAction, Scheme
from communitywelfare.errors import Finding, MissingFact, Severity
from communitywelfare.fund.desk import needs, refusal
from communitywelfare.fund.matching import draw_request
from communitywelfare.fund.value import Fund
from communitywelfare.money import ZERO, Money, apportion, total

__all__ = ["cut_off_missing", "matches_for", "matches_of_round", "of_its_scheme", "share_of"]

_SHOWN = 5


def matches_of_round(fund: Fund, scheme: Scheme, row: Round) -> tuple[Match, ...]:
    """Who was matched in a round of a scheme's source."""
    if not row.follows(scheme.scheme_id, scheme.source):
        return ()
    return tuple(each for each in fund.matches if (each.scheme, each.round) == (scheme.scheme_id, row.number))


def of_its_scheme(row: Round, scheme: Scheme) -> None:
    """Refuse to act on a round by the rules of a scheme that it does not follow."""
    if not row.follows(scheme.scheme_id, scheme.source):
        params = {"round": row.reference, "scheme": scheme.scheme_id, "source": scheme.source}
        params["own"] = row.scheme or row.source
        raise refusal("cofunding.other_scheme", f"round {row.reference} does not follow {scheme.scheme_id}", params)


def cut_off_missing(row: Round) -> MissingFact:
    """That a round does not say as of which day it counts its members."""
    finding = Finding("cofunding.cut_off_missing", Severity.ERROR, params={"round": row.reference})
    return MissingFact(f"round {row.reference} does not say as of which day it counts", finding)


def share_of(amount: Money, part: Money, whole: Money) -> Money:
    """The part of an amount that a part of what was asked for bears: rounded once, down to the satang."""
    return Money(amount.satang * part.satang // whole.satang)


def matches_for(
    fund: Fund, scheme: Scheme, grant: RoundAction, names: Collection[str] | None, *, requested: Money | None
) -> tuple[Match, ...]:
    """The matchings of an approval that is about to be recorded; none, where a scheme does not go by members.

    Each member has the approved sum over the number it is for, each receipt its part of what was asked for. Satang that
    cannot be split go to the lower numbers.

    Raises:
        MissingFact: The round's cut-off is not known, or no rules of the scheme are.
        Refused: It does not say for whom, more than asked comes on each, or somebody does not count or was matched.
    """
    row = next(each for each in fund.rounds if each.key == (grant.source, grant.round))
    base = scheme.in_year(row.budget_year).base
    if base not in {Base.PER_MEMBER, Base.DUES_PAID}:
        return ()
    needs(fund, "matches")
    if row.as_of is None:
        raise cut_off_missing(row)
    asked = draw_request(fund, scheme, row.budget_year, cut_off=row.as_of)
    chosen = _chosen(asked, grant, names)
    lines = (
        _heads(chosen, grant)
        if base is Base.PER_MEMBER
        else _receipts(chosen, grant, asked.amount if requested is None else requested)
    )
    return tuple(
        Match(
            member=member,
            scheme=scheme.scheme_id,
            round=row.number,
            as_of=row.as_of,
            amount=amount,
            book=book,
            receipt=receipt,
        )
        for member, book, receipt, amount in lines
    )


_Lines = Iterator[tuple[str, str, str, Money]]


def _chosen(asked: Request, grant: RoundAction, names: Collection[str] | None) -> Sequence[Eligibility]:
    """Whom the approval is for, by member number."""
    counting = {each.membership.number: each for each in asked.eligible if each.is_asked_for}
    told: dict[str, object] = {"round": f"{grant.source} {grant.round}", "counting": len(counting)}
    told["members"] = grant.members
    if names is None and grant.members not in {None, len(counting)}:
        raise refusal("cofunding.name_the_members", "say whom the approval is for", told)
    named = counting if names is None else names
    strangers = sorted(set(named) - set(counting))
    if strangers:
        told = {**told, "names": tuple(strangers[:_SHOWN]), "count": len(strangers)}
        raise refusal("cofunding.does_not_count", f"{len(strangers)} of those named do not count", told)
    if grant.members is not None and len(set(named)) > grant.members:
        told = {**told, "named": len(set(named))}
        raise refusal("cofunding.too_many_named", f"more than {grant.members} members are named", told)
    chosen = [counting[number] for number in sorted(set(named))]
    _never_matched(asked, chosen, grant.round)
    return chosen


def _never_matched(asked: Request, chosen: Sequence[Eligibility], number: int) -> None:
    """Refuse to match somebody, or a receipt, a second time, or somebody more often than the scheme says."""
    free = {(match.member, match.book, match.receipt) for match in asked.matches(number)}
    wanted = [
        (one.membership.number, book, receipt)
        for one in chosen
        for book, receipt in ([each.key for each in one.receipts] or [("", "")])
    ]
    twice = [receipt or member for member, book, receipt in wanted if (member, book, receipt) not in free]
    if twice:
        params = {"scheme": asked.scheme, "names": tuple(twice[:_SHOWN]), "count": len(twice)}
        raise refusal("cofunding.matched_already", f"{len(twice)} were matched already", params)


def _heads(chosen: Sequence[Eligibility], grant: RoundAction) -> _Lines:
    """The same for each: the approved sum over how many it is for."""
    heads = len(chosen) if grant.members is None else grant.members
    if not heads:
        return
    each, rest = divmod(grant.money.satang, heads)
    ceiling = max((one.amount for one in chosen), default=ZERO)
    if chosen and Money(each + bool(rest)) > ceiling:
        params = {"round": f"{grant.source} {grant.round}", "each": Money(each + bool(rest)), "ceiling": ceiling}
        raise refusal("cofunding.above_rate", f"more than {ceiling} baht for each member", params)
    for position, one in enumerate(chosen):
        yield one.membership.number, "", "", Money(each + (position < rest))


def _receipts(chosen: Sequence[Eligibility], grant: RoundAction, requested: Money) -> _Lines:
    """What was asked for by receipts that still stand, each receipt by what was paid on it."""
    asked = total(each.amount for each in chosen)
    if requested <= ZERO or asked <= ZERO:
        return
    amount = min(grant.money, share_of(grant.money, asked, requested))
    receipts = sorted((receipt for each in chosen for receipt in each.receipts), key=lambda receipt: receipt.key)
    parts = apportion(amount, [receipt.amount.satang for receipt in receipts], method="largest remainder")
    for receipt, part in zip(receipts, parts, strict=True):
        yield receipt.member, receipt.book, receipt.number, part
