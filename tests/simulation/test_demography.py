"""Tables by month: what a life table and rates say, for everybody at their own age."""

import math
from datetime import date

import numpy as np
import pytest
from attrs import evolve

from communitywelfare.calendar import Month, whole_years
from communitywelfare.errors import InvalidValue
from communitywelfare.io.assumptions_toml import shipped_assumptions
from communitywelfare.members import Sex
from communitywelfare.simulation.demography import Demography
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.population import Population

HORIZON = Horizon(Month(2026, 5), 30)
PRIOR = shipped_assumptions()
TABLES = Demography.of(PRIOR, HORIZON)
EPOCH = date(1970, 1, 1)
BORN = [date(1931, 7, 1), date(1960, 5, 1), date(1988, 12, 1), date(2001, 1, 1)]
JOINED = [date(2005, 5, 1), date(2020, 1, 1), date(2026, 4, 1), date(2026, 4, 1)]
PEOPLE = Population(
    funds=("F",),
    fund=np.zeros(4, np.int64),
    uid=np.arange(1, 5).astype(np.uint64),
    sex=np.array([0, 1, 1, 0], np.int8),
    birth=np.array([(day - EPOCH).days for day in BORN]),
    joined=np.array([(day - EPOCH).days for day in JOINED]),
    tenure_from=np.zeros(4, np.int64),
    groups=np.zeros(4, np.int64),
    household=np.full(4, -1),
    entry=np.zeros(4, np.int64),
    left_out={},
)


def table_of(name, rate):
    return evolve(PRIOR[name], rows=tuple(evolve(row, rates=(rate,) * len(row.rates)) for row in PRIOR[name].rows))


@pytest.mark.parametrize("person", range(4))
def test_every_month_has_the_rate_of_its_year_and_of_the_persons_age(person):
    sex = (Sex.MALE, Sex.FEMALE)[PEOPLE.sex[person]]
    born, joined = TABLES.born_row(PEOPLE)[person], TABLES.joined_row(PEOPLE)[person]
    for month in range(HORIZON.months):
        day = HORIZON.at(month).first
        age, year, tenure = whole_years(BORN[person], day), day.year, whole_years(JOINED[person], day)
        monthly = {
            "deaths": PRIOR.life_table(sex, year).force(age) / 12,
            "admissions": PRIOR["admissions"].at(year, age, sex) / 12,
            "births": PRIOR["births"].at(year, age, sex) / 12,
            "leaving": -math.log1p(-PRIOR["leaving"].at(year, tenure)) / 12,
        }
        for name, wanted in monthly.items():
            row = getattr(TABLES, name)[joined if name == "leaving" else born]
            assert row[month + 1] - row[month] == pytest.approx(wanted, rel=1e-9, abs=1e-13), (name, month)
        assert TABLES.age(born, month) == age
        assert (TABLES.birthday(born, 60) <= month) == (age >= 60)
        assert TABLES.stop[PEOPLE.sex[person], age, HORIZON.places[month]] == 1 / PRIOR["nights"].at(year, age, sex)


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("simulation.less_than_a_night", table_of("nights", 0.5)),
        ("simulation.births_above_one", table_of("births", 1.5)),
    ],
)
def test_what_cannot_be_is_refused(code, wrong):
    with pytest.raises(InvalidValue, match="one") as caught:
        Demography.of(PRIOR.with_tables([wrong], "mine"), HORIZON)
    assert caught.value.findings[0].code == code


def test_where_all_leave_in_their_first_year_others_may_still_join():
    tables = Demography.of(PRIOR.with_tables([table_of("leaving", 1.0)], "mine"), HORIZON)
    joins = evolve(PEOPLE, joined=np.full(4, (HORIZON.at(7).first - EPOCH).days))
    row = tables.leaving[tables.joined_row(joins)[0]]

    assert (row[:8] == 0).all()
    assert np.isinf(row[8:]).all()
