"""A package in a ZIP, a workbook or JSON is the package in a folder, byte by byte; and no container is trusted."""

import csv
import io
import json
import os
import tracemalloc
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
import xlsxwriter
from attrs import evolve
from hypothesis import example, given, settings
from hypothesis import strategies as st

from communitywelfare.contributions import Contributions
from communitywelfare.errors import FormatError, Refused, WelfareError
from communitywelfare.io.containers import CONTAINERS, container_of, placed_in
from communitywelfare.io.package import Package, package_files, read_package, write_package
from communitywelfare.money import Money
from communitywelfare.strategies import funds
from communitywelfare.synthetic import Plan, make_package

BYLAW = make_package(Plan(members=1, years=1, seed=1)).bylaw_text
ENDINGS = tuple(CONTAINERS)
ODD = st.text(st.characters(codec="utf-8", exclude_characters="\x00\ufffe\uffff"), max_size=12)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp874"])
@pytest.mark.parametrize(("members", "years", "seed"), [(1, 1, 1), (40, 3, 3)])
def test_a_package_comes_out_of_a_container_as_it_went_in(members, years, seed, encoding, ending, tmp_path):
    package = evolve(make_package(Plan(members=members, years=years, seed=seed)), encoding=encoding)
    path = str(tmp_path / f"fund{ending}")
    write_package(path, package)
    reading = read_package(path)
    assert reading.package == package
    assert package_files(reading.package) == package_files(package)
    first = (tmp_path / f"fund{ending}").read_bytes()
    write_package(path, reading.package)
    assert (tmp_path / f"fund{ending}").read_bytes() == first


@pytest.mark.parametrize("ending", ENDINGS)
@settings(max_examples=8)
@given(fund=funds(), odd=st.lists(ODD, min_size=1, max_size=4))
def test_every_fund_and_every_text_comes_back(ending, fund, odd):
    container = CONTAINERS[ending]
    receipts = [
        evolve(each, received_by=odd[at % len(odd)], paid_by=odd[-1]) for at, each in enumerate(fund.contributions)
    ]
    files = package_files(Package(fund=evolve(fund, contributions=Contributions(tuple(receipts))), bylaw_text=BYLAW))
    assert dict(container.unpack(container.pack(files), "x")) == files


def test_the_ending_tells_the_container_and_anything_else_is_a_folder():
    assert [container_of(name) for name in ("fund", "fund.d", "a.zip.d")] == [None] * 3
    assert all(container_of(f"A{ending.upper()}") is CONTAINERS[ending] for ending in ENDINGS)


def test_what_a_container_cannot_hold_is_told_and_nothing_is_written(package, tmp_path):
    fund = package.fund
    first, *others = fund.contributions.receipts
    told = evolve(fund, contributions=Contributions((evolve(first, received_by="\ufffe"), *others)))
    with pytest.raises(Refused) as refused:
        write_package(str(tmp_path / "fund.xlsx"), evolve(package, fund=told))
    assert [(each.code, each.place.file) for each in refused.value.findings] == [
        ("container.not_held", "contributions.csv")
    ]
    assert list(tmp_path.iterdir()) == []


# --- a workbook that people work in ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small():
    """Small, for whoever opens and saves a workbook takes their time."""
    return CONTAINERS[".xlsx"].pack(package_files(make_package(Plan(members=6, years=1, seed=2))))


@pytest.fixture
def workbook(small, tmp_path):
    path = tmp_path / "fund.xlsx"
    path.write_bytes(small)
    return path


def change(path, sheet, cell, value):
    book = openpyxl.load_workbook(path)
    book[sheet][cell] = value
    book.save(path)


