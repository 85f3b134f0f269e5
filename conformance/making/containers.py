"""Fixtures that are one file: ZIPs, JSON documents, workbooks; sound ones, and those that must not be read."""

import json
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from folders import receipt_dearer
from fund import BYLAW, PACKAGES, REFUSED, SMALL_TOTALS, Case, Fund, case, in_file, json_bytes, rows_of, small, whole

# --- in one file -------------------------------------------------------------------------------------------

EARLIEST = (1980, 1, 1, 0, 0, 0)


def zipped(entries: list[tuple[str, bytes]], *, packing: int = ZIP_STORED) -> bytes:
    """A ZIP of entries in their order, the same bytes every time."""
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, data in entries:
            about = ZipInfo(name, EARLIEST)
            about.compress_type, about.create_system, about.external_attr = packing, 3, 0o100600 << 16
            archive.writestr(about, data)
    return out.getvalue()


@case
def zip_whole() -> Case:
    fund = whole()
    return in_file(
        "a ZIP",
        "containers.md#in-one-file",
        ("fund.zip", zipped(sorted(fund.files().items()), packing=ZIP_DEFLATED)),
        fund.answer(),
    )


@case
def zip_with_a_receipt_dearer() -> Case:
    other = receipt_dearer()
    files = sorted((name.removeprefix("fund/"), data) for name, data in other.files.items())
    return in_file(
        "a fault is told in a ZIP as in a folder",
        "containers.md#in-one-file",
        ("fund.zip", zipped(files)),
        other.answer,
    )


def refused_zip(name: str, shows: str, make_zip: Callable[[dict[str, bytes]], bytes]) -> None:
    """A fixture of a ZIP that must not be read."""

    def make() -> Case:
        return in_file(shows, "containers.md#limits", ("fund.zip", make_zip(small().files())), REFUSED)

    PACKAGES[f"zip-{name}"] = make


def with_entry(name: str, data: bytes = b"x") -> Callable[[dict[str, bytes]], bytes]:
    return lambda files: zipped([*sorted(files.items()), (name, data)])


def with_backslash(files: dict[str, bytes]) -> bytes:
    """`zipfile` turns strokes round on Windows only, so the name is put in afterwards."""
    return with_entry("..|evil.csv")(files).replace(b"..|evil.csv", b"..\\evil.csv")


def locked(files: dict[str, bytes]) -> bytes:
    """A ZIP whose entries say that they are locked with a password."""
    contents = bytearray(zipped(sorted(files.items())))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = contents.find(mark)
        while at >= 0:
            contents[at + place] |= 1
            at = contents.find(mark, at + 4)
    return bytes(contents)


def damaged(files: dict[str, bytes]) -> bytes:
    """A ZIP with one byte of stored data changed: its check sum does not fit."""
    return zipped(sorted(files.items())).replace(b"60.00", b"60.01", 1)


def of_zeros(files: dict[str, bytes]) -> bytes:
    """A ZIP with a part that is far larger than it looks."""
    return zipped([*sorted(files.items()), ("notes.txt", bytes(2 * 1024 * 1024))], packing=ZIP_DEFLATED)


def twice(files: dict[str, bytes]) -> bytes:
    """A ZIP with a name that stands twice."""
    return with_entry("members.cs_", files["members.csv"])(files).replace(b"members.cs_", b"members.csv")


refused_zip("leads-out", "a name that leads out of the folder", with_entry("../evil.csv"))
refused_zip("leads-out-backwards", "a name that leads out on Windows", with_backslash)
refused_zip("absolute", "an absolute name", with_entry("/evil.csv"))
refused_zip("drive", "a name with a drive", with_entry("C:evil.csv"))
refused_zip("deeper", "a name in a folder", with_entry("more/evil.csv"))
refused_zip("hidden", "a name that begins with a dot", with_entry(".evil.csv"))
refused_zip("device", "a name that Windows keeps for a device", with_entry("aux.csv"))
refused_zip("dot-at-the-end", "a name that ends with a dot", with_entry("members.csv."))
refused_zip("twice", "a name that stands twice", twice)
refused_zip(
    "other-case",
    "two names that differ in case alone",
    lambda files: with_entry("MEMBERS.CSV", files["members.csv"])(files),
)
refused_zip("within-a-zip", "an archive within the archive", with_entry("more.bin", zipped([("a", b"x")])))
refused_zip("of-zeros", "two megabytes packed more than 200 to 1", of_zeros)
refused_zip("locked", "a password", locked)
refused_zip("damaged", "a check sum that does not fit", damaged)
refused_zip(
    "packed-otherwise",
    "another packing than stored and deflate",
    lambda files: zipped(sorted(files.items()), packing=ZIP_BZIP2),
)
refused_zip("cut-off", "a ZIP that is cut off", lambda files: zipped(sorted(files.items()))[:-40])


