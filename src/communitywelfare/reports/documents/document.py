"""A paper about one event, in both languages, before anyone decides whether it is a page or printed."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeAlias

from attrs import field, frozen

from communitywelfare.calendar import Month
from communitywelfare.fund import Fund
from communitywelfare.money import Money
from communitywelfare.reports._shown import Digits, cell_text, in_digits
from communitywelfare.reports.sheets import Cell, Kind, Table, Words, said
from communitywelfare.wording import LANGUAGES, Language, baht_text, shown

__all__ = [
    "Beside",
    "Block",
    "Choices",
    "Document",
    "Facts",
    "Heading",
    "Prose",
    "Signatures",
    "Sum",
    "Together",
    "document_of",
    "fact_text",
    "in_both",
]


@frozen
class Facts:
    """What is known, each with its name; `across` of them stand on one line."""

    pairs: tuple[tuple[Words, Cell], ...] = field(hash=False)
    across: int = field(default=1, kw_only=True)


@frozen
class Prose:
    """Words to be read."""

    words: Words = field(hash=False)


@frozen
class Heading:
    """What heads the blocks below it; one of level 2 stands under one of level 1."""

    words: Words = field(hash=False)
    level: int = field(default=1, kw_only=True)
    on_new_page: bool = field(default=False, kw_only=True)


@frozen
class Choices:
    """Boxes, ticked or to be ticked by hand; those that have a `name` stand behind it on its line."""

    choices: tuple[tuple[Words, bool], ...] = field(hash=False)
    name: Words | None = field(default=None, hash=False, kw_only=True)


@frozen
class Sum:
    """An amount in figures and in words."""

    amount: Money

    @property
    def words(self) -> Words:
        """The amount in words; only Thai papers ask for them."""
        return {"th": baht_text(self.amount), "en": f"{self.amount} baht"}


@frozen
class Signatures:
    """Who signs, and their names where they are known."""

    who: tuple[tuple[Words, str], ...] = field(hash=False)


@frozen
class Beside:
    """Two tables that face each other, on one page."""

    left: Table
    right: Table


@frozen
class Together:
    """Blocks that no page end may part."""

    blocks: "tuple[Block, ...]"


Block: TypeAlias = Facts | Prose | Heading | Choices | Sum | Signatures | Table | Beside | Together


def _blocks(blocks: Iterable[Block]) -> tuple[Block, ...]:
    return tuple(blocks)


@frozen(kw_only=True)
class Document:
    """One paper: what it is, its number, what stands on it. A `stamp` goes across: it is void."""

    id: str
    fund: str
    address: str
    title: Words = field(hash=False)
    number: Words | None = field(default=None, hash=False)
    blocks: tuple[Block, ...] = field(converter=_blocks)
    stamp: Words | None = field(default=None, hash=False)
    notes: tuple[Words, ...] = field(default=(), hash=False)
    fingerprint: str


def document_of(
    name: str,
    kind: str,
    fund: Fund,
    blocks: Iterable[Block],
    *,
    number: Words | None = None,
    stamp: Words | None = None,
) -> Document:
    """A paper of a fund; its title is that of the catalogues. Made-up data are always said to be."""
    return Document(
        id=name,
        fund=fund.profile.name,
        address=_address(fund.profile.details),
        title=said(f"paper.{kind}"),
        number=number,
        blocks=blocks,
        stamp=stamp,
        notes=(said("sheet.synthetic"),) if fund.synthetic else (),
        fingerprint=fund.journal.head,
    )


_PARTS = (
    ("", "address_no"),
    ("หมู่ที่ ", "moo"),
    ("ถนน", "road"),
    ("ตำบล", "subdistrict"),
    ("อำเภอ", "district"),
    ("จังหวัด", "province"),
    ("", "postcode"),
    ("โทร. ", "phone"),
)


def _address(details: Mapping[str, str]) -> str:
    """Where the fund is, as it wrote it; a part that already says what it is, is not told so twice."""
    told = ((before, details[name]) for before, name in _PARTS if details.get(name))
    return " ".join(text if text.startswith(before) else before + text for before, text in told)


def in_both(value: object) -> Words:
    """A value as people write it, in every language."""
    return {language: shown(value, language) for language in LANGUAGES}


def fact_text(value: Cell, language: Language, digits: Digits) -> str:
    """A fact as it stands on a paper: days and months with the name of the month."""
    if isinstance(value, date | Month):
        return in_digits(shown(value, language), digits)
    return cell_text(value, Kind.TEXT, language, digits)
