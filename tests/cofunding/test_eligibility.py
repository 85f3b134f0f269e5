"""Whom a round is asked for: everybody once, with reasons, and a sum that can be followed member by member."""

from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from communitywelfare.calendar import Duration, Unit
from communitywelfare.cofunding import Match, Request, RoundFacts, Scheme, SchemePeriod, request
from communitywelfare.errors import MissingFact, Severity
from communitywelfare.identity import CitizenId, PersonName
from communitywelfare.members import ExitCause, Membership, Merge, Person, Register
from communitywelfare.money import Money, total
from communitywelfare.strategies import registers

CUT_OFF = date(2023, 9, 30)
SCHEME = Scheme(
    scheme_id="state",
    source="GOV_VIA_CODI",
    name={"th": "รัฐ", "en": "state"},
    periods=(
        SchemePeriod(
            first_budget_year=2567,
            per_member=Money.baht(365),
            full_membership=Duration(1, Unit.YEAR),
            matchings_at_most=3,
            cite="แบบเสนอ ปีงบประมาณ 2567",
        ),
    ),
)
MEMBER = Membership(
    number="M0001",
    person=Person(name=PersonName("มาลี"), citizen_id=CitizenId.synthetic(1)),
    applied=date(2020, 1, 1),
)


def match(member: str = "M0001", year: int = 2020, scheme: str = "state") -> Match:
    return Match(member=member, scheme=scheme, round=year, as_of=date(year, 9, 30), amount=Money.baht(365))


def asked(*memberships: Membership, matches: tuple[Match, ...] = (), cut_off: date = CUT_OFF) -> Request:
    facts = RoundFacts(register=Register(memberships), matches=matches)
    return request(SCHEME, facts, cut_off=cut_off, budget_year=2567)


def blocks(drawn: Request, number: str = "M0001") -> list[str]:
    """Why a membership does not count."""
    found = next(each for each in drawn.members if each.membership.number == number)
    return [reason.code for reason in found.reasons if reason.severity is Severity.BLOCK]


# --- what holds for every register -------------------------------------------------------------------------


@composite
def rounds(draw: DrawFn) -> tuple[Register, tuple[Match, ...]]:
    """A register, and matchings of its members in this scheme and another, before, on and after the cut-off."""
    register = draw(registers(at_most=date(2024, 12, 31)))
    numbers = [membership.number for membership in register]
    if not numbers:
        return register, ()
    matches = st.builds(match, st.sampled_from(numbers), st.integers(2018, 2024), st.sampled_from(["state", "lao"]))
    return register, tuple(draw(st.lists(matches, max_size=8)))


def drawn_up(of: tuple[Register, tuple[Match, ...]], cut_off: date = CUT_OFF) -> Request:
    register, matches = of
    return request(SCHEME, RoundFacts(register=register, matches=matches), cut_off=cut_off, budget_year=2567)


@given(rounds())
def test_every_membership_is_once_in_or_out_in_the_order_of_the_register(of):
    drawn = drawn_up(of)
    assert [each.membership for each in drawn.members] == list(of[0])
    assert sorted(
        (each.membership.number for each in (*drawn.eligible, *drawn.excluded)),
        key=[membership.number for membership in of[0]].index,
    ) == [membership.number for membership in of[0]]
    assert all(each.is_eligible for each in drawn.eligible)
    assert not any(each.is_eligible for each in drawn.excluded)


@given(rounds())
def test_the_sum_is_what_its_members_bring(of):
    drawn = drawn_up(of)
    assert drawn.amount == total(SCHEME.periods[0].per_member for _ in drawn.eligible)


