"""What the manifest states and what the tables hold: nothing is told of sound packages, and every loss is."""

import csv
import json
from collections import Counter
from decimal import Decimal
from io import StringIO

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from communitywelfare.errors import Severity
from communitywelfare.io.package import Package, package_files, read_package, write_package
from communitywelfare.strategies import funds
from communitywelfare.synthetic import Plan, make_package

BYLAW = make_package(Plan(members=1, years=1, seed=1)).bylaw_text
STATED = {"manifest.rows_differ", "manifest.total_differs"}


def rows_of(contents):
    return list(csv.DictReader(StringIO(contents.decode("utf-8-sig"), newline="")))


def added_up(files):
    """The control totals by the words of the format alone."""
    tables = {name.removesuffix(".csv"): rows_of(data) for name, data in files.items() if name.endswith(".csv")}
    told = {
        f"members.{status}": str(count) for status, count in Counter(r["status"] for r in tables["members"]).items()
    }
    amounts = {
        "contributions.amount": [row["amount"] for row in tables.get("contributions", ()) if row["void"] != "1"],
        "benefits.amount_paid": [row["amount_paid"] for row in tables.get("benefits", ()) if row["status"] == "PAID"],
        "journal.debit": [row["debit"] for row in tables.get("journal", ())],
        "journal.credit": [row["credit"] for row in tables.get("journal", ())],
    }
    for name, cells in amounts.items():
        if name.partition(".")[0] in tables:
            told[name] = f"{sum((Decimal(cell or 0) for cell in cells), Decimal(0)):.2f}"
    return {name: len(rows) for name, rows in tables.items() if name != "benefit_rules"}, told


@given(fund=funds())
def test_the_manifest_states_what_anyone_adds_up(fund):
    files = package_files(Package(fund=fund, bylaw_text=BYLAW))
    manifest = json.loads(files["manifest.json"])
    assert (manifest["rows"], manifest["control_totals"]) == added_up(files)
    assert manifest["control_totals"]["journal.debit"] == manifest["control_totals"]["journal.credit"]


@settings(max_examples=20)
@given(fund=funds(), encoding=st.sampled_from(["utf-8-sig", "utf-8", "cp874"]))
def test_nothing_is_told_of_a_sound_package(fund, encoding, tmp_path_factory):
    folder = str(tmp_path_factory.mktemp("sound") / "fund")
    write_package(folder, Package(fund=fund, bylaw_text=BYLAW, encoding=encoding))
    assert not STATED & {finding.code for finding in read_package(folder).findings}


def told(folder):
    return {each.place.clause: each for each in folder.read().findings if each.code in STATED}


@pytest.mark.parametrize("table", ["members", "beneficiaries", "contributions", "benefits", "matches", "journal"])
def test_a_row_that_was_lost_is_told(table, folder):
    lines = folder.lines(table)
    folder.put_lines(table, lines[:-1])
    finding = told(folder)[f"rows.{table}"]
    assert finding.severity is Severity.ERROR
    assert finding.place.file == "manifest.json"
    assert dict(finding.params) == {"table": table, "stated": len(lines) - 1, "found": len(lines) - 2}


def test_a_row_that_cannot_be_used_is_not_lost_and_one_that_is_there_twice_is_told(folder):
    folder.set("members", 4, join_date="31/02/2566")
    assert told(folder) == {}
    folder.put_lines("members", [*folder.lines("members"), folder.lines("members")[-1]])
    assert "rows.members" in told(folder)


def test_blank_lines_at_the_end_are_no_rows(folder):
    folder.put_lines("contributions", [*folder.lines("contributions"), "", ""])
    assert told(folder) == {}


@pytest.mark.parametrize(
    ("table", "column", "text", "total"),
    [
        ("contributions", "amount", "999.00", "contributions.amount"),
        ("contributions", "void", "1", "contributions.amount"),
        ("members", "status", "EXPELLED", "members.EXPELLED"),
        ("journal", "debit", "99999.00", "journal.debit"),
    ],
)
def test_a_figure_that_was_changed_is_told(table, column, text, total, folder):
    manifest = json.loads(folder.bytes_of("manifest.json"))
    manifest["control_totals"].setdefault(total, "0")
    folder.put("manifest.json", json.dumps(manifest).encode())
    folder.set(table, 2, **{column: text})
    assert f"control_totals.{total}" in told(folder)


def restate(folder, **entries):
    manifest = {**json.loads(folder.bytes_of("manifest.json")), **entries}
    folder.put("manifest.json", json.dumps(manifest).encode())


def test_what_is_not_stated_is_not_compared_and_amounts_are_compared_as_amounts(folder):
    totals = json.loads(folder.bytes_of("manifest.json"))["control_totals"]
    restate(folder, rows={}, control_totals={})
    assert told(folder) == {}
    restate(folder, control_totals={"contributions.amount": totals["contributions.amount"].removesuffix("0")})
    assert told(folder) == {}
    restate(folder, control_totals={"contributions.amount": "much"})
    assert told(folder).keys() == {"control_totals.contributions.amount"}


def test_what_is_stated_of_a_table_that_is_not_there_is_told_once(folder):
    restate(folder, rows={"bank": 3, "cash_counts": 0})
    assert told(folder).keys() == {"rows.bank"}
    folder.remove("matches.csv")
    codes = [each.code for each in folder.read().findings if "matches" in str(each.params)]
    assert codes == ["file.missing"]


def test_what_the_manifest_states_of_unknown_things_is_told(folder):
    restate(folder, rows={"memberz": 3, "members": "3"}, control_totals={"bahts": "1"}, masked="no")
    found = {(each.code, each.place.clause, each.severity) for each in folder.read().findings}
    assert found >= {
        ("manifest.unknown_key", "rows.memberz", Severity.WARNING),
        ("manifest.unknown_key", "control_totals.bahts", Severity.WARNING),
        ("manifest.not_usable", "rows.members", Severity.WARNING),
        ("manifest.not_usable", "masked", Severity.WARNING),
    }


def test_a_masked_package_is_told_to_be_one_and_stays_one(folder):
    restate(folder, masked=True)
    reading = folder.read()
    assert "manifest.masked" in {each.code for each in reading.findings}
    write_package(str(folder), reading.package)
    assert json.loads(folder.bytes_of("manifest.json"))["masked"] is True
    assert evolve(reading.package, masking=None) != reading.package
