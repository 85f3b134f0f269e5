"""Vouchers: every template balances, every fault has its code, and the one door lets nothing else in."""

from datetime import UTC, date, datetime

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.accounting import Entry, Journal, KeptAs, Posting, Voucher
from communitywelfare.accounting import vouchers as templates
from communitywelfare.accounting.faults import faults
from communitywelfare.accounting.journal import DocumentKind
from communitywelfare.accounting.vouchers import bulk_entries, post
from communitywelfare.calendar import Month
from communitywelfare.contributions import Receipt, ReceiptKind
from communitywelfare.errors import Place, Refused
from communitywelfare.io.shipped import shipped_chart, shipped_sources
from communitywelfare.money import ZERO, Money

CHART = shipped_chart()
ON = date(2024, 9, 30)
amounts = st.integers(1, 10**9).map(Money)
sources = st.sampled_from(["MEMBERS", "CODI_SEED", "GOV_VIA_CODI", "LAO", "DONATION", "OTHER"])
parts = st.dictionaries(sources, amounts, min_size=1, max_size=4)
places = st.sampled_from([templates.CASH, templates.BANK])
receipts = st.builds(
    Receipt,
    number=st.just("1/2567"),
    day=st.just(ON),
    member=st.sampled_from(["M1", "M2"]),
    kind=st.sampled_from(ReceiptKind),
    period_from=st.just(Month(2024, 9)),
    period_to=st.just(Month(2024, 9)),
    amount=amounts,
)
benefit_accounts = st.sampled_from(["01", "02", "04", "16", "99", "77"]).map(CHART.benefit_account)
cost_accounts = st.sampled_from(["52010", "52090"])
balances = st.lists(st.builds(Posting, places, sources, amounts), min_size=1, max_size=4)
common = {"day": st.just(ON), "number": st.just("X1/2567")}

TEMPLATES = {
    "collection": st.builds(
        templates.collection, st.lists(receipts, min_size=1, max_size=4), number=st.just("X1/2567"), into=places
    ),
    "collection by a collector": st.builds(
        templates.collection,
        st.lists(receipts, min_size=1, max_size=4),
        number=st.just("X1/2567"),
        into=st.just(templates.COLLECTOR_CASH),
        holder=st.just("ผู้เก็บเงินหมู่ 3"),
        kept_as=st.sampled_from(KeptAs),
    ),
    "hand-over": st.builds(
        templates.moved,
        **common,
        amounts=parts,
        out_of=st.just(templates.COLLECTOR_CASH),
        into=places,
        description=st.text(),
        handed_by=st.just("ผู้เก็บเงินหมู่ 3"),
    ),
    "benefit_paid": st.builds(
        templates.benefit_paid,
        **common,
        claim=st.just("3/2567"),
        member=st.just("M1"),
        account=benefit_accounts,
        parts=parts,
        out_of=places,
    ),
    "cofunding_received": st.tuples(
        st.sampled_from([("GOV_VIA_CODI", "41030"), ("LAO", "41040"), ("CODI_SEED", "41020")]), amounts
    ).map(
        lambda drawn: templates.cofunding_received(
            day=ON, number="X1/2567", source=drawn[0][0], account=drawn[0][1], amount=drawn[1], reference="1"
        )
    ),
    "income_received": st.builds(
        templates.income_received,
        **common,
        source=sources,
        account=st.sampled_from(["42030", "42090"]),
        amount=amounts,
        description=st.text(),
    ),
    "expense_paid": st.builds(
        templates.expense_paid, **common, account=cost_accounts, parts=parts, out_of=places, description=st.text()
    ),
    "moved": st.builds(
        templates.moved,
        **common,
        amounts=parts,
        out_of=st.just(templates.CASH),
        into=st.just(templates.BANK),
        description=st.text(),
    ),
    "opening": st.builds(templates.opening, **common, balances=balances, chart=st.just(CHART)),
}


def within_each_source(voucher: Voucher) -> dict[str, int]:
    sums: dict[str, int] = {}
    for posting in voucher.postings:
        sums[posting.source] = sums.get(posting.source, 0) + posting.amount.satang
    return sums


@pytest.mark.parametrize("template", TEMPLATES)
@given(data=st.data())
def test_every_template_balances_within_every_source_and_may_be_posted(template, data, recorded_at):
    voucher = data.draw(TEMPLATES[template])
    assert set(within_each_source(voucher).values()) == {0}
    assert faults(voucher, CHART) == []
    assert len(post(Journal(), CHART, voucher, recorded_at=recorded_at)) == 1


