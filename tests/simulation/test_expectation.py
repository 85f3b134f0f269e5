"""What is to be expected without chance: against closed forms, against members one by one, and the mean of futures."""

import math
from datetime import date, timedelta
from functools import cache

import numpy as np
import pytest
from attrs import evolve

import communitywelfare as cw
from communitywelfare.errors import InvalidValue
from communitywelfare.io.assumptions_toml import shipped_assumptions
from communitywelfare.money import Money
from communitywelfare.rules import ByLaw, Governs, build_bylaw
from communitywelfare.rules.bylaws import Keeps
from communitywelfare.simulation import exposures, limited
from communitywelfare.simulation.assumptions import Assumptions
from communitywelfare.simulation.cells import Cells
from communitywelfare.simulation.draws import member_uids
from communitywelfare.simulation.expectation import Expectation, expect
from communitywelfare.simulation.lines import Lines
from communitywelfare.simulation.opening import Used
from communitywelfare.simulation.plans import Why, plans_of
from communitywelfare.simulation.policy import Policy, Setting
from communitywelfare.simulation.population import Population
from communitywelfare.simulation.projection import Futures, Projection
from communitywelfare.simulation.rates import RateTable
from communitywelfare.simulation.start import Start

FIRST = date(1995, 1, 1)


def words(category: str) -> dict[str, object]:
    return {"label": {"th": "สวัสดิการ", "en": "benefit"}, "category": category}


def bylaw_of(benefits: dict[str, dict[str, object]], **version: object) -> ByLaw:
    """A by-law with these clauses; their category is the first two letters of the key's value."""
    whole = {"id": "1", "adopted": FIRST, "effective": FIRST, "source": "invented", "tenure_from": "applied"}
    whole |= {"dues": {"convention": "FLAT_30", "rate": "1.00"}, "benefit": benefits} | version
    names = {"th": "กองทุนสมมุติ", "en": "a made-up fund"}
    return build_bylaw({"format": "communitywelfare.bylaw/1", "fund": "F", "name": names, "version": [whole]})


def nightly(*limits: dict[str, object], pays: str = "200.00", **more: object) -> dict[str, object]:
    """So much for each night in hospital."""
    amount = {"form": "per unit", "pays": pays, "unit": "night"}
    found = {**words("02"), "amount": amount, **more}
    return found | ({"limits": list(limits)} if limits else {})


def flat(category: str, pays: str, *limits: dict[str, object], **more: object) -> dict[str, object]:
    found = {**words(category), "amount": {"form": "flat", "pays": pays}, **more}
    return found | ({"limits": list(limits)} if limits else {})


def assumed(**rates: float) -> Assumptions:
    """What is shipped, with some tables the same for all ages, years and sexes."""
    shipped = shipped_assumptions()
    tables = []
    for name, rate in rates.items():
        row = shipped[name].rows[0]
        band = evolve(row.band, first=0 if row.band.first is not None else None, last=None)
        years = evolve(row.years, first=None, last=None)
        only = evolve(row, years=years, band=band, rates=(rate,) * len(row.rates))
        tables.append(evolve(shipped[name], rows=(only,)))
    return shipped.with_tables(tables, "a test")


@cache
def _start() -> Start:
    fund = cw.make_package(cw.Plan(members=30, years=1, seed=1)).fund
    return Start.of(fund, opening={"MEMBERS": Money.baht("10000000")}, expenses=Money.baht("1200"))


def start_of(members: int, seed: int, *, least_age: int = 5, used: Used | None = None) -> Start:
    """A made-up fund: members of any age, who joined within the last eight years and some on its last days."""
    start = _start()
    draw = np.random.default_rng([seed, members])
    first = int(np.datetime64(str(start.first), "M").astype("M8[D]").astype(np.int64))
    joined = (
        first
        - 1
        - np.where(draw.random(members) < 0.4, draw.integers(0, 220, members), draw.integers(0, 2900, members))
    )
    birth = joined - draw.integers(least_age * 365, 85 * 365, members)
    zeros = np.zeros(members, np.int64)
    people = Population(
        funds=start.people.funds,
        fund=zeros,
        uid=member_uids(start.people.funds[0], [str(each) for each in range(members)]),
        sex=draw.integers(0, 2, members).astype(np.int8),
        birth=birth,
        joined=joined,
        tenure_from=joined,
        groups=zeros,
        household=zeros - 1,
        entry=zeros,
        left_out={},
    )
    return evolve(start, people=people, used=used_of() if used is None else used, matched={}, others={})


