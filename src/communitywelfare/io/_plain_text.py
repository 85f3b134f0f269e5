"""What the plain-text accounting formats share: names, days and closing balances of a fund's books.

Each source's money is a commodity of its own, so that the other program's rule "every commodity balances" is our rule
"every source balances". An account is a root, its code and name, and where it is kept by member or by holder those as
last components: ``Income:41010-เงินสมทบ:M-M00001``.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import count

from attrs import frozen

from communitywelfare.accounting import Account, AccountType, Chart, Entry, Journal, Posting
from communitywelfare.io._cells import baht_of, text_of
from communitywelfare.sources import Source

__all__ = ["Commodity", "PlainBooks", "PlainLine", "facts_of", "plain_books", "printable", "wide"]

_ROOTS: Mapping[AccountType, str] = {
    AccountType.ASSET: "Assets",
    AccountType.LIABILITY: "Liabilities",
    AccountType.FUND: "Equity",
    AccountType.RECEIPT: "Income",
    AccountType.EXPENSE: "Expenses",
}
_LETTERS_MOST = 16  # Beancount 2 takes commodities of at most 24 characters
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PlainLine = tuple[str, str, str, str]  # account, amount, commodity, source


@frozen
class Commodity:
    """The money of one source, as the other program knows it."""

    name: str
    source: str
    meaning: str


@frozen(kw_only=True)
class PlainBooks:
    """A fund's books as any plain-text format writes them.

    `accounts` are those to declare, each with the one commodity it takes, or nothing where it takes all. An account
    that the chart does not have is not among them: the other program then finds it too. `closing` is the balance of
    every account and commodity after the last entry.
    """

    journal: Journal
    entries: Sequence[Entry]
    commodities: Sequence[Commodity]
    accounts: Mapping[str, str]
    closing: Mapping[tuple[str, str], str]
    is_apart: bool
    _leaf: Callable[[Posting], str]
    _names: Mapping[str, str]

    @property
    def first(self) -> date:
        """The day of the first entry."""
        return self.entries[0].voucher.day

    @property
    def last(self) -> date:
        """The day of the last entry."""
        return self.entries[-1].voucher.day

    def lines(self, entry: Entry) -> Iterator[PlainLine]:
        """The postings of an entry."""
        for posting in entry.voucher.postings:
            yield self._leaf(posting), baht_of(posting.amount.satang), self._names[posting.source], posting.source


def plain_books(
    journal: Journal, chart: Chart, sources: Sequence[Source], *, currency: str = "", language: str = "th"
) -> PlainBooks:
    """Draw up the books for a plain-text format; with a `currency`, all sources' money is of that one."""
    postings = [posting for entry in journal for posting in entry.voucher.postings]
    names = _commodity_names({posting.source for posting in postings}.union(source.code for source in sources))
    if currency:
        names = dict.fromkeys(names, currency)
    meanings = {source.code: source.name.get(language, "") for source in sources}
    leaf = _Leaves(chart, postings, language)
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for posting in postings:
        sums[leaf(posting), names[posting.source]] += posting.amount.satang
    return PlainBooks(
        journal=journal,
        entries=sorted(journal, key=_day),
        commodities=tuple(Commodity(name, code, meanings.get(code, "")) for code, name in names.items()),
        accounts={
            name: _only(chart.by_code[code], names) for name, code in leaf.codes.items() if code in chart.by_code
        },
        closing={key: baht_of(sums[key]) for key in sorted(sums)},
        is_apart=not currency,
        leaf=leaf,
        names=names,
    )


def _only(account: Account, names: Mapping[str, str]) -> str:
    return names.get(account.source, "") if account.source else ""


