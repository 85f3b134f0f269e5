"""The six criteria of the form of budget year 2567: cases from the form's own words, and what holds for every fund."""

from datetime import date
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.calendar import Duration
from communitywelfare.claims import ActionKind
from communitywelfare.cofunding import CofundingState, Round, RoundAction
from communitywelfare.contributions import Contributions
from communitywelfare.errors import Severity
from communitywelfare.fund import Answer, CommitteeMember
from communitywelfare.fund.forms.request import Filling, Met, criteria
from communitywelfare.fund.forms.request.coverage import Villages, villages_reached
from communitywelfare.fund.matching import draw_request
from communitywelfare.identity import Details, PersonName
from communitywelfare.io.form_toml import request_form
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.members import Group, Register
from communitywelfare.money import Money
from communitywelfare.strategies import funds
from communitywelfare.synthetic import Plan, make_package

YEAR, CUT_OFF = 2567, date(2023, 9, 30)
SHARES = request_form().in_year(YEAR).criteria.coverage.villages
GOOD = {
    "4.1.certified": "codi",
    "9.2.members_kept": "database",
    "9.1.rules": "yes",
    "9.4.accounts_current": "yes",
    "9.plan": "yes",
    "9.5.monitoring_inside": "6 months",
    "9.7.reporting": "yes",
    "request.non_cash": "รถรับส่งผู้ป่วย",
}


def answers(**changed):
    told = {**GOOD, **changed}
    return tuple(Answer(item=item, answer=answer) for item, answer in told.items() if answer is not None)


@pytest.fixture(scope="module")
def fund():
    made = make_package(Plan(members=120, years=4, seed=11)).fund
    chair = CommitteeMember(name=PersonName("ก ข"), position="ประธาน")
    return evolve(made, committee=(chair,), answers=answers())


def looked_at(fund, cut_off=CUT_OFF, year=YEAR):
    version = request_form().in_year(year)
    request = draw_request(fund, state_scheme(), year, cut_off=cut_off)
    return criteria(Filling(fund=fund, scheme=state_scheme(), version=version, request=request))


def of(fund, number, **more):
    return next(each for each in looked_at(fund, **more) if each.rule.id == number)


def codes(criterion):
    return [finding.code for finding in criterion.findings]


def with_answers(fund, **changed):
    return evolve(fund, answers=answers(**changed))


def with_profile(fund, **changed):
    return evolve(fund, profile=evolve(fund.profile, **changed))


def with_members(fund, change):
    return evolve(fund, register=Register(tuple(change(membership) for membership in fund.register)))


def test_a_fund_that_answers_well_meets_all_six(fund):
    found = looked_at(fund)

    assert [each.rule.id for each in found] == ["4.1", "4.2", "4.3", "4.4", "4.5", "4.6"]
    assert {each.met for each in found} == {Met.PASS}
    assert {each.missing for each in found} == {()}


def test_a_fund_that_answers_nothing_is_told_each_item_and_fails_nothing(fund):
    found = {each.rule.id: each for each in looked_at(evolve(fund, answers=(), committee=()))}

    assert [number for number, each in found.items() if each.met is Met.UNKNOWN] == ["4.1", "4.4", "4.6"]
    assert found["4.1"].missing == ("4.1.certified",)
    assert found["4.4"].missing == (
        "committee",
        "9.2.members_kept",
        "9.1.rules",
        "9.4.accounts_current",
        "9.plan",
        "9.5.monitoring_inside",
        "9.7.reporting",
    )
    assert found["4.6"].missing == ("request.non_cash",)


# --- 4.1: "not less than 1 year"; certified by CODI, or registered, or by the province for funds from 1 October 2553 on


@pytest.mark.parametrize(
    ("founded", "met"),
    [
        (date(2022, 9, 29), Met.PASS),
        (date(2022, 9, 30), Met.PASS),  # the year is complete on its anniversary
        (date(2022, 10, 1), Met.FAIL),
    ],
)
def test_a_fund_is_old_enough_from_its_anniversary_on(fund, founded, met):
    assert of(with_profile(fund, founded=founded), "4.1").met is met


