"""What a function may ask for: facts of a claim, what the claim states, and keys of the by-law, each with its unit.

A parameter is written with one of the units below (``membership: Years``). To a type checker they are the plain types
that the function gets.
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from difflib import get_close_matches
from enum import Enum
from fractions import Fraction
from inspect import Parameter, signature
from types import UnionType
from typing import Annotated, Union, get_args, get_origin, get_type_hints

from attrs import field, frozen

from communitywelfare.calendar import Duration, Unit
from communitywelfare.errors import InvalidValue
from communitywelfare.money import Money, Rounding

__all__ = [
    "FACTS",
    "Asked",
    "Baht",
    "Count",
    "Days",
    "Months",
    "Number",
    "Part",
    "Rounded",
    "Source",
    "Text",
    "Written",
    "Years",
    "YesNo",
    "asked_by",
    "told",
]


class Written(Enum):
    """The units of what a function asks for."""

    BAHT = "baht"
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"
    COUNT = "count"
    NUMBER = "number"
    TEXT = "text"
    YES_NO = "yes or no"
    PART = "fraction"
    ROUNDED = "rounding"

    @property
    def kind(self) -> type:
        """What the function gets."""
        return _KINDS.get(self, int)


_KINDS: Mapping[Written, type] = {
    Written.BAHT: Money,
    Written.NUMBER: Decimal,
    Written.TEXT: str,
    Written.YES_NO: bool,
    Written.PART: Fraction,
    Written.ROUNDED: Rounding,
}
Baht = Annotated[Money, Written.BAHT]
Days = Annotated[int, Written.DAYS]
Months = Annotated[int, Written.MONTHS]
Years = Annotated[int, Written.YEARS]
Count = Annotated[int, Written.COUNT]
Number = Annotated[Decimal, Written.NUMBER]
Text = Annotated[str, Written.TEXT]
YesNo = Annotated[bool, Written.YES_NO]
Part = Annotated[Fraction, Written.PART]
Rounded = Annotated[Rounding, Written.ROUNDED]


class Source(Enum):
    """Where a value comes from."""

    FACT = "fact"
    STATED = "stated"
    KEY = "key"


_TIMES = (Written.DAYS, Written.MONTHS, Written.YEARS)
_STATED = (Written.BAHT, Written.COUNT, Written.NUMBER, Written.TEXT, Written.YES_NO)
FACTS: Mapping[str, tuple[Written, ...]] = {
    "membership": _TIMES,
    "age": _TIMES,
    "arrears": (Written.MONTHS,),
    "paid": (Written.BAHT,),
    "paid_months": (Written.MONTHS,),
    "units": (Written.COUNT,),
}
"""The facts that a function may ask for, and in which units each can be told."""


@frozen(kw_only=True)
class Asked:
    """One thing that a function asks for; only a key may be optional, for what is not recorded is not zero."""

    name: str
    written: Written
    source: Source
    is_optional: bool = False
    default: object = field(default=None, eq=False)


def asked_by(function: Callable[..., object], form: str, *, keys: Iterable[str], stated: Iterable[str]) -> list[Asked]:
    """What a function asks for, by its parameters.

    Raises:
        InvalidValue: It asks for what is not declared, in a unit that does not fit, or declares what it never asks for.
    """
    sources = dict.fromkeys(FACTS, Source.FACT)
    for names, source in ((stated, Source.STATED), (keys, Source.KEY)):
        for name in names:
            if name in sources or name == "form":
                raise InvalidValue(f"the form {form} declares {name}, which has a meaning already")
            sources[name] = source
    written = _units_of(function, form)
    found = [
        _asked(parameter, written[parameter.name], sources, form)
        for parameter in signature(function).parameters.values()
    ]
    unasked = [name for name in sources if name not in FACTS and name not in {each.name for each in found}]
    if unasked:
        raise InvalidValue(f"the form {form} declares {', '.join(unasked)} and never asks for it")
    return found


def _units_of(function: Callable[..., object], form: str) -> Mapping[str, object]:
    try:
        hints = get_type_hints(function, include_extras=True)
    except NameError as error:
        raise InvalidValue(f"the form {form} has a unit that is not known where it is declared: {error}") from None
    if hints.pop("return", int) not in {int, Money, Baht}:
        raise InvalidValue(f"the form {form} must answer with Money or with whole satang (int)")
    return {name: hints.get(name) for name in signature(function).parameters}


def _asked(parameter: Parameter, hint: object, sources: Mapping[str, Source], form: str) -> Asked:
    name = parameter.name
    if parameter.kind not in {Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY}:
        raise InvalidValue(f"the form {form} must ask for {name} by its name")
    if name not in sources:
        meant = get_close_matches(name, sources, n=1)
        hint_of = f"; is it {meant[0]}?" if meant else ""
        raise InvalidValue(f"the form {form} asks for {name}, which is no fact and not declared{hint_of}")
    source = sources[name]
    written, may_be_none = _written(hint)
    if written is None:
        raise InvalidValue(f"the form {form} asks for {name} without a unit: write it as Baht, Months, Count …")
    allowed = FACTS[name] if source is Source.FACT else _STATED if source is Source.STATED else tuple(Written)
    if written not in allowed:
        units = ", ".join(each.value for each in allowed)
        raise InvalidValue(f"the form {form} asks for {name} in {written.value}, and {name} is told in {units}")
    is_optional = parameter.default is not Parameter.empty
    if source is not Source.KEY and (is_optional or may_be_none):
        raise InvalidValue(f"the form {form} has a default for {name}: what is not recorded has none")
    if may_be_none and not is_optional:
        raise InvalidValue(f"the form {form} needs a default for {name}, which may be None")
    if is_optional and parameter.default is not None and type(parameter.default) is not written.kind:
        raise InvalidValue(f"the form {form} has a default for {name} that is no {written.kind.__name__}")
    default = parameter.default if is_optional else None
    return Asked(name=name, written=written, source=source, is_optional=is_optional, default=default)


def _written(hint: object) -> tuple[Written | None, bool]:
    """The unit of a parameter, and whether it may be None."""
    may_be_none = get_origin(hint) in {Union, UnionType} and type(None) in get_args(hint)
    parts = [each for each in get_args(hint) if each is not type(None)] if may_be_none else [hint]
    units = [unit for part in parts for unit in getattr(part, "__metadata__", ()) if isinstance(unit, Written)]
    return (units[0] if len(units) == len(parts) == 1 else None), may_be_none


def told(written: Written, value: object) -> object:
    """A value as people are told it: a length of time with its unit."""
    units = {Written.DAYS: Unit.DAY, Written.MONTHS: Unit.MONTH, Written.YEARS: Unit.YEAR}
    if written in units and isinstance(value, int):
        return Duration(value, units[written])
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value