def test_a_workbook_has_a_sheet_for_each_table_with_ids_and_thai_names(workbook):
    book = openpyxl.load_workbook(workbook)
    assert book.sheetnames[:3] == ["ข้อมูลชุดไฟล์", "ข้อมูลกองทุน", "ทะเบียนสมาชิก"]
    sheet = book["เงินสมทบ"]
    header = [cell.value for cell in sheet[1]]
    assert [cell.value for cell in sheet[2]][header.index("amount")] == "จำนวนเงิน"
    amounts = [row[header.index("amount")] for row in sheet.iter_rows(min_row=3)]
    assert {cell.data_type for cell in amounts} == {"n"}
    assert sheet.freeze_panes == "B3"


@pytest.mark.parametrize(
    ("value", "amount"),
    [(30, "30.00"), (30.5, "30.50"), ("30", "30.00"), ("30.00", "30.00"), (123456789.25, "123,456,789.25")],
)
def test_an_amount_that_somebody_typed_is_that_amount(value, amount, workbook):
    column = _letter(workbook, "เงินสมทบ", "amount")
    change(workbook, "เงินสมทบ", f"{column}3", value)
    reading = read_package(str(workbook))
    assert reading.package.fund.contributions.receipts[0].amount == Money.baht(amount)
    assert "file.hash_differs" in {finding.code for finding in reading.findings}


@pytest.mark.parametrize("value", [30.005, 1e300, "=SUM(A1:A2)", "=1+1", "30 บาท"])
def test_what_is_no_amount_is_told_with_its_row_and_never_reckoned_with(value, workbook):
    column = _letter(workbook, "เงินสมทบ", "amount")
    before = len(read_package(str(workbook)).package.fund.contributions)
    change(workbook, "เงินสมทบ", f"{column}3", value)
    reading = read_package(str(workbook))
    finding = next(each for each in placed_in(str(workbook), reading.findings) if each.place.column == "amount")
    assert (finding.code, finding.place.file, finding.place.row) == ("money.unreadable", "เงินสมทบ", 3)
    assert len(reading.package.fund.contributions) == before - 1


@pytest.mark.parametrize(("value", "code"), [("=1+1", "cell.formula"), ("#N/A", "cell.error_value")])
def test_a_formula_or_an_error_in_a_column_of_text_is_told_and_never_reckoned(value, code, workbook):
    column = _letter(workbook, "เงินสมทบ", "received_by")
    book = openpyxl.load_workbook(workbook)
    book["เงินสมทบ"][f"{column}3"] = value
    book["เงินสมทบ"][f"{column}3"].data_type = "f" if value.startswith("=") else "e"
    book.save(workbook)
    reading = read_package(str(workbook))
    finding = next(each for each in placed_in(str(workbook), reading.findings) if each.code == code)
    assert (finding.place.file, finding.place.row, finding.place.column) == ("เงินสมทบ", 3, "received_by")
    assert finding.is_error
    assert reading.package.fund.contributions.receipts[0].received_by == finding.params["value"] == value


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_no_part_of_a_package_is_told_before_it_is_left_behind(ending, whole, tmp_path):
    path = tmp_path / f"fund{ending}"
    path.write_bytes(whole[ending])
    assert "container.not_carried" not in {each.code for each in read_package(str(path)).findings}
    if ending == ".zip":
        with_part(path, "notes.txt")
        names = ["notes.txt"]
    elif ending == ".xlsx":
        book = openpyxl.load_workbook(path)
        book.create_sheet("จดไว้")
        book.save(path)
        names = ["จดไว้"]
    else:
        document = json.loads(path.read_bytes())
        document["tables"]["memberz"] = document["tables"]["members"]
        path.write_text(json.dumps(document | {"notes": "x"}), encoding="utf-8")
        names = ["notes", "memberz.csv"]
    told = [each for each in read_package(str(path)).findings if each.code == "container.not_carried"]
    assert [each.params["name"] for each in told] == names


def test_an_error_value_in_a_cell_is_no_blank_cell(workbook):
    column = _letter(workbook, "เงินสมทบ", "amount")
    book = openpyxl.load_workbook(workbook)
    book["เงินสมทบ"][f"{column}3"] = "#N/A"
    book["เงินสมทบ"][f"{column}3"].data_type = "e"
    book.save(workbook)
    finding = next(each for each in read_package(str(workbook)).findings if each.place.column == "amount")
    assert finding.params["value"] == "#N/A"


