"""`convert`: a package from one container into another and back, every table identical."""

import shutil

import openpyxl
import pytest

from communitywelfare.io.containers import CONTAINERS


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("ending", CONTAINERS)
def test_there_and_back_every_table_is_identical(ending, package, tmp_path, run, ask):
    carried, back = tmp_path / f"carried{ending}", tmp_path / "back"
    code, answer = ask("convert", package, carried)
    assert (code, answer["package"]) == (0, str(carried))
    assert run("convert", carried, back)[0] == 0
    assert contents(back) == contents(package)
    assert carried.stat().st_mode & 0o777 == 0o600


def test_what_stands_at_the_target_is_left_alone_unless_it_may_be_replaced(package, tmp_path, run):
    target = tmp_path / "fund.zip"
    target.write_bytes(b"mine")
    code, _out, err = run("convert", package, target, "--lang", "en")
    assert (code, target.read_bytes()) == (3, b"mine")
    assert "--replace" in err
    assert run("convert", package, target, "--replace")[0] == 0
    assert run("check", target)[0] == 0


@pytest.mark.parametrize("ending", CONTAINERS)
def test_the_desk_works_on_a_package_in_one_file_too(ending, package, tmp_path, run, ask):
    """The same facts lead to the same package, whatever it lies in."""
    path = tmp_path / f"one{ending}"
    run("convert", package, path)
    member = ("member", "enrol", path, "--name", "สมใจ ใจดี", "--no-id-reason", "ยังไม่แจ้ง", "--number", "M9001")
    assert run(*member)[0] == 0
    shutil.move(path, tmp_path / "moved")
    assert run("check", path)[0] == 2
    shutil.move(tmp_path / "moved", path)
    assert run("convert", path, tmp_path / "out")[0] == 0
    assert "M9001" in (tmp_path / "out" / "members.csv").read_text("utf-8-sig")


def test_a_finding_in_a_workbook_names_the_sheet_and_its_row(package, tmp_path, run):
    path = tmp_path / "fund.xlsx"
    run("convert", package, path)
    book = openpyxl.load_workbook(path)
    header = [cell.value for cell in book["ทะเบียนสมาชิก"][1]]
    book["ทะเบียนสมาชิก"].cell(row=5, column=header.index("join_date") + 1).value = "วันไหนจำไม่ได้"
    book.save(path)
    code, out, _err = run("check", path)
    assert code == 1
    assert "ทะเบียนสมาชิก" in out
    assert "แถว 5" in out


def test_a_package_with_errors_is_not_carried_where_it_could_not_be_written_back(package, tmp_path, run):
    (package / "contributions.csv").write_bytes(b"\xff\xfe")
    code, _out, _err = run("convert", package, tmp_path / "fund.zip")
    assert (code, (tmp_path / "fund.zip").exists()) == (3, False)
    assert run("convert", tmp_path / "nothing", tmp_path / "fund.zip")[0] == 2
