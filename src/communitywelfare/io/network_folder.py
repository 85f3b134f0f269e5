"""A folder of funds (โฟลเดอร์ของเครือข่าย): packages and summaries side by side, each made into one summary.

Nothing of a package is kept but its summary, so memory does not grow with the number of funds. What cannot be read is
named, and the rest goes on.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from datetime import date
from functools import partial

from attrs import frozen

from communitywelfare.errors import Finding, FormatError, Severity, WelfareError, first_fault
from communitywelfare.io._files import file_names, read_path
from communitywelfare.io.package import Reading, read_package
from communitywelfare.io.package_folder import SUMMARY_ENDING, packages_in
from communitywelfare.io.summary_json import parse_summary
from communitywelfare.network import FundSummary, summarise

__all__ = ["Gathered", "gathered", "sources_in", "summary_of_reading"]

_TOTALS_DIFFER = {"manifest.total_differs", "manifest.rows_differ"}


@frozen(kw_only=True)
class Gathered:
    """What came of one file or folder: a summary, or the first reason why there is none."""

    source: str
    summary: FundSummary | None = None
    refused: Finding | None = None


def sources_in(folder: str) -> tuple[str, ...]:
    """The packages and the summaries of a folder, by name.

    Raises:
        FormatError: The folder cannot be opened.
    """
    summaries = {name for name in file_names(folder) if name.endswith(SUMMARY_ENDING) and not name.startswith(".")}
    return tuple(sorted({*packages_in(folder), *summaries}))


def gathered(
    folder: str,
    sources: Sequence[str],
    *,
    on: date | None = None,
    executor: Executor | None = None,
    told: Callable[[str], object] = lambda _source: None,
) -> Iterator[Gathered]:
    """Make a summary of each package, and read each summary, in their order.

    Args:
        folder: Where they lie.
        sources: Their names.
        on: As of which day packages are drawn up; each as of its own day, where none is said or it ends before that.
        executor: Where to work; one after the other, here, where none is given.
        told: Told the name of each when it is done.
    """
    one = partial(_gather, folder, on)
    for each in map(one, sources) if executor is None else executor.map(one, sources, chunksize=_at_once(sources)):
        told(each.source)
        yield each


def _at_once(sources: Sequence[str]) -> int:
    """Few packages, for each takes long; many summaries, for each is read in no time."""
    return 50 if all(name.endswith(SUMMARY_ENDING) for name in sources) else 1


def _gather(folder: str, on: date | None, source: str) -> Gathered:
    path = f"{folder}/{source}"
    try:
        if source.endswith(SUMMARY_ENDING):
            return Gathered(source=source, summary=parse_summary(read_path(path), source))
        return Gathered(source=source, summary=summary_of_reading(read_package(path), source, on=on))
    except WelfareError as error:
        return Gathered(source=source, refused=first_fault(error, "summary.no_package"))


def summary_of_reading(reading: Reading, source: str, *, on: date | None = None) -> FundSummary:
    """The summary of a package that was read, with the reasons why its totals cannot be relied on.

    Raises:
        FormatError: No package could be made of it.
        MissingFact: An action names a claim that there is not.
    """
    package = reading.package
    wrong = [each for each in reading.findings if each.is_error]
    if package is None:
        raise FormatError(f"{source} holds no package that can be used", *wrong)
    fund = package.fund
    return summarise(fund, min(on or fund.as_of, fund.as_of), faults=tuple(_faults(reading)), errors=len(wrong))


def _faults(reading: Reading) -> Iterator[Finding]:
    """What makes sums of a package less than they should be: rows that could not be used, tables that are not whole."""
    package = reading.package
    if package is None:
        return
    for table, rows in package.set_aside.items():
        yield Finding("summary.rows_set_aside", Severity.ERROR, params={"table": table, "rows": len(rows)})
    codes = Counter(each.code for each in package.losses)
    codes.update(each.code for each in reading.findings if each.is_error and each.code in _TOTALS_DIFFER)
    for code, times in sorted(codes.items()):
        yield Finding("summary.not_whole", Severity.ERROR, params={"why": code, "times": times})
