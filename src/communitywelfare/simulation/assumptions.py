"""Assumptions (ข้อสมมติ): all that a projection takes for given, table by table, each with where it comes from."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType

from attrs import evolve, field, frozen

from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.members import Sex
from communitywelfare.simulation.mortality import LifeTable, life_table
from communitywelfare.simulation.rates import Axis, Grounds, Measure, RateTable

__all__ = ["TABLES", "Assumptions", "TableKind"]


@frozen(kw_only=True)
class TableKind:
    """What one table of assumptions is: what its rows count, what its figures may mean, whether sexes are apart."""

    name: str
    axis: Axis
    measures: tuple[Measure, ...]
    by_sex: bool = False


def _kinds(*kinds: TableKind) -> Mapping[str, TableKind]:
    return MappingProxyType({kind.name: kind for kind in kinds})


TABLES: Mapping[str, TableKind] = _kinds(
    TableKind(name="mortality", axis=Axis.AGE, measures=(Measure.RATE, Measure.PROBABILITY), by_sex=True),
    TableKind(name="mortality_level", axis=Axis.AGE, measures=(Measure.FACTOR,), by_sex=True),
    TableKind(name="mortality_trend", axis=Axis.NONE, measures=(Measure.GROWTH,), by_sex=True),
    TableKind(name="admissions", axis=Axis.AGE, measures=(Measure.RATE,), by_sex=True),
    TableKind(name="nights", axis=Axis.AGE, measures=(Measure.MEAN,), by_sex=True),
    TableKind(name="births", axis=Axis.AGE, measures=(Measure.RATE,), by_sex=True),
    TableKind(name="joining", axis=Axis.NONE, measures=(Measure.RATE,)),
    TableKind(name="leaving", axis=Axis.TENURE, measures=(Measure.PROBABILITY,)),
    TableKind(name="arrears", axis=Axis.TENURE, measures=(Measure.PROBABILITY,)),
    TableKind(name="interest", axis=Axis.NONE, measures=(Measure.RATE,)),
    TableKind(name="dues_growth", axis=Axis.NONE, measures=(Measure.GROWTH,)),
    TableKind(name="cofunding_growth", axis=Axis.NONE, measures=(Measure.GROWTH,)),
)
"""Every table there is, by name, in the order in which they are shown."""


def _read_only(tables: Iterable[RateTable] | Mapping[str, RateTable]) -> Mapping[str, RateTable]:
    given = tables.values() if isinstance(tables, Mapping) else tables
    by_name = {table.name: table for table in given}
    return MappingProxyType({name: by_name.pop(name) for name in TABLES if name in by_name} | by_name)


@frozen(kw_only=True)
class Assumptions:
    """Everything a projection takes for given, with where each part comes from.

    `tables` holds every table of `TABLES` by name. `assumptions_id` names the file; where a fund has replaced tables by
    its own, it names both, such as ``thailand + my-fund``.

    Raises:
        InvalidValue: A table is missing or of another kind than its name says, nobody dies, probabilities of death are
            not by single years, or the trend of mortality is in the mortality table already.
    """

    assumptions_id: str
    name: Mapping[str, str] = field(hash=False)
    tables: Mapping[str, RateTable] = field(converter=_read_only, hash=False)

    def __attrs_post_init__(self) -> None:
        found = (*self._missing(), *(finding for table in self.tables.values() for finding in _of_kind(table)))
        found = found or tuple(_mortality_mistakes(self.tables))
        if found:
            raise InvalidValue(f"{self.assumptions_id} cannot be used: {found[0].code}", *found)

    def _missing(self) -> Iterator[Finding]:
        for name in TABLES:
            if name not in self.tables:
                yield Finding("assumptions.table_missing", Severity.ERROR, params={"table": name})

    def __reduce__(self) -> tuple[object, ...]:
        return _made_again, (self.assumptions_id, dict(self.name), dict(self.tables))

    def __repr__(self) -> str:
        return f"<Assumptions {self.assumptions_id}: {len(self.tables)} tables>"

    def __getitem__(self, name: str) -> RateTable:
        return self.tables[name]

    @cached_property
    def assumed(self) -> tuple[str, ...]:
        """The tables for which no source was found, by name."""
        tables = self.tables.values()
        return tuple(table.name for table in tables if table.provenance.confidence is Grounds.ASSUMED)

    def with_tables(self, tables: Iterable[RateTable], given_by: str) -> "Assumptions":
        """These assumptions with some tables replaced, and nothing else changed.

        Args:
            tables: What takes the place of the tables of the same names.
            given_by: The id of the file, or of what else gave them; each says so, and whose place it took.
        """
        new = {
            table.name: table.given_by(given_by, instead_of=self.tables[table.name].provenance.given_by)
            for table in tables
        }
        return evolve(self, assumptions_id=f"{self.assumptions_id} + {given_by}", tables=dict(self.tables) | new)

    def mortality_factor(self, age: int, sex: Sex, year: int) -> float:
        """By what the mortality table is multiplied for somebody: the fund's level, and the trend up to a year."""
        return self["mortality_level"].at(year, age, sex) * self._trend(sex, year)

    def _trend(self, sex: Sex, year: int) -> float:
        start = trend_starts(self["mortality_trend"])
        factor = 1.0
        for each in range(year + 1 if start is None else start, year + 1):
            factor *= 1 + self["mortality_trend"].at(each, 0, sex)
        return factor

    def life_table(self, sex: Sex, year: int) -> LifeTable:
        """The life table that holds in a calendar year, level and trend included.

        It is of one year: how people of all ages die then, and not of people born then.
        """
        table = life_table(self["mortality"], sex, year)
        level, trend = self["mortality_level"], self._trend(sex, year)
        oldest = max(len(table.forces), 1 + max(row.band.first or 0 for row in level.in_year(year)))
        return table.scaled([level.at(year, age, sex) * trend for age in range(oldest)])


