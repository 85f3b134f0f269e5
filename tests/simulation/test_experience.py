"""Experience: events and exposure as a day-by-day count gives them, and assumptions changed by what they are worth."""

from collections import Counter
from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from communitywelfare.calendar import PartialDate, whole_years
from communitywelfare.claims import Action, Claim, Event
from communitywelfare.errors import InvalidValue
from communitywelfare.fund import Fund
from communitywelfare.identity import PersonName
from communitywelfare.io.assumptions_toml import shipped_assumptions
from communitywelfare.members import ExitCause, Membership, Person, Register, Sex
from communitywelfare.simulation import TABLES, Band, Grounds, blended, experience
from communitywelfare.simulation.experience import AGES, ESTIMATED, TENURES
from communitywelfare.simulation.exposure import Span
from communitywelfare.simulation.history import events_of
from communitywelfare.strategies import funds
from communitywelfare.synthetic import Plan, make_package
from communitywelfare.wording import words

PRIOR = shipped_assumptions()
FEW = settings(max_examples=15, phases=[Phase.generate])


@pytest.fixture(scope="module")
def fund() -> Fund:
    return make_package(Plan(members=150, years=4, seed=7, until=date(2024, 9, 30))).fund


def member(number: str = "1", *, born: str = "1950", applied: date = date(2020, 1, 1), **ending) -> Membership:
    person = Person(name=PersonName("ก"), citizen_id=None, sex=Sex.FEMALE, birth=PartialDate.parse(born))
    return Membership(number=number, person=person, applied=applied, **ending)


def claim(number: str, day: date, *, category: str = "02", of: str = "1", units: int | None = None) -> Claim:
    event = Event(day=day, units=units)
    return Claim(number=number, day=day, member=of, benefit="x", category=category, event=event)


def with_facts(fund: Fund, *members: Membership, claims: tuple[Claim, ...] = (), **others) -> Fund:
    given_ = {"actions": (), "absent": frozenset({"claim_actions"})} | others
    return evolve(fund, register=Register(members), claims=claims, **given_)


# --- counting ----------------------------------------------------------------------------------------------


@FEW
@given(funds(), st.integers(0, 1500))
def test_events_are_those_that_a_look_at_every_day_finds(fund, ago):
    span = Span(fund.as_of - timedelta(days=ago), fund.as_of)
    deaths, exits = Counter(), Counter()
    for ahead in range(span.days):
        day = span.first + timedelta(days=ahead)
        before = day - timedelta(days=1)
        for each in fund.register:
            age = each.person.age(day)
            if each.ended == day and each.cause is ExitCause.DECEASED and each.covers(day):
                if each.person.sex in {Sex.MALE, Sex.FEMALE} and age is not None:
                    deaths[each.person.sex, age] += 1
            elif each.ended == day and each.cause is not ExitCause.DECEASED and each.covers(before) and ahead:
                exits[None, whole_years(each.applied, before)] += 1

    found = events_of(fund, span).events
    assert found["mortality_level"] == deaths
    assert found["leaving"] == exits


def test_estimates_hold_every_event_and_every_day_once(fund):
    found = experience(fund, PRIOR)
    ended = [each for each in fund.register if each.ended is not None and each.ended in found.span]
    deaths = [each for each in ended if each.cause is ExitCause.DECEASED]
    left = [each for each in ended if each.cause is not ExitCause.DECEASED]
    lived = sum(
        m.covers(found.span.first + timedelta(days=ahead)) for m in fund.register for ahead in range(found.span.days)
    )

    assert tuple(found.estimates) == ESTIMATED
    assert sum(each.events for each in found.estimates["mortality_level"]) == len(deaths) > 0
    assert sum(each.events for each in found.estimates["leaving"]) == len(left) > 0
    for estimates in found.estimates.values():
        assert sum(each.days for each in estimates) == lived
    assert [each.band for each in found.estimates["leaving"]] == list(TENURES)
    assert [(each.sex, each.band) for each in found.estimates["births"]] == [
        (sex, band) for sex in (Sex.MALE, Sex.FEMALE) for band in AGES
    ]


