"""The co-funding of a whole province: requests screened by the criteria, shared out of one budget, and followed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import click
from attrs import evolve

from communitywelfare.calendar import BE_OFFSET, ReadDay
from communitywelfare.cli.budget_year import YEAR
from communitywelfare.cli.network import PATH, helpers
from communitywelfare.cli.rounds import STATES_SCHEMES, scheme_of
from communitywelfare.cli.speaking import BAHT, DAY, Voice, findings_data, speaking
from communitywelfare.cofunding import RationMethod, Scheme
from communitywelfare.errors import Finding, FormatError, InvalidValue, MissingFact, Place, Severity
from communitywelfare.fund.forms.request import Met
from communitywelfare.io._files import write_folder
from communitywelfare.io.network_folder import Asked, Gathered, requested, without_twice
from communitywelfare.io.package_folder import packages_in
from communitywelfare.money import Money
from communitywelfare.network import Envelope, FundRequest, share_out
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
    "--budget-of",
    "budgets",
    type=(str, BAHT),
    multiple=True,
    metavar="SCHEME BAHT",
    help="วงเงินของแต่ละหลักเกณฑ์ / the budget of each scheme, where there are several",
)
@click.option(
    "--method",
    type=click.Choice([each.value for each in RationMethod]),
    default=RationMethod.PRO_RATA.value,
    show_default=True,
    help="วิธีแบ่งวงเงินที่ไม่พอ / how a short budget is shared out",
)
@STATES_SCHEMES
@click.option("--cut-off", type=DAY, default=None, help="นับสมาชิก ณ วันที่ / another day to count as of")
@click.option("--out", required=True, type=PATH, help="โฟลเดอร์ผลลัพธ์ / where to write")
@speaking
def requests(
    voice: Voice,
    folder: str,
    *,
    year: tuple[int, bool],
    budget: Money | None,
    budgets: tuple[tuple[str, Money], ...],
    method: str,
    schemes: tuple[str, ...],
    cut_off: ReadDay | None,
    out: str,
) -> None:
    """กลั่นกรองคำขอสมทบของทุกกองทุน และแบ่งวงเงิน / Screen the requests of all funds, and share out a budget.

    It asks and records nothing. Funds that fail a criterion, or that nobody can screen yet, get nothing of the budget
    and are told why; what was approved and what has come is taken from each fund's own books. Each payer has a scheme
    of its own: --scheme may be given several times, and every scheme is screened, shared out and followed by itself.
    """
    names = packages_in(folder)
    if not names:
        finding = Finding("network.no_packages", Severity.ERROR, place=Place(file=folder), params={"folder": folder})
        raise FormatError(f"{folder} holds no package", finding)
    followed = {scheme.scheme_id: scheme for scheme in (scheme_of(each, "") for each in schemes)}
    shares = _budgets(tuple(followed), budget, dict(budgets))
    day = cut_off.day if cut_off else None
    asked = [Asked(scheme=each, budget_year=year[0], cut_off=day) for each in followed.values()]
    with voice.progress("adding_up", len(names) * len(asked)) as told, helpers(names) as executor:
        found = [without_twice(requested(folder, names, each, executor=executor, told=told)) for each in asked]
    envelopes = [
        (each.scheme, _shared(funds, year[0], shares.get(each.scheme.scheme_id), method))
        for each, funds in zip(asked, found, strict=True)
    ]
    sheet = envelope_sheet(envelopes, year[0], day or date(year[0] - BE_OFFSET - 1, 9, 30))
    files = {f"requests.{form}": render(sheet, form, voice.language) for form in _FORMATS}
    write_folder(out, files, owned=tuple(files))
    refused = [
        evolve(each.refused, place=evolve(each.refused.place, file=each.source))
        for funds in found
        for each in funds
        if each.refused
    ]
    _say(voice, envelopes, list(dict.fromkeys(refused)), out)


def _shared(found: Iterable[Gathered[FundRequest]], year: int, budget: Money | None, method: str) -> Envelope:
    return share_out((each.value for each in found if each.value), year, budget=budget, method=method)


def _budgets(schemes: Sequence[str], budget: Money | None, budgets: Mapping[str, Money]) -> Mapping[str, Money]:
    """The budget of each scheme, where there is one; one budget is nobody's where there are several schemes."""
    if budget is not None and len(schemes) > 1:
        finding = Finding("cofunding.budget_of_which", Severity.ERROR, params={"schemes": tuple(schemes)})
        raise InvalidValue("one budget, and several schemes", finding)
    unknown = next((each for each in budgets if each not in schemes), None)
    if unknown is not None:
        params = {"scheme": unknown, "known": tuple(schemes)}
        finding = Finding("cofunding.no_scheme", Severity.ERROR, params=params)
        raise MissingFact(f"a budget of no scheme that was named: {unknown}", finding)
    return budgets if budget is None else {schemes[0]: budget, **budgets}


def _say(voice: Voice, envelopes: Sequence[tuple[Scheme, Envelope]], refused: list[Finding], out: str) -> None:
    """What each scheme comes to; of a single one as it always was, of several one after the other."""
    told = [{"scheme": scheme.scheme_id, **_document(envelope)} for scheme, envelope in envelopes]
    (first, *others), lines = told, []
    for scheme, envelope in envelopes:
        lines += [scheme.name[voice.language]] if others else []
        lines += _lines(voice, envelope)
    document = {"out": out, **({"schemes": told} if others else first), "refused": findings_data(refused)}
    voice.answer(document, *lines, f"{voice.t('open')} {Path(out) / 'requests.html'}")
    if not voice.is_json:
        voice.warn_of_errors(refused)
    voice.note_errors(refused)


def _document(envelope: Envelope) -> Mapping[str, object]:
    shared = envelope.rationing
    return {
        "budget_year": envelope.budget_year,
        "asked": envelope.asked,
        "granted": None if shared is None else shared.granted,
        "unspent": None if shared is None else shared.unspent,
        **{met.value: count for met, count in envelope.counted().items()},
    }


def _lines(voice: Voice, envelope: Envelope) -> tuple[str, str]:
    counted, shared = envelope.counted(), envelope.rationing
    screened = " · ".join(f"{label(met, voice.language)} {counted[met]:,}" for met in Met)
    money = f"{phrase('network.requested_money', voice.language)} {shown(envelope.asked, voice.language)}"
    if shared is not None:
        money += f" · {phrase('network.granted_money', voice.language)} {shown(shared.granted, voice.language)}"
    return screened, money
