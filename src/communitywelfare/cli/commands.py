"""The tree of commands: making an example, checking a package, reporting on it; the desk hangs below."""

from collections.abc import Iterator, Sequence
from datetime import date
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import NoReturn

import click
from attrs import evolve

from communitywelfare.calendar import ReadDay
from communitywelfare.cli._terminal import colour
from communitywelfare.cli._usage import usage_words
from communitywelfare.cli.assumptions import assumptions
from communitywelfare.cli.books import books
from communitywelfare.cli.bylaw import bylaw
from communitywelfare.cli.check import check
from communitywelfare.cli.claim_desk import claim
from communitywelfare.cli.cofunding import cofunding
from communitywelfare.cli.collect import collect
from communitywelfare.cli.completion import completion
from communitywelfare.cli.convert import convert
from communitywelfare.cli.desk import member, receipt, receive
from communitywelfare.cli.duplicates import different, duplicates, same
from communitywelfare.cli.members_data import erase, export
from communitywelfare.cli.money import money
from communitywelfare.cli.money_questions import hands, reconcile_account
from communitywelfare.cli.network import network
from communitywelfare.cli.network_cofunding import requests
from communitywelfare.cli.network_plan import plan
from communitywelfare.cli.new import new
from communitywelfare.cli.paper import paper
from communitywelfare.cli.privacy import privacy
from communitywelfare.cli.profile import profile
from communitywelfare.cli.schema import schema
from communitywelfare.cli.simulate import simulate
from communitywelfare.cli.speaking import DAY, DONE, FOUND_ERRORS, WRONG_USAGE, Voice, findings_data, speaking
from communitywelfare.cli.teaching import teach
from communitywelfare.cli.training import training
from communitywelfare.cli.voucher_desk import voucher
from communitywelfare.errors import Finding, Place, Severity, WelfareError
from communitywelfare.io._files import write_file, write_folder
from communitywelfare.io.network_csv import read_network
from communitywelfare.io.package import Package, read_package, table_count, write_package
from communitywelfare.masking import masked_ids
from communitywelfare.reports import REPORT_FILES, json_text, report_files
from communitywelfare.reports.fund_plans import FundPlans, plans_of_fund
from communitywelfare.synthetic import DEFAULT_UNTIL, STAGES, Plan, make_package, register_sheet

__all__ = ["cli", "run"]

PACKAGE = click.Path(path_type=str)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="communitywelfare")
def cli() -> None:
    """กองทุนสวัสดิการชุมชน: อ่านข้อมูล ตรวจคำขอตามระเบียบ ทำบัญชีและแบบรายงาน.

    Community welfare funds: read a fund's files, assess its claims, draw up its books and forms.

    \b
    communitywelfare example my-fund --members 200 --years 3 --seed 1
    communitywelfare check my-fund
    communitywelfare report my-fund --out my-report
    """  # noqa: D301  # the backspace tells click to keep these lines as they are


@cli.command()
@click.argument("folder", type=PACKAGE)
@click.option(
    "--members", type=click.IntRange(min=1), default=1500, show_default=True, help="สมาชิกสะสม / memberships ever"
)
@click.option("--years", type=click.IntRange(1, 60), default=10, show_default=True, help="จำนวนปี / years of books")
@click.option("--seed", type=int, default=2567, show_default=True, help="เลขตั้งต้น / the same seed, the same fund")
@click.option("--until", type=DAY, default=None, help="วันสุดท้ายของข้อมูล / last day, 30 Sep 2567 (2024) by default")
@click.option("--bylaw", type=click.Path(path_type=Path), default=None, help="ไฟล์ระเบียบ / a by-law file")
@click.option("--register", is_flag=True, help="เฉพาะทะเบียน เป็นไฟล์ .xlsx หรือ .csv / the register alone, as a sheet")
@speaking
def example(
    voice: Voice,
    folder: str,
    *,
    members: int,
    years: int,
    seed: int,
    until: ReadDay | None,
    bylaw: Path | None,
    register: bool,
) -> None:
    """สร้างกองทุนตัวอย่างที่ไม่มีบุคคลจริง / Make a synthetic fund.

    With ``--register`` only the register is made, as a sheet with the usual headers, such as ``register.xlsx``.
    """
    plan = Plan(members=members, years=years, seed=seed, until=until.day if until else DEFAULT_UNTIL)
    text = _bytes_of(bylaw) if bylaw else None
    if register:
        write_file(folder, register_sheet(plan, file=folder, bylaw_text=text or b""))
        voice.answer({"file": folder, "members": members, "as_of": plan.until}, f"{voice.t('written')} {folder}")
        return
    with voice.progress("inventing", len(STAGES)) as progress:
        package = make_package(plan, bylaw_text=text, progress=progress)
    write_package(folder, package)
    document = {"package": folder, "members": len(package.fund.register), "as_of": package.fund.as_of}
    voice.answer(document, f"{voice.t('written')} {folder}")


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise click.FileError(str(path), error.strerror) from None


