"""An example of a reader for `run.py`, written from the specification alone: packages, in every container.

``python run.py --reader "python ../../example_reader.py" --only packages``. It needs Python and nothing else.
"""

import csv
import hashlib
import json
import re
import struct
import sys
import zipfile
import zlib
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from reader_by_specification import RefusedError, chain, files_in, manifest_of, quoted, satang, totals_of, undone

SPECIFIED = json.loads(Path(__file__).with_name("tables.json").read_text("utf-8"))
TABLES, CODES = SPECIFIED["tables"], SPECIFIED["codes"]
KEYS = {"format", "producer", "fund_id", "as_of", "era", "encoding", "masked", "synthetic", "rows", "control_totals"}
KEYS |= {"sha256", "level", "key_id", "purpose"}
KEPT = {"text", "personal", "words", "pairs"}
BLANKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(
    map(chr, range(0x2000, 0x200B))
)
MOST = 512 * 1024 * 1024
THAI = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
DEVICE = r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³]) *(?:\.|$)"
NAME = re.compile(rf"(?!\.|{DEVICE})[^\\/:*?\"<>|\x00-\x1f]{{1,200}}(?<![. ])", re.IGNORECASE)
FORBIDDEN = re.compile("vbaproject|externallink|/embeddings/|oleobject|activex", re.IGNORECASE)
SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LEADS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def answer(path: Path) -> dict[str, Any]:
    """What the suite asks of a package."""
    try:
        files, told = contained(path)
        return answered(files, manifest_of(files["manifest.json"]), told)
    except (RefusedError, KeyError, ValueError, zipfile.BadZipFile, struct.error, zlib.error, NotImplementedError):
        return {"refused": True}


def answered(files: dict[str, bytes], manifest: dict[str, Any], told: list[str]) -> dict[str, Any]:
    told += sealed(files, manifest)
    found: dict[str, Any] = {"refused": False, "rows": {}, "set_aside": {}}
    counted, read = {}, {}
    for name in [each for each in TABLES if f"{each}.csv" in files and each != "benefit_rules"]:
        text = text_of(f"{name}.csv", files, manifest, told)
        table = None if text is None else table_of(name, text, told)
        if table is None:
            continue
        counted[name], read[name] = len(table), table
        if name == "journal":
            found["head"], whole, at = head_of(text or "")
            told += [] if whole else [f"journal.chain_broken {at}"]
            continue
        rows = {str(number): understood(name, cells) for number, cells in enumerate(table, start=2)}
        found["rows"][name] = {number: values for number, (values, wrong) in rows.items() if not wrong}
        aside = {number: wrong for number, (_values, wrong) in rows.items() if wrong}
        found["set_aside"] |= {name: aside} if aside else {}
    totals = {name: total for name, total in totals_of(read).items() if is_known(name)}
    unread = {
        name
        for name in TABLES
        if name not in read and (f"{name}.csv" in files or f"{name}.csv" in manifest.get("sha256", {}))
    }
    told += [
        f"manifest.rows_differ {name}"
        for name, n in manifest.get("rows", {}).items()
        if name not in unread and counted.get(name, 0) != n
    ]
    told += [
        f"manifest.total_differs {name}"
        for name, stated in manifest.get("control_totals", {}).items()
        if name.partition(".")[0] not in unread and satang(totals.get(name, "0")) != satang(stated)
    ]
    return {**found, "told": sorted(told), "totals": totals}


def is_known(total: str) -> bool:
    """Whether there is such a total: a status that is no code has none."""
    table, _, status = total.partition(".")
    return table != "members" or status in CODES["member_status"]


def sealed(files: dict[str, bytes], manifest: dict[str, Any]) -> list[str]:
    """What the manifest says of the files and of itself."""
    stated = manifest.get("sha256", {})
    told = [f"manifest.unknown_key {key}" for key in manifest if key not in KEYS]
    told += [f"file.missing {name}" for name in stated if name not in files]
    ours = {"bylaw.toml", *(f"{name}.csv" for name in TABLES)}
    for name, contents in files.items():
        if name in stated and hashlib.sha256(contents).hexdigest() != stated[name]:
            told.append(f"file.hash_differs {name}")
        if name in ours and name not in stated:
            told.append(f"file.not_in_manifest {name}")
    return told


def text_of(file: str, files: dict[str, bytes], manifest: dict[str, Any], told: list[str]) -> str | None:
    """A file's text, if it is of the declared encoding. Python's cp874 leaves the same bytes undefined as the page."""
    try:
        text = files[file].decode("cp874" if manifest.get("encoding") == "cp874" else "utf-8-sig")
    except UnicodeDecodeError:
        told.append(f"file.encoding {file}")
        return None
    if "\0" in text:
        told.append(f"file.nul {file}")
        return None
    return text


