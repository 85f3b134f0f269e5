"""Fixtures that are folders: sound ones, cells, files, what the manifest states, the journal."""

import json
from collections.abc import Callable, Mapping

from fund import (
    BOM,
    FIRST,
    MANIFEST,
    MEMBERS,
    PACKAGES,
    RECEIPTS,
    REFUSED,
    SEALED,
    SMALL_TOTALS,
    WAIVERS,
    WHOLE_TOTALS,
    Case,
    Files,
    Fund,
    Table,
    case,
    csv_text,
    in_folder,
    json_bytes,
    rows_of,
    small,
    whole,
)

# --- sound packages ----------------------------------------------------------------------------------------


@case
def folder_small() -> Case:
    fund = small()
    return in_folder("the smallest fund, in a folder", "containers.md#the-folder", fund.files(), fund.answer())


@case
def folder_whole() -> Case:
    fund = whole()
    return in_folder(
        "claims, a table with a header only, and a journal of two entries, one with a line break in a cell",
        "journal.md",
        fund.files(),
        fund.answer(),
    )


@case
def folder_utf_8() -> Case:
    fund = small(encoding="utf-8")
    files = fund.files()
    files["members.csv"] = BOM.encode() + files["members.csv"]
    files["manifest.json"] = json_bytes(fund.manifest({n: d for n, d in files.items() if n != "manifest.json"}))
    return in_folder(
        "UTF-8; a byte order mark that stands there is left out", "cells.md#encodings", files, fund.answer()
    )


@case
def folder_cp874() -> Case:
    fund = whole(encoding="cp874")
    return in_folder(
        "tables in CP874; the manifest and the by-law are UTF-8", "cells.md#encodings", fund.files(), fund.answer()
    )


@case
def folder_line_feeds() -> Case:
    fund = small(ends="\n")
    return in_folder("lines that end with LF alone are read too", "cells.md#csv", fund.files(), fund.answer())


@case
def folder_other_order() -> Case:
    fund = small()
    answer = fund.answer()
    fund.tables["contributions"] = [list(reversed(row)) for row in RECEIPTS]
    return in_folder("columns stand in any order", "cells.md#csv", fund.files(), answer)


@case
def folder_thai_headers() -> Case:
    fund = small()
    answer = fund.answer()
    thai = ["เลขที่ใบเสร็จ", "วันที่รับเงิน", "เลขที่สมาชิก", "รายการ", "งวดตั้งแต่", "งวดถึง", "จำนวนเงิน", "ยกเลิก"]
    fund.tables["contributions"][0] = thai
    return in_folder("Thai headers are understood", "cells.md#csv", fund.files(), answer)


@case
def nothing_stated() -> Case:
    fund = small()
    files = fund.files()
    files["manifest.json"] = json_bytes(MANIFEST)
    told = [f"file.not_in_manifest {name}" for name in sorted(files) if name != "manifest.json"]
    return in_folder(
        "what the manifest does not state is not compared; files it does not list are told",
        "containers.md#the-manifest",
        files,
        fund.answer(told=told),
    )


@case
def things_unknown() -> Case:
    fund = small(says={"colour": "blue"})
    answer = fund.answer(told=["manifest.unknown_key colour", "table.unknown_column members.csv favourite"])
    fund.tables["members"] = [[*row, cell] for row, cell in zip(MEMBERS, ["favourite", "1", "2", "3"], strict=True)]
    files = fund.files()
    files["notes.txt"] = "ของคนอื่น".encode()
    return in_folder(
        "an unknown key and column are told and the rest is read; a file of somebody else's is left alone",
        "index.md#versions-and-what-is-promised",
        files,
        answer,
    )


# --- cells -------------------------------------------------------------------------------------------------

APOSTROPHES = {
    "'=1+1": "=1+1",
    "''=1+1": "'=1+1",
    "'tis": "'tis",
    "'-5": "-5",
    "'@ชื่อ": "@ชื่อ",
    "' =1": " =1",
    "'\u3000\uff1d1": "\u3000\uff1d1",
    "'\uff0b66": "\uff0b66",
    "'": "'",
    "''": "''",
    "'ก=1": "'ก=1",
}


@case
def cells_apostrophes() -> Case:
    fund = small()
    header = ["member_no", "join_date", "status", "note"]
    fund.tables["members"] = [
        header,
        *([f"{n:03d}", "2024-01-15", "ACTIVE", cell] for n, cell in enumerate(APOSTROPHES)),
    ]
    fund.totals = {"members.ACTIVE": str(len(APOSTROPHES)), "contributions.amount": "120.00"}
    rows = fund.answer()["rows"]
    for row, text in zip(rows["members"].values(), APOSTROPHES.values(), strict=True):
        row["note"] = text
    return in_folder(
        "exactly one apostrophe is taken away, where the rule says so",
        "cells.md#the-apostrophe-rule",
        fund.files(),
        fund.answer(rows=rows),
    )