def used_of(*rows: tuple[str, int, date, int, int]) -> Used:
    """What was received before: key, member, day, units, satang."""
    names = tuple(dict.fromkeys(name for name, *_rest in rows))
    return Used(
        names=names,
        row=np.array([row for _name, row, _day, _units, _satang in rows], np.int64),
        name=np.array([names.index(name) for name, *_rest in rows], np.int64),
        day=np.array([(day - date(1970, 1, 1)).days for _name, _row, day, _units, _satang in rows], np.int64),
        units=np.array([units for _name, _row, _day, units, _satang in rows], np.int64),
        satang=np.array([satang for *_rest, satang in rows], np.int64),
    )


def more(name: str, times: float) -> RateTable:
    """A shipped table with larger figures."""
    table = shipped_assumptions()[name]
    return evolve(table, rows=tuple(evolve(row, rates=tuple(times * rate for rate in row.rates)) for row in table.rows))


def busy(**times: float) -> Assumptions:
    """What is shipped, but more happens to fewer people, so that few futures show it."""
    tables = {"admissions": 6.0, "births": 6.0, "mortality_level": 4.0, "joining": 6.0} | times
    return shipped_assumptions().with_tables([more(name, each) for name, each in tables.items()], "a test")


SETTING = Setting(years=3, scenarios=1_500, seed=11)
A_YEAR, A_FISCAL_YEAR, A_LIFE, A_STAY = (
    {"per": each} for each in ("calendar year", "fiscal year", "lifetime", "event")
)
STEPS = [{"from": "180 days", "pay": "3000.00"}, {"from": "2 years", "pay": "5000.00"}]
CLAUSES = {
    "nights a year": nightly({"units": 10, **A_YEAR}, wait="180 days"),
    "baht a stay and a year": nightly({"baht": "600.00", **A_STAY}, {"baht": "1000.00", **A_FISCAL_YEAR}),
    "once a year": nightly({"times": 1, **A_FISCAL_YEAR}, {"units": 3, **A_STAY}, wait="6 months"),
    "baht in a life": nightly({"baht": "3500.00", **A_LIFE}, pays="300.00"),
    "nights and baht a stay": nightly({"units": 3, **A_STAY}, {"baht": "500.00", **A_STAY}, pays="180.00"),
    "a sum a stay": flat("02", "700.00", {"times": 2, **A_YEAR}, age={"from": "30 years"}),
    "no limit": nightly(pays="50.00", age={"from": "60 years"}, wait="100 days"),
    "nights a stay and a year": nightly({"units": 4, **A_STAY}, {"units": 9, **A_YEAR}),
    "nights of a birth": nightly(category="01"),
    "births": flat("01", "1000.00", wait="200 days"),
    "one birth": flat("01", "500.00", {"times": 1, **A_LIFE}),
    "births up to a sum": flat("01", "700.00", {"baht": "1000.00", **A_LIFE}),
    "a birth a year": flat("01", "700.00", {"times": 1, **A_FISCAL_YEAR}, wait="7 months"),
    "steps": {**words("04"), "amount": {"form": "steps", "by": "membership", "steps": STEPS}},
    "death by age": flat("04", "5000.00", age={"from": "40 years"}, wait="1 year"),
    "death of women": {**words("04"), "sex": ["F"], "amount": {"form": "steps", "by": "membership", "steps": STEPS}},
    "death up to a sum": flat("05", "5000.00", {"baht": "1234.00", **A_LIFE}),
    "death by years": {**words("04"), "amount": {"form": "by years", "by": "membership", "pays": "700.00"}},
    "by the month": flat("03", "100.00", wait="3 years", age={"from": "60 years"}, automatic={"every": "month"}),
    "once asked a year": flat("03", "300.00", {"times": 1, **A_YEAR}, wait="300 days", age={"from": "50 years"}),
    "by the year": flat("03", "300.00", wait="2 years", automatic={"every": "year", "on": "10-20"}),
    "at ages": flat("03", "900.00", wait="1 year", automatic={"ages": ["30 years", "40 years", "60 years"]}),
    "more by years": {
        **words("03"),
        "amount": {"form": "by years", "by": "membership", "pays": "10.00"},
        "automatic": {"every": "month"},
    },
    "less what was paid": flat("03", "900.00", automatic={"every": "year", "on": "12-20"}, deducts=["k20"]),
}
NAMES = {f"k{number}": name for number, name in enumerate(CLAUSES)}
KEYS = {name: key for key, name in NAMES.items()}
BYLAW = bylaw_of({KEYS[name]: clause for name, clause in CLAUSES.items()})
USED = ("nights a year", "baht a stay and a year", "baht in a life", "nights a stay and a year", "one birth")


