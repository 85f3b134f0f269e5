"""A reader of packages written from docs/reference/format alone: it knows nothing of the library.

It answers with figures and faults, and understands neither the by-law nor what the figures are for.
"""

import csv
import hashlib
import json
import re
import zipfile
from io import StringIO
from pathlib import Path

BLANK = "\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
FORMULA = re.compile(f"'+[{BLANK}]*[=+\\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]")
DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
MONEY = re.compile(r"(-?)([0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(?:\.([0-9]{1,2}))?")
VIEWS = {"benefit_rules"}


class RefusedError(Exception):
    """The package must not be read."""


def read(path):
    """The figures of a package, its tables with their text undone, and what is wrong with it."""
    files = files_in(Path(path))
    manifest = manifest_of(files.pop("manifest.json"))
    faults = set()
    for name, stated in manifest.get("sha256", {}).items():
        if name not in files:
            faults.add(("missing", name))
        elif hashlib.sha256(files[name]).hexdigest() != stated:
            faults.add(("digest", name))
    texts = {name[:-4]: decoded(files[name], manifest) for name in files if name.endswith(".csv")}
    tables = {name: rows_of(text) for name, text in texts.items() if name not in VIEWS}
    for name, stated in manifest.get("rows", {}).items():
        if len(tables.get(name, ())) != stated:
            faults.add(("rows", name))
    totals = totals_of(tables)
    for name, stated in manifest.get("control_totals", {}).items():
        if satang(totals.get(name, "0")) != satang(stated):
            faults.add(("total", name))
    head, is_whole = chain(texts.get("journal", ""))
    if not is_whole:
        faults.add(("chain", "journal.csv"))
    return {"manifest": manifest, "tables": tables, "totals": totals, "head": head, "faults": faults}


def files_in(path):
    """The files of a package in a folder, a ZIP or a JSON document."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    if path.suffix != ".json":
        return {each.name: each.read_bytes() for each in path.iterdir()}
    document = json.loads(path.read_bytes().decode("utf-8-sig"))
    if document.get("format") != "communitywelfare.package-json/1":
        raise RefusedError(document.get("format"))
    files = {"manifest.json": json.dumps(document["manifest"]).encode(), "bylaw.toml": document["bylaw"].encode()}
    for name, table in document["tables"].items():
        records = [table["columns"], *([row.get(each, "") for each in table["columns"]] for row in table["rows"])]
        text = "".join(",".join(map(quoted, cells)) + "\r\n" for cells in records)
        files[f"{name}.csv"] = text.encode(document["manifest"].get("encoding", "utf-8-sig"))
    return files


def quoted(cell):
    """A cell, quoted where it must be and nowhere else."""
    return '"' + cell.replace('"', '""') + '"' if re.search('[,"\r\n]', cell) else cell


def manifest_of(contents):
    """The manifest, if the package may be read at all."""
    manifest = json.loads(contents.decode("utf-8-sig"))
    day = DAY.fullmatch(manifest.get("as_of", ""))
    if (
        manifest.get("format") != "communitywelfare.package/1"
        or manifest.get("era", "CE") != "CE"
        or manifest.get("encoding", "utf-8-sig") not in {"utf-8-sig", "utf-8", "cp874"}
        or day is None
        or int(day[1]) > 2400
    ):
        raise RefusedError(manifest.get("format"))
    return manifest


def decoded(contents, manifest):
    """The text of a CSV file in the declared encoding, without a byte order mark."""
    encoding = manifest.get("encoding", "utf-8-sig")
    return contents.decode("cp874" if encoding == "cp874" else "utf-8-sig")


def rows_of(text):
    """The records of a table, each cell by its column; a blank one is None."""
    header, *records = [cells for cells in csv.reader(StringIO(text, newline=""), strict=True) if cells]
    return [{column: undone(cell) for column, cell in zip(header, cells, strict=True)} for cells in records]


def undone(cell):
    """A cell without the apostrophe that keeps spreadsheets from running it."""
    return (cell[1:] if FORMULA.match(cell) else cell) or None


def satang(text):
    """An amount of baht as whole satang; None where it is none."""
    match = MONEY.fullmatch((text or "").strip())
    if match is None:
        return None
    amount = int(match[2].replace(",", "")) * 100 + int((match[3] or "").ljust(2, "0"))
    return -amount if match[1] else amount


def totals_of(tables):
    """The control totals, as the manifest writes them."""
    found = {}
    for row in tables.get("members", ()):
        if row["status"]:
            name = f"members.{row['status']}"
            found[name] = str(int(found.get(name, "0")) + 1)
    sums = {
        "contributions.amount": [row["amount"] for row in tables.get("contributions", ()) if row.get("void") != "1"],
        "benefits.amount_paid": [row["amount_paid"] for row in tables.get("benefits", ()) if row["status"] == "PAID"],
        **{f"journal.{side}": [row[side] for row in tables.get("journal", ())] for side in ("debit", "credit")},
    }
    for name, amounts in sums.items():
        total = sum(satang(amount) or 0 for amount in amounts)
        if name.partition(".")[0] in tables:
            found[name] = f"{'-' * (total < 0)}{abs(total) // 100}.{abs(total) % 100:02d}"
    return found


def chain(text):
    """The hash of the last entry of a journal, and whether the chain holds from the first to it."""
    prev, stored, records = "0" * 64, [], [""]
    for part in text.removesuffix("\r\n").split("\r\n"):
        records[-1] += part
        records[-1:] = [f"{records[-1]}\r\n"] if records[-1].count('"') % 2 else [records[-1], ""]
    for record in records[1:-1]:
        cells, stated_prev, stated = record.rsplit(",", 2)
        stored.append(cells)
        if stated:
            computed = hashlib.sha256("\n".join((prev, *stored)).encode()).hexdigest()
            if (stated_prev, stated) != (prev, computed):
                return prev, False
            prev, stored = computed, []
    return prev, not stored