def test_a_day_that_excel_made_of_a_text_is_that_day_and_a_buddhist_one_is_told(workbook):
    column = _letter(workbook, "ทะเบียนสมาชิก", "join_date")
    change(workbook, "ทะเบียนสมาชิก", f"{column}3", datetime(2020, 2, 29))
    assert read_package(str(workbook)).package.fund.register.memberships[0].applied == date(2020, 2, 29)
    change(workbook, "ทะเบียนสมาชิก", f"{column}3", datetime(2563, 2, 28))
    finding = next(each for each in read_package(str(workbook)).findings if each.place.column == "join_date")
    assert finding.is_error


def test_rows_added_below_and_notes_beside_the_table_are_seen(workbook):
    book = openpyxl.load_workbook(workbook)
    sheet = book["ทะเบียนสมาชิก"]
    sheet.append(["M9999"])
    sheet.cell(row=3, column=sheet.max_column + 2, value="ถามประธาน")
    book.save(workbook)
    findings = placed_in(str(workbook), read_package(str(workbook)).findings)
    codes = [(each.code, each.place.row) for each in findings]
    assert ("cell.missing", sheet.max_row) in codes
    assert ("table.ragged", 3) in codes


def _letter(path, sheet, column):
    book = openpyxl.load_workbook(path)
    header = [cell.value for cell in book[sheet][1]]
    return openpyxl.utils.get_column_letter(header.index(column) + 1)


# --- what is not read --------------------------------------------------------------------------------------


def with_part(path, name, contents=b"x"):
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, contents)


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, contents in parts.items():
            archive.writestr(name.replace("__", "/"), contents)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("xl/vbaProject.bin", "container.active_part"),
        ("xl/externalLinks/externalLink1.xml", "container.active_part"),
        ("xl/embeddings/oleObject1.bin", "container.active_part"),
        ("xl/activeX/activeX1.xml", "container.active_part"),
        ("../evil.xml", "container.strange_name"),
        ("/etc/passwd", "container.strange_name"),
        ("C:/x.xml", "container.strange_name"),
        ("xl\\x.xml", "container.strange_name"),
    ],
)
def test_a_workbook_with_what_no_package_needs_is_not_opened(name, code, workbook):
    with_part(workbook, name)
    with pytest.raises(FormatError) as refused:
        read_package(str(workbook))
    assert refused.value.findings[0].code == code


@pytest.mark.parametrize("opening", [b'<!DOCTYPE a [<!ENTITY b "c">]>', b"<!ENTITY b 'c'>", b"<! doctype x>"])
def test_a_workbook_that_declares_entities_is_not_opened(opening, workbook):
    with_part(workbook, "xl/more.xml", b"<?xml version='1.0'?>" + opening)
    with pytest.raises(FormatError) as refused:
        read_package(str(workbook))
    assert refused.value.findings[0].code == "container.entities"


