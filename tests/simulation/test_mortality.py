"""Life tables: the published expectation of life, closed forms, and bands that come out as they were published."""

import math
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from communitywelfare.errors import InvalidValue
from communitywelfare.io.assumptions_toml import shipped_assumptions
from communitywelfare.members import Sex
from communitywelfare.simulation import Band, LifeTable, life_table
from communitywelfare.simulation.mortality import band_rate, single_years
from communitywelfare.simulation.rates import Measure, RateRow, RateTable
from communitywelfare.strategies import provenances, rate_tables

FORCES = st.lists(st.floats(1e-6, 3), min_size=1, max_size=30).map(tuple)
SEXES = pytest.mark.parametrize("sex", [Sex.MALE, Sex.FEMALE])


# --- what the United Nations print -------------------------------------------------------------------------

UN = {  # World Population Prospects 2024, Thailand: mean of 2020 to 2025, and the medium projection for 2045
    Sex.MALE: (72.33, 77.6),
    Sex.FEMALE: (81.05, 84.1),
}
Q = {  # the same table's single years, as the study of the anchors prints them (men, women)
    20: (0.00178, 0.00058),
    40: (0.00566, 0.00198),
    60: (0.01328, 0.00617),
    70: (0.02618, 0.01342),
    80: (0.06080, 0.04134),
}


@SEXES
def test_the_expectation_of_life_is_that_of_the_united_nations(sex):
    assert shipped_assumptions().life_table(sex, 2022).expectation() == pytest.approx(UN[sex][0], abs=0.02)


@SEXES
def test_the_trend_leads_to_the_expectation_that_is_projected_for_2045(sex):
    assert shipped_assumptions().life_table(sex, 2045).expectation() == pytest.approx(UN[sex][1], abs=0.01)


@pytest.mark.parametrize("age", Q)
def test_single_years_are_those_of_the_study(age):
    found = [shipped_assumptions().life_table(sex, 2022).q[age] for sex in (Sex.MALE, Sex.FEMALE)]
    assert found == pytest.approx(Q[age], abs=0.5e-5)


# --- closed forms ------------------------------------------------------------------------------------------


@given(st.floats(1e-4, 2), st.integers(0, 150), st.integers(0, 1_200))
def test_under_a_constant_force_everything_has_a_closed_form(force, age, months):
    table = LifeTable((force,) * 100)

    assert table.expectation() == pytest.approx(1 / force, rel=1e-12)
    assert table.expectation(50) == pytest.approx(1 / force, rel=1e-12)
    assert table.survival(age, months) == pytest.approx(math.exp(-force * months / 12), rel=1e-12)
    assert table.q[10] == pytest.approx(1 - math.exp(-force), rel=1e-12)
    assert table.survivors[30] == pytest.approx(math.exp(-force * 30), rel=1e-12)


@given(st.floats(1e-6, 2))
def test_equal_rates_of_all_bands_are_the_force_of_every_age(rate):
    bands = [Band(0, 0), Band(1, 4), Band(5, 9), Band(10, None)]

    assert single_years(bands, [rate] * 4) == pytest.approx([rate] * 11, rel=1e-12)


def test_in_a_year_that_nobody_survives_deaths_are_even():
    table = LifeTable((0.0, math.inf))

    assert table.expectation() == 1.5
    assert [table.survival(1, months) for months in (0, 3, 12)] == [1, 0.75, 0]
    assert table.survivors == (1.0, 1.0)


def test_where_nobody_dies_there_is_no_expectation():
    with pytest.raises(InvalidValue, match="nobody dies"):
        LifeTable((0.1, 0.0)).expectation()


# --- properties --------------------------------------------------------------------------------------------


