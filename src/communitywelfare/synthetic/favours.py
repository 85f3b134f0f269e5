"""Invented favours to members who cannot pay: a temple or a village that pays for them, months that are waived."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random

from communitywelfare.calendar import BE_OFFSET
from communitywelfare.contributions import Waiver
from communitywelfare.fund import Fund
from communitywelfare.members import Group

__all__ = ["sponsors", "waivers"]

_HELPED = frozenset({Group.DISABLED, Group.DISADVANTAGED, Group.ORPHAN})
_MONTHS = 3


def sponsors(fund: Fund, seed: int) -> Mapping[str, str]:
    """Who pays for which member: for some of those in need, the temple or their village."""
    chance = Random(f"{seed} sponsors")
    found = {}
    for membership in fund.register:
        drawn = chance.random()
        if membership.person.groups & _HELPED and drawn < 0.3:
            found[membership.number] = "วัดตัวอย่าง" if drawn < 0.15 else f"หมู่บ้านที่ {membership.village}"
    return found


def waivers(fund: Fund, seed: int) -> Iterator[Waiver]:
    """Some members who pay no more are let off their oldest three months, by a meeting after these."""
    chance = Random(f"{seed} waivers")
    for membership in fund.register.current(fund.as_of):
        arrears = fund.arrears(membership, fund.as_of)
        if arrears is None or arrears.oldest is None or arrears.months < _MONTHS:
            continue
        month = arrears.oldest.plus(_MONTHS)
        meeting = date(month.year, month.number, 20)
        if chance.random() < 0.3 and meeting <= fund.as_of - timedelta(days=14):
            yield Waiver(
                member=membership.number,
                period_from=arrears.oldest,
                period_to=arrears.oldest.plus(_MONTHS - 1),
                decided_on=meeting,
                resolution=f"มติ {meeting.month}/{meeting.year + BE_OFFSET}",
                reason="ประสบอุทกภัย",
            )
