"""Fingerprints of values: the same facts give the same digest on every machine and in every process."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from hashlib import sha256
from typing import Any

from attrs import fields, has

__all__ = ["canonical", "fingerprint", "fingerprints_apart"]


def canonical(value: object) -> str:
    """A text that equal values share and different values do not: for hashing, not for reading.

    Fields that a class keeps out of comparison stay out of its fingerprint too.

    Raises:
        TypeError: A value of which no canonical text is known; floats are among them.
    """
    match value:
        case None | bool() | int():
            return repr(value)
        case str():
            return repr(value)
        case Decimal() | Fraction():
            return str(Fraction(value))
        case date():
            return value.isoformat()
        case Enum():
            return f"{type(value).__name__}.{value.name}"
        case Mapping():
            return _braced("{", (f"{canonical(key)}:{canonical(value[key])}" for key in sorted(value)), "}")
        case frozenset():
            return _braced("{", sorted(map(canonical, value)), "}")
        case tuple():
            return _braced("(", map(canonical, value), ")")
    if has(type(value)):
        return _of_fields(value, without="")
    raise TypeError(f"no canonical text for {type(value).__name__}")


def _of_fields(value: object, *, without: str) -> str:
    kind: type[Any] = type(value)
    compared = (field.name for field in fields(kind) if field.eq and field.name != without)
    return _braced(f"{kind.__name__}(", (f"{name}={canonical(getattr(value, name))}" for name in compared), ")")


def fingerprint(value: object) -> str:
    """The SHA-256 of a value's canonical text, in 64 hexadecimal digits."""
    return _digest(canonical(value))


def fingerprints_apart(value: object, part: str) -> tuple[str, str]:
    """Two fingerprints: of a value without one of its fields, and of that field alone.

    A value that has no such field is whole, and the field is taken to hold nothing: an empty tuple.
    """
    if not has(type(value)):
        return fingerprint(value), fingerprint(())
    return _digest(_of_fields(value, without=part)), fingerprint(getattr(value, part, ()))


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _braced(opening: str, parts: Iterable[str], closing: str) -> str:
    return f"{opening}{','.join(parts)}{closing}"
