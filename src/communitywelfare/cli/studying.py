"""A study as the command line asks for it: the proposals that were typed, the policies they make, and the files."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import PurePath

from communitywelfare.cli.assumptions import assumptions_given
from communitywelfare.cli.simulation_options import Options
from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.fund import Fund
from communitywelfare.io.change_toml import change_typed, read_compared
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.money import Money
from communitywelfare.reports.projection_data import study_files
from communitywelfare.reports.projection_frames import futures_table, parquet
from communitywelfare.reports.projection_page import projection_page
from communitywelfare.rules import ByLaw
from communitywelfare.rules.changes import Change, changed, followed_by
from communitywelfare.simulation import Assumptions, blended, experience
from communitywelfare.simulation.known_books import books_tell
from communitywelfare.simulation.policy import Policy, Setting
from communitywelfare.simulation.start import Start, money_of
from communitywelfare.simulation.study import Study, draw_up
from communitywelfare.sources import MEMBERS
from communitywelfare.wording import phrase

__all__ = ["assumptions_of", "drawn_up", "files_of"]


def drawn_up(fund: Fund, options: Options, told: Callable[[str], object]) -> Study:
    """The study of one fund.

    Raises:
        InvalidValue: A proposal, an assumption or the fund cannot be used.
        MissingFact: Something that is needed was not given.
    """
    schemes = () if options.no_scheme else (state_scheme(),)
    assumptions = assumptions_of(options)
    if options.own_history:
        assumptions = blended(experience(fund, assumptions))
    start = Start.of(
        fund, schemes, expenses=options.expenses, opening=_opening(fund, options.opening), leave_out=options.leave_out
    )
    proposed = _proposed(fund.bylaw, start.first.first, options.changes, options.files)
    policies = [
        Policy(name=_both("as_it_is"), bylaw=fund.bylaw, schemes=schemes),
        *(Policy(name=name, bylaw=bylaw, schemes=schemes) for name, bylaw in proposed),
    ]
    if options.without_match:
        policies.append(Policy(name=_both("no_match"), bylaw=fund.bylaw))
    setting = Setting(years=options.years, scenarios=options.scenarios, seed=options.seed)
    return draw_up(start, policies, assumptions, setting, threads=_processors(), told=told)


def _processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _opening(fund: Fund, own: Money | None) -> Mapping[str, Money] | None:
    """The money at the start with the members' own as it was typed, beside what the books say of the other sources."""
    if own is None:
        return None
    return {**(money_of(fund) if books_tell(fund) else {}), MEMBERS: own}


def files_of(study: Study, options: Options) -> dict[str, bytes]:
    """The files of one fund's folder, by name."""
    page = projection_page(study, options.language, made_by=f"communitywelfare {version('communitywelfare')}")
    files = {"index.html": page.encode(), **study_files(study)}
    if options.parquet:
        files["futures.parquet"] = parquet(futures_table(study.projections[0]))
    return files


def assumptions_of(options: Options) -> Assumptions:
    """The assumptions that were asked for, before a fund's own history is weighed in."""
    return assumptions_given(options.given)


def _proposed(
    bylaw: ByLaw, day: date, typed: Sequence[str], files: Sequence[str]
) -> Iterator[tuple[Mapping[str, str], ByLaw]]:
    """Every proposal with its name: what was typed as one, and each file."""
    if typed:
        change = Change.of(_once(map(change_typed, typed)))
        yield change.name, changed(bylaw, change.changes, on=day)
    for file in files:
        other = read_compared(file)
        if isinstance(other, Change):
            yield other.name, changed(bylaw, other.changes, on=day)
        else:
            yield _named(bylaw, other, file), followed_by(bylaw, other, on=day)


def _once(pairs: Iterable[tuple[str, object]]) -> Mapping[str, object]:
    """New values by their paths; no path twice, for only the last would count."""
    found: dict[str, object] = {}
    for path, value in pairs:
        if path in found:
            finding = Finding("change.twice", Severity.ERROR, params={"path": path, "other": path})
            raise InvalidValue(f"{path} is changed twice", finding)
        found[path] = value
    return found


def _named(bylaw: ByLaw, other: ByLaw, file: str) -> Mapping[str, str]:
    """What another by-law is called: by its own name, or by its file where that is the fund's too."""
    name = PurePath(file).name
    return dict(other.name) if other.name != bylaw.name else {"th": name, "en": name}


def _both(code: str) -> Mapping[str, str]:
    return {"th": phrase(f"simulation.{code}", "th"), "en": phrase(f"simulation.{code}", "en")}
