"""Tables of prices pay, to the satang, what the trees pay that they were asked of."""

from datetime import date

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from communitywelfare.rules import build_bylaw
from communitywelfare.simulation.behaviour import draw_arrears
from communitywelfare.simulation.draws import member_uids
from communitywelfare.simulation.engines import Engine, compiled
from communitywelfare.simulation.funds_pricing import FundsPricing
from communitywelfare.simulation.lives import Happening, Lives
from communitywelfare.simulation.narrowed import keys_of, of_clauses
from communitywelfare.simulation.population import Population
from communitywelfare.simulation.stretched import loop
from communitywelfare.simulation.stretched.by_loop import TablesOfFunds, spread
from communitywelfare.simulation.stretched.tables import Turn, governing
from communitywelfare.simulation.tariff import Tariff, projected
from tests.simulation.test_tariff import HORIZON, LATE, laws, lived, populations, used_before

# --- by-laws that tables know ------------------------------------------------------------------------------

WAITS = ["0 months", "1 month", "6 months", "13 months", "90 days", "180 days", "1 year", "15 years"]
STEPS = {
    "membership": ["1 month", "6 months", "12 months", "3 years", "10 years"],
    "age": ["20 years", "40 years", "60 years"],
}
WINDOWS = ["event", "calendar year", "fiscal year", "lifetime"]
MOST = {"units": 12, "times": 3, "baht": 2_500}


@st.composite
def amounts(draw):
    form = draw(st.sampled_from(["flat", "steps", "night", "night", "child"]))
    if form == "flat":
        return {"form": "flat", "pays": f"{draw(st.integers(0, 20))}00.00"}
    if form == "steps":
        by = draw(st.sampled_from(list(STEPS)))
        chosen = draw(st.sets(st.sampled_from(STEPS[by]), min_size=1))
        steps = [{"from": time, "pay": f"{draw(st.integers(1, 30))}00.00"} for time in STEPS[by] if time in chosen]
        return {"form": "steps", "by": by, "steps": steps}
    return {"form": "per unit", "pays": f"{draw(st.integers(1, 9)) * 50}.00", "unit": form}


@st.composite
def clauses(draw):
    category = draw(st.sampled_from(["01", "02", "02", "02", "04", "05", "06"]))
    clause = {"label": {"th": "ข้อ", "en": "a clause"}, "category": category, "amount": draw(amounts())}
    maybe = {
        "wait": st.sampled_from(WAITS),
        "age": st.sampled_from([{"from": "20 years"}, {"from": "60 years"}, {"from": "20 years", "below": "58 years"}]),
        "sex": st.just(["F"]),
        "groups": st.just(["YOUTH", "ELDERLY"]),
        "event": st.sampled_from(["stay", "other"]),
    }
    for key, values in maybe.items():
        if draw(st.integers(0, 3)) == 0:
            clause[key] = draw(values)
    if draw(st.integers(0, 2)):
        measure = draw(st.sampled_from(list(MOST)))
        windows = draw(st.sets(st.sampled_from(WINDOWS), min_size=1, max_size=3))
        limits = [{measure: draw(st.integers(1, MOST[measure])), "per": per} for per in WINDOWS if per in windows]
        clause["limits"] = limits
    return clause


@st.composite
def plain_laws(draw):
    found = draw(st.lists(clauses(), min_size=1, max_size=4))
    version = {
        "id": "1",
        "adopted": date(2000, 1, 1),
        "effective": date(2000, 1, 1),
        "source": "invented",
        "tenure_from": "applied",
        "year_start": draw(st.sampled_from(["01-01", "10-01", "04-15"])),
        "dues": {"convention": "FLAT_30", "rate": "1.00"},
        "benefit": {f"clause{number}": clause for number, clause in enumerate(found)},
    }
    if draw(st.booleans()):
        version["standing"] = {"arrears_at_most_months": 3}
    return built(version)


def built(*versions):
    names = {"th": "กองทุนสมมุติ", "en": "a made-up fund"}
    return build_bylaw({"format": "communitywelfare.bylaw/1", "fund": "F", "name": names, "version": [*versions]})


def one_clause(**clause):
    words = {"label": {"th": "นอนโรงพยาบาล", "en": "hospital stay"}, "category": "02"}
    version = {"id": "1", "adopted": date(2000, 1, 1), "effective": date(2000, 1, 1), "source": "invented"}
    version |= {"tenure_from": "applied", "dues": {"convention": "FLAT_30", "rate": "1.00"}}
    return version | {"benefit": {"hospital": words | clause}}


NIGHTS = {"form": "per unit", "pays": "100.00", "unit": "night"}

# --- the same as the trees ---------------------------------------------------------------------------------


