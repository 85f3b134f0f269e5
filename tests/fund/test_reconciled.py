"""The books say what the facts say: no difference on sound funds, and every planted one told by name with both sums."""

from collections import defaultdict
from datetime import date, datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from communitywelfare.accounting import Journal, KeptAs, Posting, Voucher, vouchers
from communitywelfare.accounting.journal import DocumentKind
from communitywelfare.accounting.vouchers import BANK, CASH, COLLECTOR_CASH
from communitywelfare.claims import ActionKind
from communitywelfare.cofunding import CofundingState, Round
from communitywelfare.contributions import Contributions, ReceiptKind
from communitywelfare.fund import Fund
from communitywelfare.fund.reconciled import reconciled
from communitywelfare.money import Money
from communitywelfare.strategies import funds
from communitywelfare.synthetic import Plan, make_package

FUND = make_package(Plan(members=40, years=3, seed=9)).fund
DUES = next(receipt for receipt in FUND.contributions if receipt.kind.is_dues)
FEE = next(receipt for receipt in FUND.contributions if receipt.kind is ReceiptKind.ENTRY_FEE)
PAID = next(action for action in FUND.actions if action.kind is ActionKind.PAY)
CAME = next(each for each in FUND.rounds if each.received_on is not None and each.received_on >= FUND.books_begin)
NOW = datetime.fromisoformat("2024-09-30T12:00:00+07:00")


def told(fund: Fund) -> dict[str, list[tuple]]:
    found = defaultdict(list)
    for finding in reconciled(fund):
        assert finding.place.file
        found[finding.code].append(tuple(str(value) for value in finding.params.values()))
    return dict(found)


@settings(deadline=None)
@given(funds())
def test_every_fund_that_lived_at_its_desk_reconciles(fund):
    assert told(fund) == {}


@pytest.mark.parametrize(("members", "years", "seed"), [(1, 1, 1), (2, 30, 3), (250, 3, 5), (60, 12, 8)])
def test_every_synthetic_fund_reconciles(members, years, seed):
    fund = make_package(Plan(members=members, years=years, seed=seed)).fund
    assert told(fund) == {}


@settings(deadline=None)
@given(funds(), st.data())
def test_a_receipt_that_is_lost_is_missed(fund, data):
    receipts = list(fund.contributions)
    if not receipts:
        return
    lost = receipts.pop(data.draw(st.integers(0, len(receipts) - 1)))
    ((params,),) = told(evolve(fund, contributions=Contributions(tuple(receipts)))).values()
    assert params[0] == lost.member
    assert Money.baht(params[2]) - Money.baht(params[1]) == lost.amount


# --- one difference at a time --------------------------------------------------------------------------------


def receipts(changed, **changes):
    every = (evolve(each, **changes) if each is changed else each for each in FUND.contributions)
    return evolve(FUND, contributions=Contributions(tuple(every)))


def posted(*lines, fund=FUND, kind=DocumentKind.JOURNAL, reference=""):
    postings = tuple(Posting(account, source, Money.baht(baht), *names) for account, source, baht, *names in lines)
    voucher = Voucher(day=fund.as_of, kind=kind, number="ท1", description="", postings=postings, reference=reference)
    return evolve(fund, journal=vouchers.post(fund.journal, fund.chart, voucher, recorded_at=NOW))


def test_a_receipt_for_more_than_the_books_took_is_told_by_member_and_by_collector():
    found = told(receipts(DUES, amount=DUES.amount + Money.baht(5)))
    assert found.keys() == {"books.member_dues_differ", "books.collector_differs"}
    (member, facts, books), (holder, gathered, taken) = (only for (only,) in found.values())
    assert (member, holder) == (DUES.member, DUES.received_by)
    assert Money.baht(facts) - Money.baht(books) == Money.baht(gathered) - Money.baht(taken) == Money.baht(5)


