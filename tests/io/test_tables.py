"""CSV as rows: every line is told apart, every defect has its place, and other rows go on."""

import csv
from io import StringIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from communitywelfare.errors import FormatError
from communitywelfare.io._columns import Meanings, read_rows, rows_of
from communitywelfare.io._lines import columns_of_rows, csv_bytes, line_of
from communitywelfare.io._rows import Aside
from communitywelfare.io._schema import schemas
from communitywelfare.io._tables import Sheet, decode, pieces, utf_8
from communitywelfare.io.containers.tables import tables_of
from communitywelfare.io.package import package_files
from communitywelfare.synthetic import Plan, make_package

MATCHES = schemas()["matches"]
HEADER = "member_no,scheme,round,as_of_date,amount,opening"
GOOD = "M1,state,1,2023-09-30,365.00,0"


def sheet(*lines: str) -> Sheet:
    return Sheet("matches.csv", "".join(f"{line}\r\n" for line in lines))


def told(rows) -> list[tuple]:
    return [(finding.code, finding.place.row, finding.place.column) for finding in rows.findings]


cells = st.text(alphabet='กa1,"\r\n \t', max_size=5)


@given(st.lists(st.lists(cells, min_size=1, max_size=4), min_size=1, max_size=6))
def test_a_line_that_is_written_is_one_row_again(rows):
    text = "".join(f"{line_of(row)}\r\n" for row in rows)
    assert list(csv.reader(StringIO(text, newline=""), strict=True)) == [row if row != [""] else [] for row in rows]


@given(st.text(alphabet="กa1,\n", max_size=60), st.sampled_from(["\n", "\r\n", "\r"]))
@example("", "\n")
@example("a,b\n\n1,2", "\r\n")
def test_unquoted_text_is_split_as_the_csv_module_splits_it(text, end):
    assert_split_as_by_csv(text.replace("\n", end))


@given(st.text(alphabet="กa1,\n\r", max_size=60))
@example("a,b\r\n1,2\n3,4\r5,6\r\n\r7,8\n")
@example("a,b\r\n1,2\n")
@example("a,b\r\n1,2\n\r\n")
def test_unquoted_text_whose_lines_end_in_different_ways_is_too(text):
    assert_split_as_by_csv(text)


def assert_split_as_by_csv(text):
    split = Sheet("x.csv", text)
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    expected = [(reader.line_num, cells) for cells in reader]
    header = expected[0][1] if expected else []
    assert split.header == tuple(cell.strip() for cell in header)
    rows = [pair for block in split.blocks() for pair in zip(block.lines, block.rows, strict=True)]
    assert rows == [(line, cells) for line, cells in expected[1:] if cells]


@given(
    st.lists(st.text(alphabet='กa1,"\r\n', max_size=8), max_size=8),
    st.sampled_from(["\n", "\r\n"]),
    st.integers(1, 4),
)
@example(["a,b,c", "d"], "\n", 2)
@example(["a,b", "", "c,d"], "\r\n", 2)
@example(["a", "", "b"], "\r\n", 1)
def test_the_columns_of_rows_are_those_of_their_cells_where_all_are_as_wide(lines, end, width):
    for block in Sheet("x.csv", "".join(f"{line}{end}" for line in ["h", *lines])).blocks():
        is_so = bool(block.rows) and set(map(len, block.rows)) == {width}
        columns = block.columns(width)
        text = [[cell if isinstance(cell, str) else cell.decode() for cell in column] for column in columns or ()]
        assert text == (list(map(list, zip(*block.rows, strict=True))) if is_so else [])
        assert (columns is not None) == is_so


@given(st.lists(st.sampled_from(["a,b", '"a\r\nb",c', '"a\nb",c', "", '"",""']), min_size=1, max_size=8))
def test_each_row_names_the_line_on_which_it_begins(lines):
    text = "".join(f"{line}\r\n" for line in ["h,i", *lines])
    begins, line = [], 2
    for each in lines:
        begins += [line] if each else []
        line += 1 + each.count("\n")
    assert [number for block in Sheet("x.csv", text).blocks() for number in block.lines] == begins


def test_rows_are_told_apart_over_many_blocks():
    many = [f'"{number}",x' if number == 700 else f"{number},x" for number in range(1, 2_001)]
    text = "".join(f"{line}\r\n" for line in ["n,x", *many])
    rows = [pair for block in Sheet("x.csv", text).blocks() for pair in zip(block.lines, block.rows, strict=True)]
    assert rows == [(number + 1, [str(number), "x"]) for number in range(1, 2_001)]


