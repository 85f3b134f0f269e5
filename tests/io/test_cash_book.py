"""A simple cash book is read into vouchers, its balances are held against it, and it is written from vouchers."""

import csv
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from communitywelfare.accounting import DocumentKind, Posting, Voucher, vouchers
from communitywelfare.accounting.faults import faults
from communitywelfare.errors import Finding, FormatError, Refused
from communitywelfare.io.cash_book import cash_book_bytes, read_cash_book
from communitywelfare.io.shipped import shipped_chart, shipped_sources
from communitywelfare.money import Money
from communitywelfare.strategies import amounts, days
from communitywelfare.wording import words

CHART, SOURCES = shipped_chart(), shipped_sources()
CASH, BANK = "11010", "12010"
WHEN = datetime(2024, 10, 1, tzinfo=UTC)
HEADER = (
    "วันที่,เลขที่เอกสาร,รายการ,ประเภท/รหัสบัญชี,รับ (เงินสด),รับ (ธนาคาร),จ่าย (เงินสด),จ่าย (ธนาคาร),"
    "คงเหลือ (เงินสด),คงเหลือ (ธนาคาร),แหล่งทุน,เลขที่สมาชิก"
)
# Worked by hand: five lines as a treasurer writes them, the balances added up on paper.
LINES = [
    "2024-01-01,,ยอดยกมา,,,,,,100.00,5000.00,MEMBERS,",
    "2024-01-02,1,รับเงินสมทบ,41010,30.00,,,,130.00,5000.00,,M00001",
    "2024-01-03,2,นำฝากธนาคาร,,,130.00,130.00,,0.00,5130.00,MEMBERS,",
    "2024-01-04,3,ค่าธรรมเนียม,ค่าธรรมเนียมธนาคาร,,,,20.00,0.00,5110.00,MEMBERS,",
    "2024-01-05,4,ขายของและเงินโอน,42020,50.00,200.25,,,50.00,5310.25,,",
]


def read(*lines, **options):
    return read_cash_book("cash.csv", "\n".join([HEADER, *lines, ""]).encode(), CHART, SOURCES, **options)


def told(book):
    return [(finding.code, finding.place.row, finding.place.column) for finding in book.findings]


def voucher(day, kind, number, description, *postings):
    return Voucher(day=day, kind=kind, number=number, description=description, postings=postings)


def test_a_small_book_becomes_the_vouchers_that_a_bookkeeper_would_write():
    book = read(*LINES)

    assert book.findings == ()
    assert book.lines == (2, 3, 4, 5, 6)
    assert book.vouchers == (
        voucher(
            *(date(2024, 1, 1), DocumentKind.OPENING, "ยอดยกมา", "ยอดยกมา"),
            *(Posting(CASH, "MEMBERS", Money.baht(100)), Posting(BANK, "MEMBERS", Money.baht(5000))),
            Posting("31010", "MEMBERS", Money.baht(-5100)),
        ),
        voucher(
            *(date(2024, 1, 2), DocumentKind.RECEIPT, "1", "รับเงินสมทบ"),
            *(Posting(CASH, "MEMBERS", Money.baht(30)), Posting("41010", "MEMBERS", Money.baht(-30), "M00001")),
        ),
        voucher(
            *(date(2024, 1, 3), DocumentKind.TRANSFER, "2", "นำฝากธนาคาร"),
            *(Posting(BANK, "MEMBERS", Money.baht(130)), Posting(CASH, "MEMBERS", Money.baht(-130))),
        ),
        voucher(
            *(date(2024, 1, 4), DocumentKind.PAYMENT, "3", "ค่าธรรมเนียม"),
            *(Posting("52070", "MEMBERS", Money.baht(20)), Posting(BANK, "MEMBERS", Money.baht(-20))),
        ),
        voucher(
            *(date(2024, 1, 5), DocumentKind.RECEIPT, "4", "ขายของและเงินโอน"),
            *(Posting(CASH, "DONATION", Money.baht(50)), Posting(BANK, "DONATION", Money.baht("200.25"))),
            Posting("42020", "DONATION", Money.baht("-250.25")),
        ),
    )


