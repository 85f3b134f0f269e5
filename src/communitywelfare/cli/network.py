"""Networks of funds: what was published of them, checked; and what their figures add up to."""

import click

from communitywelfare.cli.speaking import Voice, findings_data, speaking
from communitywelfare.errors import Finding, Severity
from communitywelfare.io.network_csv import read_network, read_published
from communitywelfare.network import check_published

__all__ = ["network"]

PATH = click.Path(path_type=str)
_ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFO)


@click.group()
def network() -> None:
    """เครือข่ายกองทุน: ตรวจตัวเลขที่เผยแพร่ และรวมตัวเลขของทุกกองทุน / Networks of funds."""


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
        voice.answer(
            {"figures": len(figures), "areas": len(reading.network.areas), "findings": findings_data(findings)}
        )
    else:
        voice.findings(findings)
        if not any(each.is_error for each in findings):
            voice.answer({}, voice.t("published_can_be"))
    voice.note_errors(findings)


def _worst_first(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda each: _ORDER.index(each.severity)))
