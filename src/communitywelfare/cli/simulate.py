"""Simulation at the command line: whether a fund lasts, and what a proposal would change."""

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

import click

from communitywelfare.calendar import ReadDay
from communitywelfare.cli.desk import whole_package
from communitywelfare.cli.foreign import file_terms, foreign_options, fund_of_sheet
from communitywelfare.cli.simulation_options import SIMULATION_FILES, Options
from communitywelfare.cli.speaking import BAHT, Voice, findings_data, speaking
from communitywelfare.errors import Finding, NotInstalled
from communitywelfare.fund import Fund
from communitywelfare.io._files import write_folder
from communitywelfare.io.package import read_package
from communitywelfare.io.package_folder import holds_nation, holds_packages
from communitywelfare.wording import phrase, shown

if TYPE_CHECKING:  # numpy is of an extra: these are loaded when a fund is simulated
    from communitywelfare.simulation.projection import Projection
    from communitywelfare.simulation.study import Study

__all__ = ["SIMULATION_FILES", "simulate"]

PLACE = click.Path(path_type=str)
USUAL = "member-register"
"""The layout of a register with the usual headers."""


@click.command()
@click.argument("package", type=PLACE)
@click.option("--years", type=click.IntRange(1, 100), default=20, show_default=True, help="กี่ปี / how many years")
@click.option(
    "--scenarios", type=click.IntRange(2, 1_000_000), default=1_000, show_default=True, help="กี่อนาคต / how many futures"
)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="เลขตั้งต้นของการสุ่ม / seed of chance")
@click.option(
    "--change",
    "changes",
    multiple=True,
    metavar="PATH=VALUE",
    help="แก้ระเบียบ เช่น death.steps[4].pay=40000; ทุกข้อรวมเป็นข้อเสนอเดียว / change the by-law; all make one proposal",
)
@click.option(
    "--compare", "files", type=PLACE, multiple=True, help="ระเบียบหรือไฟล์ข้อเสนออื่น / another by-law, or a file of changes"
)
@click.option("--without-match", is_flag=True, help="เทียบกับเมื่อไม่มีเงินสมทบจากรัฐอีก / compare with no match at all")
@click.option(
    "--assumptions", "given", type=PLACE, default=None, help="ข้อสมมติของกองทุนเอง / a file of one's own assumptions"
)
@click.option("--own-history", is_flag=True, help="ใช้ประวัติของกองทุนเองร่วมด้วย / weigh in the fund's own history")
@click.option(
    "--expenses", type=BAHT, default=None, help="ค่าดำเนินงานต่อปี / running costs a year; by the books by default"
)
@click.option(
    "--opening",
    type=BAHT,
    default=None,
    help="เงินตั้งต้นส่วนของสมาชิก แทนยอดในสมุดบัญชี / the members' own money at the start, in place of the books",
)
@click.option("--no-scheme", is_flag=True, help="ไม่นับเงินสมทบจากรัฐเลย / count no match from the state at all")
@click.option("--leave-out", is_flag=True, help="ไม่นับผู้ที่ไม่มีวันเกิดหรือเพศ / leave out whose birth or sex is not known")
@click.option("--parquet", is_flag=True, help="เขียนทุกอนาคตทุกเดือนด้วย / also write every future, month by month")
@click.option("--out", type=PLACE, required=True, help="โฟลเดอร์ผลลัพธ์ / the folder that is written")
@click.option(
    "--bylaw", type=PLACE, default=None, help="ระเบียบ เมื่อให้เพียงทะเบียนสมาชิก / the by-law, of a register in a sheet alone"
)
@click.option(
    "--profile",
    default=None,
    help="รูปแบบแฟ้ม (profile) ของทะเบียน / the layout of the sheet; the usual headers by default",
)
@foreign_options
@speaking
def simulate(
    voice: Voice,
    package: str,
    *,
    out: str,
    bylaw: str | None,
    profile: str | None,
    as_of: ReadDay | None,
    year: int | None,
    synthetic: bool,
    encoding: str,
    **asked: object,
) -> None:
    """ฉายภาพอนาคตกองทุน: เงินพอไหม และข้อเสนอเปลี่ยนอะไร / Will the fund last, and what would a proposal change?

    Members live on by chance in many futures, and the by-law decides what they are paid, as it decides a claim. The
    folder gets a page, tables, and ``run.json`` with all that is needed to run it again and get the same bytes.

    \b
    communitywelfare simulate my-fund --out my-future --change "death.steps[4].pay=40000"

    A folder of packages is simulated fund by fund, each into a folder of its own, with a page and a table of all. What
    is there already, from the same package and options, is not done again: a run that was cut off goes on. A folder
    with ``members.parquet`` and ``funds.parquet`` is a whole nation, and is simulated in one run.

    A register in a sheet alone needs ``--bylaw`` and ``--as-of``, and what its books would have said: ``--opening``,
    ``--expenses``, ``--no-scheme``.

    \b
    communitywelfare simulate register.xlsx --bylaw bylaw.toml --as-of 30/9/2567 --opening 600000 --expenses 9000 \\
        --no-scheme --out my-future
    """  # noqa: D301  # the backspace tells click to keep these lines as they are
    if find_spec("numpy") is None:
        raise NotInstalled("numpy", "simulation")
    # These need numpy, which is of an extra.
    from communitywelfare.cli.simulate_folder import simulate_folder  # noqa: PLC0415
    from communitywelfare.cli.simulate_table import simulate_table  # noqa: PLC0415

    options = Options(language=voice.language, **asked)  # type: ignore[arg-type]  # click's own
    if bylaw is None and (profile or as_of or year or synthetic or encoding != "auto"):
        raise click.UsageError(voice.t("bylaw_needed"))
    if bylaw is not None:
        terms = file_terms(voice, profile or USUAL, as_of, year, synthetic=synthetic, encoding=encoding)
        fund, findings = fund_of_sheet(voice, package, bylaw, terms)
        _study(voice, (fund, findings), options, out)
        return
    if holds_nation(package):
        simulate_table(voice, package, options, out)
        return
    if holds_packages(package):
        simulate_folder(voice, package, options, out)
        return
    reading = read_package(package)
    _study(voice, (whole_package(voice, reading).fund, reading.findings), options, out)


