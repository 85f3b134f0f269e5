"""The report's figures, recomputed from the CSV files by another road: SQL that knows nothing of the library."""

import csv
import json
import re
import sqlite3
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from communitywelfare.cli import main

SIZES = [("120", "4", "11"), ("1", "1", "3"), ("300", "12", "5")]


@pytest.fixture(scope="module", params=SIZES, ids="x".join)
def reported(request, tmp_path_factory):
    """A package and its report, both on disk."""
    members, years, seed = request.param
    folder = tmp_path_factory.mktemp("reported")
    size = ["--members", members, "--years", years, "--seed", seed]
    assert main(["example", str(folder / "fund"), *size]) == 0
    assert main(["report", str(folder / "fund"), "--out", str(folder / "out")]) == 0
    return folder


@pytest.fixture(scope="module")
def sql(reported):
    """The package's tables in SQLite, every cell as it stands, money as whole satang."""
    connection = sqlite3.connect(":memory:")
    connection.create_function("satang", 1, lambda text: int(Decimal(text or "0") * 100))
    for path in (reported / "fund").glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            header, *rows = list(csv.reader(stream))
        columns = ", ".join(f'"{name}"' for name in header)
        connection.execute(f'CREATE TABLE "{path.stem}" ({columns})')
        connection.executemany(f'INSERT INTO "{path.stem}" VALUES ({", ".join("?" * len(header))})', rows)
    return lambda query, *values: connection.execute(query, values).fetchone()[0] or 0