@st.composite
def situations(draw, of=plain_laws):
    funds = draw(st.integers(1, 2))
    bylaws = [projected(draw(of())) for _fund in range(funds)]
    people = draw(populations(funds))
    lives = lived(people, draw(st.integers(0, 1_000)))
    if draw(st.booleans()):
        lives = evolve(lives, arrears=draw_arrears(people, LATE, seed=1, scenarios=lives.scenarios))
    return bylaws, people, draw(used_before(people, bylaws)), lives


def by_tables(tables, lives, engine):
    rows = len(lives.scenarios) * len(tables.bylaws)
    found = np.zeros((rows, HORIZON.months, max(len(keys_of(each)) for each in tables.bylaws)), np.int64)
    tables.add_to(found, lives, engine)
    return found


def by_trees(tables, lives):
    some = [of_clauses(bylaw, keys) for bylaw, keys in zip(tables.bylaws, tables.told, strict=True)]
    tariff = Tariff(bylaws=tuple(some), used=tables.used)
    return spread(tariff.price(tables.people, lives, HORIZON), tariff.keys, tables.bylaws)


def pay_the_same(situation):
    """Whether tables and trees do, as far as there are tables."""
    bylaws, people, used, lives = situation
    tables = TablesOfFunds.of(bylaws, people, HORIZON, used)
    found = by_tables(tables, lives, Engine.LOOP)
    return not tables.clauses or np.array_equal(found, by_trees(tables, lives))


@settings(max_examples=150)
@given(situations())
def test_tables_pay_what_trees_pay(situation):
    assert pay_the_same(situation)


@settings(max_examples=40)
@given(situations(of=laws))
def test_so_they_do_for_any_by_law_as_far_as_they_know_its_clauses(situation):
    assert pay_the_same(situation)


