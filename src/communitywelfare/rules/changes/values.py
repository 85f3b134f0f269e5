"""Values of a change as the plain values of a by-law document: text, whole numbers, days, lists and tables.

A number with a point never comes as a float, of which nobody can tell the baht it meant.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from communitywelfare.calendar import Duration
from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.money import Money

__all__ = ["plain_value"]

_DEEPEST = 20
_MOST_DIGITS = 30


def plain_value(path: str, value: object, *, before: object = None) -> object:
    """A value as a by-law document has it.

    Args:
        path: Where it goes, for the finding.
        value: Text, a whole number, `Money`, `Decimal`, `Fraction`, `Duration`, a day, an option of a closed list, true
            or false, or a table or list of those.
        before: What stands there; a number goes where a text stood as text, and the other way about.

    Raises:
        InvalidValue: A float, or something that no by-law can say.
    """
    return _plain(path, value, before, 0)


def _plain(path: str, value: object, before: object, depth: int) -> object:
    match value:
        case bool():
            return value
        case float():
            meant = repr(value)
            params = {"path": path, "value": meant, "meant": f'"{meant}"'}
            finding = Finding("change.float", Severity.ERROR, params=params)
            message = f'{path}: {meant} is a float; write it as text ("{meant}"), a Decimal or whole baht'
            raise InvalidValue(message, finding)
        case Mapping() if depth < _DEEPEST and all(isinstance(key, str) for key in value):
            old = before if isinstance(before, Mapping) else {}
            return {key: _plain(f"{path}.{key}", each, old.get(key), depth + 1) for key, each in value.items()}
        case list() | tuple() if depth < _DEEPEST:
            return _listed(path, value, depth)
        case str() | int():
            return _like(value, before)
        case date():
            return value
    return _like(_spelt(path, value), before)


def _listed(path: str, values: Sequence[object], depth: int) -> list[object]:
    return [_plain(f"{path}[{place}]", each, None, depth + 1) for place, each in enumerate(values, start=1)]


def _spelt(path: str, value: object) -> str:
    match value:
        case Money():
            return value.plain
        case Decimal() if value.is_finite() and abs(value.adjusted()) < _MOST_DIGITS:
            return f"{value:f}"
        case Fraction():
            return f"{value.numerator}/{value.denominator}"
        case Duration():
            return str(value)
        case Enum() if isinstance(value.value, str):
            return value.value
    shown = type(value).__name__ if isinstance(value, Mapping | list | tuple) else str(value)[:200]
    finding = Finding("change.value_unreadable", Severity.ERROR, params={"name": path, "value": shown})
    raise InvalidValue(f"{path}: {shown!r} is nothing that a by-law can say", finding)


def _like(value: str | int, before: object) -> str | int:
    """A whole number in the dress of what stands there: ``40000`` for ``"30000.00"``, ``"3"`` for 2."""
    if isinstance(before, str) and isinstance(value, int):
        return str(value)
    is_number = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < _MOST_DIGITS
    return int(value) if type(before) is int and is_number else value