@cli.command()
@click.argument("package", type=PACKAGE)
@click.option("--out", required=True, type=PACKAGE, help="โฟลเดอร์ผลลัพธ์ / where to write")
@click.option("--as-of", "as_of", type=DAY, default=None, help="ณ วันที่ (ค.ศ. หรือ พ.ศ.) / the day, C.E. or B.E.")
@click.option("--plans", default=None, type=PACKAGE, help="areas.csv ที่มีแผนอยู่ข้างกัน / lists with the fund's plan")
@speaking
def report(voice: Voice, package: str, *, out: str, as_of: ReadDay | None, plans: str | None) -> None:
    """ทำรายงานของกองทุน: คำขอ บัญชี แบบข้อ 10 และรายชื่อขอสมทบ / Draw up a fund's report.

    It assesses the waiting claims; it approves and pays nothing.
    """
    if as_of is not None:
        voice.day(as_of)
    with voice.progress("reading", table_count()) as progress:
        reading = read_package(package, progress=progress)
    if reading.package is None:
        _report_nothing(voice, reading.findings)
    day = as_of.day if as_of else reading.package.fund.as_of
    fund = reading.package.fund
    own, about_plans = _plans(reading.package, plans, day)
    reading = evolve(reading, findings=(*reading.findings, *_too_late(day, fund.as_of), *about_plans))
    files = report_files(reading, day, voice.language, plans=own)
    write_folder(out, files, owned=REPORT_FILES)
    page = str(Path(out) / "index.html")
    document = {"out": out, "files": sorted(files), "findings": findings_data(reading.findings)}
    if not voice.is_json:
        voice.findings(reading.findings, err=True)
    voice.answer(document, f"{voice.t('open')} {page}")
    voice.note_errors(reading.findings)


def _plans(package: Package, lists: str | None, day: date) -> tuple[FundPlans | None, tuple[Finding, ...]]:
    """The plans that a fund keeps itself, and those that the lists of its network have of it besides."""
    fund, found = package.fund, None if lists is None else read_network(lists)
    plans = package.plans if found is None else package.plans.with_more(found.plans)
    about = () if found is None else found.findings
    own = plans.of(fund.profile.fund_id)
    if own.plans:
        return plans_of_fund(fund, own, day), about
    params = {"of": fund.profile.fund_id}
    missing = Finding("plan.none", Severity.WARNING, place=Place(file="plans.csv", column="of"), params=params)
    return None, () if found is None else (*about, missing)


def _too_late(day: date, as_of: date) -> Iterator[Finding]:
    """A day after the data end can be reported on, but it must be said that the data end before."""
    if day > as_of:
        params = {"day": day, "as_of": as_of}
        place = Place(file="manifest.json", column="as_of")
        yield Finding("report.later_than_data", Severity.WARNING, place=place, params=params)


def _report_nothing(voice: Voice, findings: Sequence[Finding]) -> NoReturn:
    """Say why nothing could be reported, and that nothing was written."""
    if voice.is_json:
        voice.answer({"findings": findings_data(findings), "files": []})
    else:
        voice.findings(findings, err=True)
        click.echo(voice.t("nothing_written"), err=True)
    raise click.exceptions.Exit(FOUND_ERRORS)


cli.add_command(assumptions)
cli.add_command(check)
cli.add_command(bylaw)
cli.add_command(member)
member.add_command(erase)
member.add_command(export)
cli.add_command(receive)
cli.add_command(receipt)
cli.add_command(claim)
cli.add_command(new)
cli.add_command(paper)
cli.add_command(privacy)
cli.add_command(books)
cli.add_command(cofunding)
cli.add_command(voucher)
cli.add_command(collect)
cli.add_command(convert)
cli.add_command(money)
cli.add_command(network)
network.add_command(plan)
network.add_command(requests)
cli.add_command(profile)
cli.add_command(simulate)
member.add_command(duplicates)
member.add_command(same)
member.add_command(different)
cli.add_command(schema)
cli.add_command(training)
money.add_command(hands)
money.add_command(reconcile_account)


cli.add_command(completion)
teach(cli)


def run(words: Sequence[str]) -> int:
    """Run a command; returns its exit code.

    Raises:
        KeyboardInterrupt: Somebody wants it to stop.
    """
    is_json = "--json" in words
    try:
        code = cli.main(args=list(words), prog_name="communitywelfare", standalone_mode=False, color=colour())
    except click.ClickException as error:
        said = StringIO()
        if _wants_english(words):
            error.show(said)
        else:
            said.write(usage_words(error))
        click.echo(masked_ids(said.getvalue()), nl=False, err=True)  # an ID may be typed where a day is asked for
        return _refused(type(error).__name__, error.format_message(), is_json=is_json)
    except click.Abort:
        raise KeyboardInterrupt from None
    except WelfareError as error:
        with click.Context(cli, color=colour()):
            Voice("th", is_json=is_json).error(error)
        return WRONG_USAGE
    except OSError as error:
        said_of_it = f"{error.strerror}: {error.filename or ''}"
        click.echo(f"{type(error).__name__}: {masked_ids(said_of_it)}", err=True)
        return _refused(type(error).__name__, said_of_it, is_json=is_json)
    return code if isinstance(code, int) else DONE


def _wants_english(words: Sequence[str]) -> bool:
    """Whether a command that was not understood asks for English all the same."""
    return "--lang=en" in words or ("--lang", "en") in pairwise(words)


def _refused(error: str, message: str, *, is_json: bool) -> int:
    """The end of a command that was not understood or had no place to write; a machine is told so, too."""
    if is_json:
        click.echo(json_text({"error": error, "message": masked_ids(message), "findings": []}))
    return WRONG_USAGE
