"""Files that lie alone: by-laws, schemes, forms, journals, cash books, passbooks, collection sheets, backups."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from pyarrow import BufferOutputStream, table
from pyarrow.parquet import write_table
from reading import Reader, from_path, room
from wholes import one_member, whole

from communitywelfare.fund.collection import SheetId
from communitywelfare.io._files import read_resource
from communitywelfare.io._quick_journal import quick_sums
from communitywelfare.io._tables import Sheet, decode, utf_8
from communitywelfare.io._toml_lines import lines_of
from communitywelfare.io._toml_text import toml_document
from communitywelfare.io.assumptions_toml import parse_assumptions, read_assumptions, shipped_assumptions
from communitywelfare.io.assumptions_writer import write_assumptions
from communitywelfare.io.backup import read_backup, restore
from communitywelfare.io.books import read_book
from communitywelfare.io.bylaw_toml import lint_bylaw, parse_bylaw, read_bylaw
from communitywelfare.io.cash_book import cash_book_bytes, read_cash_book
from communitywelfare.io.change_toml import parse_change, read_change, read_compared
from communitywelfare.io.collection_sheet import read_sheet
from communitywelfare.io.containers import CONTAINERS
from communitywelfare.io.containers.tables import tables_of
from communitywelfare.io.form_toml import parse_common, parse_request_form, parse_status_form
from communitywelfare.io.founding_toml import found_by_file, founded_on, parse_answers
from communitywelfare.io.journal import broken_at
from communitywelfare.io.journal_columns import journal_columns
from communitywelfare.io.jsonl import JournalExport, read_jsonl, write_jsonl
from communitywelfare.io.key_file import read_key
from communitywelfare.io.manifest import not_understood, parse_manifest
from communitywelfare.io.nation_arrow import read_nation
from communitywelfare.io.passbook import read_passbook
from communitywelfare.io.register import read_register
from communitywelfare.io.retention_toml import parse_retention
from communitywelfare.io.scheme_toml import parse_scheme
from communitywelfare.io.shipped import example_bylaw
from communitywelfare.io.store_sqlite import JournalStore
from communitywelfare.io.stored import journal_of, stored_entries, stored_in, verify
from communitywelfare.io.training_toml import started_exercise
from communitywelfare.rules.changes import changed, what_changed
from communitywelfare.synthetic import Plan, make_package, register_sheet

__all__ = ["FILES"]


@cache
def _fund():  # a fund
    return make_package(Plan(members=4, years=2, seed=4)).fund


def _cash_book(contents: bytes) -> object:
    return read_cash_book("cash.csv", contents, _fund().chart, _fund().sources, source="MEMBERS")


def _cash_book_seeds() -> list[bytes]:
    head = "วันที่,เลขที่เอกสาร,รายการ,ประเภท/รหัสบัญชี,รับ (เงินสด),รับธนาคาร,จ่ายเงินสด,จ่ายธนาคาร,คงเหลือเงินสด,คงเหลือธนาคาร"
    lines = [head, "2024-01-01,,ยอดยกมา,,,,,,100.00,2000.00", '2024-01-02,1,"ค่า ""น้ำ""",41010,30.00,,,,130.00,2000.00']
    return ["\r\n".join([*lines, ",,,,,,,,,", ""]).encode(), cash_book_bytes((), _fund().chart)]


def _sheet_seeds() -> list[bytes]:
    head = "เลขที่ใบเก็บเงิน,เลขที่สมาชิก,ชื่อ-นามสกุล,ค้างชำระ,เดือนนี้,ต้องชำระ,รับเงินแล้ว,หมายเหตุ"
    number = SheetId("3", date(2024, 9, 30))
    return [f"\ufeff{head}\r\n{number},M00001,ก ข,0.00,30.00,30.00,30.00,\r\n{number},รวม,,,,,30.00,\r\n".encode()]


def _store_seed() -> list[bytes]:
    path = room() / "seed.sqlite"
    path.unlink(missing_ok=True)
    with JournalStore(str(path), fund_id="F") as store:
        store.append(make_package(Plan(members=1, years=1, seed=1)).fund.journal)
    return [path.read_bytes()]


