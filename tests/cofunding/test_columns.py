"""The columns of a nation: fund by fund and member by member what `request` finds, and nothing else."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pytest
from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from communitywelfare.calendar import Duration, Unit
from communitywelfare.cofunding import Base, Counting, Match, MatchingsOf, RoundFacts, Scheme, SchemePeriod, request
from communitywelfare.cofunding.columns import NEVER, REASONS, UNKNOWN, Counted, MemberColumns, columns_of, count
from communitywelfare.cofunding.columns import counting as counting_room
from communitywelfare.cofunding.columns.turning import latest_starts
from communitywelfare.errors import InvalidMoney, InvalidValue, MissingFact, Refused, Severity
from communitywelfare.fund.matching import cut_off_of, draw_request
from communitywelfare.fund.matching import round_facts as facts_of
from communitywelfare.identity import CitizenId, PersonName
from communitywelfare.members import Membership, Person, Register, TenureStart
from communitywelfare.money import Money, total
from communitywelfare.strategies import days, durations, funds, round_facts, scheme_periods

EPOCH = date(1970, 1, 1)
SEPTEMBER_30 = date(2023, 9, 30)
PERIOD = SchemePeriod(
    first_budget_year=2567,
    per_member=Money.baht(365),
    full_membership=Duration(1, Unit.YEAR),
    matchings_at_most=3,
    cite="แบบเสนอ ปีงบประมาณ 2567",
)
YEAR = {"budget_year": 2567}


def scheme_of(period: SchemePeriod) -> Scheme:
    return Scheme(scheme_id="state", source="GOV_VIA_CODI", name={"th": "รัฐ", "en": "state"}, periods=(period,))


SCHEME = scheme_of(PERIOD)


@frozen(kw_only=True)
class Nation:
    """Funds, each with its cut-off, and a scheme."""

    scheme: Scheme
    facts: tuple[RoundFacts, ...]
    cut_offs: tuple[date, ...]

    def counted(self) -> Counted:
        members = columns_of(self.scheme, self.facts, counts_from=self.scheme.periods[0].counts_from)
        return count(self.scheme, members, cut_offs=self.cut_offs, **YEAR)


@composite
def periods(draw: DrawFn) -> SchemePeriod:
    """Rules that columns hold, some of them left out."""
    period = draw(scheme_periods(first_budget_year=2567, bases=[Base.PER_MEMBER]))
    length = draw(st.none() | st.just(Duration(1, Unit.YEAR)) | durations())
    return evolve(period, **BEYOND, full_membership=length)


BEYOND = {"arrears_at_most": None, "sponsored": None, "waived": None, "counterpart": None}


@composite
def nations(draw: DrawFn) -> Nation:
    """Some funds, empty ones too, some with a person twice; matchings before, on and after their own cut-offs."""
    facts, cut_offs = [], []
    for _fund in range(draw(st.integers(0, 3))):
        one = draw(round_facts(cut_off=SEPTEMBER_30, scheme="state"))
        register = draw(st.just(one.register) | _someone_twice(one.register))
        turning = [membership.applied for membership in register] + [each.ended for each in register if each.ended]
        cut_off = draw(st.sampled_from([SEPTEMBER_30, *turning]) | days(at_most=date(2025, 1, 1)))
        numbers = [membership.number for membership in register]
        matches = draw(st.lists(_matches(numbers, cut_off), max_size=8)) if numbers else []
        facts.append(evolve(one, register=register, matches=(*one.matches, *matches)))
        cut_offs.append(cut_off)
    return Nation(scheme=scheme_of(draw(periods())), facts=tuple(facts), cut_offs=tuple(cut_offs))


@composite
def _someone_twice(draw: DrawFn, register: Register) -> Register:
    """The register with somebody in it again, by mistake, in some other place and perhaps from another day on."""
    if not register.memberships:
        return register
    one = draw(st.sampled_from(register.memberships))
    again = evolve(one, number="M9", applied=one.applied + timedelta(days=draw(st.sampled_from([0, 0, 1, 300]))))
    places = list(register)
    places.insert(draw(st.integers(0, len(places))), again)
    return Register(tuple(places))


def _matches(numbers: Sequence[str], cut_off: date) -> st.SearchStrategy[Match]:
    """Matchings in some round, of which one may match several receipts; also of a number that nobody bears."""
    return st.builds(
        Match,
        member=st.sampled_from([*numbers, "nobody"]),
        scheme=st.sampled_from(["state", "state", "lao"]),
        round=st.integers(1, 5),
        as_of=st.sampled_from([cut_off + timedelta(days=by) for by in (-700, -365, -1, 0, 1)]),
        amount=st.just(Money.baht(365)),
    )


def speaking_against(member):
    return tuple(reason.code for reason in member.reasons if reason.severity is not Severity.INFO)


# --- two readings of one rule ------------------------------------------------------------------------------


def agree(nation: Nation) -> None:
    counted = nation.counted()
    drawn = [
        request(nation.scheme, facts, cut_off=day, **YEAR)
        for facts, day in zip(nation.facts, nation.cut_offs, strict=True)
    ]
    members = [member for each in drawn for member in each.members]
    assert [counted.codes(row) for row in range(len(counted.members))] == [
        speaking_against(member) for member in members
    ]
    assert counted.eligible.tolist() == [member.is_eligible for member in members]
    assert counted.eligible_members.tolist() == [len(each.eligible) for each in drawn]
    assert counted.amount.tolist() == [each.amount.satang for each in drawn]
    assert counted.total == total(each.amount for each in drawn)
    assert counted.members.sizes.tolist() == [len(each.members) for each in drawn]


@given(nations())
def test_columns_find_what_a_request_finds_member_by_member_and_fund_by_fund(nation):
    agree(nation)


@given(nations())
def test_columns_refuse_a_fund_whose_matchings_were_not_given_where_a_request_would_need_them(nation):
    unknown = evolve(nation, facts=tuple(evolve(each, knows_matches=False) for each in nation.facts))
    if nation.scheme.periods[0].matchings_at_most is None or not nation.facts:
        agree(unknown)
        return
    with pytest.raises(MissingFact, match=r"matches\.csv. of fund 1") as missing:
        unknown.counted()
    assert [each.code for each in missing.value.findings] == ["cofunding.matches_not_given"]


@given(nations(), st.integers(1, 3))
def test_it_does_not_matter_how_many_rows_are_looked_at_together(nation, at_once):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counting_room, "_AT_ONCE", at_once)
        agree(nation)


@given(st.lists(funds(), max_size=2))
def test_whole_funds_ask_for_what_each_would_draw_up(whole):
    cut_offs = [cut_off_of(fund, SCHEME, 2567) for fund in whole]
    members = columns_of(SCHEME, (facts_of(fund, day) for fund, day in zip(whole, cut_offs, strict=True)))
    counted = count(SCHEME, members, cut_offs=cut_offs, **YEAR)
    assert counted.amount.tolist() == [draw_request(fund, SCHEME, 2567).amount.satang for fund in whole]


@given(nations())
def test_any_member_is_explained_as_the_fund_s_own_request_does(nation):
    counted = nation.counted()
    for row in range(len(counted.members)):
        fund = int(counted.members.fund_of(row))
        found = counted.explain(row, nation.facts[fund])
        assert found == counted.request(fund, nation.facts[fund]).members[row - counted.members.starts[fund]]
        assert speaking_against(found) == counted.codes(row)


@given(nations())
def test_everybody_who_does_not_count_is_told_why(nation):
    counted = nation.counted()
    told = [counted.told(code) for code in REASONS]
    assert (np.any(told, axis=0) == ~counted.eligible).all()


@given(nations(), st.randoms(use_true_random=False))
def test_the_order_of_the_funds_does_not_matter(nation, chance):
    order = list(range(len(nation.facts)))
    chance.shuffle(order)
    other = evolve(
        nation,
        facts=tuple(nation.facts[place] for place in order),
        cut_offs=tuple(nation.cut_offs[place] for place in order),
    )
    assert other.counted().amount.tolist() == [nation.counted().amount[place] for place in order]


def matched_in(*rounds: tuple[str, int]) -> RoundFacts:
    """One member, matched by schemes in rounds of 30 September."""
    member = Membership(
        number="M0001", person=Person(name=PersonName("มาลี"), citizen_id=None), applied=date(2010, 1, 1)
    )
    matches = (
        Match(member="M0001", scheme=scheme, round=year, as_of=date(year, 9, 30), amount=Money.baht(365))
        for scheme, year in rounds
    )
    return RoundFacts(register=Register((member,)), matches=tuple(matches))


@pytest.mark.parametrize(
    ("rounds", "codes"),
    [
        ([("state", 2019), ("state", 2020), ("state", 2021)], ("cofunding.matched_often_enough",)),
        ([("state", 2019), ("state", 2020), ("lao", 2021)], ()),
        ([("state", 2019), ("state", 2020), ("state", 2020)], ()),  # a round that matched two receipts
        ([("state", 2019), ("state", 2020), ("state", 2023)], ()),
    ],
)
def test_only_earlier_rounds_of_the_scheme_count_and_each_once(rounds, codes):
    nation = Nation(scheme=SCHEME, facts=(matched_in(*rounds),), cut_offs=(SEPTEMBER_30,))
    agree(nation)
    assert nation.counted().codes(0) == codes


# --- a full year by whole months ---------------------------------------------------------------------------


@given(durations(), days(), days())
def test_what_begins_later_is_never_complete_earlier(duration, one, other):
    first, second = sorted([one, other])
    assert duration.after(first) <= duration.after(second)


@pytest.mark.parametrize("text", ["1 year", "6 months", "1 month", "13 months", "365 days", "0 days"])
def test_it_is_the_same_for_every_day_of_five_years(text):
    duration = Duration.parse(text)
    on = [date(2020, 1, 1) + timedelta(days=day) for day in range(5 * 366)]
    starts = latest_starts(duration, np.array([(day - EPOCH).days for day in on], np.int32))
    for day, start in zip(on, starts, strict=True):
        latest = EPOCH + timedelta(days=int(start))
        assert duration.after(latest) <= day < duration.after(latest + timedelta(days=1))


@pytest.mark.parametrize(
    ("text", "on", "latest"),
    [
        ("1 year", date(2021, 2, 28), date(2020, 2, 29)),
        ("1 year", date(2024, 2, 29), date(2023, 2, 28)),
        ("1 year", SEPTEMBER_30, date(2022, 9, 30)),
        ("6 months", date(2023, 2, 28), date(2022, 8, 31)),
        ("1 month", date(2023, 4, 30), date(2023, 3, 31)),
        ("180 days", date(2023, 6, 30), date(2023, 1, 1)),
    ],
)
def test_the_ends_of_short_months_are_as_the_civil_code_has_them(text, on, latest):
    start = latest_starts(Duration.parse(text), np.array([(on - EPOCH).days], np.int32))
    assert (latest - EPOCH).days == start


# --- arrays of one's own -----------------------------------------------------------------------------------


def two_funds(**changed) -> MemberColumns:
    """Two funds: in the first somebody who left and joined again, and was matched under both memberships."""
    given_to = {
        "sizes": [2, 1],
        "applied": [date(2015, 1, 1), date(2020, 1, 1), date(2023, 1, 1)],
        "ended": [date(2019, 1, 1), None, None],
        "person": [0, 0, 2],
        "matched": [0, 0, 1, 1],
        "as_of": [date(2017, 9, 30), date(2018, 9, 30), date(2022, 9, 30), SEPTEMBER_30],
    }
    return MemberColumns(**{**given_to, **changed})


def counted_of(members: MemberColumns, period: SchemePeriod = PERIOD) -> Counted:
    return count(scheme_of(period), members, cut_offs=[SEPTEMBER_30] * len(members.sizes), **YEAR)


def test_what_has_not_begun_is_not_also_over():
    members = MemberColumns(sizes=[1], applied=[date(2024, 1, 1)], ended=[date(2020, 1, 1)])  # a slip of the pen
    assert counted_of(members).codes(0) == ("cofunding.not_yet_member", "cofunding.not_a_full_year")


def test_a_person_counts_once_under_the_first_membership_that_may():
    twice = {"ended": [None] * 3, "applied": [date(2020, 1, 1), date(2015, 1, 1), date(2023, 1, 1)]}
    counted = counted_of(two_funds(**twice, matched=[], as_of=[]))
    assert [counted.codes(row) for row in range(2)] == [("cofunding.person_counted",), ()]


def test_where_the_day_of_joining_is_not_the_one_that_counts_it_must_be_known():
    period = evolve(PERIOD, counts_from=TenureStart.FIRST_PAID)
    since = [date(2022, 10, 1), NEVER, UNKNOWN]
    counted = counted_of(two_funds(since=since_of(since), matched=[], as_of=[], person=None), period)
    assert [counted.codes(row) for row in range(3)] == [
        ("cofunding.no_longer_member", "cofunding.not_a_full_year"),
        ("cofunding.never_paid",),
        ("cofunding.first_paid_unknown",),
    ]


def test_nobody_is_told_that_he_never_paid_where_the_admission_counts():
    since = np.array(["2015-01-01", "NaT", "2022-10-01"], "M8[D]")
    period = evolve(PERIOD, counts_from=TenureStart.ADMITTED)
    counted = counted_of(two_funds(since=since, matched=[], as_of=[], person=None), period)
    assert counted.codes(1) == ("cofunding.admitted_unknown",)
    assert counted.codes(2) == ("cofunding.not_a_full_year",)


@pytest.mark.parametrize(
    ("changed", "asked"),
    [
        ({"member_cap": Money.baht(100)}, 200),
        ({"ratio": Fraction(2)}, 1460),
        ({"ratio": Fraction(2), "member_cap": Money.baht(400)}, 800),
        ({"fund_cap": Money.baht(500)}, 500),
    ],
)
def test_ratios_and_ceilings_hold_for_the_sum_of_a_fund(changed, asked):
    everybody = MemberColumns(sizes=[2], applied=[0, 0], ended=[NEVER, NEVER])
    assert counted_of(everybody, evolve(PERIOD, **changed)).total == Money.baht(asked)


def test_a_year_since_the_admission_is_complete_on_the_same_day_of_the_next():
    period = evolve(PERIOD, counts_from=TenureStart.ADMITTED)
    since = [date(2022, 9, 30), date(2022, 9, 30), date(2022, 10, 1)]
    counted = counted_of(two_funds(since=since), period)
    assert counted.told("cofunding.not_a_full_year").tolist() == [False, False, True]


def test_of_two_memberships_from_one_day_the_first_number_counts():
    person = Person(name=PersonName("มาลี"), citizen_id=CitizenId.synthetic(1))
    register = Register(tuple(Membership(number=n, person=person, applied=date(2010, 1, 1)) for n in ("M2", "M1")))
    nation = Nation(scheme=SCHEME, facts=(RoundFacts(register=register),), cut_offs=(SEPTEMBER_30,))
    agree(nation)
    assert nation.counted().eligible.tolist() == [False, True]


def since_of(values):
    return [value if isinstance(value, int) else (value - EPOCH).days for value in values]


def test_facts_of_a_branch_alone_are_not_a_fund():
    with pytest.raises(InvalidValue):
        columns_of(SCHEME, [RoundFacts(register=Register(()), branch=frozenset())])


def test_a_person_s_matchings_count_under_every_membership():
    assert [counted_of(two_funds()).codes(row) for row in range(3)] == [
        ("cofunding.no_longer_member", "cofunding.matched_often_enough"),
        ("cofunding.matched_often_enough",),
        ("cofunding.not_a_full_year",),
    ]


def test_however_often_somebody_has_joined_all_matchings_count_together():
    members = MemberColumns(
        sizes=[3],
        applied=[date(2015, 1, 1), date(2017, 1, 1), date(2020, 1, 1)],
        ended=[date(2016, 1, 1), date(2019, 1, 1), None],
        person=[0, 0, 0],
        matched=[0, 1, 2],
        as_of=[date(2015, 9, 30), date(2018, 9, 30), date(2022, 9, 30)],
    )
    assert counted_of(members).told("cofunding.matched_often_enough").all()


def test_or_only_those_under_this_one_where_the_scheme_says_so():
    counted = counted_of(two_funds(), evolve(PERIOD, rejoining=MatchingsOf.MEMBERSHIP))
    assert counted.codes(1) == ()
    assert counted.total == Money.baht(365)


def test_without_persons_every_row_is_somebody_else_s():
    assert counted_of(two_funds(person=None)).eligible.tolist() == [False, True, False]


def test_days_may_be_dates_numbers_or_numpy_s_own():
    applied = np.array(["2015-01-01", "2020-01-01", "2023-01-01"], "M8[D]")
    ended = np.array(["2019-01-01", "NaT", "NaT"], "M8[ns]")
    wanted = two_funds()
    assert wanted.ended.tolist() == [(date(2019, 1, 1) - EPOCH).days, NEVER, NEVER]
    for one in (two_funds(applied=applied, ended=ended), two_funds(applied=wanted.applied.astype(np.int64))):
        assert one.applied.tolist() == wanted.applied.tolist()
        assert one.ended.tolist() == wanted.ended.tolist()


def test_a_nation_without_funds_asks_for_nothing():
    counted = count(SCHEME, columns_of(SCHEME, ()), cut_offs=[], **YEAR)
    assert (counted.total, counted.amount.tolist(), counted.flags.tolist()) == (Money(0), [], [])


@pytest.mark.parametrize(
    "changed",
    [
        {"sizes": [2, 2]},
        {"sizes": [4, -1]},
        {"ended": [None, None]},
        {"applied": [date(2015, 1, 1), None, date(2023, 1, 1)]},
        {"applied": [1.5, 2.0, 3.0]},
        {"applied": [0, 0, 1 << 40]},
        {"matched": [0, 1, 0, 1]},
        {"matched": [0, 0, 1, 3]},
        {"matched": [-1, 0, 1, 1]},
        {"matched": [0, 0, 1]},
        {"since": [date(2020, 1, 1)]},
        {"person": [0, 0]},
        {"person": [0, 0, 1]},
        {"person": [0, 0, -1]},
        {"person": [1, 0, 2]},
        {"person": [0, 3, 2]},
    ],
    ids=str,
)
def test_columns_that_do_not_fit_together_are_refused(changed):
    with pytest.raises(InvalidValue):
        two_funds(**changed)


def test_a_person_is_named_by_its_first_row_only():
    members = {"sizes": [3], "ended": [None] * 3}
    with pytest.raises(InvalidValue):
        two_funds(**members, person=[0, 0, 1])


@pytest.mark.parametrize("cut_offs", [[], [SEPTEMBER_30], [SEPTEMBER_30, None], [[SEPTEMBER_30, SEPTEMBER_30]]])
def test_every_fund_wants_a_cut_off(cut_offs):
    with pytest.raises(InvalidValue):
        count(SCHEME, two_funds(), cut_offs=cut_offs, **YEAR)


def test_only_known_reasons_can_be_asked_for():
    with pytest.raises(InvalidValue, match=r"cofunding\.full_year"):
        counted_of(two_funds()).told("cofunding.full_year")


@given(nations())
def test_a_member_is_not_explained_from_other_facts(nation):
    counted = nation.counted()
    nobody = RoundFacts(register=Register(()))
    for row in range(len(counted.members)):
        with pytest.raises(InvalidValue):
            counted.explain(row, nobody)


# --- what columns do not hold ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ("base", Base.DUES_PAID),
        ("counts_from", TenureStart.ADMITTED),
        ("arrears_at_most", 3),
        ("sponsored", Counting.DOES_NOT),
        ("waived", Counting.DOES_NOT),
        ("counterpart", "LAO"),
    ],
)
def test_a_rule_that_columns_do_not_hold_is_named_and_nothing_is_counted(rule, value):
    with pytest.raises(Refused, match=rule) as refused:
        counted_of(two_funds(), evolve(PERIOD, **{rule: value}))
    assert refused.value.findings[0].params == {"scheme": "state", "rule": rule}


def test_nothing_is_counted_by_rules_that_nobody_knows():
    with pytest.raises(MissingFact):
        count(SCHEME, two_funds(), cut_offs=[SEPTEMBER_30] * 2, budget_year=2566)
    with pytest.raises(MissingFact):
        counted_of(two_funds(), evolve(PERIOD, per_member=None))


def test_sums_that_no_column_holds_are_refused():
    most = Money((1 << 63) - 1)
    assert counted_of(two_funds(person=None), evolve(PERIOD, per_member=most)).total == most
    with pytest.raises(InvalidMoney):
        counted_of(two_funds(person=None), evolve(PERIOD, per_member=most + Money(1)))
