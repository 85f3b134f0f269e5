"""Paths into a by-law, such as ``death.steps[4].pay``: as people write them, and what they mean.

Places of lists count from 1, as in findings. The words ``version``, ``benefit`` and ``amount`` may be left out where
only one thing can be meant: ``death.steps[4].pay`` is ``version.benefit.death.amount.steps[4].pay``. ``version``
without a number is the version in force; ``version[2]`` is the second of the by-law. A key with a dot, a bracket, an
equals sign, a quotation mark or a blank in it stands in double quotation marks.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Self

from attrs import frozen

from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.rules.bylaws import ByLaw
from communitywelfare.rules.writing import document_of

__all__ = ["MISSING", "PATH", "Address", "Book", "clause_of", "in_force", "node_at", "parts_of", "text_of"]

Part = str | int
Address = tuple[Part, ...]  # of a value in a whole document: keys, and places of lists from 1 on
_BARE = r"[^.\[\]=\"'\s]+"
_KEY = rf'(?:{_BARE}|"(?:[^"\\]|\\.)+")'
_STEP = rf"{_KEY}(?:\[\d{{1,4}}\])*"
PATH = rf"{_STEP}(?:\.{_STEP})*"
_PATH = re.compile(PATH)
_PARTS = re.compile(rf"(?P<bare>{_BARE})|\"(?P<quoted>(?:[^\"\\]|\\.)+)\"|\[(?P<place>\d+)\]")
_LONGEST = 500
MISSING = object()


def parts_of(path: str) -> Address:
    """The keys and places of a path.

    Raises:
        InvalidValue: It is no path.
    """
    text = path.strip()
    if len(text) > _LONGEST or _PATH.fullmatch(text) is None:
        finding = Finding("change.path_unreadable", Severity.ERROR, params={"path": path[:_LONGEST]})
        raise InvalidValue(f"{path[:_LONGEST]!r} is not a path like death.steps[4].pay", finding)
    return tuple(map(_part, _PARTS.finditer(text)))


def _part(found: re.Match[str]) -> Part:
    if found["place"]:
        return int(found["place"])
    return found["bare"] or re.sub(r"\\(.)", r"\1", found["quoted"])


def text_of(parts: Address) -> str:
    """Parts as a path that `parts_of` reads."""
    return _joined(parts, quote=True)


def clause_of(parts: Address) -> str:
    """Parts as findings about a by-law name a place."""
    return _joined(parts, quote=False)


def _joined(parts: Address, *, quote: bool) -> str:
    text = ""
    for part in parts:
        if isinstance(part, int):
            text += f"[{part}]"
            continue
        is_plain = not quote or re.fullmatch(_BARE, part) is not None
        key = part if is_plain else '"' + re.sub(r'(["\\])', r"\\\1", part) + '"'
        text += f".{key}" if text else key
    return text


def node_at(document: object, address: Address) -> object:
    """What stands at an address; `MISSING` where nothing does."""
    node = document
    for part in address:
        if isinstance(node, Mapping) and isinstance(part, str) and part in node:
            node = node[part]
        elif isinstance(node, list) and isinstance(part, int) and 1 <= part <= len(node):
            node = node[part - 1]
        else:
            return MISSING
    return node


def _below(node: object, address: Address) -> Iterator[Address]:
    """The addresses of everything in a table or a list, at any depth."""
    inner: list[tuple[Part, object]] = []
    if isinstance(node, Mapping):
        inner = list(node.items())
    elif isinstance(node, list):
        inner = list(enumerate(node, start=1))
    for part, value in inner:
        yield (*address, part)
        yield from _below(value, (*address, part))


def in_force(bylaw: ByLaw, on: date) -> int:
    """The number of the version in force on a day, from 1 on.

    Raises:
        InvalidValue: None is.
    """
    number = sum(version.effective <= on for version in bylaw.versions)
    if number:
        return number
    first = bylaw.versions[0].effective
    finding = Finding("change.none_in_force", Severity.ERROR, params={"on": on, "first": first})
    raise InvalidValue(f"no version is in force on {on}: the first takes effect on {first}", finding)


@frozen
class Book:
    """A by-law as a document, opened at one of its versions: the one that paths without a number speak of."""

    document: Mapping[str, object]
    number: int

    @classmethod
    def of(cls, bylaw: ByLaw, on: date) -> Self:
        """A by-law opened at the version in force on a day.

        Raises:
            InvalidValue: None is.
            ByLawError: It holds what no by-law file can say.
        """
        return cls(document_of(bylaw), in_force(bylaw, on))

    @property
    def version(self) -> object:
        """What the version says."""
        return node_at(self.document, self.root)

    @property
    def root(self) -> Address:
        """The address of the version."""
        return "version", self.number

    def meant(self, parts: Address) -> tuple[Address, ...]:
        """The addresses of what a path can mean: none where there is nothing, several where it is ambiguous.

        A path in which no word is left out means that and nothing else.
        """
        there = [
            (address, left_out)
            for address, left_out in self.readings(parts)
            if node_at(self.document, address) is not MISSING
        ]
        exact = [address for address, left_out in there if not left_out]
        return tuple(dict.fromkeys(exact or [address for address, _left_out in there]))

    def readings(self, parts: Address) -> Iterator[tuple[Address, tuple[str, ...]]]:
        """Every address that a path may stand for, there or not, with the words that it leaves out."""
        if parts[0] == "version" and len(parts) > 1 and isinstance(parts[1], int):
            for inner, left_out in _in_version(parts[2:]):
                yield (*parts[:2], *inner), left_out
            return
        if parts[0] in self.document and parts[0] != "version":
            yield parts, ()
        if parts[0] == "version" and len(parts) > 1:
            for inner, left_out in _in_version(parts[1:]):
                yield (*self.root, *inner), left_out
        for inner, left_out in _in_version(parts):
            yield (*self.root, *inner), ("version", *left_out)

    def everything(self) -> Iterator[Address]:
        """The addresses of all that is in the version, and of what the by-law says beside its versions."""
        for key, value in self.document.items():
            if key != "version":
                yield (key,)
                yield from _below(value, (key,))
        yield from _below(self.version, self.root)

    def short(self, address: Address) -> str:
        """The shortest path that means an address and nothing else."""
        if address[:1] != ("version",) or len(address) < 3:
            return text_of(address)
        head: Address = ("version",) if address[:2] == self.root else address[:2]
        inner = address[2:]
        shorter = _without_words(inner)
        *ways, longest = ([] if len(head) > 1 else shorter) + [(*head, *each) for each in shorter]
        return text_of(next((way for way in ways if self.meant(way) == (address,)), longest))

    def full(self, address: Address) -> str:
        """The path of an address with no word left out."""
        is_open = address[:2] == self.root and len(address) > 2
        return text_of(("version", *address[2:]) if is_open else address)

    def deepest(self, parts: Address) -> Address:
        """The address of the innermost table or list that a path reaches before it goes astray."""
        if parts[0] == "version" and len(parts) > 1 and node_at(self.document, parts[:2]) is MISSING:
            return ("version",) if isinstance(parts[1], int) else self.root
        best: tuple[int, int, Address] | None = None
        for address, left_out in self.readings(parts):
            ends = range(len(address), -1, -1)
            end = next(end for end in ends if node_at(self.document, address[:end]) is not MISSING)
            reached = address[: min(end, len(address) - 1)]
            candidate = len(address) - len(reached), len(left_out), reached
            is_between = reached in {(), (*self.root, "benefit")}  # which the path did not name
            if not is_between and (best is None or candidate[:2] < best[:2]):
                best = candidate
        return self.root if best is None else best[2]

    def names_at(self, address: Address) -> tuple[str, ...]:
        """What a path may go on with from an address."""
        node = node_at(self.document, address)
        if isinstance(node, list):
            return tuple(f"[{place}]" for place in range(1, len(node) + 1))
        if not isinstance(node, Mapping):
            return ()
        inner = node.get("benefit" if len(address) == 2 else "amount")
        names = (*inner, *node) if isinstance(inner, Mapping) and len(address) in {2, 4} else tuple(node)
        return tuple(text_of((name,)) for name in dict.fromkeys(names))


def _in_version(parts: Address) -> Iterator[tuple[Address, tuple[str, ...]]]:
    """The readings of a path inside a version."""
    yield parts, ()
    if not parts or isinstance(parts[0], int):
        return
    if parts[0] == "benefit" and len(parts) > 2:
        yield (*parts[:2], "amount", *parts[2:]), ("amount",)
    yield ("benefit", *parts), ("benefit",)
    if len(parts) > 1:
        yield ("benefit", parts[0], "amount", *parts[1:]), ("benefit", "amount")


def _without_words(inner: Address) -> list[Address]:
    """The same with as many words left out as can be, then with fewer."""
    if inner[0] != "benefit" or len(inner) < 2:
        return [inner]
    clause, rest = inner[1], inner[2:]
    if rest[:1] == ("amount",) and len(rest) > 1:
        return [(clause, *rest[1:]), (clause, *rest), ("benefit", clause, *rest[1:]), inner]
    return [(clause, *rest), inner]
