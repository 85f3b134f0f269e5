"""A void receipt pays nothing, keeps its number, and takes its money out of the books on the day of voiding."""

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from communitywelfare.accounting import Journal
from communitywelfare.contributions import Contributions
from communitywelfare.errors import MissingFact, Refused
from communitywelfare.fund import Fund
from communitywelfare.fund.checks import check
from communitywelfare.fund.closing import close_year
from communitywelfare.fund.figures import draw_up
from communitywelfare.fund.passbook import member_statement
from communitywelfare.fund.voiding import void_receipt
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.strategies import funds
from communitywelfare.synthetic import Plan, make_package

NOW = datetime(2024, 10, 2, 3, tzinfo=UTC)
MADE = make_package(Plan(members=25, years=2, seed=3)).fund


def voided(fund: Fund, number: str, on: date) -> Fund:
    return void_receipt(fund, number, on=on, reason="เขียนชื่อผิด", recorded_at=NOW)[0]


def told(fund: Fund) -> list[str]:
    """Everything that is found, whatever its severity: to void a receipt gives no reason to doubt the books."""
    return [finding.code for finding in check(fund)]


def agrees(fund: Fund, member: str) -> bool:
    """Whether a member's statement says what the member's own postings say."""
    statement = member_statement(fund, member, fund.as_of)
    return all(figure.sum(fund.journal) == figure.amount for figure in (statement.dues, statement.fees))


def errors(fund: Fund) -> list[str]:
    return [finding.code for finding in check(fund) if finding.is_error]


def holds(fund: Fund, on: date) -> bool:
    return all(each.holds for each in draw_up(fund, state_scheme(), on).identities)


def arrears_of(fund: Fund, on: date) -> list[object]:
    return [fund.contributions.arrears(each, fund.bylaw.dues, on) for each in fund.register.current(on)]


OVERDRAWN = "books.source_overdrawn"


def without_overdrawn(codes: list[str]) -> list[str]:
    return [code for code in codes if code != OVERDRAWN]


@settings(max_examples=60, deadline=None)
@given(funds(), st.integers(0, 10**6), st.integers(0, 10**6))
def test_the_books_hold_at_every_day_before_and_after_a_voiding(fund, which, later):
    receipts = fund.contributions.receipts
    assume(receipts)
    receipt = receipts[which % len(receipts)]
    on = receipt.day + timedelta(days=later % ((fund.as_of - receipt.day).days + 1))
    after = voided(fund, receipt.number, on)
    assert errors(after) == errors(fund)
    # Money that is taken back may have been spent: then a source is overdrawn, and nothing else may be told anew.
    assert without_overdrawn(told(after)) == without_overdrawn(told(fund))
    assert told(after).count(OVERDRAWN) >= told(fund).count(OVERDRAWN)
    assert agrees(after, receipt.member)
    others = tuple(each for each in fund.contributions if each.key != receipt.key)
    without = evolve(fund, contributions=evolve(fund.contributions, receipts=others))
    assert arrears_of(after, fund.as_of) == arrears_of(without, fund.as_of)
    for day in {receipt.day, on - timedelta(days=1), on, fund.as_of}:
        assert holds(after, day) == holds(fund, day)
    assert [each.key for each in after.contributions] == [each.key for each in fund.contributions]
    assert after.journal.entries[:-1] == fund.journal.entries


@pytest.mark.parametrize("place", [0, 40, -1])
def test_one_receipt_of_a_collection_is_voided_alone(place):
    receipt = MADE.contributions.receipts[place]
    after = voided(MADE, receipt.number, MADE.as_of)
    [entry] = after.journal.entries[len(MADE.journal) :]
    lines = [each for each in MADE.contributions if each.key == receipt.key]
    assert sum(line.amount.satang for line in entry.voucher.postings if line.amount.satang > 0) == sum(
        each.amount.satang for each in lines
    )
    assert (entry.voucher.reference, entry.voucher.day) == (f"ใบเสร็จ {receipt.number}", MADE.as_of)
    assert errors(after) == []
    assert told(after) == told(MADE)
    assert agrees(after, receipt.member)
    assert holds(after, MADE.as_of)
    assert holds(after, MADE.as_of - timedelta(days=1))


def test_a_receipt_of_a_closed_year_is_voided_in_the_open_one():
    shut, _paper = close_year(MADE, 2566, recorded_at=NOW)
    receipt = next(each for each in shut.contributions if each.day < date(2023, 9, 1))
    after = voided(shut, receipt.number, date(2023, 9, 28))
    entry = after.journal.entries[-1]
    assert (entry.voucher.day, entry.voucher.event_day) == (date(2023, 10, 1), date(2023, 9, 28))
    assert errors(after) == []
    for on in (date(2023, 9, 30), date(2023, 10, 1), after.as_of):
        assert holds(after, on)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"reason": ""}, "receipt.void_reason_missing"),
        ({"on": date(2000, 1, 1)}, "receipt.void_too_early"),
    ],
)
def test_a_voiding_that_cannot_be_is_refused(change, code):
    given_ = {"on": MADE.as_of, "reason": "ผิด", "recorded_at": NOW} | change
    with pytest.raises(Refused) as error:
        void_receipt(MADE, MADE.contributions.receipts[0].number, **given_)
    assert [finding.code for finding in error.value.findings] == [code]


def test_a_receipt_is_voided_once_if_it_is_there_and_in_the_books():
    number = MADE.contributions.receipts[0].number
    after = voided(MADE, number, MADE.as_of)
    with pytest.raises(Refused) as error:
        voided(after, number, MADE.as_of)
    assert error.value.findings[0].code == "receipt.void_already"
    with pytest.raises(MissingFact) as missing:
        voided(MADE, "9999/2567", MADE.as_of)
    assert missing.value.findings[0].code == "receipt.not_found"
    with pytest.raises(Refused) as lost:
        voided(evolve(MADE, journal=Journal()), number, MADE.as_of)
    assert lost.value.findings[0].code == "receipt.no_entry"
    entry = MADE.journal.entries[1]
    other = evolve(entry, voucher=evolve(entry.voucher, postings=entry.voucher.postings[:1]))
    broken = evolve(MADE, journal=Journal((MADE.journal.entries[0], other)))
    first = evolve(MADE.contributions.receipts[0], journal_no=entry.number)
    with pytest.raises(MissingFact):
        voided(evolve(broken, contributions=Contributions((first,))), number, MADE.as_of)
