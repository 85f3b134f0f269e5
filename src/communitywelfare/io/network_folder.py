"""A folder of funds (โฟลเดอร์ของเครือข่าย): packages and summaries side by side, and of each one small value.

Nothing of a package is kept but its summary or its request, so memory does not grow with the number of funds. What
cannot be read is named, and the rest goes on.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from datetime import date
from functools import partial
from typing import Generic, TypeVar

from attrs import evolve, frozen

from communitywelfare.cofunding import Scheme
from communitywelfare.errors import Finding, FormatError, Place, Severity, WelfareError, first_fault
from communitywelfare.fund.forms.request import fill_request
from communitywelfare.io._files import FilePath, file_names, path_text, read_path
from communitywelfare.io.form_toml import request_form
from communitywelfare.io.package import Reading, read_package
from communitywelfare.io.package_folder import SUMMARY_ENDING, packages_in
from communitywelfare.io.summary_json import parse_summary
from communitywelfare.network import FundRequest, FundSummary, request_of, summarise

__all__ = ["Asked", "Gathered", "gathered", "requested", "sources_in", "summary_of_reading", "without_twice"]

T = TypeVar("T")
Told = Callable[[str], object]
_TOTALS_DIFFER = {"manifest.total_differs", "manifest.rows_differ"}


@frozen(kw_only=True)
class Gathered(Generic[T]):
    """What came of one file or folder: a value, or the first reason why there is none."""

    source: str
    value: T | None = None
    refused: Finding | None = None


@frozen(kw_only=True)
class Asked:
    """Whom funds ask, and for which Buddhist budget year; as of which day, where not as of the scheme's own."""

    scheme: Scheme
    budget_year: int
    cut_off: date | None = None


def _nobody(_source: str) -> None:
    """Nobody is watching."""


def sources_in(folder: FilePath) -> tuple[str, ...]:
    """The packages and the summaries of a folder, by name.

    Raises:
        FormatError: The folder cannot be opened.
    """
    folder = path_text(folder)
    summaries = {name for name in file_names(folder) if name.endswith(SUMMARY_ENDING) and not name.startswith(".")}
    return tuple(sorted({*packages_in(folder), *summaries}))


def gathered(
    folder: FilePath,
    sources: Sequence[str],
    *,
    on: date | None = None,
    executor: Executor | None = None,
    told: Told = _nobody,
) -> Iterator[Gathered[FundSummary]]:
    """Make a summary of each package, and read each summary, in their order.

    Args:
        folder: Where they lie.
        sources: Their names.
        on: As of which day packages are drawn up; each as of its own day, where none is said or it ends before that.
        executor: Where to work; one after the other, here, where none is given.
        told: Told the name of each when it is done.
    """
    folder = path_text(folder)
    return _each(partial(_summarised, folder, on), sources, executor, told)


def requested(
    folder: FilePath,
    packages: Sequence[str],
    asked: Asked,
    *,
    executor: Executor | None = None,
    told: Told = _nobody,
) -> Iterator[Gathered[FundRequest]]:
    """Draw up the request of each package for a budget year, in their order; else as `gathered`."""
    folder = path_text(folder)
    return _each(partial(_requested, folder, asked), packages, executor, told)


def without_twice(found: Iterable[Gathered[FundRequest]]) -> tuple[Gathered[FundRequest], ...]:
    """The same, but what several packages ask for one fund is refused: nobody knows which of them counts."""
    found = tuple(found)
    sources: dict[str, list[str]] = {}
    for each in found:
        if each.value is not None:
            sources.setdefault(each.value.fund, []).append(each.source)

    def refused(each: Gathered[FundRequest], fund: str) -> Gathered[FundRequest]:
        others = tuple(name for name in sources[fund] if name != each.source)
        params = {"fund": fund, "others": others}
        finding = Finding("network.packages_of_one_fund", Severity.ERROR, place=Place(file=each.source), params=params)
        return Gathered(source=each.source, refused=finding)

    return tuple(
        each if each.value is None or len(sources[each.value.fund]) == 1 else refused(each, each.value.fund)
        for each in found
    )


def _each(
    work: Callable[[str], T], sources: Sequence[str], executor: Executor | None, told: Told
) -> Iterator[Gathered[T]]:
    one = partial(_tried, work)
    for each in map(one, sources) if executor is None else executor.map(one, sources, chunksize=_at_once(sources)):
        told(each.source)
        yield each


def _at_once(sources: Sequence[str]) -> int:
    """Few packages, for each takes long; many summaries, for each is read in no time."""
    return 50 if all(name.endswith(SUMMARY_ENDING) for name in sources) else 1


def _tried(work: Callable[[str], T], source: str) -> Gathered[T]:
    try:
        return Gathered(source=source, value=work(source))
    except WelfareError as error:
        fault = first_fault(error, "summary.no_package")  # elsewhere it may refer a question; here a fund is left out
        return Gathered(source=source, refused=evolve(fault, severity=Severity.ERROR))


def _summarised(folder: str, on: date | None, source: str) -> FundSummary:
    path = f"{folder}/{source}"
    if source.endswith(SUMMARY_ENDING):
        return parse_summary(read_path(path), source)
    return summary_of_reading(read_package(path), source, on=on)


def _requested(folder: str, asked: Asked, source: str) -> FundRequest:
    reading = read_package(f"{folder}/{source}")
    if reading.package is None:
        raise _no_package(source, reading)
    fund = reading.package.fund
    form = fill_request(fund, asked.scheme, request_form(), asked.budget_year, cut_off=asked.cut_off)
    return request_of(fund, form, asked.scheme)


def _no_package(source: str, reading: Reading) -> FormatError:
    wrong = (each for each in reading.findings if each.is_error)
    return FormatError(f"{source} holds no package that can be used", *wrong)


def summary_of_reading(reading: Reading, source: str, *, on: date | None = None) -> FundSummary:
    """The summary of a package that was read, with the reasons why its totals cannot be relied on.

    Raises:
        FormatError: No package could be made of it.
        MissingFact: An action names a claim that there is not.
    """
    package = reading.package
    if package is None:
        raise _no_package(source, reading)
    fund, errors = package.fund, sum(each.is_error for each in reading.findings)
    return summarise(fund, min(on or fund.as_of, fund.as_of), faults=tuple(_faults(reading)), errors=errors)


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
