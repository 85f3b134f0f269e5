"""What is owed, goes back, moves between sources or is written down: balanced, postable, and right in section 10."""

from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.accounting import AccountType, Chart, Journal, adjustments, section_10, vouchers
from communitywelfare.accounting.faults import faults
from communitywelfare.accounting.vouchers import post
from communitywelfare.errors import MissingFact
from communitywelfare.io.shipped import shipped_chart, shipped_sources
from communitywelfare.money import ZERO, Money

CHART, SOURCES, ON = shipped_chart(), shipped_sources(), date(2024, 9, 30)
OWING = ("GOV_VIA_CODI", "LAO", "OTHER_STATE")
amounts = st.integers(1, 10**9).map(Money)
by_member = st.dictionaries(st.sampled_from(["M1", "M2", "M3"]), amounts, min_size=1)
parts = st.dictionaries(st.sampled_from(["MEMBERS", "LAO", "OTHER"]), amounts, min_size=1)
free = st.sampled_from([source.code for source in SOURCES if not source.restricted])
common = {"day": st.just(ON), "number": st.just("J1/2567")}
of_source = {"source": st.sampled_from(OWING), "amount": amounts, "reference": st.just("1"), "chart": st.just(CHART)}
places = st.sampled_from([vouchers.CASH, vouchers.BANK])

TEMPLATES = {
    "dues_owed": st.builds(adjustments.dues_owed, **common, owed=by_member),
    "dues_in_advance": st.builds(adjustments.dues_in_advance, **common, paid=by_member),
    "benefit_owed": st.builds(
        adjustments.benefit_owed,
        **common,
        claim=st.just("3/2567"),
        member=st.just("M1"),
        account=st.just("51020"),
        parts=parts,
    ),
    "cofunding_owed": st.builds(adjustments.cofunding_owed, **common, **of_source),
    "clawback_owed": st.builds(adjustments.clawback_owed, **common, **of_source),
    "clawback_paid": st.builds(adjustments.clawback_paid, **common, **of_source, out_of=places),
    "deposit_refunded": st.builds(
        adjustments.deposit_refunded, **common, member=st.just("M1"), amount=amounts, out_of=places
    ),
    "source_lent": st.builds(
        adjustments.source_lent,
        **common,
        amount=amounts,
        lender=free,
        borrower=st.just("LAO"),
        at=places,
        resolution=st.just("4/2567"),
    ),
    "source_repaid": st.builds(
        adjustments.source_repaid,
        **common,
        amount=amounts,
        lender=free,
        borrower=st.just("LAO"),
        at=places,
        loan=st.just("T1/2567"),
    ),
    "source_transfer": st.builds(
        adjustments.source_transfer,
        **common,
        amount=amounts,
        giving=free,
        taking=st.just("LAO"),
        at=places,
        resolution=st.just("4/2567"),
    ),
    "tranche_received": st.builds(
        adjustments.tranche_received,
        **common,
        **{**of_source, "amount": amounts},
        into=places,
        excess=st.just(Money(1)),
    ),
    "written_down": st.builds(adjustments.written_down, **common, parts=st.dictionaries(free, amounts, min_size=1)),
}
BETWEEN_SOURCES = {"source_lent", "source_repaid", "source_transfer"}
MOVES_CASH = {"clawback_paid", "deposit_refunded", "tranche_received", *BETWEEN_SOURCES}


def test_every_template_is_tried():
    assert set(TEMPLATES) == set(adjustments.__all__) - {"owing_account", "saved", "taken_back"}


@pytest.mark.parametrize("template", TEMPLATES)
@given(data=st.data())
def test_a_template_may_be_posted_and_taken_back(template, data, recorded_at):
    voucher = data.draw(TEMPLATES[template])
    assert faults(voucher, CHART, SOURCES) == []
    journal = post(Journal(), CHART, voucher, recorded_at=recorded_at, sources=SOURCES)
    back = evolve(adjustments.taken_back(voucher), number="J2/2567")
    assert back.day == date(2024, 10, 1)
    if template not in MOVES_CASH:
        journal = post(journal, CHART, back, recorded_at=recorded_at + timedelta(days=1), sources=SOURCES)
        assert set(journal.balances(back.day).values()) == {ZERO}


@pytest.mark.parametrize("template", TEMPLATES)
@given(data=st.data())
def test_section_10_sees_only_what_moves_cash_and_has_a_line_for_it(template, data, recorded_at):
    voucher = data.draw(TEMPLATES[template])
    journal = post(Journal(), CHART, voucher, recorded_at=recorded_at)
    drawn = section_10(journal, CHART, (), ON)
    assert drawn.unclassified == ()
    assert drawn.received == drawn.applied
    if template not in MOVES_CASH:
        assert drawn.remaining == ZERO or template == "written_down"
    if template in BETWEEN_SOURCES:
        assert set(drawn.lines.values()) == {ZERO}  # it stays the fund's money, at its place


@pytest.mark.parametrize("source", OWING)
def test_what_a_source_owes_and_then_pays_is_received_once(source, recorded_at):
    owed = adjustments.cofunding_owed(day=ON, number="J1", source=source, amount=Money(500), reference="1", chart=CHART)
    receivable = adjustments.owing_account(CHART, source, AccountType.ASSET)
    tranche = vouchers.cofunding_received(
        day=ON, number="C1", source=source, account=receivable, amount=Money(500), reference="1"
    )
    journal = Journal()
    for voucher in (owed, tranche):
        journal = post(journal, CHART, voucher, recorded_at=recorded_at, sources=SOURCES)
    assert journal.balance(receivable, source, ON) == ZERO
    received = adjustments.owing_account(CHART, source, AccountType.RECEIPT)
    assert journal.balance(received, source, ON) == Money(-500)
    line = CHART.account(received).line
    drawn = section_10(journal, CHART, (), ON)
    assert (drawn.lines[line], drawn.received) == (Money(500), Money(500))


def test_what_goes_back_is_a_payable_and_no_negative_income(recorded_at):
    given_ = {"day": ON, "source": "GOV_VIA_CODI", "amount": Money(500), "reference": "1", "chart": CHART}
    journal = Journal()
    for voucher in (
        adjustments.clawback_owed(number="J1", **given_),
        adjustments.clawback_paid(number="P1", out_of=vouchers.BANK, **given_),
    ):
        journal = post(journal, CHART, voucher, recorded_at=recorded_at, sources=SOURCES)
    balances = {account: amount for (account, _source), amount in journal.balances(ON).items()}
    assert balances == {"31030": Money(500), "22020": ZERO, "12010": Money(-500)}
    assert section_10(journal, CHART, (), ON).lines["R1.3"] == Money(-500)


def test_restricted_money_does_not_become_another_source_s():
    transfer = adjustments.source_transfer(
        day=ON,
        number="T1",
        amount=Money(500),
        giving="GOV_VIA_CODI",
        taking="MEMBERS",
        at=vouchers.BANK,
        resolution="4/2567",
    )
    assert {finding.code for finding in faults(transfer, CHART, SOURCES)} == {"journal.restricted_source"}


def test_a_source_without_an_account_is_named():
    bare = Chart(tuple(evolve(each, source="") for each in CHART.accounts))
    with pytest.raises(MissingFact) as error:
        adjustments.cofunding_owed(day=ON, number="J1", source="LAO", amount=Money(1), reference="1", chart=bare)
    assert error.value.findings[0].params["source"] == "LAO"
