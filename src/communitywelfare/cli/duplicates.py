"""Members who may be in the register twice: the list to look at, and what somebody decided about a pair."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import click

from communitywelfare.calendar import ReadDay
from communitywelfare.cli.desk import PACKAGE, change, look, on_day
from communitywelfare.cli.speaking import Voice, speaking
from communitywelfare.fund import Fund
from communitywelfare.fund.duplicates import Candidate, Trait, duplicate_candidates
from communitywelfare.fund.merges_desk import decide
from communitywelfare.members import Merge, Sameness
from communitywelfare.reports import as_json
from communitywelfare.wording import label, shown

__all__ = ["different", "duplicates", "same"]


@click.command()
@click.argument("package", type=PACKAGE)
@speaking
def duplicates(voice: Voice, package: str) -> None:
    """แสดงคู่ที่อาจเป็นคนเดียวกัน / Pairs who may be one person, each with its reasons; nothing is changed."""
    fund, _day = look(voice, package, None)
    found = duplicate_candidates(fund.register)
    document = {"candidates": [{**_data(each), "confidence": each.confidence} for each in found]}
    lines = [_line(voice, each) for each in found] or [voice.t("no_candidates")]
    voice.answer(document, *lines)


def _data(candidate: Candidate) -> dict[str, object]:
    return {
        "one": candidate.one,
        "other": candidate.other,
        "agrees": as_json(candidate.agrees),
        "differs": as_json(candidate.differs),
    }


def _line(voice: Voice, candidate: Candidate) -> str:
    def listed(traits: Iterable[Trait]) -> str:
        return ", ".join(label(trait, voice.language) for trait in traits) or "–"

    return (
        f"{candidate.one} {candidate.other}  "
        f"{voice.t('confidence')} {label(candidate.confidence, voice.language)} · "
        f"{voice.t('agrees_in')} {listed(candidate.agrees)} · {voice.t('differs_in')} {listed(candidate.differs)}"
    )


def _about_a_pair(command: Callable[..., None]) -> Callable[..., None]:
    """The arguments and options of a decision about two member numbers."""
    for decorate in (
        speaking,
        on_day,
        click.option("--reference", default="", help="มติที่ประชุม / the resolution, where there is one"),
        click.option(
            "--reason", required=True, help="เหตุผล เช่น เทียบเอกสารใด / why, such as which papers were compared"
        ),
        click.option("--by", required=True, help="ผู้ตัดสิน / who decided"),
        click.argument("other"),
        click.argument("number"),
        click.argument("package", type=PACKAGE),
    ):
        command = decorate(command)
    return command


@click.command()
@_about_a_pair
def same(voice: Voice, package: str, number: str, other: str, **said: Any) -> None:
    """บันทึกว่าเป็นคนเดียวกัน ใช้เลข NUMBER ต่อ / Record that two numbers are one person's; NUMBER goes on."""
    _decide(voice, package, (number, other), Sameness.SAME, **said)


@click.command()
@_about_a_pair
def different(voice: Voice, package: str, number: str, other: str, **said: Any) -> None:
    """บันทึกว่าเป็นคนละคน จะไม่ถามคู่นี้อีก / Record that two numbers are two people's; the pair is asked about no more."""
    _decide(voice, package, (number, other), Sameness.DIFFERENT, **said)


def _decide(
    voice: Voice, package: str, pair: tuple[str, str], verdict: Sameness, *, on: ReadDay | None, **said: str
) -> None:
    def do(fund: Fund, day: date) -> tuple[Fund, Merge]:
        return decide(fund, pair, verdict, on=day, by=said["by"], reason=said["reason"], reference=said["reference"])

    merge, day = change(voice, package, on, do)
    document = {"member": merge.kept, "other": merge.other, "verdict": merge.verdict, "by": merge.decided_by, "on": day}
    voice.answer(
        document,
        f"{voice.t('member')} {merge.kept} + {merge.other}: {label(verdict, voice.language)}",
        f"{merge.decided_by} · {merge.reason} · {shown(day, voice.language)}",
    )
