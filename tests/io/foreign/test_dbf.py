"""dBASE tables: what our reader makes of them is what an independent one does; damage raises only our own errors."""

import struct
from datetime import date
from decimal import Decimal

import dbfread
import pytest
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.errors import FormatError
from communitywelfare.io.foreign.book import book_of
from communitywelfare.io.foreign.dbf import read_dbf

THAI = st.text(st.sampled_from("กขคงจสมชายหญิงาิีุู่้์ 0123"), max_size=8).map(str.strip)
DAYS = st.none() | st.dates(date(1900, 1, 1), date(2100, 12, 31))
AMOUNTS = st.none() | st.decimals(Decimal("-99999.99"), Decimal("99999.99"), places=2)
ROWS = st.lists(st.tuples(THAI, DAYS, AMOUNTS, st.sampled_from([True, False, None])), max_size=6)
FIELDS = ((b"NAME", b"C", 20, 0), (b"DAY", b"D", 8, 0), (b"AMOUNT", b"N", 10, 2), (b"ACTIVE", b"L", 1, 0))


def table(rows, *, page: int = 0x50, deleted: frozenset[int] = frozenset(), fields=FIELDS) -> bytes:
    """A dBASE III table, after its published layout."""
    width = 1 + sum(each[2] for each in fields)
    begins = 32 + 32 * len(fields) + 1
    head = struct.pack("<B3sIHH17xBxx", 3, bytes([126, 1, 1]), len(rows), begins, width, page)
    described = b"".join(struct.pack("<11sc4xBB14x", *each) for each in fields)
    records = b"".join(
        (b"*" if at in deleted else b" ")
        + name.encode("cp874").ljust(20)
        + (day.strftime("%Y%m%d").encode() if day else b" " * 8)
        + ("" if amount is None else f"{amount:.2f}").rjust(10).encode()
        + {True: b"T", False: b"F", None: b"?"}[active]
        for at, (name, day, amount, active) in enumerate(rows)
    )
    return head + described + b"\r" + records + b"\x1a"


@given(ROWS, st.frozensets(st.integers(0, 5)))
def test_what_is_read_is_what_another_reader_reads(tmp_path_factory, rows, deleted) -> None:
    contents = table(rows, deleted=deleted)
    path = tmp_path_factory.mktemp("dbf") / "members.dbf"
    path.write_bytes(contents)
    theirs = [tuple(record.values()) for record in dbfread.DBF(str(path), encoding="cp874")]
    header, *ours = read_dbf("members.dbf", contents).rows
    assert header == ["NAME", "DAY", "AMOUNT", "ACTIVE"]
    assert [tuple(row) for row in ours] == [
        (name, day or "", "" if amount is None else _exact(amount), "" if active is None else active)
        for name, day, amount, active in theirs
    ]


def _exact(amount: float) -> int | str:
    exact = Decimal(f"{amount:.2f}")
    return int(exact) if exact == exact.to_integral_value() else f"{exact}"


def test_rows_that_were_deleted_are_counted_and_the_others_keep_their_numbers() -> None:
    rows = [("ก", None, None, None)] * 3
    found = read_dbf("a.dbf", table(rows, deleted=frozenset({1})))
    assert found.lines == [0, 1, 3]
    assert [(each.code, each.params["rows"]) for each in found.findings] == [("row.deleted", (2,))]


def test_a_table_that_names_no_code_page_is_read_as_cp874_and_says_so() -> None:
    found = read_dbf("a.dbf", table([("สมชาย", None, None, None)], page=0))
    assert found.rows[1][0] == "สมชาย"
    assert [(each.code, each.params["encoding"]) for each in found.findings] == [("file.encoding_assumed", "cp874")]


def test_memo_fields_are_told_and_never_read() -> None:
    fields = ((b"NAME", b"M", 20, 0), *FIELDS[1:])
    found = read_dbf("a.dbf", table([("12", None, None, None)], fields=fields))
    assert found.rows[1][0] == ""
    assert [each.code for each in found.findings] == ["file.memo_fields"]


def test_a_day_that_is_in_no_calendar_stays_as_it_stands() -> None:
    contents = table([("ก", date(2020, 1, 31), None, None)]).replace(b"20200131", b"25630229")
    assert read_dbf("a.dbf", contents).rows[1][1] == "25630229"


@given(st.data())
def test_a_damaged_table_raises_only_the_librarys_own_errors(data) -> None:
    contents = bytearray(table([("สมชาย", date(2020, 1, 1), Decimal("1.50"), True)] * 2))
    for _place in range(data.draw(st.integers(1, 5))):
        contents[data.draw(st.integers(0, len(contents) - 1))] = data.draw(st.integers(0, 255))
    try:
        book_of("a.dbf", bytes(contents[: data.draw(st.integers(0, len(contents)))]))
    except FormatError as error:
        assert error.findings


def test_a_table_that_promises_more_rows_than_it_has_is_refused() -> None:
    contents = bytearray(table([("ก", None, None, None)]))
    contents[4:8] = (2**31).to_bytes(4, "little")
    with pytest.raises(FormatError):
        read_dbf("a.dbf", bytes(contents))


NUMBERS = st.text(st.sampled_from("0123456789.eE+-_ NaInfity"), max_size=10)


@given(NUMBERS | st.sampled_from(["9E99999999", "-1E+999999"]))
def test_a_number_is_one_of_so_many_digits_or_stays_as_it_stands(text) -> None:
    contents = table([("ก", None, Decimal(1), None)]).replace(b"1.00".rjust(10), text.encode().rjust(10))
    [_header, row] = read_dbf("a.dbf", contents).rows
    if isinstance(row[2], int):
        assert Decimal(text.strip()) == row[2]
        assert abs(row[2]) < 10**10
    else:
        assert row[2] == text.strip()
        assert not text.strip().isdigit()