def _store(path: str) -> object:
    Path(f"{path}-journal").unlink(missing_ok=True)
    with JournalStore(path) as store:
        found = store.verify()
        _said = store.fund_id, store.head, len(store)
        for read in (store.stored, store.journal):
            read()
        return () if found is None else (found,)


def _book(path: str) -> object:
    bylaw = room() / "book.toml"
    bylaw.write_bytes(whole()["bylaw.toml"])
    return read_book(str(bylaw.parent), [bylaw.name], kept=path)


def _book_seeds() -> list[bytes]:
    path = room() / "seed.book"
    path.unlink(missing_ok=True)
    _book(str(path))
    return [path.read_bytes()]


def _stored(text: str) -> object:
    entries = tuple(stored_in(text))
    verify(entries)
    return journal_of(entries)


def _columns(contents: bytes) -> object:
    fund = _fund()
    found = journal_columns([("F", contents)], fund.chart, fund.sources)
    quick_sums(contents, fund.chart, fund.sources)
    return found


def _rows(contents: bytes) -> object:
    text = decode("any.csv", contents, "utf-8-sig")
    sheets = [Sheet("any.csv", text), Sheet("any.csv", utf_8("any.csv", contents, "utf-8"))]
    return [list(sheet.blocks()) for sheet in sheets]


def _lines(contents: bytes) -> object:
    text, _values = toml_document(contents, "any.toml", code="bylaw.not_toml")
    return lines_of(text)


def _restored(path: str) -> object:
    return restore(path, str(room() / "restored"))


def _manifest(contents: bytes) -> object:
    parse_manifest(contents)
    return tuple(not_understood(contents))


def _tables_of(contents: bytes) -> object:
    return tables_of({**whole(), "members.csv": contents})


def _jsonl_seeds() -> list[bytes]:
    journal = make_package(Plan(members=1, years=1, seed=1)).fund.journal
    return [write_jsonl(JournalExport("F", stored_entries(journal)))]


def _bylaw_seeds() -> list[bytes]:
    root = Path(__file__).resolve().parents[2] / "examples"
    shown = [root / "chamuang" / "bylaw.toml", *sorted(root.glob("bylaws/*.toml"))]
    return [path.read_bytes() for path in shown]


def _shipped(*names: str) -> Callable[[], list[bytes]]:
    return lambda: [read_resource(f"data/{name}.toml") for name in names]


_WITH_A_TABLE = b"""\
format = "communitywelfare.assumptions/1"
id = "own"
name = { th = "x", en = "x" }
[mortality]
source = "x"
licence = "x"
cite = "x"
year = 2024
confidence = "published"
reason = { th = "x", en = "x" }
csv = "own.csv"
"""


_CHANGE = """\
format = "communitywelfare.change/1"
name = { th = "เพิ่มค่าทำศพ", en = "more for funerals" }
remove = ["scholarship", "hospital.limits[1]"]
[change]
"death.steps[4].pay" = "25000.00"
dues.rate = "1.50"
[change.birth]
wait = "1 year"
[replace]
"hospital.amount" = { form = "flat", pays = 600 }
""".encode()


_PEOPLE = {
    "fund": ["A", "A"],
    "member": ["1", "2"],
    "sex": ["M", "F"],
    "birth": [date(1960, 2, 29), date(1990, 1, 1)],
    "joined": [date(2015, 1, 1), date(2016, 1, 1)],
}
_FUNDS = {
    "fund": ["A"],
    "bylaw": ["bylaw.toml"],
    "as_of": [date(2025, 9, 30)],
    "expenses": [100_00],
    "opening.MEMBERS": [5_000_00],
}


def _parquet(columns: dict[str, list[object]]) -> bytes:
    out = BufferOutputStream()
    write_table(table(columns), out)
    return out.getvalue().to_pybytes()


