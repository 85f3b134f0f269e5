"""What fills an item of the request: one function for each name that its definition may ask for under ``shows``."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final, TypeAlias

from attrs import evolve, frozen

from communitywelfare.calendar import whole_years
from communitywelfare.contributions import Convention
from communitywelfare.errors import Finding
from communitywelfare.fund.forms.definition import Item
from communitywelfare.fund.forms.filled import phone_of, unfilled
from communitywelfare.fund.forms.request.coverage import GroupCount, group_counts, villages_of
from communitywelfare.fund.forms.request.definition import RoundOption
from communitywelfare.fund.forms.request.filling import Filling
from communitywelfare.fund.forms.request.money import (
    KindReceived,
    RoundDues,
    RoundLine,
    dues_by_round,
    dues_received,
    kinds_received,
    round_lines,
    support_received,
)
from communitywelfare.identity import Hidden
from communitywelfare.members import Group
from communitywelfare.money import Money

__all__ = ["FIGURES", "Chosen", "Table", "Value"]


@frozen
class Chosen:
    """Which of the printed options is ticked, with what fills its words."""

    option: RoundOption
    number: int


Table: TypeAlias = tuple[RoundLine, ...] | tuple[RoundDues, ...] | tuple[KindReceived, ...] | tuple[GroupCount, ...]
Value: TypeAlias = str | int | Money | date | Convention | Hidden | Chosen | Mapping[str, int] | Table
"""What may stand in an item. People stay hidden until somebody who may see them asks."""

Found: TypeAlias = Value | Finding


def _lacks(filling: Filling, item: Item, table: str, column: str = "") -> Finding:
    """That the data do not tell an item: the table, and the column of it, that would."""
    lacking = evolve(item, tables=frozenset({table}), column=column)
    if table in filling.fund.absent:
        return unfilled("form.table_missing", lacking, tables=(f"{table}.csv",))
    return unfilled("form.blank", lacking)


def _name(filling: Filling, item: Item) -> Found:
    holders = filling.holders(item.of)
    return holders[0].name if holders else _lacks(filling, item, "committee", "name")


def _citizen_id(filling: Filling, item: Item) -> Found:
    """The citizen ID of who holds an office: that of the one current member who bears the very name, if it is one."""
    holders = filling.holders(item.of)
    same = {each.person for each in filling.current if holders and each.person.name == holders[0].name}
    ids = {person.citizen_id for person in same if person.citizen_id is not None}
    return next(iter(ids)) if len(same) == 1 and ids else _lacks(filling, item, "members", "national_id")


def _phone(filling: Filling, item: Item) -> Found:
    holders = filling.holders(item.of)
    phone = phone_of(holders[0]) if holders else None
    return _lacks(filling, item, "committee", "phone") if phone is None else phone


def _committee_count(filling: Filling, item: Item) -> Found:
    return len(filling.committee) or _lacks(filling, item, "committee")


def _represents(filling: Filling, item: Item) -> Found:
    """How many of the committee come from whom, as the fund wrote it."""
    counted = Counter(each.represents.strip() for each in filling.committee if each.represents.strip())
    return (
        MappingProxyType(dict(sorted(counted.items()))) if counted else _lacks(filling, item, "committee", "represents")
    )


def _option(filling: Filling, _item: Item) -> Found:
    """Which round it is, by those on record before it."""
    before = sum(not line.is_now for line in round_lines(filling))
    option = filling.version.option(before, is_asking=bool(filling.request.eligible))
    return Chosen(option, before + 1)


def _previous_approval(filling: Filling, item: Item) -> Found:
    """When the round before was approved; it is nothing to ask for in a first request."""
    before = [line for line in round_lines(filling) if not line.is_now]
    if not before:
        return "–"
    return before[-1].approved_on or _lacks(filling, item, "cofunding", "approved_date")


def _dues(filling: Filling, item: Item) -> Found:
    since = filling.since(filling.version.criteria.contributions.looking_back)
    found = dues_received(filling, since) if filling.knows_since(since) else None
    return _lacks(filling, item, "contributions") if found is None else found


def _dues_by_round(filling: Filling, item: Item) -> Found:
    if "contributions" in filling.fund.absent:
        return _lacks(filling, item, "contributions")
    return dues_by_round(filling, filling.version.criteria.contributions.looking_back)


def _support(filling: Filling, item: Item) -> Found:
    rule = filling.version.criteria.contributions
    found = support_received(filling, rule.support, filling.since(rule.looking_back))
    return _lacks(filling, item, "cofunding") if found is None else found.money


def _support_in_kind(filling: Filling, item: Item) -> Found:
    """What was given instead of money; that nothing was, only where the rounds' actions are kept."""
    rule = filling.version.criteria.contributions
    found = support_received(filling, rule.support, filling.since(rule.looking_back))
    if found is None or (not found.in_kind and "cofunding_actions" in filling.fund.absent):
        return _lacks(filling, item, "cofunding_actions")
    return (
        ", ".join(each.what if each.worth is None else f"{each.what} ({each.worth})" for each in found.in_kind) or "–"
    )