@pytest.fixture(scope="module")
def out(reported):
    """The report's data."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in (reported / "out").glob("*.json")}


def satang(text):
    return int(Decimal(text) * 100)


AS_OF = "2024-09-30"


def test_members_are_counted_alike(sql, out):
    current = "SELECT count(*) FROM members WHERE join_date <= ? AND (exit_date = '' OR exit_date > ?)"

    assert out["summary"]["members"]["ever"] == sql("SELECT count(*) FROM members")
    assert out["summary"]["members"]["current"] == sql(current, AS_OF, AS_OF)
    assert sum(out["summary"]["members"]["current_by_group"].values()) == sql(current, AS_OF, AS_OF)
    left = "SELECT count(*) FROM members WHERE exit_date <> '' AND status = 'RESIGNED'"
    assert out["summary"]["members"]["ended_by_cause"].get("RESIGNED", 0) == sql(left)


LINE = "SELECT sum(satang(j.{side})) FROM journal j JOIN accounts a ON a.code = j.account WHERE a.codi10_line = ?"


def test_section_10_is_the_sum_of_the_journal_and_the_opening_figures(sql, out):
    for line, amount in (out["section10"]["receipts"] | out["section10"]["payments"]).items():
        # What is only owed back has not moved yet: the vouchers that tell it are of the journal.
        moved = f"{LINE} AND j.doc_type NOT IN ('OPENING', 'JOURNAL')" if line.startswith("R") else LINE
        debit, credit = (sql(moved.format(side=side), line) for side in ("debit", "credit"))
        kind, code = ("BENEFIT", "%") if line == "P1.3" else ("SOURCE" if line.startswith("R") else "EXPENSE", line)
        opening = sql("SELECT sum(satang(amount)) FROM opening WHERE kind = ? AND code LIKE ?", kind, code)
        expected = (credit - debit if line.startswith("R") else debit - credit) + opening
        assert satang(amount) == expected, line
    assert out["section10"]["received"] == out["section10"]["applied"]


def test_the_identities_hold_and_their_sides_are_the_tables_own(sql, out):
    identities = {each["id"]: each for each in out["identities"]}
    receipts = sql("SELECT sum(satang(amount)) FROM contributions WHERE void <> '1'")
    rounds = sql("SELECT sum(satang(amount_received) - satang(amount_returned)) FROM cofunding")
    before = sql("SELECT sum(satang(amount)) FROM opening WHERE kind = 'SOURCE'")
    other = sum(satang(out["section10"]["receipts"][line]) for line in ("R1.9", "R2.2", "R2.3", "R2.9"))
    paid = sql("SELECT sum(satang(amount_paid)) FROM benefits WHERE status = 'PAID'")
    paid += sql("SELECT sum(satang(amount)) FROM opening WHERE kind = 'BENEFIT'")
    held = "SELECT sum(satang(debit) - satang(credit)) FROM journal WHERE substr(account, 1, 1) = '1'"

    assert {name: each["holds"] for name, each in identities.items()} == dict.fromkeys("1234567", True)
    assert satang(identities["2"]["left"]) == receipts + rounds + before + other
    assert satang(identities["3"]["left"]) == paid
    assert satang(identities["4"]["right"]) == sql(held)


def test_benefits_by_kind_are_those_of_the_claims(sql, out):
    for line in out["summary"]["benefits"]:
        paid = "SELECT {what} FROM benefits WHERE status = 'PAID' AND category = ?"
        before = "SELECT {what} FROM opening WHERE kind = 'BENEFIT' AND code = ?"
        amount = sql(paid.format(what="sum(satang(amount_paid))"), line["category"])
        persons = sql(paid.format(what="count(*)"), line["category"])
        year = f"{paid.format(what='sum(satang(amount_paid))')} AND paid_date BETWEEN '2023-10-01' AND '2024-09-30'"
        assert satang(line["amount"]) == amount + sql(before.format(what="sum(satang(amount))"), line["category"])
        assert line["persons"] == persons + sql(before.format(what="sum(persons)"), line["category"])
        assert satang(line["amount_this_year"]) == sql(year, line["category"])


def test_every_membership_stands_once_in_one_of_the_two_lists(reported, sql, out):
    lists = {}
    for name in ("eligible", "excluded"):
        with (reported / "out" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
            lists[name] = list(csv.DictReader(stream))
    numbers = [row["member_no"] for rows in lists.values() for row in rows]
    eligible = """
        SELECT count(*) FROM members m WHERE join_date <= '2023-09-30' AND (exit_date = '' OR exit_date > ?)
        AND (SELECT count(*) FROM matches x JOIN members p ON p.member_no = x.member_no
             WHERE p.national_id = m.national_id AND x.as_of_date < ?) < 3"""

    assert len(numbers) == len(set(numbers)) == sql("SELECT count(*) FROM members")
    assert len(lists["eligible"]) == out["summary"]["cofunding"]["eligible"] == sql(eligible, AS_OF, AS_OF)
    assert sum(satang(row["amount"]) for row in lists["eligible"]) == satang(out["summary"]["cofunding"]["amount"])
    assert all(row["reasons_th"] and row["reasons_en"] and row["codes"] for row in lists["excluded"])
    assert not any(re.search(r"\d{13}", row["national_id"]) for rows in lists.values() for row in rows)


def test_every_waiting_claim_is_decided_once(sql, out):
    waiting = sql("SELECT count(*) FROM benefits WHERE status = 'PENDING'")

    assert len(out["decisions"]) == waiting == out["summary"]["decisions"]["waiting"]
    assert len({decision["claim"] for decision in out["decisions"]}) == waiting
    for decision in out["decisions"]:
        assert decision["trail"][-1]["after"] == decision["assessed"]
        assert all(reason["th"] and reason["en"] for reason in decision["reasons"])


def test_hospital_decisions_agree_with_a_few_lines_of_arithmetic(sql, out):
    """200 a night, 600 a stay, 1,000 an accounting year: for stays that lie inside one year and are otherwise sound."""
    for decision in out["decisions"]:
        blocked = any(reason["severity"] in {"block", "refer"} for reason in decision["reasons"])
        event, nights, member = (
            sql(f"SELECT {column} FROM benefits WHERE claim_no = ?", decision["claim"])
            for column in ("event_date", "units", "member_no")
        )
        if decision["benefit"] != "hospital" or blocked or event < "2023-10-01":
            continue
        used = sql(
            "SELECT sum(satang(amount_paid)) FROM benefits WHERE member_no = ? AND rule_id = 'hospital' "
            "AND status IN ('PAID', 'APPROVED') AND event_date >= '2023-10-01'",
            member,
        )
        earlier = sum(
            satang(other["assessed"])
            for other in out["decisions"][: out["decisions"].index(decision)]
            if other["benefit"] == "hospital"
            and sql("SELECT member_no FROM benefits WHERE claim_no = ?", other["claim"]) == member
        )
        assert satang(decision["assessed"]) == min(20000 * int(nights), 60000, 100000 - used - earlier)


def test_arrears_are_counted_alike_for_every_member(sql, out):
    """Months due at a baht a day, thirty days a month, less what was paid and carried in."""
    by_months = {str(months): 0 for months in range(4)}
    owed = 0
    for position in range(sql("SELECT count(*) FROM members")):
        member, joined, exit_date, carried = (
            sql(f"SELECT {column} FROM members LIMIT 1 OFFSET {position}")
            for column in ("member_no", "join_date", "exit_date", "carry_forward")
        )
        if exit_date and exit_date <= AS_OF:
            continue
        day = date.fromisoformat(joined)
        due = (2024 - day.year) * 12 + 9 - day.month + 1
        dues = "SELECT sum(satang(amount)) FROM contributions WHERE member_no = ? AND kind <> 'ENTRY_FEE'"
        paid = sql(dues, member) + satang(carried or "0")
        by_months[str(min(3, max(0, due - paid // 3000)))] += 1
        owed += max(0, due * 3000 - paid)

    assert out["summary"]["standing"]["by_months_in_arrears"] == by_months
    assert satang(out["summary"]["standing"]["owed"]) == owed


class Text(HTMLParser):
    """The words of a page."""

    def __init__(self):
        super().__init__()
        self.words = []
        self.inside = []

    def handle_starttag(self, tag, _attributes):
        self.inside.append(tag)

    def handle_endtag(self, tag):
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data):
        if "style" not in self.inside:
            self.words.append(data.strip())


def test_the_page_shows_the_figures_of_the_data(reported, out):
    page = Text()
    page.feed((reported / "out" / "index.html").read_text("utf-8"))
    words = " ".join(filter(None, page.words))
    figures = [
        f"{out['summary']['members']['current']:,}",
        *(f"{Decimal(out['section10'][name]):,}" for name in ("received", "applied", "remaining")),
        *(f"{Decimal(amount):,}" for amount in out["section10"]["receipts"].values()),
        *(f"{Decimal(line['amount']):,}" for line in out["summary"]["benefits"]),
        f"{Decimal(out['summary']['cofunding']['amount']):,}",
        *(decision["claim"] for decision in out["decisions"]),
        *(reason["th"] for decision in out["decisions"] for reason in decision["reasons"]),
        out["summary"]["journal_head"][:16],
        "30 กันยายน 2567",
    ]

    assert [figure for figure in figures if figure not in words] == []


def test_no_personal_value_stands_on_the_page_or_in_the_data(reported):
    with (reported / "fund" / "members.csv").open(encoding="utf-8-sig", newline="") as stream:
        members = list(csv.DictReader(stream))
    shown = [path for path in (reported / "out").iterdir() if path.is_file()]
    for path in shown:
        text = path.read_text("utf-8")
        assert not any(member["national_id"] in text for member in members), path.name
        assert not any(member["last_name"] in text for member in members), path.name
