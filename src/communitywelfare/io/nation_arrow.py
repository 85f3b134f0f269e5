"""Many funds as two tables of Arrow, or as Parquet files (ตารางสมาชิกและกองทุน): for a nation, which no package holds.

``members``: ``fund``, ``member``, ``sex`` (M or F), ``birth``, ``joined``; where a by-law asks for them,
``tenure_from`` (the day from which membership counts), ``household`` and ``groups`` (a list of codes); and for each
scheme that matches a member so often at most, ``matched.SCHEME``: how often it did.

``funds``: ``fund``, ``bylaw`` (the by-law's file, or its name where by-laws are given), ``as_of``, ``expenses`` (a
year), ``opening.SOURCE`` for each source of money, ``opening.MEMBERS`` among them; and where a fund's next round counts
members as of another day than the scheme's usual one, ``cut_off``. Money is whole satang, days are dates.

A clause that no event of a life asks for may have a column ``others.CLAUSE``: what it cost all members in a year. It
needs the extra `frames`.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any

import numpy as np
from attrs import fields, has
from numpy.typing import NDArray

from communitywelfare.calendar import Month
from communitywelfare.cofunding import Scheme
from communitywelfare.errors import Finding, FormatError, InvalidValue, Place, Severity
from communitywelfare.io._arrow import ArrowColumns, pyarrow, read_parquet, table_name
from communitywelfare.io._files import FilePath, path_text, read_beside
from communitywelfare.io.bylaw_toml import parse_bylaw
from communitywelfare.members import Group, TenureStart
from communitywelfare.rules import ByLaw
from communitywelfare.rules.facts import CodeFact
from communitywelfare.rules.lint import lint
from communitywelfare.simulation.batches import Batch
from communitywelfare.simulation.draws import member_uids
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.matching import budget_years_of
from communitywelfare.simulation.population import Population
from communitywelfare.simulation.rates import SEXES

__all__ = ["nation_of_tables", "read_nation"]

Whole = NDArray[np.int64]

_GROUPS = tuple(Group)


def read_nation(members: FilePath, funds: FilePath, *, schemes: Sequence[Scheme] = (), years: int = 20) -> Batch:
    """Read a nation from two Parquet files; by-laws are TOML files beside the second.

    Raises:
        FormatError: A file cannot be opened, or is no Parquet.
        InvalidValue: What `nation_of_tables` raises; of by-laws that cannot be read, every mistake is a finding.
        NotInstalled: pyarrow is not there.
    """
    members, funds = path_text(members), path_text(funds)
    of_funds = read_parquet(funds)
    bylaws: dict[str, ByLaw] = {}
    found: list[Finding] = []
    for name in dict.fromkeys(_texts(of_funds, "bylaw", table_name(funds))):
        try:
            bylaws[name] = parse_bylaw(read_beside(funds, name), name)
        except (FormatError, InvalidValue) as error:
            found += error.findings
    if found:
        raise InvalidValue("by-laws of the nation cannot be read", *found)
    return nation_of_tables(
        read_parquet(members),
        of_funds,
        bylaws,
        schemes=schemes,
        years=years,
        names=(table_name(members), table_name(funds)),
    )


def nation_of_tables(
    members: Any,
    funds: Any,
    bylaws: Mapping[str, ByLaw],
    *,
    schemes: Sequence[Scheme] = (),
    years: int = 20,
    names: tuple[str, str] = ("members", "funds"),
) -> Batch:
    """Make one batch of a nation's tables; `Batch.split` cuts it into those that are run.

    Args:
        members: A table of pyarrow, or what `pyarrow.table` takes.
        funds: Another.
        bylaws: By-laws by the names in the column ``bylaw``.
        schemes: Whose money is expected.
        years: How far projections go at most.
        names: What the tables are called in findings.

    Raises:
        InvalidValue: A column or a value is missing or cannot be used, a fund is unknown, empty or there twice, a
            by-law has errors; each kind of mistake is one finding, with how often and where it is first.
        NotInstalled: pyarrow is not there.
    """
    arrow = pyarrow()
    members, funds = (each if isinstance(each, arrow.Table) else arrow.table(each) for each in (members, funds))
    tables, said = {"members": members, "funds": funds}, dict(zip(("members", "funds"), names, strict=True))
    return _Nation(ArrowColumns(tables, said), bylaws).batch(tuple(schemes), years)


def _texts(table: Any, column: str, name: str) -> list[str]:
    """A column of texts.

    Raises:
        InvalidValue: There is no such column.
    """
    if column not in table.column_names:
        params = {"column": column, "table": name}
        finding = Finding("nation.column_missing", Severity.ERROR, place=Place(file=name, column=column), params=params)
        raise InvalidValue(f"{name} has no column {column}", finding)
    return [str(each) for each in table[column].to_pylist() if each is not None]


class _Nation:
    """One reading: what is wrong is collected, and refused together."""

    def __init__(self, columns: ArrowColumns, bylaws: Mapping[str, ByLaw]) -> None:
        self.columns, self.bylaws = columns, bylaws

    def batch(self, schemes: tuple[Scheme, ...], years: int) -> Batch:
        ids = self.columns.texts("funds", "fund")
        laws = self._bylaws(ids)
        self._wanted(ids, laws, schemes)
        first = self._first(ids)
        self.columns.refuse()
        people, order = self._people(ids)
        self.columns.refuse()
        opening = {
            name.removeprefix("opening."): self.columns.numbers("funds", name)
            for name in self.columns.tables["funds"].column_names
            if name.startswith("opening.")
        }
        expenses = self.columns.numbers("funds", "expenses")
        matched = {each.scheme_id: self._times(each)[order] for each in schemes}
        others = self._others(ids, people)
        self.columns.refuse()
        horizon = Horizon(first, 12 * years)
        return Batch(
            first=first,
            people=people,
            bylaws=tuple(laws),
            opening=opening,
            expenses=expenses,
            others=others,
            schemes=schemes,
            matched=matched,
            cut_offs={each.scheme_id: self._cut_offs(each, horizon, len(ids)) for each in schemes},
        )

    def _bylaws(self, ids: Sequence[str]) -> list[ByLaw]:
        names = self.columns.texts("funds", "bylaw")
        seen: set[str] = set()
        for row, fund in enumerate(ids):
            if fund in seen:
                self.columns.note("nation.fund_twice", ("funds", "fund", row), fund=fund)
            seen.add(fund)
        for row, name in enumerate(names):
            if name not in self.bylaws:
                self.columns.unusable(("funds", "bylaw", row), sum(each not in self.bylaws for each in names), name)
                break
        for name in dict.fromkeys(names):
            if name in self.bylaws:
                self.columns.findings += [each for each in lint(self.bylaws[name]) if each.is_error]
        return [self.bylaws[name] for name in names if name in self.bylaws]

    def _wanted(self, ids: Sequence[str], laws: Sequence[ByLaw], schemes: Sequence[Scheme]) -> None:
        """Columns that are there only where somebody asks for them."""
        there = self.columns.tables["members"].column_names
        for fund, bylaw in zip(ids, laws, strict=False):
            for column in _asked_of(bylaw):
                if column not in there:
                    self.columns.note("nation.column_wanted", ("members", column, None), column=column, by=fund)
                    there = [*there, column]
        for scheme in schemes:
            column = f"matched.{scheme.scheme_id}"
            is_asked = any(period.matchings_at_most is not None for period in scheme.periods)
            if is_asked and column not in there:
                self.columns.note("nation.column_wanted", ("members", column, None), column=column, by=scheme.scheme_id)

    def _first(self, ids: Sequence[str]) -> Month:
        days = self.columns.days("funds", "as_of").astype("M8[D]").astype("M8[M]").astype(np.int64)
        if not len(days):
            self.columns.note("nation.nobody", ("funds", None, None))
            return Month(2000, 1)
        other = np.flatnonzero(days != days[0])
        first = Month.at(int(days[0]) + 1970 * 12).plus(1)
        if other.size and len(ids) == len(days):
            row = int(other[0])
            month = Month.at(int(days[row]) + 1970 * 12).plus(1)
            params = {"fund": ids[0], "month": str(first), "other": ids[row], "other_month": str(month)}
            self.columns.note("nation.first_month_differs", ("funds", "as_of", row), **params)
        return first

    def _people(self, ids: Sequence[str]) -> tuple[Population, Whole]:
        """The members by fund, and in which row of their table each stands."""
        fund = self.columns.places("members", "fund", list(ids), "nation.fund_unknown")
        counts = np.bincount(fund[fund >= 0], minlength=len(ids))
        empty = np.flatnonzero(counts == 0)
        if empty.size and not self.columns.findings:
            row = int(empty[0])
            self.columns.note("nation.fund_empty", ("funds", "fund", row), fund=ids[row], count=len(empty))
        numbers = self.columns.texts("members", "member")
        sex = self.columns.places("members", "sex", [each.value for each in SEXES], "nation.value_unusable")
        birth, joined = self.columns.days("members", "birth"), self.columns.days("members", "joined")
        has_tenure = "tenure_from" in self.columns.tables["members"].column_names
        tenure = self.columns.days("members", "tenure_from") if has_tenure else joined
        groups, household = self._groups(len(fund)), self._households(len(fund))
        born_later = np.flatnonzero(birth > joined)
        if born_later.size:
            row = int(born_later[0])
            self.columns.unusable(("members", "birth", row), len(born_later), str(birth.astype("M8[D]")[row]))
        self.columns.refuse()
        order = np.argsort(fund, kind="stable")
        ends = np.cumsum(counts).tolist()
        sorted_numbers = [numbers[row] for row in order.tolist()]
        uid = np.concatenate(
            [
                member_uids(each, sorted_numbers[end - count : end])
                for each, count, end in zip(ids, counts.tolist(), ends, strict=True)
            ]
        )
        people = Population(
            funds=tuple(ids),
            fund=fund[order],
            uid=uid,
            sex=sex[order].astype(np.int8),
            birth=birth[order],
            joined=joined[order],
            tenure_from=tenure[order],
            groups=groups[order],
            household=household[order],
            entry=np.zeros(len(order), np.int64),
            left_out={},
        )
        return people, order

    def _groups(self, count: int) -> Whole:
        if "groups" not in self.columns.tables["members"].column_names:
            return np.zeros(count, np.int64)
        codes = {group.value: 1 << place for place, group in enumerate(_GROUPS)}
        found = np.zeros(count, np.int64)
        for row, names in enumerate(self.columns.tables["members"]["groups"].to_pylist()):
            for name in names or ():
                if name not in codes:
                    self.columns.unusable(("members", "groups", row), 1, str(name))
                    return found
                found[row] |= codes[name]
        return found

    def _households(self, count: int) -> Whole:
        """A number for each household, −1 for who has none."""
        arrow = pyarrow()
        if "household" not in self.columns.tables["members"].column_names:
            return np.full(count, -1)
        found = self.columns.tables["members"]["household"].cast(arrow.string()).combine_chunks().dictionary_encode()
        return np.asarray(found.indices.fill_null(-1).to_numpy(zero_copy_only=False), np.int64)

    def _times(self, scheme: Scheme) -> Whole:
        column = f"matched.{scheme.scheme_id}"
        if column not in self.columns.tables["members"].column_names:  # then the scheme does not ask, or it was told
            return np.zeros(len(self.columns.tables["members"]), np.int64)
        return self.columns.numbers("members", column)

    def _others(self, ids: Sequence[str], people: Population) -> tuple[Mapping[str, Fraction], ...]:
        """What clauses cost that no event asks for, for each member and month."""
        found: list[dict[str, Fraction]] = [{} for _fund in ids]
        months = (12 * np.bincount(people.fund, minlength=len(ids))).tolist()
        for name in self.columns.tables["funds"].column_names:
            if name.startswith("others."):
                for fund, satang in enumerate(self.columns.numbers("funds", name).tolist()):
                    if satang:
                        found[fund][name.removeprefix("others.")] = Fraction(satang, months[fund])
        return tuple(found)

    def _cut_offs(self, scheme: Scheme, horizon: Horizon, funds: int) -> Mapping[int, tuple[date, ...]]:
        """The scheme's usual day in each year, but for a fund's next round where that has a day of its own."""
        years = budget_years_of(horizon)
        usual = {year: [scheme.cut_off(year, founded=None, is_first=False)] * funds for year in years}
        if "cut_off" in self.columns.tables["funds"].column_names:
            for fund, day in enumerate(self.columns.tables["funds"]["cut_off"].to_pylist()):
                year = None if day is None else next((each for each in years if usual[each][fund] >= day), None)
                if year is not None:
                    usual[year][fund] = day
        return {year: tuple(days) for year, days in usual.items()}


def _asked_of(bylaw: ByLaw) -> Iterator[str]:
    """The columns that a by-law asks for beside those that all have."""
    clauses = [clause for version in bylaw.versions for clause in version.benefits]
    if any(version.tenure_from is not TenureStart.APPLIED for version in bylaw.versions):
        yield "tenure_from"
    if any(limit.is_household for clause in clauses for limit in clause.limits):
        yield "household"
    if any(_mentions(clause.conditions, CodeFact.GROUP) for clause in clauses):
        yield "groups"


def _mentions(value: object, what: Enum) -> bool:
    """Whether a value is this one, or holds it somewhere."""
    if value is what:
        return True
    if isinstance(value, tuple):
        return any(_mentions(each, what) for each in value)
    kind: type[Any] = type(value)
    return has(kind) and any(_mentions(getattr(value, each.name), what) for each in fields(kind))
