"""What the notation of a by-law may name, and its words and signs one by one."""

import re
from collections.abc import Callable, Mapping
from enum import Enum

from attrs import field, frozen

from communitywelfare.money import Rounding

__all__ = ["Attribute", "AttributeKind", "NotationError", "Token", "Vocabulary", "tokens_of"]


class AttributeKind(Enum):
    """What a claim may state about an event."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    BAHT = "baht"
    YES_NO = "yes or no"


@frozen(kw_only=True)
class Attribute:
    """Something about an event that a by-law asks a claim to state: a grade, a school level, whether there was alcohol.

    `options` closes the list of a text, if there are any. A "yes or no" is stated as ``yes`` or ``no``.
    """

    name: str
    kind: AttributeKind = field(converter=AttributeKind)
    options: tuple[str, ...] = ()
    label: Mapping[str, str] = field(factory=dict, hash=False)


class NotationError(Exception):
    """A text of the notation that cannot be read: the code of a finding, where in the text, and what is said there."""

    def __init__(self, code: str, column: int, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = {"column": column + 1, **params}


@frozen(kw_only=True)
class Vocabulary:
    """What a text may name beside the library's own words: the by-law's attributes, definitions and rounding."""

    attributes: Mapping[str, Attribute] = field(factory=dict)
    definition: Callable[[str], str | None] = lambda _name: None
    definitions: tuple[str, ...] = ()
    rounding: Rounding | None = None


@frozen
class Token:
    """A word, a number, a text or a sign, and the place where it begins."""

    kind: str
    text: str
    column: int


_TOKENS = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>"[^"]*"|'[^']*')|(?P<name>[^\W\d]\w*)"""
    r"""|(?P<sign><=|>=|==|!=|[<>()+\-*,/=]))"""
)
_LONGEST = 500


def tokens_of(text: str) -> list[Token]:
    """A text cut into its words and signs; the last token is its end.

    Raises:
        NotationError: It is too long, or something in it is none of them.
    """
    if len(text) > _LONGEST:
        raise NotationError("bylaw.notation_too_long", _LONGEST, limit=_LONGEST)
    found, at = [], 0
    stop = len(text.rstrip())
    while at < stop:
        match = _TOKENS.match(text, at)
        if match is None:
            rest = text[at:].lstrip()
            raise NotationError("bylaw.notation_unreadable", len(text) - len(rest), value=rest[:20])
        kind = str(match.lastgroup)
        found.append(Token(kind, match[kind], match.start(kind)))
        at = match.end()
    return [*found, Token("end", "", stop)]
