"""Whom and where the members are (ความครอบคลุม): by group and by village, with those of whom it is not known."""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from attrs import frozen

from communitywelfare.errors import Finding, Severity
from communitywelfare.fund.forms.request.definition import Coverage
from communitywelfare.fund.forms.request.filling import Filling
from communitywelfare.members import Group, Membership

__all__ = ["GroupCount", "Villages", "group_counts", "villages_of", "villages_reached"]


@frozen(kw_only=True)
class GroupCount:
    """How many current members are of a group: as the register says or, where it names no group, by their age.

    `by_age` counts those of that age whom the register puts into another group only; of `unknown` nobody can say.
    """

    group: Group
    members: int
    by_age: int
    unknown: int


@frozen(kw_only=True)
class Villages:
    """From how many villages the members come, of how many; and how many members have none in the register."""

    joined: int
    of: int
    blank: int


def group_counts(filling: Filling, rule: Coverage, groups: Iterable[Group]) -> tuple[GroupCount, ...]:
    """Current members by group."""
    return tuple(_counted(filling, group, rule.ages.get(group)) for group in groups)


def _counted(filling: Filling, group: Group, ages: tuple[int, int] | None) -> GroupCount:
    members = by_age = unknown = 0
    for membership in filling.current:
        named = membership.person.groups
        is_of_age = _is_of_age(membership, ages, filling.cut_off)
        if group in named or (not named and is_of_age):
            members += 1
        elif not named and is_of_age is None:
            unknown += 1
        elif is_of_age:
            by_age += 1
    return GroupCount(group=group, members=members, by_age=by_age, unknown=unknown)


def _is_of_age(membership: Membership, ages: tuple[int, int] | None, on: date) -> bool | None:
    """Whether age puts a member into a group; None where it tells nothing of it, or is not known."""
    age = membership.person.age(on)
    return None if ages is None or age is None else ages[0] <= age <= ages[1]


def villages_of(filling: Filling) -> Villages:
    """The villages of the current members: each once, however many come from it.

    A village is its number (หมู่ที่); where the register numbers none, as in a town, its name. A name beside numbers
    counts only where another member has both: one village written in two ways must not become two.
    """
    written = [(each.village.strip(), _name_of_village(each)) for each in filling.current]
    numbers = {name: number for number, name in written if number and name}
    if any(number for number, _name in written):
        told = [number or numbers.get(name, "") for number, name in written]
    else:
        told = [name for _number, name in written]
    return Villages(joined=len(set(told) - {""}), of=filling.fund.profile.villages_total, blank=told.count(""))


def _name_of_village(membership: Membership) -> str:
    return membership.person.details.reveal("count the villages of members").get("village", "").strip()


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
