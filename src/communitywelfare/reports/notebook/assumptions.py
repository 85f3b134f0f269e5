"""Assumptions in a notebook: each table with where it comes from, and one table with its rows."""

from collections.abc import Iterator, Sequence

from communitywelfare.reports import _html as html
from communitywelfare.reports._html import Html
from communitywelfare.reports.assumptions_text import table_rows
from communitywelfare.reports.notebook.frame import heading, plain, small
from communitywelfare.simulation import Assumptions, RateTable
from communitywelfare.wording import Language, phrase, shown

__all__ = ["shown_fragment"]


def shown_fragment(values: Sequence[Assumptions | RateTable], language: Language) -> Html:
    """All tables and their sources; or the rows of some."""
    return html.fragment(*(part for each in values for part in _said(each, language)))


def _said(value: Assumptions | RateTable, language: Language) -> Iterator[Html]:
    if isinstance(value, Assumptions):
        yield heading(plain(value.name.get(language, value.assumptions_id)))
        yield _sources(value, language)
    else:
        yield _rows(value, language)
        told = value.provenance
        yield html.element("p", small(f"{told.source} · {told.licence} · {shown(told.confidence, language)}"))


def _sources(assumptions: Assumptions, language: Language) -> Html:
    rows = [
        (
            _name(table, language),
            shown(table.provenance.confidence, language),
            table.provenance.source,
            table.provenance.licence,
            table.provenance.given_by or "–",
        )
        for table in assumptions.tables.values()
    ]
    headers = (
        *(phrase(f"simulation.{each}", language) for each in ("table", "grounds")),
        *(phrase(f"assumption.{each}", language) for each in ("source", "licence", "given_by")),
    )
    return html.table(caption=phrase("simulation.tables", language), headers=headers, rows=rows)


def _name(table: RateTable, language: Language) -> str:
    return phrase(f"assumption.{table.name}", language)


def _rows(table: RateTable, language: Language) -> Html:
    headers, *rows = table_rows(table, language)
    words = len(headers) - (2 if table.by_sex else 1)
    return html.table(caption=_name(table, language), headers=headers, rows=rows, numeric=range(words, len(headers)))