@pytest.mark.parametrize(
    ("contents", "code"),
    [
        (b"", "container.not_a_workbook"),
        (b"PK\x03\x04", "container.not_a_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "container.encrypted"),
        (zipped(a=b"b"), "container.not_a_workbook"),
        (zipped(xl__bomb=b"\0" * 30_000_000), "container.too_large"),
    ],
)
def test_what_is_no_workbook_is_said_to_be_none(contents, code, tmp_path):
    path = tmp_path / "fund.xlsx"
    path.write_bytes(contents)
    with pytest.raises(FormatError) as refused:
        read_package(str(path))
    assert refused.value.findings[0].code == code


def lying(contents, real, told):
    """A ZIP that says of a part of one size that it has another."""
    return contents.replace(real.to_bytes(4, "little"), told.to_bytes(4, "little"))


@pytest.mark.parametrize("told", [0, 10, 20_000_001, 59_999_999, 60_000_001])
@pytest.mark.parametrize("ending", [".zip", ".xlsx"])
def test_what_lies_about_its_size_is_not_unpacked_any_further(ending, told):
    real = 60_000_000
    bomb = lying(zipped(**{"members.csv": b"\0" * real}), real, told)
    tracemalloc.start()
    with pytest.raises(FormatError) as refused:
        CONTAINERS[ending].unpack(bomb, "x")
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refused.value.findings[0].code.split(".")[1] in {"damaged", "not_a_workbook", "too_large"}
    assert most < 1_000_000


@pytest.mark.parametrize("ending", [".zip", ".xlsx"])
def test_one_part_with_a_password_is_enough_to_refuse(ending, whole):
    contents = bytearray(whole[ending])
    for sign, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        contents[contents.index(sign) + flags] |= 1
    assert refusal(ending, bytes(contents)).split(".")[1] == "encrypted"


@pytest.mark.parametrize(
    "name", ["../members.csv", "/members.csv", "a/../../x", "..", "C:x.csv", "sub/members.csv", ".x"]
)
def test_a_zip_has_names_directly_in_the_folder_only(name):
    assert refusal(".zip", with_parts((name, b"x"))) == "backup.strange_name"


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_container_is_for_its_owner_only_and_whole(ending, tmp_path, monkeypatch):
    path = tmp_path / f"fund{ending}"
    path.write_bytes(b"old")
    path.chmod(0o644)

    def full(_handle):
        raise OSError(28, "No space left on device")

    package = make_package(Plan(members=2, years=1, seed=4))
    with monkeypatch.context() as broken:
        broken.setattr("os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            write_package(str(path), package)
    assert path.read_bytes() == b"old"
    write_package(str(path), package)
    assert path.stat().st_mode & 0o777 == 0o600 or os.name != "posix"
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("ending", [".zip", ".xlsx"])
def test_names_that_come_twice_and_archives_in_archives_are_refused(ending):
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = with_parts(("members.csv", b"1"), ("members.csv", b"2"))
    for contents in (twice, with_parts(("members.csv", b"1"), ("MEMBERS.CSV", b"2"))):
        assert refusal(ending, contents).split(".")[1] == "strange_name"
    assert refusal(ending, with_parts(("inner.csv", zipped(a=b"b")))) == "container.nested"


@pytest.mark.parametrize("ending", [".zip", ".xlsx"])
def test_a_list_of_very_many_files_is_not_even_made(ending):
    many = with_parts(*((f"{number}", b"") for number in range(2_001)))
    assert refusal(ending, many).split(".")[1] == "too_large"


@pytest.mark.parametrize("ending", [".zip", ".xlsx"])
def test_a_part_that_stands_elsewhere_than_the_list_says_is_damage(ending, whole):
    contents = whole[ending]
    for part in (b"[Content_Types].xml", b"members.csv"):
        if part in contents:
            assert refusal(ending, contents.replace(part, part.swapcase(), 1)) in DAMAGE
    with zipfile.ZipFile(io.BytesIO(contents)) as archive:
        first = archive.infolist()[0]
    assert refusal(ending, contents.replace(first.CRC.to_bytes(4, "little"), b"abcd")) in DAMAGE


def test_a_workbook_with_a_second_list_behind_it_is_not_opened(whole):
    assert refusal(".xlsx", whole[".xlsx"] + zipped(a=b"b") + b"more") == "container.not_a_workbook"
    assert refusal(".xlsx", whole[".xlsx"][:-2] + b"\x02\x00ab") == "container.not_a_workbook"


DAMAGE = {"backup.damaged", "container.not_a_workbook"}


def refusal(ending, contents):
    """The code of what is said of a container that is not read."""
    with pytest.raises(FormatError) as refused:
        CONTAINERS[ending].unpack(contents, "x")
    return refused.value.findings[0].code


def with_parts(*parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, contents in parts:
            archive.writestr(name, contents)
    return out.getvalue()


def test_a_workbook_of_something_else_is_no_package(tmp_path):
    path = tmp_path / "fund.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Sheet1")
    with pytest.raises(FormatError) as refused:
        read_package(str(path))
    assert refused.value.findings[0].code == "container.no_manifest"


@pytest.mark.parametrize(
    "contents",
    [
        b"",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'{"format": "communitywelfare.package-json/1"}',
        b'{"format": "communitywelfare.package-json/1", "manifest": {}, "tables": {"members": {}}}',
        b'{"format": "communitywelfare.package-json/1", "manifest": {}, "tables": [1]}',
        b'{"format": "communitywelfare.package-json/1", "manifest": 1, "bylaw": 2, "tables": {"x": {"columns": 3}}}',
        b"\xff\xfe",
    ],
)
def test_what_is_no_package_in_json_is_said_to_be_none(contents, tmp_path):
    path = tmp_path / "fund.json"
    path.write_bytes(contents)
    with pytest.raises(FormatError):
        read_package(str(path))


@pytest.mark.parametrize(
    ("version", "code"), [("2", "newer"), ("0", "json_format"), ("x", "json_format"), ("", "json_format")]
)
def test_json_of_another_version_is_refused_as_such(version, code, whole):
    contents = whole[".json"].replace(b"package-json/1", f"package-json/{version}".encode())
    assert refusal(".json", contents) == f"container.{code}"


@pytest.mark.parametrize("ending", ENDINGS)
@settings(max_examples=60)
@given(data=st.data())
def test_whatever_bytes_change_nothing_but_our_own_errors_come(ending, data, whole):
    contents = bytearray(whole[ending])
    for at in data.draw(st.lists(st.integers(0, len(contents) - 1), max_size=3)):
        contents[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.none() | st.integers(0, len(contents)))
    try:
        CONTAINERS[ending].unpack(bytes(contents[:cut]), "x")
    except WelfareError as error:
        assert error.findings


@pytest.fixture(scope="module")
def whole():
    files = package_files(make_package(Plan(members=3, years=1, seed=4)))
    return {ending: container.pack(files) for ending, container in CONTAINERS.items()}


@pytest.mark.parametrize(
    ("key", "code"), [(b'"encoding"', "not_json"), (b'"member_no"', "not_json"), (b'"bylaw"', "not_json")]
)
def test_of_a_key_that_stands_twice_nobody_chooses_one(key, code, whole):
    contents = whole[".json"]
    assert refusal(".json", contents.replace(key + b": ", key + b': "x", ' + key + b": ", 1)) == f"container.{code}"


def test_json_has_one_row_on_a_line_and_blank_cells_left_out(whole):
    document = json.loads(whole[".json"])
    rows = document["tables"]["members"]["rows"]
    assert all(all(cell for cell in row.values()) for row in rows)
    assert whole[".json"].count(b"\n") > sum(len(table["rows"]) for table in document["tables"].values())


@pytest.mark.parametrize("ending", CONTAINERS)
@given(
    amount=st.one_of(
        st.integers(0, 10**18).map(str),
        st.decimals(0, 10**14, places=2).map(str),
        st.builds(lambda digit, count: digit * count, st.sampled_from("0123456789"), st.integers(1, 6_000)),
        st.text(max_size=12),
    )
)
@example(amount="9" * 5_000)
def test_whatever_stands_in_a_column_of_amounts_goes_into_a_container_and_comes_out(ending, amount):
    out = io.StringIO()
    csv.writer(out).writerows([["member_no", "amount"], ["M00001", amount]])
    files = package_files(make_package(Plan(members=1, years=1, seed=1)))
    try:
        held = CONTAINERS[ending].pack({**files, "contributions.csv": f"\ufeff{out.getvalue()}".encode()})
        back = CONTAINERS[ending].unpack(held, f"x{ending}")["contributions.csv"].decode("utf-8-sig")
    except FormatError as error:
        assert error.findings
    else:
        assert list(csv.reader(io.StringIO(back)))[1] == ["M00001", amount]
