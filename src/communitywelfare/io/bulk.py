"""Making very many values at once, field by field."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from enum import EnumType
from functools import lru_cache
from itertools import repeat
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from attrs import NOTHING, Attribute, AttrsInstance, Converter, Factory, fields

__all__ = ["made"]

T = TypeVar("T", bound=AttrsInstance)


def made(kind: type[T], count: int, columns: Mapping[str, Iterable[object]]) -> list[T]:
    """Very many frozen values, field by field: what `kind` makes of each row of some columns.

    A frozen value sets each of its fields by a call, and for very many values these calls are most of the work. Here
    each field is set in all of them at once, and then looked at by its validator, if it has one. A kind that looks at
    its values as a whole is made row by row.

    Args:
        kind: A frozen class with slots.
        count: How many values.
        columns: For each field what it is in each of the values; a field that is not named has its default.
    """
    setting = _setting(kind)
    if setting is None or any(each.is_open for each in setting if each.field.name not in columns):
        rows = zip(*columns.values(), strict=True) if columns else repeat((), count)
        return [kind(**dict(zip(columns, row, strict=True))) for row in rows]
    values = list(map(object.__new__, repeat(kind, count)))
    for each in setting:
        given = columns[each.field.name] if each.field.name in columns else repeat(each.field.default, count)
        deque(map(each.put, values, _converted(each.converter, given)), maxlen=0)
    for field in (each.field for each in setting):
        if field.validator is not None:
            deque(map(field.validator, values, repeat(field), map(attrgetter(field.name), values)), maxlen=0)
    return values


class _Setting(NamedTuple):
    """How one field of a kind is set, and whether there is no one value that it has by default."""

    field: "Attribute[Any]"
    put: Callable[[object, object], None]
    converter: Callable[[object], object] | None
    is_open: bool


@lru_cache(maxsize=64)
def _setting(kind: type[AttrsInstance]) -> tuple[_Setting, ...] | None:
    """How each field of a kind is set; None where its values must be made one by one."""
    found = []
    for each in fields(kind):
        if isinstance(each.converter, Converter):
            return None
        is_open = isinstance(each.default, _NO_ONE_VALUE)
        found.append(_Setting(each, getattr(kind, each.name).__set__, each.converter, is_open))
    return None if hasattr(kind, "__attrs_post_init__") else tuple(found)


def _converted(converter: Callable[[object], object] | None, given: Iterable[object]) -> Iterable[object]:
    """What a field is set to. A member of an enum stands for itself: it takes longest to ask the enum for it."""
    if converter is None:
        return given
    given = tuple(given)
    is_of_enum = isinstance(converter, EnumType) and set(map(type, given)) == {converter}
    return given if is_of_enum else map(converter, given)


_NO_ONE_VALUE: tuple[type, ...] = (type(NOTHING), type(Factory(list)))
