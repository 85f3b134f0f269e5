"""Very many values at once: made field by field, or kept so until somebody asks for one (ค่าจำนวนมากในคราวเดียว)."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import EnumType
from functools import lru_cache
from itertools import repeat
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar, overload

from attrs import NOTHING, Attribute, AttrsInstance, Converter, Factory, fields

from communitywelfare.uncollected import uncollected

__all__ = ["ManyValues", "filled", "made"]

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
    _fill(values, setting, columns)
    return values


def filled(values: Sequence[T], columns: Mapping[str, Iterable[object]]) -> None:
    """Give values of one kind, made by ``object.__new__`` and still empty, their fields, as `made` does.

    So a value can be known, and stand where it belongs, before it is found out what it is.

    Raises:
        TypeError: Their kind looks at its values as a whole: an empty one cannot be filled.
    """
    if not values:
        return
    setting = _setting(type(values[0]))
    if setting is None:
        raise TypeError(f"a {type(values[0]).__name__} cannot be filled field by field")
    _fill(values, setting, columns)


def _fill(values: Sequence[object], setting: "Sequence[_Setting]", columns: Mapping[str, Iterable[object]]) -> None:
    for each in setting:
        given = columns[each.field.name] if each.field.name in columns else repeat(each.field.default, len(values))
        deque(map(each.put, values, _converted(each.converter, given)), maxlen=0)
    for field in (each.field for each in setting):
        if field.validator is not None:
            deque(map(field.validator, values, repeat(field), map(attrgetter(field.name), values)), maxlen=0)


class ManyValues(Sequence[T], Generic[T]):
    """Very many frozen values of one kind that are kept column by column, and made when somebody asks for one.

    What goes over all of them, such as a check or a sum, asks for the columns that it needs and makes none of them.
    """

    __slots__ = ("_columns", "_count", "_kind", "_values")

    def __init__(self, kind: type[T], count: int, columns: Mapping[str, Sequence[Any]]) -> None:
        """Keep the columns, which nobody may change any more.

        Args:
            kind: A frozen class with slots that takes any value for its fields as it is.
            count: How many values.
            columns: For each field what it is in each of the values; a field that is not named has its default.

        Raises:
            TypeError: The kind looks at its values or changes them, or a field without a default is not named: what
                it would say of them would come late.
        """
        setting = _setting(kind)
        is_open = [each.field.name for each in setting or () if each.is_open and each.field.name not in columns]
        if setting is None or not all(each.is_plain for each in setting) or (is_open and count):
            raise TypeError(f"values of {kind.__name__} must be made to be looked at")
        self._kind, self._count = kind, count
        self._columns: Mapping[str, Sequence[Any]] | None = columns
        self._values: tuple[T, ...] = ()

    def __repr__(self) -> str:
        return f"<{self._count:,} of {self._kind.__name__}>"

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> T: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[T, ...]: ...

    def __getitem__(self, place: int | slice) -> T | tuple[T, ...]:
        return self.values[place]

    def __iter__(self) -> Iterator[T]:
        return iter(self.values)

    @property
    def values(self) -> tuple[T, ...]:
        """All of them, made when they are first asked for; their columns go then."""
        columns = self._columns
        if columns is not None:
            with uncollected():
                self._values = tuple(made(self._kind, self._count, columns))
            self._columns = None
        return self._values

    def column(self, name: str) -> Sequence[Any]:
        """One field of all of them."""
        columns = self._columns
        if columns is None:
            return list(map(attrgetter(name), self._values))
        return columns[name] if name in columns else [getattr(fields(self._kind), name).default] * self._count

    def some(self, places: Sequence[int]) -> list[T]:
        """Those at some places; if the others were not made, they are not made for it."""
        columns = self._columns
        if columns is None:
            return [self._values[place] for place in places]
        picked = {name: [column[place] for place in places] for name, column in columns.items()}
        return made(self._kind, len(places), picked)


class _Setting(NamedTuple):
    """How one field of a kind is set, and whether there is no one value that it has by default."""

    field: "Attribute[Any]"
    put: Callable[[object, object], None]
    converter: Callable[[object], object] | None
    is_open: bool

    @property
    def is_plain(self) -> bool:
        """Whether it takes any value as it is."""
        return self.converter is None and self.field.validator is None


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
