"""Whole small funds that have lived: everything in them was done at the fund's own desk, so the books agree."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta, timezone
from functools import partial

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy, composite

from communitywelfare.accounting import AccountType, adjustments, vouchers
from communitywelfare.calendar import BE_OFFSET, Month, YearStart
from communitywelfare.claims import Claim
from communitywelfare.cofunding import CofundingState, Round, RoundAction, RoundActionKind, standing_of
from communitywelfare.consents import Consent, Erasure
from communitywelfare.contributions import Contributions, ReceiptKind, Waiver
from communitywelfare.errors import Refused
from communitywelfare.fund import Fund, FundProfile, claims_desk, desk
from communitywelfare.fund.claims_desk import When
from communitywelfare.io.shipped import shipped_chart, shipped_sources
from communitywelfare.members import Membership, Register
from communitywelfare.money import ZERO, Money
from communitywelfare.rules import ByLaw
from communitywelfare.strategies.bylaws import bylaws
from communitywelfare.strategies.claims import claims
from communitywelfare.strategies.consents import consents, erasures
from communitywelfare.strategies.people import merges, registers
from communitywelfare.strategies.values import amounts, days

__all__ = ["funds"]

_FOUNDED, _AS_OF = date(2019, 1, 1), date(2024, 9, 30)
_THAILAND = timezone(timedelta(hours=7))
_WAYS = (
    (),
    ("assess",),
    ("assess", "approve"),
    ("assess", "approve", "pay"),
    ("assess", "resolve"),
    ("assess", "resolve", "pay"),
    ("assess", "reject"),
    ("return",),
    ("return for long",),
    ("reject",),
)
_Payment = tuple[Membership, date, Money | None, ReceiptKind, str]
_Request = tuple[Claim, tuple[str, ...]]
_Doing = Callable[[Fund], Fund]


@composite
def funds(draw: DrawFn, *, max_members: int = 3, max_receipts: int = 6, max_claims: int = 3) -> Fund:
    """Small funds with a by-law, a register, receipts, claims in many states, and a journal that agrees with them.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5, deadline=None)
    ... @given(funds())
    ... def test_the_books_hold_every_receipt(fund):
    ...     numbers = {entry.number for entry in fund.journal}
    ...     assert all(receipt.journal_no in numbers for receipt in fund.contributions)
    >>> test_the_books_hold_every_receipt()
    """
    fund = _founded(
        draw(bylaws(first=_FOUNDED)), draw(registers(max_size=max_members, at_least=_FOUNDED, at_most=_AS_OF))
    )
    if draw(st.sampled_from([False, True, True, True])):
        fund = _seeded(fund)
    if not fund.register.memberships:
        return fund
    fund = evolve(fund, register=draw(_told_apart(fund.register)))
    fund = evolve(fund, contributions=Contributions((), draw(_waivers(fund.register))))
    fund = evolve(fund, consents=draw(_consents(fund.register)), erasures=draw(_erasures(fund.register)))
    payments = draw(st.lists(_payments(fund.register), max_size=max_receipts))
    requests = draw(st.lists(_requests(fund.register, fund.bylaw), max_size=max_claims))
    doings: list[tuple[date, _Doing]] = [(payment[1], partial(_paid, payment=payment)) for payment in payments]
    doings += [doing for place, request in enumerate(requests, start=1) for doing in _handled(place, request)]
    for day, worth, gift in draw(st.lists(_FROM_LOCAL_GOVERNMENT, max_size=2)):
        doings.append((day, partial(_helped, day=day, worth=worth, gift=gift)))
    for _day, do in sorted(doings, key=lambda doing: doing[0]):  # a desk does one thing after the other
        fund = do(fund)
    return fund


def _founded(bylaw: ByLaw, register: Register) -> Fund:
    policy = bylaw.in_force(_AS_OF) or bylaw.versions[0]
    profile = FundProfile(
        fund_id=bylaw.fund,
        name=bylaw.name["th"],
        founded=_FOUNDED,
        area_type="TAMBON",
        villages_total=12,
        convention=policy.dues.convention,
        rate=policy.dues.rate,
        year_start=YearStart(10),
    )
    return Fund(
        profile=profile,
        bylaw=bylaw,
        register=Register(tuple(evolve(membership, carried=ZERO) for membership in register)),
        as_of=_AS_OF,
        sources=shipped_sources(),
        chart=shipped_chart(),
        synthetic=True,
    )


def _seeded(fund: Fund) -> Fund:
    """The fund with the seed money that many were given at their founding."""
    seed = Round(source="CODI_SEED", number=1, budget_year=2562, state=CofundingState.DRAFT)
    kind, amount = RoundActionKind, Money.baht(55_000)
    return _lived(
        fund, seed, _FOUNDED, [(kind.SUBMIT, amount, ""), (kind.APPROVE, amount, ""), (kind.RECEIVE, amount, "")]
    )


_FROM_LOCAL_GOVERNMENT = st.tuples(
    days(at_least=_FOUNDED, at_most=_AS_OF),
    amounts(at_least=Money.baht(1), at_most=Money.baht(20_000)),
    st.sampled_from(["", "", "เต็นท์ 1 หลัง"]),
)


def _helped(fund: Fund, *, day: date, worth: Money, gift: str) -> Fund:
    """The fund after a round of local government: money, or something of that worth."""
    number = 1 + sum(each.source == "LAO" for each in fund.rounds)
    local = Round(source="LAO", number=number, budget_year=day.year + BE_OFFSET, state=CofundingState.DRAFT)
    kind = RoundActionKind
    comes = kind.RECEIVE_IN_KIND if gift else kind.RECEIVE
    return _lived(fund, local, day, [(kind.PROPOSE, worth, gift), (kind.BUDGET, worth, ""), (comes, worth, gift)])


def _lived(fund: Fund, each: Round, day: date, steps: Sequence[tuple[RoundActionKind, Money, str]]) -> Fund:
    """The fund with a round that was lived through in a day, and the money that came of it in the books."""
    actions = []
    for kind, amount, what in steps:
        reference = ""
        if kind is RoundActionKind.RECEIVE:
            account = adjustments.owing_account(fund.chart, each.source, AccountType.RECEIPT)
            draft = vouchers.cofunding_received(
                day=day, number="", source=each.source, account=account, amount=amount, reference=each.reference
            )
            fund, paper = desk.accept(fund, draft, recorded_at=_noon(day))
            reference = paper.number
        actions.append(
            RoundAction(
                source=each.source,
                round=each.number,
                kind=kind,
                actor="treasurer",
                day=day,
                recorded_at=_noon(day),
                amount=amount,
                what=what,
                reference=reference,
            )
        )
    row = each.showing(standing_of(actions, fund.as_of))
    return evolve(fund, rounds=(*fund.rounds, row), round_actions=(*fund.round_actions, *actions))


@composite
def _told_apart(draw: DrawFn, register: Register) -> Register:
    """Now and then with decisions on whose memberships are one person's."""
    numbers = [each.number for each in register]
    if len(numbers) < 2 or draw(st.sampled_from([True, True, True, False])):
        return register
    taken = merges(numbers=numbers, at_least=_FOUNDED, at_most=_AS_OF)
    return evolve(register, merges=tuple(draw(st.lists(taken, max_size=2))))