@given(parts, st.sampled_from(sorted(["MEMBERS", "LAO"])))
def test_nothing_is_moved_of_a_source_that_has_nothing(amounts_moved, empty):
    voucher = templates.moved(
        day=ON,
        number="T1/2567",
        amounts={**amounts_moved, empty: ZERO, "UNDIVIDED": Money(1)},
        out_of=templates.CASH,
        into=templates.BANK,
        description="",
    )
    assert empty not in within_each_source(voucher)
    assert faults(voucher, CHART) == []


def test_dues_and_fees_stand_on_the_member_s_card_and_other_receipts_do_not():
    kinds = (ReceiptKind.MONTHLY, ReceiptKind.ENTRY_FEE, ReceiptKind.OTHER)
    month = Month(2024, 9)
    sheet = [
        Receipt(number="1", day=ON, member="M1", kind=kind, period_from=month, period_to=month, amount=Money.baht(30))
        for kind in kinds
    ]
    money, *lines = templates.collection(sheet, number="S1/2567", into=templates.CASH).postings
    assert (money.account, money.amount) == (templates.CASH, Money.baht(90))
    assert [(line.account, line.member, str(line.amount)) for line in lines] == [
        ("41010", "M1", "-30.00"),
        ("42010", "M1", "-30.00"),
        ("41090", "", "-30.00"),
    ]


# --- broken one way ------------------------------------------------------------------------------------------

GOOD = templates.benefit_paid(
    day=ON,
    number="P1/2567",
    claim="3/2567",
    member="M1",
    account="51020",
    parts={"MEMBERS": Money.baht(200), "LAO": Money.baht(400)},
    out_of=templates.BANK,
)


def with_posting(position: int, **changes: object) -> Voucher:
    postings = list(GOOD.postings)
    postings[position] = evolve(postings[position], **changes)
    return evolve(GOOD, postings=tuple(postings))


def with_accounts(code: str, **changes: object):
    accounts = tuple(evolve(account, **changes) if account.code == code else account for account in CHART.accounts)
    return evolve(CHART, accounts=accounts)


BROKEN = {
    "no such account": (with_posting(0, account="99999"), CHART, "journal.unknown_account"),
    "a heading": (with_posting(0, account="50000", member=""), CHART, "journal.unknown_account"),
    "a closed account": (GOOD, with_accounts("51020", active=False), "journal.unknown_account"),
    "a control account without its member": (with_posting(0, member=""), CHART, "journal.member_missing"),
    "a member on no control account": (with_posting(1, member="M1"), CHART, "journal.member_not_wanted"),
    "another source's account": (with_posting(1, account="31040"), CHART, "journal.wrong_source"),
    "nobody named who has the money": (GOOD, with_accounts("12010", is_held=True), "journal.holder_missing"),
    "somebody named who cannot have it": (with_posting(1, holder="ผู้เก็บเงินหมู่ 3"), CHART, "journal.holder_not_wanted"),
    "one satang too many": (with_posting(0, amount=Money(20_001)), CHART, "journal.unbalanced"),
    "the money of two sources mixed": (with_posting(0, source="LAO"), CHART, "journal.unbalanced"),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_good_voucher_broken_one_way_has_exactly_that_fault(broken, recorded_at):
    voucher, chart, code = BROKEN[broken]
    assert faults(GOOD, CHART) == []
    assert {finding.code for finding in faults(voucher, chart)} == {code}
    with pytest.raises(Refused) as error:
        post(Journal(), chart, voucher, recorded_at=recorded_at)
    assert {finding.code for finding in error.value.findings} == {code}


SOURCES = shipped_sources()
COST = templates.expense_paid(
    day=ON, number="P4/2567", account="52010", parts={"MEMBERS": Money(1)}, out_of=templates.BANK, description=""
)


def test_nobody_s_money_is_not_in_the_books(recorded_at):
    """A voucher in the money of a source that the fund does not have is refused, with those that it has."""
    stranger = evolve(GOOD, postings=tuple(evolve(line, source="NOBODY") for line in GOOD.postings))
    found = faults(stranger, CHART, SOURCES)
    assert {finding.code for finding in found} == {"journal.unknown_source"}
    assert found[0].params["known"] == tuple(source.code for source in SOURCES)
    assert faults(stranger, CHART) == []
    with pytest.raises(Refused):
        post(Journal(), CHART, stranger, recorded_at=recorded_at, sources=SOURCES)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.code)
