"""A fund is read as it was written in every encoding; what one cannot hold is told cell by cell, and not written."""

import csv
import io

import pytest
from attrs import evolve
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from communitywelfare.cli import main
from communitywelfare.contributions import Contributions
from communitywelfare.errors import FormatError
from communitywelfare.io._lines import encode
from communitywelfare.io.bylaw_writer import write_bylaw
from communitywelfare.io.containers import CONTAINERS
from communitywelfare.io.journal import sealed
from communitywelfare.io.package import Package, package_files, read_package, write_package
from communitywelfare.strategies import funds
from communitywelfare.synthetic import Plan, make_package

# Thai, what is read wrongly where an encoding is guessed, what CP874 lacks, formulas, and every kind of line end.
WORDS = st.text(
    st.sampled_from([*"กำฺ้๛๏๑aZ =+-@'\",;\\\t\r\n", "€", "“", "\u00a0", "\u200b", "é", "\U0001d7d9", "😀"]), max_size=8
)


def told(fund, words):
    receipts = [
        evolve(each, received_by=words[at % len(words)], book=words[-1]) for at, each in enumerate(fund.contributions)
    ]
    return evolve(fund, contributions=Contributions(tuple(receipts), fund.contributions.waivers))


def not_held(files):
    """Every cell that CP874 has no place for, found by trying each."""
    found = set()
    for name in files.keys() - {"manifest.json", "bylaw.toml"}:
        rows = csv.reader(io.StringIO(files[name].decode("utf-8-sig"), newline=""))
        header, line = next(rows), rows.line_num + 1
        for row in rows:
            for column, cell in zip(header, row, strict=True):
                try:
                    cell.encode("cp874")
                except UnicodeEncodeError:
                    found.add((name, line, column))
            line = rows.line_num + 1
    return found


@pytest.mark.parametrize("ending", ["", *CONTAINERS])
@settings(max_examples=12, phases=[Phase.generate])
@given(fund=funds(), words=st.lists(WORDS, min_size=1, max_size=3), encoding=st.sampled_from(["utf-8-sig", "cp874"]))
def test_a_fund_is_read_as_it_was_written_or_every_loss_is_told(ending, fund, words, encoding, tmp_path_factory):
    folder = tmp_path_factory.mktemp("encoded")
    text = write_bylaw(fund.bylaw).encode()
    package = Package(fund=told(fund, words), bylaw_text=text, encoding=encoding)
    losses = not_held(package_files(evolve(package, encoding="utf-8-sig"))) if encoding == "cp874" else set()
    path = str(folder / f"fund{ending}")
    if losses:
        with pytest.raises(FormatError) as refused:
            write_package(path, package)
        places = [each.place for each in refused.value.findings]
        assert {(place.file, place.row, place.column) for place in places} == losses
        assert len(places) == len(losses)
        assert list(folder.iterdir()) == []
        return
    write_package(path, package)
    again = read_package(path).package
    assert again.fund == evolve(package.fund, journal=sealed(package.fund.journal))
    assert package_files(again) == package_files(package)


@pytest.fixture
def folder(tmp_path):
    package = make_package(Plan(members=4, years=1, seed=2))
    first, second, *others = package.fund.contributions.receipts
    receipts = (evolve(first, received_by="Zoë 😀"), evolve(second, book="\u200b1\në"), *others)
    odd = evolve(package.fund, contributions=Contributions(receipts))
    write_package(str(tmp_path / "fund"), evolve(package, fund=odd))
    return tmp_path / "fund"


def test_a_cell_is_told_with_the_line_of_the_file_on_which_its_row_begins():
    text = 'a,b\r\n"1\r\n2",x\r\n3,"é\n\u200bé"\r\né,4,é\r\n'
    with pytest.raises(FormatError) as refused:
        encode("t.csv", text, "cp874")
    told = [(each.place.row, each.place.column, each.params["character"]) for each in refused.value.findings]
    assert told == [(4, "b", "U+00E9 U+200B"), (6, "a", "U+00E9"), (6, None, "U+00E9")]


def test_the_command_names_every_cell_and_writes_nothing(folder, tmp_path, capsys):
    assert main(["convert", str(folder), str(tmp_path / "old.zip"), "--encoding", "cp874", "--lang", "en"]) == 2
    said = capsys.readouterr().err
    assert [line for line in ("U+00EB U+1F600", "U+200B U+00EB") if line not in said] == []
    assert said.count("cp874") == 2
    assert not (tmp_path / "old.zip").exists()


def test_the_command_brings_a_package_into_another_encoding_and_back(tmp_path, capsys):
    made, old, back = (str(tmp_path / name) for name in ("made", "old.zip", "back"))
    write_package(made, make_package(Plan(members=4, years=1, seed=2)))
    assert main(["convert", made, old, "--encoding", "cp874"]) == 0
    assert main(["check", old]) == 0
    assert main(["convert", old, back, "--encoding", "utf-8-sig"]) == 0
    for path in (tmp_path / "made").iterdir():
        assert path.read_bytes() == (tmp_path / "back" / path.name).read_bytes()
    assert read_package(old).package.fund == read_package(made).package.fund