def test_claims_count_that_tell_of_something_that_happened_to_a_member(fund):
    day = date(2024, 5, 1)
    claims = (
        claim("1", day),
        claim("2", day, category="01", units=2),
        claim("3", day, category="03"),
        claim("4", date(2019, 1, 1)),
        claim("5", day, of="9"),
        claim("6", date(2025, 1, 1)),
        claim("7", day, of="2"),
    )
    unknown = evolve(member("2"), person=evolve(member().person, sex=Sex.UNKNOWN))
    found = events_of(with_facts(fund, member(), unknown, claims=claims), Span(date(2018, 1, 1), date(2024, 9, 30)))

    assert found.events["admissions"] == {(Sex.FEMALE, 74): 1}
    assert found.events["births"] == {(Sex.FEMALE, 74): 2}
    assert found.left_out == {"no_member": 2, "claim_unknown": 1}


@pytest.mark.parametrize(
    ("kinds", "counts"),
    [
        (["SUBMIT"], True),
        (["SUBMIT", "ASSESS", "APPROVE", "PAY"], True),
        (["SUBMIT", "REJECT"], False),
        (["SUBMIT", "ASSESS", "APPROVE", "PAY", "REVERSE"], False),
        (["PAY"], False),
        ([], False),
    ],
)
def test_a_claim_counts_unless_it_came_to_nothing(fund, kinds, counts):
    day = date(2024, 5, 1)
    actions = tuple(Action(claim="1", kind=kind, actor="committee", day=day) for kind in kinds)
    made = with_facts(fund, member(), claims=(claim("1", day),), actions=actions, absent=frozenset())

    assert sum(events_of(made, Span(day, day)).events["admissions"].values()) == counts


def test_a_year_of_one_member_is_a_person_year_and_what_the_table_says_of_it(fund):
    made = with_facts(fund, member(born="1950-01-01", applied=date(2019, 10, 2)))
    found = experience(evolve(made, as_of=date(2023, 10, 1)), PRIOR, since=date(2019, 10, 2))
    cell = next(each for each in found.estimates["admissions"] if each.days and each.sex is Sex.FEMALE)
    first, *_, last = found.estimates["leaving"]

    assert (found.span.days, sum(each.days for each in found.estimates["admissions"])) == (1461, 1461)
    assert (cell.band, cell.prior, cell.observed) == (Band(60, 69), pytest.approx(0.22), 0)
    assert [float(each.person_years) for each in found.estimates["leaving"]] == pytest.approx(
        [366 / 365.25, 365 / 365.25, 730 / 365.25, 0]
    )
    assert (last.observed, last.prior, last.level) == (None, None, 1)
    assert first.prior == pytest.approx(0.0618754, abs=1e-6)  # the force under which 6 % leave within a year


def test_mortality_is_expected_by_single_years_level_and_trend(fund):
    born = date(1950, 1, 1)
    made = with_facts(fund, member(born="1950-01-01", applied=date(2030, 1, 1)))
    found = experience(evolve(made, as_of=date(2030, 12, 31)), PRIOR, since=date(2030, 1, 1))
    (cell,) = (each for each in found.estimates["mortality_level"] if each.days)

    force = PRIOR.life_table(Sex.FEMALE, 2030).force(80)
    assert whole_years(born, date(2030, 1, 1)) == 80
    assert cell.expected == pytest.approx(force * 365 / 365.25)


def test_what_ended_after_the_history_or_before_it_did_not_happen_in_it(fund):
    span = Span(date(2022, 1, 1), date(2022, 12, 31))
    for ended in (date(2021, 12, 31), date(2022, 1, 1), date(2022, 12, 31), date(2023, 1, 1), date(2023, 1, 2)):
        died = with_facts(fund, member(ended=ended, cause=ExitCause.DECEASED))
        left = with_facts(fund, member(ended=ended, cause=ExitCause.MOVED))
        within = ended in span

        assert sum(events_of(died, span).events["mortality_level"].values()) == within
        assert sum(events_of(left, span).events["leaving"].values()) == (within and ended > span.first)


# --- what is told ------------------------------------------------------------------------------------------


def codes(found) -> list[tuple[str, object]]:
    assert all("–" not in words(each, language) for each in found.findings for language in ("th", "en"))
    return [(each.code.removeprefix("experience."), each.params["table"]) for each in found.findings]