def _nation(members: bytes, funds: bytes) -> object:
    folder = room()
    files = {"members.parquet": members, "funds.parquet": funds, "bylaw.toml": example_bylaw()}
    for name, contents in files.items():
        (folder / name).write_bytes(contents)
    return read_nation(str(folder / "members.parquet"), str(folder / "funds.parquet"), years=1)


@cache
def _example():  # a by-law
    return parse_bylaw(example_bylaw(), "bylaw.toml")


def _register(path: str) -> object:
    fund, imported = read_register(path, _example(), as_of=date(2024, 9, 30), synthetic=True)
    return len(fund.register), imported.findings


def _register_seeds() -> list[bytes]:
    return [register_sheet(Plan(members=3, years=1, seed=1), file="register.csv")]


def _changed(contents: bytes) -> object:
    changes = parse_change(contents, "change.toml").changes
    after = changed(_example(), changes, on=date(2027, 1, 1))
    return [each.finding for each in what_changed(_example(), after, on=date(2027, 1, 1))]


def _founded(contents: bytes) -> object:
    return founded_on(parse_answers(contents, "answers.toml"), recorded_at=_WHEN)


def _founded_by(path: str) -> object:
    return found_by_file(path, recorded_at=_WHEN)


def _started(path: str) -> object:
    return started_exercise(Path(path).parent)


_EXERCISE = b'format = "communitywelfare.exercise/1"\nexercise = "month"\n'
_WHEN = datetime(2026, 1, 1, 5, tzinfo=UTC)
_ANSWERS = """format = "communitywelfare.founding/1"
[fund]
name = "กองทุนทดลอง"
id = "TD-1"
founded = "1/10/2567"
[area]
kind = "TAMBON"
subdistrict = "ทดลอง"
district = "ทดลอง"
province = "ทดลอง"
code = "100101"
villages = 9
population = "4,321"
[bylaw]
cite = "ระเบียบกองทุน พ.ศ. 2567"
adopted = 2024-09-15
tenure_from = "applied"
arrears_months = 3
[dues]
convention = "ANNUAL_DIV_12"
rate = "365"
rounding_to = "0.25"
rounding_direction = "up"
first_month = "month of joining"
entry_fee = 20
[books]
year_start = "1 ต.ค."
[opening]
CODI_SEED = "55,000"
place = "BANK"
[benefit]
hospital = { take = false }
elderly = { take = false }
scholarship = { take = true, pays = "500", wait = "0 วัน", relations = ["SELF", "CHILD"], times_a_year = 1 }
disaster = { take = "ไม่" }
[benefit.birth]
take = "ใช่"
pays = 500
wait = "๖ เดือน"
documents = "สูติบัตร, บัตรประชาชน"
[benefit.death]
take = true
steps = [{ from = "180 days", pay = "2,500" }, { from = "1 ปี", pay = 5000 }]
nominees = true
""".encode()


def _table_of_rates(_name: str) -> bytes:
    return read_resource("data/assumptions/wpp2024-mortality-2020-2024.csv")


