"""Simulation of a nation at the command line: two Parquet tables of members and funds, all in one run."""

from collections.abc import Iterator, Sequence
from importlib.metadata import version

from attrs import asdict, evolve

from communitywelfare.cli.simulation_options import Options
from communitywelfare.cli.speaking import Voice
from communitywelfare.cli.studying import assumptions_of
from communitywelfare.errors import Finding, Refused, Severity
from communitywelfare.io._files import write_folder
from communitywelfare.io.csv_out import csv_text
from communitywelfare.io.nation_arrow import read_nation
from communitywelfare.io.package_folder import NATION_FUNDS, NATION_MEMBERS
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.money import Money
from communitywelfare.reports.assumptions_text import assumptions_data
from communitywelfare.reports.funds_page import FundLine, funds_files, line_data, worst_first, worst_told
from communitywelfare.reports.projection_data import made_with
from communitywelfare.reports.stamps import Stamp, bylaw_mark, stamped
from communitywelfare.simulation.answers import FAN, quantiles
from communitywelfare.simulation.batches import Batch
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.levels import Risks, Shocks
from communitywelfare.simulation.nation import simulate_nation
from communitywelfare.simulation.policy import Setting
from communitywelfare.simulation.results import SUMS, FundResults
from communitywelfare.wording import phrase

__all__ = ["TABLE_FILES", "simulate_table"]

TABLE_FILES = ("index.html", "funds.csv", "nation.csv", "refused.csv", "run.json")


def simulate_table(voice: Voice, folder: str, options: Options, out: str) -> None:
    """Simulate all funds of a nation's tables under all risks, each by its own by-law.

    Raises:
        Refused: An option was given that is for packages only.
        InvalidValue: The tables cannot be used.
    """
    _refuse_others(options)
    assumptions = assumptions_of(options)
    schemes = () if options.without_match or options.no_scheme else (state_scheme(),)
    members, funds = (f"{folder}/{name}" for name in (NATION_MEMBERS, NATION_FUNDS))
    nation = read_nation(members, funds, schemes=schemes, years=options.years)
    if options.expenses is not None:
        nation = evolve(nation, expenses=nation.expenses * 0 + options.expenses.satang)
    risks = Risks(parameter=True, systemic=Shocks())
    setting = Setting(years=options.years, scenarios=options.scenarios, seed=options.seed, risks=risks)
    batches = list(nation.split())
    with voice.progress("simulating", len(batches)) as told:
        results = simulate_nation(
            batches, assumptions, setting, with_dues=True, told=lambda number, _found: told(str(number))
        )
    stamp = Stamp.of(assumptions, setting)
    lines = _lines(results, nation, stamp)
    run = {
        **made_with(),
        "options": asdict(options),
        "members": len(nation.people),
        "results": results.fingerprint,
        "assumptions": assumptions_data(assumptions),
    }
    files = funds_files(lines, (), options.language, made_by=f"communitywelfare {version('communitywelfare')}", run=run)
    years = _nation_rows(results, Horizon(nation.first, setting.months))
    table = csv_text(stamped(years, lambda _year: stamp))
    write_folder(out, {**files, "nation.csv": table}, owned=TABLE_FILES)
    voice.answer({"funds": [line_data(line) for line in worst_first(lines)]}, *_said(voice, lines), out)


def _refuse_others(options: Options) -> None:
    given = {"--change": options.changes, "--compare": options.files, "--own-history": options.own_history}
    given |= {"--leave-out": options.leave_out, "--parquet": options.parquet, "--opening": options.opening is not None}
    found = [
        Finding("nation.option_of_packages", Severity.ERROR, params={"option": name}) for name in given if given[name]
    ]
    if found:
        raise Refused("an option is for packages only", *found)


def _lines(results: FundResults, nation: Batch, stamp: Stamp) -> list[FundLine]:
    middle = results.balance[:, -1, FAN.index(50)].tolist()
    marks = {key: bylaw_mark(bylaw) for key, bylaw in {id(each): each for each in nation.bylaws}.items()}
    found = []
    for place, fund in enumerate(results.funds):
        enough, step = results.least_dues(place), int(results.steps[place])
        least = None if enough is None or enough.amount is None else enough.amount * step
        line = FundLine(
            folder="",
            fund=fund,
            name="",
            members=int(results.members[place]),
            ruin=results.ruin(place)[-1],
            end=Money(middle[place]),
            dues=nation.bylaws[place].dues.in_force(nation.first).rate,
            least=least,
            told=tuple(each.code for each in results.told[place]),
            errors=0,
            stamp=evolve(stamp, bylaw=marks[id(nation.bylaws[place])]),
        )
        found.append(line)
    return found


def _nation_rows(results: FundResults, horizon: Horizon) -> Iterator[Sequence[str]]:
    """The nation year by year: its balance, how many funds have run out, and mean sums."""
    yield ("year", "month", *(f"p{each}" for each in FAN), *(f"ruined_p{each}" for each in FAN), *SUMS)
    futures = len(results.scenarios)
    money, ruined = quantiles(results.nation, FAN), quantiles(results.nation_ruined, FAN)
    sums = {name: results.sums[name].sum(axis=0).tolist() for name in SUMS}
    for year, end in enumerate(results.years.tolist()):
        balance = [Money(int(each)).plain for each in money[:, year]]
        funds = [str(each) for each in ruined[:, year]]
        means = [sums[name][year] / futures / (1 if name in {"members", "elderly"} else 100) for name in SUMS]
        yield (str(year + 1), str(horizon.at(end)), *balance, *funds, *(f"{each:.2f}" for each in means))


def _said(voice: Voice, lines: Sequence[FundLine]) -> Iterator[str]:
    yield f"{len(lines):,} {phrase('simulation.funds_count', voice.language)}"
    yield from worst_told(lines, voice.language)
