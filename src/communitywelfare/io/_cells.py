"""Cells: from the text of a canonical table to values and back, one kind of column at a time."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any

from communitywelfare.accounting import AccountType, Basis, DocumentKind, KeptAs, Step
from communitywelfare.accounting.statements import OpeningKind
from communitywelfare.calendar import Month, PartialDate, YearStart, iso_day
from communitywelfare.claims import ActionKind
from communitywelfare.cofunding import CofundingState, RoundActionKind
from communitywelfare.consents import LegalBasis
from communitywelfare.contributions import Convention, PaymentMethod, ReceiptKind
from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.identity import CitizenId
from communitywelfare.members import Group, MemberStatus, Relationship, Sameness, Sex
from communitywelfare.money import ZERO, Money
from communitywelfare.network import ActivityState, AreaKind, CentreKind, LifeStep
from communitywelfare.sources import SourceKind

__all__ = [
    "ClaimView",
    "at_once",
    "baht_of",
    "codes_of",
    "harmless",
    "is_textual",
    "neutral",
    "parser_of",
    "plain",
    "text_of",
    "writer_of",
]


class ClaimView(Enum):
    """The status column of ``benefits.csv``: a coarse view of a claim's state."""

    PENDING = "PENDING"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    PAID = "PAID"
    CANCELLED = "CANCELLED"


_CODES: Mapping[str, type[Enum]] = {
    "convention": Convention,
    "sex": Sex,
    "group": Group,
    "member_status": MemberStatus,
    "relationship": Relationship,
    "receipt_kind": ReceiptKind,
    "payment_method": PaymentMethod,
    "claim_view": ClaimView,
    "action_kind": ActionKind,
    "cofunding_state": CofundingState,
    "round_action_kind": RoundActionKind,
    "source_kind": SourceKind,
    "account_type": AccountType,
    "document_kind": DocumentKind,
    "opening_kind": OpeningKind,
    "kept_as": KeptAs,
    "accounting_basis": Basis,
    "period_step": Step,
    "legal_basis": LegalBasis,
    "sameness": Sameness,
    "area_kind": AreaKind,
    "life_step": LifeStep,
    "activity_state": ActivityState,
    "centre_kind": CentreKind,
}
_TEXTUAL = frozenset({"text", "personal", "words", "pairs"})

# A spreadsheet runs a cell that begins with one of these as a formula; text of that shape gets one apostrophe in front.
_TRIGGER = r"[\s\ufeff]*[=+\-@\t\r\n\x00\uff1d\uff0b\uff0d\uff20]"
_RISKY = re.compile(rf"'*{_TRIGGER}")
_NEUTRALISED = re.compile(rf"'+{_TRIGGER}")
_AFTER_APOSTROPHE = chr(ord("'") + 1)
_NUMBER = re.compile(r"-?[\d.,]+", re.ASCII)
_PRINTED = re.compile(r"-?(\d{1,15}|\d{1,3}(,\d{3}){1,4})(\.\d{1,6})?", re.ASCII)


def neutral(text: str) -> str:
    """Text that no spreadsheet takes for a formula; `plain` gives the text back exactly."""
    return f"'{text}" if _RISKY.match(text) else text


def plain(text: str) -> str:
    """The text behind `neutral`."""
    return text[1:] if text[:1] == "'" and _NEUTRALISED.match(text) else text


def harmless(text: str) -> str:
    """A cell that could not be understood, as it stood, but no formula: a negative number may stay, text may not."""
    return text if _NUMBER.fullmatch(text) else neutral(plain(text))


def is_textual(kind: str) -> bool:
    """Whether a column holds free text, which may look like a formula."""
    return kind in _TEXTUAL


def codes_of(kind: str) -> tuple[str, ...]:
    """The codes that a cell of a kind may hold, such as ``code:sex``; none where it holds no codes."""
    _family, _, codes = kind.partition(":")
    return tuple(str(option.value) for option in _CODES[codes]) if codes else ()


def parser_of(kind: str) -> Callable[[str], object]:
    """How to read a cell of a kind; the reader raises `InvalidValue` for what the cell cannot mean."""
    family, _, codes = kind.partition(":")
    if family == "code":
        return _code(_CODES[codes])
    if family == "codes":
        one = _code(_CODES[codes])
        return lambda text: frozenset(one(part) for part in text.split())
    return _PARSERS[family]


def at_once(kind: str) -> Callable[[Sequence[str]], list[Any] | None] | None:
    """How to read many cells of a kind at once, where that is faster; it gives None where they need a closer look."""
    return _AT_ONCE.get(kind)


def _texts(cells: Sequence[str]) -> list[str | None] | None:
    # The least of them tells whether any may begin with the apostrophe that `plain` takes away.
    is_plain = min(filter(None, cells), default=_AFTER_APOSTROPHE) >= _AFTER_APOSTROPHE
    if not is_plain:
        return None
    return [cell or None for cell in cells] if "" in cells else list(cells)


