"""Co-funding in futures: round by round what a request on the real register would ask for, with its matchings."""

from datetime import date, timedelta

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from communitywelfare.calendar import Duration, Month, PartialDate, Unit
from communitywelfare.cofunding import CutOff, Match, MatchingsOf, RoundFacts, Scheme, SchemePeriod, request
from communitywelfare.errors import MissingFact, Refused
from communitywelfare.identity import PersonName
from communitywelfare.members import ExitCause, Membership, Person, Register, Sex
from communitywelfare.money import Money
from communitywelfare.simulation.draws import member_uids
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.lifetimes import Exit, Exits
from communitywelfare.simulation.lives import Lives
from communitywelfare.simulation.matching import Rounds, matched_before
from communitywelfare.simulation.population import Population
from communitywelfare.synthetic import Plan, make_package

FUND = evolve(make_package(Plan(members=5, years=1, seed=1, until=date(2025, 12, 31))).fund, rounds=(), matches=())
FUND = evolve(FUND, profile=evolve(FUND.profile, founded=date(2010, 4, 5)))
FUNDS = [FUND, evolve(FUND, profile=evolve(FUND.profile, founded=date(2010, 4, 15)))]
HORIZON = Horizon(Month(2026, 1), 60)
PERIOD = SchemePeriod(
    first_budget_year=2553,
    per_member=Money.baht(365),
    full_membership=Duration(1, Unit.YEAR),
    matchings_at_most=3,
    rejoining=MatchingsOf.PERSON,
    cite="ข้อสมมติ",
)
EPOCH = date(1970, 1, 1)
JOINED = [date(2020, 3, 4), date(2024, 9, 30), date(2025, 10, 1), date(2025, 12, 31), date(2023, 1, 1)]


def scheme_of(*periods):
    return Scheme(scheme_id="state", source="GOV_VIA_CODI", name={"th": "รัฐ", "en": "state"}, periods=periods)


@st.composite
def schemes(draw):
    values = {
        "matchings_at_most": draw(st.sampled_from([None, 1, 3, 3])),
        "full_membership": draw(st.sampled_from([None, Duration(1, Unit.YEAR), Duration(2, Unit.YEAR)])),
        "member_cap": draw(st.none() | st.just(Money.baht(300))),
        "fund_cap": draw(st.none() | st.just(Money.baht(1_000))),
        "first_cut_off": draw(st.sampled_from(CutOff)),
    }
    period = evolve(PERIOD, **values)
    later = evolve(period, first_budget_year=2571, matchings_at_most=2, per_member=Money.baht(200))
    return scheme_of(period, later) if draw(st.booleans()) else scheme_of(period)


def people_of(entries):
    joined = [JOINED[place % 5] if not entry else HORIZON.at(entry).first for place, entry in enumerate(entries)]
    days = np.array([(day - EPOCH).days for day in joined], np.int64)
    nothing = np.zeros(len(entries), np.int64)
    return Population(
        funds=("F",),
        fund=nothing,
        uid=member_uids("F", [str(number) for number in range(len(entries))]),
        sex=nothing.astype(np.int8),
        birth=nothing,
        joined=days,
        tenure_from=days,
        groups=nothing,
        household=nothing - 1,
        entry=np.array(entries, np.int64),
        left_out={},
    )