@settings(max_examples=60)
@given(situations(), st.integers(1, 3))
def test_what_a_life_was_paid_is_taken_back_where_it_turns_out_to_be_one_for_the_trees(situation, held):
    """Here a life of more than so many claims is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loop, "_HELD", held)
        assert pay_the_same(situation)


@settings(max_examples=25)
@given(situations())
def test_machine_code_pays_the_same(situation):
    bylaws, people, used, lives = situation
    tables = TablesOfFunds.of(bylaws, people, HORIZON, used)
    if compiled(loop):
        assert np.array_equal(by_tables(tables, lives, Engine.COMPILED), by_tables(tables, lives, Engine.LOOP))


@settings(max_examples=25)
@given(situations(of=lambda: st.one_of(plain_laws(), laws())))
def test_funds_are_paid_the_same_by_tables_and_trees_together_and_as_much_is_undecided(situation):
    bylaws, people, used, lives = situation
    tariff = Tariff(bylaws=tuple(bylaws), used=used)
    paid, undecided = tariff.priced_and_undecided(people, lives, HORIZON)
    for futures in (2, 20_000):  # of so many it is worth while to make tables
        pricing = FundsPricing(tariff=tariff, people=people, horizon=HORIZON, engine=Engine.LOOP, futures=futures)
        again, as_undecided = pricing.priced_and_undecided(lives)
        assert np.array_equal(again, paid)
        assert np.array_equal(pricing.price(lives), paid)
        assert as_undecided == undecided


# --- what tables do not know -------------------------------------------------------------------------------


def one_life(month, nights):
    """A member who is in hospital from the 15th of some months on, for so many nights each."""
    forever = Lives.for_ever(1, HORIZON.months)
    count = len(month)
    return evolve(
        forever,
        who=np.zeros(count, np.int32),
        what=np.full(count, Happening.ADMISSION, np.int8),
        month=np.array(month, np.int16),
        units=np.array(nights, np.int32),
    )


@pytest.mark.parametrize(
    ("limit", "months", "nights"),
    [
        ({"times": 1, "per": "calendar year"}, [11, 12], [40, 2]),  # an occasion of two years
        ({"units": 30, "per": "calendar year"}, [11, 12], [500, 2]),  # a stay of three years
        ({"units": 30, "per": "calendar year"}, [3, 11, 12], [2, 500, 2]),  # the same, after one that was paid
    ],
)
def test_a_life_that_needs_more_is_asked_of_the_trees(limit, months, nights, monkeypatch):
    bylaw = projected(built(one_clause(amount=NIGHTS, limits=[limit])))
    tables = TablesOfFunds.of([bylaw], someone(), HORIZON, None)
    lives = one_life(months, nights)
    asked = []
    monkeypatch.setattr(Tariff, "price", noted(Tariff.price, asked))
    assert np.array_equal(by_tables(tables, lives, Engine.LOOP), by_trees(tables, lives))
    assert len(asked) == 2  # here, and to compare


def noted(real, asked):
    def price(self, people, lives, horizon):
        asked.append(len(lives.who))
        return real(self, people, lives, horizon)

    return price


def test_two_stays_of_one_december_share_both_years():
    bylaw = projected(built(one_clause(amount=NIGHTS, limits=[{"units": 20, "per": "calendar year"}])))
    tables = TablesOfFunds.of([bylaw], someone(), HORIZON, None)
    lives = one_life([11, 11, 12], [30, 25, 10])
    # 17 nights of each lie in the old year, which has 20; 13 and 8 in the new one, which has 20, then nothing is left.
    assert by_tables(tables, lives, Engine.LOOP)[0, 11:13, 0].tolist() == [(17 + 3 + 13 + 7) * 10_000, 0]
    assert np.array_equal(by_tables(tables, lives, Engine.LOOP), by_trees(tables, lives))


def test_a_stay_of_two_years_counts_with_both_its_parts_for_life():
    limits = [{"units": 20, "per": "calendar year"}, {"units": 45, "per": "lifetime"}]
    tables = TablesOfFunds.of([projected(built(one_clause(amount=NIGHTS, limits=limits)))], someone(), HORIZON, None)
    lives = one_life([11, 12, 24, 25], [30, 5, 9, 9])
    # 17 + 13, 5, and of what is left for life, ten nights: nine and one.
    assert by_tables(tables, lives, Engine.LOOP)[0].sum(axis=1)[[11, 12, 24, 25]].tolist() == [
        300_000,
        50_000,
        90_000,
        10_000,
    ]
    assert np.array_equal(by_tables(tables, lives, Engine.LOOP), by_trees(tables, lives))


def someone():
    zero = np.zeros(1, np.int64)
    return Population(
        funds=("F0",),
        fund=zero,
        uid=member_uids("F0", ["1"]),
        sex=zero.astype(np.int8),
        birth=np.array([0]),
        joined=np.array([14_000]),
        tenure_from=np.array([14_000]),
        groups=zero,
        household=zero - 1,
        entry=zero,
        left_out={},
    )


@pytest.mark.parametrize(
    "clause",
    [
        {"amount": {"form": "by years", "by": "membership", "rates": [{"from": "0 years", "pay": "100.00"}]}},
        {"amount": NIGHTS, "limits": [{"units": 10, "per": "membership year"}]},
        {"amount": NIGHTS, "limits": [{"units": 10, "per": "calendar year"}, {"baht": 500, "per": "lifetime"}]},
        {"amount": NIGHTS, "no_claim": {"for": "30 days"}},
        {"amount": NIGHTS, "when": "membership >= 6 months or membership >= 182 days"},
        {"amount": {"form": "discretion"}},
    ],
)
def test_what_turns_on_more_has_no_table(clause):
    bylaw = projected(built(one_clause(**clause)))
    tables = TablesOfFunds.of([bylaw], someone(), HORIZON, None)
    assert tables.told == (frozenset(),)
    assert tables.clauses == ()


@pytest.mark.parametrize(("wait", "first"), [("177 days", (6, 0)), ("188 days", (0, 188))])
def test_days_and_months_stand_in_one_table_where_one_always_comes_before_the_other(wait, first):
    """Half a year has 181 to 184 days, and something may turn on the day after."""
    steps = [{"from": "6 months", "pay": "300.00"}, {"from": "2 years", "pay": "500.00"}]
    clause = {"wait": wait, "amount": {"form": "steps", "by": "membership", "steps": steps}}
    tables = TablesOfFunds.of([projected(built(one_clause(**clause)))], someone(), HORIZON, None)
    (table,) = tables.tables
    assert [(turn.months, turn.days) for turn in table.membership] == [first, (24, 0)]


def test_months_are_about_as_long_as_is_said():
    days = np.arange(-25_000, 25_000)
    for months in range(1, 1_441):
        turn = Turn(months, 0, 0)
        assert np.abs(turn.on(days) - days - turn.about).max() < 4


def test_where_days_may_come_before_or_after_months_there_is_no_table():
    steps = [{"from": "6 months", "pay": "300.00"}, {"from": "2 years", "pay": "500.00"}]
    clause = {"wait": "180 days", "amount": {"form": "steps", "by": "membership", "steps": steps}}
    assert TablesOfFunds.of([projected(built(one_clause(**clause)))], someone(), HORIZON, None).tables == ()


def test_one_version_governs_or_there_is_no_table():
    older, newer = one_clause(amount=NIGHTS), one_clause(amount=NIGHTS, wait="1 year")
    after = built(older, newer | {"id": "2", "adopted": date(2027, 5, 1), "effective": date(2027, 5, 1)})
    before = built(older, newer | {"id": "2", "adopted": date(2020, 5, 1), "effective": date(2020, 5, 1)})
    assert governing(after, HORIZON) is None
    assert [version.version for version in governing(before, HORIZON).versions] == ["2"]
    assert governing(evolve(before, versions=before.versions[:1]), HORIZON).versions == before.versions[:1]