def some_used(start: Start, members: int) -> Used:
    """Every third member had received something of some clauses this year."""
    day = start.first.first - timedelta(days=30)
    rows = [(KEYS[name], row, day, 2, 40_000) for name in (*USED, "once asked a year") for row in range(0, members, 3)]
    return used_of(*rows)


@cache
def made() -> tuple[Start, Futures]:
    start = start_of(50, 5)
    start = evolve(start, used=some_used(start, 50))
    return start, Futures.draw(start, busy(), SETTING)


@cache
def told() -> Expectation:
    return expect(made()[0], Policy(bylaw=BYLAW), busy(), SETTING)


@cache
def drawn() -> Projection:
    return made()[1].under(Policy(bylaw=BYLAW))


def scores(expected: np.ndarray, futures: np.ndarray) -> np.ndarray:
    """By how many standard errors the mean of futures is off, in all and in each year."""
    years = futures.reshape(len(futures), -1, 12).sum(axis=2)
    sums = np.concatenate([years, years.sum(axis=1, keepdims=True)], axis=1).astype(float)
    wanted = expected.reshape(-1, 12).sum(axis=1)
    off = np.append(wanted, wanted.sum()) - sums.mean(axis=0)
    error = sums.std(axis=0, ddof=1) / np.sqrt(len(sums))
    return np.where(error > 0, off / np.where(error > 0, error, 1), np.where(abs(off) < 1e-6, 0, np.inf))


# --- the mean of futures -----------------------------------------------------------------------------------


@pytest.mark.parametrize("key", NAMES, ids=NAMES.values())
def test_what_is_expected_is_the_mean_of_futures(key):
    place = BYLAW.versions[0].benefits.index(BYLAW.versions[0].by_key[key])
    found, paid = told().flows.benefits[:, place], drawn().flows.benefits[:, :, place]
    assert not told().inexact
    assert (found.sum() > 0) == (NAMES[key] != "nights of a birth")  # how many go with a birth is not known
    assert abs(scores(found, paid)).max() < 4.5


@pytest.mark.parametrize("name", ["members", "elderly"])
def test_as_many_are_expected_as_are_there_on_average(name):
    assert abs(scores(getattr(told(), name), getattr(drawn(), name))).max() < 4.5


def test_dues_fees_expenses_and_balances_are_those_of_futures_on_average():
    flows, futures = told().flows, drawn().flows
    assert abs(scores(flows.dues, futures.dues)).max() < 4.5
    assert abs(scores(flows.payers, futures.payers)).max() < 4.5
    assert (flows.fees == futures.fees[0]).all()
    assert (flows.expenses == futures.expenses[0]).all()
    closing = drawn().balance.closing.astype(float)
    error = closing.std(axis=0, ddof=1) / np.sqrt(len(closing))
    # A debt earns nothing in futures; here none of them has one.
    assert closing.min() > 0
    assert (abs(told().balance - closing.mean(axis=0)) < 4.5 * error + 100).all()