def test_a_fee_that_was_written_as_dues_is_told_on_both_accounts():
    found = told(receipts(FEE, kind=ReceiptKind.MONTHLY))
    assert {code: [params[0] for params in every] for code, every in found.items()} == {
        "books.member_dues_differ": [FEE.member],
        "books.member_fees_differ": [FEE.member],
    }


def test_money_of_one_member_that_the_books_gave_to_another_is_told_of_both():
    other = next(each.member for each in FUND.contributions if each.member != DUES.member)
    fund = posted(("41010", "MEMBERS", 1, DUES.member), ("41010", "MEMBERS", -1, other))
    assert {params[0] for params in told(fund)["books.member_dues_differ"]} == {DUES.member, other}


def test_what_another_collector_took_is_told_of_both():
    other = next(each.received_by for each in FUND.contributions if each.received_by != DUES.received_by)
    found = told(receipts(DUES, received_by=other))
    assert [params[0] for params in found["books.collector_differs"]] == sorted([DUES.received_by, other])


def test_a_claim_paid_twice_in_the_books_is_told():
    fund = posted(("51020", "MEMBERS", 100, DUES.member), (BANK, "MEMBERS", -100), reference=PAID.claim)
    ((claim, facts, books),) = told(fund)["books.claim_differs"]
    assert (claim, Money.baht(books) - Money.baht(facts)) == (PAID.claim, Money.baht(100))


def test_a_payment_without_its_entry_and_one_without_its_claim_are_told():
    kept = tuple(each for each in FUND.actions if not (each.claim == PAID.claim and each.kind is ActionKind.PAY))
    assert [params[0] for params in told(evolve(FUND, actions=kept))["books.claim_differs"]] == [PAID.claim]
    fund = posted(("51020", "MEMBERS", 100, DUES.member), (BANK, "MEMBERS", -100))
    assert told(fund) == {"books.unnamed_claim": [("100.00",)]}


def test_a_round_of_another_amount_or_number_is_told_by_its_reference():
    rounds = tuple(evolve(each, number=each.number + 90) if each is CAME else each for each in FUND.rounds)
    found = told(evolve(FUND, rounds=rounds))["books.round_differs"]
    assert sorted(params[1] for params in found) == sorted([CAME.reference, f"{CAME.source} {CAME.number + 90}"])
    rounds = tuple(evolve(each, received=Money.baht(1)) if each is CAME else each for each in FUND.rounds)
    only_rows = evolve(FUND, rounds=rounds, round_actions=())
    ((source, reference, facts, _books),) = told(only_rows)["books.round_differs"]
    assert (source, reference, facts) == (CAME.source, CAME.reference, "1.00")


def test_where_its_steps_are_kept_they_are_what_a_round_brought():
    tranche = next(step for step in FUND.round_actions if step.reference == CAME.receipt)
    steps = tuple(evolve(step, amount=Money.baht(1)) if step is tranche else step for step in FUND.round_actions)
    ((source, reference, facts, books),) = told(evolve(FUND, round_actions=steps))["books.round_differs"]
    assert (source, reference) == (CAME.source, CAME.reference)
    assert Money.baht(facts) == Money.baht(books) - tranche.amount + Money.baht(1)


# --- what is no difference -----------------------------------------------------------------------------------


def test_closing_the_year_and_carrying_in_balances_are_no_facts():
    closed = posted(("41010", "MEMBERS", 7, DUES.member), ("31010", "MEMBERS", -7), kind=DocumentKind.CLOSING)
    carried = posted(("21010", "MEMBERS", -7, DUES.member), (BANK, "MEMBERS", 7), kind=DocumentKind.OPENING)
    assert told(closed) == told(carried) == {}


def test_savings_that_were_paid_back_are_no_receipt_and_those_taken_in_are():
    given = posted(("21010", "MEMBERS", 30, DUES.member), (BANK, "MEMBERS", -30), kind=DocumentKind.PAYMENT)
    assert told(given) == {}
    taken = posted(("21010", "MEMBERS", -30, DUES.member), (CASH, "MEMBERS", 30), kind=DocumentKind.RECEIPT)
    assert told(taken).keys() == {"books.member_dues_differ"}


