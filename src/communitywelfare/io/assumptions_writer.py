"""Assumptions as a TOML file: the way back from `assumptions_toml`, for a fund that makes its own out of others."""

from collections.abc import Collection, Iterator, Mapping

from communitywelfare.io._rate_rows import columns_of
from communitywelfare.io._toml_text import quoted
from communitywelfare.io.assumptions_toml import ASSUMPTIONS_FORMAT
from communitywelfare.simulation import TABLES, Assumptions, Axis, RateRow, RateTable

__all__ = ["write_assumptions"]


def write_assumptions(
    assumptions: Assumptions, *, file_id: str | None = None, names: Collection[str] = tuple(TABLES)
) -> str:
    """Assumptions as the text of a file; reading it gives the same tables.

    Args:
        assumptions: What to write.
        file_id: The id of the file; that of the assumptions where it is left out.
        names: Which tables: a file that has only some is read over others (`parse_assumptions`, ``over=``).
    """
    return "\n".join(_lines(assumptions, assumptions.assumptions_id if file_id is None else file_id, names)) + "\n"


def _lines(assumptions: Assumptions, file_id: str, names: Collection[str]) -> Iterator[str]:
    yield f"format = {quoted(ASSUMPTIONS_FORMAT)}"
    yield f"id = {quoted(file_id)}"
    yield f"name = {_texts(assumptions.name)}"
    for name, table in assumptions.tables.items():
        if name in names:
            yield ""
            yield from _table(table)


def _table(table: RateTable) -> Iterator[str]:
    told = table.provenance
    yield f"[{table.name}]"
    for key in ("source", "licence", "cite"):
        yield f"{key} = {quoted(getattr(told, key))}"
    yield f"year = {told.year}"
    yield f"confidence = {quoted(told.confidence.value)}"
    yield f"reason = {_texts(told.reason)}"
    yield f"measure = {quoted(table.measure.value)}"
    if table.uncertainty is not None:
        yield f"uncertainty = {table.uncertainty!r}"
    yield f"rows = [    # {', '.join(columns_of(TABLES[table.name]))}"
    yield from (_row(table, row) for row in table.rows)
    yield "]"


def _row(table: RateTable, row: RateRow) -> str:
    band = [] if table.axis is Axis.NONE else [quoted(str(row.band))]
    return f"    [{', '.join([quoted(str(row.years)), *band, *map(repr, row.rates)])}],"


def _texts(texts: Mapping[str, str]) -> str:
    return f"{{ {', '.join(f'{_key(name)} = {quoted(text)}' for name, text in texts.items())} }}"


def _key(name: str) -> str:
    return name if name.isascii() and name.isalnum() else quoted(name)
