"""Forms of amount from plain functions: a few declared values in, an amount out.

A wreath, and so much more for each year of membership::

    @amount_form("wreath", keys=("worth", "more"))
    def wreath(membership: Years, worth: Baht, more: Baht) -> Money:
        return worth + more * membership

The function gets what it asks for and nothing else, so it cannot look at a fact that it does not declare. What is not
recorded never reaches it: the claim waits, and names the fact.
"""

from collections.abc import Callable, Iterable, Mapping
from string import Formatter
from types import MappingProxyType
from typing import ClassVar, Self

from attrs import frozen

from communitywelfare.errors import Finding, InvalidValue, Place, Severity
from communitywelfare.money import ZERO, Money
from communitywelfare.rules.amounts import Entitlement, in_one_sum
from communitywelfare.rules.asking import READ, check_declared, fact_value, key_value
from communitywelfare.rules.declared import (
    FACTS,
    Asked,
    Baht,
    Count,
    Days,
    Months,
    Number,
    Part,
    Rounded,
    Source,
    Text,
    Years,
    YesNo,
    asked_by,
    told,
)
from communitywelfare.rules.facts import ClaimFacts, Clock
from communitywelfare.rules.keys import Keys

__all__ = [
    "Baht",
    "Count",
    "Days",
    "FunctionForm",
    "Months",
    "Number",
    "Part",
    "Rounded",
    "Text",
    "Years",
    "YesNo",
    "amount_form",
    "namespace",
]

NO_WORDS: Mapping[str, str] = MappingProxyType({})


def namespace(form: str) -> str:
    """How the codes of a form's own findings begin, before a dot and a word of its own."""
    return f"form.{form.replace(' ', '_')}"


@frozen
class FunctionForm:
    """A form whose amount a function reckons; `given` is what the by-law says under its keys.

    There is a class of its own for each function, made by `amount_form`.
    """

    given: tuple[tuple[str, object], ...] = ()
    form: ClassVar[str] = ""
    function: ClassVar[Callable[..., object]]
    asks: ClassVar[tuple[Asked, ...]] = ()
    reads: ClassVar[frozenset[str]] = frozenset()
    rises_with: ClassVar[frozenset[str]] = frozenset()
    pays: ClassVar[Mapping[str, str]] = NO_WORDS
    because: ClassVar[Mapping[str, str]] = NO_WORDS

    @classmethod
    def read(cls, keys: Keys) -> Self:
        """Read each key by its unit; what is stated must be declared by the by-law, in the same unit."""
        for each in cls.asks:
            if each.source is Source.STATED:
                check_declared(each, cls.form, keys)
        return cls(tuple((each.name, key_value(each, keys)) for each in cls.asks if each.source is Source.KEY))

    def entitlement(self, facts: ClaimFacts, place: Place) -> Entitlement:
        """One slice on the day of the event.

        Raises:
            MissingFact: A fact that the function asks for is not recorded.
            TypeError: The function answers with something else than Money or whole satang.
            ValueError: It answers with less than nothing.
        """
        given = dict(self.given)
        values = {each.name: given[each.name] if each.name in given else fact_value(each, facts) for each in self.asks}
        amount = self.amount_of(values)
        return in_one_sum(facts, amount, self._reason(values, amount, place))

    def amount_of(self, values: Mapping[str, object]) -> Money:
        """What the function gives for these values.

        Raises:
            TypeError: Something else than Money or whole satang.
            ValueError: Less than nothing.
        """
        found = type(self).function(**values)
        amount = Money(found) if type(found) is int else found
        if not isinstance(amount, Money):
            raise TypeError(f"an amount is Money or whole satang, not {type(found).__name__}")
        if amount < ZERO:
            raise ValueError(f"an amount is not less than nothing: {amount}")
        return amount

    def sheet(self) -> tuple[Finding, ...]:
        """What the by-law sheet says of a clause: the author's words, or none."""
        if not self.pays:
            return ()
        return (
            Finding(f"{namespace(self.form)}.pays", Severity.INFO, params={**dict(self.figures), "says": self.pays}),
        )

    @property
    def figures(self) -> tuple[tuple[str, object], ...]:
        """Its keys with their values, as people are told them."""
        written = {each.name: each.written for each in self.asks}
        return tuple((name, told(written[name], value)) for name, value in self.given)

    def _reason(self, values: Mapping[str, object], amount: Money, place: Place) -> Finding:
        if self.because:
            figures = {each.name: told(each.written, values[each.name]) for each in self.asks}
            params = {**figures, "amount": amount, "says": self.because}
            return Finding(f"{namespace(self.form)}.amount", Severity.INFO, place=place, params=params)
        given = tuple(
            Finding("amount.given", Severity.INFO, params={"what": _name(each), "value": _told(each, values)})
            for each in self.asks
        )
        params = {"form": self.form, "given": given, "amount": amount}
        return Finding("amount.by_function", Severity.INFO, place=place, params=params)