@pytest.mark.parametrize("kept_as", KeptAs)
def test_receipts_reconcile_whatever_the_fund_takes_contributions_for(kept_as):
    receipt = evolve(DUES, number="ก1", received_by="", journal_no="", day=FUND.as_of)
    voucher = vouchers.collection([receipt], number="ก1", into=CASH, kept_as=kept_as)
    journal = vouchers.post(FUND.journal, FUND.chart, voucher, recorded_at=NOW)
    fund = evolve(FUND, journal=journal, contributions=Contributions((*FUND.contributions, receipt)))
    assert told(fund) == {}


@pytest.mark.parametrize("is_whole", [True, False])
def test_a_voided_receipt_counts_for_nothing_once_the_books_took_its_money_back(is_whole):
    """By the reversal of its entry, or by a payment that names the receipt; the collector had it in hands."""
    receipt = evolve(DUES, number="ก1", received_by="V1", day=FUND.as_of)
    voucher = vouchers.collection([receipt], number="ก1", into=COLLECTOR_CASH, holder="V1")
    journal = vouchers.post(FUND.journal, FUND.chart, voucher, recorded_at=NOW)
    receipt = evolve(receipt, journal_no=journal.entries[-1].number)
    fund = evolve(FUND, journal=journal, contributions=Contributions((*FUND.contributions, receipt)))
    assert told(fund) == {}
    voided = evolve(receipt, voided=True)
    fund = evolve(fund, contributions=Contributions((*FUND.contributions, voided)))
    assert told(fund).keys() == {"books.member_dues_differ"}
    if is_whole:
        back = vouchers.reversal(journal.entries[-1], day=FUND.as_of, number="ก2", reason="ผิด")
        journal = vouchers.post(journal, FUND.chart, back, recorded_at=NOW)
        assert told(evolve(fund, journal=journal)) == {}
    else:
        lines = (
            ("41010", "MEMBERS", receipt.amount.plain, receipt.member),
            (COLLECTOR_CASH, "MEMBERS", f"-{receipt.amount.plain}", "", "V1"),
        )
        assert told(posted(*lines, fund=fund, kind=DocumentKind.PAYMENT, reference=vouchers.void_reference("ก1"))) == {}


def test_a_round_of_a_source_without_an_account_of_its_own_is_income_like_any_other():
    other = Round(
        source="OTHER",
        number=1,
        budget_year=2567,
        state=CofundingState.RECEIVED,
        received=Money.baht(9),
        received_on=FUND.as_of,
    )
    assert told(evolve(FUND, rounds=(*FUND.rounds, other))) == {}


@pytest.mark.parametrize(
    ("absent", "silent"),
    [
        ("contributions", {"books.member_dues_differ", "books.collector_differs", "books.member_fees_differ"}),
        ("benefits", {"books.claim_differs"}),
        ("claim_actions", {"books.claim_differs"}),
        ("cofunding", {"books.round_differs"}),
    ],
)
def test_a_table_that_was_not_given_is_not_compared(absent, silent):
    lost = evolve(FUND, contributions=Contributions(()), actions=(), rounds=())
    assert told(evolve(lost, absent=frozenset({absent}))).keys() == told(lost).keys() - silent
    assert told(evolve(FUND, journal=Journal(), absent=frozenset({"journal"}))) == {}


def test_facts_from_before_the_books_begin_are_not_looked_for():
    early = FUND.books_begin - timedelta(days=1)
    receipt = evolve(DUES, number="ก1", day=early, journal_no="")
    rounds = (*FUND.rounds, evolve(CAME, number=90, received_on=early))
    paid = evolve(PAID, day=early, claim=FUND.claims[0].number)
    fund = evolve(
        FUND,
        contributions=Contributions((receipt, *FUND.contributions)),
        rounds=rounds,
        actions=(paid, *FUND.actions),
    )
    assert FUND.books_begin > date(2020, 1, 1)
    assert told(fund) == {}