@pytest.mark.parametrize(
    ("founded", "answer", "met"),
    [
        (date(2010, 9, 30), "province", Met.UNKNOWN),  # the form has the province for later funds only
        (date(2010, 10, 1), "province", Met.PASS),
        (date(2006, 8, 12), "codi", Met.PASS),
        (date(2006, 8, 12), "registered", Met.PASS),
        (date(2006, 8, 12), None, Met.UNKNOWN),
        (date(2015, 1, 1), None, Met.UNKNOWN),
        (date(2015, 1, 1), "อบต.", Met.UNKNOWN),
    ],
)
def test_who_certified_a_fund_depends_on_when_it_was_founded(fund, founded, answer, met):
    assert of(with_answers(with_profile(fund, founded=founded), **{"4.1.certified": answer}), "4.1").met is met


def test_a_registration_number_shows_that_a_fund_is_registered(fund):
    registered = with_profile(fund, details={**fund.profile.details, "registered_no": "1/2560"})
    found = of(with_answers(registered, **{"4.1.certified": None}), "4.1")

    assert found.met is Met.PASS
    assert "criterion.registered" in codes(found)


# --- 4.2: full-year members, every group, half of the villages of a tambon or a fifth in a municipality ---------------


@pytest.mark.parametrize(
    ("joined", "of_all", "blank", "area", "met"),
    [
        (7, 7, 0, "TAMBON", Severity.INFO),  # F03, Sap Anan: 7 of 7 villages
        (6, 12, 0, "TAMBON", Severity.INFO),  # exactly half
        (5, 12, 0, "TAMBON", Severity.BLOCK),
        (5, 12, 1, "TAMBON", Severity.REFER),  # the one may come from a sixth village
        (4, 12, 1, "TAMBON", Severity.BLOCK),  # even if it does, half is not reached
        (0, 12, 900, "TAMBON", Severity.REFER),
        (6, 12, 900, "TAMBON", Severity.INFO),  # AD01: most are blank, and those that are known are enough
        (14, 67, 0, "CITY_MUNICIPALITY", Severity.INFO),  # F02, 67 communities: 13.4 are a fifth
        (13, 67, 0, "CITY_MUNICIPALITY", Severity.BLOCK),
        (14, 67, 0, "ตำบล", Severity.BLOCK),
        (5, 10, 0, "เขต", Severity.INFO),  # no share is published for a Bangkok district; half is enough anywhere
        (4, 10, 0, "เขต", Severity.REFER),
        (8, 7, 0, "TAMBON", Severity.REFER),  # more villages than there are: one of the two is wrong
        (3, 0, 0, "TAMBON", Severity.REFER),
    ],
)
def test_villages_are_enough_too_few_or_not_known(joined, of_all, blank, area, met):
    found = villages_reached(Villages(joined=joined, of=of_all, blank=blank), area, SHARES)

    assert found.severity is met
    assert found.params["villages"] == joined
    assert (found.severity is Severity.REFER) == ("item" in found.params)


counts = st.integers(0, 40)
areas = st.sampled_from(["TAMBON", "MUNICIPALITY", "CITY_MUNICIPALITY", "DISTRICT"])


@given(counts, counts, counts, areas)
def test_one_more_village_or_one_blank_less_never_turns_a_pass_into_a_fail(joined, of_all, blank, area):
    before = villages_reached(Villages(joined=joined, of=of_all, blank=blank), area, SHARES).severity
    more = villages_reached(Villages(joined=joined + 1, of=of_all, blank=blank), area, SHARES).severity
    told = villages_reached(Villages(joined=joined + 1, of=of_all, blank=max(0, blank - 1)), area, SHARES).severity

    assert not (before is Severity.INFO and Severity.BLOCK in {more, told})
    if joined < of_all and before is Severity.INFO:
        assert more is told is Severity.INFO


@given(counts, counts, counts, areas)
def test_a_question_is_open_exactly_where_the_blanks_could_answer_it_both_ways(joined, of_all, blank, area):
    """Against every way in which the blank members could be spread over villages."""
    share = SHARES.get(area)
    if not 0 < of_all >= joined or share is None:
        return
    ends = {Fraction(villages, of_all) >= share for villages in range(joined, min(joined + blank, of_all) + 1)}
    expected = {frozenset({True}): Severity.INFO, frozenset({False}): Severity.BLOCK}
    found = villages_reached(Villages(joined=joined, of=of_all, blank=blank), area, SHARES)

    assert found.severity is expected.get(frozenset(ends), Severity.REFER)