def test_restricted_money_pays_benefits_and_not_the_fund_s_own_costs(source):
    cost = evolve(COST, postings=tuple(evolve(line, source=source.code) for line in COST.postings))
    benefit = evolve(GOOD, postings=tuple(evolve(line, source=source.code) for line in GOOD.postings))
    codes = {finding.code for finding in faults(cost, CHART, SOURCES)}
    assert codes == ({"journal.restricted_source"} if source.restricted else set())
    assert faults(benefit, CHART, SOURCES) == []
    back = evolve(cost, postings=tuple(evolve(line, amount=-line.amount) for line in cost.postings))
    assert faults(back, CHART, SOURCES) == []  # a mistake of before can always be taken back


def test_some_source_of_the_shipped_ones_is_restricted_and_some_is_not():
    assert {source.restricted for source in SOURCES} == {True, False}


def test_a_voucher_of_less_than_two_lines_moves_nothing():
    assert [finding.code for finding in faults(evolve(GOOD, postings=()), CHART)] == ["journal.too_few_lines"]
    nothing = evolve(GOOD, postings=(Posting("12010", "LAO", ZERO),))
    assert [finding.code for finding in faults(nothing, CHART)] == ["journal.too_few_lines", "journal.nothing_moved"]


def test_a_line_of_nothing_is_a_fault():
    voucher = evolve(GOOD, postings=(*GOOD.postings, Posting("12010", "LAO", ZERO)))
    assert [finding.code for finding in faults(voucher, CHART)] == ["journal.nothing_moved"]


def test_mixed_sources_are_told_one_by_one_with_the_difference():
    found = faults(with_posting(0, source="LAO"), CHART)
    assert [(finding.params["source"], str(finding.params["difference"])) for finding in found] == [
        ("LAO", "200.00"),
        ("MEMBERS", "-200.00"),
    ]


def test_all_faults_are_told_and_always_in_the_same_order():
    wrong = Posting("99999", "MEMBERS", Money(1), "M1")
    other = Posting("31040", "MEMBERS", ZERO, "M1")
    voucher = evolve(GOOD, postings=(wrong, other))
    assert [finding.code for finding in faults(voucher, CHART)] == [
        "journal.unknown_account",
        "journal.member_not_wanted",
        "journal.wrong_source",
        "journal.nothing_moved",
        "journal.unbalanced",
    ]


def test_a_fault_of_a_line_names_the_line_of_the_file_where_it_stands_in_one():
    place = Place(file="journal.csv", row=7, column="entry_no", record="E1")
    [finding] = faults(with_posting(2, account="99999"), CHART, place=place, rows=[7, 8, 10, 11])
    assert (finding.place.row, finding.place.column, finding.place.record) == (10, "account", "E1")
    [unplaced] = faults(with_posting(2, account="99999"), CHART)
    assert unplaced.place == Place(clause="P1/2567")


# --- the door ------------------------------------------------------------------------------------------------


def test_a_number_is_taken_once(recorded_at):
    journal = post(Journal(), CHART, GOOD, recorded_at=recorded_at)
    with pytest.raises(Refused) as error:
        post(journal, CHART, evolve(GOOD, day=date(2024, 9, 1)), recorded_at=recorded_at)
    [finding] = error.value.findings
    assert (finding.code, finding.params["entry"]) == ("journal.number_taken", "E0000001")


@given(data=st.data())
def test_the_journal_stays_as_it_was_whatever_is_refused(data, recorded_at):
    journal = post(Journal(), CHART, GOOD, recorded_at=recorded_at)
    before = (journal, journal.entries, journal.head, journal.next_number, dict(journal.document_numbers))
    voucher, chart, _code = data.draw(st.sampled_from(list(BROKEN.values())))
    with pytest.raises(Refused):
        post(journal, chart, evolve(voucher, number="P2/2567"), recorded_at=recorded_at)
    assert (journal, journal.entries, journal.head, journal.next_number, dict(journal.document_numbers)) == before


@given(data=st.data())
def test_posting_adds_one_entry_at_the_end(data, chart, vouchers, recorded_at):
    journal = Journal()
    drawn = [data.draw(vouchers(chart, f"X{number}")) for number in range(1, 4)]
    for count, voucher in enumerate(drawn, start=1):
        longer = post(journal, chart, voucher, recorded_at=recorded_at)
        assert longer.entries[:-1] == journal.entries
        assert (len(longer), longer.entries[-1].number) == (count, f"E{count:07d}")
        assert (longer.entries[-1].voucher, longer.entries[-1].seal) == (voucher, None)
        journal = longer
    assert bulk_entries([(voucher, recorded_at) for voucher in drawn], chart) == journal


