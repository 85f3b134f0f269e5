"""The specification is enough: a reader written from it alone finds the figures and faults that the library finds."""

import ast
import json
import runpy
import sys
from collections import Counter
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from communitywelfare.contributions import Contributions
from communitywelfare.errors import FormatError
from communitywelfare.io.bylaw_writer import write_bylaw
from communitywelfare.io.journal import sealed
from communitywelfare.io.package import Package, read_package, write_package
from communitywelfare.money import ZERO, Money
from communitywelfare.strategies import funds
from communitywelfare.synthetic import Plan, make_package

READER = Path(__file__).resolve().parents[2] / "conformance" / "reader_by_specification.py"
SPECIFIED = runpy.run_path(str(READER))
ENDINGS = ("", ".zip", ".json")
ODD = st.text(st.sampled_from([*"กำ้aZ =+-@'\",;\\\t\r\n", "\u00a0"]), max_size=8)


def test_the_reader_is_small_and_knows_nothing_but_the_standard_library():
    text = READER.read_text("utf-8")
    imported = {
        (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert imported <= set(sys.stdlib_module_names)
    assert text.count("\n") < 150


@pytest.mark.parametrize("ending", ENDINGS)
@settings(max_examples=12, phases=[Phase.generate])
@given(fund=funds(), odd=ODD, encoding=st.sampled_from(["utf-8-sig", "utf-8", "cp874"]))
def test_both_readers_find_the_same_figures(ending, fund, odd, encoding, tmp_path_factory):
    path = str(tmp_path_factory.mktemp("read") / f"fund{ending}")
    receipts = tuple(evolve(each, received_by=odd, paid_by="") for each in fund.contributions)
    fund = evolve(fund, contributions=Contributions(receipts, fund.contributions.waivers))
    package = Package(fund=fund, bylaw_text=write_bylaw(fund.bylaw).encode(), encoding=encoding)
    write_package(path, package)
    found = SPECIFIED["read"](path)
    assert found["faults"] == set()
    agree(found, fund)


def agree(found, fund):
    tables, totals = found["tables"], found["totals"]
    valid = [each.amount for each in fund.contributions if not each.voided]
    assert Money.baht(totals["contributions.amount"]) == sum(valid, start=ZERO)
    postings = [posting.amount for entry in fund.journal for posting in entry.voucher.postings]
    assert Money.baht(totals["journal.debit"]) == sum((each for each in postings if each > ZERO), start=ZERO)
    assert totals["journal.debit"] == totals["journal.credit"]
    counts = Counter(each.status.value for each in fund.register)
    assert {
        name.partition(".")[2]: int(count) for name, count in totals.items() if name.startswith("members.")
    } == counts
    assert [row["received_by"] or "" for row in tables["contributions"]] == [
        each.received_by for each in fund.contributions
    ]
    ids = [each.person.citizen_id and each.person.citizen_id.reveal("a test") for each in fund.register]
    assert [row["national_id"] for row in tables["members"]] == ids
    assert [row["join_date"] for row in tables["members"]] == [each.applied.isoformat() for each in fund.register]
    entries = sealed(fund.journal).entries
    assert found["head"] == (entries[-1].seal.hash if entries else "0" * 64)
    assert found["manifest"]["as_of"] == fund.as_of.isoformat()


OURS = {
    "file.hash_differs": ("digest", lambda finding: finding.place.file),
    "file.missing": ("missing", lambda finding: finding.place.file),
    "manifest.rows_differ": ("rows", lambda finding: finding.params["table"]),
    "manifest.total_differs": ("total", lambda finding: finding.params["total"]),
    "journal.chain_broken": ("chain", lambda finding: "journal.csv"),
}


def our_faults(path):
    found = (each for each in read_package(str(path)).findings if each.code in OURS)
    return {(OURS[each.code][0], OURS[each.code][1](each)) for each in found}


@pytest.fixture
def folder(tmp_path):
    write_package(str(tmp_path / "fund"), make_package(Plan(members=12, years=2, seed=3)))
    return tmp_path / "fund"


def lines_changed(name, change):
    def spoil(folder):
        lines = (folder / name).read_bytes().split(b"\r\n")
        change(lines)
        (folder / name).write_bytes(b"\r\n".join(lines))

    return spoil


def dearer(lines):
    lines[1] = lines[1].replace(b".00,", b".50,", 1)


SPOILT = {
    "nothing": lambda folder: None,
    "a receipt is lost": lines_changed("contributions.csv", lambda lines: lines.pop(2)),
    "a receipt stands twice": lines_changed("contributions.csv", lambda lines: lines.insert(2, lines[2])),
    "a receipt is dearer": lines_changed("contributions.csv", dearer),
    "a member is lost": lines_changed("members.csv", lambda lines: lines.pop(3)),
    "a posting is dearer": lines_changed("journal.csv", dearer),
    "the journal has lost its beginning": lines_changed("journal.csv", lambda lines: lines.__delitem__(slice(1, 3))),
    "a file is gone": lambda folder: (folder / "waivers.csv").unlink(),
    "the by-law is another": lambda folder: (folder / "bylaw.toml").write_bytes(
        (folder / "bylaw.toml").read_bytes() + b"\n# more\n"
    ),
}


@pytest.mark.parametrize("fault", SPOILT)
def test_both_readers_find_the_same_faults(fault, folder):
    SPOILT[fault](folder)
    faults = SPECIFIED["read"](folder)["faults"]
    assert faults == our_faults(folder)
    assert bool(faults) is (fault != "nothing")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("format", "communitywelfare.package/2"),
        ("format", "x"),
        ("era", "BE"),
        ("encoding", "latin-1"),
        ("as_of", "2567-09-30"),
        ("as_of", ""),
    ],
)
def test_both_readers_refuse_the_same_manifests(key, value, folder):
    manifest = json.loads((folder / "manifest.json").read_bytes())
    (folder / "manifest.json").write_text(json.dumps(manifest | {key: value}), encoding="utf-8")
    with pytest.raises(SPECIFIED["RefusedError"]):
        SPECIFIED["read"](folder)
    with pytest.raises(FormatError):
        read_package(str(folder))
