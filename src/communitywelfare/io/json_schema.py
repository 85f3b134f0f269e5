"""A package as JSON, as a JSON Schema: what a program that writes one holds its own output against.

The schema is made from the tables' own definition, so it cannot be of another version than the reader. It describes
what is *written*; a reader takes a little more (grouping commas, Thai digits in IDs, Thai headers), and asks for more:
that IDs, days and sums agree with one another is nothing that a schema can say.

>>> json_schema()["properties"]["format"]
{'const': 'communitywelfare.package-json/1'}
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from communitywelfare.io._cells import codes_of
from communitywelfare.io._schema import Column, Schema, schemas
from communitywelfare.io.containers.json_file import FORMAT as JSON_FORMAT
from communitywelfare.io.control import TOTALS
from communitywelfare.io.manifest import BYLAW, ENCODINGS, FORMAT

__all__ = ["SCHEMA_FILE", "json_schema", "schema_bytes"]

SCHEMA_FILE = "package-json-1.schema.json"

Node = Mapping[str, Any]

# Patterns are of the dialect that ECMA-262 and Python share: [0-9] for a digit, no classes that mean other characters
# elsewhere. Whitespace is spelt out, for `\s` is not the same everywhere.
_BLANK = r"[\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]"
_HARMLESS = rf"(?!{_BLANK}*[=+\-@\t\r\n\x00\uff1d\uff0b\uff0d\uff20])"
_YEAR = r"(?:0(?!000)[0-9]{3}|1[0-9]{3}|2[0-3][0-9]{2}|2400)"
_LONG, _SHORT = r"(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])", r"(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
_OF_EVERY_YEAR = rf"(?:{_LONG}|{_SHORT}|02-(?:0[1-9]|1[0-9]|2[0-8]))"
_LEAP = r"(?:(?:[01][0-9]|2[0-3])(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|1[26]|2[04])00)-02-29"
_DAY = rf"(?:{_YEAR}-{_OF_EVERY_YEAR}|{_LEAP})"
_MONTH = rf"{_YEAR}-(?:0[1-9]|1[0-2])"
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{6})?"
_ZONE = r"[+\-](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{6})?)?"
_PIECE = r"(?!0+(?:\.0+)?=)[0-9]{1,15}(?:\.[0-9]{1,2})?=[0-9]{1,12}"

_PATTERNS: Final[Mapping[str, str]] = {
    "text": rf"{_HARMLESS}[^\x00]+",
    "personal": rf"{_HARMLESS}[^\x00]+",
    "words": rf"{_HARMLESS}[^\x00]+",
    "pairs": rf"{_HARMLESS}(?:(?:\\[^\x00]|[^;=\\\x00])*=(?:\\[^\x00]|[^;\\\x00])*(?:;|$))+",
    "pieces": rf"{_PIECE}(?:; {_PIECE})*",
    "citizen_id": r"[0-9]{13}",
    "day": _DAY,
    "birth": rf"(?:{_YEAR}|{_MONTH}|{_DAY})",
    "month": _MONTH,
    "moment": rf"{_DAY}T{_TIME}(?:{_ZONE})?",
    "year_start": _OF_EVERY_YEAR,
    "money": r"-?[0-9]{1,15}(?:\.[0-9]{1,2})?",
    "whole": r"[0-9]{1,12}",
    "figure": r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?",
    "yes": r"[01]",
}
_TITLE = "A community welfare fund as one JSON document (กองทุนสวัสดิการชุมชน)"
_ABOUT = (
    "What a program writes. A blank cell is left out of its row; it is never null and never empty text. $defs/row.NAME "
    "is one row of the table NAME. What this edition does not know, a program that reads treats as the specification "
    "says, and does not refuse it for the sake of this schema."
)


def json_schema() -> Node:
    """The JSON Schema (draft 2020-12) of a package as JSON, with one definition for the rows of each table."""
    tables = schemas()
    needed = ["fund", "members"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": _TITLE,
        "description": _ABOUT,
        **_object(
            {
                "format": {"const": JSON_FORMAT},
                "manifest": {"$ref": "#/$defs/manifest"},
                "bylaw": {"type": "string", "minLength": 1, "description": "the text of bylaw.toml"},
                "tables": _object({name: {"$ref": f"#/$defs/table.{name}"} for name in tables}, needed),
            }
        ),
        "$defs": {
            "manifest": _manifest(),
            **{f"cell.{kind}": _cell(kind) for kind in _kinds()},
            **{f"row.{name}": _row(schema) for name, schema in tables.items()},
            **{f"table.{name}": _table(schema) for name, schema in tables.items()},
        },
    }


def schema_bytes() -> bytes:
    """The schema as its file; the same tables give the same bytes."""
    return (json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n").encode()


def _object(properties: Node, required: list[str] | None = None) -> Node:
    """An object of these keys and no others; all are required where it is not said which."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties) if required is None else required,
        "additionalProperties": False,
    }


def _kinds() -> list[str]:
    """The kinds of all columns, each once."""
    return sorted({column.kind for schema in schemas().values() for column in schema.columns})


def _cell(kind: str) -> Node:
    codes = codes_of(kind)
    if kind.startswith("codes:"):
        one = f"(?:{'|'.join(codes)})"
        return _text(f"{one}(?: {one})*")
    return {"enum": list(codes)} if codes else _text(_PATTERNS[kind])


def _text(pattern: str) -> Node:
    return {"type": "string", "pattern": f"^(?:{pattern})$"}


def _row(schema: Schema) -> Node:
    cells = {column.id: _titled(column) for column in schema.columns}
    return {"title": schema.sheet, **_object(cells, [column.id for column in schema.columns if column.is_required])}


def _titled(column: Column) -> Node:
    return {"title": column.th, "description": column.en, "$ref": f"#/$defs/cell.{column.kind}"}


def _table(schema: Schema) -> Node:
    rows: dict[str, object] = {"type": "array", "items": {"$ref": f"#/$defs/row.{schema.name}"}}
    if schema.name == "fund":
        rows |= {"minItems": 1, "maxItems": 1}
    return _object({"columns": _columns(schema), "rows": rows})


def _columns(schema: Schema) -> Node:
    """The header of a table: its columns, each once, and those among them that every row fills."""
    if schema.name == "journal":  # the chain is reckoned over its lines, so nothing in them may move
        return {"const": [column.id for column in schema.columns]}
    required = [column.id for column in schema.columns if column.is_required]
    return {
        "type": "array",
        "items": {"enum": [column.id for column in schema.columns]},
        "uniqueItems": True,
        "allOf": [{"contains": {"const": name}} for name in required],
    }


def _manifest() -> Node:
    read = [name for name, schema in schemas().items() if not schema.is_view]
    files = [BYLAW, *(schema.file for schema in schemas().values())]
    digest = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    known: dict[str, Node] = {
        "format": {"const": FORMAT},
        "producer": {"type": "string"},
        "fund_id": {"type": "string"},
        "as_of": _text(_DAY),
        "era": {"const": "CE"},
        "encoding": {"enum": list(ENCODINGS)},
        "masked": {"type": "boolean"},
        **{key: {"type": "string"} for key in ("level", "key_id", "purpose")},
        "synthetic": {"type": "boolean"},
        "rows": _object({name: {"type": "integer", "minimum": 0} for name in read}, []),
        "control_totals": _object({name: _text(_PATTERNS["money"]) for name in TOTALS}, []),
        "sha256": _object(dict.fromkeys(files, digest), []),
    }
    return _object(known, ["format", "as_of", "sha256"])
