"""The co-funding of a whole province: requests screened by the criteria, shared out of one budget, and followed."""

from datetime import date
from pathlib import Path

import click
from attrs import evolve

from communitywelfare.calendar import BE_OFFSET, ReadDay
from communitywelfare.cli.budget_year import YEAR
from communitywelfare.cli.network import PATH, helpers
from communitywelfare.cli.rounds import STATES_SCHEME, scheme_of
from communitywelfare.cli.speaking import BAHT, DAY, Voice, findings_data, speaking
from communitywelfare.cofunding import RationMethod
from communitywelfare.errors import Finding, FormatError, Place, Severity
from communitywelfare.fund.forms.request import Met
from communitywelfare.io._files import write_folder
from communitywelfare.io.network_folder import Asked, requested
from communitywelfare.io.package_folder import packages_in
from communitywelfare.money import Money
from communitywelfare.network import Envelope, share_out
from communitywelfare.reports.network_requests import envelope_sheet
from communitywelfare.reports.rendering import render
from communitywelfare.wording import label, phrase, shown

__all__ = ["requests"]

_FORMATS = ("html", "xlsx", "csv", "json")


@click.command("cofunding")
@click.argument("folder", type=PATH)
@YEAR
@click.option("--budget", type=BAHT, default=None, help="วงเงินที่มี (บาท) / the budget there is, in baht")
@click.option(
    "--method",
    type=click.Choice([each.value for each in RationMethod]),
    default=RationMethod.PRO_RATA.value,
    show_default=True,
    help="วิธีแบ่งวงเงินที่ไม่พอ / how a short budget is shared out",
)
@STATES_SCHEME
@click.option("--cut-off", type=DAY, default=None, help="นับสมาชิก ณ วันที่ / another day to count as of")
@click.option("--out", required=True, type=PATH, help="โฟลเดอร์ผลลัพธ์ / where to write")
@speaking
def requests(
    voice: Voice,
    folder: str,
    *,
    year: tuple[int, bool],
    budget: Money | None,
    method: str,
    scheme: str,
    cut_off: ReadDay | None,
    out: str,
) -> None:
    """กลั่นกรองคำขอสมทบของทุกกองทุน และแบ่งวงเงิน / Screen the requests of all funds, and share out a budget.

    It asks and records nothing. Funds that fail a criterion, or that nobody can screen yet, get nothing of the budget
    and are told why; what was approved and what has come is taken from each fund's own books.
    """
    names = packages_in(folder)
    if not names:
        finding = Finding("network.no_packages", Severity.ERROR, place=Place(file=folder), params={"folder": folder})
        raise FormatError(f"{folder} holds no package", finding)
    asked = Asked(scheme=scheme_of(scheme, ""), budget_year=year[0], cut_off=cut_off.day if cut_off else None)
    with voice.progress("adding_up", len(names)) as told, helpers(names) as executor:
        found = tuple(requested(folder, names, asked, executor=executor, told=told))
    envelope = share_out((each.value for each in found if each.value), year[0], budget=budget, method=method)
    sheet = envelope_sheet(envelope, asked.scheme, cut_off.day if cut_off else date(year[0] - BE_OFFSET - 1, 9, 30))
    files = {f"requests.{form}": render(sheet, form, voice.language) for form in _FORMATS}
    write_folder(out, files, owned=tuple(files))
    refused = [
        evolve(each.refused, place=evolve(each.refused.place, file=each.source)) for each in found if each.refused
    ]
    _say(voice, envelope, refused, out)


def _say(voice: Voice, envelope: Envelope, refused: list[Finding], out: str) -> None:
    counted = envelope.counted()
    shared = envelope.rationing
    document = {
        "out": out,
        "budget_year": envelope.budget_year,
        "asked": envelope.asked,
        "granted": None if shared is None else shared.granted,
        "unspent": None if shared is None else shared.unspent,
        **{met.value: count for met, count in counted.items()},
        "refused": findings_data(refused),
    }
    screened = " · ".join(f"{label(met, voice.language)} {counted[met]:,}" for met in Met)
    money = f"{phrase('network.requested_money', voice.language)} {shown(envelope.asked, voice.language)}"
    if shared is not None:
        money += f" · {phrase('network.granted_money', voice.language)} {shown(shared.granted, voice.language)}"
    voice.answer(document, screened, money, f"{voice.t('open')} {Path(out) / 'requests.html'}")
    if not voice.is_json:
        voice.warn_of_errors(refused)
    voice.note_errors(refused)
