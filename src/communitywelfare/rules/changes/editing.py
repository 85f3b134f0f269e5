"""New values put into the document of a by-law, each where its path leads; what leads nowhere is told."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from attrs import field, frozen

from communitywelfare.errors import ByLawError, Finding, InvalidValue, Place, Severity
from communitywelfare.rules.amounts import AmountForm
from communitywelfare.rules.changes.paths import MISSING, Address, Book, clause_of, node_at, text_of
from communitywelfare.rules.changes.values import plain_value
from communitywelfare.rules.reading import build_bylaw

__all__ = ["Editing"]

Given = Mapping[str, tuple[Address, object]]
_OF_VERSION = ("id", "adopted", "effective")
_UNKNOWN = ("bylaw.unknown_key", "bylaw.misspelt_key")
_MOST_NAMES = 40


@frozen
class Editing:
    """A document that is being changed, and what could not be done."""

    book: Book
    forms: Mapping[str, type[AmountForm]]
    findings: list[Finding] = field(factory=list)
    _placed: dict[Address, str] = field(factory=dict, init=False)
    _new: dict[Address, str] = field(factory=dict, init=False)

    def change(self, given: Given) -> None:
        """Put values where something stands, then values that are new, and take out last what is removed."""
        meant = {path: self._meant(path, parts) for path, (parts, _value) in given.items()}
        there = {path: found[0] for path, found in meant.items() if len(found) == 1 and self._takes(path, found[0])}
        for path, address in there.items():
            parts, value = given[path]
            if value is not None:
                self._set(path, parts, address, value)
        for path in (path for path, found in meant.items() if not found):
            self._add(path, *given[path])
        removed = [address for path, address in there.items() if given[path][1] is None]
        for address in sorted(removed, key=_in_order, reverse=True):
            self._remove(address)

    def change_later(self, number: int, given: Given) -> None:
        """Make the same changes in a later version; a clause that it no longer has need not be removed from it."""
        later = Editing(Book(self.book.document, number), self.forms)
        later.change(
            {
                path: (parts, value)
                for path, (parts, value) in given.items()
                if value is not None or later.book.meant(parts)
            }
        )
        version = node_at(self.book.document, ("version", number, "id"))
        for finding in later.findings:
            if finding.code == "change.no_such_path":
                params = {"path": finding.params["path"], "version": str(version), "number": number}
                self.findings.append(Finding("change.later_version", Severity.ERROR, params=params))
            else:
                self.findings.append(finding)
        self._new.update(later._new)

    def without_place(self, findings: Iterable[Finding]) -> list[Finding]:
        """Of the mistakes of a by-law those that say that a new key is none, told as paths that lead nowhere."""
        unknown = {finding.place.clause for finding in findings if finding.code in _UNKNOWN}
        mistaken = [address for address in self._new if clause_of(address) in unknown]
        for address in sorted(mistaken, key=_in_order, reverse=True):
            self._remove(address)
        return [self._nowhere(self._new[address], address) for address in mistaken]

    # --- where ---

    def _meant(self, path: str, parts: Address) -> tuple[Address, ...]:
        """Where a path can lead: nowhere yet, to one place, or to several, which is told."""
        meant = self.book.meant(parts)
        if len(meant) > 1:
            self._ambiguous(path, meant)
        return meant

    def _ambiguous(self, path: str, meant: Iterable[Address]) -> None:
        options = tuple(self.book.full(address) for address in meant)
        self.findings.append(Finding("change.ambiguous", Severity.ERROR, params={"path": path, "options": options}))

    def _takes(self, path: str, address: Address) -> bool:
        """Whether a place is still free: no value is given twice, nor inside another."""
        for other, its_path in self._placed.items():
            shorter = min(len(address), len(other))
            if address[:shorter] == other[:shorter]:
                params = {"path": path, "other": its_path}
                self.findings.append(Finding("change.twice", Severity.ERROR, params=params))
                return False
        self._placed[address] = path
        return True

    def _nowhere(self, path: str, parts: Address) -> Finding:
        deepest = self.book.deepest(parts)
        shorts = {self._shortened(address): address for address in self.book.everything()}
        close = get_close_matches(path, shorts, n=3)
        params = {
            "path": path,
            "nearest": tuple(self.book.short(shorts[each]) for each in close),
            "at": self.book.short(deepest),
            "there": self.book.names_at(deepest)[:_MOST_NAMES],
        }
        return Finding("change.no_such_path", Severity.ERROR, params=params)

    def _shortened(self, address: Address) -> str:
        """A path for looking: every word left out that may be, alone there or not."""
        inner = address[2:] if address[:2] == self.book.root else address
        inner = inner[1:] if inner[:1] == ("benefit",) and len(inner) > 1 else inner
        return text_of(inner[:1] + inner[2:] if inner[1:2] == ("amount",) and len(inner) > 2 else inner)

    # --- what ---

    def _set(self, path: str, parts: Address, address: Address, value: object) -> None:
        before = node_at(self.book.document, address)
        new = self._plain(path, value, before)
        is_open = address[:2] == self.book.root and parts[:2] != address[:2]
        if new is MISSING:
            return
        if is_open and len(address) == 3 and address[2] in _OF_VERSION and new != before:
            params = {"path": path, "written": text_of(address)}
            self.findings.append(Finding("change.of_version", Severity.ERROR, params=params))
            return
        _put(self.book.document, address, new)

    def _plain(self, path: str, value: object, before: object) -> object:
        try:
            return plain_value(path, value, before=before)
        except InvalidValue as error:
            self.findings.extend(error.findings)
            return MISSING

    def _add(self, path: str, parts: Address, value: object) -> None:
        """Put a value where nothing stands yet, if the path names the table or the list that is to hold it."""
        free = [address for address, left_out in self.book.readings(parts) if self._is_free(address, left_out)]
        new = MISSING if value is None else self._plain(path, value, None)
        if value is not None and new is MISSING:
            return
        if len(free) > 1:
            free = [each for each in free if isinstance(each[-1], int) or self._is_known(each, new)]
        if len(free) > 1:
            self._ambiguous(path, free)
        elif not free or value is None:
            self.findings.append(self._nowhere(path, parts))
        elif self._takes(path, free[0]):
            _put(self.book.document, free[0], new)
            self._new[free[0]] = path

    def _is_free(self, address: Address, left_out: tuple[str, ...]) -> bool:
        last, holder = address[-1], node_at(self.book.document, address[:-1])
        if isinstance(last, int):
            return isinstance(holder, list) and last == len(holder) + 1
        is_new_clause = len(address) == 4 and address[2] == "benefit"
        return isinstance(holder, Mapping) and len(address) > 2 and not (is_new_clause and "benefit" in left_out)

    def _is_known(self, address: Address, value: object) -> bool:
        """Whether the language has a key at an address."""
        _put(self.book.document, address, value)
        findings: tuple[Finding, ...] = ()
        try:
            build_bylaw(self.book.document, forms=self.forms)
        except ByLawError as error:
            findings = error.findings
        finally:
            self._remove(address)
        here = Place(clause=clause_of(address))
        return not any(finding.code in _UNKNOWN and finding.place == here for finding in findings)

    def _remove(self, address: Address) -> None:
        holder: Any = node_at(self.book.document, address[:-1])
        last = address[-1]
        del holder[last - 1 if isinstance(last, int) else last]


def _put(document: object, address: Address, value: object) -> None:
    holder: Any = node_at(document, address[:-1])
    last = address[-1]
    if isinstance(last, int):
        holder[last - 1 : last] = [value]
    else:
        holder[last] = value


def _in_order(address: Address) -> tuple[tuple[int, str], ...]:
    return tuple((part, "") if isinstance(part, int) else (0, part) for part in address)