def test_a_table_that_is_a_tenth_off_would_be_seen():
    off = expect(made()[0], Policy(bylaw=BYLAW), busy(admissions=6.6, mortality_level=4.8), SETTING)
    for name in ("no limit", "nights a stay and a year", "death up to a sum"):
        place = list(NAMES).index(KEYS[name])
        assert abs(scores(off.flows.benefits[:, place], drawn().flows.benefits[:, :, place])).max() > 4.5


def test_what_was_used_before_counts_in_its_window_alone():
    without = expect(evolve(made()[0], used=used_of()), Policy(bylaw=BYLAW), busy(), SETTING)
    less = without.flows.benefits - told().flows.benefits
    for name in USED:
        ends = 36 if name in {"baht in a life", "one birth"} else 3 if "a year" in name and "baht" not in name else 0
        column = less[:, list(NAMES).index(KEYS[name])]
        assert (column[:ends].sum() > 0) == (ends > 0)
        assert abs(column[ends:]).max(initial=0) < 1e-6


def some_limits(draw: np.random.Generator) -> list[dict[str, object]]:
    """One limit of a window, and perhaps one of a stay."""
    window = str(draw.choice(["calendar year", "fiscal year", "lifetime"]))
    measure = str(draw.choice(["units", "baht", "times"]))
    most = f"{draw.integers(1, 40) * 50}.00" if measure == "baht" else int(draw.integers(1, 12))
    stay = {"baht": f"{draw.integers(1, 20) * 50}.00"} if measure == "baht" else {"units": int(draw.integers(1, 6))}
    return [{measure: most, "per": window}, *([{**stay, "per": "event"}] if draw.random() < 0.7 else [])]


def some_clause(draw: np.random.Generator) -> dict[str, object]:
    asked = {"wait": str(draw.choice(["0 days", "30 days", "5 months", "180 days", "1 year", "3 years"]))}
    age = {"age": {"from": str(draw.choice(["0 years", "41 months", "20 years", "60 years"]))}}
    more = asked | age | ({"sex": ["F"]} if draw.random() < 0.3 else {})
    due = ({"every": "month"}, {"every": "year", "on": "05-15"}, {"every": "year", "on": "02-28"})
    match draw.choice(["nights", "nights", "birth", "death", "due"]):
        case "nights":
            return nightly(*some_limits(draw), pays=f"{draw.integers(1, 5) * 50}.00", **more)
        case "birth":
            return flat("01", "500.00", {"times": int(draw.integers(1, 3)), **A_LIFE}, **more)
        case "death":
            return flat("04", "5000.00", **more)
        case _:
            return flat("03", "100.00", automatic=due[draw.integers(len(due))], **more)


@pytest.mark.parametrize("seed", range(3))
def test_what_is_expected_under_any_bylaw_is_the_mean_of_futures(seed):
    draw = np.random.default_rng(seed)
    start = start_of(40, seed, least_age=0)
    people = evolve(start.people, tenure_from=start.people.joined + draw.integers(0, 200, 40))
    start, setting = evolve(start, people=people), evolve(SETTING, years=2, scenarios=800, seed=seed)
    clauses = {f"k{number}": some_clause(draw) for number in range(8)}
    policy = Policy(bylaw=bylaw_of(clauses, year_start=("10-01", "04-20", "01-10")[seed]))
    found, futures = expect(start, policy, busy(), setting), Futures.draw(start, busy(), setting).under(policy)
    assert not found.inexact
    for number in range(8):
        assert abs(scores(found.flows.benefits[:, number], futures.flows.benefits[:, :, number])).max() < 4.5


# --- arrears -----------------------------------------------------------------------------------------------


