"""Sections 8 and 12 of the status form: the committee (คณะกรรมการ), and who supports the fund."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from communitywelfare.fund.forms.definition import option_of
from communitywelfare.fund.forms.filled import holders_of, phone_of
from communitywelfare.fund.forms.status.known import Cell, Known, Line, Value
from communitywelfare.fund.profile import CommitteeMember
from communitywelfare.money import ZERO, total
from communitywelfare.sources import SourceKind

__all__ = ["COMMITTEE_PART", "holder_of"]

_OTHER, _UNKNOWN = "OTHER", "UNKNOWN"


def holder_of(known: Known, office: str) -> CommitteeMember | None:
    """Who holds an office that the form asks for by name; None where nobody does."""
    return next(iter(holders_of(known.version, known.committee, office)), None)


def _name(position: str) -> Callable[[Known], Value]:
    def name(known: Known) -> Value:
        holder = holder_of(known, position)
        return None if holder is None else holder.name

    return name


def _phone(position: str) -> Callable[[Known], Value]:
    def phone(known: Known) -> Value:
        holder = holder_of(known, position)
        return None if holder is None else phone_of(holder)

    return phone


def _composition(known: Known) -> tuple[Line, ...] | None:
    """How many represent whom; what is no option of the form is another, and what is blank is not stated."""
    if not known.committee:
        return None
    [column] = [each for each in known.version.items["8.composition"].columns if each.id == "represents"]
    counts = dict.fromkeys((option.id for option in column.options), 0)
    for each in known.committee:
        said = each.represents.strip()
        counts[option_of(column.options, said) or _OTHER if said else _UNKNOWN] += 1
    return tuple({"represents": name, "persons": count} for name, count in counts.items() if count or name != _UNKNOWN)


def _list(known: Known) -> tuple[Line, ...] | None:
    lines: tuple[Line, ...] = tuple(
        {
            "order": order,
            "name": each.name,
            "position": each.position,
            "community_role": each.community_role,
            "phone": phone_of(each),
        }
        for order, each in enumerate(known.committee, start=1)
    )
    return lines or None


def _supporters(known: Known) -> tuple[Line, ...]:
    """Rounds of everybody but the state's scheme and CODI's seed money: what came, in money and in kind."""
    sources = {source.code: source for source in known.fund.sources}
    lines: list[Line] = []
    for each in known.fund.rounds:
        standing = known.fund.round_standing(each, known.on)
        received = standing.received - standing.returned
        payer = sources.get(each.source)
        is_codi = each.source == known.scheme.source or (payer is not None and payer.payer is SourceKind.CODI)
        if is_codi or (received == ZERO and not standing.in_kind):
            continue
        worth = [given.worth for given in standing.in_kind if given.worth is not None]
        source: Cell = each.source if payer is None else payer.name
        lines.append(
            {
                "source": source,
                "agency": each.agency,
                "budget_year": str(each.budget_year),
                "received": received,
                "in_kind": ", ".join(given.what for given in standing.in_kind),
                "worth": total(worth) if worth else None,
            }
        )
    return tuple(lines)


COMMITTEE_PART: Final[Mapping[str, Callable[[Known], Value]]] = MappingProxyType(
    {
        "1.chair": _name("chair"),
        "1.chair_phone": _phone("chair"),
        "1.coordinator": _name("coordinator"),
        "1.coordinator_phone": _phone("coordinator"),
        "8.number": lambda known: len(known.committee) or None,  # nobody was written down: a fund has a committee
        "8.composition": _composition,
        "8.list": _list,
        "12.rounds": _supporters,
    }
)
"""How each item of the sections is filled."""
