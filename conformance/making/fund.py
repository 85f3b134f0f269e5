"""A fund as fixtures need it: its tables as text, and how they become the files of a package.

Everything stands here as text and is put into files by plain Python, from the specification; the library has no part in
it. What a reader is expected to answer is stated beside the fault that was planted, never taken from a reader.
"""

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

__all__ = [
    "FIRST",
    "HEAD",
    "PACKAGES",
    "REFUSED",
    "SEALED",
    "THIRD",
    "Case",
    "Fund",
    "case",
    "in_file",
    "in_folder",
    "small",
    "whole",
]

Files = dict[str, bytes]
Table = list[list[str]]
BOM = "\ufeff"
REFUSED: Mapping[str, object] = {"refused": True}


@dataclass(frozen=True)
class Case:
    """One fixture: what it shows, where that is specified, its files by path, what is read, and the answer to it."""

    shows: str
    page: str
    files: Mapping[str, bytes]
    reads: tuple[str, ...]
    answer: Mapping[str, object]
    hidden: tuple[str, ...] = ()


PACKAGES: dict[str, Callable[[], Case]] = {}


def case(make: Callable[[], Case]) -> Callable[[], Case]:
    """Keep a fixture under the name of its function."""
    PACKAGES[make.__name__.replace("_", "-")] = make
    return make


# --- a fund, and how it is written -------------------------------------------------------------------------

BYLAW = """\
format = "communitywelfare.bylaw/1"
fund = "F01"
name = { th = "กองทุนตัวอย่าง", en = "Example fund" }
governs = "event date"

[[version]]
id = "1"
adopted = 2020-01-01
effective = 2020-01-01
tenure_from = "applied"
year_start = "10-01"
cite = "ระเบียบ พ.ศ. 2563"
source = "invented for these fixtures"

[version.dues]
convention = "FLAT_30"
rate = "1.00"
first_month = "month of joining"
entry_fee = "0.00"

[version.standing]
arrears_at_most_months = 3

[version.benefit.death]
label = { th = "เสียชีวิต", en = "death" }
category = "04"
cite = "ข้อ 9"
amount = { form = "flat", pays = "2500.00" }
"""

FUND: Table = [
    [
        "fund_id",
        "fund_name",
        "area_type",
        "villages_total",
        "contribution_basis",
        "contribution_rate",
        "fiscal_year_start",
    ],
    ["F01", "กองทุนตัวอย่าง", "TAMBON", "9", "FLAT_30", "1.00", "10-01"],
]
FIRST, THIRD = "9000000000012", "9000000000021"
MEMBERS: Table = [
    [
        "member_no",
        "national_id",
        "no_id_reason",
        "first_name",
        "join_date",
        "status",
        "exit_date",
        "carry_forward",
        "note",
    ],
    ["001", FIRST, "", "สมมุติ", "2024-01-15", "ACTIVE", "", "100.00", ""],
    ["002", "", "บัตรหาย", "ตัวอย่าง", "2024-02-01", "ACTIVE", "", "", "เดือนนี้ย้ายบ้าน, หมู่ 3"],
    ["003", THIRD, "", "ทดลอง", "2023-05-05", "RESIGNED", "2024-03-31", "0.00", 'เขียนว่า "ลาออก"'],
]
RECEIPTS: Table = [
    ["receipt_no", "receipt_date", "member_no", "kind", "period_from", "period_to", "amount", "void"],
    ["1", "2024-02-03", "001", "MONTHLY", "2024-01", "2024-02", "60.00", ""],
    ["2", "2024-03-03", "002", "MONTHLY", "2024-02", "2024-03", "60.00", ""],
    ["3", "2024-03-04", "002", "MONTHLY", "2024-03", "2024-03", "30.50", "1"],
]
CLAIMS: Table = [
    ["claim_no", "claim_date", "member_no", "category", "rule_id", "event_date", "status", "amount_paid"],
    ["1/2567", "2024-02-20", "001", "04", "death", "2024-02-18", "PAID", "2500.00"],
    ["2/2567", "2024-02-21", "002", "04", "death", "2024-02-18", "PENDING", "2500.00"],
]
WAIVERS: Table = [["member_no", "period_from", "period_to", "decided_date", "decided_ref"]]
JOURNAL: Table = [
    [
        "entry_no",
        "entry_date",
        "event_date",
        "line",
        "account",
        "source",
        "debit",
        "credit",
        "description",
        "doc_type",
        "doc_no",
        "member_no",
        "holder",
        "source_ref",
        "reverses",
        "recorded_at",
    ],
    *(
        [number, day, "", line, account, "MEMBERS", debit, credit, words, "RECEIPT", number, "", "", "", "", moment]
        for number, day, moment, line, account, debit, credit, words in (
            ("1", "2024-02-03", "2024-02-03T12:00:00+07:00", "1", "1100", "60.00", "", "เงินสมทบ"),
            ("1", "2024-02-03", "2024-02-03T12:00:00+07:00", "2", "3100", "", "60.00", "เงินสมทบ"),
            ("2", "2024-03-03", "2024-03-03T12:00:00+07:00", "1", "1100", "60.00", "", "รับ, ครบ"),
            ("2", "2024-03-03", "2024-03-03T12:00:00+07:00", "2", "3100", "", "60.00", "รับ\r\nครบ"),
        )
    ),
]
SMALL = {"fund": FUND, "members": MEMBERS, "contributions": RECEIPTS}
WHOLE = {**SMALL, "benefits": CLAIMS, "waivers": WAIVERS}
SMALL_TOTALS = {"members.ACTIVE": "2", "members.RESIGNED": "1", "contributions.amount": "120.00"}
WHOLE_TOTALS = {
    **SMALL_TOTALS,
    "benefits.amount_paid": "2500.00",
    "journal.debit": "120.00",
    "journal.credit": "120.00",
}
MANIFEST = {
    "format": "communitywelfare.package/1",
    "producer": "the conformance suite",
    "fund_id": "F01",
    "as_of": "2024-09-30",
    "era": "CE",
    "encoding": "utf-8-sig",
    "masked": False,
    "synthetic": True,
}


