"""Whole assumptions: overlays that change nothing else, level and trend of mortality, and what cannot be."""

from collections.abc import Callable

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.errors import InvalidValue
from communitywelfare.io.assumptions_toml import shipped_assumptions
from communitywelfare.members import Sex
from communitywelfare.simulation import TABLES, Assumptions, Band, Grounds, Measure, RateRow, RateTable
from communitywelfare.strategies import assumptions, rate_tables
from communitywelfare.wording import words

ANY = st.sampled_from([Sex.MALE, Sex.FEMALE])


def with_rows(name: str, *rows: tuple[str, str, tuple[float, ...]], measure: str = "") -> RateTable:
    """A shipped table with other rows."""
    shipped = shipped_assumptions()[name]
    made = tuple(RateRow(years=Band.parse(y), band=Band.parse(b), rates=rates) for y, b, rates in rows)
    return evolve(shipped, rows=made, measure=measure or shipped.measure)


def refused(make: Callable[[], object]) -> list[tuple[str, object]]:
    with pytest.raises(InvalidValue) as error:
        make()
    assert all("–" not in words(finding, lang) for finding in error.value.findings for lang in ("th", "en"))
    return [(each.code.removeprefix("assumptions."), each.params["table"]) for each in error.value.findings]


# --- overlays ----------------------------------------------------------------------------------------------


@given(
    assumptions(), st.sets(st.sampled_from([name for name in TABLES if not name.startswith("mortality")])), st.data()
)
def test_only_what_an_overlay_names_changes_and_it_says_so(before, names, data):
    new = [data.draw(rate_tables(names=[name])) for name in sorted(names)]
    after = before.with_tables(new, "my-fund")

    assert list(after.tables) == list(before.tables) == list(TABLES)
    for name in TABLES:
        if name not in names:
            assert after[name] is before[name]
    for table in new:
        told = after[table.name].provenance
        assert after[table.name].rows == table.rows
        assert (told.given_by, told.instead_of) == ("my-fund", before.assumptions_id)
        assert (told.source, told.reason) == (table.provenance.source, table.provenance.reason)
    assert after.assumptions_id == f"{before.assumptions_id} + my-fund"
    assert before[next(iter(TABLES))].provenance.given_by == before.assumptions_id


def test_what_is_assumed_is_listed():
    shipped = shipped_assumptions()

    assert set(TABLES) - set(shipped.assumed) == {"mortality", "births"}
    assert all(shipped[name].provenance.confidence is Grounds.ASSUMED for name in shipped.assumed)


# --- mortality ---------------------------------------------------------------------------------------------


@given(st.integers(0, 120), ANY, st.integers(1990, 2022))
def test_until_its_year_the_table_holds_without_a_trend(age, sex, year):
    assert shipped_assumptions().mortality_factor(age, sex, year) == 1


@given(st.integers(0, 120), ANY, st.integers(2023, 2100))
def test_the_trend_is_compounded_year_by_year(age, sex, year):
    fall = {Sex.MALE: -0.0153, Sex.FEMALE: -0.0113}[sex]

    assert shipped_assumptions().mortality_factor(age, sex, year) == pytest.approx((1 + fall) ** (year - 2022))


def test_a_level_by_age_multiplies_the_force_of_these_ages_only():
    level = with_rows("mortality_level", ("all", "0-59", (2, 3)), ("all", "60+", (1, 1)))
    before, after = shipped_assumptions(), shipped_assumptions().with_tables([level], "own")
    old, new = (each.life_table(Sex.FEMALE, 2030) for each in (before, after))

    assert new.forces[:60] == pytest.approx([3 * force for force in old.forces[:60]])
    assert new.forces[60:] == old.forces[60:]


def test_a_level_beyond_the_oldest_age_of_the_table_is_not_lost():
    level = with_rows("mortality_level", ("all", "0-104", (1, 1)), ("all", "105+", (2, 2)))
    table = shipped_assumptions().with_tables([level], "own").life_table(Sex.MALE, 2022)

    assert (table.force(104), table.force(110)) == (0.382026, 2 * 0.382026)


# --- what cannot be ----------------------------------------------------------------------------------------


def test_every_table_must_be_there_and_be_what_its_name_says():
    tables = dict(shipped_assumptions().tables)
    del tables["births"], tables["interest"]
    tables["leaving"] = evolve(tables["leaving"], measure=Measure.RATE)
    tables["luck"] = evolve(tables["joining"], name="luck")

    assert refused(lambda: Assumptions(assumptions_id="x", name={}, tables=tables)) == [
        ("table_missing", "births"),
        ("table_missing", "interest"),
        ("wrong_kind", "leaving"),
        ("table_unknown", "luck"),
    ]


@pytest.mark.parametrize(
    ("table", "found"),
    [
        (with_rows("mortality", ("all", "0-9", (0.1, 0.1)), ("all", "10+", (0.1, 0))), "nobody_dies"),
        (with_rows("mortality_level", ("all", "all", (0, 1))), "nobody_dies"),
        (
            with_rows("mortality", ("all", "0-9", (0.1, 0.1)), ("all", "10+", (1, 1)), measure="probability"),
            "single_years_wanted",
        ),
        (with_rows("mortality_trend", ("all", "all", (-0.01, 0))), "trend_without_start"),
        (with_rows("mortality", ("-2022", "all", (0.1, 0.1)), ("2023+", "all", (0.1, 0.1))), "trend_twice"),
    ],
)
def test_mortality_that_cannot_be_is_refused(table, found):
    codes = refused(lambda: shipped_assumptions().with_tables([table], "own"))
    assert [code for code, _table in codes] == [found]


def test_a_trend_after_the_last_years_of_the_table_counts_nothing_twice():
    table = with_rows("mortality", ("-2021", "all", (0.1, 0.1)), ("2022+", "all", (0.2, 0.2)))

    assert shipped_assumptions().with_tables([table], "own").life_table(Sex.MALE, 2021).forces == (0.1,)
