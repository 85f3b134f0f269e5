"""What a round of co-funding is drawn from, out of a fund's facts: who was known when, and what came from whom."""

from collections import defaultdict
from datetime import date

from attrs import evolve

from communitywelfare.calendar import add_months
from communitywelfare.cofunding import Request, RoundFacts, Scheme, request
from communitywelfare.contributions import Receipt
from communitywelfare.fund.value import Fund
from communitywelfare.money import ZERO, Money, total

__all__ = ["cut_off_of", "draw_request", "round_facts"]


def cut_off_of(fund: Fund, scheme: Scheme, budget_year: int) -> date:
    """As of which day a round of a budget year counts a fund's members: its first, where none was matched before.

    Raises:
        MissingFact: No rules of the scheme are known for the budget year.
    """
    usual = scheme.cut_off(budget_year, founded=fund.profile.founded, is_first=False)
    is_first = not any(match.scheme == scheme.scheme_id and match.as_of < usual for match in fund.matches)
    return scheme.cut_off(budget_year, founded=fund.profile.founded, is_first=is_first)


def round_facts(fund: Fund, cut_off: date) -> RoundFacts:
    """What was known by a cut-off; receipts written down only after it stand apart."""
    on_time, late = _by_when_recorded(fund, cut_off)
    contributions = evolve(fund.contributions, receipts=on_time) if late else fund.contributions
    return RoundFacts(
        register=fund.register,
        matches=fund.matches,
        contributions=None if "contributions" in fund.absent else contributions,
        dues=fund.bylaw.dues,
        late=late,
        received=None if "cofunding" in fund.absent else _received_in_year(fund, cut_off),
    )


def _by_when_recorded(fund: Fund, cut_off: date) -> tuple[tuple[Receipt, ...], tuple[Receipt, ...]]:
    """Receipts without those that nobody knew of by the cut-off, and these."""
    on_time: list[Receipt] = []
    late: list[Receipt] = []
    for receipt in fund.contributions:
        entry = fund.journal.by_number.get(receipt.journal_no)
        is_late = receipt.day <= cut_off and entry is not None and entry.recorded_on > cut_off
        (late if is_late else on_time).append(receipt)
    return tuple(on_time), tuple(late)


def _received_in_year(fund: Fund, cut_off: date) -> dict[str, Money]:
    """The money that came from each source in the year that ends with the cut-off."""
    since = add_months(cut_off, -12)
    received: dict[str, Money] = defaultdict(lambda: ZERO)
    for each in fund.rounds:
        received[each.source] += total(money for day, money in fund.tranches(each, cut_off) if day > since)
    return dict(received)


def draw_request(fund: Fund, scheme: Scheme, budget_year: int, *, cut_off: date | None = None) -> Request:
    """Draw up a fund's request to a scheme for a budget year, as of the scheme's own cut-off or of another day.

    Raises:
        MissingFact: No rules of the scheme are known for the budget year, or they lack what the base needs.
    """
    day = cut_off_of(fund, scheme, budget_year) if cut_off is None else cut_off
    return request(scheme, round_facts(fund, day), cut_off=day, budget_year=budget_year)
