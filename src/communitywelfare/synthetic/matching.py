"""Invented rounds of co-funding: yearly from the state by the scheme's rules, yearly from local government."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from communitywelfare.calendar import BE_OFFSET, add_months
from communitywelfare.cofunding import CofundingState, Match, Request, Round, RoundFacts, request
from communitywelfare.errors import MissingFact
from communitywelfare.fund import Fund
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.money import Money

__all__ = ["opening_matches", "rounds_of"]

_RATES = (Money.baht(365), Money.baht(365), Money.baht(300), Money.baht(350))
_LAO_PER_MEMBER = Money.baht(60)


def opening_matches(fund: Fund) -> tuple[Match, ...]:
    """The first round, on the founding anniversary, before the books begin."""
    as_of = add_months(fund.profile.founded or fund.as_of, 12)  # a fund made up here knows when it was founded
    first = _request(fund, (), as_of)
    if first is None:
        return ()
    return tuple(_match(each.membership.number, 1, as_of, each.amount, opening=True) for each in first.eligible)


def rounds_of(fund: Fund, books_from: date, opening: tuple[Match, ...], seed: int) -> tuple[list[Round], list[Match]]:
    """The rounds in the time of the books, and who was matched in each."""
    chance = Random(f"{seed} matching")
    rounds: list[Round] = []
    matches = list(opening)
    for number, cut_off in enumerate(_cut_offs(books_from, fund.as_of), start=2):
        asked = _request(fund, tuple(matches), cut_off)
        if asked is not None and asked.eligible:
            each, rate = _state_round(fund, asked, number, chance.choice(_RATES))
            rounds.append(each)
            if each.approved is not None:
                matches += [_match(one.membership.number, number, cut_off, rate) for one in asked.eligible]
        if fund.register.current(cut_off):
            rounds.append(_lao_round(fund, number - 1, cut_off))
    return [each for each in rounds if each.as_of is not None and each.as_of < fund.as_of], matches


def _cut_offs(books_from: date, until: date) -> Iterator[date]:
    year = books_from.year
    while (cut_off := date(year, 9, 30)) < until:
        if cut_off >= books_from:
            yield cut_off
        year += 1


def _request(fund: Fund, matches: tuple[Match, ...], cut_off: date) -> Request | None:
    """The request as of a cut-off; None for years of which no rules are known."""
    budget_year = cut_off.year + BE_OFFSET + 1
    try:
        facts = RoundFacts(register=fund.register, matches=matches)
        return request(state_scheme(), facts, cut_off=cut_off, budget_year=budget_year)
    except MissingFact:
        return None


def _state_round(fund: Fund, asked: Request, number: int, rate: Money) -> tuple[Round, Money]:
    approved_on, received_on = asked.cut_off + timedelta(days=120), asked.cut_off + timedelta(days=175)
    is_approved, is_received = approved_on <= fund.as_of, received_on <= fund.as_of
    rate = min(rate, asked.eligible[0].amount)
    amount = rate * len(asked.eligible)
    state = CofundingState.SUBMITTED
    if is_approved:
        state = CofundingState.RECEIVED if is_received else CofundingState.APPROVED
    each = Round(
        source="GOV_VIA_CODI",
        number=number,
        budget_year=asked.cut_off.year + BE_OFFSET + 1,
        state=state,
        as_of=asked.cut_off,
        agency="สถาบันพัฒนาองค์กรชุมชน (ตัวอย่าง)",
        members_total=len(fund.register.current(asked.cut_off)),
        members_full_year=len(asked.eligible),
        requested=asked.amount,
        approved=amount if is_approved else None,
        approved_on=approved_on if is_approved else None,
        received=amount if is_received else Money(0),
        received_on=received_on if is_received else None,
        purpose="สวัสดิการ",
    )
    return each, rate


def _lao_round(fund: Fund, number: int, cut_off: date) -> Round:
    members = len(fund.register.current(cut_off))
    amount = _LAO_PER_MEMBER * members
    received_on = cut_off + timedelta(days=250)
    is_received = received_on <= fund.as_of
    return Round(
        source="LAO",
        number=number,
        budget_year=cut_off.year + BE_OFFSET + 1,
        state=CofundingState.RECEIVED if is_received else CofundingState.SUBMITTED,
        as_of=cut_off,
        agency="องค์การบริหารส่วนตำบลตัวอย่าง",
        members_total=members,
        requested=amount,
        approved=amount if is_received else None,
        approved_on=cut_off + timedelta(days=200) if is_received else None,
        received=amount if is_received else Money(0),
        received_on=received_on if is_received else None,
        purpose="สวัสดิการ",
    )


def _match(member: str, number: int, as_of: date, amount: Money, *, opening: bool = False) -> Match:
    return Match(
        member=member, scheme=state_scheme().scheme_id, round=number, as_of=as_of, amount=amount, opening=opening
    )