CELLS = [
    "",
    " ",
    "ก",
    "'=1",
    "'",
    "=1",
    "T7",
    " T7",
    "2024-01-02",
    "2024-01-02T03:04:05+07:00",
    " 2024-01-02T03:04",
    "x",
]


@pytest.mark.parametrize("count", [100, 3_000, 25_000])
@given(
    column=st.sampled_from(["entry_no", "description", "recorded_at"]),
    blocks=st.lists(st.lists(st.sampled_from(CELLS), min_size=1, max_size=4), min_size=1, max_size=8),
    is_new=st.booleans(),
)
@settings(max_examples=30)
def test_a_cell_means_the_same_however_many_others_there_were_before(count, column, blocks, is_new):
    of_journal = schemas()["journal"].by_id[column]
    meanings = Meanings(of_journal)
    for number in range(count // 250):
        numbers = range(250 * number, 250 * number + 250) if is_new else range(250)
        texts = [f"2024-01-01T00:00:00.{each:06d}" for each in numbers]
        assert meanings.of(texts) == [Meanings(of_journal)[text] for text in texts[:1]] + meanings.of(texts[1:])
    for block in blocks:
        alone = [Meanings(of_journal)[text] for text in block]
        assert meanings.of(block) == alone == meanings.of([text.encode() for text in block])


def test_columns_may_stand_in_any_order_and_under_their_thai_names():
    rows = read_rows(sheet("จำนวนเงิน,รอบที่, member_no ,scheme,as_of_date", "365,1,M1,state,2023-09-30"), MATCHES)
    [row] = rows
    assert (row.line, row.values["member_no"], row.values["round"], str(row.values["amount"])) == (2, "M1", 1, "365.00")
    assert row.values["opening"] is None
    assert rows.findings == ()


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([HEADER.replace(",opening", ",opening,bonus"), f"{GOOD},7"], [("table.unknown_column", 1, "bonus")]),
        ([f"{HEADER},round", f"{GOOD},1"], [("table.doubled_column", 1, "round")]),
        ([f"{HEADER},รอบที่", f"{GOOD},1"], [("table.doubled_column", 1, "รอบที่")]),
        ([HEADER.replace("member_no,", ""), GOOD.replace("M1,", "")], [("table.missing_column", 1, "member_no")]),
        ([HEADER, f"{GOOD},", GOOD], [("table.ragged", 2, None)]),
        ([HEADER, "M1,state,1", GOOD], [("table.ragged", 2, None)]),
        ([HEADER, GOOD.replace("365.00", "-"), GOOD], [("money.unreadable", 2, "amount")]),
        ([HEADER, GOOD.replace("state", ""), GOOD], [("cell.missing", 2, "scheme")]),
        ([HEADER, ",,x,y,z,2", GOOD], [(code, 2, column) for code, column in [
            ("cell.missing", "member_no"), ("cell.missing", "scheme"), ("cell.not_whole", "round"),
            ("date.unreadable", "as_of_date"), ("money.unreadable", "amount"), ("cell.not_yes_or_no", "opening"),
        ]]),
        ([HEADER, GOOD, 'M2,"state'], [("table.torn", 3, None)]),
        ([HEADER, GOOD, 'M2,"sta"te,1,2023-09-30,365.00,0'], [("table.torn", 3, None)]),
        ([HEADER, 'M0,"a\r\nb",1,2023-09-30,365.00,0', "M1,state,x,2023-09-30,1,0"], [("cell.not_whole", 4, "round")]),
    ],
)  # fmt: skip
def test_each_defect_has_its_place(lines, expected):
    assert told(read_rows(sheet(*lines), MATCHES)) == expected


def test_a_row_with_a_defect_is_set_aside_and_the_others_go_on():
    rows = read_rows(sheet(HEADER, GOOD, GOOD.replace("365.00", "?"), "M3,x", GOOD.replace("M1", "M4")), MATCHES)
    assert [(row.line, row.values["member_no"]) for row in rows] == [(2, "M1"), (5, "M4")]
    assert rows.set_aside == (
        Aside(1, ("M1", "state", "1", "2023-09-30", "?", "0", "", "")),
        Aside(1, ("M3", "x")),
    )