@composite
def _waivers(draw: DrawFn, register: Register) -> tuple[Waiver, ...]:
    """Now and then some months from the one of joining on, decided at the end of one of them."""
    whom = draw(st.lists(st.sampled_from(register.memberships), max_size=2, unique_by=lambda each: each.number))
    found = []
    for membership in whom if draw(st.booleans()) else ():
        first = Month.of(membership.applied).plus(draw(st.integers(0, 3)))
        last = first.plus(draw(st.integers(0, 2)))
        if last.last <= _AS_OF:
            found.append(
                Waiver(
                    member=membership.number,
                    period_from=first,
                    period_to=last,
                    decided_on=draw(st.sampled_from([first.last, last.last])),
                    resolution="มติ 1/2567",
                )
            )
    return tuple(found)


@composite
def _consents(draw: DrawFn, register: Register) -> tuple[Consent, ...]:
    """Some consents of some members, in the order of the register."""
    whose = [each for each in register for _place in range(draw(st.integers(0, 2)))]
    return tuple(draw(consents(member=each.number, at_least=each.applied, at_most=_AS_OF)) for each in whose)


@composite
def _erasures(draw: DrawFn, register: Register) -> tuple[Erasure, ...]:
    """Now and then a decision to erase the data of one who left."""
    gone = [each for each in register if not each.is_current(_AS_OF) and draw(st.booleans())]
    return tuple(draw(erasures(member=each.number, at_least=_AS_OF, at_most=_AS_OF)) for each in gone)