@given(rounds())
def test_whoever_counts_does_so_by_every_rule_looked_at_alone(of):
    register, matches = of
    for each in drawn_up(of).members:
        member = each.membership
        is_member = member.applied <= CUT_OFF and (member.ended is None or member.ended > CUT_OFF)
        has_a_year = (CUT_OFF.year - member.applied.year, CUT_OFF.month, CUT_OFF.day) >= (
            1,
            member.applied.month,
            member.applied.day,
        )
        own = {other.number for other in register.of_same_person(member)}
        counted = (one for one in matches if one.member in own and one.scheme == "state" and one.as_of < CUT_OFF)
        times = len({(one.member, one.round) for one in counted})  # several receipts of one round count once
        assert each.matched_before == times
        assert each.is_eligible == (is_member and has_a_year and times < 3)


@given(rounds())
def test_every_rule_is_answered_for_everybody_also_where_all_is_well(of):
    for each in drawn_up(of).members:
        again = [reason for reason in each.reasons if reason.code == "cofunding.rejoined_unsaid"]
        assert len(each.reasons) == 3 + len(again)
        assert {reason.severity for reason in each.reasons} <= {Severity.INFO, Severity.BLOCK}


@given(rounds(), st.integers(2018, 2024))
def test_another_matching_never_makes_anybody_count(of, year):
    register, matches = of
    before = drawn_up(of)
    more = tuple(match(membership.number, year) for membership in register)
    after = drawn_up((register, (*matches, *more)))
    counted = {each.membership.number for each in before.eligible}
    assert {each.membership.number for each in after.eligible} <= counted
    assert after.amount <= before.amount


@given(rounds())
def test_no_person_counts_twice_in_a_round(of):
    persons = [each.membership.person.citizen_id for each in drawn_up(of).eligible]
    known = [citizen_id for citizen_id in persons if citizen_id is not None]
    assert len(known) == len(set(known))


# --- days on which it turns --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ended", "reasons"),
    [
        (None, []),
        (CUT_OFF + timedelta(days=1), []),
        (CUT_OFF, ["cofunding.no_longer_member"]),
        (CUT_OFF - timedelta(days=1), ["cofunding.no_longer_member"]),
    ],
)
def test_whoever_left_on_the_day_itself_is_out(ended, reasons):
    member = evolve(MEMBER, ended=ended, cause=ExitCause.RESIGNED if ended else None)
    assert blocks(asked(member)) == reasons


def test_whoever_died_on_the_day_itself_is_out_too():
    assert blocks(asked(evolve(MEMBER, ended=CUT_OFF, cause=ExitCause.DECEASED))) == ["cofunding.no_longer_member"]


@pytest.mark.parametrize(
    ("joined", "cut_off", "reasons"),
    [
        (date(2022, 9, 30), CUT_OFF, []),
        (date(2022, 10, 1), CUT_OFF, ["cofunding.not_a_full_year"]),
        (CUT_OFF, CUT_OFF, ["cofunding.not_a_full_year"]),
        (date(2023, 10, 1), CUT_OFF, ["cofunding.not_yet_member", "cofunding.not_a_full_year"]),
        (date(2020, 2, 29), date(2021, 2, 28), []),
        (date(2020, 2, 29), date(2021, 2, 27), ["cofunding.not_a_full_year"]),
    ],
)
def test_a_full_year_is_complete_on_the_same_day_of_the_next(joined, cut_off, reasons):
    assert blocks(asked(evolve(MEMBER, applied=joined), cut_off=cut_off)) == reasons


@pytest.mark.parametrize(("times", "reasons"), [(0, []), (2, []), (3, ["cofunding.matched_often_enough"])])
def test_three_matchings_are_enough(times, reasons):
    assert blocks(asked(MEMBER, matches=tuple(match(year=2022 - ago) for ago in range(times)))) == reasons


def test_matchings_of_this_round_of_a_later_one_and_of_another_scheme_do_not_count():
    others = (match(year=2023), match(year=2024), match(scheme="lao"), match(scheme="lao", year=2021))
    drawn = asked(MEMBER, matches=(*others, match(year=2021), match(year=2022)))
    assert drawn.members[0].matched_before == 2
    assert drawn.amount == Money.baht(365)


