"""Fingerprints of values: the same facts give the same digest on every machine and in every process."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from hashlib import sha256

from attrs import fields, has

__all__ = ["canonical", "fingerprint"]


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
    kind = type(value)
    if has(kind):
        parts = (f"{field.name}={canonical(getattr(value, field.name))}" for field in fields(kind) if field.eq)
        return _braced(f"{kind.__name__}(", parts, ")")
    raise TypeError(f"no canonical text for {type(value).__name__}")


def fingerprint(value: object) -> str:
    """The SHA-256 of a value's canonical text, in 64 hexadecimal digits."""
    return sha256(canonical(value).encode()).hexdigest()


def _braced(opening: str, parts: Iterable[str], closing: str) -> str:
    return f"{opening}{','.join(parts)}{closing}"