def test_thin_data_are_told_table_by_table(fund):
    found = experience(with_facts(fund, member()), PRIOR, since=date(2022, 1, 1))

    assert codes(found) == [("thin", name) for name in ESTIMATED]


def test_what_was_not_given_or_cannot_be_weighed_is_told(fund):
    made = with_facts(fund, member(), absent=frozenset({"benefits"}))
    certain = PRIOR.with_tables([evolve(PRIOR["leaving"], uncertainty=None)], "own")
    found = experience(made, certain, since=date(2022, 1, 1))

    assert list(found.estimates) == ["mortality_level"]
    assert codes(found)[1:] == [("no_claims", "admissions"), ("no_claims", "births"), ("no_uncertainty", "leaving")]


def test_what_the_table_says_never_happens_is_told_when_it_does(fund):
    day = date(2024, 5, 1)
    found = experience(with_facts(fund, member(), claims=(claim("1", day, category="01"),)), PRIOR, since=day)

    assert ("not_expected", "births") in codes(found)


def test_without_a_day_of_history_there_is_nothing_to_estimate(fund):
    for made in (with_facts(fund), with_facts(fund, member(applied=date(2030, 1, 1)))):
        with pytest.raises(InvalidValue, match="no day of membership"):
            experience(made, PRIOR)


def test_bands_that_leave_something_out_are_refused(fund):
    with pytest.raises(InvalidValue, match="do not hold every year once"):
        experience(fund, PRIOR, ages=[Band(0, 4), Band(6, None)])


# --- what follows ------------------------------------------------------------------------------------------


def test_blended_assumptions_are_the_tables_times_the_levels(fund):
    found = experience(fund, PRIOR)
    after = blended(found)

    for name, estimates in found.estimates.items():
        for each in estimates:
            for age in {each.band.first, 120 if each.band.last is None else each.band.last}:
                before, now = (its[name].at(2030, age, each.sex) for its in (PRIOR, after))
                if name == "leaving":
                    assert now == pytest.approx(1 - (1 - before) ** each.level)
                else:
                    assert now == pytest.approx(before * each.level)


def test_blended_assumptions_change_only_what_was_estimated_and_say_so(fund):
    after = blended(experience(fund, PRIOR))

    for name in TABLES:
        told = after[name].provenance
        if name in ESTIMATED:
            assert told.confidence is Grounds.EXPERIENCE
            assert told.instead_of == "thailand"
            assert fund.profile.fund_id in told.source
            assert after[name].uncertainty < PRIOR[name].uncertainty
        else:
            assert after[name] is PRIOR[name]


def test_blended_assumptions_are_as_uncertain_as_all_their_events_leave_them(fund):
    found = experience(fund, PRIOR)
    for name, estimates in found.estimates.items():
        worth = PRIOR[name].uncertainty ** -2 + sum(each.events for each in estimates)

        assert blended(found)[name].uncertainty == pytest.approx(worth**-0.5)


def test_the_more_a_fund_has_seen_the_more_its_own_deaths_count(fund):
    dead = {"ended": date(2024, 1, 1), "cause": ExitCause.DECEASED}
    weights, levels = [], []
    for many in (10, 100, 1_000):
        members = [member(str(n), **(dead if n % 4 == 0 else {})) for n in range(many)]
        cells = experience(with_facts(fund, *members), PRIOR, since=date(2020, 1, 1)).estimates["mortality_level"]
        cell = next(each for each in cells if each.events)
        weights.append(cell.weight)
        levels.append(cell.level)
        assert cell.low < cell.level < cell.high

    assert weights == sorted(weights)
    assert 1 < levels[0] < levels[1] < levels[2]


@FEW
@given(funds())
def test_every_fund_with_a_member_has_an_experience(fund):
    try:
        found = experience(fund, PRIOR)
    except InvalidValue:
        return
    after = blended(found)
    for estimates in found.estimates.values():
        assert all(0 <= each.weight < 1 and each.low < each.high and each.level > 0 for each in estimates)
    assert after.life_table(Sex.MALE, 2030).expectation() > 0
