"""Networks of funds: what was published of them, checked; and what their figures add up to."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date
from importlib.metadata import version
from pathlib import Path

import click

from communitywelfare.calendar import ReadDay
from communitywelfare.cli.speaking import DAY, Voice, findings_data, speaking
from communitywelfare.errors import Finding, FormatError, Place, Severity
from communitywelfare.io._files import write_file, write_folder
from communitywelfare.io.network_csv import read_network, read_published
from communitywelfare.io.network_folder import Gathered, gathered, sources_in, summary_of_reading
from communitywelfare.io.package import read_package
from communitywelfare.io.package_folder import SUMMARY_ENDING
from communitywelfare.io.summary_json import summary_bytes
from communitywelfare.network import FundSummary, check_published, roll_up
from communitywelfare.reports.network_report import NETWORK_FILES, NetworkAsked, network_files
from communitywelfare.wording import phrase

__all__ = ["PATH", "helpers", "network"]

PATH = click.Path(path_type=str)
_ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFO)
_SMALLEST_SHOWN = 5
_WORTH_HELPERS = 4  # packages: to start other processes takes as long as reading one


@click.group()
def network() -> None:
    """เครือข่ายกองทุน: รวมตัวเลขของทุกกองทุน และตรวจตัวเลขที่เผยแพร่ / Networks of funds."""


@network.command("check-published")
@click.argument("folder", type=PATH)
@speaking
def check_figures(voice: Voice, folder: str) -> None:
    """ตรวจตัวเลขที่เผยแพร่ว่าเป็นไปได้หรือไม่ / Say which published figures cannot be, and which could.

    The folder holds areas.csv and published.csv. A printed percentage is tried against whole numbers; sums are added up
    again; numbers of areas are held beside the list. Nothing is derived from anything else.
    """
    reading = read_network(folder)
    figures, found = read_published(folder)
    findings = _worst_first((*reading.findings, *found, *check_published(figures, reading.network.areas)))
    if voice.is_json:
        counts = {"figures": len(figures), "areas": len(reading.network.areas)}
        voice.answer({**counts, "findings": findings_data(findings)})
    else:
        voice.findings(findings)
        if not any(each.is_error for each in findings):
            voice.answer({}, voice.t("published_can_be"))
    voice.note_errors(findings)


def _worst_first(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda each: _ORDER.index(each.severity)))


@network.command()
@click.argument("package", type=PATH)
@click.option("--out", required=True, type=PATH, help="โฟลเดอร์ที่จะเขียนไฟล์สรุป / the folder to write into")
@click.option("--as-of", "as_of", type=DAY, default=None, help="ณ วันที่ (ค.ศ. หรือ พ.ศ.) / the day, C.E. or B.E.")
@speaking
def summary(voice: Voice, package: str, *, out: str, as_of: ReadDay | None) -> None:
    """ทำไฟล์สรุปของกองทุนเพื่อส่งเครือข่าย ไม่มีข้อมูลบุคคล / Write what a fund tells its network: no person in it."""
    if as_of is not None:
        voice.day(as_of)
    reading = read_package(package)
    told = summary_of_reading(reading, package, on=as_of.day if as_of else None)
    file = str(Path(out) / f"{told.fund}{SUMMARY_ENDING}")
    write_file(file, summary_bytes(told))
    voice.answer({"file": file, "fund": told.fund, "as_of": told.on}, f"{voice.t('written')} {file}")
    voice.warn_of_errors([*told.faults])


@network.command()
@click.argument("folder", type=PATH)
@click.option("--areas", required=True, type=PATH, help="ไฟล์พื้นที่ และรายชื่อที่อยู่ข้างกัน / areas.csv, lists beside it")
@click.option("--out", required=True, type=PATH, help="โฟลเดอร์ผลลัพธ์ / where to write")
@click.option("--as-of", "as_of", type=DAY, default=None, help="ณ วันที่ (ค.ศ. หรือ พ.ศ.) / the day, C.E. or B.E.")
@click.option("--public", is_flag=True, help="สำหรับเผยแพร่: ปกปิดจำนวนน้อย / for everybody: small counts are left out")
@speaking
def report(voice: Voice, folder: str, *, areas: str, out: str, as_of: ReadDay | None, public: bool) -> None:
    """รวมตัวเลขของทุกกองทุนในโฟลเดอร์ ตามพื้นที่ / Add up the funds of a folder, place by place.

    The folder holds packages, or summaries that funds have sent (`network summary`). A fund whose totals fail is set
    apart, one that cannot be read is named, and the rest goes on.
    """
    if as_of is not None:
        voice.day(as_of)
    lists = read_network(areas)
    sources = sources_in(folder)
    if not sources:
        finding = Finding("network.no_funds", Severity.ERROR, place=Place(file=folder), params={"folder": folder})
        raise FormatError(f"{folder} holds no package and no summary", finding)
    with voice.progress("adding_up", len(sources)) as told, helpers(sources) as executor:
        day = as_of.day if as_of else None
        found = tuple(gathered(folder, sources, on=day, executor=executor, told=told))
    asked = NetworkAsked(
        network=lists.network,
        report=roll_up(lists.network, [each.value for each in found if each.value], on=_day(found, as_of)),
        plans=lists.plans,
        governance=lists.governance,
        refused=tuple((each.source, each.refused) for each in found if each.refused),
        found=lists.findings,
        least=_SMALLEST_SHOWN if public else 0,
        made_by=f"communitywelfare {version('communitywelfare')}",
    )
    write_folder(out, network_files(asked, voice.language), owned=NETWORK_FILES)
    _say(voice, asked, out)


@contextmanager
def helpers(sources: Sequence[str]) -> Iterator[Executor | None]:
    """Other processes, as many as there are processors, where there are packages enough for them."""
    if sum(not name.endswith(SUMMARY_ENDING) for name in sources) < _WORTH_HELPERS:
        yield None
        return
    with ProcessPoolExecutor() as executor:
        yield executor


def _day(found: Sequence[Gathered[FundSummary]], as_of: ReadDay | None) -> date:
    """The day of the report: the one asked for, or the newest as of which a fund tells its figures."""
    if as_of is not None:
        return as_of.day
    return max((each.value.on for each in found if each.value), default=date.min)


def _say(voice: Voice, asked: NetworkAsked, out: str) -> None:
    """How many funds there are of each kind, what was found, and where the page is."""
    report = asked.report
    counts = {
        "reported": len(report.summaries),
        "missing_count": len(report.missing),
        "set_apart_count": len(report.set_apart),
        "refused_count": len(asked.refused),
        "elsewhen_count": len(report.elsewhen),
    }
    wrong = [
        *(fault for each in report.set_apart for fault in each.faults),
        *(finding for _source, finding in asked.refused),
        *asked.found,
    ]
    if not voice.is_json:
        voice.findings([*wrong, *report.findings], err=True)
    line = " · ".join(f"{phrase(f'network.{name}', voice.language)} {count:,}" for name, count in counts.items())
    document = {"out": out, "as_of": report.on, **counts, "findings": findings_data([*wrong, *report.findings])}
    voice.answer(document, line, f"{voice.t('open')} {Path(out) / 'index.html'}")
    voice.note_errors(wrong)
