"""Cells, words and short texts, as they stand in files and as they are typed at a shell."""

from collections.abc import Callable, Mapping
from datetime import date

import click
from reading import Reader, from_text
from wholes import sample

from communitywelfare.calendar import Duration, Month, PartialDate, YearStart, iso_day, read_day
from communitywelfare.cli.budget_year import BudgetYear
from communitywelfare.cli.months import read_month
from communitywelfare.cli.speaking import BAHT, DAY, MONTHS, PIECES
from communitywelfare.fund.collection import SheetId
from communitywelfare.identity import CitizenId
from communitywelfare.io._cells import parser_of
from communitywelfare.io._schema import schemas
from communitywelfare.io.bylaw_toml import parse_bylaw
from communitywelfare.io.change_toml import change_typed
from communitywelfare.io.cross_fund import member_behind
from communitywelfare.io.erasing import erase_member
from communitywelfare.io.shipped import example_bylaw
from communitywelfare.io.stored import entry_of_head
from communitywelfare.io.subject_export import subject_data
from communitywelfare.money import Money
from communitywelfare.pseudonyms import PseudonymKey
from communitywelfare.rules.changes import changed
from communitywelfare.rules.notation import NotationError, Vocabulary, condition_in, formula_in
from communitywelfare.synthetic import Plan, make_package

__all__ = ["ARGUMENTS", "WORDS"]


def _text(
    name: str, read: Callable[[str], object], *seeds: str, refusals: tuple[type[BaseException], ...] = ()
) -> Reader:
    return Reader(name, "text", from_text(read), lambda: [seed.encode() for seed in seeds], refusals=refusals)


def _converted(kind: click.ParamType) -> Callable[[str], object]:
    return lambda text: kind.convert(text, None, None)


def _changed(text: str) -> object:
    return changed(_EXAMPLE, dict([change_typed(text)]), on=date(2027, 1, 1))


_EXAMPLE = parse_bylaw(example_bylaw(), "bylaw.toml")
_VOCABULARY = Vocabulary(definition={"old": "age >= 60 years"}.get, definitions=("old",))
_PACKAGE = make_package(Plan(members=6, years=8, seed=4))
_JOURNAL = make_package(Plan(members=1, years=1, seed=1)).fund.journal
_KEY = PseudonymKey.of(bytes(range(32)))
_AMOUNT = "min(1500 baht * years(membership, 6 months), 100000 baht)"
_KINDS = sorted({column.kind for schema in schemas().values() for column in schema.columns})

ARGUMENTS: Mapping[click.ParamType, tuple[str, ...]] = {
    DAY: ("30/09/2567", "2024-09-30"),
    BAHT: ("1,234.50",),
    PIECES: ("1000=3; 0.25=4",),
    MONTHS: ("10/2567", "2567-10..2567-12", "ต.ค. 2567..2024-12"),
    BudgetYear(): ("2567", "2024"),
}
"""Kinds of arguments of the command line that are not click's own, and some of each."""

WORDS = (
    _text("citizen id", CitizenId, "9-0000-00000-01-2", "๙๐๐๐๐๐๐๐๐๐๐๑๒"),
    _text("day, any era", read_day, "30/09/2567", "2024-09-30", "๓๐/๐๙/๒๕๖๗", "29/02/2563"),
    _text("day, canonical", iso_day, "2024-09-30"),
    _text("month, any era", read_month, "10/2567", "2024-10", "๑๐/๒๕๖๗", "ต.ค. 2567", "30/9/2567"),
    _text("month", Month.parse, "2024-09", "2024-09-30"),
    _text("partial date", PartialDate.parse, "1955", "1955-04", "1955-04-20"),
    _text("start of the year", YearStart.parse, "10-01"),
    _text("length of time", Duration.parse, "6 months", "1 year", "180 days"),
    _text("money", Money.baht, "1,234.50", "-0.01", "1234"),
    _text("printed head", lambda it: entry_of_head(_JOURNAL, it), "0123456789abcdef", "0" * 64),
    _text("number of a collection sheet", SheetId.parse, str(SheetId("3", date(2024, 9, 30)))),
    _text("a member's data", lambda it: subject_data(_PACKAGE, it), "M00001"),
    _text(
        "a member erased",
        lambda it: erase_member(_PACKAGE, it, on=date(2024, 9, 30), reason=it, reference=it),
        "M00004",
    ),
    _text("a pseudonym", lambda it: member_behind(_PACKAGE.fund, _KEY, "audit", it), "P0123456789abcdef"),
    _text("a change typed", change_typed, "death.steps[4].pay=40000", "hospital.wait=180 days", "dues.rate=1.50"),
    _text(
        "a change made",
        _changed,
        "death.steps[4].pay=25000.50",
        "version.benefit.hospital.limits[2].baht=1,500",
        "hospital=none",
        'birth.amount={ form = "flat", pays = 0.50 }',
    ),
    *(_text(f"cell/{kind}", parser_of(kind), sample(kind)) for kind in _KINDS),
    _text(
        "condition",
        lambda it: condition_in(it, _VOCABULARY),
        "old and (membership >= 15 years or not age < 7 years)",
        'group in ("DISABLED", "ELDERLY")',
        refusals=(NotationError,),
    ),
    _text("formula", lambda it: formula_in(it, _VOCABULARY), _AMOUNT, "300.50 baht", refusals=(NotationError,)),
    *(
        _text(f"argument/{kind.name}", _converted(kind), *seeds, refusals=(click.UsageError,))
        for kind, seeds in ARGUMENTS.items()
    ),
)
"""Readers of one cell, one word or one text of a by-law."""