@pytest.mark.parametrize(
    "bad",
    [
        ["M2,state,1,2023-09-30,=1+1,0"],
        ["'=M2,state,x,2023-09-30,-5.00,0"],
        ["M2,state"],
        ["M2,state,1,2023-09-30,1.00,0,7"],
        ["M2,'=HYPERLINK(1)"],
        ["M2,state,1", '"M,3",state,x,2023-09-30,1.00,0', GOOD],
        [",,,,,"],
    ],
)
def test_rows_set_aside_are_written_back_where_and_as_they_stood(bad):
    first = sheet(HEADER, GOOD, *bad, GOOD.replace("M1", "M9"))
    rows = read_rows(first, MATCHES)
    aside = [(each.after, each.cells) for each in rows.set_aside]
    written = csv_bytes(MATCHES, rows.columns, encoding="utf-8", aside=aside)
    text = written.decode().removesuffix("\r\n")
    again = read_rows(Sheet("matches.csv", f"{text}\r\n"), MATCHES)
    assert (again.columns, again.set_aside, told(again)) == (rows.columns, rows.set_aside, told(rows))
    assert csv_bytes(MATCHES, again.columns, encoding="utf-8", aside=aside) == written
    assert not any(cell[:1] in set("=+@") for line in text.split("\r\n") for cell in line.split(","))


def test_a_ragged_row_never_becomes_a_whole_one():
    short = HEADER.replace(",opening", "")
    rows = read_rows(sheet(short, "M1,state,1,2023-09-30,365.00,0"), MATCHES)
    assert len(rows.set_aside[0].cells) != len(MATCHES.columns)
    assert told(rows) == [("table.ragged", 2, None)]


@given(st.sets(st.integers(0, 9)), st.sets(st.integers(0, 9)))
def test_rows_set_aside_later_keep_their_places_among_those_set_aside_before(first, later):
    lines = [f"M{number},{'x' if number in first else 's'},{'?' if number in first else 1}" for number in range(10)]
    lines = [f"{line},2023-09-30,1.00,0" for line in lines]
    rows = read_rows(sheet(HEADER, *lines), MATCHES).without({number + 2 for number in later})
    aside = [(each.after, each.cells) for each in rows.set_aside]
    written = csv_bytes(MATCHES, rows.columns, encoding="utf-8", aside=aside).decode()
    assert [line.partition(",")[0] for line in written.split("\r\n")[1:-1]] == [f"M{number}" for number in range(10)]
    assert len(rows) == 10 - len(first | later)


def test_a_file_without_a_header_tells_nothing_of_the_people_in_it():
    rows = read_rows(Sheet("members.csv", "M1,9000000000012,สมหญิง,ใจดี\r\n"), schemas()["members"])
    shown = repr(rows.findings)
    assert any(finding.code == "table.unknown_column" for finding in rows.findings)
    assert "9000000000012" not in shown
    assert "สมหญิง" not in shown


def test_an_empty_file_lacks_every_required_column():
    required = [column.id for column in MATCHES.columns if column.is_required]
    assert told(read_rows(Sheet("matches.csv", ""), MATCHES)) == [
        ("table.missing_column", 1, each) for each in required
    ]


@pytest.mark.parametrize(
    ("contents", "encoding", "row", "fits"),
    [
        ("ก\r\nข".encode("cp874"), "utf-8-sig", 1, "cp874"),
        ("a\r\nข".encode("cp874"), "utf-8", 2, "cp874"),
        ("ฯ\r\nก".encode(), "cp874", 2, "utf-8-sig"),
        (b"a\r\n\xff\xfc", "cp874", 2, ""),
    ],
)
@pytest.mark.parametrize("read", [decode, utf_8])
def test_an_encoding_is_never_guessed_but_the_one_that_fits_is_named(contents, encoding, row, fits, read):
    with pytest.raises(FormatError) as error:
        read("members.csv", contents, encoding)
    [finding] = error.value.findings
    assert (finding.code, finding.place.file, finding.place.row) == ("file.encoding", "members.csv", row)
    assert finding.params == {"declared": encoding, "fits": fits}


@pytest.mark.parametrize("read", [decode, utf_8])
def test_a_nul_is_no_text(read):
    with pytest.raises(FormatError) as error:
        read("members.csv", b"a\r\nb\0c", "utf-8")
    assert [(finding.code, finding.place.row) for finding in error.value.findings] == [("file.nul", 2)]


def test_a_character_without_a_place_in_the_encoding_is_named():
    columns = columns_of_rows(MATCHES, [{"member_no": "M1"}, {"member_no": "M\u200b2"}])
    with pytest.raises(FormatError) as error:
        csv_bytes(MATCHES, columns, encoding="cp874")
    [finding] = error.value.findings
    assert (finding.code, finding.place.row, finding.params["character"]) == ("file.cannot_encode", 3, "U+200B")