def test_the_vouchers_are_taken_by_the_one_door():
    book = read(*LINES)

    journal = vouchers.bulk_entries(((each, WHEN) for each in book.vouchers), CHART, SOURCES)

    assert journal.balance(BANK, "MEMBERS", date(2024, 1, 5)) == Money.baht(5110)
    assert journal.balance(BANK, "DONATION", date(2024, 1, 5)) == Money.baht("200.25")


# --- written and read back ---------------------------------------------------------------------------------

ACCOUNTS = [
    account
    for account in CHART.accounts
    if account.code not in {*CHART.groups, CASH, BANK} and account.active and not account.is_held
]
DESCRIPTIONS = st.sampled_from(["รับเงิน", "=1+1", "'x", 'ป้าย "ก"', "a,b", "สอง\nบรรทัด", " ", "ยอดยกมา"])
SUMS = amounts(at_least=Money(1), at_most=Money.baht(100_000))
NOTHING = Money(0)


@st.composite
def cash_vouchers(draw, number):
    """A voucher of cash and bank as the templates write them: received, paid, or moved between the two."""
    cash, bank = draw(st.sampled_from([(1, 0), (0, 1), (1, 1), (-1, 1), (1, -1)]))
    kind = draw(st.sampled_from([DocumentKind.RECEIPT, DocumentKind.PAYMENT, DocumentKind.TRANSFER]))
    day, words_ = draw(days(at_least=date(2020, 1, 1), at_most=date(2024, 9, 30))), draw(DESCRIPTIONS)
    source = draw(st.sampled_from(["MEMBERS", "DONATION", "OTHER"]))
    if kind is DocumentKind.TRANSFER:
        amount, (out, into) = draw(SUMS), draw(st.permutations([CASH, BANK]))
        return voucher(day, kind, number, words_, Posting(into, source, amount), Posting(out, source, -amount))
    account = draw(st.sampled_from([each for each in ACCOUNTS if each.source in {"", source}]))
    sign = 1 if kind is DocumentKind.RECEIPT else -1
    legs = [(CASH, cash * draw(SUMS).satang), (BANK, bank * draw(SUMS).satang)]
    total = sum(satang for _code, satang in legs)
    assume(total != 0)
    legs = [Posting(code, source, Money(satang if total * sign > 0 else -satang)) for code, satang in legs if satang]
    member = draw(st.sampled_from(["M1", "ม.2/67"])) if account.by_member else ""
    other = Posting(account.code, source, Money(-sign * abs(total)), member)
    return voucher(day, kind, number, words_, *((*legs, other) if sign > 0 else (other, *legs)))


@st.composite
def books(draw):
    """The vouchers of a cash book, with balances carried in or without."""
    count = draw(st.integers(0, 6))
    found = [draw(cash_vouchers(f"{place}/2567")) for place in range(count)]
    if draw(st.booleans()):
        carried = [Posting(CASH, "OTHER", draw(SUMS)), Posting(BANK, "OTHER", draw(SUMS))][: draw(st.integers(1, 2))]
        found.insert(0, vouchers.opening(day=date(2020, 1, 1), number="ยอด/1", balances=carried, chart=CHART))
    return found


@given(books())
def test_what_is_written_is_read_back_equal(found):
    book = read_cash_book("cash.csv", cash_book_bytes(found, CHART), CHART, SOURCES)

    assert book.findings == ()
    assert list(book.vouchers) == found


def cells(contents):
    return list(csv.reader(StringIO(contents.decode("utf-8-sig"), newline="")))


def contents_of(rows):
    out = StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def rows_at(rows):
    """On which line of the file each row begins."""
    line = 1
    for row in rows:
        yield line
        line += 1 + sum(cell.count("\n") for cell in row)