# --- reversal ------------------------------------------------------------------------------------------------


@given(data=st.data())
def test_a_reversal_returns_every_balance_to_what_it_was(data, chart, vouchers, recorded_at):
    first, second = (data.draw(vouchers(chart, number)) for number in ("X1", "X2"))
    before = post(Journal(), chart, first, recorded_at=recorded_at)
    after = post(before, chart, second, recorded_at=recorded_at)
    back = templates.reversal(after.entries[-1], day=second.day, number="X3", reason="ผิด")
    corrected = post(after, chart, back, recorded_at=recorded_at)
    end = date(2400, 1, 1)

    def moved(journal):
        return {key: money for key, money in journal.balances(end).items() if money != ZERO}

    assert moved(corrected) == moved(before)
    assert len(corrected) == 3
    assert [posting.member for posting in back.postings] == [posting.member for posting in second.postings]
    assert (back.kind, back.reference, back.reverses) == (second.kind, second.reference, "E0000002")


def test_an_entry_is_reversed_only_once_and_only_if_it_is_there(recorded_at):
    journal = post(Journal(), CHART, GOOD, recorded_at=recorded_at)
    back = templates.reversal(journal.entries[0], day=ON, number="P2/2567", reason="ผิด")
    corrected = post(journal, CHART, back, recorded_at=recorded_at)
    of_nothing = evolve(back, number="P3/2567", reverses="E0000009")
    for voucher, entry in ((evolve(back, number="P3/2567"), "E0000001"), (of_nothing, "E0000009")):
        with pytest.raises(Refused) as error:
            post(corrected, CHART, voucher, recorded_at=recorded_at)
        assert [(found.code, found.params["entry"]) for found in error.value.findings] == [
            ("journal.cannot_reverse", entry)
        ]


def test_a_reversal_can_itself_be_reversed(recorded_at):
    journal = post(Journal(), CHART, GOOD, recorded_at=recorded_at)
    for number in ("P2/2567", "P3/2567"):
        back = templates.reversal(journal.entries[-1], day=ON, number=number, reason="ผิด")
        journal = post(journal, CHART, back, recorded_at=recorded_at)
    assert journal.balance("51020", "LAO", ON) == Money.baht(400)


BACK = templates.reversal(
    Entry(number="E0000001", voucher=GOOD, recorded_at=datetime(2024, 9, 30, tzinfo=UTC)),
    day=ON,
    number="2",
    reason="ผิด",
)


@pytest.mark.parametrize(
    ("vouchers_in_order", "code"),
    [
        ([GOOD, GOOD], "journal.number_taken"),
        ([evolve(GOOD, reverses="E0000001")], "journal.cannot_reverse"),
        ([BROKEN["one satang too many"][0]], "journal.unbalanced"),
        (
            [GOOD, evolve(BACK, number="2"), evolve(BACK, number="3")],
            "journal.cannot_reverse",
        ),
        ([GOOD, evolve(BACK, number="2", postings=GOOD.postings)], "journal.not_opposite"),
        ([GOOD, evolve(BACK, number="2", postings=BACK.postings[:2])], "journal.not_opposite"),
    ],
)
def test_many_at_once_are_refused_as_one_by_one(vouchers_in_order, code, recorded_at):
    with pytest.raises(Refused) as error:
        bulk_entries([(voucher, recorded_at) for voucher in vouchers_in_order], CHART)
    assert [finding.code for finding in error.value.findings] == [code]


def test_the_paper_of_a_template_says_what_it_is():
    kinds = {
        "collection": DocumentKind.RECEIPT,
        "collection by a collector": DocumentKind.RECEIPT,
        "hand-over": DocumentKind.TRANSFER,
        "benefit_paid": DocumentKind.PAYMENT,
        "cofunding_received": DocumentKind.RECEIPT,
        "income_received": DocumentKind.RECEIPT,
        "expense_paid": DocumentKind.PAYMENT,
        "moved": DocumentKind.TRANSFER,
        "opening": DocumentKind.OPENING,
    }
    assert kinds.keys() == TEMPLATES.keys()
    assert (GOOD.kind, GOOD.reference) == (kinds["benefit_paid"], "3/2567")
