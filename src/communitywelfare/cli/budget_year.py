"""A budget year as people type it, of either era."""

import re

import click

from communitywelfare.calendar import BE_OFFSET
from communitywelfare.digits import western_digits
from communitywelfare.errors import Finding, Severity
from communitywelfare.wording import words

__all__ = ["YEAR", "BudgetYear"]

_YEAR = re.compile(r"\d{4}", re.ASCII)
_FIRST_BUDDHIST_LOOKING_YEAR = 2400


class BudgetYear(click.ParamType):  # type: ignore[type-arg]  # generic only in the newest click
    """A budget year as people type it, of either era; its value is the Buddhist year, and which era it was."""

    name = "year"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, bool]:
        """The Buddhist year, and whether it was typed as one."""
        if isinstance(value, tuple):
            return value
        typed = western_digits(str(value).strip())
        is_buddhist = bool(_YEAR.fullmatch(typed)) and int(typed) > _FIRST_BUDDHIST_LOOKING_YEAR
        year_be = int(typed) + (0 if is_buddhist else BE_OFFSET) if _YEAR.fullmatch(typed) else 0
        if year_be not in _YEARS:
            finding = Finding("cofunding.year_unreadable", Severity.ERROR, params={"value": str(value)})
            self.fail(f"{words(finding, 'th')} / {words(finding, 'en')}", param, ctx)
        return year_be, is_buddhist


_YEARS = range(2500, 2701)

YEAR = click.option("--year", required=True, type=BudgetYear(), help="ปีงบประมาณ เช่น 2567 / budget year, B.E. or C.E.")