def test_blank_villages_leave_the_criterion_open_and_the_column_is_named(fund):
    found = of(with_members(fund, lambda each: evolve(each, village="")), "4.2")

    assert found.met is Met.UNKNOWN
    assert found.missing == ("village",)
    assert found.findings[-1].params["blank"] == len(fund.register.current(CUT_OFF))


@pytest.mark.parametrize(
    ("written", "joined", "blank"),
    [
        ([("1", ""), ("1", ""), ("2", "")], 2, 0),
        ([("", "วัดใต้"), ("", "ตลาด"), ("", "")], 2, 1),  # a town numbers no villages
        ([("1", "วัดใต้"), ("", "วัดใต้"), ("2", "")], 2, 0),  # the same village, told by who has both
        ([("1", ""), ("", "วัดใต้"), ("2", "")], 2, 1),  # it may be 1 or 2, or another
        ([("", ""), ("", ""), (" ", " ")], 0, 3),
    ],
)
def test_a_village_written_in_two_ways_is_one(fund, written, joined, blank):
    members = fund.register.current(CUT_OFF)[: len(written)]
    living = tuple(
        evolve(each, village=number, person=evolve(each.person, details=Details({"village": name})))
        for each, (number, name) in zip(members, written, strict=True)
    )
    found = of(evolve(fund, register=Register(living)), "4.2").findings[-1]

    assert (found.params["villages"], found.params["blank"]) == (joined, blank)


def test_members_who_left_bring_no_village(fund):
    gone = with_members(fund, lambda each: evolve(each, ended=CUT_OFF, cause=None))
    found = of(gone, "4.2")

    assert found.met is Met.FAIL
    assert "criterion.no_full_year_members" in codes(found)
    assert found.findings[-1].params["villages"] == 0


def in_groups(fund, groups, birth="kept"):
    def change(membership):
        changes = {"groups": frozenset(groups)} | ({} if birth == "kept" else {"birth": birth})
        return evolve(membership, person=evolve(membership.person, **changes))

    return with_members(fund, change)


def test_a_group_that_nobody_is_of_is_not_covered(fund):
    found = of(in_groups(fund, {Group.YOUTH, Group.ELDERLY, Group.DISADVANTAGED}), "4.2")

    assert found.met is Met.FAIL
    assert [each.params["group"] for each in found.findings if each.severity is Severity.BLOCK] == [Group.DISABLED]


def test_age_tells_youth_and_elders_where_the_register_names_no_group_and_the_rest_is_open(fund):
    found = of(in_groups(fund, ()), "4.2")
    told = {each.params["group"]: each.code for each in found.findings if "group" in each.params}

    assert found.met is Met.UNKNOWN
    assert told == {
        Group.YOUTH: "criterion.group_covered",
        Group.ELDERLY: "criterion.group_covered",
        Group.DISABLED: "criterion.group_unknown",
        Group.DISADVANTAGED: "criterion.group_unknown",
    }


def test_age_is_told_beside_the_register_where_that_names_another_group(fund):
    found = of(in_groups(fund, {Group.DISABLED}), "4.2")
    elders = sum(each.person.age(CUT_OFF) >= 60 for each in fund.register.current(CUT_OFF))
    told = {each.params["group"]: each.params for each in found.findings if "group" in each.params}

    assert told[Group.ELDERLY] == {"group": Group.ELDERLY, "members": 0, "by_age": elders}
    assert told[Group.DISABLED]["members"] == len(fund.register.current(CUT_OFF))
    assert told[Group.DISADVANTAGED] == {"group": Group.DISADVANTAGED}


def test_without_group_and_birth_nothing_is_known_of_any_group(fund):
    found = of(in_groups(fund, (), birth=None), "4.2")

    assert [each.code for each in found.findings].count("criterion.group_unknown") == 4


# --- 4.3: members' contributions, and local government's support of the past year -------------------------------------


def test_what_was_not_given_is_open_and_what_was_not_paid_fails(fund):
    assert of(evolve(fund, absent=frozenset({"contributions"})), "4.3").missing == ("contributions",)
    assert of(evolve(fund, absent=frozenset({"cofunding"})), "4.3").missing == ("cofunding",)
    assert of(evolve(fund, contributions=evolve(fund.contributions, receipts=())), "4.3").met is Met.FAIL