def table_of(name: str, text: str, told: list[str]) -> list[dict[str, str | None]] | None:
    """The cells of each record by their column, text undone; None where a column is missing."""
    known = {column["id"]: column["id"] for column in TABLES[name]} | {each["th"]: each["id"] for each in TABLES[name]}
    header, *records = [cells for cells in csv.reader(StringIO(text, newline=""), strict=True) if cells]
    ids = [known.get(each.strip()) for each in header]
    told += [
        f"table.unknown_column {name}.csv {each}" for each, column in zip(header, ids, strict=True) if column is None
    ]
    missing = [each["id"] for each in TABLES[name] if each["required"] and each["id"] not in ids]
    told += [f"table.missing_column {name}.csv {each}" for each in missing]
    if missing:
        return None
    kinds = {column["id"]: column["kind"] for column in TABLES[name]}
    return [
        {column: bare(cell, kinds[column]) for column, cell in zip(ids, cells, strict=True) if column}
        for cells in records
    ]


def bare(cell: str, kind: str) -> str | None:
    return undone(cell) if kind in KEPT else cell.strip(BLANKS) or None


def understood(table: str, cells: dict[str, str | None]) -> tuple[dict[str, str], list[str]]:
    """The values of a record as they are written, and the columns that cannot be."""
    values, wrong = {}, []
    for column in TABLES[table]:
        cell = cells.get(column["id"])
        if cell is None:
            wrong += [column["id"]] if column["required"] else []
            continue
        try:
            values[column["id"]] = value_of(cell, column["kind"])
        except ValueError:
            wrong.append(column["id"])
    return values, sorted(wrong)


def value_of(cell: str, kind: str) -> str:
    """A cell as it is written, or a `ValueError`."""
    kind, _, codes = kind.partition(":")
    if kind in {"day", "birth", "month"}:
        return time_of(cell, kind)
    match kind:
        case "money":
            amount = satang(cell)
            if amount is not None:
                return f"{'-' * (amount < 0)}{abs(amount) // 100}.{abs(amount) % 100:02d}"
        case "figure" if re.fullmatch(r"-?(\d{1,15}|\d{1,3}(,\d{3}){1,4})(\.\d{1,6})?", cell, re.ASCII):
            return cell.replace(",", "")
        case "whole" if re.fullmatch(r"\d{1,12}", cell, re.ASCII):
            return str(int(cell))
        case "yes" if cell in {"0", "1"}:
            return cell
        case "citizen_id":
            digits = re.sub("[- ]", "", cell.translate(THAI))
            if re.fullmatch(r"\d{13}", digits, re.ASCII):
                return digits
        case "code" if cell in CODES[codes]:
            return cell
        case "figure" | "whole" | "yes" | "code":
            pass
        case _:
            return cell
    raise ValueError(kind)


def time_of(cell: str, kind: str) -> str:
    """A day, a month or the year of a birth, or a `ValueError`."""
    if kind != "month" and re.fullmatch(r"\d{4}-\d\d-\d\d", cell, re.ASCII):
        date.fromisoformat(cell)
        return in_common_era(cell)
    shape = {"month": r"\d{4}-(0[1-9]|1[0-2])", "birth": r"\d{4}(-(0[1-9]|1[0-2]))?"}.get(kind, "")
    if re.fullmatch(shape, cell, re.ASCII):
        return in_common_era(cell)
    raise ValueError(kind)


def in_common_era(cell: str) -> str:
    if not 1 <= int(cell[:4]) <= 2400:
        raise ValueError(cell)
    return cell


def head_of(text: str) -> tuple[str, bool, str]:
    """The last hash that holds, whether all hold, and the first entry that does not."""
    rows = list(csv.reader(StringIO(text, newline="")))
    numbers = list(dict.fromkeys(row[0] for row in rows[1:] if row))
    head, whole = chain(text)
    after = [row[0] for row in rows if row and row[-1] == head]
    at = numbers.index(after[0]) + 1 if after else 0
    return head, whole, "" if whole else numbers[at]


# --- containers --------------------------------------------------------------------------------------------


def contained(path: Path) -> tuple[dict[str, bytes], list[str]]:
    """The files of a package, whatever it lies in, and what is told of that."""
    match path.suffix:
        case ".zip":
            return unzipped(path.read_bytes()), []
        case ".xlsx":
            return of_workbook(path.read_bytes())
        case ".json":
            look_at_json(path.read_bytes())
    return files_in(path), []


def unzipped(contents: bytes) -> dict[str, bytes]:
    """The files of a ZIP that keeps the limits."""
    with zipfile.ZipFile(BytesIO(contents)) as archive:
        listed = archive.infolist()
        names = [each.orig_filename.casefold() for each in listed]
        if len(set(names)) < len(names) or len(names) > 1000 or sum(each.file_size for each in listed) > MOST:
            raise RefusedError(names)
        for each in listed:
            if not NAME.fullmatch(each.orig_filename) or is_odd(each):
                raise RefusedError(each.orig_filename)
        files = {each.filename: archive.read(each) for each in listed}
    if any(data.startswith(b"PK\x03\x04") for data in files.values()):
        raise RefusedError("an archive within")
    return files


