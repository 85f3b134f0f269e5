"""Costs, income, money between sources, what goes back: the books hold after each, and what may not be is refused."""

from datetime import UTC, date, datetime

import pytest
from attrs import evolve

from communitywelfare.accounting import BookChoices, KeptAs
from communitywelfare.accounting.vouchers import BANK
from communitywelfare.contributions import Contributions
from communitywelfare.errors import MissingFact, Refused
from communitywelfare.fund import Fund
from communitywelfare.fund import voucher_desk as papers
from communitywelfare.fund.checks import check
from communitywelfare.fund.desk import receive
from communitywelfare.fund.figures import draw_up
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.money import Money
from communitywelfare.synthetic import Plan, make_package

NOW = datetime(2024, 10, 2, 3, tzinfo=UTC)
FUND = make_package(Plan(members=60, years=3, seed=5, until=date(2024, 9, 30))).fund
NOTE = papers.Note(on=FUND.as_of, recorded_at=NOW, words="ตามใบเสร็จร้านค้า")
SOME = Money.baht(300)
DONE = {
    "a cost": lambda fund: papers.spend(fund, "52030", SOME, NOTE),
    "a cost from one source": lambda fund: papers.spend(fund, "52030", SOME, NOTE, source="MEMBERS"),
    "interest": lambda fund: papers.earn(fund, "42030", SOME, NOTE, source="OTHER", into=BANK),
    "a donation": lambda fund: papers.earn(fund, "42020", SOME, NOTE, source="DONATION", into="11010"),
    "money between sources": lambda fund: papers.move_between_sources(
        fund, SOME, NOTE, giving="MEMBERS", taking="OTHER", resolution="4/2567"
    ),
    "what must go back": lambda fund: papers.owe_back(fund, "GOV_VIA_CODI", SOME, NOTE, reference="1"),
}


def errors(fund: Fund) -> list[str]:
    return [finding.code for finding in check(fund) if finding.is_error]


def identities(fund: Fund) -> list[tuple[str, bool | None]]:
    return [(each.id, each.holds) for each in draw_up(fund, state_scheme(), fund.as_of).identities]


@pytest.mark.parametrize("paper", DONE)
def test_the_books_and_the_status_form_hold_after_every_paper(paper):
    fund, made = DONE[paper](FUND)
    voucher = fund.journal.entries[-1].voucher
    assert len(fund.journal) == len(FUND.journal) + 1
    assert (voucher.number, voucher.day) == (made.number, FUND.as_of)
    assert NOTE.words in voucher.description
    assert errors(fund) == []
    assert identities(fund) == [(name, True) for name in "1234567"]


def test_restricted_money_never_pays_a_cost():
    restricted = {source.code for source in FUND.sources if source.restricted}
    fund, _made = papers.spend(FUND, "52010", Money.baht(500), NOTE)
    assert not restricted & {line.source for line in fund.journal.entries[-1].voucher.postings}
    for source in restricted:
        with pytest.raises(Refused) as error:
            papers.spend(FUND, "52010", SOME, NOTE, source=source)
        assert [finding.code for finding in error.value.findings] == ["fund.insufficient"]
        with pytest.raises(Refused):
            papers.move_between_sources(FUND, Money(1), NOTE, giving=source, taking="MEMBERS", resolution="4/2567")


@pytest.mark.parametrize(
    ("do", "codes"),
    [
        (lambda: papers.spend(FUND, "51800", SOME, NOTE), ["voucher.other_account"]),
        (lambda: papers.spend(FUND, "42030", Money(0), NOTE), ["voucher.other_account", "receipt.not_positive"]),
        (lambda: papers.spend(FUND, "52010", SOME, evolve(NOTE, words=" ")), ["voucher.words_missing"]),
        (lambda: papers.earn(FUND, "41030", SOME, NOTE, source="GOV_VIA_CODI", into=BANK), ["voucher.other_account"]),
        (lambda: papers.earn(FUND, "42010", SOME, NOTE, source="MEMBERS", into=BANK), ["voucher.other_account"]),
        (lambda: papers.earn(FUND, "42020", SOME, NOTE, source="MEMBERS", into=BANK), ["journal.wrong_source"]),
        (
            lambda: papers.move_between_sources(FUND, SOME, NOTE, giving="MEMBERS", taking="OTHER", resolution=""),
            ["voucher.resolution_missing"],
        ),
        (lambda: papers.give_back(FUND, "LAO", SOME, NOTE, reference="1"), ["voucher.not_owed"]),
        (lambda: papers.refund_deposit(FUND, "M00001", SOME, NOTE), ["voucher.not_saved"]),
        (lambda: papers.spend(FUND, "52010", Money.baht(10**8), NOTE), ["fund.insufficient"]),
    ],
)
def test_what_may_not_be_is_refused_with_every_reason(do, codes):
    with pytest.raises(Refused) as error:
        do()
    assert [finding.code for finding in error.value.findings] == codes


def test_an_account_or_member_that_is_not_there_is_named():
    with pytest.raises(MissingFact):
        papers.spend(FUND, "59999", SOME, NOTE)
    with pytest.raises(MissingFact):
        papers.refund_deposit(FUND, "M99999", SOME, NOTE)


def test_what_is_owed_back_is_paid_back_once_from_its_own_money():
    fund, _made = papers.owe_back(FUND, "GOV_VIA_CODI", SOME, NOTE, reference="1")
    held = {source: money for (account, source), money in fund.journal.balances(fund.as_of).items() if account == BANK}
    assert held["GOV_VIA_CODI"] >= SOME
    paid, _made = papers.give_back(fund, "GOV_VIA_CODI", SOME, NOTE, reference="1")
    assert {line.source for line in paid.journal.entries[-1].voucher.postings} == {"GOV_VIA_CODI"}
    assert errors(paid) == []
    with pytest.raises(Refused):
        papers.give_back(paid, "GOV_VIA_CODI", Money(1), NOTE, reference="1")


def test_savings_are_a_liability_that_goes_back_to_its_member():
    saving = evolve(FUND, profile=evolve(FUND.profile, books=BookChoices(contributions=KeptAs.DEPOSIT)))
    saving = evolve(saving, contributions=Contributions(()), journal=type(FUND.journal)(), actions=(), claims=())
    saving = evolve(saving, rounds=(), round_actions=(), matches=(), openings=())
    member = saving.register.current(saving.as_of)[0].number
    saving, _made = receive(saving, member, SOME, on=saving.as_of, recorded_at=NOW)
    assert saving.journal.balance("21010", "MEMBERS", saving.as_of) == -SOME
    assert identities(saving) == [(name, True) for name in "1234567"]
    back, _made = papers.refund_deposit(saving, member, Money.baht(100), NOTE)
    assert back.journal.balance("21010", "MEMBERS", saving.as_of) == Money.baht(-200)
    assert identities(back) == [(name, True) for name in "1234567"]
    assert errors(back) == []
    with pytest.raises(Refused):
        papers.refund_deposit(back, member, Money.baht(201), NOTE)