def test_void_receipts_and_those_of_other_years_do_not_count(fund):
    void = tuple(evolve(receipt, voided=True) for receipt in fund.contributions)
    old = tuple(evolve(receipt, day=date(2022, 9, 30)) for receipt in fund.contributions)

    assert of(evolve(fund, contributions=evolve(fund.contributions, receipts=void)), "4.3").met is Met.FAIL
    assert of(evolve(fund, contributions=evolve(fund.contributions, receipts=old)), "4.3").met is Met.FAIL


def lao(**more):
    return Round(source="LAO", number=1, budget_year=2566, state=CofundingState.RECEIVED, **more)


@pytest.mark.parametrize(
    ("day", "met"),
    [
        (date(2022, 9, 30), Met.UNKNOWN),  # a day too early for the past year
        (date(2022, 10, 1), Met.PASS),
        (CUT_OFF, Met.PASS),
        (date(2023, 10, 1), Met.UNKNOWN),
    ],
)
def test_support_counts_in_the_year_that_ends_with_the_cut_off(fund, day, met):
    supported = evolve(fund, rounds=(lao(received=Money.baht(5000), received_on=day),), round_actions=())

    assert of(supported, "4.3").met is met


def test_support_in_kind_is_support(fund):
    steps = (("PROPOSE", None), ("BUDGET", None), ("RECEIVE_IN_KIND", None))
    actions = tuple(
        RoundAction(source="LAO", round=1, kind=kind, actor="secretary", day=date(2023, 5, 1), what="รถรับส่ง")
        for kind, _ in steps
    )
    found = of(evolve(fund, rounds=(lao(),), round_actions=actions), "4.3")

    assert found.met is Met.PASS
    assert found.findings[-1].params == {"amount": Money(0), "in_kind": 1}


# --- 4.4 to 4.6 -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "met"),
    [
        ({"9.1.rules": "no"}, Met.FAIL),
        ({"9.4.accounts_current": "no"}, Met.FAIL),
        ({"9.1.rules": " มี ", "9.7.reporting": "Yes", "9.5.monitoring_inside": "3 เดือน"}, Met.PASS),
        ({"9.1.rules": "ไม่มี"}, Met.FAIL),
        ({"9.4.accounts_current": "เกือบ"}, Met.UNKNOWN),
        ({"9.5.monitoring_inside": "none"}, Met.UNKNOWN),  # somebody from outside may monitor
        ({"9.5.monitoring_inside": "none", "9.6.monitoring_outside": "none"}, Met.FAIL),
        ({"9.5.monitoring_inside": "none", "9.6.monitoring_outside": "12 months"}, Met.PASS),
        ({"9.5.monitoring_inside": None, "9.6.monitoring_outside": "3 months"}, Met.PASS),
    ],
)
def test_management_is_what_the_fund_answers(fund, changed, met):
    assert of(with_answers(fund, **changed), "4.4").met is met


def test_an_answer_given_after_the_cut_off_counts_until_the_budget_year_ends(fund):
    def answered(day):
        late = Answer(item="request.non_cash", answer="ฌาปนกิจ", as_of=day)
        return evolve(fund, answers=(*answers(**{"request.non_cash": None}), late), as_of=date(2025, 12, 31))

    assert of(answered(date(2023, 11, 5)), "4.6").met is Met.PASS
    assert of(answered(date(2024, 9, 30)), "4.6").met is Met.PASS
    assert of(answered(date(2024, 10, 1)), "4.6").met is Met.UNKNOWN


def test_who_left_the_committee_does_not_serve(fund):
    former = tuple(evolve(each, until=date(2020, 1, 1)) for each in fund.committee)

    assert of(evolve(fund, committee=former), "4.4").missing == ("committee",)


def test_kinds_that_were_paid_count_and_those_only_promised_leave_it_open(fund):
    assert of(fund, "4.5").findings[0].params["kinds"] >= 3
    unpaid = of(evolve(fund, actions=()), "4.5")

    assert unpaid.met is Met.UNKNOWN
    assert unpaid.findings[0].params["kinds"] == 0
    poor = evolve(fund, bylaw=evolve(fund.bylaw, versions=tuple(_with_two(each) for each in fund.bylaw.versions)))
    assert of(evolve(poor, actions=()), "4.5").met is Met.FAIL
    assert of(evolve(fund, absent=frozenset({"benefits"})), "4.5").missing == ("benefits",)


