"""The notation of ``when`` and ``formula``: a small, closed language, read into the same tree as the keys of a clause.

    age >= 60 years and (membership >= 15 years or group in ("DISABLED"))
    min(1500 baht * years(membership, 6 months), 100000 baht)

There are names, whole numbers, baht, lengths of time, texts, six comparisons, ``in``, ``and``, ``or``, ``not``, ``+``,
``-``, ``*``, and six functions. Nothing is evaluated but this: no call, no attribute, no loop, no float. A text has at
most 500 characters and 12 levels. Units are checked while reading: ``membership >= 15`` is a mistake.
"""

import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from fractions import Fraction
from typing import TypeVar, cast

from communitywelfare.calendar import Duration, Unit
from communitywelfare.errors import InvalidValue
from communitywelfare.money import Money
from communitywelfare.rules.expressions import (
    KINDS,
    AllOf,
    AnyOf,
    AttributeOneOf,
    CodeOneOf,
    Compares,
    Condition,
    Lasting,
    LongerThan,
    Not,
    Operator,
)
from communitywelfare.rules.facts import Clock, CodeFact
from communitywelfare.rules.numbers import (
    Completed,
    Difference,
    Greatest,
    Kind,
    Least,
    Literal,
    Number,
    Product,
    QuantityNumber,
    Share,
    Sum,
    number_in,
)
from communitywelfare.rules.terms import (
    CLOCKS,
    CODES,
    MIRRORED,
    NUMBERS,
    QUANTITIES,
    Term,
    Text,
    TextAttribute,
    described,
    in_months,
    stated_term,
    usual,
    with_point,
)
from communitywelfare.rules.vocabulary import Attribute, AttributeKind, NotationError, Token, Vocabulary, tokens_of

__all__ = ["Attribute", "AttributeKind", "NotationError", "Vocabulary", "condition_in", "formula_in"]

T = TypeVar("T")
_UNITS = {f"{unit.value}{plural}": unit for unit in Unit for plural in ("", "s")}
_FUNCTIONS = ("days", "max", "min", "months", "share", "years")
_DEEPEST = 12
_MOST = 1_000  # words and signs of a text with all definitions that it names


def condition_in(text: str, vocabulary: Vocabulary) -> tuple[Condition, ...]:
    """Read a condition; what ``and`` joins at the top comes apart, so that each part gives a reason of its own.

    Raises:
        NotationError: It cannot be read, or compares what cannot be compared.
    """
    parser = _Parser(text, vocabulary)
    found = parser.as_condition(parser.whole())
    return found.conditions if isinstance(found, AllOf) else (found,)


def formula_in(text: str, vocabulary: Vocabulary) -> Number:
    """Read a formula for an amount of baht.

    Raises:
        NotationError: It cannot be read, mixes units, or is not an amount of baht.
    """
    parser = _Parser(text, vocabulary)
    found = parser.as_number(parser.whole())
    if found.kind is not Kind.BAHT:
        raise NotationError("bylaw.formula_not_baht", 0, kind=found.kind)
    return found