# --- JSON --------------------------------------------------------------------------------------------------


def json_document(fund: Fund) -> dict[str, Any]:
    """A package as one JSON document."""
    files = fund.files()
    tables = {name: {"columns": table[0], "rows": list(rows_of(table).values())} for name, table in fund.tables.items()}
    return {
        "format": "communitywelfare.package-json/1",
        "manifest": json.loads(files["manifest.json"]),
        "bylaw": BYLAW,
        "tables": tables,
    }


@case
def json_whole() -> Case:
    fund = whole()
    return in_file(
        "a JSON document", "containers.md#in-one-file", ("fund.json", json_bytes(json_document(fund))), fund.answer()
    )


@case
def json_mended_by_hand() -> Case:
    fund = small()
    document = json_document(fund)
    document["tables"]["members"]["rows"][0]["note"] = "'=ไม่ใช่สูตร"
    answer = fund.answer(told=["file.hash_differs members.csv"])
    answer["rows"]["members"]["2"]["note"] = "=ไม่ใช่สูตร"
    return in_file(
        "who writes by hand makes a digest differ; the apostrophe rule holds here too",
        "containers.md#in-one-file",
        ("fund.json", json_bytes(document)),
        answer,
    )


def refused_json(name: str, shows: str, change: Callable[[dict[str, Any]], bytes]) -> None:
    """A fixture of a JSON document that must not be read."""

    def make() -> Case:
        return in_file(shows, "containers.md#in-one-file", ("fund.json", change(json_document(small()))), REFUSED)

    PACKAGES[f"json-{name}"] = make


def with_cell(key: str, value: object) -> Callable[[dict[str, Any]], bytes]:
    def change(document: dict[str, Any]) -> bytes:
        document["tables"]["contributions"]["rows"][0][key] = value
        return json_bytes(document)

    return change


refused_json("strange-key", "a key of a row that is no column", with_cell("favourite", "1"))
refused_json("number", "a value that is no text", with_cell("amount", 60))
refused_json(
    "key-twice",
    "a key that stands twice",
    lambda document: json_bytes(document).replace(b'"amount": "60.00"', b'"amount": "1.00", "amount": "60.00"', 1),
)
refused_json(
    "newer", "a newer version", lambda document: json_bytes({**document, "format": "communitywelfare.package-json/2"})
)
refused_json("cut-off", "a document that is cut off", lambda document: json_bytes(document)[:-20])


# --- workbooks ---------------------------------------------------------------------------------------------

SHEETS = {
    "fund": "ข้อมูลกองทุน",
    "members": "ทะเบียนสมาชิก",
    "contributions": "เงินสมทบ",
}
NUMBERS = {"amount", "carry_forward", "contribution_rate", "villages_total"}
SPACE = "http://schemas.openxmlformats.org"
HEAD_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def escaped(text: str) -> str:
    """Text of an element."""
    return quoteattr(text)[1:-1].replace("&quot;", '"').replace("\r", "&#13;")