def amount_form(
    name: str,
    *,
    keys: Iterable[str] = (),
    stated: Iterable[str] = (),
    rises_with: Iterable[str] = (),
    pays: Mapping[str, str] = NO_WORDS,
    because: Mapping[str, str] = NO_WORDS,
) -> Callable[[Callable[..., object]], type[FunctionForm]]:
    """Make a form of amount from a function; use it as a decorator, or call what it gives with the function.

    Args:
        name: The form's name in a by-law.
        keys: Which parameters are keys of the by-law.
        stated: Which parameters are stated by the claim; the by-law declares them as attributes.
        rises_with: Facts of which more never pays less; the conformance kit looks at it.
        pays: What the by-law sheet says, in ``th`` and ``en``, with keys in braces.
        because: The reason of a decision, in ``th`` and ``en``, with parameters and ``amount`` in braces.

    Raises:
        InvalidValue: The function asks for what is not declared, in a wrong unit, or for a float; or words do not fit.
    """
    key_names, stated_names, promised = tuple(keys), tuple(stated), frozenset(rises_with)

    def declared(function: Callable[..., object]) -> type[FunctionForm]:
        asks = tuple(asked_by(function, name, keys=key_names, stated=stated_names))
        facts = {each.name for each in asks if each.source is not Source.KEY}
        unkept = promised - (facts & FACTS.keys())
        if unkept:
            raise InvalidValue(
                f"the form {name} cannot rise with {', '.join(sorted(unkept))}, which is no fact it asks"
            )
        _check_words(name, pays, frozenset(key_names))
        _check_words(name, because, {each.name for each in asks} | {"amount"})
        members = {
            "form": name,
            "function": staticmethod(function),
            "asks": asks,
            "reads": frozenset(READ.get(fact, "attributes") for fact in facts),
            "rises_with": promised,
            "pays": MappingProxyType(dict(pays)),
            "because": MappingProxyType(dict(because)),
            "__doc__": function.__doc__,
            "__module__": function.__module__,
            "__qualname__": function.__qualname__,
        }
        return frozen(type(function.__name__, (FunctionForm,), members))

    return declared


def _told(asked: Asked, values: Mapping[str, object]) -> object:
    return told(asked.written, values[asked.name])


def _name(asked: Asked) -> object:
    """What a value is called, by what has words in both languages."""
    match asked.source:
        case Source.KEY:
            return asked.name
        case Source.STATED:
            return Finding("number.stated", Severity.INFO, params={"name": asked.name})
        case Source.FACT if asked.name in {clock.value for clock in Clock}:
            return Clock(asked.name)
        case _:
            return Finding(f"number.{asked.name}", Severity.INFO)


def _check_words(form: str, words: Mapping[str, str], names: Iterable[str]) -> None:
    """Words are there in both languages or not at all, and have places for what there is."""
    if words and set(words) != {"th", "en"}:
        raise InvalidValue(f"the words of the form {form} must be there in th and en")
    for text in words.values():
        try:
            places = {place for _text, place, _spec, _conversion in Formatter().parse(text) if place is not None}
        except ValueError as error:
            raise InvalidValue(f"the words of the form {form} cannot be read: {error}") from None
        unknown = places - set(names)
        if unknown:
            raise InvalidValue(f"the words of the form {form} have a place for {', '.join(sorted(unknown))}")