def lives_of(people, exits):
    month, how = (np.array(column) for column in zip(*exits, strict=True))
    none = np.zeros(0, np.int32)
    found = Exits(month.astype(np.int32), how.astype(np.int8))
    scenarios = np.arange(len(exits) // len(people))
    return Lives(people=len(people), scenarios=scenarios, exits=found, who=none, what=none, month=none, units=none)


def asked_by_request(rounds, scheme, people, exits, comes, *, founded):
    """What one future's rounds ask for, by `request` on a register in which the exits of the future stand."""
    members = []
    for row, (month, how) in enumerate(exits):
        day = HORIZON.at(month)
        ended = {Exit.STAYS: None, Exit.DIED: day.first + timedelta(days=14), Exit.LEFT: day.plus(1).first}[how]
        birth, name = PartialDate.parse("1960"), PersonName("ก")
        person = Person(name=name, citizen_id=None, sex=Sex.FEMALE, birth=birth)
        cause = {Exit.STAYS: None, Exit.DIED: ExitCause.DECEASED, Exit.LEFT: ExitCause.RESIGNED}[how]
        joined = EPOCH + timedelta(days=int(people.joined[row]))
        members.append(Membership(number=str(row), person=person, applied=joined, ended=ended, cause=cause))
    matches = [
        Match(member=str(row), scheme="state", round=-time, as_of=date(2015, 9, 30), amount=Money(1))
        for row in range(len(people))
        for time in range(int(rounds.before[row]))
    ]
    found = []
    for number, year in enumerate(rounds.budget_years):
        cut_off = scheme.cut_off(year, founded=founded, is_first=number == 0)
        facts = RoundFacts(register=Register(tuple(members)), matches=tuple(matches))
        asked = request(scheme, facts, cut_off=cut_off, budget_year=year)
        found.append(asked.amount.satang if comes[number] else 0)
        if comes[number]:
            matches += [
                Match(member=each.membership.number, scheme="state", round=year, as_of=cut_off, amount=Money(1))
                for each in asked.eligible
            ]
    return found


CUT_OFFS = st.sampled_from([3, 8, 20, 32, 44])  # months of cut-offs
EXITS = st.tuples(st.integers(0, 59) | CUT_OFFS | CUT_OFFS, st.sampled_from([Exit.DIED, Exit.LEFT])) | st.just(
    (60, Exit.STAYS)
)


@settings(max_examples=60)
@given(
    schemes(), st.sampled_from(FUNDS), st.lists(st.sampled_from([0, 0, 0, 3, 20]), min_size=1, max_size=5), st.data()
)
def test_rounds_ask_for_what_requests_would(scheme, fund, entries, data):
    people = people_of(entries)
    before = np.array([data.draw(st.integers(0, 3)) if not entry else 0 for entry in entries])
    rounds = Rounds.of(scheme, [fund], people, HORIZON, before=before)
    whole = st.tuples(*[EXITS.map(lambda each, e=entry: (max(each[0], e), each[1])) for entry in entries])
    futures = data.draw(st.lists(whole, min_size=1, max_size=3))
    comes = np.array(
        data.draw(
            st.lists(
                st.lists(st.booleans(), min_size=len(rounds.budget_years), max_size=len(rounds.budget_years)),
                min_size=len(futures),
                max_size=len(futures),
            )
        ),
        bool,
    ).reshape(len(futures), len(rounds.budget_years))
    lives = lives_of(people, [each for future in futures for each in future])
    amounts = rounds.amounts(people, lives, comes)

    for number, future in enumerate(futures):
        assert amounts[:, number, 0].tolist() == asked_by_request(
            rounds, scheme, people, future, comes[number], founded=fund.profile.founded
        )


@settings(max_examples=30)
@given(schemes(), st.lists(st.sampled_from([0, 0, 0, 3, 20]), min_size=5, max_size=9))
def test_of_many_people_each_counts_as_alone(scheme, entries):
    few = people_of(entries)
    many = few.taken(np.tile(np.arange(len(few)), 1_000))  # more than there are days on which they joined
    alone, together = (
        Rounds.of(scheme, [FUND], people, HORIZON, before=np.zeros(len(people), np.int64)) for people in (few, many)
    )
    assert together.counts.tolist() == np.tile(alone.counts, 1_000).tolist()
    assert alone.counts.any()


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from([0, 0, 3, 20]), min_size=1, max_size=5),
    st.permutations(range(5)),
    st.booleans(),
    st.data(),
)
def test_rounds_need_not_follow_one_another(entries, order, by_fund, data):
    """Somebody may be there at a cut-off and not at an earlier round's, if that comes later."""
    people = people_of(entries)
    if by_fund:
        people = evolve(
            people,
            funds=("F", "G", "H"),
            fund=np.sort(data.draw(st.sampled_from([[0, 2, 2, 2, 2], [1] * 5])))[: len(people)],
        )
    count = len(people.funds)
    rounds = Rounds.of(scheme_of(PERIOD), [FUND] * count, people, HORIZON, before=np.zeros(len(people), np.int64))
    rounds = evolve(rounds, month=rounds.month[order], before_deaths=rounds.before_deaths[order])
    exits = data.draw(st.lists(EXITS, min_size=2 * len(people), max_size=2 * len(people)))
    comes = data.draw(st.lists(st.booleans(), min_size=10 * count, max_size=10 * count))
    comes = np.array(comes, bool).reshape(2, 5, count)
    found = rounds.eligible(people, lives_of(people, exits), comes)

    wanted = np.zeros_like(found)
    for life, (month, how) in enumerate(exits):
        future, person = divmod(life, len(people))
        fund, times = people.fund[person], 0
        for number in range(5):
            cut_off, is_early = rounds.month[number, fund], how is Exit.LEFT or rounds.before_deaths[number, fund]
            is_there = month > cut_off or (month == cut_off and is_early)
            if rounds.counts[number, person] and is_there and comes[future, number, fund] and times < 3:
                times += 1
                wanted[number, future, fund] += 1
    assert np.array_equal(found, wanted)