@given(st.lists(st.floats(1e-7, 2), min_size=2, max_size=12), st.data())
def test_every_band_comes_out_as_it_was_published(rates, data):
    ends = sorted(data.draw(st.sets(st.integers(0, 110), min_size=len(rates) - 1, max_size=len(rates) - 1)))
    bands = [Band(first, last) for first, last in zip([0, *(end + 1 for end in ends)], [*ends, None], strict=True)]
    forces = single_years(bands, rates)

    assert len(forces) == ends[-1] + 2
    assert forces[-1] == rates[-1]
    for band, rate in zip(bands[:-1], rates, strict=False):
        within = forces[band.first : band.last + 1]
        alive = math.prod(math.exp(-force) for force in within)
        lived = sum(math.exp(-sum(within[:age])) * (1 - math.exp(-force)) / force for age, force in enumerate(within))
        assert band_rate(within) == pytest.approx(rate, rel=1e-12)
        if rate > 1e-3:  # by the definition: deaths per person-year, where subtracting loses no digits
            assert (1 - alive) / lived == pytest.approx(rate, rel=1e-6)


def test_bands_without_deaths_stay_without_deaths():
    bands = [Band(0, 1), Band(2, 3), Band(4, None)]

    assert single_years(bands, [0, 0.1, 0.2])[:2] == (0, 0)
    assert single_years(bands, [0, 0, 0.2]) == (0, 0, 0, 0, 0.2)


def test_the_rate_rises_within_a_band_as_the_bands_around_it_do():
    forces = shipped_assumptions().life_table(Sex.FEMALE, 2022).forces

    assert all(earlier < later for earlier, later in pairwise(forces[20:]))


@given(FORCES, st.integers(0, 40), st.lists(st.integers(0, 600), min_size=2, max_size=5))
def test_survival_only_falls_and_is_a_share(forces, age, months):
    table = LifeTable(forces)
    shares = [table.survival(age, each) for each in sorted(months)]

    assert all(0 <= later <= earlier <= 1 for earlier, later in zip([1.0, *shares], shares, strict=False))


@given(FORCES, st.integers(0, 20), st.integers(0, 240), st.integers(0, 20))
def test_surviving_years_and_then_months_is_surviving_both(forces, age, months, years):
    table = LifeTable(forces)
    both = table.survival(age, 12 * years) * table.survival(age + years, months)

    assert table.survival(age, 12 * years + months) == pytest.approx(both, rel=1e-9)


@given(FORCES, st.integers(0, 29))
def test_an_expectation_is_a_year_lived_and_the_expectation_of_those_who_live_on(forces, age):
    assume(age < len(forces) - 1)
    table = LifeTable(forces)
    lived = (1 - math.exp(-forces[age])) / forces[age]

    assert table.expectation(age) == pytest.approx(lived + math.exp(-forces[age]) * table.expectation(age + 1))


@given(FORCES, st.floats(1.001, 5))
def test_who_dies_more_often_lives_shorter(forces, factor):
    assert LifeTable(forces).scaled([factor]).expectation() < LifeTable(forces).expectation()


def test_a_factor_holds_for_its_age_and_the_last_one_from_there():
    assert LifeTable((0.1, 0.2)).scaled([2, 3, 4]).forces == pytest.approx((0.2, 0.6, 0.8))
    assert LifeTable((0.1, math.inf)).scaled([0]).forces == (0, 0)


@given(rate_tables(names=["mortality"]), st.sampled_from([Sex.MALE, Sex.FEMALE]), st.integers(1950, 2100))
def test_every_mortality_table_makes_a_life_table(table, sex, year):
    found = life_table(table, sex, year)

    assert all(0 <= q <= 1 for q in found.q)
    assert found.forces[-1] > 0
    assert found.expectation() > 0


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20), provenances())
def test_probabilities_of_single_years_stay_as_they_were_given(given_q, provenance):
    bands = [*(Band(age, age) for age in range(len(given_q))), Band(len(given_q), None)]
    rows = tuple(
        RateRow(years=Band(None, None), band=b, rates=(q, q)) for b, q in zip(bands, [*given_q, 1], strict=True)
    )
    table = RateTable(
        name="mortality", axis="age", measure=Measure.PROBABILITY, by_sex=True, rows=rows, provenance=provenance
    )

    assert life_table(table, Sex.MALE, 2030).q[:-1] == pytest.approx(given_q, abs=1e-15)