def is_odd(part: zipfile.ZipInfo) -> bool:
    """Whether a part is locked, packed otherwise, or packed more tightly than anything real."""
    tight = part.file_size > 1024 * 1024 and part.file_size > 200 * part.compress_size
    return bool(part.flag_bits & 1) or part.compress_type not in {0, 8} or tight


def look_at_json(contents: bytes) -> None:
    """Refuse a document that says a thing twice, a cell that is no text, a key that is no column."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) < len(pairs):
            raise RefusedError("twice")
        return dict(pairs)

    document = json.loads(contents.decode("utf-8-sig"), object_pairs_hook=once)
    for table in document["tables"].values():
        for row in table["rows"]:
            if row.keys() - set(table["columns"]) or not all(isinstance(cell, str) for cell in row.values()):
                raise RefusedError("a cell")


def of_workbook(contents: bytes) -> tuple[dict[str, bytes], list[str]]:
    """The files of a package in a workbook of the plain kind: text in line or shared, numbers, formulas."""
    end = contents.rfind(b"PK\x05\x06")
    if end < 0 or end + 22 != len(contents):
        raise RefusedError("something behind the list")
    with zipfile.ZipFile(BytesIO(contents)) as archive:
        listed = archive.infolist()
        if any(FORBIDDEN.search(each.filename) or is_odd(each) for each in listed) or len(listed) > 2000:
            raise RefusedError("a part")
        parts = {each.filename: archive.read(each) for each in listed}
    if any(b"<!DOCTYPE" in data or b"<!ENTITY" in data for data in parts.values()):
        raise RefusedError("entities")
    sheets = {name: cells_of(parts, part) for name, part in sheets_in(parts)}
    manifest = lines_in(sheets["ข้อมูลชุดไฟล์"])
    files = {"manifest.json": manifest, "bylaw.toml": lines_in(sheets["ระเบียบ (bylaw.toml)"])}
    encoding, told = json.loads(manifest).get("encoding", "utf-8-sig"), []
    for name, sheet in thai_names().items():
        if sheet in sheets:
            files[f"{name}.csv"] = table_in(name, sheets[sheet], told).encode(encoding)
    return files, told


def thai_names() -> dict[str, str]:
    """The sheets by their tables; the names stand in the headings of the page of tables."""
    return {"fund": "ข้อมูลกองทุน", "members": "ทะเบียนสมาชิก", "contributions": "เงินสมทบ"}


def sheets_in(parts: dict[str, bytes]) -> list[tuple[str, str]]:
    leads = {each.get("Id"): each.get("Target") for each in ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])}  # noqa: S314 - looked at above
    book = ElementTree.fromstring(parts["xl/workbook.xml"])  # noqa: S314 - looked at above
    return [(each.get("name", ""), f"xl/{leads[each.get(LEADS)]}") for each in book.iter(f"{SPACE}sheet")]


def cells_of(parts: dict[str, bytes], part: str) -> dict[tuple[int, int], str]:
    """The cells of a sheet by row and column, from 1; a formula as its text."""
    found = {}
    for cell in ElementTree.fromstring(parts[part]).iter(f"{SPACE}c"):  # noqa: S314 - looked at above
        letters, row = re.fullmatch(r"([A-Z]+)(\d+)", cell.get("r", "")).groups()
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - 64
        formula, value = cell.find(f"{SPACE}f"), cell.find(f"{SPACE}v")
        if formula is not None:
            found[int(row), column] = f"={formula.text}"
        elif value is not None:
            found[int(row), column] = value.text or ""
        else:
            found[int(row), column] = "".join(each.text or "" for each in cell.iter(f"{SPACE}t"))
    return found


def lines_in(cells: dict[tuple[int, int], str]) -> bytes:
    """A text, line by line below the number of lines."""
    return "\n".join(cells.get((row, 1), "") for row in range(2, int(cells[1, 1]) + 2)).encode()


def table_in(name: str, cells: dict[tuple[int, int], str], told: list[str]) -> str:
    """A table as the text of its file: ids in row 1, records from row 3 on; an amount has two decimals."""
    kinds = {column["id"]: column["kind"] for column in TABLES[name]}
    width, last = max(column for row, column in cells if row == 1), max(row for row, _column in cells)
    header = [cells[1, column] for column in range(1, width + 1)]
    lines = [header]
    for row in range(3, last + 1):
        record = [cells.get((row, column), "") for column in range(1, width + 1)]
        for at, column in enumerate(header):
            if record[at].startswith("=") and kinds.get(column) in KEPT:
                told.append(f"cell.formula {name}.csv {row - 1} {column}")
            elif kinds.get(column) == "money" and re.fullmatch(r"-?\d+(\.\d+)?", record[at]):
                record[at] = value_of(record[at], "money") if satang(record[at]) is not None else record[at]
        lines.append(record)
    return "".join(",".join(map(quoted, record)) + "\r\n" for record in lines)


if __name__ == "__main__":
    if sys.argv[1] != "package":
        sys.exit("this reader knows packages only")
    sys.stdout.buffer.write(json.dumps(answer(Path(sys.argv[2])), ensure_ascii=False).encode())