def _kinds(filling: Filling, item: Item) -> Found:
    since = filling.since(filling.version.criteria.benefits.looking_back)
    found = kinds_received(filling, since) if filling.knows_since(since) else None
    return _lacks(filling, item, "benefits") if found is None else found


def _kinds_count(filling: Filling, item: Item) -> Found:
    found = _kinds(filling, item)
    if not isinstance(found, tuple):
        return found
    return sum(isinstance(each, KindReceived) and each.persons > 0 for each in found)


def _groups(filling: Filling, _item: Item) -> Found:
    return group_counts(filling, filling.version.criteria.coverage, Group)


def _years(filling: Filling, item: Item) -> Found:
    founded = filling.fund.profile.founded
    return _lacks(filling, item, "fund", "founded_date") if founded is None else whole_years(founded, filling.cut_off)


def _villages(filling: Filling, item: Item) -> Found:
    """How many villages members are known to come from; where it is known of nobody, there is no figure."""
    found = villages_of(filling)
    is_known = found.joined > 0 or found.blank == 0
    return found.joined if is_known else _lacks(filling, item, "members", "moo")


def _villages_total(filling: Filling, item: Item) -> Found:
    return filling.fund.profile.villages_total or _lacks(filling, item, "fund", "villages_total")


def _per_member(filling: Filling, item: Item) -> Found:
    rate = filling.request.period.per_member
    return _lacks(filling, item, "scheme", "per_member") if rate is None else rate


FIGURES: Final[Mapping[str, Callable[[Filling, Item], Found]]] = MappingProxyType(
    {
        "benefits.kinds": _kinds_count,
        "benefits.table": _kinds,
        "committee.citizen_id": _citizen_id,
        "committee.count": _committee_count,
        "committee.name": _name,
        "committee.phone": _phone,
        "committee.represents": _represents,
        "contributions.by_round": _dues_by_round,
        "contributions.past_year": _dues,
        "profile.basis": lambda filling, _item: filling.fund.profile.convention,
        "profile.villages_total": _villages_total,
        "profile.years": _years,
        "members.current": lambda filling, _item: len(filling.current),
        "members.eligible": lambda filling, _item: len(filling.request.eligible),
        "members.full_year": lambda filling, _item: len(filling.full_year),
        "members.groups": _groups,
        "members.no_village": lambda filling, _item: villages_of(filling).blank,
        "members.villages": _villages,
        "request.amount": lambda filling, _item: filling.request.amount,
        "request.cut_off": lambda filling, _item: filling.cut_off,
        "request.per_member": _per_member,
        "rounds.option": _option,
        "rounds.previous_approval": _previous_approval,
        "rounds.table": lambda filling, _item: round_lines(filling),
        "support.in_kind": _support_in_kind,
        "support.past_year": _support,
    }
)
"""Every figure by the name under which a form may show it. A form that shows another is told so when it is read."""
