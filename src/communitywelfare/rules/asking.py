"""How what a function asks for is found: among the facts of a claim, in what it states, under the by-law's keys."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from communitywelfare.calendar import Unit
from communitywelfare.errors import Finding, MissingFact, Severity
from communitywelfare.money import Money
from communitywelfare.rules.amounts.per_unit import LONGEST
from communitywelfare.rules.declared import Asked, Source, Written
from communitywelfare.rules.facts import ClaimFacts, Clock, Quantity
from communitywelfare.rules.keys import Keys
from communitywelfare.rules.numbers import Completed, Kind, number_in
from communitywelfare.rules.vocabulary import AttributeKind

__all__ = [
    "ATTRIBUTES",
    "CLOCKS",
    "QUANTITIES",
    "READ",
    "UNITS",
    "check_declared",
    "fact_value",
    "key_value",
    "recorded_value",
    "stated_value",
]

READ = {
    "membership": "tenure_from",
    "age": "birth",
    "arrears": "arrears_months",
    "paid": "paid",
    "paid_months": "paid_months",
    "units": "units",
}
"""Which field of the facts of a claim each fact comes from."""
CLOCKS = {"membership": Clock.MEMBERSHIP, "age": Clock.AGE}
QUANTITIES = {
    "arrears": Quantity.ARREARS,
    "paid": Quantity.PAID,
    "paid_months": Quantity.PAID_MONTHS,
    "units": Quantity.UNITS,
}
UNITS = {Written.DAYS: Unit.DAY, Written.MONTHS: Unit.MONTH, Written.YEARS: Unit.YEAR}
_NUMBERS = {Written.BAHT: Kind.BAHT, Written.COUNT: Kind.COUNT, Written.NUMBER: Kind.NUMBER}
ATTRIBUTES = {
    Written.BAHT: AttributeKind.BAHT,
    Written.COUNT: AttributeKind.WHOLE,
    Written.NUMBER: AttributeKind.NUMBER,
    Written.TEXT: AttributeKind.TEXT,
    Written.YES_NO: AttributeKind.YES_NO,
}


def fact_value(asked: Asked, facts: ClaimFacts) -> object:
    """What is recorded or stated, in the unit in which it is asked for.

    Raises:
        MissingFact: It is not recorded, or cannot be right.
    """
    if asked.source is Source.STATED:
        return stated_value(asked, facts.attribute(asked.name))
    clock = CLOCKS.get(asked.name)
    found = (
        facts.quantity(QUANTITIES[asked.name]) if clock is None else Completed(clock, UNITS[asked.written]).of(facts)
    )
    return recorded_value(asked, found)


def recorded_value(asked: Asked, found: int) -> object:
    """What a function gets of a recorded number; a sum is counted in satang.

    Raises:
        MissingFact: It cannot be right.
    """
    if asked.name == "units" and not 0 <= found <= LONGEST:
        finding = Finding("amount.units_impossible", Severity.REFER, params={"units": found, "unit": ""})
        raise MissingFact(f"there cannot be {found} units", finding)
    return Money(found) if asked.written is Written.BAHT else found


def stated_value(asked: Asked, text: str) -> object:
    """What a function gets of what a claim states.

    Raises:
        MissingFact: A number is asked for, and it is none.
    """
    if asked.written not in _NUMBERS:
        return text == "yes" if asked.written is Written.YES_NO else text
    value = number_in(text, _NUMBERS[asked.written])
    if value is None:
        params = {"name": asked.name, "stated": text, "minimum": ""}
        finding = Finding("event.attribute_unreadable", Severity.REFER, params=params)
        raise MissingFact(f"{asked.name} is not a number", finding)
    if asked.written is Written.BAHT:
        return Money(value)
    return Decimal(value).scaleb(-4) if asked.written is Written.NUMBER else value


def check_declared(asked: Asked, form: str, keys: Keys) -> None:
    """Note where the by-law does not declare, in the unit of the form, what a claim has to state."""
    kind = ATTRIBUTES[asked.written]
    declared = keys.context.attributes.get(asked.name)
    if declared is None or declared.kind is not kind:
        keys.report("bylaw.form_asks_stated", "form", {"form": form, "stated": asked.name, "kind": kind.value})


def key_value(asked: Asked, keys: Keys) -> object:
    """What the by-law says under a key, or the default of one that may be left out."""
    if not keys.has(asked.name):
        if not asked.is_optional:
            keys.report("bylaw.missing_key", asked.name)
        return asked.default
    if asked.written in UNITS:
        return _time(asked, keys)
    return _KEYS[asked.written](keys, asked.name)


_KEYS: Mapping[Written, Callable[[Keys, str], object]] = {
    Written.BAHT: Keys.money,
    Written.COUNT: Keys.whole,
    Written.NUMBER: Keys.decimal,
    Written.TEXT: Keys.text,
    Written.YES_NO: Keys.truth,
    Written.PART: Keys.fraction,
    Written.ROUNDED: Keys.rounding,
}


def _time(asked: Asked, keys: Keys) -> int:
    """A count in the unit that is asked for: years are also so many months; days are never months."""
    told = len(keys.findings)
    time = keys.duration(asked.name)
    if time.unit is Unit.YEAR and asked.written is Written.MONTHS:
        return time.count * 12
    if time.unit is not UNITS[asked.written] and len(keys.findings) == told:
        keys.report("bylaw.wrong_value", asked.name, {"value": str(time), "wanted": asked.written.value})
    return time.count
