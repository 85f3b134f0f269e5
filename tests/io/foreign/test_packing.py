"""Foreign tables as files of a package: alone or with a fund, everything counted, nothing lost, nothing overwritten."""

import hashlib
import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from communitywelfare.errors import FormatError, Refused
from communitywelfare.fund import Fund
from communitywelfare.io.foreign.book import book_of
from communitywelfare.io.foreign.importing import import_book
from communitywelfare.io.foreign.meaning import Terms
from communitywelfare.io.foreign.packing import joined_files, table_files, tables_of_files
from communitywelfare.io.foreign.profile_toml import shipped_profile
from communitywelfare.io.package import Package, package_files, put_package, read_package
from communitywelfare.members import Register
from communitywelfare.money import Money
from communitywelfare.synthetic import Plan, make_package

AS_OF = date(2024, 9, 30)
HEADER = "เลขที่สมาชิก,ชื่อ,วันที่เป็นสมาชิก,สถานะ,ยอดยกมา,วันที่พ้นสภาพ"
AMOUNTS = st.integers(0, 10**7).map(lambda satang: f"{satang // 100}.{satang % 100:02d}")


def register(*rows):
    text = "\n".join([HEADER, *rows]) + "\n"
    book = book_of("a.csv", text.encode(), encoding="utf-8")
    return import_book(book, shipped_profile("member-register"), Terms(as_of=AS_OF, synthetic=True))


def row(number, amount="100", joined="1/2/2563", note="ปกติ"):
    return f"{number},สมชาย,{joined},{note},{amount},"


def deposits(*rows):
    text = "\n".join(["id,month,amount", *rows]) + "\n"
    book = book_of("b.csv", text.encode(), encoding="utf-8")
    return import_book(book, shipped_profile("sheets-baht-a-day-deposits"), Terms(as_of=AS_OF))


def bare(encoding="utf-8-sig"):
    """The files of a fund with a by-law, a chart and sources, and nobody in it yet."""
    made = make_package(Plan(members=3, years=1, seed=1))
    whole = made.fund
    fund = Fund(
        profile=whole.profile,
        bylaw=whole.bylaw,
        register=Register(()),
        as_of=AS_OF,
        sources=whole.sources,
        chart=whole.chart,
        synthetic=True,
    )
    return package_files(Package(fund=fund, bylaw_text=made.bylaw_text, encoding=encoding))


def manifest(files):
    return json.loads(files["manifest.json"])


def independent_lines(contents):
    """The rows of a table by splitting its text: no cell of these tests holds a comma or a line break."""
    return [line.split(",") for line in contents.decode("utf-8-sig").split("\r\n")[1:-1]]


@given(amounts=st.lists(AMOUNTS | st.just("หลาย"), min_size=1, max_size=6))
@settings(max_examples=30, deadline=None)
def test_hashes_rows_and_totals_are_those_of_an_independent_count(amounts):
    paid = [f"{at:03d},{at % 12 + 1:02d}/2566,{amount}" for at, amount in enumerate(amounts)]
    found = [register(row("000"), row("001", note="ลาออก"), row("002", joined="?")), deposits(*paid)]
    files = table_files(found, as_of=AS_OF, synthetic=True)
    said = manifest(files)
    assert said["sha256"] == {
        name: hashlib.sha256(contents).hexdigest() for name, contents in files.items() if name != "manifest.json"
    }
    assert said["rows"] == {"members": 3, "contributions": len(amounts)}
    lines = independent_lines(files["contributions.csv"])
    assert len(lines) == len(amounts)
    place = files["contributions.csv"].decode("utf-8-sig").split("\r\n")[0].split(",").index("amount")
    received = sum(Decimal(line[place]) for line in lines if line[place] != "หลาย")
    assert Decimal(said["control_totals"]["contributions.amount"]) == received
    assert (said["control_totals"]["members.ACTIVE"], said["control_totals"]["members.RESIGNED"]) == ("2", "1")
    assert (said["as_of"], said["synthetic"], said["fund_id"]) == ("2024-09-30", True, "")