def test_arrears_are_years_of_their_own():
    clauses = {
        "death": flat("04", "5000.00"),
        "pension": flat("03", "100.00", automatic={"every": "month"}),
        "yearly": flat("03", "100.00", {"times": 1, **A_FISCAL_YEAR}),
        "nights": nightly(),
        "occasions": nightly({"times": 1, **A_YEAR}),
        "cap": nightly({"units": 5, **A_YEAR}, wait="90 days"),
        "fiscal": nightly({"baht": "1000.00", **A_FISCAL_YEAR}),
        "life": nightly({"units": 20, **A_LIFE}),
        "children": flat("01", "1000.00", {"times": 2, **A_LIFE}),
        "gift": flat("03", "100.00", {"times": 2, **A_LIFE}, automatic={"every": "year", "on": "04-13"}),
    }
    policy = Policy(bylaw=bylaw_of(clauses, standing={"arrears_at_most_months": 3}))
    late = busy().with_tables([assumed(arrears=0.3)["arrears"]], "a test")
    found, futures = expect(made()[0], policy, late, SETTING), Futures.draw(made()[0], late, SETTING).under(policy)
    assert dict(found.inexact) == {"gift": Why.ARREARS}
    for number, key in enumerate(found.flows.keys):
        scored = scores(found.flows.benefits[:, number], futures.flows.benefits[:, :, number])
        assert key == "gift" or abs(scored).max() < 4.5
    assert abs(scores(found.flows.dues, futures.flows.dues)).max() < 4.5
    assert found.flows.dues.sum() < 0.8 * told().flows.dues.sum()


# --- cells -------------------------------------------------------------------------------------------------


def test_cells_are_the_members_one_by_one():
    start, futures = made()
    policy = Policy(bylaw=BYLAW)
    bylaw = futures.tariff(policy).bylaws[0]
    each = np.arange(len(futures.people))
    one_by_one = Lines(Cells.of(futures.people, futures.tables, bylaw, used=start.used, apart=each))
    assert len(one_by_one.cells.columns) == len(futures.people)
    for number, plan in enumerate(plans_of(futures.tariff(policy), start.used)):
        assert one_by_one.line(plan) == pytest.approx(told().flows.benefits[:, number], rel=1e-12, abs=1e-6)
    assert one_by_one.cells.exposures.members() == pytest.approx(told().members, rel=1e-12)


def test_how_many_kinds_are_looked_at_together_changes_nothing(monkeypatch):
    monkeypatch.setattr(limited, "_AT_ONCE", 2_000)
    again = expect(made()[0], Policy(bylaw=BYLAW), busy(), SETTING)
    assert again.flows.benefits == pytest.approx(told().flows.benefits, rel=1e-12, abs=1e-6)


@pytest.mark.parametrize("work", [0, 10**9])
def test_how_sums_over_cells_are_made_changes_nothing(work, monkeypatch):
    monkeypatch.setattr(exposures, "_WORK_OF_A_PAIR", work)
    again = expect(made()[0], Policy(bylaw=BYLAW), busy(), SETTING)
    assert again.flows.benefits == pytest.approx(told().flows.benefits, rel=1e-12, abs=1e-6)
    assert again.members == pytest.approx(told().members, rel=1e-12)


BY_YEARS = {"form": "by years", "by": "membership", "pays": "10.00"}
OF_KINDS = {
    "one of joining": (assumed(joining=0.0), flat("04", "100.00", age={"from": "40 years"})),
    "more of birth": (
        busy(),
        {**words("04"), "amount": {"form": "by years", "by": "age", "pays": "9.00"}, "wait": "3 years"},
    ),
    "more by years": (
        busy(),
        {**words("03"), "amount": BY_YEARS, "age": {"from": "50 years"}, "automatic": {"every": "month"}},
    ),
    "nobody yet": (busy(), flat("03", "9.00", wait="30 years", age={"from": "50 years"}, automatic={"every": "month"})),
}


