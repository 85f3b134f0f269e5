"""Whether what a profile says of a field fits the canonical column: its codes, its constant, how it is written."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from communitywelfare.errors import InvalidValue
from communitywelfare.io._cells import codes_of, parser_of
from communitywelfare.io._mistakes import Mistakes
from communitywelfare.io.foreign.days import DayOrder
from communitywelfare.io.foreign.profile import MONEY_STYLES, MONTH_STYLES, STYLES, Field, LayoutColumn
from communitywelfare.io.foreign.spellings import clean_header

__all__ = ["constants_fit", "places_fit", "spellings_fit", "styles_fit"]

_STYLES: Mapping[str, tuple[str, ...]] = {
    "money": MONEY_STYLES,
    "month": MONTH_STYLES,
    **dict.fromkeys(("day", "birth"), tuple(each for each in STYLES if each not in {*MONEY_STYLES, *MONTH_STYLES})),
}


def constants_fit(reading: Mistakes, constants: Mapping[Field, str]) -> None:
    """Tell of every constant that its column cannot hold."""
    for name, text in constants.items():
        try:
            parser_of(name.schema.kind)(text)
        except InvalidValue:
            reading.unreadable(f"constants.{name}", text)


def spellings_fit(
    reading: Mistakes, spellings: Mapping[Field, Mapping[str, str]], filled: AbstractSet[Field | None]
) -> None:
    """Tell of every spelling of a code that the column does not have, and of those of a field that nothing fills."""
    for name, codes in spellings.items():
        if name not in filled:
            reading.mistake("profile.spellings_of_nothing", f"spellings.{name}", field=str(name))
        known = _codes(name)
        for spelling, code in codes.items():
            if known and code not in known:
                params = {"field": str(name), "value": code, "known": known}
                reading.mistake("profile.code_unknown", f"spellings.{name}.{spelling}", **params)


def _codes(name: Field) -> tuple[str, ...]:
    if name.schema.kind == "yes":
        return ("1", "0")
    return codes_of(name.schema.kind)


def places_fit(reading: Mistakes, columns: Iterable[LayoutColumn]) -> None:
    """Tell of two columns that would be found at one place: by their positions, satang among them, or a header."""
    places, headers = dict[int, LayoutColumn](), dict[str, LayoutColumn]()
    for at, column in enumerate(columns, start=1):
        path = f"columns[{at}]"
        if column.position is None:
            for header in dict.fromkeys(map(clean_header, column.headers)):
                if headers.setdefault(header, column) is not column:
                    reading.mistake("profile.twice", f"{path}.headers", what=header)
            continue
        for place in range(column.position, column.position + 1 + bool(column.satang)):
            if places.setdefault(place, column) is not column:
                reading.mistake("profile.twice", f"{path}.position", what=str(place))


def styles_fit(reading: Mistakes, columns: Iterable[LayoutColumn], order: object) -> None:
    """Tell of every column that is to be written, or to have its satang apart, as its kind or its order never is."""
    for path, key, value, known in _odd_styles(columns, order):
        reading.mistake("profile.not_for_kind", f"{path}.{key}", name=key, value=value, known=known)


def _odd_styles(columns: Iterable[LayoutColumn], order: object) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    for at, column in enumerate(columns, start=1):
        path, kind = f"columns[{at}]", column.fills.schema.kind if column.fills is not None else ""
        known = _STYLES.get(kind, ())
        if order is not DayOrder.DMY and kind in {"day", "birth"}:  # 5/4/2566 would be read as the other day
            known = tuple(each for each in known if "/" not in each)
        if column.written and column.written not in known:
            yield path, "written", column.written, known
        if column.satang and kind != "money":
            yield path, "satang", column.satang[0], ()
