"""The statements that can be asked for, by their id in the list of standard reports: one line each."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from attrs import frozen

from communitywelfare.errors import Finding, InvalidValue, MissingFact, Severity
from communitywelfare.fund import Fund
from communitywelfare.reports.asked import Asked
from communitywelfare.reports.benefit_sheets import benefits_sheet
from communitywelfare.reports.book_sheets import cash_book_sheet, receipts_sheet, sources_sheet, trial_balance_sheet
from communitywelfare.reports.dues_sheets import arrears_sheet, dues_sheet
from communitywelfare.reports.forms import OFFICIAL_FORMS
from communitywelfare.reports.local_sheets import asked_sheet, report_back_sheet
from communitywelfare.reports.member_sheets import (
    elderly_sheet,
    full_year_sheet,
    movement_sheet,
    register_sheet,
    statistics_sheet,
)
from communitywelfare.reports.money_sheets import in_hands_sheet, paid_sheet, reconciliation_sheet
from communitywelfare.reports.position_sheets import section_10_sheet, two_years_sheet
from communitywelfare.reports.sheets import Sheet

__all__ = ["CATALOGUE", "Statement", "draw", "missing_for", "statement"]


@frozen
class Statement:
    """One statement: how it is drawn up, and the tables without which it cannot be."""

    id: str
    make: Callable[[Fund, Asked], Sheet]
    needs: frozenset[str] = frozenset()


_BOOKS: Final = frozenset({"accounts", "journal"})
_STATEMENTS: Final = (
    Statement("M1", cash_book_sheet, _BOOKS),
    Statement("M2", dues_sheet, frozenset({"contributions"})),
    Statement("M3", paid_sheet, frozenset({"benefits", "claim_actions"})),
    Statement("M4", trial_balance_sheet, _BOOKS),
    Statement("M5", receipts_sheet, _BOOKS),
    Statement("M6", reconciliation_sheet, _BOOKS | {"bank"}),
    Statement("M7", in_hands_sheet, _BOOKS),
    Statement("M8", movement_sheet),
    Statement("M9", arrears_sheet, frozenset({"contributions"})),
    Statement("Y2", section_10_sheet, _BOOKS),
    Statement("Y4", two_years_sheet, _BOOKS),
    Statement("Y5", benefits_sheet, frozenset({"benefits"})),
    Statement("Y6", statistics_sheet),
    Statement("Y7", register_sheet),
    Statement("Y8", elderly_sheet),
    Statement("Y9", full_year_sheet),
    Statement("LAO1", asked_sheet, frozenset({"cofunding"})),
    Statement("LAO2", report_back_sheet, _BOOKS | {"cofunding"}),
    Statement("SOURCES", sources_sheet, _BOOKS),
)
CATALOGUE: Final[Mapping[str, Statement]] = MappingProxyType({each.id: each for each in _STATEMENTS})
"""Every statement by its id, in the order of the list."""

_OF_ROUNDS: Final[Mapping[str, str]] = MappingProxyType({"Y3": "communitywelfare cofunding request"})
"""Forms of the yearly list that belong to one round of co-funding, and the command that fills them in."""


def statement(name: str) -> Statement:
    """The statement with an id.

    Raises:
        InvalidValue: There is none, or it is drawn up for a round of co-funding.
    """
    if name in _OF_ROUNDS:
        finding = Finding("statement.of_a_round", Severity.ERROR, params={"id": name, "command": _OF_ROUNDS[name]})
        raise InvalidValue(f"{name} is drawn up for a round: {_OF_ROUNDS[name]}", finding)
    if name not in CATALOGUE:
        finding = Finding(
            "statement.unknown", Severity.ERROR, params={"id": name, "known": (*CATALOGUE, *OFFICIAL_FORMS)}
        )
        raise InvalidValue(f"there is no statement {name}", finding)
    return CATALOGUE[name]


def missing_for(wanted: Statement, fund: Fund, severity: Severity) -> Finding | None:
    """What a statement cannot do without and the fund does not have; None where nothing is missing."""
    absent = tuple(sorted(wanted.needs & fund.absent))
    if not absent:
        return None
    return Finding("statement.not_given", severity, params={"id": wanted.id, "tables": absent})


def draw(name: str, fund: Fund, asked: Asked) -> Sheet:
    """Draw up a statement of a fund.

    Raises:
        InvalidValue: There is no such statement.
        MissingFact: A table is absent without which it cannot be drawn up; an absent table is not an empty one.
    """
    wanted = statement(name)
    missing = missing_for(wanted, fund, Severity.ERROR)
    if missing is not None:
        raise MissingFact(f"{name} needs tables that were not given", missing)
    return wanted.make(fund, asked)