@given(books(), st.data())
def test_a_balance_that_is_a_satang_off_is_told_once_with_what_was_expected(found, data):
    assume(found)
    rows = cells(cash_book_bytes(found, CHART))
    place = data.draw(st.integers(1 if found[0].kind is not DocumentKind.OPENING else 2, len(rows)))
    assume(place < len(rows))
    column = data.draw(st.sampled_from(["cash_balance", "bank_balance"]))
    right = Money.baht(rows[place][rows[0].index(column)])
    rows[place][rows[0].index(column)] = (right + Money(1)).plain

    book = read_cash_book("cash.csv", contents_of(rows), CHART, SOURCES)

    assert told(book) == [("cash_book.balance", list(rows_at(rows))[place], column)]
    assert book.findings[0].params["expected"] == right
    assert list(book.vouchers) == found


@given(books(), st.data())
def test_a_line_torn_out_is_told_on_the_next_and_the_others_are_there(found, data):
    assume(len(found) > 2)
    rows = cells(cash_book_bytes(found, CHART))
    place = data.draw(st.integers(2, len(rows) - 2))
    del rows[place]

    book = read_cash_book("cash.csv", contents_of(rows), CHART, SOURCES)

    assert {(code, row) for code, row, _column in told(book)} == {("cash_book.balance", list(rows_at(rows))[place])}
    assert list(book.vouchers) == [*found[: place - 1], *found[place:]]


@given(books(), st.data())
def test_an_amount_that_was_mistyped_is_told_on_its_own_line_alone(found, data):
    assume(found and found[-1].kind is not DocumentKind.OPENING)
    rows = cells(cash_book_bytes(found, CHART))
    place = data.draw(st.integers(1 if found[0].kind is not DocumentKind.OPENING else 2, len(rows) - 1))
    column = next(
        column for column in ("cash_in", "bank_in", "cash_out", "bank_out") if rows[place][rows[0].index(column)]
    )
    rows[place][rows[0].index(column)] = (Money.baht(rows[place][rows[0].index(column)]) + Money(1)).plain

    book = read_cash_book("cash.csv", contents_of(rows), CHART, SOURCES)

    assert {row for _code, row, _column in told(book)} == {list(rows_at(rows))[place]}


@pytest.mark.parametrize(
    "changed",
    [
        {"reference": "7/2567"},
        {"reverses": "E0000001"},
        {"event_day": date(2024, 1, 1)},
        {"description": ""},
        {"kind": DocumentKind.JOURNAL},
        {"postings": (Posting(CASH, "OTHER", Money(1)), Posting("11020", "OTHER", Money(-1), holder="V1"))},
        {
            "postings": (
                Posting(CASH, "OTHER", Money(2)),
                Posting("42030", "OTHER", Money(-1)),
                Posting("42090", "OTHER", Money(-1)),
            )
        },
        {
            "postings": (
                Posting(CASH, "OTHER", Money(1)),
                Posting("42030", "OTHER", Money(-1)),
                Posting(CASH, "LAO", Money(1)),
                Posting("42030", "LAO", Money(-1)),
            )
        },
        {"postings": (Posting("42030", "OTHER", Money(-1)), Posting("42090", "OTHER", Money(1)))},
    ],
)
def test_a_voucher_that_would_lose_something_is_not_written(changed):
    postings = (Posting(CASH, "OTHER", Money(1)), Posting("42030", "OTHER", Money(-1)))
    values = {
        "day": date(2024, 1, 2),
        "kind": DocumentKind.RECEIPT,
        "number": "1",
        "description": "x",
        "postings": postings,
    }
    assert read_cash_book("c.csv", cash_book_bytes([Voucher(**values)], CHART), CHART).vouchers == (Voucher(**values),)

    with pytest.raises(Refused, match="does not fit into one line") as refused:
        cash_book_bytes([Voucher(**values | changed)], CHART)
    assert refused.value.findings[0].code == "cash_book.does_not_fit"


