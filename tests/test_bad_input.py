"""Bad input at every door: refused with the place and the reason in Thai and English, and nothing on the disk changes.

What is posted into a closed period is refused by the periods of a fund; its row stands with them.
"""

import csv
import json
import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from io import StringIO
from pathlib import Path

import pytest
from attrs import evolve, frozen

from communitywelfare.accounting import Chart, DocumentKind, Posting, Voucher, vouchers
from communitywelfare.calendar import Month
from communitywelfare.claims import ClaimState
from communitywelfare.cli import main
from communitywelfare.contributions import Receipt, ReceiptKind
from communitywelfare.errors import Finding, WelfareError
from communitywelfare.fund import Fund, claims_desk
from communitywelfare.fund.closing import close_year
from communitywelfare.fund.desk import enrol, receive
from communitywelfare.identity import PersonName
from communitywelfare.io.package import package_files, read_package, write_package
from communitywelfare.members import Person
from communitywelfare.money import Money
from communitywelfare.synthetic import Plan, make_package
from communitywelfare.wording import LANGUAGES, known_codes, words

NOON = datetime(2024, 9, 30, 12, tzinfo=timezone(timedelta(hours=7)))
LATER = date(2024, 10, 1)  # the day after everything was recorded
PACKAGE = next(
    made
    for made in (make_package(Plan(members=30, years=3, seed=seed)) for seed in range(1, 30))
    if {"PAID", "ASSESSED"} <= {made.fund.state(each.number, made.fund.as_of).value for each in made.fund.claims}
)
FUND = PACKAGE.fund
MEMBER = next(each.number for each in FUND.register if each.ended is None)
TAKEN = FUND.journal.entries[0].voucher.number


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("bad") / "fund"
    write_package(str(folder), PACKAGE)
    return folder


@pytest.fixture
def folder(written, tmp_path) -> Path:
    return Path(shutil.copytree(written, tmp_path / "fund"))


def says(finding: Finding) -> bool:
    """Whether a finding has whole sentences of its own in both languages."""
    said = [words(finding, language) for language in LANGUAGES]
    return finding.code in known_codes() and all(said) and said[0] != said[1] and not any("{" in text for text in said)


# --- the journal's one door, and the desk --------------------------------------------------------------------


def voucher(*lines: Posting, number: str = "X1/2567", day: date = FUND.as_of, reverses: str = "") -> Voucher:
    return Voucher(
        day=day, kind=DocumentKind.RECEIPT, number=number, description="ทดสอบ", postings=lines, reverses=reverses
    )


def both(amount: object, account: str = "42030", source: str = "MEMBERS") -> tuple[Posting, Posting]:
    return Posting("12010", source, amount), Posting(account, source, -amount)


def post(made: Voucher) -> Callable[[Fund], object]:
    return lambda fund: vouchers.post(fund.journal, fund.chart, made, recorded_at=NOON, sources=fund.sources)


def shut(fund: Fund) -> Fund:
    """The fund with all its years closed."""
    for year_be in (2565, 2566, 2567):
        fund, _paper = close_year(fund, year_be, recorded_at=NOON)
    return fund


def post_into_closed(fund: Fund) -> object:
    """A voucher of a year that is closed, past the desk, which would give it the first open day."""
    closed, made = shut(fund), voucher(*both(Money(1), source="OTHER"))
    return vouchers.post(
        closed.journal, closed.chart, made, recorded_at=NOON, sources=closed.sources, periods=closed.periods
    )


def pays(amount: object, on: date = FUND.as_of) -> Callable[[Fund], object]:
    return lambda fund: receive(fund, MEMBER, amount, on=on, recorded_at=NOON)


def of_claim(state: ClaimState) -> str:
    return next(each.number for each in FUND.claims if FUND.state(each.number, FUND.as_of) is state)


def when(on: date = FUND.as_of) -> claims_desk.When:
    return claims_desk.When(on=on, recorded_at=NOON, actor="committee")


