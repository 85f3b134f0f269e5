"""Simulation of every package in a folder: one after the other, each written whole, and none twice."""

import json
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path, PurePath
from typing import Any

from attrs import asdict, evolve, frozen

from communitywelfare.cli.simulation_options import SIMULATION_FILES, Options
from communitywelfare.cli.speaking import Voice
from communitywelfare.cli.studying import assumptions_of, drawn_up, files_of
from communitywelfare.errors import Finding, FormatError, Severity, WelfareError, first_fault
from communitywelfare.fingerprints import fingerprint
from communitywelfare.io._files import file_names, is_folder, read_file, read_path, write_file, write_folder
from communitywelfare.io.containers import container_of
from communitywelfare.io.package import read_package
from communitywelfare.io.package_folder import contents_hash, packages_in
from communitywelfare.money import Money
from communitywelfare.reports._json import json_bytes, json_text
from communitywelfare.reports.assumptions_text import assumptions_data
from communitywelfare.reports.funds_page import FundLine, funds_files, line_data, line_of, worst_first, worst_told
from communitywelfare.reports.projection_data import made_with, run_data
from communitywelfare.reports.stamps import Stamp
from communitywelfare.simulation.answers import quantiles, ruin_probability
from communitywelfare.simulation.study import Study
from communitywelfare.wording import phrase

__all__ = ["Simulated", "simulate_folder", "simulated"]


@frozen(kw_only=True)
class Simulated:
    """What came of a folder: a line for each fund, how many were there already, and which packages were left."""

    lines: tuple[FundLine, ...]
    known: int
    refused: tuple[tuple[str, Finding], ...]


def simulate_folder(voice: Voice, folder: str, options: Options, out: str) -> None:
    """Simulate every package of a folder, and say what came of it; the command ends with 1 where one was left."""
    names = _packages(folder, out)
    with voice.progress("simulating", len(names)) as told:
        found = simulated(folder, options, out, told)
    document = {
        "funds": [line_data(line) for line in worst_first(found.lines)],
        "known": found.known,
        "refused": [{"package": name, "finding": finding} for name, finding in found.refused],
    }
    voice.answer(document, *_said(voice, found), out)
    wrong = [evolve(finding, place=evolve(finding.place, file=name)) for name, finding in found.refused]
    if any(line.errors for line in found.lines):
        wrong.append(Finding("nation.packages_with_errors", Severity.ERROR))
    if not voice.is_json:
        voice.warn_of_errors(wrong)
    voice.note_errors(wrong)


def simulated(folder: str, options: Options, out: str, told: Callable[[str], object]) -> Simulated:
    """Simulate every package of a folder into a folder of its own, and write the page and the table of all.

    A fund's folder is written whole or not at all, with a fingerprint of its package, the options and the versions in
    its ``run.json``. A fund whose folder has the same fingerprint is not simulated again. So a run that is cut off can
    be started again, and what it leaves is the same to the last byte.

    Args:
        folder: The packages.
        options: How each is simulated.
        out: Where; nothing in it is removed.
        told: Told the name of each package when it is done.

    Raises:
        FormatError: The folder, or a file that the options name, cannot be opened.
        InvalidValue: The assumptions cannot be used.
    """
    assumed = assumptions_data(assumptions_of(options))
    base = _of_options(options, assumed)
    lines: list[FundLine] = []
    refused: list[tuple[str, Finding]] = []
    known = 0
    for name in _packages(folder, out):
        try:
            line, is_known = _one(folder, name, options, (out, base))
        except WelfareError as error:
            refused.append((name, first_fault(error, "nation.not_simulated")))
        else:
            lines.append(line)
            known += is_known
        told(name)
    made_by = f"communitywelfare {version('communitywelfare')}"
    run = {**made_with(), "options": asdict(options), "inputs": base, "assumptions": assumed}
    for name, contents in funds_files(lines, refused, options.language, made_by=made_by, run=run).items():
        write_file(str(PurePath(out, name)), contents)
    return Simulated(lines=tuple(lines), known=known, refused=tuple(refused))


def _packages(folder: str, out: str) -> tuple[str, ...]:
    """The packages of a folder, but for what a run wrote into it."""
    return tuple(name for name in packages_in(folder) if Path(folder, name).resolve() != Path(out).resolve())


def _one(folder: str, name: str, options: Options, where: tuple[str, str]) -> tuple[FundLine, bool]:
    """The line of one package, and whether it was known already."""
    out, base = where
    package = str(PurePath(folder, name))
    place = str(PurePath(out, _folder_of(name)))
    inputs = fingerprint((contents_hash(package), _folder_of(name), base))
    line = _known(place, inputs)
    if line is not None:
        return line, True
    reading = read_package(package)
    if reading.package is None:
        errors = [each for each in reading.findings if each.is_error]
        raise FormatError(f"{name} holds no package", *errors)
    study = drawn_up(reading.package.fund, options, lambda _step: None)
    line = _line(study, _folder_of(name), errors=sum(each.is_error for each in reading.findings))
    record = {**run_data(study), "inputs": inputs, "line": line_data(line)}
    write_folder(place, {**files_of(study, options), "run.json": json_bytes(record)}, owned=SIMULATION_FILES)
    return line, False


def _folder_of(name: str) -> str:
    """What the folder of a package's results is called: as the package, a container's ending with a dash."""
    return name if container_of(name) is None else "-".join(name.rsplit(".", 1))


def _known(place: str, inputs: str) -> FundLine | None:
    """The line of a folder that was written from the same inputs."""
    if not is_folder(place) or "run.json" not in file_names(place):
        return None
    try:
        record: Mapping[str, Any] = json.loads(read_file(place, "run.json"))
        return line_of(record["line"]) if record["inputs"] == inputs else None
    except (FormatError, KeyError, TypeError, ValueError):  # not of ours, or spoiled: it is written again
        return None


def _line(study: Study, folder: str, *, errors: int) -> FundLine:
    projection, start = study.projections[0], study.start
    return FundLine(
        folder=folder,
        fund=start.fund.profile.fund_id,
        name=start.fund.profile.name,
        members=len(start.people),
        ruin=ruin_probability(projection.balance),
        end=Money(int(quantiles(projection.balance.closing[:, -1:], (50,))[0, 0])),
        dues=study.dues[0].now,
        least=study.dues[0].rate,
        told=tuple(each.code for each in projection.told),
        errors=errors,
        stamp=Stamp.of(study.assumptions, study.setting, projection.policy.bylaw),
    )


def _of_options(options: Options, assumed: Mapping[str, object]) -> str:
    """A fingerprint of everything but the packages: options, what the files hold that they name, and versions."""
    files = tuple(read_path(file).hex() for file in options.files)
    money = {"expenses": str(options.expenses), "opening": str(options.opening)}
    asked = {name: value for name, value in asdict(options).items() if name not in money}
    return fingerprint(({**asked, **money}, files, json_text(assumed), tuple(made_with().values())))


def _said(voice: Voice, found: Simulated) -> Iterator[str]:
    """How many there are, and the worst of them."""
    counts = ((len(found.lines), "funds_count"), (found.known, "known_count"), (len(found.refused), "refused_count"))
    yield " · ".join(f"{count:,} {phrase(f'simulation.{code}', voice.language)}" for count, code in counts)
    yield from worst_told(found.lines, voice.language)
