"""A fund's life, stage by stage: receipts, claims and the committee, co-funding, and then the books of it all."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache

from attrs import evolve

from communitywelfare.accounting import OpeningFigure
from communitywelfare.accounting.statements import OpeningKind
from communitywelfare.accounting.vouchers import BANK
from communitywelfare.cofunding import Match, Round, standing_of
from communitywelfare.contributions import Contributions, PaymentMethod, Receipt
from communitywelfare.fund import Fund
from communitywelfare.money import ZERO, Money, total
from communitywelfare.synthetic.books import write_books
from communitywelfare.synthetic.committee import decide_all
from communitywelfare.synthetic.events import claims_in_order
from communitywelfare.synthetic.favours import sponsors, waivers
from communitywelfare.synthetic.local import local_rounds
from communitywelfare.synthetic.matching import opening_matches, state_rounds
from communitywelfare.synthetic.officers import invent_answers, invent_committee
from communitywelfare.synthetic.payments import planned_receipts

__all__ = ["live_through"]

_SEED_MONEY = Money.baht(55_000)


def live_through(fund: Fund, *, books_from: date, seed: int, progress: Callable[[str], None]) -> Fund:
    """The fund with everything that happened to it until its as-of day."""
    progress("contributions")
    fund = evolve(fund, contributions=Contributions(_numbered(fund, books_from, seed)))
    fund = evolve(fund, contributions=evolve(fund.contributions, waivers=tuple(waivers(fund, seed))))
    progress("claims")
    fund = evolve(fund, claims=tuple(claims_in_order(fund, books_from, seed)))
    actions, awards = decide_all(fund, seed)
    progress("cofunding")
    opening = opening_matches(fund)
    state, local = state_rounds(fund, books_from, opening, seed), local_rounds(fund, books_from, seed)
    figures, balances = _before_the_books(fund, books_from, opening)
    founded = fund.profile.founded or books_from  # a fund made up here knows when it was founded
    fund = evolve(
        fund,
        rounds=(*state.rounds, *local.rounds),
        round_actions=tuple(sorted((*state.actions, *local.actions), key=lambda action: action.day)),
        matches=state.matches,
        openings=figures,
        committee=invent_committee(founded, fund.as_of, seed),
        answers=tuple(invent_answers(founded, fund.as_of)),
    )
    progress("journal")
    written = write_books(fund, books_from=books_from, opening=balances, awards=awards, seed=seed)
    in_order = sorted((*actions, *written.actions), key=lambda action: action.day)
    fund = evolve(
        fund,
        journal=written.journal,
        contributions=evolve(fund.contributions, receipts=written.receipts),
        actions=tuple(in_order),
        round_actions=written.round_actions,
    )
    return evolve(fund, rounds=tuple(_as_it_stands(fund, each) for each in fund.rounds))


def _as_it_stands(fund: Fund, each: Round) -> Round:
    """A round's row with the view of its actions."""
    actions = fund.actions_of_round.get(each.key)
    return each if actions is None else each.showing(standing_of(actions, fund.as_of))


def _numbered(fund: Fund, books_from: date, seed: int) -> tuple[Receipt, ...]:
    """Planned payments as receipts, numbered by year in the order in which they were written."""
    numbers: dict[int, int] = {}
    receipts = []
    paid_by = sponsors(fund, seed)
    year_of = cache(fund.profile.year_start.year_of)
    for planned in planned_receipts(fund, books_from, seed):
        year = year_of(planned.day).be
        numbers[year] = numbers.get(year, 0) + 1
        receipts.append(
            Receipt(
                number=f"{numbers[year]}/{year}",
                day=planned.day,
                member=planned.member,
                kind=planned.kind,
                period_from=planned.period_from,
                period_to=planned.period_to,
                amount=planned.amount,
                method=PaymentMethod.CASH,
                received_by=f"ผู้เก็บเงินหมู่ {planned.village}",
                paid_by=paid_by.get(planned.member, ""),
            )
        )
    return tuple(receipts)


def _before_the_books(
    fund: Fund, books_from: date, matches: tuple[Match, ...]
) -> tuple[tuple[OpeningFigure, ...], Mapping[tuple[str, str], Money]]:
    """Cumulative figures from the founding to the day before the books, and what was left of each source's money."""
    early = [membership for membership in fund.register if membership.applied < books_from]
    dues = total(membership.carried for membership in early)
    fees = fund.bylaw.versions[0].dues.entry_fee * len(early)
    state = total(match.amount for match in matches)
    sick = max(1, len(early) // 40)
    sick_pay = min(Money.baht(400) * sick, Money(dues.satang // 4))
    papers = Money(min(350_000, dues.satang // 10))
    bank = {"MEMBERS": dues + fees - sick_pay - papers, "CODI_SEED": _SEED_MONEY, "GOV_VIA_CODI": state}
    as_of = books_from - timedelta(days=1)

    def figure(kind: OpeningKind, code: str, amount: Money, persons: int = 0) -> OpeningFigure:
        return OpeningFigure(as_of=as_of, kind=kind, code=code, amount=amount, persons=persons)

    figures = (
        figure(OpeningKind.SOURCE, "R1.1", dues),
        figure(OpeningKind.SOURCE, "R1.2", _SEED_MONEY),
        figure(OpeningKind.SOURCE, "R1.3", state),
        figure(OpeningKind.SOURCE, "R2.1", fees),
        figure(OpeningKind.BENEFIT, "02", sick_pay, sick),
        figure(OpeningKind.EXPENSE, "P2.3", papers),
        figure(OpeningKind.ASSET, "P1.1", total(bank.values())),
    )
    balances = {(BANK, source): money for source, money in bank.items() if money != ZERO}
    return figures, balances