def quoted(cell: str) -> str:
    """A cell, quoted where it must be."""
    return '"' + cell.replace('"', '""') + '"' if any(sign in cell for sign in ',"\r\n') else cell


def line(cells: list[str]) -> str:
    """A record without its end."""
    return ",".join(map(quoted, cells))


def csv_text(table: Table, ends: str = "\r\n") -> str:
    """A table as text."""
    return "".join(line(cells) + ends for cells in table)


def chained(table: Table) -> tuple[Table, str]:
    """A journal with its two last columns filled in, and its head."""
    header, *rows = table
    found, prev, stored = [[*header, "prev", "hash"]], "0" * 64, list[str]()
    for row, after in zip(rows, [*rows[1:], [""]], strict=True):
        stored.append(line(row))
        if row[0] == after[0]:
            found.append([*row, "", ""])
            continue
        sealed = sha256("\n".join((prev, *stored)).encode()).hexdigest()
        found.append([*row, prev, sealed])
        prev, stored = sealed, []
    return found, prev


SEALED, HEAD = chained(JOURNAL)


def json_bytes(document: object) -> bytes:
    """A JSON document as its file."""
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


@dataclass
class Fund:
    """A package to be written: its tables, what its manifest says beside the usual, and how text becomes bytes."""

    tables: dict[str, Table]
    totals: Mapping[str, str]
    encoding: str = "utf-8-sig"
    ends: str = "\r\n"
    says: Mapping[str, object] = field(default_factory=dict)

    def files(self) -> Files:
        """The files of its folder."""
        tables = {
            f"{name}.csv": csv_text(table, self.ends).encode(self.encoding) for name, table in self.tables.items()
        }
        files = {"bylaw.toml": BYLAW.encode(), **tables}
        return {"manifest.json": json_bytes(self.manifest(files)), **files}

    def manifest(self, files: Mapping[str, bytes]) -> dict[str, object]:
        """What the manifest says of these files."""
        counted = {
            "rows": {name: len(table) - 1 for name, table in self.tables.items()},
            "control_totals": dict(self.totals),
            "sha256": {name: sha256(data).hexdigest() for name, data in sorted(files.items())},
        }
        return {**MANIFEST, "encoding": self.encoding, **counted, **self.says}

    def answer(self, **more: object) -> dict[str, object]:
        """What a reader answers if nothing is wrong, with what this fixture has otherwise."""
        rows = {name: rows_of(table) for name, table in self.tables.items() if name != "journal"}
        right = {"refused": False, "told": [], "rows": rows, "set_aside": {}, "totals": dict(self.totals)}
        head = {"head": HEAD} if "journal" in self.tables else {}
        return {**right, **head, **more}


def rows_of(table: Table) -> dict[str, dict[str, str]]:
    """The rows of a table by their number, without blank cells."""
    header, *rows = table
    return {
        str(number): {name: cell for name, cell in zip(header, row, strict=True) if cell}
        for number, row in enumerate(rows, start=2)
    }


def small(**more: Any) -> Fund:
    """A fund of three members and three receipts."""
    return Fund(deepcopy(SMALL), SMALL_TOTALS, **more)


def whole(**more: Any) -> Fund:
    """The same fund with claims and a journal."""
    return Fund({**deepcopy(WHOLE), "journal": deepcopy(SEALED)}, WHOLE_TOTALS, **more)


def folder(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Files in the folder `fund`."""
    return {f"fund/{name}": data for name, data in files.items()}


def in_folder(shows: str, page: str, files: Files, answer: Mapping[str, object]) -> Case:
    """A fixture that is a folder."""
    return Case(shows, page, folder(files), ("package", "fund"), answer, (FIRST, THIRD))


def in_file(shows: str, page: str, file: tuple[str, bytes], answer: Mapping[str, object]) -> Case:
    """A fixture that is one file."""
    name, contents = file
    return Case(shows, page, {name: contents}, ("package", name), answer, (FIRST, THIRD))
