"""Whole files to be spoilt: small packages with every table that one may have, and cells of every kind."""

from functools import cache

from communitywelfare.io._cells import _CODES
from communitywelfare.io._schema import Schema, schemas
from communitywelfare.io.package import package_files
from communitywelfare.synthetic import Plan, make_package

__all__ = ["one_member", "sample", "whole"]


@cache
def whole() -> dict[str, bytes]:
    """The files of a small whole package, with every table that one may have."""
    files = package_files(make_package(Plan(members=4, years=2, seed=4)))
    return files | {schema.file: _sample(schema) for schema in schemas().values() if schema.file not in files}


def _sample(schema: Schema) -> bytes:
    header = ",".join(column.id for column in schema.columns)
    row = ",".join("" if column.id == "withdraw" else sample(column.kind) for column in schema.columns)
    return f"\ufeff{header}\r\n{row}\r\n{row}\r\n".encode()


def sample(kind: str) -> str:
    """A cell of a kind of column."""
    family, _colon, codes = kind.partition(":")
    return next(iter(_CODES[codes])).value if family == "code" else _SAMPLES[family]


_SAMPLES = {
    "birth": "1955-04",
    "citizen_id": "9000000000012",
    "codes": "DISABLED ELDERLY",
    "day": "2024-09-30",
    "figure": "66.14",
    "moment": "2024-09-30T12:00:00+07:00",
    "money": "1234.50",
    "month": "2024-09",
    "pairs": "name=value; other=more",
    "personal": "ก ข",
    "pieces": "1000=3; 0.25=4",
    "text": "12010",
    "whole": "12",
    "words": "one two",
    "year_start": "10-01",
    "yes": "1",
}


@cache
def one_member() -> dict[str, bytes]:
    """The files of a package as small as it gets: what lies in a container is spoilt very often."""
    return package_files(make_package(Plan(members=1, years=1, seed=1)))
