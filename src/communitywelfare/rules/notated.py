"""Trees as texts of the notation: the way back from what `notation` reads, so that a by-law can be written down again.

What is written reads as an equal tree: parts that bind less tightly stand in brackets, and what would make a text too
long gets a name of its own among the version's definitions.
"""

from collections.abc import Mapping, Sequence

from communitywelfare.errors import ByLawError, Finding, Severity
from communitywelfare.money import Money
from communitywelfare.rules.expressions import (
    AllOf,
    AnyOf,
    ArrearsAtMost,
    AttributeAtLeast,
    AttributeOneOf,
    CodeOneOf,
    Compares,
    Condition,
    Lasting,
    LongerThan,
    Not,
)
from communitywelfare.rules.numbers import (
    SCALE,
    AttributeNumber,
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
)
from communitywelfare.rules.vocabulary import Attribute, AttributeKind

__all__ = ["Notated", "cannot_be_written"]

_LONG = 240  # a text may have 500 characters; two long parts and what joins them always fit
_MOST_MONTHS = 9_999
_OR, _AND, _NOT, _ATOM = range(4)


def cannot_be_written(what: object) -> ByLawError:
    """The refusal of a value that no key and no text of a by-law says."""
    finding = Finding("bylaw.cannot_be_written", Severity.ERROR, params={"value": type(what).__name__})
    return ByLawError(f"no by-law file can say {type(what).__name__}", finding)


