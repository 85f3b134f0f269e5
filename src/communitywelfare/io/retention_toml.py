"""Retention periods as TOML: the shipped assumptions, or a fund's own."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from communitywelfare.calendar import Duration
from communitywelfare.errors import Finding, FormatError, InvalidValue, Place, Severity
from communitywelfare.io._files import read_resource
from communitywelfare.io._toml_text import toml_document
from communitywelfare.privacy import RetentionRule

__all__ = ["RETENTION_FORMAT", "parse_retention", "shipped_retention"]

RETENTION_FORMAT = "communitywelfare.retention/1"
_UNREADABLE = "retention.unreadable"
_NEEDED, _KNOWN = {"table", "reason", "keep"}, {"table", "reason", "keep", "source", "assumed"}


@cache
def shipped_retention() -> tuple[RetentionRule, ...]:
    """The periods that come with the library (``data/retention.toml``); all of them are assumptions."""
    return parse_retention(read_resource("data/retention.toml"), "retention.toml")


def parse_retention(contents: bytes, name: str) -> tuple[RetentionRule, ...]:
    """The periods of a file.

    Raises:
        FormatError: It is not such a file, or a rule in it cannot be used.
    """
    try:
        _text, document = toml_document(contents, name, code=_UNREADABLE)
    except InvalidValue:
        raise _broken(name, None) from None
    rules = document.get("rule")
    if document.get("format") != RETENTION_FORMAT or not isinstance(rules, list):
        raise _broken(name, None)
    return tuple(_rule(each, name, place) for place, each in enumerate(rules, start=1))


def _rule(given: Any, name: str, place: int) -> RetentionRule:
    if not isinstance(given, Mapping) or not _NEEDED <= given.keys() <= _KNOWN:
        raise _broken(name, place)
    try:
        return RetentionRule(
            table=str(given["table"]),
            reason=str(given["reason"]),
            kept=Duration.parse(str(given["keep"])),
            source=str(given.get("source", "")),
            is_assumed=given.get("assumed") is True,
        )
    except InvalidValue as error:
        raise FormatError(f"rule {place} of {name}: {error}", *error.findings) from None


def _broken(name: str, place: int | None) -> FormatError:
    clause = None if place is None else f"rule {place}"
    finding = Finding(_UNREADABLE, Severity.ERROR, place=Place(file=name, clause=clause))
    return FormatError(f"{name} holds no retention periods", finding)