def _moments(cells: Sequence[str]) -> list[datetime] | None:
    try:
        return list(map(datetime.fromisoformat, cells))
    except ValueError:
        return None


def writer_of(kind: str) -> Callable[[Any], str]:
    """How to write a value of a kind, which is not None: what `text_of` does, but without asking what it is."""
    return _WRITERS.get(kind, text_of)


@lru_cache(maxsize=65536)
def baht_of(satang: int) -> str:
    """So many satang as files keep them: ``1234.50``."""
    return Money(satang).plain


def text_of(value: object) -> str:
    """How a value stands in a canonical file; nothing at all for None."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "1" if value else "0"
        case Money():
            return baht_of(value.satang)
        case Enum():
            return str(value.value)
        case datetime():
            return value.isoformat()
        case date():
            return value.isoformat()
        case frozenset():
            return " ".join(sorted(_escaped(text_of(each), r"\s") for each in value))
        case CitizenId():
            return value.reveal("write a package")
        case Mapping():
            told = ((text_of(name), text_of(each)) for name, each in sorted(value.items()))
            return "; ".join(f"{_escaped(name, ';=')}={_escaped(each, ';')}" for name, each in told)
        case _:
            return str(value)


def _code(options: type[Enum]) -> Callable[[str], Enum]:
    known = {option.value: option for option in options}

    def read(text: str) -> Enum:
        if text not in known:
            params = {"value": text, "options": tuple(known)}
            raise InvalidValue(f"{text!r} is not one of {', '.join(known)}", _wrong("cell.not_an_option", params))
        return known[text]

    return read


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise InvalidValue(f"{text!r} is not a whole number", _wrong("cell.not_whole", {"value": text}))
    return int(text)


def _figure(text: str) -> Decimal:
    if not _PRINTED.fullmatch(text):
        raise InvalidValue(f"{text!r} is no figure such as 66.14", _wrong("cell.not_a_figure", {"value": text}))
    return Decimal(text.replace(",", ""))


def _yes(text: str) -> bool:
    if text not in {"0", "1"}:
        raise InvalidValue(f"{text!r} is neither 1 nor 0", _wrong("cell.not_yes_or_no", {"value": text}))
    return text == "1"


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise InvalidValue(f"{text!r} is not a moment", _wrong("cell.not_a_moment", {"value": text})) from None


# In a list of words, and in pairs, a backslash makes the separator after it a part of the word.
_WORD = re.compile(r"(?:\\.|[^\s\\]|\\\Z)+", re.DOTALL)
_PAIR = re.compile(r"((?:\\.|[^;=\\])*)=((?:\\.|[^;\\])*)(?:;|\Z)", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def _escaped(text: str, separators: str) -> str:
    return re.sub(rf"([\\{separators}])", r"\\\1", text)


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(r"\1", text)


def _words(text: str) -> frozenset[str]:
    return frozenset(map(_unescaped, _WORD.findall(text)))


def _pairs(text: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    position = 0
    while position < len(text):
        match = _PAIR.match(text, position)
        if match is None:
            raise InvalidValue(f"{text!r} is not 'name=value; name=value'", _wrong("cell.not_pairs", {"value": text}))
        found[_unescaped(match[1].strip())] = _unescaped(match[2].strip())
        position = match.end()
    return found


def _pieces(text: str) -> Mapping[Money, int]:
    """How many notes and coins there are of each worth."""
    found: dict[Money, int] = {}
    for worth, count in _pairs(text).items():
        piece = Money.baht(worth)
        if piece <= ZERO or piece in found:
            raise InvalidValue(f"{text!r} are no notes and coins", _wrong("cell.not_pieces", {"value": text}))
        found[piece] = _whole(count)
    return found


def _wrong(code: str, params: Mapping[str, object]) -> Finding:
    return Finding(code, Severity.ERROR, params=params)


_PARSERS: Mapping[str, Callable[[str], object]] = {
    "text": str,
    "personal": str,
    "words": _words,
    "citizen_id": CitizenId,
    "day": iso_day,
    "birth": PartialDate.parse,
    "moment": _moment,
    "month": lru_cache(maxsize=4096)(Month.parse),  # of one month there is one value, whatever column it stands in
    "year_start": YearStart.parse,
    "money": Money.baht,
    "whole": _whole,
    "figure": _figure,
    "yes": _yes,
    "pairs": _pairs,
    "pieces": _pieces,
}

_AT_ONCE: Mapping[str, Callable[[Sequence[str]], list[Any] | None]] = {
    "text": _texts,
    "personal": _texts,
    "moment": _moments,
}

_WRITERS: Mapping[str, Callable[[Any], str]] = {
    "day": date.isoformat,
    "moment": datetime.isoformat,
    "month": str,
    "money": lambda money: baht_of(money.satang),
    "whole": str,
}