class Notated:
    """Writes the conditions and formulas of one version; `definitions` are the names that the texts use."""

    def __init__(self, attributes: Mapping[str, Attribute], prefix: str = "part_") -> None:
        self.definitions: dict[str, str] = {}
        self._attributes = attributes
        self._prefix = prefix
        while any(name.startswith(self._prefix) for name in attributes):
            self._prefix += "_"

    def condition(self, condition: Condition) -> str:
        """A condition as a text.

        Raises:
            ByLawError: The notation has no words for it.
        """
        return self._asked(condition)[0]

    def formula(self, number: Number) -> str:
        """An amount as a text.

        Raises:
            ByLawError: The notation has no words for it.
        """
        return self._sum(number)

    # --- conditions ---

    def _asked(self, condition: Condition) -> tuple[str, int]:
        """A condition, and how tightly its text binds."""
        match condition:
            case AnyOf(parts):
                return self._joined(" or ", parts, _AND), _OR
            case AllOf(parts):
                return self._joined(" and ", parts, _NOT), _AND
            case Not(LongerThan(clock, time)):
                return f"{clock.value} <= {time}", _ATOM
            case Not(CodeOneOf(fact, allowed)):
                return f"{fact.value} not in {_listed(allowed)}", _ATOM
            case Not(AttributeOneOf(name, allowed)) if not self._is_yes_or_no(name):
                return f"{name} not in {_listed(allowed)}", _ATOM
            case Not(inner):
                return f"not {self._within(inner, _NOT)}", _NOT
            case _:
                return self._single(condition), _ATOM

    def _single(self, condition: Condition) -> str:
        match condition:
            case Lasting(clock, at_least, None) if at_least is not None:
                return f"{clock.value} >= {at_least}"
            case Lasting(clock, None, less_than) if less_than is not None:
                return f"{clock.value} < {less_than}"
            case LongerThan(clock, limit):
                return f"{clock.value} > {limit}"
            case ArrearsAtMost(months) if months >= 0:
                return f"arrears <= {_months(months)}"
            case CodeOneOf(fact, allowed):
                return f"{fact.value} in {_listed(allowed)}"
            case AttributeOneOf(name, allowed):
                return name if self._is_yes_or_no(name) else f"{name} in {_listed(allowed)}"
            case AttributeAtLeast(name, minimum):
                return f"{name} >= {_with_point(f'{minimum:f}')}"
            case Compares(left, sign, right):
                return f"{self._sum(left)} {sign.value} {self._sum(right)}"
            case _:
                raise cannot_be_written(condition)

    def _is_yes_or_no(self, name: str) -> bool:
        return name in self._attributes and self._attributes[name].kind is AttributeKind.YES_NO

    def _within(self, condition: Condition, least: int) -> str:
        """A condition inside another that binds so tightly."""
        text, binding = self._asked(condition)
        return self._bracketed(text) if binding < least else text

    def _joined(self, sign: str, parts: Sequence[Condition], least: int) -> str:
        """Parts joined; whenever they grow long, those before get a name, which reads as the same parts."""
        text = ""
        for part in parts:
            said = self._within(part, least)
            text = f"{text}{sign}{self._short(said)}" if text else said
            text = self._short(text) if part is not parts[-1] else text
        return text

    # --- numbers ---

    def _sum(self, number: Number) -> str:
        match number:
            case Sum(left, right):
                return f"{self._short(self._sum(left))} + {self._factor(right)}"
            case Difference(left, right):
                return f"{self._short(self._sum(left))} - {self._factor(right)}"
            case _:
                return self._product(number)

    def _factor(self, number: Number) -> str:
        """A number beside a sign: a sum stands in brackets there."""
        text = self._sum(number)
        return self._bracketed(text) if isinstance(number, Sum | Difference) else self._short(text)

    def _product(self, number: Number) -> str:
        if not isinstance(number, Product):
            return self._term(number)
        # Of two counts the notation takes the second for what is counted.
        is_count = number.number.kind is Kind.COUNT
        first, second = (number.times, number.number) if is_count else (number.number, number.times)
        left = self._factor(first)
        right = self._term(second) if not isinstance(second, Product | Sum | Difference) else self._in_brackets(second)
        return f"{left} * {self._short(right)}"

    def _in_brackets(self, number: Number) -> str:
        return self._bracketed(self._sum(number))

    def _term(self, number: Number) -> str:
        match number:
            case Literal(value, kind):
                return _stated(value, kind)
            case QuantityNumber(quantity):
                return quantity.value
            case AttributeNumber(name):
                return name
            case Completed(clock, unit, None):
                return f"{unit.value}s({clock.value})"
            case Completed(clock, unit, part_over):
                return f"{unit.value}s({clock.value}, {part_over})"
            case Least(numbers):
                return f"min({self._arguments(numbers)})"
            case Greatest(numbers):
                return f"max({self._arguments(numbers)})"
            case Share(of, part):
                return f"share({self._short(self._sum(of))}, {part.numerator}, {part.denominator})"
            case _:
                raise cannot_be_written(number)

    def _arguments(self, numbers: Sequence[Number]) -> str:
        most = _LONG // len(numbers)
        return ", ".join(self._short(self._sum(number), most=most) for number in numbers)

    # --- length ---

    def _bracketed(self, text: str) -> str:
        return f"({text})" if len(text) <= _LONG else self.named(text)

    def _short(self, text: str, *, most: int = _LONG) -> str:
        """The text, or a name for it where it is long."""
        return text if len(text) <= most else self.named(text)

    def named(self, text: str) -> str:
        """The name of a text among the definitions."""
        for name, known in self.definitions.items():
            if known == text:
                return name
        name = f"{self._prefix}{len(self.definitions) + 1}"
        self.definitions[name] = text
        return name


def _listed(texts: Sequence[str]) -> str:
    return f"({', '.join(map(_quoted, texts))})"


def _quoted(text: str) -> str:
    if '"' not in text:
        return f'"{text}"'
    if "'" not in text:
        return f"'{text}'"
    raise cannot_be_written(text)


def _stated(value: int, kind: Kind) -> str:
    match kind:
        case Kind.BAHT:
            return f"{Money(value).plain} baht"
        case Kind.MONTHS:
            return _months(value)
        case Kind.NUMBER:
            return _with_point(f"{value // SCALE}.{value % SCALE:04d}".rstrip("0"))
        case Kind.COUNT:
            return str(value)


def _months(count: int) -> str:
    return f"{count} months" if count <= _MOST_MONTHS else f"{count // 12} years"


def _with_point(text: str) -> str:
    """A number that is read as one with a point."""
    return f"{text}0" if text.endswith(".") else text if "." in text else f"{text}.0"
