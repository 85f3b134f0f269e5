"""Sections 5 to 7 of the status form: benefits since the founding and in the year, and help to non-members."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from communitywelfare.fund.benefits import BenefitLine, non_member_aid
from communitywelfare.fund.forms.status.known import Known, Line, Value
from communitywelfare.money import ZERO, Money, total

__all__ = ["BENEFITS_PART"]

_Counted = Callable[[BenefitLine], tuple[int, Money]]


def _ever(line: BenefitLine) -> tuple[int, Money]:
    return line.persons, line.amount


def _this_year(line: BenefitLine) -> tuple[int, Money]:
    return line.persons_this_year, line.amount_this_year


def _lines(known: Known, counted: _Counted) -> tuple[Line, ...]:
    """The benefits that the form prints, and behind them those that the fund itself has defined."""
    found = {line.category: counted(line) for line in known.benefits}
    given = {category for category, (persons, amount) in found.items() if persons or amount != ZERO}
    categories = (*known.version.benefits, *sorted(given - set(known.version.benefits)))
    lines = ((category, *found.get(category, (0, ZERO))) for category in categories)
    return tuple({"category": category, "persons": persons, "baht": amount} for category, persons, amount in lines)


def _kinds(known: Known, counted: _Counted) -> int:
    return sum(persons != 0 or amount != ZERO for persons, amount in map(counted, known.benefits))


def _persons(known: Known, counted: _Counted) -> int:
    return sum(counted(line)[0] for line in known.benefits)


def _total(known: Known, counted: _Counted) -> Money:
    return total(counted(line)[1] for line in known.benefits)


def _section(number: str, counted: _Counted) -> Mapping[str, Callable[[Known], Value]]:
    return {
        f"{number}.kinds": lambda known: _kinds(known, counted),
        f"{number}.persons": lambda known: _persons(known, counted),
        f"{number}.total": lambda known: _total(known, counted),
        f"{number}.benefits": lambda known: _lines(known, counted),
    }


def _helped(known: Known) -> Money:
    """What the books gave to others than members since the founding; a whole chart is needed to know it.

    Raises:
        MissingFact: The chart lacks an account that the books use.
    """
    return non_member_aid(known.fund, date.min, known.section10.on)


BENEFITS_PART: Final[Mapping[str, Callable[[Known], Value]]] = MappingProxyType(
    {
        **_section("5", _ever),
        "6.from": lambda known: known.year.first,
        "6.to": lambda known: known.on,
        **_section("6", _this_year),
        "7.non_members_baht": _helped,
    }
)
"""How each item of the sections is filled."""