# --- lines with defects ------------------------------------------------------------------------------------

AFTER = "2024-02-01,9,ดอกเบี้ย,42030,,1.00,,,,,OTHER,"
BAD = [
    ("2567-01-02,8,x,42030,1.00,,,,,,OTHER,", "date.buddhist_year", "date"),
    ("02/01/2567,8,x,42030,1.00,,,,,,OTHER,", "date.unreadable", "date"),
    ("2024-02-30,8,x,42030,1.00,,,,,,OTHER,", "date.impossible", "date"),
    (",8,x,42030,1.00,,,,,,OTHER,", "cell.missing", "date"),
    ("2024-01-02,,x,42030,1.00,,,,,,OTHER,", "cell.missing", "doc_no"),
    ("2024-01-02,8,,42030,1.00,,,,,,OTHER,", "cell.missing", "description"),
    ("2024-01-02,8,x,42030,1.005,,,,,,OTHER,", "money.unreadable", "cash_in"),
    ("2024-01-02,8,x,42030,O.50,,,,,,OTHER,", "money.unreadable", "cash_in"),
    ("2024-01-02,8,x,42030,-1.00,,,,,,OTHER,", "cash_book.negative", "cash_in"),
    ("2024-01-02,8,x,42030,,,,-1.00,,,OTHER,", "cash_book.negative", "bank_out"),
    ("2024-01-02,8,x,42030,2.00,,1.00,,,,OTHER,", "cash_book.both_ways", "cash_out"),
    ("2024-01-02,8,x,42030,,,,,,,OTHER,", "cash_book.nothing_moved", "cash_in"),
    ("2024-01-02,8,x,42030,0.00,,,,,,OTHER,", "cash_book.nothing_moved", "cash_in"),
    ("2024-01-02,8,x,,1.00,,,,,,OTHER,", "cash_book.account_missing", "account"),
    ("2024-01-02,8,x,42030,1.00,,,1.00,,,OTHER,", "cash_book.account_not_wanted", "account"),
    ("2024-01-02,8,x,12010,,,1.00,,,,OTHER,", "cash_book.account_not_wanted", "account"),
    ("2024-01-02,8,x,42030,1.00,,,,,,,", "cash_book.source_missing", "source"),
    ("2024-01-02,8,x,99999,1.00,,,,,,OTHER,", "journal.unknown_account", "account"),
    ("2024-01-02,8,x,Local government,1.00,,,,,,LAO,", "journal.unknown_account", "account"),
    ("2024-01-02,8,x,42000,1.00,,,,,,OTHER,", "journal.unknown_account", "account"),
    ("2024-01-02,8,x,42030,1.00,,,,,,NOBODY,", "journal.unknown_source", "source"),
    ("2024-01-02,8,x,41040,1.00,,,,,,MEMBERS,", "journal.wrong_source", "source"),
    ("2024-01-02,8,x,52030,,,1.00,,,,LAO,", "journal.restricted_source", "source"),
    ("2024-01-02,8,x,41010,1.00,,,,,,MEMBERS,", "journal.member_missing", "member_no"),
    ("2024-01-02,8,x,42030,1.00,,,,,,OTHER,M1", "journal.member_not_wanted", "member_no"),
    ("2024-01-02,8,x,42030,1.00,,,,,,OTHER", "table.ragged", None),
    ("2024-01-02,9,x,42030,1.00,,,,,,OTHER,", "cash_book.number_repeated", "doc_no"),
]


@pytest.mark.parametrize(("line", "code", "column"), BAD)
def test_a_bad_line_is_told_with_its_place_and_set_aside_and_the_rest_goes_on(line, code, column):
    lines = [AFTER, line] if code == "cash_book.number_repeated" else [line, AFTER]
    book = read(*lines)

    assert told(book) == [(code, 3 if lines[0] is AFTER else 2, column)]
    assert book.findings[0].place.file == "cash.csv"
    assert [each.number for each in book.vouchers] == ["9"]
    for language in ("th", "en"):
        assert "{" not in words(book.findings[0], language)


