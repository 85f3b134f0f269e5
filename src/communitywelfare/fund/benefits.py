"""Benefits paid (จ่ายสวัสดิการ): the list of a period, by kind, and what was paid since the founding."""

from collections.abc import Iterable, Iterator
from datetime import date

from attrs import evolve, frozen

from communitywelfare.accounting.slices import Figure, Slice
from communitywelfare.accounting.statements import OpeningKind
from communitywelfare.calendar import FiscalYear
from communitywelfare.claims import Action, ActionKind
from communitywelfare.fund.controls import CARRIED, aid_accounts, benefit_accounts
from communitywelfare.fund.value import Fund
from communitywelfare.money import Money, total

__all__ = [
    "BenefitLine",
    "BenefitPaid",
    "KindPaid",
    "benefits_by_kind",
    "benefits_paid",
    "kinds_paid",
    "non_member_aid",
    "paid_on",
    "paid_out",
]


@frozen(kw_only=True)
class BenefitPaid:
    """One payment of a benefit, or its reversal, whose amount and persons are negative.

    `booked` is the day on which the books took it; `voucher` is the number of its paper. Persons are counted as the
    status form counts them: one for every claim paid.
    """

    day: date
    booked: date
    claim: str
    member: str
    category: str
    persons: int
    amount: Money
    voucher: str


@frozen(kw_only=True)
class KindPaid:
    """What was paid for one category of the status form in a period."""

    category: str
    persons: int
    paid: Figure


@frozen(kw_only=True)
class BenefitLine:
    """Benefits of one category of the status form (sections 5 and 6)."""

    category: str
    persons: int
    amount: Money
    persons_this_year: int
    amount_this_year: Money


_MOVE_MONEY = (ActionKind.PAY, ActionKind.REVERSE)  # looked up by identity: there are very many actions


def paid_out(action: Action) -> int:
    """What an action about a claim pays, in satang; less than nothing where it takes money back, and else nothing."""
    if action.amount is None or action.kind not in _MOVE_MONEY:
        return 0
    return action.amount.satang if action.kind is ActionKind.PAY else -action.amount.satang


def paid_on(fund: Fund, actions: Iterable[Action]) -> Iterator[BenefitPaid]:
    """What was paid by some actions, and taken back, in their order.

    Raises:
        MissingFact: An action names a claim that there is not.
    """
    for action in actions:
        if action.amount is None or action.kind not in _MOVE_MONEY:
            continue
        claim, sign = fund.claim(action.claim), 1 if action.kind is ActionKind.PAY else -1
        yield BenefitPaid(
            day=action.day,
            booked=fund.day_in_books(fund.journal.document_numbers.get(action.reference, ""), action.day),
            claim=claim.number,
            member=claim.member,
            category=claim.category,
            persons=sign,
            amount=action.amount * sign,
            voucher=action.reference,
        )


def benefits_paid(fund: Fund, first: date, last: date) -> tuple[BenefitPaid, ...]:
    """Every payment that the books took between two days, both included, by day (รายการจ่ายสวัสดิการ, M3).

    Raises:
        MissingFact: An action names a claim that there is not.
    """
    paid = (each for each in paid_on(fund, fund.actions) if first <= each.booked <= last)
    return tuple(sorted(paid, key=_booked))


def _booked(paid: BenefitPaid) -> date:
    return paid.booked


def kinds_paid(fund: Fund, first: date, last: date) -> tuple[KindPaid, ...]:
    """What was paid between two days by category, with the postings of those claims in the books.

    Raises:
        MissingFact: An action names a claim that there is not.
    """
    kinds: dict[str, list[BenefitPaid]] = {}
    for each in benefits_paid(fund, first, last):
        kinds.setdefault(each.category, []).append(each)
    whole = Slice(accounts=benefit_accounts(fund.chart), first=first, last=last, without=CARRIED)
    return tuple(
        KindPaid(
            category=category,
            persons=sum(each.persons for each in paid),
            paid=Figure(
                total(each.amount for each in paid), (evolve(whole, references={each.claim for each in paid}),)
            ),
        )
        for category, paid in sorted(kinds.items())
    )


def non_member_aid(fund: Fund, first: date, last: date) -> Money:
    """What the books paid to help others than members between two days, both included: no claim tells of it."""
    return Slice(accounts=aid_accounts(fund.chart), first=first, last=last, without=CARRIED).sum(fund.journal)


def benefits_by_kind(fund: Fund, year: FiscalYear, on: date) -> tuple[BenefitLine, ...]:
    """Benefits paid since the founding and this year, by category; persons are claims paid, as the form counts them.

    Raises:
        MissingFact: An action names a claim that there is not.
    """
    sums: dict[str, list[int]] = {}
    for paid in benefits_paid(fund, date.min, on):
        _count(sums, paid.category, paid.persons, paid.amount, in_year=paid.booked in year)
    for figure in fund.openings:
        if figure.kind is OpeningKind.BENEFIT and figure.as_of <= on:
            _count(sums, figure.code, figure.persons, figure.amount, in_year=False)
    return tuple(
        BenefitLine(
            category=category,
            persons=line[0],
            amount=Money(line[1]),
            persons_this_year=line[2],
            amount_this_year=Money(line[3]),
        )
        for category, line in sorted(sums.items())
    )


def _count(sums: dict[str, list[int]], category: str, persons: int, amount: Money, *, in_year: bool) -> None:
    line = sums.setdefault(category, [0, 0, 0, 0])
    for first in (0, 2) if in_year else (0,):
        line[first] += persons
        line[first + 1] += amount.satang