@case
def cells_as_people_type_them() -> Case:
    fund = small()
    typed = {
        "national_id": ("๙-๐๐๐๐-๐๐๐๐๐-๐๑-๒", FIRST),
        "join_date": (" 2024-01-15 ", "2024-01-15"),
        "birth_date": ("1955-04", "1955-04"),
        "carry_forward": ("1,234.5", "1234.50"),
        "first_name": ("สม  มุติ", "สม  มุติ"),
    }
    fund.tables["members"] = [
        ["member_no", "status", *typed],
        ["007", "ACTIVE", *(cell for cell, _value in typed.values())],
        ["7", "ACTIVE", "", "2024-02-01", "1956", "7", "-"],
    ]
    fund.tables["members"][2][6] = "'-"
    fund.totals = {"members.ACTIVE": "2", "contributions.amount": "120.00"}
    rows = fund.answer()["rows"]
    rows["members"]["2"] |= {name: value for name, (_cell, value) in typed.items()}
    rows["members"]["3"] |= {"carry_forward": "7.00", "first_name": "-"}
    return in_folder(
        "what is read and not written so; 007 is not 7", "cells.md#kinds", fund.files(), fund.answer(rows=rows)
    )


@case
def cells_figures_of_a_plan() -> Case:
    fund = small()
    fund.tables["plans"] = [["plan", "name", "since"], ["PL1", "แผนสามปี", "2024-01-01"]]
    fund.tables["goals"] = [
        ["goal", "plan", "text", "indicator", "baseline", "target", "measured"],
        ["G1", "PL1", "ครอบคลุมประชากร", "population", "-1,200.50", "40", ""],
        ["G2", "PL1", "ทำบัญชีได้ทุกหมู่บ้าน", "", "0", "7.000", "3"],
        ["G3", "PL1", "ตัวเลขที่อ่านไม่ได้", "", "1.2345678", "7", ""],
    ]
    fund.tables["activities"] = [
        ["activity", "goal", "text", "budget", "state"],
        ["A1", "G1", "รับสมัครสมาชิก", "30000", "UNDER_WAY"],
    ]
    rows = fund.answer()["rows"]
    rows["goals"]["2"]["baseline"] = "-1200.50"
    del rows["goals"]["4"]
    rows["activities"]["2"]["budget"] = "30000.00"
    return in_folder(
        "a plan with its goals and activities; digits behind the point stay as many as they are",
        "cells.md#kinds",
        fund.files(),
        fund.answer(rows=rows, set_aside={"goals": {"4": ["baseline"]}}),
    )


WRONG_MEMBERS = {
    "join_date": ("2567-01-15", "2024-02-30", "15/01/2024", "2024-1-5", ""),
    "status": ("active", "ปกติ", "LOST", ""),
    "national_id": ("900000000001", "90000000000123", "900000000001X"),
    "birth_date": ("2498", "1955-13"),
    "carry_forward": ("12.345", "l20", "1,23.00", "1e3"),
    "exit_date": ("2024-02-30",),
    "member_no": ("",),
}


@case
def cells_that_cannot_be() -> Case:
    fund = small()
    right = {
        "member_no": "m",
        "national_id": "",
        "join_date": "2024-01-15",
        "status": "ACTIVE",
        "birth_date": "",
        "carry_forward": "",
        "exit_date": "",
    }
    wrong = [(name, cell) for name, cells in WRONG_MEMBERS.items() for cell in cells]
    rows = [{**right, "member_no": f"{n:03d}", name: cell} for n, (name, cell) in enumerate(wrong)]
    rows.append({**right, "member_no": "999"})
    fund.tables["members"] = [list(right), *(list(row.values()) for row in rows)]
    counted = [row["status"] for row in rows].count("ACTIVE")
    fund.totals = {"members.ACTIVE": str(counted), "contributions.amount": "120.00"}
    last = str(len(rows) + 1)
    sound = fund.answer()["rows"]
    sound["members"] = {last: sound["members"][last]}
    aside = {str(at): [name] for at, (name, _cell) in enumerate(wrong, start=2)}
    return in_folder(
        "one cell of each row cannot be: each such row is set aside and its column is told; the last row is sound",
        "cells.md#rows-that-cannot-be-used",
        fund.files(),
        fund.answer(rows=sound, set_aside={"members": aside}),
    )


