"""Codes (รหัส) as other people write them: in words, misspelt, or with a label, as in [1]เป็นสมาชิก.

Whatever is no known spelling is refused, with what is wanted and what it is nearest to; a reader never takes the
nearest for it. Handles FM02 and FM06 of the catalogue of messy data.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches

from attrs import define, evolve, field, frozen

from communitywelfare.errors import Finding, Severity
from communitywelfare.identity import masked
from communitywelfare.io.foreign._distinct import Meaning, Note, plain_cell, read_distinct, shown, telling
from communitywelfare.io.foreign.blanks import NOTHING_WORDS, blank_note
from communitywelfare.io.foreign.columns import Cell, ColumnRead
from communitywelfare.io.foreign.spellings import misspellings, plain_words

__all__ = ["read_code_lists", "read_codes", "read_words"]

_LABELLED = re.compile(r"(?:\[([^\[\]]{1,12})\]|\((\w{1,3})\)|(\d{1,3})(?: ?[.:=)]| ?- )) ?(?P<label>\S.*)")
_IN_BRACKETS = re.compile(r"\[([^\[\]]{1,12})\]")
# What parts the codes of a list: the next only where the one before leaves parts that nobody knows.
_BETWEEN = tuple(map(re.compile, ("[,;|]", "[/+&]", "และ", " ")))
_NEAR = 0.75
_LONGEST_COMPARED = 40  # comparing takes time with the square of the length
_COMPARED = 30  # where most cells are unknown, the column is another one, and no spelling helps
_LISTED = 12
_TAKEN = "cell.taken_as_code"


def read_codes(
    cells: Sequence[Cell], known: Mapping[str, str], codes: Collection[str], *, personal: bool = False
) -> ColumnRead:
    """A column of codes, each as text; the column's note says what each spelling was taken for.

    >>> read_codes(["ชาย", "หญิง", "F"], {"ชาย": "M", "หญิง": "F"}, ("M", "F")).values
    ['M', 'F', 'F']

    Where a number stands before a word, the word counts. A number that the spellings know as another code is told, and
    so is one that stands before words for different codes.

    Args:
        cells: Words, codes, or numbers that `known` knows.
        known: Which code each spelling means; of two that are the same to the eye, the later counts.
        codes: The codes of the canonical column. They are accepted as they are, unless `known` says otherwise.
        personal: Cells that are not understood are masked in findings.
    """
    reading = _Reading(_Spellings.of(known, codes), personal)
    return reading.column(cells, reading.one)


def read_code_lists(
    cells: Sequence[Cell], known: Mapping[str, str], codes: Collection[str], *, personal: bool = False
) -> ColumnRead:
    """A column whose cells may hold several codes, each cell as the set of them: ผู้สูงอายุ, ผู้พิการ.

    Codes are parted by commas, semicolons, slashes, และ or spaces; what is known whole stays whole, as เด็ก/เยาวชน.
    A cell with a part that is not understood is refused as a whole; the finding's value is the part.
    """
    reading = _Reading(_Spellings.of(known, codes), personal)
    return reading.column(cells, reading.several)


def read_words(cells: Sequence[Cell], known: Mapping[str, str], *, personal: bool = False) -> ColumnRead:
    """A column of words, of which the known spellings become codes; all others stay as they stand, and are told."""
    reading = _Reading(_Spellings.of(known, tuple(dict.fromkeys(known.values()))), personal)
    return reading.column(cells, reading.one_or_words)


def _number_of(labelled: re.Match[str]) -> str:
    return (labelled[1] or labelled[2] or labelled[3]).strip()


@frozen
class _Taken:
    """Words that are taken for a code; with how they are written right, and the number that stood before them."""

    words: str
    code: str
    written_right: str = ""
    number: str = ""


@frozen
class _Spellings:
    """Which code each spelling means, as spellings are compared, and what people are shown for each code.

    `numbers` are codes by a number alone: one that is a spelling itself, or stands before the label of one.
    """

    codes: Mapping[str, str]
    options: tuple[str, ...]
    numbers: Mapping[str, str]

    @classmethod
    def of(cls, known: Mapping[str, str], codes: Collection[str]) -> "_Spellings":
        words = {word: code for word, code in known.items() if word != code and code in codes}
        first = {code: word for word, code in reversed(words.items())}
        itself = {plain_words(code): code for code in codes}
        plain = {plain_words(word): code for word, code in words.items()}
        labelled = [(match, plain[word]) for word in plain if (match := _LABELLED.fullmatch(word))]
        labels = {match["label"]: code for match, code in labelled}
        return cls(
            labels | itself | plain,
            tuple(first.get(code, code) for code in codes),
            {_number_of(match): code for match, code in labelled} | itself | plain,
        )

    def one(self, text: str) -> _Taken | None:
        """What a plain text means as one code, also with a number before it."""
        words = self._words(text)
        if words is not None:
            return words
        if alone := _IN_BRACKETS.fullmatch(text):
            return self._words(alone[1].strip())
        labelled = _LABELLED.fullmatch(text)
        if labelled is None or (label := self._words(labelled["label"])) is None:
            return None
        return evolve(label, number=_number_of(labelled))

    def all(self, text: str, between: Sequence[re.Pattern[str]] = _BETWEEN) -> Mapping[str, _Taken | None]:
        """What the parts of a list mean; a text of which no part is understood is one part."""
        whole = self.one(text)
        if whole is not None or not between:
            return {text: whole}
        found: dict[str, _Taken | None] = {}
        for part in filter(None, map(str.strip, between[0].split(text))):
            found |= self.all(part, between[1:])
        return found if any(found.values()) else {text: None}

    def _words(self, text: str) -> _Taken | None:
        if text in self.codes:
            return _Taken(text, self.codes[text])
        right = misspellings().get(text, "")
        return _Taken(text, self.codes[right], written_right=right) if right in self.codes else None


@define(eq=False)
class _Reading:
    """One column being read: its spellings, and what is to be told of it at the end."""

    spellings: _Spellings
    is_personal: bool
    meanings: dict[str, str] = field(factory=dict)
    numbered: dict[str, dict[str, str]] = field(factory=lambda: defaultdict(dict))
    numbers_of: dict[Cell, set[str]] = field(factory=lambda: defaultdict(set))
    compared: int = 0

    def column(self, cells: Sequence[Cell], understand: Callable[[Cell, str], Meaning]) -> ColumnRead:
        """Read the cells, blank or not, and tell what was taken for what."""
        read = read_distinct(cells, lambda cell: self._meaning(cell, understand))
        notes = [self._with_meanings(note) if note.code == _TAKEN else note for note in read.notes]
        return evolve(read, notes=(*notes, *self._unclear_numbers(cells)))

    def one(self, cell: Cell, text: str) -> Meaning:
        """One code, or why there is none."""
        taken = self.spellings.one(text)
        return self._unknown(text, shown(cell)) if taken is None else self._known(cell, [taken], taken.code)

    def one_or_words(self, cell: Cell, text: str) -> Meaning:
        """One code, or the words as they stand."""
        taken = self.spellings.one(text)
        if taken is not None:
            return self._known(cell, [taken], taken.code)
        words = shown(cell).strip()
        return Meaning(words, notes=(("cell.no_known_word", {"value": self._masked(words)}),))

    def several(self, cell: Cell, text: str) -> Meaning:
        """All codes of a list, or why there is none."""
        parts = self.spellings.all(text)
        unknown = next((part for part, taken in parts.items() if taken is None), None)
        if unknown is not None:
            return self._unknown(unknown, shown(cell) if unknown == text else unknown)
        taken = [each for each in parts.values() if each is not None]
        return self._known(cell, taken, frozenset(each.code for each in taken))

    def _meaning(self, cell: Cell, understand: Callable[[Cell, str], Meaning]) -> Meaning:
        text = plain_cell(cell)
        if text not in self.spellings.codes and (not text or text in NOTHING_WORDS):
            return Meaning(None, notes=blank_note(cell))
        return understand(cell, text)

    def _known(self, cell: Cell, taken: Sequence[_Taken], value: object) -> Meaning:
        codes = {each.code for each in taken}
        text = shown(cell).strip()
        notes: list[Note] = []
        if {text} != codes and set(text.split()) != codes:
            notes.append((_TAKEN, {}))
            self.meanings |= {each.words: each.code for each in taken}
        for each in taken:
            if each.written_right:
                notes.append(("cell.misspelt", {"value": each.words, "meant": each.written_right}))
            if each.number:
                self.numbered[each.number].setdefault(each.code, each.words)
                self.numbers_of[cell].add(each.number)
        return Meaning(value, tuple(filter(None, map(self._other_number, taken))), tuple(notes))

    def _other_number(self, taken: _Taken) -> Finding | None:
        """That the spellings know the number before a label as another code (FM02)."""
        other = self.spellings.numbers.get(taken.number, taken.code)
        if other == taken.code:
            return None
        params = {"value": f"[{taken.number}]{taken.words}", "by_number": other, "by_words": taken.code}
        return Finding("cell.number_and_words", Severity.WARNING, params=params)

    def _unknown(self, text: str, as_is: str) -> Meaning:
        params: dict[str, object] = {"value": self._masked(as_is.strip()), "options": self.spellings.options}
        nearest: list[str] = []
        if len(text) <= _LONGEST_COMPARED and self.compared < _COMPARED:
            self.compared += 1
            nearest = get_close_matches(text, self.spellings.codes, 1, _NEAR)
        if nearest:
            params["nearest"] = nearest[0]
        code = "cell.nearly_an_option" if nearest else "cell.not_an_option"
        return Meaning(None, (Finding(code, Severity.ERROR, params=params),))

    def _with_meanings(self, note: Finding) -> Finding:
        meanings = [f"{words} = {code}" for words, code in self.meanings.items()]
        more = ["…"] if len(meanings) > _LISTED else []
        return evolve(note, params={**note.params, "meanings": (*meanings[:_LISTED], *more)})

    def _unclear_numbers(self, cells: Sequence[Cell]) -> Iterator[Finding]:
        """That the same number stands before words for different codes (FM02)."""
        unclear = {number: codes for number, codes in self.numbered.items() if len(codes) > 1}
        if unclear:
            having = {cell for cell, numbers in self.numbers_of.items() if not numbers.isdisjoint(unclear)}
            at = [at for at, cell in enumerate(cells) if cell in having]
            number, codes = next(iter(unclear.items()))
            yield telling(
                "cell.number_unclear",
                at,
                Severity.WARNING,
                number=self._masked(number),
                meanings=tuple(codes.values()),
            )

    def _masked(self, text: str) -> str:
        return masked(text) if self.is_personal else text