def test_whoever_left_and_joined_again_does_not_begin_anew():
    before = evolve(MEMBER, ended=date(2021, 6, 1), cause=ExitCause.RESIGNED)
    again = evolve(MEMBER, number="M0009", applied=date(2021, 12, 1))
    matches = (match(year=2018), match(year=2019), match("M0009", 2022))
    drawn = asked(before, again, matches=matches)
    assert [each.matched_before for each in drawn.members] == [3, 3]
    assert blocks(drawn, "M0009") == ["cofunding.matched_often_enough"]
    assert blocks(asked(before, again, matches=matches[:2]), "M0009") == []


def test_people_without_a_citizen_id_are_told_apart_by_their_numbers():
    nobody = Person(name=PersonName("มาลี"), citizen_id=None, no_id_reason="ไม่มีสถานะทางทะเบียน")
    one, other = evolve(MEMBER, person=nobody), evolve(MEMBER, person=nobody, number="M0002")
    drawn = asked(one, other, matches=tuple(match(year=year) for year in (2019, 2020, 2021)))
    assert [each.is_eligible for each in drawn.members] == [False, True]


def test_two_numbers_decided_to_be_one_person_count_once_and_their_matchings_together():
    other = evolve(MEMBER, number="M0002", person=evolve(MEMBER.person, citizen_id=CitizenId.synthetic(2)))
    merge = Merge(kept="M0001", other="M0002", verdict="SAME", decided_on=date(2024, 1, 1), decided_by="ก", reason="ข")
    matches = (match(year=2019), match(year=2020), match("M0002", 2021))

    def of(*merges: Merge, matches: tuple[Match, ...] = ()) -> Request:
        facts = RoundFacts(register=Register((MEMBER, other), merges), matches=matches)
        return request(SCHEME, facts, cut_off=CUT_OFF, budget_year=2567)

    assert of().amount == Money.baht(730)
    assert (of(merge).amount, blocks(of(merge), "M0002")) == (Money.baht(365), ["cofunding.person_counted"])
    assert of(merge, evolve(merge, verdict="DIFFERENT")).amount == Money.baht(730)
    assert of(matches=matches).amount == Money.baht(730)
    assert blocks(of(merge, matches=matches)) == ["cofunding.matched_often_enough"]


def test_two_people_with_one_citizen_id_by_mistake_both_count_once_that_is_decided():
    merge = Merge(
        kept="M0001", other="M0002", verdict="DIFFERENT", decided_on=date(2024, 1, 1), decided_by="ก", reason="ข"
    )
    register = Register((MEMBER, evolve(MEMBER, number="M0002")))
    facts = RoundFacts(register=register, matches=())
    assert request(SCHEME, facts, cut_off=CUT_OFF, budget_year=2567).amount == Money.baht(365)
    told_apart = evolve(facts, register=register.deciding(merge))
    assert request(SCHEME, told_apart, cut_off=CUT_OFF, budget_year=2567).amount == Money.baht(730)


def test_the_reasons_say_by_which_days_and_numbers():
    drawn = asked(evolve(MEMBER, applied=date(2022, 10, 1)), matches=(match(),))
    current, full_year, matched = drawn.members[0].reasons
    assert current.params["joined"] == date(2022, 10, 1)
    assert full_year.params == {
        "needed": Duration(1, Unit.YEAR),
        "complete_on": date(2023, 10, 1),
        "cut_off": CUT_OFF,
    }
    assert matched.params == {"matched": 1, "at_most": 3}
    assert (drawn.scheme, drawn.period, drawn.cut_off) == ("state", SCHEME.periods[0], CUT_OFF)


def test_nobody_is_asked_for_by_rules_that_nobody_knows():
    with pytest.raises(MissingFact):
        request(SCHEME, RoundFacts(register=Register(())), cut_off=CUT_OFF, budget_year=2566)