def _payments(register: Register) -> SearchStrategy[_Payment]:
    all_that_is_owed = st.none()
    some = all_that_is_owed | amounts(at_least=Money(1), at_most=Money.baht(900))
    kinds = st.sampled_from([ReceiptKind.MONTHLY, ReceiptKind.YEARLY, ReceiptKind.ENTRY_FEE])
    when = days(at_least=_FOUNDED, at_most=_AS_OF)
    payers = st.sampled_from(["", "", "", "วัดตัวอย่าง"])
    return st.tuples(st.sampled_from(register.memberships), when, some, kinds, payers)


def _paid(fund: Fund, payment: _Payment) -> Fund:
    """The fund after a payment; nobody pays before joining or after leaving."""
    membership, day, amount, kind, payer = payment
    if not membership.is_current(day):
        return fund
    if amount is None:
        amount = fund.contributions.arrears(membership, fund.bylaw.dues, day).amount
        kind = ReceiptKind.MONTHLY
    if amount == ZERO:
        return fund
    fund = desk.receive(fund, membership.number, amount, on=day, recorded_at=_noon(day), kind=kind)[0]
    *before, last = fund.contributions.receipts
    return evolve(fund, contributions=evolve(fund.contributions, receipts=(*before, evolve(last, paid_by=payer))))


@composite
def _requests(draw: DrawFn, register: Register, bylaw: ByLaw) -> _Request:
    membership = draw(st.sampled_from(register.memberships))
    benefits = {benefit.key: benefit for version in bylaw.versions for benefit in version.benefits}
    last = membership.ended or _AS_OF
    claim = draw(claims(member=membership.number, benefits=sorted(benefits), at_least=membership.applied, at_most=last))
    return evolve(claim, day=min(claim.day, _AS_OF)), draw(st.sampled_from(_WAYS))


def _handled(place: int, request: _Request) -> Iterator[tuple[date, _Doing]]:
    """A claim that is made on its day, and taken as far as the desk allows on its way some days later."""
    claim, way = evolve(request[0], number=f"{place}/2567"), request[1]
    yield claim.day, lambda fund: claims_desk.submit(fund, claim, _when(claim.day))[0]
    yield _decided_on(claim), lambda fund: _decided(fund, claim, way)


def _decided_on(claim: Claim) -> date:
    return min(claim.day + timedelta(days=20), _AS_OF)


def _decided(fund: Fund, claim: Claim, way: tuple[str, ...]) -> Fund:
    for step in way:
        try:
            fund = _step(fund, claim, step)
        except Refused:  # nothing is payable, or nothing is there to pay it with: so the claim stays where it is
            return fund
    return fund


def _step(fund: Fund, claim: Claim, step: str) -> Fund:
    when = _when(_decided_on(claim))
    match step:
        case "assess":
            return claims_desk.assess_claim(fund, claim.number, when)[0]
        case "approve":
            return claims_desk.approve(fund, claim.number, when, reference="มติ 1/2567")[0]
        case "resolve":
            words = {"reference": "มติ 2/2567", "reason": "ที่ประชุมเห็นสมควร"}
            return claims_desk.approve(fund, claim.number, when, amount=Money.baht(500), **words)[0]
        case "pay":
            return claims_desk.pay(fund, claim.number, when)[0]
        case "return" | "return for long":
            deadline = when.on + timedelta(days=30) if step == "return" else None
            return claims_desk.return_claim(fund, claim.number, when, reason="เอกสารไม่ครบ", deadline=deadline)
        case _:
            return claims_desk.reject(fund, claim.number, when, reason="ไม่เข้าเกณฑ์")


def _when(day: date) -> When:
    return When(on=day, recorded_at=_noon(day), actor="committee")


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), _THAILAND)
