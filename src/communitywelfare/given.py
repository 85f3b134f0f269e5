"""What a program gives for a field (ค่าที่โปรแกรมส่งมา): tried at once, so that a mistake is told where it was made.

These are validators and converters of attrs. What a person typed is read before, by `read_day`, `read_count` and their
like; what a file says is read by its columns. Neither comes here as it was written.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

from communitywelfare.calendar import BE_OFFSET, BUDDHIST_ABOVE, add_months
from communitywelfare.errors import Finding, InvalidValue, Severity

if TYPE_CHECKING:
    from attrs import Attribute

__all__ = [
    "are_texts_by_name",
    "as_option",
    "as_texts",
    "is_a",
    "is_count",
    "is_day",
    "is_text",
    "or_none",
    "refuse_buddhist",
]

Option = TypeVar("Option", bound=Enum)
_LONG = 10  # a longer number may be somebody's
Validator = Callable[[object, "Attribute[Any]", Any], None]


def is_day(owner: object, attribute: "Attribute[Any]", given: object) -> None:
    """A `date` of the common era, without a time of day: which day a moment belongs to depends on where one stands."""
    if not isinstance(given, date) or isinstance(given, datetime):
        raise _other(owner, attribute, given, "date")
    if (
        given.year > BUDDHIST_ABOVE
    ):  # asked here too: of very many days hardly one is, and each name must be put together
        refuse_buddhist(given, _name(owner, attribute))


def refuse_buddhist(given: date, name: str) -> None:
    """Refuse a day whose year was counted in the Buddhist era: Python's are of the common era.

    Raises:
        InvalidValue: It is one. The finding shows the day that was meant.
    """
    if given.year > BUDDHIST_ABOVE:
        meant = add_months(given, -12 * BE_OFFSET)
        params = {"what": name, "found": given.isoformat(), "meant": meant.isoformat()}
        finding = Finding("given.buddhist_year", Severity.ERROR, params=params)
        spelt = f"date({meant.year}, {meant.month}, {meant.day})"
        raise InvalidValue(f"{name} is {given}, a Buddhist year; a date of Python is C.E.: {spelt}", finding)


def is_count(owner: object, attribute: "Attribute[Any]", given: object) -> None:
    """A whole number from 0 on; `True` is none."""
    if type(given) is not int or given < 0:
        raise _other(owner, attribute, given, "count")


def is_text(owner: object, attribute: "Attribute[Any]", given: object) -> None:
    """A text: a number that looks like one has lost its leading zeros already."""
    if not isinstance(given, str):
        raise _other(owner, attribute, given, "text")


def are_texts_by_name(owner: object, attribute: "Attribute[Any]", given: object) -> None:
    """Texts by their names. What is measured is given as it was written, ``"3.75"``: a float is not that number."""
    if not isinstance(given, Mapping):
        raise _other(owner, attribute, given, "texts by name")
    for name, each in given.items():
        if not (isinstance(name, str) and isinstance(each, str)):
            raise _other(owner, attribute, each, "text", key=f"[{name!r}]")


def is_a(kind: type) -> Validator:
    """A value of a class of this library."""

    def is_of_it(owner: object, attribute: "Attribute[Any]", given: object) -> None:
        if not isinstance(given, kind):
            raise _other(owner, attribute, given, kind.__name__)

    return is_of_it


def or_none(validator: Validator) -> Validator:
    """The same, or None."""

    def is_none_or(owner: object, attribute: "Attribute[Any]", given: object) -> None:
        if given is not None:
            validator(owner, attribute, given)

    return is_none_or


def as_texts(given: Iterable[str], name: str) -> frozenset[str]:
    """A set of texts of any collection of them; one text alone is not the set of its letters.

    Raises:
        InvalidValue: It is one text, or holds something else than texts.
    """
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise _refusal(name, given, "texts")
    found = tuple(given)
    for each in found:
        if not isinstance(each, str):
            raise _refusal(name, each, "texts")
    return frozenset(found)


def as_option(given: Option | str, options: type[Option]) -> Option:
    """One of a closed list, given itself or as its value.

    Raises:
        InvalidValue: It is none; the finding lists those that there are.
    """
    if isinstance(given, options):
        return given
    try:
        return options(given)
    except ValueError:
        known = tuple(each.value for each in options)
        params = {"what": options.__name__, "found": _kind(given), "options": known}
        finding = Finding("given.no_option", Severity.ERROR, params=params)
        raise InvalidValue(f"{options.__name__} is one of {', '.join(map(str, known))}", finding) from None


def _name(owner: object, attribute: "Attribute[Any]") -> str:
    return f"{type(owner).__name__}.{attribute.name}"


def _other(owner: object, attribute: "Attribute[Any]", given: object, wanted: str, *, key: str = "") -> InvalidValue:
    return _refusal(_name(owner, attribute) + key, given, wanted)


def _refusal(name: str, given: object, wanted: str) -> InvalidValue:
    # What was given may name somebody; its type says enough of what went wrong.
    params = {"what": name, "found": _kind(given), "wanted": wanted}
    finding = Finding("given.other_kind", Severity.ERROR, params=params)
    return InvalidValue(f"{name} is {_kind(given)}; wanted {_WANTED.get(wanted, wanted)}", finding)


def _kind(given: object) -> str:
    """What was given: a short number itself, and of all else its type."""
    is_short = isinstance(given, int | float) and len(repr(given)) < _LONG
    return repr(given) if is_short or given is None else type(given).__name__


_WANTED = {
    "date": "a datetime.date, such as read_day(...).day of what was typed",
    "count": "a whole number, 0 or more",
    "text": "a text",
    "texts": "a collection of texts",
    "texts by name": "texts by name, such as dict(grade='3.75')",
}