@pytest.mark.parametrize("kinds", OF_KINDS)
def test_sums_over_all_cells_are_those_over_cells_with_anybody(kinds, monkeypatch):
    assumptions, clause = OF_KINDS[kinds]
    found = []
    for work in (0, 10**9):
        monkeypatch.setattr(exposures, "_WORK_OF_A_PAIR", work)
        found.append(
            expect(start_of(40, 2), Policy(bylaw=bylaw_of({"a": clause})), assumptions, SETTING).flows.benefits
        )
    assert found[0] == pytest.approx(found[1], rel=1e-12, abs=1e-6)
    assert found[0].any() == (kinds != "nobody yet")


@pytest.mark.parametrize("governs", ["event date", "joining date"])
def test_versions_govern_those_who_joined_under_them(governs):
    start, futures = made()
    newest = start.first.first - timedelta(days=90)
    old, new = (
        {"death": flat("04", pays), "nights": nightly({"units": 5, **A_YEAR}, pays=night)}
        for pays, night in (("100.00", "50.00"), ("5000.00", "200.00"))
    )
    bylaw = evolve(bylaw_of(old), governs=Governs(governs))
    both = bylaw_of(new, id="2", effective=newest, adopted=newest, dues={"convention": "FLAT_30", "rate": "1.00"})
    keeps = Keeps(version="1", benefits=("nights",), joined_before=date(2024, 3, 9))
    later = evolve(both.versions[0], keeps=(keeps,))
    policy = Policy(bylaw=evolve(bylaw, versions=(*bylaw.versions, later)))
    found, futures = expect(start, policy, busy(), SETTING), futures.under(policy)
    assert not found.inexact
    for number in range(2):
        assert abs(scores(found.flows.benefits[:, number], futures.flows.benefits[:, :, number])).max() < 4.5
    alike = expect(start, Policy(bylaw=bylaw), busy(), SETTING).flows.benefits
    assert (found.flows.benefits.sum(axis=0) > 1.5 * alike.sum(axis=0)).all()


def test_exposures_are_products_of_survival_member_by_member():
    _start, futures = made()
    people, tables = futures.people, futures.tables
    born, joined = tables.born_row(people).tolist(), tables.joined_row(people).tolist()
    there = np.zeros(SETTING.months)
    for row, column, entry in zip(born, joined, people.entry.tolist(), strict=True):
        for month in range(entry, SETTING.months):
            deaths = tables.deaths[row, month] - tables.deaths[row, entry]
            leaving = tables.leaving[column, month] - tables.leaving[column, entry]
            there[month] += math.exp(-deaths - leaving)
    assert told().members == pytest.approx(there, rel=1e-12)


# --- closed forms ------------------------------------------------------------------------------------------


def constant(**rates: float) -> Assumptions:
    """The same hazards for everybody at all times; nobody joins."""
    return assumed(
        **{"mortality": 0.06, "leaving": 0.0, "joining": 0.0, "mortality_level": 1.0, "mortality_trend": 0.0, **rates}
    )


def test_one_benefit_at_death_under_a_constant_hazard():
    bylaw = bylaw_of({"death": flat("04", "20000.00")})
    found = expect(start_of(40, 2), Policy(bylaw=bylaw), constant(), Setting(years=20))
    months = np.arange(240)
    wanted = 40 * np.exp(-0.06 / 12 * months) * -math.expm1(-0.06 / 12) * 2_000_000
    assert found.flows.benefits[:, 0] == pytest.approx(wanted, rel=1e-12)
    assert found.paid("death").baht == pytest.approx(40 * 20_000 * -math.expm1(-0.06 * 20), rel=1e-12)


def test_only_those_of_an_age_are_paid():
    bylaw = bylaw_of({"death": flat("04", "100.00", age={"from": "40 years"}), "all": flat("04", "100.00")})
    start = start_of(40, 2, least_age=50)
    found = expect(start, Policy(bylaw=bylaw), constant(), Setting(years=20))
    assert found.flows.benefits[:, 0] == pytest.approx(found.flows.benefits[:, 1], rel=1e-12)
    born = (np.array(start.people.birth, "M8[D]").astype("M8[M]") - np.datetime64(str(start.first), "M")).astype(int)
    young = evolve(start, people=evolve(start.people, birth=start.people.birth + 35 * 365))
    assert born.max() < -12 * 50
    some = expect(young, Policy(bylaw=bylaw), constant(), Setting(years=20)).flows.benefits
    assert (some[:, 0] <= some[:, 1] * (1 + 1e-12)).all()
    assert 0 < some[:, 0].sum() < some[:, 1].sum()


