"""A collection round: sheets out, sheets in."""

import csv
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from communitywelfare.cli import main
from communitywelfare.cli.collect import _in_order


def rows(package, name):
    with (package / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def fill(path, paid, total=""):
    """Type into the file what was paid: one sum for each of the first rows."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        header, *lines = csv.reader(stream)
    column = header.index("รับเงินแล้ว")
    for line, amount in zip(lines, paid, strict=False):
        line[column] = amount
    lines[-1][column] = total
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([header, *lines])


@pytest.fixture
def printed(ask, package, tmp_path):
    """The sheet of the village with most members."""
    code, answer = ask("collect", "sheet", package, "--on", "7/10/2567", "--out", tmp_path / "round")
    assert code == 0
    most = max(answer["sheets"], key=lambda each: each["members"])
    return next(Path(name) for name in most["files"] if name.endswith(".csv")), most


def test_there_is_a_sheet_for_each_village_as_a_page_and_as_a_file(ask, package, tmp_path):
    _code, answer = ask("collect", "sheet", package, "--out", tmp_path / "out")
    members = sum(each["members"] for each in answer["sheets"])
    assert members == len([row for row in rows(package, "members") if row["status"] == "ACTIVE"])
    assert len(list((tmp_path / "out").iterdir())) == 2 * len(answer["sheets"])
    numbers = [int(each["sheet"].split("/")[1]) for each in answer["sheets"]]
    assert numbers == sorted(numbers)


def test_one_village_and_one_that_is_no_number(ask, run, package, tmp_path):
    _code, answer = ask(
        "collect", "sheet", package, "--village", "3", "--village", "บ้าน/../ใหม่", "--out", tmp_path / "out"
    )
    assert [each["sheet"].split("/")[1] for each in answer["sheets"]] == ["3", "บ้าน"]
    assert all(Path(name).parent == tmp_path / "out" for each in answer["sheets"] for name in each["files"])
    _code, out, _err = run("collect", "sheet", package, "--village", "3", "--out", tmp_path / "out")
    assert out.count("collect-3-2024-09-30") == 2


def test_a_filled_sheet_becomes_receipts_and_one_voucher_once(ask, run, package, printed):
    path, told = printed
    fill(path, ["30", "", "60"], "90")
    before = rows(package, "journal")
    code, answer = ask("collect", "take", package, path, "--by", "นางสมใจ")
    assert (code, answer["amount"], answer["sheet"], answer["on"]) == (0, "90.00", told["sheet"], "2024-10-07")
    assert answer["receipts"] == ["1/2568", "2/2568"]
    new = rows(package, "journal")[len(before) :]
    assert {row["doc_no"] for row in new} == {answer["voucher"]}
    assert {row["source_ref"] for row in new} == {told["sheet"]}
    assert [row["holder"] for row in new if row["holder"]] == ["นางสมใจ"]
    assert [row["receipt_no"] for row in rows(package, "contributions")][-2:] == answer["receipts"]
    written = {each.name: each.read_bytes() for each in package.iterdir()}
    assert ask("collect", "take", package, path, "--by", "นางสมใจ")[1] == answer
    assert {each.name: each.read_bytes() for each in package.iterdir()} == written
    fill(path, ["30", "", "61"], "91")
    assert run("collect", "take", package, path, "--by", "นางสมใจ")[0] == 3
    assert ask("money", "hands", package)[1]["balance"] == "90.00"
    assert run("check", package)[0] == 0


def test_a_sum_that_is_not_right_stops_everything_and_a_bad_row_only_itself(ask, run, package, printed):
    path, _told = printed
    fill(path, ["30", "60"], "80")
    code, _out, err = run("collect", "take", package, path, "--by", "ก")
    assert code == 3
    assert "80.00" in err
    fill(path, ["30", "หกสิบ"], "90")
    code, out, err = run("collect", "take", package, path, "--by", "ก")
    assert code == 1
    assert "1/2568 – 1/2568" in out
    assert "แถว 3" in err
    code, answer = ask("collect", "take", package, path, "--by", "ก")
    assert (code, [each["place"]["row"] for each in answer["findings"]]) == (1, [3])


def test_what_is_no_sheet_is_wrong_usage(run, package, tmp_path):
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert run("collect", "take", package, tmp_path / "x.csv", "--by", "ก")[0] == 2
    assert run("collect", "take", package, tmp_path / "none.csv", "--by", "ก")[0] == 2


ODD = st.one_of(
    st.text(st.characters(exclude_categories=())),  # halves of surrogate pairs, too: bytes at a shell that are no UTF-8
    st.builds(lambda digit, count: digit * count, st.sampled_from("019๙"), st.integers(1, 6_000)),
)


@given(villages=st.lists(ODD.filter(lambda village: "\x00" not in village), min_size=1, max_size=3))
@example(villages=["9" * 5_000, "1"])
@example(villages=["\udca1"])
def test_whatever_villages_are_asked_for_the_answer_is_a_sheet_or_a_refusal(made, villages, tmp_path_factory):
    words = [f"--village={village}" for village in villages]
    out = tmp_path_factory.mktemp("round")
    code = main(["collect", "sheet", str(made), *words, "--out", str(out)])
    assert code in (0, 2, 3)
    assert code or any(out.iterdir())


def test_villages_with_numbers_come_first_by_number(ask, package, tmp_path):
    villages = ["ก", "10", "9", "9" * 5_000, "2"]
    assert sorted(villages, key=_in_order) == ["2", "9", "10", "9" * 5_000, "ก"]
    words = [f"--village={village}" for village in ("ก", "10", "9", "2")]
    _code, answer = ask("collect", "sheet", package, "--out", tmp_path / "out", *words)
    assert [each["sheet"].split("/")[1] for each in answer["sheets"]] == ["2", "9", "10", "ก"]