def test_rows_that_were_set_aside_stand_as_they_stood_and_are_set_aside_again():
    found = register(row("1"), row("2", joined="31/2/2563"), row("3", amount="l00"), row("4"))
    files = table_files([found], as_of=AS_OF)
    lines = independent_lines(files["members.csv"])
    assert [line[0] for line in lines] == ["1", "2", "3", "4"]
    assert "31/2/2563" in lines[1]
    assert "l00" in lines[2]
    tables, findings = tables_of_files(files)
    assert tables["members"].set_aside == found.tables["members"].set_aside
    assert [each.after for each in tables["members"].set_aside] == [1, 1]
    assert {name: list(values) for name, values in tables["members"].columns.items()} == {
        name: list(values) for name, values in found.tables["members"].columns.items()
    }
    assert any(each.is_error for each in findings)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp874"])
@pytest.mark.parametrize("ending", ["", ".zip", ".xlsx", ".json"])
def test_a_fund_with_a_register_joined_to_it_is_a_package_with_its_members(encoding, ending, tmp_path):
    target = str(tmp_path / f"fund{ending}")
    files = joined_files(bare(encoding), [register(row("001", "150.50"), row("002"))])
    put_package(target, files)
    reading = read_package(target)
    assert not [each for each in reading.findings if each.is_error]
    register_read = reading.package.fund.register
    assert [each.number for each in register_read] == ["001", "002"]
    assert [each.carried for each in register_read] == [Money(15050), Money(10000)]
    assert reading.package.encoding == encoding


def test_what_the_fund_has_stays_byte_for_byte_and_its_manifest_counts_on():
    base = bare()
    files = joined_files(base, [register(row("001"))])
    changed = {name for name in files if files[name] != base.get(name)}
    assert changed == {"members.csv", "manifest.json"}
    before, after = manifest(base), manifest(files)
    assert after["rows"] == before["rows"] | {"members": 1}
    assert {name: each for name, each in after["sha256"].items() if name not in changed} == {
        name: each for name, each in before["sha256"].items() if name not in changed
    }
    assert after["fund_id"] == before["fund_id"]


@pytest.mark.parametrize(
    ("said", "becomes"),
    [(None, "2024-09-30"), (date(2024, 9, 29), "2024-09-30"), (date(2025, 1, 2), "2025-01-02")],
)
def test_a_fund_is_as_of_the_later_day_of_its_own_and_its_rows(said, becomes):
    files = joined_files(bare(), [register(row("001"))], as_of=said)
    assert manifest(files)["as_of"] == becomes


def test_what_is_no_file_of_a_package_is_not_taken_along():
    assert "mine.txt" not in joined_files({**bare(), "mine.txt": b"x"}, [register(row("001"))])


def test_a_table_that_has_rows_is_never_written_over():
    with pytest.raises(Refused) as refused:
        joined_files(joined_files(bare(), [register(row("001"))]), [register(row("002"))])
    (told,) = refused.value.findings
    assert (told.code, told.params["table"], told.place.file) == ("import.rows_there", "members", "members.csv")


def test_two_files_with_rows_of_one_table_are_refused_and_those_of_two_are_joined():
    with pytest.raises(Refused):
        table_files([register(row("001")), register(row("002"))], as_of=AS_OF)
    both = table_files([register(row("001")), deposits("001,01/2566,30")], as_of=AS_OF)
    assert manifest(both)["rows"] == {"members": 1, "contributions": 1}
    assert {"members.csv", "contributions.csv"} < both.keys()


def test_a_fund_whose_rows_were_only_set_aside_has_rows_too():
    base = joined_files(bare(), [register(row("001", joined="31/2/2563"))])
    with pytest.raises(Refused):
        joined_files(base, [register(row("002"))])


def test_a_character_without_a_place_in_the_encoding_of_the_fund_refuses_everything():
    with pytest.raises(FormatError):
        joined_files(bare("cp874"), [register(row("001").replace("สมชาย", "José"))])


@pytest.mark.parametrize("files", [{}, {"manifest.json": b"{"}])
def test_without_a_manifest_there_is_no_package(files):
    with pytest.raises(FormatError):
        joined_files(files, [register(row("001"))])
    with pytest.raises(FormatError):
        tables_of_files(files)


def test_a_register_alone_has_nothing_wrong_with_it_and_a_table_that_is_gone_is_told():
    files = table_files([register(row("001")), deposits("001,01/2566,30")], as_of=AS_OF)
    assert [each for each in tables_of_files(files)[1] if each.is_error] == []
    del files["contributions.csv"]
    assert [each.place.file for each in tables_of_files(files)[1] if each.is_error] == ["contributions.csv"]