def test_what_was_paid_and_taken_back_is_no_kind_of_benefit(fund):
    paid = [each for each in fund.actions if each.kind is ActionKind.PAY and date(2022, 9, 30) < each.day <= CUT_OFF]
    taken_back = tuple(evolve(each, kind=ActionKind.REVERSE, reference="", day=max(each.day, CUT_OFF)) for each in paid)
    before, after = fund, evolve(fund, actions=(*fund.actions, *taken_back))

    assert of(before, "4.5").findings[0].params["kinds"] == len({fund.claim(each.claim).category for each in paid})
    assert of(after, "4.5").findings[0].params["kinds"] == 0


def test_of_a_year_before_the_books_nothing_is_held_against_a_fund(fund):
    poor = evolve(fund, bylaw=evolve(fund.bylaw, versions=tuple(_with_two(each) for each in fund.bylaw.versions)))
    silent = evolve(poor, actions=(), contributions=evolve(fund.contributions, receipts=()))
    early = {each.rule.id: each for each in looked_at(silent, cut_off=date(2021, 3, 31))}

    assert early["4.3"].missing[0] == "contributions"
    assert early["4.5"].missing == ("benefits",)
    assert {codes(early[number])[0] for number in ("4.3", "4.5")} == {"criterion.before_books"}
    assert of(silent, "4.5").met is Met.FAIL


@pytest.mark.parametrize(
    ("looking_back", "first"),
    [
        ("1 year", date(2022, 10, 1)),
        ("12 months", date(2022, 10, 1)),
        ("6 months", date(2023, 3, 31)),  # six months before 30 September are complete on 30 March
        ("365 days", date(2022, 10, 1)),
        ("1 day", CUT_OFF),
    ],
)
def test_the_time_that_a_criterion_looks_back_ends_with_the_cut_off(fund, looking_back, first):
    version = request_form().in_year(YEAR)
    request = draw_request(fund, state_scheme(), YEAR, cut_off=CUT_OFF)
    filling = Filling(fund=fund, scheme=state_scheme(), version=version, request=request)

    assert filling.since(Duration.parse(looking_back)) == first


def _with_two(policy):
    return evolve(policy, benefits=policy.benefits[:2])


@pytest.mark.parametrize(
    ("told", "met"), [("ไม่มี", Met.FAIL), ("-", Met.FAIL), ("  ", Met.UNKNOWN), ("ตลาดนัด", Met.PASS)]
)
def test_welfare_other_than_money_is_told_in_words(fund, told, met):
    assert of(with_answers(fund, **{"request.non_cash": told}), "4.6").met is met


@given(funds())
def test_every_criterion_of_every_fund_has_its_figures_and_names_what_it_lacks(fund):
    for each in looked_at(fund):
        assert each.findings
        assert (each.met is Met.UNKNOWN) <= bool(each.missing)
        assert (each.met is Met.FAIL) == any(finding.severity is Severity.BLOCK for finding in each.findings)


@given(funds(), st.sampled_from(sorted(GOOD)))
def test_one_more_good_answer_never_makes_a_criterion_worse(fund, item):
    order = [Met.FAIL, Met.UNKNOWN, Met.PASS]
    before = looked_at(fund)
    after = looked_at(evolve(fund, answers=(*fund.answers, Answer(item=item, answer=GOOD[item]))))

    assert all(order.index(now.met) >= order.index(then.met) for then, now in zip(before, after, strict=True))


def test_nobody_can_tell_of_contributions_of_a_time_that_the_data_do_not_reach(fund):
    """The data end before the year that is asked about: that nothing came is not known, and not held against a fund."""
    none = evolve(fund, contributions=Contributions(()))
    assert "criterion.no_dues" in codes(of(none, "4.3"))
    early = evolve(none, as_of=date(2023, 6, 30))
    assert "criterion.data_end_before" in codes(of(early, "4.3"))
    assert of(early, "4.3").met is Met.UNKNOWN
