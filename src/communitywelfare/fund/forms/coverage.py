"""Whom and where the members are (ความครอบคลุม): by group and by village, with those of whom it is not known."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from attrs import frozen

from communitywelfare.errors import Finding, Severity
from communitywelfare.fund.forms.definition import Coverage
from communitywelfare.fund.forms.filling import Filling
from communitywelfare.members import Group, Membership

__all__ = ["GroupCount", "Villages", "group_counts", "villages_of", "villages_reached"]


@frozen(kw_only=True)
class GroupCount:
    """How many current members are of a group, and of how many nobody can say whether they are."""

    group: Group
    members: int
    unknown: int


@frozen(kw_only=True)
class Villages:
    """From how many villages the members come, of how many; and how many members have none in the register."""

    joined: int
    of: int
    blank: int


def group_counts(filling: Filling, rule: Coverage, groups: Iterable[Group]) -> tuple[GroupCount, ...]:
    """Current members by group, as the register names it or as their age tells."""
    found = []
    for group in groups:
        told = [_belongs(membership, group, rule.ages, filling) for membership in filling.current]
        found.append(GroupCount(group=group, members=told.count(True), unknown=told.count(None)))
    return tuple(found)


def _belongs(
    membership: Membership, group: Group, ages: Mapping[Group, tuple[int, int]], filling: Filling
) -> bool | None:
    """Whether a member is of a group; None where neither the register nor the age says so."""
    person = membership.person
    if group in person.groups:
        return True
    age = person.age(filling.cut_off)
    if group in ages and age is not None:
        youngest, eldest = ages[group]
        return youngest <= age <= eldest
    return False if person.groups else None


def villages_of(filling: Filling) -> Villages:
    """The villages of the current members: each once, however many come from it."""
    named = [membership.village.strip() for membership in filling.current]
    return Villages(joined=len(set(named) - {""}), of=filling.fund.profile.villages_total, blank=named.count(""))


def villages_reached(villages: Villages, area_type: str, shares: Mapping[str, Fraction]) -> Finding:
    """Whether members come from enough villages.

    Members without a village may come from any: they can only leave a question open, and only where it matters. Of a
    kind of area without a published share it is known what is enough where even the highest share is reached.
    """
    share = shares.get(area_type.strip().upper())
    params = {"villages": villages.joined, "of": villages.of, "blank": villages.blank, "area": area_type}
    if villages.of < 1:
        item = {"item": "villages_total", "table": "fund"}
        return Finding("criterion.villages_total_missing", Severity.REFER, params={**params, **item})
    if villages.joined > villages.of:
        return Finding("criterion.villages_contradict", Severity.REFER, params={**params, "item": "villages_total"})
    enough = max(shares.values()) if share is None else share
    params |= {"percent": _percent(villages.joined, villages.of), "needed": _percent(*enough.as_integer_ratio())}
    if Fraction(villages.joined, villages.of) >= enough:
        return Finding("criterion.villages_reached", Severity.INFO, params=params)
    if share is None:
        return Finding("criterion.area_unknown", Severity.REFER, params={**params, "item": "area_type"})
    at_most = min(villages.joined + villages.blank, villages.of)
    if Fraction(at_most, villages.of) >= share:
        return Finding("criterion.villages_blank", Severity.REFER, params={**params, "item": "village"})
    return Finding("criterion.villages_too_few", Severity.BLOCK, params=params)


def _percent(part: int, whole: int) -> str:
    """A share in per cent to two places, cut off rather than rounded: 49.999 is not half."""
    hundredths = part * 10_000 // whole
    return f"{hundredths // 100}.{hundredths % 100:02d}"
