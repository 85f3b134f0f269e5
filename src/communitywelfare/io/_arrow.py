"""Columns of Arrow's tables as numpy takes them; what is wrong is noted, with its table, column and first row."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from communitywelfare.errors import Finding, FormatError, InvalidValue, NotInstalled, Place, Severity
from communitywelfare.io._files import read_path

__all__ = ["ArrowColumns", "pyarrow", "read_parquet", "table_name"]

Whole = NDArray[np.int64]


def pyarrow() -> Any:
    """The package that knows Arrow.

    Raises:
        NotInstalled: It is not there.
    """
    try:
        import pyarrow as arrow  # noqa: PLC0415  # of an extra
    except ImportError:
        raise NotInstalled("pyarrow", "frames") from None
    return arrow


def read_parquet(path: str) -> Any:
    """A table out of a Parquet file.

    Raises:
        FormatError: It cannot be opened, or is no Parquet.
        NotInstalled: pyarrow is not there.
    """
    arrow = pyarrow()
    from pyarrow.parquet import read_table  # noqa: PLC0415  # of an extra

    contents = read_path(path)
    try:
        return read_table(arrow.BufferReader(contents))
    except (arrow.ArrowException, OSError) as error:
        name = table_name(path)
        finding = Finding("nation.not_parquet", Severity.ERROR, place=Place(file=name), params={"file": name})
        raise FormatError(f"{name} is no Parquet file: {error}", finding) from None


def table_name(path: str) -> str:
    """What a file is called in findings."""
    return path.replace("\\", "/").rpartition("/")[2]


class ArrowColumns:
    """Tables by what they are for, their names in findings, and what was found wrong in them."""

    def __init__(self, tables: dict[str, Any], names: dict[str, str]) -> None:
        self.tables, self.names = tables, names
        self.findings: list[Finding] = []

    def refuse(self) -> None:
        if self.findings:
            raise InvalidValue(f"the nation's tables cannot be used: {self.findings[0].code}", *self.findings)

    def note(self, code: str, where: tuple[str, str | None, int | None], /, **params: object) -> None:
        """Note what is wrong in a table, a column and a row that is counted from 0, as far as these are known."""
        table, column, row = where
        place = Place(file=self.names[table], column=column, row=None if row is None else row + 1)
        self.findings.append(Finding(code, Severity.ERROR, place=place, params=params))

    def column(self, table: str, column: str) -> Any:
        """A column of which no value is missing; None where there is none, or some are."""
        if column not in self.tables[table].column_names:
            self.note("nation.column_missing", (table, column, None), column=column, table=self.names[table])
            return None
        found = self.tables[table][column]
        if found.null_count:
            row = int(np.flatnonzero(found.is_null().to_numpy(zero_copy_only=False))[0])
            self.note("nation.values_missing", (table, column, row), column=column, count=found.null_count)
            return None
        return found

    def texts(self, table: str, column: str) -> list[str]:
        found = self.column(table, column)
        return [] if found is None else [str(each) for each in found.to_pylist()]

    def _cast(self, table: str, column: str, kind: str) -> NDArray[Any]:
        """A column as numbers of a kind of Arrow's; nothing where it cannot be, which is told."""
        arrow = pyarrow()
        found = self.column(table, column)
        none = np.zeros(len(self.tables[table]), np.int64)
        if found is None:
            return none
        if kind == "int64" and not arrow.types.is_integer(found.type):
            self.note("nation.wrong_type", (table, column, None), column=column, found=str(found.type), wanted="int64")
            return none
        try:
            whole = found.cast(arrow.date32()).cast(arrow.int32()) if kind == "date32" else found
            return np.asarray(whole.cast(arrow.int64()).to_numpy(), np.int64)
        except (arrow.ArrowInvalid, arrow.ArrowNotImplementedError):
            self.note("nation.wrong_type", (table, column, None), column=column, found=str(found.type), wanted=kind)
            return none

    def numbers(self, table: str, column: str) -> Whole:
        """Whole numbers from 0 on."""
        found = self._cast(table, column, "int64")
        below = np.flatnonzero(found < 0)
        if below.size:
            row = int(below[0])
            self.unusable((table, column, row), len(below), str(found[row]))
        return found

    def unusable(self, where: tuple[str, str, int], count: int, found: str) -> None:
        """Note that so many values of a column cannot be used, and the first of them."""
        self.note("nation.value_unusable", where, column=where[1], count=count, found=found)

    def days(self, table: str, column: str) -> Whole:
        return self._cast(table, column, "date32")

    def places(self, table: str, column: str, known: list[str], code: str) -> Whole:
        """The place of each value among those that are known; what is not is told with the first of it."""
        arrow = pyarrow()
        found = self.column(table, column)
        if found is None:
            return np.full(len(self.tables[table]), -1)
        from pyarrow import compute  # noqa: PLC0415  # of an extra

        try:
            text = found.cast(arrow.string())
        except (arrow.ArrowInvalid, arrow.ArrowNotImplementedError):
            self.note("nation.wrong_type", (table, column, None), column=column, found=str(found.type), wanted="string")
            return np.full(len(found), -1)
        place = compute.fill_null(compute.index_in(text, value_set=arrow.array(known, arrow.string())), -1)
        places = np.asarray(place.to_numpy(), np.int64)
        unknown = np.flatnonzero(places < 0)
        if unknown.size:
            row = int(unknown[0])
            self.note(code, (table, column, row), column=column, count=len(unknown), found=str(text[row].as_py()))
        return places
