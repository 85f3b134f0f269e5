"""On which line of a TOML text each table, key and list item stands: `tomllib` reads the values and tells no places.

The text has been read by `tomllib` before, so that it is known to be well formed.
"""

import re
from collections.abc import Iterator, Mapping

__all__ = ["lines_of"]

_TOKENS = re.compile(
    r"""(?P<long>\"{3}.*?\"{3,5}|'{3}.*?'{3,5})|(?P<text>"(?:\\.|[^"\\\n])*"|'[^'\n]*')|(?P<comment>\#[^\n]*)"""
    r"""|(?P<line>\n)|(?P<sign>[\[\]{}=,])|(?P<word>[^\s\[\]{}=,#"']+)""",
    re.DOTALL,
)


def lines_of(text: str) -> Mapping[str, int]:
    """The line of each path, such as ``version[1].benefit.death.amount.steps[2]``, counted from 1."""
    scan = _Scan(text)
    scan.document()
    return scan.found


class _Scan:
    """Reads the signs of a text from left to right, and notes where each path begins."""

    def __init__(self, text: str) -> None:
        self.found: dict[str, int] = {}
        self._counts: dict[str, int] = {}
        self._table = ""
        self._tokens = [*_tokens(text), ("end", "", 0)]
        self._at = 0

    @property
    def _kind(self) -> str:
        return self._tokens[self._at][0]

    @property
    def _text(self) -> str:
        return self._tokens[self._at][1]

    def _skip(self, kind: str) -> None:
        while self._kind == kind:
            self._at += 1

    def _has(self, sign: str) -> bool:
        """Whether a sign comes next; it is passed, and so are the line ends around it."""
        self._skip("line")
        if (self._kind, self._text) != ("sign", sign):
            return False
        self._at += 1
        self._skip("line")
        return True

    def document(self) -> None:
        """All tables and keys to the end."""
        self._skip("line")
        while self._kind != "end":
            line = self._tokens[self._at][2]
            if self._has("["):
                self._header(line)
            else:
                self._pair(self._table)
            self._skip("line")

    def _header(self, line: int) -> None:
        is_list = self._has("[")
        names = self._name().split(".")
        path = ""
        for number, name in enumerate(names, start=1):
            path = f"{path}.{name}" if path else name
            if is_list and number == len(names):
                self._counts[path] = self._counts.get(path, 0) + 1
            if path in self._counts:
                path = f"{path}[{self._counts[path]}]"
        self._table = path
        self.found.setdefault(path, line)
        while self._kind == "sign":
            self._at += 1

    def _name(self) -> str:
        """A key, perhaps with points and blanks between its parts."""
        parts = []
        while self._kind in {"word", "text"}:
            parts.append(self._text.strip("\"'"))
            self._at += 1
        return "".join(parts)

    def _pair(self, inside: str) -> None:
        line = self._tokens[self._at][2]
        path = f"{inside}.{name}" if (name := self._name()) and inside else name
        self.found.setdefault(path, line)
        if self._has("="):
            self._value(path)

    def _value(self, path: str) -> None:
        line = self._tokens[self._at][2]
        self.found.setdefault(path, line)
        if self._has("["):
            number = 0
            while not self._has("]"):
                number += 1
                self._value(f"{path}[{number}]")
                self._has(",")
        elif self._has("{"):
            while not self._has("}"):
                self._pair(path)
                self._has(",")
        else:
            while self._kind in {"word", "text", "long"}:
                self._at += 1


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    line = 1
    for match in _TOKENS.finditer(text):
        kind = str(match.lastgroup)
        if kind != "comment":
            yield kind, match[kind], line
        line += match[0].count("\n")