@case
def cells_two_wrong_in_one_row() -> Case:
    fund = small()
    fund.tables["contributions"][2] = ["2", "2567-03-03", "002", "MONTH", "2024-13", "2024-03", "60", "Y"]
    fund.totals = {**SMALL_TOTALS}
    rows = fund.answer()["rows"]
    del rows["contributions"]["3"]
    aside = {"contributions": {"3": ["kind", "period_from", "receipt_date", "void"]}}
    return in_folder(
        "all columns of a row that cannot be are told, and its amount still counts in the total",
        "containers.md#control-totals",
        fund.files(),
        fund.answer(rows=rows, set_aside=aside),
    )


# --- files that cannot be read whole -----------------------------------------------------------------------


def spoilt(name: str, change: Callable[[bytes], bytes], fund: Fund) -> Files:
    """A fund's files with one that was spoilt before the digests were taken."""
    files = fund.files()
    files[name] = change(files[name])
    files["manifest.json"] = json_bytes(fund.manifest({n: d for n, d in files.items() if n != "manifest.json"}))
    return files


def without(fund: Fund, table: str, *told: str) -> Mapping[str, object]:
    """The answer where a table cannot be read at all."""
    rows = {name: each for name, each in fund.answer()["rows"].items() if name != table}
    totals = {name: each for name, each in fund.totals.items() if not name.startswith(f"{table}.")}
    return fund.answer(told=sorted(told), rows=rows, totals=totals)


@case
def file_of_another_encoding() -> Case:
    fund = small()
    files = spoilt("members.csv", lambda data: data.decode("utf-8-sig").encode("cp874"), fund)
    return in_folder(
        "a file that is not of the declared encoding is not read, and none is guessed",
        "index.md#conformance",
        files,
        without(fund, "members", "file.encoding members.csv"),
    )


@case
def file_with_a_byte_that_cp874_lacks() -> Case:
    fund = small(encoding="cp874")
    files = spoilt("members.csv", lambda data: data.replace("สมมุติ".encode("cp874"), b"\xdb\xdc"), fund)
    return in_folder(
        "DB and DC are no characters of CP874",
        "cells.md#encodings",
        files,
        without(fund, "members", "file.encoding members.csv"),
    )


@case
def file_with_a_nul() -> Case:
    fund = small()
    files = spoilt("contributions.csv", lambda data: data.replace(b"60.00", b"60\0.00", 1), fund)
    return in_folder(
        "NUL is no text", "cells.md#encodings", files, without(fund, "contributions", "file.nul contributions.csv")
    )


@case
def column_missing() -> Case:
    fund = small()
    answer = without(fund, "contributions", "table.missing_column contributions.csv receipt_date")
    fund.tables["contributions"] = [[row[0], *row[2:]] for row in RECEIPTS]
    return in_folder(
        "a required column that is not there makes its table unusable",
        "cells.md#blank-and-missing",
        fund.files(),
        answer,
    )


# --- what the manifest states ------------------------------------------------------------------------------


def changed(name: str, change: Callable[[list[bytes]], object], fund: Fund) -> Files:
    """A fund's files, one of them changed afterwards, line by line."""
    files = fund.files()
    lines = files[name].split(b"\r\n")
    change(lines)
    files[name] = b"\r\n".join(lines)
    return files


@case
def receipt_lost() -> Case:
    fund = small()
    answer = fund.answer(
        told=[
            "file.hash_differs contributions.csv",
            "manifest.rows_differ contributions",
            "manifest.total_differs contributions.amount",
        ],
        totals={**SMALL_TOTALS, "contributions.amount": "60.00"},
    )
    answer["rows"]["contributions"] = rows_of([RECEIPTS[0], RECEIPTS[1], RECEIPTS[3]])
    return in_folder(
        "a receipt was lost",
        "containers.md#control-totals",
        changed("contributions.csv", lambda lines: lines.pop(2), fund),
        answer,
    )


@case
def receipt_dearer() -> Case:
    fund = small()
    answer = fund.answer(
        told=["file.hash_differs contributions.csv", "manifest.total_differs contributions.amount"],
        totals={**SMALL_TOTALS, "contributions.amount": "120.01"},
    )
    answer["rows"]["contributions"]["2"]["amount"] = "60.01"

    def dearer(lines: list[bytes]) -> None:
        lines[1] = lines[1].replace(b"60.00", b"60.01")

    return in_folder(
        "an amount was changed by a satang",
        "containers.md#control-totals",
        changed("contributions.csv", dearer, fund),
        answer,
    )


