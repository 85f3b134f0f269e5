"""Write the fixtures anew: ``python conformance/making/make.py``. The same source writes the same bytes.

The library has no part in it.
"""

import json
import re
import shutil
import sys
from pathlib import Path

from containers import PACKAGES
from fund import Case
from profiles import PROFILES

HERE = Path(__file__).resolve().parents[1]
TABLES = HERE.parent / "docs" / "reference" / "format" / "tables.md"
FORMAT = "communitywelfare.conformance/1"


def main(place: Path = HERE) -> None:
    """Write every fixture below a folder, and the list of tables."""
    for room, cases in (("packages", PACKAGES), ("profiles", PROFILES)):
        shutil.rmtree(place / room, ignore_errors=True)
        for name, make in cases.items():
            put(place / room / name, make())
    (place / "tables.json").write_text(lined(tables()), encoding="utf-8", newline="\n")


def put(folder: Path, case: Case) -> None:
    """One fixture, with what is expected of it."""
    for name, contents in case.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(contents)
    expected = {
        "format": FORMAT,
        "shows": case.shows,
        "page": case.page,
        "reads": list(case.reads),
        "hidden": list(case.hidden),
        "answer": case.answer,
    }
    (folder / "expected.json").write_bytes(as_json(expected))


def as_json(document: object) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def lined(document: dict[str, dict[str, list[object]]]) -> str:
    """The tables with a column on each line, the codes with a list on each."""
    tables = (
        f'  "{name}": [\n' + ",\n".join(f"   {json.dumps(each, ensure_ascii=False)}" for each in columns) + "\n  ]"
        for name, columns in document["tables"].items()
    )
    codes = (f'  "{name}": {json.dumps(listed)}' for name, listed in document["codes"].items())
    joined = ",\n"
    return f'{{\n "tables": {{\n{joined.join(tables)}\n }},\n "codes": {{\n{joined.join(codes)}\n }}\n}}\n'


def tables() -> dict[str, dict[str, list[object]]]:
    """The tables and codes of the specification's page, for programs."""
    page = TABLES.read_text("utf-8")
    rows = re.compile(r"^\| `(\w+)` \| (.+?) \| .+? \| (.+?) \| (.*?) ?\|$", re.MULTILINE)
    found = {
        name: [
            {"id": column, "th": thai, "kind": kind.replace(": ", ":"), "required": need == "yes"}
            for column, thai, kind, need in rows.findall(text)
        ]
        for name, text in re.findall(r"^### `(\w+)\.csv`(.*?)(?=^##)", page, re.MULTILINE | re.DOTALL)
    }
    codes = {
        name: re.findall(r"`(\w+)`", text)
        for name, text in re.findall(r"^\| (\w+) \| (`[A-Z].*) \|$", page, re.MULTILINE)
    }
    return {"tables": found, "codes": codes}


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