def _made_again(assumptions_id: str, name: Mapping[str, str], tables: Mapping[str, RateTable]) -> Assumptions:
    """What another process makes of assumptions that are sent to it: a read-only mapping cannot be sent."""
    return Assumptions(assumptions_id=assumptions_id, name=name, tables=tables)


def trend_starts(table: RateTable) -> int | None:
    """The first calendar year that mortality differs by its trend from the table; None where it never does."""
    begins = (row.years.first for row in table.rows if any(row.rates) and row.years.first is not None)
    return min(begins, default=None)


def _of_kind(table: RateTable) -> Iterator[Finding]:
    """Whether a table is what its name says."""
    kind = TABLES.get(table.name)
    if kind is None:
        params: dict[str, object] = {"table": table.name, "known": tuple(TABLES)}
        yield Finding("assumptions.table_unknown", Severity.ERROR, params=params)
    elif (table.axis, table.by_sex) != (kind.axis, kind.by_sex) or table.measure not in kind.measures:
        params = {"table": table.name, "found": table.measure.value, "known": tuple(m.value for m in kind.measures)}
        yield Finding("assumptions.wrong_kind", Severity.ERROR, params=params)


def _mortality_mistakes(tables: Mapping[str, RateTable]) -> Iterator[Finding]:
    """What makes a life table impossible, or counts the same change of mortality twice."""
    table, trend = tables["mortality"], tables["mortality_trend"]
    for each in (table, tables["mortality_level"]):
        for at, row in enumerate(each.rows, start=1):
            if row.band.last is None and not all(row.rates):
                params: dict[str, object] = {"table": each.name, "row": at}
                yield Finding("assumptions.nobody_dies", Severity.ERROR, params=params)
    for at, row in enumerate(table.rows, start=1):
        params = {"table": table.name, "row": at, "band": str(row.band)}
        if table.measure is Measure.PROBABILITY and not (row.band.is_one or row.band.last is None):
            yield Finding("assumptions.single_years_wanted", Severity.ERROR, params=params)
    if any(trend.rows[0].rates):
        params = {"table": trend.name, "row": 1}
        yield Finding("assumptions.trend_without_start", Severity.ERROR, params=params)
    start, last = trend_starts(trend), table.last_change
    if start is not None and last is not None and last >= start:
        params = {"table": trend.name, "row": len(trend.rows), "year": start, "last": last}
        yield Finding("assumptions.trend_twice", Severity.ERROR, params=params)
