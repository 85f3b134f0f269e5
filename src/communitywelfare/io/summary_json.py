"""Summaries of funds as JSON (ไฟล์สรุปของกองทุน): what a fund sends its network in place of its members' data.

A summary holds counts and sums and no person; its form is versioned. Figures are whole numbers, of money satang.
"""

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from communitywelfare.calendar import iso_day
from communitywelfare.errors import Finding, FormatError, InvalidValue, Place, Severity
from communitywelfare.io._json_text import json_document
from communitywelfare.io.manifest import version_fault
from communitywelfare.network import FundSummary

__all__ = ["SUMMARY_FORMAT", "parse_summary", "summary_bytes"]

SUMMARY_FORMAT = "communitywelfare.fund_summary/1"
T = TypeVar("T")


def summary_bytes(summary: FundSummary) -> bytes:
    """A summary as its file."""
    document = {
        "format": SUMMARY_FORMAT,
        "fund_id": summary.fund,
        "fund_name": summary.name,
        "as_of": summary.on.isoformat(),
        "area_code": summary.area,
        "places": list(summary.places),
        "synthetic": summary.synthetic,
        "absent": sorted(summary.absent),
        "faults": [{"code": fault.code, "params": dict(fault.params)} for fault in summary.faults],
        "errors": summary.errors,
        "figures": dict(summary.figures),
    }
    return f"{json.dumps(document, ensure_ascii=False, indent=1)}\n".encode()


def parse_summary(contents: bytes, file: str) -> FundSummary:
    """Read a summary.

    Raises:
        FormatError: It is none, of another version, or something in it cannot be; the finding says what and where.
    """
    try:
        document = json_document(contents)
    except ValueError:
        raise _broken(file, "summary.not_json", {}) from None
    found = str(document.get("format", "")) if isinstance(document, dict) else ""
    fault = version_fault(found, SUMMARY_FORMAT)
    if fault is not None or not isinstance(document, dict):
        raise _broken(file, f"summary.{fault or 'format'}", {"found": found, "known": SUMMARY_FORMAT})
    keys = _Keys(file, document)
    try:
        return FundSummary(
            fund=keys.of("fund_id", str),
            name=keys.of("fund_name", str),
            on=iso_day(keys.of("as_of", str)),
            area=keys.of("area_code", str),
            places=keys.places(),
            figures=keys.figures(),
            absent=frozenset(keys.texts("absent")),
            faults=tuple(keys.faults()),
            errors=keys.of("errors", int),
            synthetic=keys.of("synthetic", bool),
        )
    except InvalidValue as error:
        raise FormatError(f"{file} holds no summary: {error}", *error.findings) from error


class _Keys:
    """The keys of a summary, each asked for with the kind of value that it must have."""

    def __init__(self, file: str, document: Mapping[str, Any]) -> None:
        self._file, self._document = file, document

    def of(self, key: str, kind: type[T]) -> T:
        value = self._document.get(key)
        if type(value) is not kind:
            raise self._wrong(key, kind.__name__)
        return value

    def texts(self, key: str) -> list[str]:
        values = self.of(key, list)
        if not all(isinstance(value, str) for value in values):
            raise self._wrong(key, "texts")
        return values

    def places(self) -> tuple[str, str, str]:
        texts = self.texts("places")
        if len(texts) != 3:
            raise self._wrong("places", "tambon, district, province")
        return texts[0], texts[1], texts[2]

    def figures(self) -> Mapping[str, int]:
        figures = self.of("figures", dict)
        for name, value in figures.items():
            if type(value) is not int:
                raise self._wrong(f"figures.{name}", "int")
        return figures

    def faults(self) -> list[Finding]:
        found = []
        for number, each in enumerate(self.of("faults", list)):
            if not isinstance(each, dict) or not isinstance(each.get("code"), str):
                raise self._wrong(f"faults[{number}]", "code, params")
            params = each.get("params", {})
            found.append(Finding(each["code"], Severity.ERROR, params=params if isinstance(params, dict) else {}))
        return found

    def _wrong(self, key: str, wanted: str) -> FormatError:
        return _broken(self._file, "summary.not_usable", {"key": key, "needed": wanted})


def _broken(file: str, code: str, params: Mapping[str, object]) -> FormatError:
    finding = Finding(code, Severity.ERROR, place=Place(file=file), params={"file": file, **params})
    return FormatError(f"{file} holds no summary that can be read", finding)
