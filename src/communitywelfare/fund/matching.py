"""What a round of co-funding is drawn from, out of a fund's facts: who was known when, and what came from whom."""

from collections import defaultdict
from datetime import date

from attrs import evolve

from communitywelfare.accounting.journal import day_in_thailand
from communitywelfare.accounting.statements import OpeningKind
from communitywelfare.calendar import add_months
from communitywelfare.cofunding import Request, Round, RoundActionKind, RoundFacts, RoundStanding, Scheme, request
from communitywelfare.contributions import Receipt
from communitywelfare.errors import MissingFact
from communitywelfare.fund.value import Fund
from communitywelfare.money import ZERO, Money, total

__all__ = ["cut_off_of", "draw_request", "round_facts"]

_SEED_SOURCE, _SEED_LINE = "CODI_SEED", "R1.2"  # what opening figures call it, on the status form


def cut_off_of(fund: Fund, scheme: Scheme, budget_year: int) -> date:
    """As of which day a round of a budget year counts a fund's members.

    It is the day of the year's own round, where one is recorded, so that a request drawn again is the same request.
    Otherwise it is the scheme's day for a first request, or for a later one where an earlier round matched anybody: as
    the matchings tell, which may not have been given, or a round of an earlier year that was approved or paid.

    Raises:
        MissingFact: No rules of the scheme are known for the budget year, or a first request counts from a founding of
            which nobody wrote down the day.
    """
    own = (each.as_of for each in fund.rounds if (each.source, each.budget_year) == (scheme.source, budget_year))
    recorded = next((as_of for as_of in own if as_of is not None), None)
    if recorded is not None:
        return recorded
    usual = scheme.cut_off(budget_year, founded=fund.profile.founded, is_first=False)
    earlier = {match.as_of for match in fund.matches if match.scheme == scheme.scheme_id and match.as_of < usual}
    if earlier - _of_this_year(fund, scheme, budget_year) or _gave_before(fund, scheme, budget_year):
        return usual
    return scheme.cut_off(budget_year, founded=fund.profile.founded, is_first=True)


def _gave_before(fund: Fund, scheme: Scheme, budget_year: int) -> bool:
    """Whether the source approved or paid anything in a round of an earlier budget year."""
    rounds = [each for each in fund.rounds if each.source == scheme.source and each.budget_year < budget_year]
    return any(_given(fund.round_standing(each, fund.as_of)) > ZERO for each in rounds)


def _given(standing: RoundStanding) -> Money:
    approved = ZERO if standing.approved is None or standing.state.is_given_up else standing.approved
    return max(approved, standing.received)


def _of_this_year(fund: Fund, scheme: Scheme, budget_year: int) -> set[date]:
    """The first round's cut-off, where no other year's round was drawn as of it and it lies in the year before.

    A first round without a row in the table of rounds is known by its matchings only.
    """
    try:
        first = scheme.cut_off(budget_year, founded=fund.profile.founded, is_first=True)
    except MissingFact:
        return set()
    others = {each.as_of for each in fund.rounds if each.source == scheme.source}
    begins = add_months(scheme.cut_off(budget_year, founded=fund.profile.founded, is_first=False), -12)
    return {first} if first > begins and first not in others else set()


def round_facts(fund: Fund, cut_off: date) -> RoundFacts:
    """What was known by a cut-off; receipts written down only after it stand apart."""
    on_time, late, written = _by_when_recorded(fund, cut_off)
    contributions = evolve(fund.contributions, receipts=on_time) if late else fund.contributions
    return RoundFacts(
        register=fund.register,
        matches=fund.matches,
        knows_matches="matches" not in fund.absent,
        contributions=None if "contributions" in fund.absent else contributions,
        knows_waivers="waivers" not in fund.absent,
        dues=fund.bylaw.dues,
        late=late,
        written=written,
        received=None if "cofunding" in fund.absent else _received_in_year(fund, cut_off),
        granted=None if "cofunding" in fund.absent else _granted(fund),
    )


def _by_when_recorded(fund: Fund, cut_off: date) -> tuple[tuple[Receipt, ...], tuple[Receipt, ...], dict[str, date]]:
    """Receipts without those that nobody knew of by the cut-off, these, and when entries behind their day were made."""
    on_time: list[Receipt] = []
    late: list[Receipt] = []
    written: dict[str, date] = {}
    for receipt in fund.contributions:
        entry = fund.journal.by_number.get(receipt.journal_no)
        recorded = receipt.day if entry is None else entry.recorded_on
        if recorded > receipt.day:
            written[receipt.journal_no] = recorded
        (late if receipt.day <= cut_off < recorded else on_time).append(receipt)
    return tuple(on_time), tuple(late), written


def _received_in_year(fund: Fund, cut_off: date) -> dict[str, Money]:
    """The money that came from each source in the year that ends with the cut-off, as far as it was known then."""
    since = add_months(cut_off, -12)
    received: dict[str, Money] = defaultdict(lambda: ZERO)
    for each in fund.rounds:
        came = total(money for day, money in fund.tranches(each, cut_off) if day > since)
        received[each.source] += came - _told_later(fund, each, since, cut_off)
    return dict(received)


def _told_later(fund: Fund, each: Round, since: date, cut_off: date) -> Money:
    """What of a round came in the year and was written down only after the cut-off."""
    return total(
        action.amount
        for action in fund.actions_of_round.get(each.key, ())
        if action.kind is RoundActionKind.RECEIVE
        and action.amount is not None
        and since < action.day <= cut_off
        and action.recorded_at is not None
        and day_in_thailand(action.recorded_at) > cut_off
    )


def _granted(fund: Fund) -> dict[str, Money]:
    """What each source has ever approved or paid, before the books or in their time.

    By everything that is known now: what is given once for ever is not asked for again by looking at an older day.
    """
    granted: dict[str, Money] = defaultdict(lambda: ZERO)
    for each in fund.rounds:
        granted[each.source] += _given(fund.round_standing(each, fund.as_of))
    for figure in fund.openings:
        if figure.kind is OpeningKind.SOURCE and figure.code == _SEED_LINE:
            granted[_SEED_SOURCE] += figure.amount
    return dict(granted)


def draw_request(
    fund: Fund, scheme: Scheme, budget_year: int, *, cut_off: date | None = None, stated: Money | None = None
) -> Request:
    """Draw up a fund's request to a scheme for a budget year, as of the scheme's own cut-off or of another day.

    Args:
        fund: The fund.
        scheme: Who is asked.
        budget_year: The Buddhist budget year, whose rules hold.
        cut_off: As of which day, where not as of the scheme's own.
        stated: The amount of a scheme whose base is a stated amount, or which of the grants is asked for.

    Raises:
        MissingFact: No rules of the scheme are known for the budget year, or what they need is not known.
        Refused: A stated grant that is none of those the scheme gives.
    """
    day = cut_off_of(fund, scheme, budget_year) if cut_off is None else cut_off
    return request(scheme, round_facts(fund, day), cut_off=day, budget_year=budget_year, stated=stated)