def test_members_under_two_constant_hazards():
    found = expect(start_of(40, 2), Policy(bylaw=bylaw_of({})), constant(leaving=0.1), Setting(years=20))
    hazard = (0.06 - math.log1p(-0.1)) / 12
    assert found.members == pytest.approx(40 * np.exp(-hazard * np.arange(240)), rel=1e-12)
    assert found.flows.payers == pytest.approx(40 * np.exp(-hazard * np.arange(1, 241)), rel=1e-12)
    assert found.dues.baht == pytest.approx(sum(found.flows.payers) * 30, rel=1e-12)


def test_nights_without_a_limit_are_the_hazard_times_their_mean():
    bylaw = bylaw_of(
        {"hospital": nightly(), "capped": nightly({"units": 900, **A_YEAR}), "none": nightly({"units": 0, **A_YEAR})}
    )
    found = expect(start_of(40, 2), Policy(bylaw=bylaw), constant(admissions=0.5, nights=4.0), Setting(years=5))
    wanted = found.members * 0.5 / 12 * 4 * 20_000
    assert found.flows.benefits[:, 0] == pytest.approx(wanted, rel=1e-12)
    assert found.flows.benefits[:, 1] == pytest.approx(wanted, rel=1e-11)  # out of the sums of 900 steps
    assert not found.flows.benefits[:, 2].any()


def test_one_stay_a_year_at_most_is_a_poisson_count_cut_at_one():
    bylaw = bylaw_of({"hospital": flat("02", "500.00", {"times": 1, **A_YEAR})})
    found = expect(start_of(40, 2), Policy(bylaw=bylaw), constant(admissions=1.2), Setting(years=5))
    month = (found.horizon.first.index + np.arange(60)) % 12
    since = np.where(np.arange(60) < month, np.arange(60), month)  # of the first year only what lies within it
    chance = np.exp(-0.1 * since) * -math.expm1(-0.1)
    assert found.flows.benefits[:, 0] == pytest.approx(found.members * chance * 50_000, rel=1e-12)


def test_a_pension_of_the_first_of_a_month_is_paid_to_all_who_begin_it():
    bylaw = bylaw_of({"pension": flat("03", "100.00", automatic={"every": "month"})})
    found = expect(start_of(40, 2), Policy(bylaw=bylaw), constant(), Setting(years=3))
    assert found.flows.benefits[:, 0] == pytest.approx(found.members * 10_000, rel=1e-12)


def test_what_falls_due_on_the_fifteenth_is_not_paid_to_the_dead_of_that_day():
    bylaw = bylaw_of({"gift": flat("03", "100.00", automatic={"every": "year", "on": "04-15"})})
    found = expect(start_of(40, 2), Policy(bylaw=bylaw), constant(leaving=0.1), Setting(years=3))
    april = (found.horizon.first.index + np.arange(36)) % 12 == 3
    wanted = found.members * math.exp(-0.06 / 12) * 10_000
    assert found.flows.benefits[april, 0] == pytest.approx(wanted[april], rel=1e-12)
    assert not found.flows.benefits[~april].any()


def test_interest_is_credited_in_december_on_what_months_began_with():
    bylaw = bylaw_of({})
    found = expect(start_of(40, 2), Policy(bylaw=bylaw), constant(interest=0.012), Setting(years=2))
    held, earned = 1_000_000_000.0, 0.0
    for month in range(24):
        earned += held * 0.001
        held += found.flows.dues[month] - found.flows.expenses[month]
        if (found.horizon.first.index + month) % 12 == 11:
            held, earned = held + earned, 0.0
        assert found.balance[month] == pytest.approx(held, rel=1e-12)
    assert found.closing(23).baht == pytest.approx(held / 100, rel=1e-12)


