"""Mistakes in files that define something (schemes, profiles): all of them at once, each with the line it stands on."""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from communitywelfare.errors import Finding, Place, Severity

__all__ = ["Mistakes", "is_text"]


@frozen
class Mistakes:
    """What is found while a definition is read. `family` begins the codes of findings: ``scheme``, ``profile``."""

    family: str
    file: str
    lines: Mapping[str, int]
    findings: list[Finding] = field(factory=list)

    def mistake(self, code: str, path: str, /, **params: object) -> None:
        """Note a mistake at a path, or at the nearest table around it."""
        near = path
        while near and near not in self.lines:
            near = near.rpartition("[")[0] if near.endswith("]") else near.rpartition(".")[0]
        place = Place(file=self.file, row=self.lines.get(near, 1), clause=path)
        self.findings.append(Finding(code, Severity.ERROR, place=place, params=params))

    def needed(self, table: Mapping[str, Any], path: str, names: tuple[str, ...]) -> bool:
        """Whether all names stand in a table; each that does not is told."""
        lacking = [name for name in names if name not in table]
        for name in lacking:
            self.mistake(f"{self.family}.value_missing", path, name=name)
        return not lacking

    def known(self, table: Mapping[str, Any], path: str, names: tuple[str, ...]) -> None:
        """Tell of every name in a table that is none."""
        for name in table:
            if name not in names:
                params = {"name": name, "known": names}
                self.mistake(f"{self.family}.key_unknown", f"{path}.{name}" if path else name, **params)

    def unreadable(self, path: str, value: object) -> None:
        """Tell that a value cannot be understood."""
        self.mistake(f"{self.family}.value_unreadable", path, name=path.rpartition(".")[2], value=str(value))

    def texts(self, value: object, path: str, names: tuple[str, ...] = ()) -> Mapping[str, str]:
        """A table of texts that are not empty, the names among them; an empty table where it is none."""
        if isinstance(value, Mapping) and all(map(is_text, value.values())) and set(names) <= set(value):
            return value
        self.unreadable(path, value)
        return {}

    def text(self, table: Mapping[str, Any], path: str, name: str) -> str:
        """A text that is not empty; an empty one where it is none."""
        value = table[name]
        if isinstance(value, str) and is_text(value):
            return value
        self.unreadable(f"{path}.{name}" if path else name, value)
        return ""


def is_text(value: object) -> bool:
    """Whether it is a text with something in it."""
    return isinstance(value, str) and bool(value.strip())