class _Parser:
    """Reads one text from left to right; each method reads one level of binding, from the loosest to the tightest."""

    def __init__(self, text: str, vocabulary: Vocabulary, *, around: "_Parser | None" = None) -> None:
        self._tokens = tokens_of(text)
        self._at = 0
        self.depth: int = around.depth if around else 0
        self._words = vocabulary
        self.spent: list[int] = (
            around.spent if around else [0]
        )  # shared, so that definitions of definitions cannot explode
        self.within: tuple[str, ...] = around.within if around else ()
        self.spent[0] += len(self._tokens)
        if self.spent[0] > _MOST:
            raise self._error("bylaw.notation_too_long", limit=_MOST)

    def whole(self) -> Term:
        """The whole text as one term."""
        found = self._either()
        if self._token.kind != "end":
            raise self._error("bylaw.notation_unreadable", value=self._token.text)
        return found

    @property
    def _token(self) -> Token:
        return self._tokens[self._at]

    def _error(self, code: str, **params: object) -> NotationError:
        return NotationError(code, self._token.column, **params)

    def _next_if(self, *texts: str) -> str | None:
        if self._token.kind in {"name", "sign"} and self._token.text in texts:
            self._at += 1
            return self._tokens[self._at - 1].text
        return None

    def _expect(self, text: str) -> None:
        if self._next_if(text) is None:
            raise self._error("bylaw.notation_expected", wanted_text=text, value=self._token.text)

    def deeper(self, read: Callable[[], T]) -> T:
        """Read something one level down."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self._error("bylaw.notation_too_deep", limit=_DEEPEST)
        found = read()
        self.depth -= 1
        return found

    # --- conditions ---

    def _either(self) -> Term:
        first = self._both()
        parts = [first]
        while self._next_if("or"):
            parts.append(self._both())
        return first if len(parts) == 1 else AnyOf(self._flat(AnyOf, parts))

    def _both(self) -> Term:
        first = self._denied()
        parts = [first]
        while self._next_if("and"):
            parts.append(self._denied())
        return first if len(parts) == 1 else AllOf(self._flat(AllOf, parts))

    def _flat(self, kind: type[AllOf] | type[AnyOf], parts: Iterable[Term]) -> tuple[Condition, ...]:
        flat: list[Condition] = []
        for part in map(self.as_condition, parts):
            flat.extend(part.conditions if isinstance(part, kind) else (part,))
        return tuple(flat)

    def _denied(self) -> Term:
        if self._next_if("not"):
            return Not(self.as_condition(self.deeper(self._denied)))
        return self._compared()

    def _compared(self) -> Term:
        left = self._summed()
        sign = self._next_if(*(sign.value for sign in Operator))
        if sign is not None:
            return self._comparison(left, Operator(sign), self._summed())
        if self._next_if("in"):
            return self._among(left, self._texts())
        if self._token.text == "not" and self._tokens[self._at + 1].text == "in":
            self._at += 2
            return Not(self._among(left, self._texts()))
        return left

    def _texts(self) -> tuple[str, ...]:
        self._expect("(")
        found = [self._quoted()]
        while self._next_if(","):
            found.append(self._quoted())
        self._expect(")")
        return tuple(found)

    def _quoted(self) -> str:
        if self._token.kind != "text":
            raise self._error("bylaw.notation_expected", wanted_text='"…"', value=self._token.text)
        self._at += 1
        return self._tokens[self._at - 1].text[1:-1]

    def _among(self, left: Term, texts: tuple[str, ...]) -> Condition:
        if isinstance(left, CodeFact):
            known = tuple(option.value for option in KINDS[left])
            self._closed(texts, known)
            return CodeOneOf(left, texts)
        if isinstance(left, TextAttribute):
            self._closed(texts, left.options)
            return AttributeOneOf(left.name, texts, left.label)
        raise self._error("bylaw.not_comparable", left=described(left), right="text")

    def _closed(self, texts: tuple[str, ...], options: tuple[str, ...]) -> None:
        for text in texts:
            if options and text not in options:
                meant = get_close_matches(text, options, n=1)
                raise self._error("bylaw.unknown_value", value=text, options=options, meant=meant[0] if meant else "")

    def _comparison(self, left: Term, sign: Operator, right: Term) -> Condition:
        if isinstance(left, Duration) and isinstance(right, Clock):
            left, sign, right = right, MIRRORED[sign], left
        match left, right:
            case Clock(), Duration():
                return self._lasting(left, sign, right)
            case ((CodeFact() | TextAttribute()), Text(value)):
                return self._named(left, sign, value)
            case _:
                numbers = self._alike((left, right))
                return usual(Compares(numbers[0], sign, numbers[1]))

    def _lasting(self, clock: Clock, sign: Operator, time: Duration) -> Condition:
        match sign:
            case Operator.AT_LEAST:
                return Lasting(clock, at_least=time)
            case Operator.LESS:
                return Lasting(clock, less_than=time)
            case Operator.MORE:
                return LongerThan(clock, time)
            case Operator.AT_MOST:
                return Not(LongerThan(clock, time))
            case _:
                raise self._error("bylaw.not_comparable", left=clock.value, right=f"{sign.value} {time}")

    def _named(self, left: CodeFact | TextAttribute, sign: Operator, value: str) -> Condition:
        if sign not in {Operator.EQUAL, Operator.DIFFERENT}:
            raise self._error("bylaw.not_comparable", left=described(left), right=f"{sign.value} text")
        found = self._among(left, (value,))
        return found if sign is Operator.EQUAL else Not(found)

    def as_condition(self, term: Term) -> Condition:
        """A term that must be a condition."""
        if isinstance(term, Text | TextAttribute | Clock | CodeFact | Duration | NUMBERS):
            raise self._error("bylaw.notation_no_condition", value=described(term))
        return cast("Condition", term)

    # --- numbers ---

    def _summed(self) -> Term:
        left = self._multiplied()
        while sign := self._next_if("+", "-"):
            left, right = self._alike((left, self._multiplied()))
            left = Sum(left, right) if sign == "+" else Difference(left, right)
        return left

    def _multiplied(self) -> Term:
        left = self._single()
        while self._next_if("*"):
            one, other = self.as_number(left), self.as_number(self._single())
            if one.kind is Kind.COUNT:
                one, other = other, one
            if other.kind is not Kind.COUNT:
                raise self._error("bylaw.not_comparable", left=one.kind.value, right=f"* {other.kind.value}")
            left = Product(one, other)
        if self._token.text == "/":
            raise self._error("bylaw.notation_division")
        return left

    def _alike(self, terms: tuple[Term, ...]) -> tuple[Number, ...]:
        """Numbers of one kind: a whole number fits beside a number with a point, a length of time beside months."""
        kinds = {term.kind for term in terms if isinstance(term, NUMBERS)}
        if Kind.MONTHS in kinds:
            terms = tuple(in_months(term) for term in terms)
        numbers = tuple(self.as_number(term) for term in terms)
        if {number.kind for number in numbers} == {Kind.NUMBER, Kind.COUNT}:
            numbers = tuple(with_point(number) for number in numbers)
        for number in numbers[1:]:
            if number.kind is not numbers[0].kind:
                raise self._error("bylaw.not_comparable", left=numbers[0].kind.value, right=number.kind.value)
        return numbers

    def as_number(self, term: Term) -> Number:
        """A term that must be a number."""
        if not isinstance(term, NUMBERS):
            raise self._error("bylaw.notation_no_number", value=described(term))
        return term

    def _single(self) -> Term:
        token = self._token
        self._at += 1
        match token.kind:
            case "number":
                return self._counted(token)
            case "text":
                return Text(token.text[1:-1])
            case "name":
                return self._called(token)
            case "sign" if token.text == "(":
                found = self.deeper(self._either)
                self._expect(")")
                return found
        self._at -= 1
        raise self._error("bylaw.notation_unreadable", value=token.text)

    def _counted(self, token: Token) -> Term:
        unit = self._token.text if self._token.kind == "name" else ""
        if unit == "baht":
            self._at += 1
            try:
                return Literal(Money.baht(token.text).satang, Kind.BAHT)
            except InvalidValue:
                raise NotationError("bylaw.notation_unreadable", token.column, value=token.text) from None
        if unit in _UNITS:
            self._at += 1
            if not re.fullmatch(r"[0-9]{1,4}", token.text) or (_UNITS[unit] is Unit.YEAR and len(token.text) > 3):
                raise NotationError("bylaw.notation_unreadable", token.column, value=f"{token.text} {unit}")
            return Duration(int(token.text), _UNITS[unit])
        kind = Kind.NUMBER if "." in token.text else Kind.COUNT
        value = number_in(token.text, kind)
        if value is None:
            raise NotationError("bylaw.notation_unreadable", token.column, value=token.text)
        return Literal(value, kind)

    def _called(self, token: Token) -> Term:
        name = token.text
        if name in _FUNCTIONS and self._token.text == "(":
            return self.deeper(lambda: self._function(name))
        for known in (CLOCKS, CODES):
            if name in known:
                return known[name]
        if name in QUANTITIES:
            return QuantityNumber(QUANTITIES[name])
        if name in self._words.attributes:
            return stated_term(self._words.attributes[name])
        text = self._words.definition(name)
        if text is not None:
            if name in self.within:
                raise NotationError("bylaw.definition_circular", token.column, value=name)
            return self._unfolded(name, text, token)
        known_names = [*CLOCKS, *CODES, *QUANTITIES, *self._words.attributes, *self._words.definitions, *_FUNCTIONS]
        meant = get_close_matches(name, known_names, n=1)
        raise NotationError("bylaw.unknown_name", token.column, value=name, meant=meant[0] if meant else "")

    def _unfolded(self, name: str, text: str, token: Token) -> Term:
        """What a definition says; a mistake in it is told where this text names it."""
        try:
            inner = _Parser(text, self._words, around=self)
            inner.within = (*self.within, name)
            return inner.deeper(inner.whole)
        except NotationError as error:
            error.params["column"] = token.column + 1
            raise

    def _function(self, name: str) -> Term:
        self._expect("(")
        arguments = [self._either()]
        while self._next_if(","):
            arguments.append(self._either())
        self._expect(")")
        match name, arguments:
            case (("years" | "months" | "days"), [Clock() as clock]):
                return Completed(clock, Unit(name[:-1]))
            case (("years" | "months"), [Clock() as clock, Duration() as part]):
                return Completed(clock, Unit(name[:-1]), part)
            case (("min" | "max"), [_, _, *_]):
                return (Least if name == "min" else Greatest)(self._alike(tuple(arguments)))
            case "share", [of, Literal(part, Kind.COUNT), Literal(whole, Kind.COUNT)] if whole > 0:
                return self._shared(self.as_number(of), Fraction(part, whole))
        raise self._error("bylaw.notation_arguments", value=name)

    def _shared(self, number: Number, part: Fraction) -> Number:
        if number.kind is not Kind.BAHT:
            raise self._error("bylaw.not_comparable", left="share", right=number.kind.value)
        if self._words.rounding is None:
            raise self._error("bylaw.rounding_needed")
        return Share(number, part, self._words.rounding)