def letters(column: int) -> str:
    """The letters of a column from 0."""
    return (letters(column // 26 - 1) if column >= 26 else "") + chr(65 + column % 26)


def cell_xml(at: str, cell: str | float) -> str:
    """One cell: text in line, or a number; a formula where the text begins with `=`."""
    if isinstance(cell, str) and cell.startswith("="):
        return f'<c r="{at}"><f>{escaped(cell[1:])}</f><v>60</v></c>'
    if isinstance(cell, str):
        return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escaped(cell)}</t></is></c>' if cell else ""
    return f'<c r="{at}"><v>{cell:g}</v></c>'


def sheet_xml(rows: list[list[str | float]]) -> str:
    """A sheet."""
    inside = "".join(
        f'<row r="{down}">'
        + "".join(cell_xml(f"{letters(across)}{down}", cell) for across, cell in enumerate(row))
        + "</row>"
        for down, row in enumerate(rows, start=1)
    )
    return f'{HEAD_XML}<worksheet xmlns="{SPACE}/spreadsheetml/2006/main"><sheetData>{inside}</sheetData></worksheet>'


def lines_of(text: str) -> list[list[str | float]]:
    """A text as a sheet: how many lines, and the lines."""
    lines = text.split("\n")
    return [[len(lines)], *([each] for each in lines)]


def sheets_of(fund: Fund) -> dict[str, list[list[str | float]]]:
    """The sheets of a package, in order."""
    found: dict[str, list[list[str | float]]] = {"ข้อมูลชุดไฟล์": lines_of(fund.files()["manifest.json"].decode())}
    for name, (header, *rows) in fund.tables.items():
        body = [
            [float(cell) if head in NUMBERS and cell else cell for head, cell in zip(header, row, strict=True)]
            for row in rows
        ]
        found[SHEETS[name]] = [[*header], [*header], *body]
    return {**found, "ระเบียบ (bylaw.toml)": lines_of(BYLAW)}


def workbook(sheets: dict[str, list[list[str | float]]], more: Mapping[str, str] | None = None) -> bytes:
    """A workbook with nothing in it but what a sheet needs."""
    relations = f"{SPACE}/officeDocument/2006/relationships"
    numbered = list(enumerate(sheets, start=1))
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml"'
        ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for n, _name in numbered
    )
    listed = "".join(f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>' for n, name in numbered)
    leads = "".join(
        f'<Relationship Id="rId{n}" Type="{relations}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n, _ in numbered
    )
    parts = {
        "[Content_Types].xml": f'{HEAD_XML}<Types xmlns="{SPACE}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml"'
        ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        f"{kinds}</Types>",
        "_rels/.rels": f'{HEAD_XML}<Relationships xmlns="{SPACE}/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD_XML}<workbook xmlns="{SPACE}/spreadsheetml/2006/main" xmlns:r="{relations}">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{HEAD_XML}<Relationships xmlns="{SPACE}/package/2006/relationships">'
        f"{leads}</Relationships>",
        **{f"xl/worksheets/sheet{n}.xml": sheet_xml(sheets[name]) for n, name in numbered},
        **(more or {}),
    }
    return zipped([(name, text.encode()) for name, text in parts.items()])


@case
def xlsx_small() -> Case:
    fund = small()
    return in_file(
        "a workbook; its amounts are number cells",
        "containers.md#in-one-file",
        ("fund.xlsx", workbook(sheets_of(fund))),
        fund.answer(),
    )


@case
def xlsx_formulas() -> Case:
    fund = small()
    sheets = sheets_of(fund)
    sheets[SHEETS["contributions"]][2][6] = "=30+30"
    sheets[SHEETS["members"]][2][8] = "=1+1"
    answer = fund.answer(
        told=[
            "cell.formula members.csv 2 note",
            "file.hash_differs contributions.csv",
            "file.hash_differs members.csv",
            "manifest.total_differs contributions.amount",
        ],
        set_aside={"contributions": {"2": ["amount"]}},
        totals={**SMALL_TOTALS, "contributions.amount": "60.00"},
    )
    del answer["rows"]["contributions"]["2"]
    answer["rows"]["members"]["2"]["note"] = "=1+1"
    return in_file(
        "a formula is never evaluated: an amount refuses it, free text is told",
        "containers.md#limits",
        ("fund.xlsx", workbook(sheets)),
        answer,
    )


def refused_workbook(name: str, shows: str, make_book: Callable[[dict[str, list[list[str | float]]]], bytes]) -> None:
    """A fixture of a workbook that must not be read."""

    def make() -> Case:
        return in_file(shows, "containers.md#limits", ("fund.xlsx", make_book(sheets_of(small()))), REFUSED)

    PACKAGES[f"xlsx-{name}"] = make


def with_part(name: str, text: str = "x") -> Callable[[dict[str, list[list[str | float]]]], bytes]:
    return lambda sheets: workbook(sheets, {name: text})


DOCTYPE = (
    f'{HEAD_XML}<!DOCTYPE x [<!ENTITY a "b">]><Properties xmlns="{SPACE}/officeDocument/2006/extended-properties"/>'
)
refused_workbook("macros", "macros", with_part("xl/vbaProject.bin"))
refused_workbook("link", "a link to another file", with_part("xl/externalLinks/externalLink1.xml"))
refused_workbook("embedded", "an embedded object", with_part("xl/embeddings/oleObject1.bin"))
refused_workbook("doctype", "a DOCTYPE with entities", with_part("docProps/app.xml", DOCTYPE))
refused_workbook(
    "locked", "a workbook with a password", lambda _sheets: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
)
refused_workbook(
    "without-a-manifest", "no sheet of a manifest", lambda sheets: workbook(dict(list(sheets.items())[1:]))
)
refused_workbook(
    "with-more-behind", "something behind the list of the workbook", lambda sheets: workbook(sheets) + b"more"
)