# --- what is not exact -------------------------------------------------------------------------------------


NOT_EXACT = {
    Why.OTHER_CLAUSES: {"a": nightly({"units": 5, **A_YEAR, "together_with": ["a", "b"]}), "b": flat("01", "500.00")},
    Why.EARLIER_CLAIMS: {"a": flat("01", "500.00", no_claim={"for": "2 years", "of": ["a"]})},
    Why.ANOTHER_WINDOW: {"a": nightly({"units": 5, "per": "12 months"})},
    Why.SEVERAL_LIMITS: {"a": nightly({"units": 5, **A_YEAR}, {"units": 30, **A_LIFE})},
    Why.SEVERAL_MEASURES: {"a": nightly({"units": 5, **A_YEAR}, {"baht": "500.00", **A_STAY})},
    Why.TOO_MANY_STEPS: {"a": nightly({"baht": "1000.01", **A_YEAR}, pays="3.00")},
    Why.HOUSEHOLD: {"a": nightly({"units": 5, **A_YEAR, "household": True})},
    Why.SEVERAL_EVENTS: {
        "a": flat("01", "500.00", {"times": 1, **A_LIFE}, event="b"),
        "b": flat("02", "1.00", event="a"),
    },
    Why.OCCASIONS: {"a": nightly({"times": 1, **A_STAY})},
    Why.BY_NIGHTS: {"a": {**words("02"), "amount": {"form": "formula", "pays": "min(units * 100 baht, 250 baht)"}}},
}


@pytest.mark.parametrize("why", NOT_EXACT)
def test_a_clause_beyond_what_is_reckoned_is_named_and_valued_by_futures(why):
    policy, setting = Policy(bylaw=bylaw_of(NOT_EXACT[why])), evolve(SETTING, scenarios=40)
    found = expect(made()[0], policy, busy(), setting)
    assert dict(found.inexact) == {"a": why}
    (finding,) = found.told
    assert (finding.code, finding.params["clause"], finding.params["futures"]) == ("simulation.not_exact", "a", 40)
    futures = Futures.draw(made()[0], busy(), setting).under(policy)
    place = found.flows.keys.index("a")
    assert found.flows.benefits[:, place] == pytest.approx(futures.flows.benefits[:, :, place].mean(axis=0), rel=1e-12)
    assert found.flows.error[:, place].any()


def test_a_clause_of_limits_that_the_dead_cannot_meet_twice_is_exact():
    bylaw = bylaw_of({"a": flat("04", "500.00", {"baht": "400.00", **A_LIFE}, {"times": 1, "per": "membership year"})})
    found = expect(start_of(40, 2), Policy(bylaw=bylaw), constant(), Setting(years=1))
    assert not found.inexact
    assert found.paid("a").baht == pytest.approx(40 * 400 * -math.expm1(-0.06), rel=1e-12)


def test_schemes_give_what_they_give_in_futures_on_average():
    fund = cw.make_package(cw.Plan(members=60, years=3, seed=1)).fund
    schemes = (cw.state_scheme(),)
    start, policy = Start.of(fund, schemes), Policy.of(fund, schemes)
    found, futures = expect(start, policy, busy(), SETTING), Futures.draw(start, busy(), SETTING).under(policy)
    for scheme in schemes:
        money = found.flows.cofunding[scheme.source]
        assert found.come(scheme.source).baht == pytest.approx(money.sum() / 100)
        assert money.sum() > 0
        assert abs(scores(money, futures.flows.cofunding[scheme.source])).max() < 4.5
    assert {finding.code for finding in found.told} <= {"simulation.match_not_exact"}


def test_who_comes_at_an_age_that_nobody_reaches_is_refused():
    start = start_of(30, 1)
    people = evolve(
        start.people, joined=start.people.joined * 0 + start.people.joined.max(), birth=start.people.birth * 0 - 40_000
    )
    with pytest.raises(InvalidValue):
        expect(
            evolve(start, people=people), Policy(bylaw=bylaw_of({})), busy(joining=20, mortality_level=4_000), SETTING
        )