def test_every_code_of_cash_books_is_met_here():
    from communitywelfare.wording import known_codes

    met = {code for _line, code, _column in BAD} | {"cash_book.balance", "cash_book.does_not_fit"}
    assert {code for code in known_codes() if code.startswith("cash_book.")} <= met


def test_after_a_line_that_cannot_be_read_balances_start_afresh():
    book = read(
        "2024-01-02,1,x,42030,?,,,,5.00,,OTHER,",
        "2024-01-03,2,x,42030,1.00,,,,6.00,,OTHER,",
        "2024-01-03,3,x,42030,1.00,,,,8.00,,OTHER,",
    )

    assert told(book) == [("money.unreadable", 2, "cash_in"), ("cash_book.balance", 4, "cash_balance")]


def test_without_an_opening_line_a_book_begins_at_nothing():
    assert told(read("2024-01-02,1,x,42030,1.00,,,,5001.00,,OTHER,")) == [("cash_book.balance", 2, "cash_balance")]


def test_balances_carried_to_the_next_page_are_checked_and_are_no_vouchers():
    carried = ["2024-01-05,,ยอดยกไป,,,,,,50.00,5310.25,,", "2024-01-05,,ยอดยกมา,,,,,,50.00,5310.26,,"]
    book = read(*LINES, *carried)

    assert told(book) == [("cash_book.balance", 8, "bank_balance")]
    assert len(book.vouchers) == len(LINES)


def test_an_opening_line_of_nothing_is_no_voucher_and_one_without_a_source_is_told():
    assert read("2024-01-01,,ยอดยกมา,,,,,,0.00,,,", AFTER).lines == (3,)
    assert told(read("2024-01-01,,ยอดยกมา,,,,,,1.00,,,", AFTER)) == [("cash_book.source_missing", 2, "source")]
    assert told(read("2024-01-01,,ยอดยกมา,,,,,,1.00,,NOBODY,", AFTER))[0] == ("journal.unknown_source", 2, "source")


def test_the_source_is_the_lines_own_then_the_accounts_then_the_one_given_for_the_book():
    lines = [
        "2024-01-02,1,x,42030,1.00,,,,,,LAO,",
        "2024-01-02,2,x,41040,1.00,,,,,,,",
        "2024-01-02,3,x,42030,1.00,,,,,,,",
    ]
    assert [each.postings[0].source for each in read(*lines, source="OTHER").vouchers] == ["LAO", "LAO", "OTHER"]


def test_columns_may_be_named_by_their_ids_and_need_not_all_be_there():
    text = "date,doc_no,description,account,bank_in,source\r\n2024-01-02,1,x,42030,1.00,OTHER\r\n,,,,,\r\n"
    book = read_cash_book("cash.csv", text.encode("cp874"), CHART, SOURCES, encoding="cp874")

    assert (told(book), len(book.vouchers)) == ([], 1)


def test_a_file_that_is_something_else_is_told():
    assert {code for code, _row, _column in told(read_cash_book("x.csv", b"a,b\n1,2\n", CHART))} == {
        "table.unknown_column",
        "table.missing_column",
    }
    with pytest.raises(FormatError):
        read_cash_book("x.csv", "ก".encode("cp874"), CHART)


@given(
    st.lists(
        st.lists(
            st.sampled_from(["", "1.00", "2024-01-02", "x", "42030", "OTHER", '"', "\n", "-", "ยอดยกมา"]), max_size=13
        ),
        max_size=5,
    )
)
def test_whatever_stands_in_a_file_gives_vouchers_and_findings_only(rows):
    text = HEADER + "\n" + "\n".join(",".join(row) for row in rows)
    book = read_cash_book("cash.csv", text.encode(), CHART, SOURCES)

    assert all(isinstance(finding, Finding) for finding in book.findings)
    assert all(faults(each, CHART, SOURCES) == [] for each in book.vouchers)