def test_each_fund_has_its_rounds_also_where_another_has_none_yet():
    """The first cut-off of a young fund may lie before the projection, that of an older one within it."""
    scheme = scheme_of(evolve(PERIOD, first_cut_off=CutOff.ANNIVERSARY))
    early = evolve(FUND, profile=evolve(FUND.profile, founded=date(2010, 11, 20)))
    one = people_of([0, 0])
    other = evolve(one, funds=("G",), uid=one.uid + np.uint64(1))
    both = Population.together([one, other])
    stays = [(60, Exit.STAYS)] * 2
    alone = Rounds.of(scheme, [FUND], one, HORIZON, before=np.zeros(2, np.int64))
    wanted = alone.amounts(one, lives_of(one, stays), np.ones((1, len(alone.budget_years)), bool))[:, 0, 0]
    rounds = Rounds.of(scheme, [FUND, early], both, HORIZON, before=np.zeros(4, np.int64))
    found = rounds.amounts(both, lives_of(both, stays * 2), np.ones((1, len(rounds.budget_years)), bool))[:, 0, 0]

    by_year = dict(zip(rounds.budget_years, found.tolist(), strict=True))
    assert {year: by_year[year] for year in alone.budget_years} == dict(
        zip(alone.budget_years, wanted.tolist(), strict=True)
    )
    assert wanted.sum() > 0


def test_a_rule_that_arrays_do_not_hold_is_refused_by_name():
    with pytest.raises(Refused, match="arrears_at_most"):
        Rounds.of(scheme_of(evolve(PERIOD, arrears_at_most=3)), [FUND], people_of([0]), HORIZON, before=np.zeros(1))


def test_earlier_matchings_are_counted_by_person_and_once_a_round():
    number = next(each.number for each in FUND.register if each.is_current(FUND.as_of))
    match = Match(member=number, scheme="state", round=1, as_of=date(2020, 9, 30), amount=Money(1))
    others = [evolve(match, receipt="1", book="2"), evolve(match, round=2), evolve(match, scheme="another", round=3)]
    fund = evolve(FUND, matches=(match, *others))
    uids = member_uids(fund.profile.fund_id, [number]).tolist()

    assert matched_before(fund, scheme_of(PERIOD), uids).tolist() == [2]
    with pytest.raises(MissingFact, match=r"matches\.csv"):
        matched_before(evolve(fund, absent=frozenset({"matches"})), scheme_of(PERIOD), uids)
    unlimited = scheme_of(evolve(PERIOD, matchings_at_most=None))
    assert matched_before(evolve(fund, matches=(), absent=frozenset({"matches"})), unlimited, uids).tolist() == [0]