@case
def member_twice() -> Case:
    fund = small()
    answer = fund.answer(
        told=["file.hash_differs members.csv", "manifest.rows_differ members", "manifest.total_differs members.ACTIVE"],
        totals={**SMALL_TOTALS, "members.ACTIVE": "3"},
    )
    answer["rows"]["members"] = rows_of([MEMBERS[0], MEMBERS[1], MEMBERS[1], *MEMBERS[2:]])
    return in_folder(
        "a row stands twice",
        "containers.md#control-totals",
        changed("members.csv", lambda lines: lines.insert(1, lines[1]), fund),
        answer,
    )


@case
def file_gone() -> Case:
    fund = small()
    files = fund.files()
    del files["contributions.csv"]
    answer = without(
        fund,
        "contributions",
        "file.missing contributions.csv",
    )
    return in_folder("a file that the manifest lists is not there", "containers.md#the-manifest", files, answer)


@case
def bylaw_changed() -> Case:
    fund = small()
    files = changed("bylaw.toml", lambda lines: lines.append(b"# more\n"), fund)
    return in_folder(
        "the by-law is another than the manifest says",
        "containers.md#the-manifest",
        files,
        fund.answer(told=["file.hash_differs bylaw.toml"]),
    )


@case
def table_not_listed() -> Case:
    fund = small()
    files = fund.files()
    files["waivers.csv"] = csv_text(WAIVERS).encode("utf-8-sig")
    answer = fund.answer(told=["file.not_in_manifest waivers.csv"])
    answer["rows"]["waivers"] = {}
    return in_folder("a table that the manifest does not list is told", "containers.md#the-manifest", files, answer)


# --- the journal -------------------------------------------------------------------------------------------


def journal_case(shows: str, change: Callable[[Table], object], told: str, head: str, **totals: str) -> Case:
    """A whole fund whose journal was changed by someone who then mended all digests and totals."""
    fund = whole()
    change(fund.tables["journal"])
    fund.totals = {**WHOLE_TOTALS, **{f"journal.{side}": amount for side, amount in totals.items()}}
    return in_folder(shows, "journal.md", fund.files(), fund.answer(told=[told], head=head))


def with_amount(row: int, column: int, amount: str) -> Callable[[Table], None]:
    def change(table: Table) -> None:
        table[row][column] = amount

    return change


@case
def journal_amounts_changed() -> Case:
    def change(table: Table) -> None:
        table[3][6] = table[4][7] = "61.00"

    return journal_case(
        "the second entry was changed on both sides: digests and totals are right, and the chain tells",
        change,
        "journal.chain_broken 2",
        SEALED[2][-1],
        debit="121.00",
        credit="121.00",
    )


@case
def journal_without_its_beginning() -> Case:
    def change(table: Table) -> None:
        del table[1:3]

    return journal_case(
        "the first entry was taken out", change, "journal.chain_broken 2", "0" * 64, debit="60.00", credit="60.00"
    )


@case
def journal_without_its_last_hash() -> Case:
    def change(table: Table) -> None:
        table[4][-2:] = ["", ""]

    return journal_case("the last entry bears no hash", change, "journal.chain_broken 2", SEALED[2][-1])


# --- manifests that make a reader refuse -------------------------------------------------------------------


def refused_manifest(name: str, shows: str, contents: Callable[[dict[str, object]], bytes | None]) -> None:
    """A fixture whose manifest cannot be used."""

    def make() -> Case:
        files = small().files()
        changed_to = contents(json.loads(files["manifest.json"]))
        if changed_to is None:
            del files["manifest.json"]
        else:
            files["manifest.json"] = changed_to
        return in_folder(shows, "index.md#conformance", files, REFUSED)

    PACKAGES[f"manifest-{name}"] = make


def saying(key: str, value: object) -> Callable[[dict[str, object]], bytes]:
    return lambda manifest: json_bytes({**manifest, key: value})


refused_manifest("missing", "no manifest", lambda _manifest: None)
refused_manifest("not-json", "the manifest is no JSON", lambda _manifest: b'{"format": "communitywelfare.package/1",')
refused_manifest("newer", "a newer version", saying("format", "communitywelfare.package/2"))
refused_manifest("of-another-format", "another format", saying("format", "somebody.package/1"))
refused_manifest("in-buddhist-years", "an era that is not CE", saying("era", "BE"))
refused_manifest("of-an-encoding-not-listed", "an encoding that is not listed", saying("encoding", "latin-1"))
refused_manifest("of-a-buddhist-day", "an as-of day in Buddhist years", saying("as_of", "2567-09-30"))
refused_manifest(
    "without-a-day", "no as-of day", lambda manifest: json_bytes({k: v for k, v in manifest.items() if k != "as_of"})
)