class _Leaves:
    """The names of accounts, each made once."""

    def __init__(self, chart: Chart, postings: Iterable[Posting], language: str) -> None:
        self.codes: dict[str, str] = {}
        self._chart, self._language = chart, language
        self._by_member = {account.code for account in chart.accounts if account.by_member}
        self._by_holder = {account.code for account in chart.accounts if account.is_held}
        for posting in postings:  # no account is both a leaf and a branch, even in books with faults
            if posting.member:
                self._by_member.add(posting.account)
            if posting.holder:
                self._by_holder.add(posting.account)
        self._names: dict[tuple[str, str, str], str] = {}

    def __call__(self, posting: Posting) -> str:
        key = posting.account, posting.member, posting.holder
        name = self._names.get(key)
        if name is None:
            name = self._names[key] = self._name(posting)
            self.codes[name] = posting.account
        return name

    def _name(self, posting: Posting) -> str:
        code = posting.account
        parts = [self._own(code)]
        if code in self._by_member:
            parts.append(f"M-{_component(posting.member)}")
        if code in self._by_holder:
            parts.append(f"H-{_component(posting.holder)}")
        return ":".join(parts)

    def _own(self, code: str) -> str:
        """Root, code and name. The code comes first: Beancount wants a digit or a capital there, and no Thai."""
        account = self._chart.by_code.get(code)
        root = "Equity" if account is None else _ROOTS[account.type]
        words = "" if account is None else account.name.get(self._language, "")
        own = _component(code.replace("-", "\N{FULLWIDTH HYPHEN-MINUS}"))
        if not own[:1].isascii() or not (own[:1].isdigit() or own[:1].isupper()):
            own = f"A-{own}"
        return f"{root}:{'-'.join((own, *_words(words)))}"


def _words(name: str) -> list[str]:
    return "".join(each if _is_word(each) else " " for each in name).split()


def _component(text: str) -> str:
    """Text as a part of an account's name, such that different texts stay different."""
    return "".join(each if each == "-" or _is_word(each) else _otherwise(each) for each in text)


def _is_word(character: str) -> bool:
    """Whether it may stand in an account's name: letters with their marks, and digits."""
    if character.isascii():
        return character.isalnum()
    return unicodedata.category(character)[0] in "LMN"


def _otherwise(character: str) -> str:
    """A sign that may not: a space as an open box, ASCII in its wide form, the rest by its number."""
    if character == " ":
        return "\N{OPEN BOX}"
    return wide(character) if "!" <= character <= "~" else f"·{ord(character):x}·"


def wide(character: str) -> str:
    """The wide form of a printable ASCII sign, which looks alike and means nothing to the other program."""
    return chr(ord(character) - ord("!") + ord("\N{FULLWIDTH EXCLAMATION MARK}"))


def printable(text: str) -> str:
    """Text on one line: ends of lines are shown by an arrow, other control characters by a box."""
    if text.isprintable():
        return text
    return "".join(map(_shown, text.replace("\r\n", "\n")))


def _shown(character: str) -> str:
    if character in "\n\r\v\f\x85\u2028\u2029":
        return "↵"
    if character == "\t":
        return " "
    return "\N{REPLACEMENT CHARACTER}" if unicodedata.category(character) in {"Cc", "Cs"} else character


def _commodity_names(codes: Iterable[str]) -> Mapping[str, str]:
    """A commodity for each source: ``THB`` and the capitals of its code, all different."""
    names: dict[str, str] = {}
    taken = {"THB"}
    for code in sorted(codes):
        letters = "".join(each for each in code.upper() if each in _LETTERS)[:_LETTERS_MOST]
        name = next(each for each in (f"THB{letters}{more}" for more in _endings()) if each not in taken)
        names[code] = name
        taken.add(name)
    return names


def _endings() -> Iterator[str]:
    """Endings to tell names apart: none, A to Z, AA, AB and so on."""
    yield ""
    for number in count(1):
        ending, left = "", number
        while left:
            left, place = divmod(left - 1, len(_LETTERS))
            ending = _LETTERS[place] + ending
        yield ending


def facts_of(entry: Entry) -> Iterator[tuple[str, str]]:
    """What leads from a transaction back to its entry: names and texts."""
    voucher = entry.voucher
    yield "entry", entry.number
    yield "voucher", voucher.number
    yield "kind", voucher.kind.value
    yield "recorded", text_of(entry.recorded_at)
    if voucher.event_day is not None:
        yield "event", voucher.event_day.isoformat()
    if voucher.reference:
        yield "reference", voucher.reference
    if voucher.reverses:
        yield "reverses", voucher.reverses
    if entry.seal is not None:
        yield "hash", entry.seal.hash


def _day(entry: Entry) -> date:
    return entry.voucher.day
