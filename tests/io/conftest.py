"""A small synthetic fund, written once; each test gets a copy of its folder to damage."""

import csv
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Sequence
from io import StringIO
from itertools import cycle
from pathlib import Path

import pytest
from attrs import evolve

from communitywelfare.accounting import Journal
from communitywelfare.errors import Finding
from communitywelfare.io.journal import sealed
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


# --- other programs that read our books --------------------------------------------------------------------

ODD = ("น้ำท่วมหมู่ ๓", 'ป้าย "ยินดีต้อนรับ"', "a\\b\\", "สองบรรทัด\nบรรทัดที่สอง", "ค่าน้ำ; ค่าไฟ", "[2024-99-99] #ก ^ข |")
MEANT = {"\N{OPEN BOX}": " ", **{chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)}}


@pytest.fixture(scope="session")
def odd_journal(package) -> Journal:
    """The journal of a synthetic fund, with everything in its descriptions that has a meaning elsewhere."""
    words = cycle(ODD)
    entries = (
        evolve(
            entry, voucher=evolve(entry.voucher, description=f"{next(words)} {entry.voucher.description}"), seal=None
        )
        for entry in package.fund.journal
    )
    return sealed(Journal(tuple(entries)))


@pytest.fixture(scope="session")
def balances() -> Callable[[Journal], dict[tuple[str, ...], int]]:
    """Our own balances, in satang, by account, member, holder and source; those of nothing are left out."""

    def sums(journal: Journal) -> dict[tuple[str, ...], int]:
        found: Counter[tuple[str, ...]] = Counter()
        for entry in journal:
            for line in entry.voucher.postings:
                found[line.account, line.member, line.holder, line.source] += line.amount.satang
        return {key: satang for key, satang in found.items() if satang}

    return sums


@pytest.fixture(scope="session")
def account_key() -> Callable[[str], tuple[str, str, str]]:
    """Account, member and holder, from the name of an account in another program's answer."""

    def key(name: str) -> tuple[str, str, str]:
        _root, own, *parts = "".join(MEANT.get(each, each) for each in name).split(":")
        who = {part[0]: part[2:] for part in parts}
        return own.partition("-")[0], who.get("M", ""), who.get("H", "")

    return key


Program = Callable[..., subprocess.CompletedProcess[str]]


def program(name: str) -> Program:
    """Run a program on some files. It is no Python package; where CI is set it must be there."""
    path = shutil.which(name)
    if path is None and os.environ.get("CI", "") not in {"", "0", "false"}:
        pytest.fail(f"CI is set, and {name} is not installed")
    if path is None:
        pytest.skip(f"{name} is not installed: it comes with the operating system's packages")

    def run(files: Sequence[Path], *words: str) -> subprocess.CompletedProcess[str]:
        given = [word for file in files for word in ("-f", str(file))]
        return subprocess.run(
            [path, *given, *words],
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def hledger() -> Program:
    return program("hledger")


@pytest.fixture(scope="session")
def ledger() -> Program:
    return program("ledger")


@pytest.fixture(scope="session")
def hledger_check(hledger) -> Callable[..., str]:
    """What hledger has against some files, by its strictest checks; older releases ask for one of them by name."""
    older = hledger([Path(os.devnull)], "check", "balancednoautoconversion").returncode == 0

    def check(*files: Path) -> str:
        done = hledger(files, "check", "-s", "ordereddates", *(["balancednoautoconversion"] if older else []))
        return done.stderr if done.returncode else ""

    return check
