"""The plan of one fund, zone or tambon, to be taken into the tambon's development plan."""

from pathlib import Path

import click

from communitywelfare.calendar import ReadDay
from communitywelfare.cli.network import PATH
from communitywelfare.cli.speaking import DAY, Voice, speaking
from communitywelfare.errors import Finding, MissingFact, Severity
from communitywelfare.io._files import write_folder
from communitywelfare.io.network_csv import read_network
from communitywelfare.io.network_folder import gathered, sources_in
from communitywelfare.network import progress, roll_up
from communitywelfare.reports.network_plans import plan_sheet
from communitywelfare.reports.rendering import render

__all__ = ["plan"]

_FORMATS = ("html", "xlsx", "json")


@click.command()
@click.argument("areas", type=PATH)
@click.argument("subject")
@click.option("--folder", default=None, type=PATH, help="โฟลเดอร์กองทุน / the funds whose figures tell how far goals are")
@click.option("--as-of", "as_of", type=DAY, required=True, help="ณ วันที่ (ค.ศ. หรือ พ.ศ.) / the day, C.E. or B.E.")
@click.option("--out", required=True, type=PATH, help="โฟลเดอร์ผลลัพธ์ / where to write")
@speaking
def plan(voice: Voice, areas: str, subject: str, *, folder: str | None, as_of: ReadDay, out: str) -> None:
    """ส่งออกแผนของกองทุน โซน หรือตำบล เพื่อนำเข้าแผนพัฒนาตำบล (ด้านสังคม) / Export the plan of a fund or an area.

    Beside the file AREAS lie plans.csv, goals.csv and activities.csv; SUBJECT is the code of a fund or an area.
    """
    voice.day(as_of)
    lists = read_network(areas)
    own = lists.plans.of(subject)
    if not own.plans:
        finding = Finding("plan.none", Severity.ERROR, params={"of": subject})
        raise MissingFact(f"no plan of {subject} is in the lists", finding)
    told = () if folder is None else gathered(folder, sources_in(folder), on=as_of.day)
    report = roll_up(lists.network, [each.value for each in told if each.value], on=as_of.day)
    sheet = plan_sheet(own, progress(own, report, lists.network), lists.network, as_of.day)
    files = {f"plan.{form}": render(sheet, form, voice.language) for form in _FORMATS}
    write_folder(out, files, owned=tuple(files))
    voice.answer(
        {"out": out, "files": sorted(files), "goals": len(own.goals), "activities": len(own.activities)},
        f"{voice.t('open')} {Path(out) / 'plan.html'}",
    )
    voice.warn_of_errors(lists.findings)