def _study(voice: Voice, read: tuple[Fund, Sequence[Finding]], options: Options, out: str) -> None:
    """Draw up the study of a fund and write it; say what it answers, and what was found when the fund was read."""
    fund, findings = read
    # These need numpy, which is of an extra.
    from communitywelfare.cli.studying import drawn_up, files_of  # noqa: PLC0415
    from communitywelfare.reports.projection_data import run_data  # noqa: PLC0415
    from communitywelfare.reports.projection_start import start_words  # noqa: PLC0415
    from communitywelfare.simulation.study import STEPS  # noqa: PLC0415

    with voice.progress("simulating", len(STEPS)) as told:
        study = drawn_up(fund, options, told)
        files = files_of(study, options)
    write_folder(out, files, owned=SIMULATION_FILES)
    document = dict(run_data(study)) | {"findings": findings_data(findings)}
    voice.answer(document, start_words(study, voice.language), *_lines(voice, study), out)
    voice.warn_of_errors(findings)


def _lines(voice: Voice, study: "Study") -> Iterator[str]:
    """The answer in some lines."""
    from communitywelfare.reports.shares import share_words  # noqa: PLC0415
    from communitywelfare.simulation.answers import ruin_probability  # noqa: PLC0415

    def chance(projection: "Projection") -> str:
        return share_words(ruin_probability(projection.balance))

    names = ("ruin_process", "ruin_parameter", "ruin_systemic")
    for name, projection in zip(names, study.by_risk, strict=True):
        yield f"{phrase(f'simulation.{name}', voice.language)}: {chance(projection)}"
    for policy, projection, dues in zip(study.policies, study.projections, study.dues, strict=True):
        least = f"{phrase('simulation.dues_least', voice.language)} {shown(dues.rate, voice.language)}"
        yield f"{policy.name[voice.language]}: {chance(projection)} · {least} ({dues.now})"
