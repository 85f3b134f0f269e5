"""Assumptions at the command line: every table with where it comes from, and what a fund's own history says."""

from collections.abc import Iterator

import click

from communitywelfare.calendar import ReadDay
from communitywelfare.cli._tables import table_lines
from communitywelfare.cli.desk import whole_package
from communitywelfare.cli.speaking import DAY, Voice, findings_data, speaking
from communitywelfare.io.assumptions_toml import read_assumptions, shipped_assumptions
from communitywelfare.io.package import read_package
from communitywelfare.reports.assumptions_text import (
    Lines,
    assumptions_data,
    estimate_rows,
    expectation_lines,
    experience_data,
    source_lines,
    table_rows,
)
from communitywelfare.simulation import Assumptions, Axis, Experience, blended, experience
from communitywelfare.wording import phrase, shown

__all__ = ["assumptions", "assumptions_given"]

PLACE = click.Path(path_type=str)


@click.group()
def assumptions() -> None:
    """ข้อสมมติของการคาดการณ์ / What a projection takes for given."""


@assumptions.command("show")
@click.option("--file", "file", type=PLACE, default=None, help="ไฟล์ของกองทุนเอง / a file that replaces some tables")
@click.option("--fund", "package", type=PLACE, default=None, help="ข้อมูลกองทุน / a package whose history is weighed in")
@click.option("--since", type=DAY, default=None, help="วันแรกของประวัติ / the first day of the history")
@speaking
def show(voice: Voice, *, file: str | None, package: str | None, since: ReadDay | None) -> None:
    """แสดงข้อสมมติทุกตารางพร้อมแหล่งที่มา / Print every table, with where it comes from and what is only assumed.

    ``--file`` lays a fund's own file over the shipped tables; ``--fund`` weighs in what the fund's own history says,
    and shows how much that is worth. Nothing is written.
    """
    found = assumptions_given(file)
    history = None if package is None else _history(voice, package, found, since)
    if history is not None:
        found = blended(history)
    document = dict(assumptions_data(found))
    if history is not None:
        document |= {"experience": experience_data(history), "findings": findings_data(history.findings)}
    voice.answer(document, *_lines(voice, found), *(() if history is None else _history_lines(voice, history)))
    if history is not None and not voice.is_json:
        voice.findings(history.findings, err=True)


def assumptions_given(file: str | None) -> Assumptions:
    """The shipped assumptions, with a file's own laid over them where there is one.

    Raises:
        FormatError: The file cannot be opened.
        InvalidValue: It cannot be used.
    """
    shipped = shipped_assumptions()
    return shipped if file is None else read_assumptions(file, over=shipped)


def _history(voice: Voice, package: str, prior: Assumptions, since: ReadDay | None) -> Experience:
    if since is not None:
        voice.day(since)
    fund = whole_package(voice, read_package(package)).fund
    return experience(fund, prior, since=None if since is None else since.day)


def _lines(voice: Voice, found: Assumptions) -> Iterator[str]:
    language = voice.language
    yield f"{shown(found.name, language)} ({found.assumptions_id})"
    yield f"{phrase('assumption.assumed', language)}: {', '.join(found.assumed) or '–'}"
    yield from expectation_lines(found, language)
    for table in found.tables.values():
        yield ""
        yield from source_lines(table, language)
        left = 1 if table.axis is Axis.NONE else 2
        yield from _indented(table_rows(table, language), left)


def _history_lines(voice: Voice, history: Experience) -> Iterator[str]:
    language = voice.language
    first, last = shown(history.span.first, language), shown(history.span.last, language)
    yield ""
    yield f"{phrase('assumption.history', language)} {history.fund_id}: {first} – {last}"
    for why, count in sorted(history.left_out.items()):
        yield f"  {phrase(f'assumption.{why}', language)}: {count}"
    for name, estimates in history.estimates.items():
        yield ""
        yield phrase(f"assumption.{name}", language)
        yield from _indented(estimate_rows(estimates, language), 2)


def _indented(rows: Lines, left: int) -> Iterator[str]:
    for line in table_lines(rows, right=range(left, len(rows[0]))):
        yield f"  {line}"