def paid_after(fund: Fund) -> object:
    """An approved claim, paid on a day that is still to come."""
    number = of_claim(ClaimState.ASSESSED)
    authority = {"reference": "มติ 1", "reason": "เห็นสมควร"}
    approved, _amount = claims_desk.approve(fund, number, when(), amount=Money.baht(1), **authority)
    return claims_desk.pay(approved, number, when(LATER))


def collected(amount: object) -> Callable[[Fund], object]:
    month = Month(2024, 9)
    receipt = Receipt(
        number="1",
        day=FUND.as_of,
        member=MEMBER,
        kind=ReceiptKind.MONTHLY,
        period_from=month,
        period_to=month,
        amount=amount,
    )
    return lambda _fund: vouchers.collection([receipt], number="X1/2567", into="11010")


def opened(amount: object) -> Callable[[Fund], object]:
    carried = [Posting("12010", "MEMBERS", amount)]
    return lambda fund: vouchers.opening(day=FUND.as_of, number="X1/2567", balances=carried, chart=fund.chart)


@frozen
class Call:
    """Something bad that is done from Python: the code that is told, and what names its place."""

    do: Callable[[Fund], object]
    code: str
    names: str


CALLS = {
    "post, unbalanced": Call(
        post(voucher(Posting("12010", "MEMBERS", Money(2)), Posting("42030", "MEMBERS", Money(-1)))),
        "journal.unbalanced",
        "X1/2567",
    ),
    "post, unbalanced within a source": Call(
        post(voucher(Posting("12010", "MEMBERS", Money(1)), Posting("42030", "DONATION", Money(-1)))),
        "journal.unbalanced",
        "X1/2567",
    ),
    "post, unknown account": Call(post(voucher(*both(Money(1), "99999"))), "journal.unknown_account", "99999"),
    "post, a heading": Call(post(voucher(*both(Money(1), "40000"))), "journal.unknown_account", "40000"),
    "post, unknown source": Call(post(voucher(*both(Money(1), source="X"))), "journal.unknown_source", "X"),
    "post, number reused": Call(post(voucher(*both(Money(1)), number=TAKEN)), "journal.number_taken", TAKEN),
    "post, into a closed period": Call(post_into_closed, "period.closed", "X1/2567"),
    "close, a year that is closed": Call(
        lambda fund: close_year(shut(fund), 2567, recorded_at=NOON), "period.closed_already", "2024"
    ),
    "post, future date": Call(post(voucher(*both(Money(1)), day=LATER)), "journal.day_ahead", "X1/2567"),
    "post, future event": Call(post(evolve(voucher(*both(Money(1))), event_day=LATER)), "journal.day_ahead", "X1/2567"),
    "post, float": Call(post(voucher(*both(0.1))), "journal.not_money", "0.1"),
    "post, whole float": Call(post(voucher(*both(30.0))), "journal.not_money", "30.0"),
    "post, satang without Money": Call(post(voucher(*both(3000))), "journal.not_money", "3000"),
    "post, nothing": Call(post(voucher()), "journal.too_few_lines", "X1/2567"),
    "post, reversal of nothing": Call(
        post(voucher(*both(Money(1)), reverses="E9999999")), "journal.cannot_reverse", "E9999999"
    ),
    "many at once, future date": Call(
        lambda fund: vouchers.bulk_entries([(voucher(*both(Money(1)), day=LATER), NOON)], fund.chart),
        "journal.day_ahead",
        "X1/2567",
    ),
    "many at once, float": Call(
        lambda fund: vouchers.bulk_entries([(voucher(*both(0.5)), NOON)], fund.chart), "journal.not_money", "0.5"
    ),
    "Money, float": Call(lambda _fund: Money(0.5), "money.unreadable", "0.5"),
    "Money of baht, float": Call(lambda _fund: Money.baht(0.1), "money.unreadable", "0.1"),
    "total, float": Call(lambda _fund: vouchers.total([Money(1), 0.25]), "money.unreadable", "0.25"),
    "collection, float": Call(collected(30.5), "money.unreadable", "30.5"),
    "opening, float": Call(opened(0.75), "money.unreadable", "0.75"),
    "receive, float": Call(pays(30.25), "money.unreadable", "30.25"),
    "receive, nothing": Call(pays(Money(0)), "receipt.not_positive", "0.00"),
    "receive, future date": Call(pays(Money(1), LATER), "journal.day_ahead", "1/2568"),
    "receive, unknown account": Call(
        lambda fund: pays(Money(1))(evolve(fund, chart=Chart(()))), "journal.unknown_account", "11010"
    ),
    "receive, unknown member": Call(
        lambda fund: receive(fund, "M99999", Money(1), on=FUND.as_of, recorded_at=NOON), "member.not_found", "M99999"
    ),
    "approve, float": Call(
        lambda fund: claims_desk.approve(fund, of_claim(ClaimState.ASSESSED), when(), amount=12.5),
        "money.unreadable",
        "12.5",
    ),
    "pay, future date": Call(paid_after, "journal.day_ahead", "2568"),
    "pay, paid before": Call(
        lambda fund: claims_desk.pay(fund, of_claim(ClaimState.PAID), when()),
        "claim.step_not_allowed",
        of_claim(ClaimState.PAID),
    ),
    "submit, number reused": Call(
        lambda fund: claims_desk.submit(fund, fund.claims[0], when()), "claim.number_taken", FUND.claims[0].number
    ),
    "enrol, number reused": Call(
        lambda fund: enrol(fund, Person(name=PersonName("ก"), citizen_id=None), on=FUND.as_of, number=MEMBER),
        "member.number_taken",
        MEMBER,
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_what_is_bad_from_python_is_refused_with_its_reason_and_changes_nothing(name):
    call, before = CALLS[name], package_files(PACKAGE)
    with pytest.raises(WelfareError) as refused:
        call.do(FUND)
    codes = [finding.code for finding in refused.value.findings]
    assert call.code in codes
    finding = refused.value.findings[codes.index(call.code)]
    named = f"{finding.place} {words(finding, 'en')}"
    assert call.names in named
    assert all(says(each) for each in refused.value.findings)
    assert package_files(PACKAGE) == before


# --- the command line ----------------------------------------------------------------------------------------

TO_COME = "2599-01-01"
COMMANDS = {
    "receive, float": (["receive", "{}", MEMBER, "30.005"], 2, "30.005"),
    "receive, words": (["receive", "{}", MEMBER, "สามสิบ"], 2, "สามสิบ"),
    "receive, future date": (["receive", "{}", MEMBER, "30", "--on", TO_COME], 3, "day.in_future"),
    "enrol, future date": (["member", "enrol", "{}", "--name", "ก", "--on", TO_COME], 3, "day.in_future"),
    "leave, future date": (
        ["member", "leave", "{}", MEMBER, "--cause", "MOVED", "--on", TO_COME],
        3,
        "day.in_future",
    ),
    "pay, future date": (["claim", "pay", "{}", FUND.claims[0].number, "--on", "31/12/2690"], 3, "day.in_future"),
    "enrol, number reused": (["member", "enrol", "{}", "--name", "ก", "--number", MEMBER], 3, "member.number_taken"),
    "receive, unknown member": (["receive", "{}", "M99999", "30"], 2, "member.not_found"),
    "approve, float": (["claim", "approve", "{}", FUND.claims[0].number, "--amount", "1.234"], 2, "1.234"),
    "pay, unknown claim": (["claim", "pay", "{}", "999/2567"], 2, "claim.not_found"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", COMMANDS)
def test_a_bad_command_ends_with_its_code_and_reason_and_leaves_every_byte(name, language, folder, capsys):
    command, code, names = COMMANDS[name]
    before = tree(folder)
    assert main([word.format(folder) for word in command] + ["--lang", language]) == code
    said = capsys.readouterr().err
    assert names in said
    assert "Traceback" not in said
    assert tree(folder) == before


# --- files ---------------------------------------------------------------------------------------------------


def cells(folder: Path, table: str, edit: Callable[[list[dict[str, str]]], None]) -> None:
    """Change the rows of a table as a person in a spreadsheet would, leaving the manifest as it is."""
    path = folder / f"{table}.csv"
    rows = list(csv.DictReader(StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    header = list(rows[0])
    edit(rows)
    out = StringIO(newline="")
    writer = csv.DictWriter(out, header, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(out.getvalue().encode("utf-8-sig"))


def change(position: int, **values: str) -> Callable[[list[dict[str, str]]], None]:
    return lambda rows: rows[position].update(values)


def last_entry(**values: str) -> Callable[[list[dict[str, str]]], None]:
    def edit(rows: list[dict[str, str]]) -> None:
        for row in rows:
            if row["entry_no"] == rows[-1]["entry_no"]:
                row.update(values)

    return edit


def drop(rows: list[dict[str, str]]) -> None:
    """A receipt that is alone in its entry is deleted."""
    entries = [row["journal_no"] for row in rows]
    alone = next(place for place, entry in enumerate(entries) if entries.count(entry) == 1)
    del rows[alone]


@frozen
class Damage:
    """What somebody did to a table outside the library: which code tells it, and in which file and column."""

    table: str
    edit: Callable[[list[dict[str, str]]], None]
    code: str
    column: str | None = None


FILES = {
    "unbalanced": Damage("journal", change(0, debit="1.23", credit=""), "journal.unbalanced"),
    "unknown account": Damage("journal", change(0, account="99999"), "journal.unknown_account", "account"),
    "number reused": Damage("journal", last_entry(doc_no=TAKEN), "journal.number_taken"),
    "future date": Damage("journal", last_entry(entry_date="2026-01-01"), "day.after_as_of"),
    "recorded before its day": Damage(
        "journal", last_entry(recorded_at="2019-01-01T12:00:00+07:00"), "journal.day_ahead"
    ),
    "float": Damage("journal", change(0, debit="30.005", credit=""), "money.unreadable", "debit"),
    "a number of a spreadsheet": Damage("journal", change(0, debit="3E+2", credit=""), "money.unreadable", "debit"),
    "a receipt's float": Damage("contributions", change(0, amount="30.005"), "money.unreadable", "amount"),
    "a receipt of tomorrow": Damage("contributions", change(-1, receipt_date="2026-01-01"), "day.after_as_of"),
    "a receipt number reused": Damage(
        "contributions",
        lambda rows: rows[-1].update(receipt_no=rows[-2]["receipt_no"], received_by="คนอื่น"),
        "audit.receipt_repeat",
        "receipt_no",
    ),
    "a deleted receipt": Damage("contributions", drop, "audit.receipts_missing", "entry_no"),
    "a changed receipt": Damage("contributions", change(-1, amount="0.01"), "audit.receipts_differ", "entry_no"),
}
READERS = (
    ["check", "{}"],
    ["books", "check", "{}"],
    ["receive", "{}", MEMBER, "30"],
    ["member", "enrol", "{}", "--name", "ก"],
)


@pytest.mark.parametrize("name", FILES)
def test_what_is_bad_in_a_file_is_told_with_its_place_and_no_command_changes_a_byte(name, folder, capsys):
    damage = FILES[name]
    cells(folder, damage.table, damage.edit)
    damaged = tree(folder)
    assert main(["books", "check", str(folder), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)["findings"]
    found = next(each for each in told if each["code"] == damage.code)
    assert found["severity"] == "error"
    assert found["place"]["file"] == ("journal.csv" if damage.column == "entry_no" else f"{damage.table}.csv")
    assert found["place"].get("record") or found["place"].get("row")
    assert damage.column in {None, found["place"]["column"]}
    assert found["th"] != found["en"]
    for command in READERS:
        assert main([word.format(folder) for word in command]) != 0
        assert tree(folder) == damaged


def test_a_row_that_cannot_be_read_is_kept_word_for_word_in_the_file(folder):
    cells(folder, "contributions", change(0, amount="30.005"))
    before = (folder / "contributions.csv").read_bytes()
    reading = read_package(str(folder))
    assert len(reading.package.fund.contributions) == len(FUND.contributions) - 1
    assert package_files(reading.package)["contributions.csv"] == before