@given(st.integers(0, 400_000), st.sampled_from("\u200b\ud800"))
def test_a_character_without_a_place_is_named_however_long_its_cell_is(length, sign):
    columns = columns_of_rows(MATCHES, [{"member_no": "ก" * length + sign}])
    with pytest.raises(FormatError) as error:
        csv_bytes(MATCHES, columns, encoding="cp874")
    [finding] = error.value.findings
    assert (finding.code, finding.place.row) == ("file.cannot_encode", 2)
    assert finding.params["character"] == f"U+{ord(sign):04X}"


@given(st.lists(st.sampled_from(["ก,1\r\n", "a\n", "b\r", "\r\n", '"x\r\ny"\r\n']), max_size=8), st.integers(1, 3000))
def test_pieces_are_the_file_cut_where_lines_end(lines, times):
    contents = "".join(lines).encode() * times
    for ends in (b"\n", b"\r\n"):
        found = list(pieces(b"\xef\xbb\xbf" + contents, ends))
        assert b"".join(found) == contents
        assert all(piece.endswith(ends) for piece in found[:-1])
        assert all(len(piece) < 40_000 for piece in found) or contents.count(ends) * 20_000 < len(contents)


@given(st.text(alphabet="ก\r\n,a"), st.sampled_from(["utf-8", "utf-8-sig", "cp874"]))
def test_a_file_is_the_same_in_utf_8_whatever_its_encoding(text, encoding):
    contents = text.encode(encoding)
    assert b"".join(pieces(utf_8("x.csv", contents, encoding), b"\n")).decode() == decode("x.csv", contents, encoding)


WHOLE = line_of([column.id for column in MATCHES.columns]).encode()
MATCHED = b"M1,CODI,1,2024-09-30,365.00,0,,1/2567"


@given(
    st.sampled_from([WHOLE, WHOLE, WHOLE + b",x", b"member_no", b""]),
    st.lists(
        st.sampled_from(
            [MATCHED, MATCHED, b"M1,CODI", b"", MATCHED + b'"', b'"' + MATCHED, MATCHED + b"\xff", b"\xe0\xb8", b"\0"]
        ),
        max_size=6,
    ),
    st.sampled_from(["utf-8", "utf-8-sig", "cp874"]),
)
def test_a_table_is_read_as_if_its_text_had_been_looked_at_before(header, rows, encoding):
    contents = b"\r\n".join([header, *rows, b""])

    def read(way):
        try:
            return way()
        except FormatError as error:
            return str(error), error.findings

    found = read(lambda: rows_of(MATCHES, contents, encoding))
    assert found == read(lambda: read_rows(Sheet(MATCHES.file, utf_8(MATCHES.file, contents, encoding)), MATCHES))


LIMIT = csv.field_size_limit()


@given(before=st.integers(0, 3), length=st.integers(LIMIT - 2, LIMIT + 3), end=st.sampled_from(["\n", "\r\n"]))
@example(before=2, length=LIMIT + 1, end="\n")
@example(before=2, length=LIMIT, end="\r\n")
def test_a_cell_is_too_long_to_be_read_whether_or_not_anything_is_quoted(before, length, end):
    def read(last):
        sheet = Sheet("x.csv", end.join(["a,b", *["1,2"] * before, f"3,{'x' * length}", last]) + end)
        rows = [cells for block in sheet.blocks() for cells in block.rows]
        return rows[: before + 1], sheet.torn and (sheet.torn.code, sheet.torn.place.row)

    plain, quoted = read("5,6"), read('5,"6"')
    assert plain == quoted
    assert plain[1] == (("table.torn", before + 2) if length > LIMIT else None)


@pytest.mark.parametrize("quote", ["", '"'])
@pytest.mark.parametrize("length", [LIMIT, LIMIT + 1])
def test_a_table_is_taken_apart_or_its_cell_is_told_to_be_too_long(quote, length):
    files = package_files(make_package(Plan(members=1, years=1, seed=1)))
    cell = "x" * length
    try:
        tables = tables_of({**files, "members.csv": f"\ufeffa,b\r\n1,{quote}{cell}{quote}\r\n".encode()})
    except FormatError as error:
        assert length > LIMIT
        assert [(each.code, each.place.file, each.place.row) for each in error.findings] == [
            ("table.torn", "members.csv", 2)
        ]
    else:
        assert length <= LIMIT
        assert tables.rows["members"] == [["a", "b"], ["1", cell]]