FILES = (
    Reader(
        "manifest",
        "json",
        _manifest,
        lambda: [whole()["manifest.json"]],
    ),
    Reader(
        "backup",
        "zip",
        from_path("backup.zip", read_backup),
        lambda: [CONTAINERS[".zip"].pack(one_member())],
    ),
    Reader(
        "restore",
        "zip",
        from_path("restore.zip", _restored),
        lambda: [CONTAINERS[".zip"].pack(one_member())],
    ),
    Reader("by-law", "toml", lambda it: parse_bylaw(it, "bylaw.toml"), _bylaw_seeds),
    Reader("lint", "toml", lambda it: lint_bylaw(it, "bylaw.toml"), _bylaw_seeds),
    Reader("people of a nation", "bytes", lambda it: _nation(it, _parquet(_FUNDS)), lambda: [_parquet(_PEOPLE)]),
    Reader("funds of a nation", "bytes", lambda it: _nation(_parquet(_PEOPLE), it), lambda: [_parquet(_FUNDS)]),
    Reader("answers of a founding", "toml", _founded, lambda: [_ANSWERS]),
    Reader("answers of a founding, a file", "toml", from_path("answers.toml", _founded_by), lambda: [_ANSWERS]),
    Reader("exercise that was started", "toml", from_path("exercise.toml", _started), lambda: [_EXERCISE]),
    Reader("change", "toml", lambda it: parse_change(it, "change.toml"), lambda: [_CHANGE]),
    Reader("change made", "toml", _changed, lambda: [_CHANGE]),
    Reader("change, a file", "toml", from_path("change.toml", read_change), lambda: [_CHANGE]),
    Reader("by-law, a file", "toml", from_path("bylaw.toml", read_bylaw), lambda: [example_bylaw()]),
    Reader("register, a sheet", "csv", from_path("register.csv", _register), _register_seeds),
    Reader("compared", "toml", from_path("compared.toml", read_compared), lambda: [_CHANGE, example_bylaw()]),
    Reader(
        "scheme",
        "toml",
        lambda it: parse_scheme(it, "scheme.toml"),
        _shipped("schemes/state_via_codi", "schemes/codi_seed", "schemes/local_government"),
    ),
    Reader(
        "assumptions",
        "toml",
        lambda it: parse_assumptions(it, "assumptions.toml", beside=_table_of_rates),
        _shipped("assumptions/thailand"),
    ),
    Reader(
        "assumptions, a file",
        "toml",
        from_path("assumptions.toml", read_assumptions),
        lambda: [write_assumptions(shipped_assumptions()).encode()],
    ),
    Reader(
        "assumptions, a table",
        "csv",
        lambda it: parse_assumptions(_WITH_A_TABLE, "own.toml", over=shipped_assumptions(), beside=lambda _name: it),
        lambda: [_table_of_rates("")],
    ),
    Reader(
        "form answers",
        "toml",
        lambda it: parse_common(it, "common.toml"),
        _shipped("forms/common"),
    ),
    Reader(
        "request form",
        "toml",
        lambda it: parse_request_form(it, "request.toml"),
        _shipped("forms/request_2567"),
    ),
    Reader(
        "status form",
        "toml",
        lambda it: parse_status_form(it, "status.toml"),
        _shipped("forms/status_2567"),
    ),
    Reader(
        "retention",
        "toml",
        lambda it: parse_retention(it, "retention.toml"),
        _shipped("retention"),
    ),
    Reader("key", "text", from_path("fund.key", read_key), lambda: [b"07" * 32 + b"\n"]),
    Reader("lines of TOML", "toml", _lines, _bylaw_seeds),
    Reader(
        "journal, stored",
        "csv",
        lambda it: _stored(it.decode("utf-8", "replace")),
        lambda: [whole()["journal.csv"]],
    ),
    Reader(
        "journal, its chain",
        "csv",
        lambda it: broken_at(it.decode("utf-8", "replace")),
        lambda: [whole()["journal.csv"]],
    ),
    Reader(
        "journal, columns",
        "csv",
        _columns,
        lambda: [whole()["journal.csv"], whole()["journal.csv"][3:]],
    ),
    Reader("journal, JSON lines", "json", read_jsonl, _jsonl_seeds),
    Reader("journal, SQLite", "bytes", from_path("store.sqlite", _store), _store_seed),
    Reader("by-laws, kept", "bytes", from_path("kept.book", _book), _book_seeds),
    Reader("cash book", "csv", _cash_book, _cash_book_seeds),
    Reader(
        "passbook",
        "csv",
        lambda it: read_passbook(it, "bank.csv", account="12010"),
        lambda: [whole()["bank.csv"]],
    ),
    Reader(
        "collection sheet",
        "csv",
        lambda it: read_sheet(it, "sheet.csv"),
        _sheet_seeds,
    ),
    Reader("rows of CSV", "csv", _rows, lambda: [whole()["members.csv"]]),
    Reader(
        "tables of a package",
        "csv",
        _tables_of,
        lambda: [whole()["members.csv"]],
    ),
)
"""Readers of files that lie alone."""
