"""What differs between two by-laws, value by value: for a committee that compares them."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from difflib import SequenceMatcher
from itertools import zip_longest

from attrs import frozen

from communitywelfare.calendar import DURATION, Duration
from communitywelfare.errors import Finding, Severity
from communitywelfare.money import Money
from communitywelfare.rules.bylaws import ByLaw
from communitywelfare.rules.changes.paths import MISSING, Address, Book, text_of

__all__ = ["Difference", "what_changed"]

_BAHT = re.compile(r"\d{1,15}\.\d{2}", re.ASCII)
_OF_VERSION = {"id", "adopted", "effective"}


@frozen(kw_only=True)
class Difference:
    """One value that is not what it was. `before` is None where nothing stood, `after` where nothing stands any more.

    The values are those of a document: text, whole numbers, days, lists and tables; a table or a list that is new or
    gone is one difference.
    """

    path: str
    before: object
    after: object

    @property
    def finding(self) -> Finding:
        """The difference as something to be told: ``death.steps[4].pay: 20,000.00 → 40,000.00``."""
        before, after = _as_shown(self.before), _as_shown(self.after)
        if self.before is None:
            return Finding("change.adds", Severity.INFO, params={"path": self.path, "after": after})
        if self.after is None:
            return Finding("change.removes", Severity.INFO, params={"path": self.path, "before": before})
        params = {"path": self.path, "before": before, "after": after}
        return Finding("change.sets", Severity.INFO, params=params)


def _as_shown(value: object) -> object:
    """A value as something that has words in both languages."""
    match value:
        case str() if _BAHT.fullmatch(value):
            return Money.baht(value)
        case str() if DURATION.fullmatch(value):
            return Duration.parse(value)
        case list():
            return tuple(map(_as_shown, value))
        case Mapping():
            label = value.get("label", value)
            is_words = isinstance(label, Mapping) and {"th", "en"} <= set(label)
            return label if is_words else tuple(f"{key} = {_as_shown(each)}" for key, each in value.items())
    return value


def what_changed(old: ByLaw, new: ByLaw, *, on: date) -> tuple[Difference, ...]:
    """What the version in force on a day, and what is said beside the versions, says otherwise in another by-law.

    Places of lists are compared one by one. When a version was adopted, its name and its first day tell which version
    it is, and are no difference.

    Raises:
        InvalidValue: One of them has no version in force on the day.
        ByLawError: One of them holds what no by-law file can say.
    """
    before, after = Book.of(old, on), Book.of(new, on)
    beside = ("fund", "name", "governs")
    found = [each for key in beside for each in _between(before.document[key], after.document[key], (key,))]
    differences = [_difference(text_of(address), *values) for address, *values in found]
    for address, *values in _between(before.version, after.version, ()):
        book = after if values[0] is MISSING else before
        differences.append(_difference(book.short((*book.root, *address)), *values))
    return tuple(differences)


def _difference(path: str, before: object, after: object) -> Difference:
    before, after = (None if value is MISSING else value for value in (before, after))
    return Difference(path=path, before=before, after=after)


Found = tuple[Address, object, object]


def _between(before: object, after: object, address: Address) -> Iterator[Found]:
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys((*before, *after)):
            if address or key not in _OF_VERSION:
                yield from _between(before.get(key, MISSING), after.get(key, MISSING), (*address, key))
    elif isinstance(before, list) and isinstance(after, list):
        yield from _between_lists(before, after, address)
    else:
        yield address, before, after


def _between_lists(before: list[object], after: list[object], address: Address) -> Iterator[Found]:
    """Items that are gone or new, by their places before or after; the others place by place."""
    matcher = SequenceMatcher(None, list(map(repr, before)), list(map(repr, after)), autojunk=False)
    for what, start, end, new_start, new_end in matcher.get_opcodes():
        if what == "equal":
            continue
        pairs = zip_longest(before[start:end], after[new_start:new_end], fillvalue=MISSING)
        for place, (old, new) in enumerate(pairs, start=1):
            yield from _between(old, new, (*address, (new_start if old is MISSING else start) + place))
