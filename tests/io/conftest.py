"""A small synthetic fund, written once; each test gets a copy of its folder to damage."""

import csv
import shutil
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest

from communitywelfare.errors import Finding
from communitywelfare.io.package import Package, Reading, read_package, write_package
from communitywelfare.synthetic import Plan, make_package


@pytest.fixture(scope="session")
def package() -> Package:
    """The first of a few seeds that has what the tests damage: claims that were paid, and some that were not."""
    for seed in range(11, 60):
        made = make_package(Plan(members=24, years=3, seed=seed))
        states = {made.fund.state(claim.number, made.fund.as_of).value for claim in made.fund.claims}
        if {"PAID", "REJECTED"} <= states and len(made.fund.claims) >= 5 and made.fund.matches:
            return made
    raise AssertionError("no seed gives a fund with claims in several states")


@pytest.fixture(scope="session")
def written(package, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("written") / "fund"
    write_package(str(folder), package)
    return folder


class Folder:
    """A package folder that a test may damage, cell by cell or byte by byte."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __str__(self) -> str:
        return str(self.path)

    def bytes_of(self, name: str) -> bytes:
        return (self.path / name).read_bytes()

    def put(self, name: str, contents: bytes) -> None:
        (self.path / name).write_bytes(contents)

    def remove(self, name: str) -> None:
        (self.path / name).unlink()

    def replace(self, name: str, old: str, new: str) -> int:
        """Replace the first occurrence of some text, and say on which line it stood."""
        before, found, after = self.bytes_of(name).decode().partition(old)
        assert found, f"{old!r} is not in {name}"
        self.put(name, f"{before}{new}{after}".encode())
        return before.count("\n") + 1

    def lines(self, table: str) -> list[str]:
        """The lines of a table; the header is line 1, and so stands first."""
        return self.bytes_of(f"{table}.csv").decode("utf-8-sig").split("\r\n")[:-1]

    def put_lines(self, table: str, lines: list[str]) -> None:
        self.put(f"{table}.csv", "".join(f"{line}\r\n" for line in lines).encode("utf-8-sig"))

    def rows(self, table: str) -> list[dict[str, str]]:
        return list(csv.DictReader(StringIO(self.bytes_of(f"{table}.csv").decode("utf-8-sig"), newline="")))

    def set(self, table: str, line: int, /, **cells: str) -> None:
        """Write other text into cells of one line, as a person in a spreadsheet would."""
        lines = self.lines(table)
        header = lines[0].split(",")
        [row] = csv.reader([lines[line - 1]])
        for column, text in cells.items():
            row[header.index(column)] = text
        out = StringIO()
        csv.writer(out, lineterminator="").writerow(row)
        lines[line - 1] = out.getvalue()
        self.put_lines(table, lines)

    def read(self) -> Reading:
        return read_package(str(self.path))


@pytest.fixture
def folder(written, tmp_path) -> Folder:
    return Folder(shutil.copytree(written, tmp_path / "fund"))


@pytest.fixture(scope="session")
def found() -> Callable[[Reading, str], Finding]:
    """The only finding with a code, of which there must be exactly one."""

    def only(reading: Reading, code: str) -> Finding:
        findings = [finding for finding in reading.findings if finding.code == code]
        assert len(findings) == 1, [str(finding.place) for finding in findings] or reading.findings
        return findings[0]

    return only
