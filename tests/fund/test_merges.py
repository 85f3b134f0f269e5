"""Decisions on whose memberships are one person's: what is written, what is refused, what the checks tell."""

from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given

from communitywelfare.errors import MissingFact, Refused, Severity
from communitywelfare.fund import Fund
from communitywelfare.fund.checks import check
from communitywelfare.fund.merges_desk import contradictions, decide
from communitywelfare.identity import CitizenId, PersonName
from communitywelfare.io.package import read_package, write_package
from communitywelfare.members import ExitCause, Membership, MemberStatus, Merge, Person, Register, Sameness
from communitywelfare.strategies import funds
from communitywelfare.synthetic import Plan, make_package
from communitywelfare.wording import LANGUAGES, words

PACKAGE = make_package(Plan(members=1, years=1, seed=1))
ON = PACKAGE.fund.as_of
SAME, DIFFERENT = Sameness.SAME, Sameness.DIFFERENT


def member(number: str, citizen_id: int, *, left: date | None = None) -> Membership:
    person = Person(name=PersonName(f"สมาชิก {number}"), citizen_id=CitizenId.synthetic(citizen_id))
    cause = None if left is None else ExitCause.MOVED
    return Membership(
        number=number,
        person=person,
        applied=date(2015, 1, 1) if number < "C" else date(2020, 1, 1),
        ended=left,
        cause=cause,
        status=MemberStatus.ACTIVE if left is None else MemberStatus.MOVED,
        village="1",
    )


def a_fund(*members: Membership, merges: tuple[Merge, ...] = ()) -> Fund:
    none = {"matches": (), "claims": (), "actions": (), "beneficiaries": ()}
    contributions = evolve(PACKAGE.fund.contributions, receipts=())
    return evolve(PACKAGE.fund, register=Register(members, merges), contributions=contributions, **none)


FUND = a_fund(member("A", 1), member("B", 2), member("C", 1), member("D", 3))


def decided(fund: Fund, one: str, other: str, verdict: Sameness = SAME, on: date = ON, **more: str) -> Fund:
    return decide(fund, (one, other), verdict, on=on, **{"by": "คณะกรรมการ", "reason": "เทียบบัตรแล้ว", **more})[0]


def refusal(*words_of: object, **more: object) -> str:
    with pytest.raises(Refused) as refused:
        decided(*words_of, **more)
    assert all(words(finding, language) for finding in refused.value.findings for language in LANGUAGES)
    return refused.value.findings[0].code


def test_a_decision_is_appended_with_who_when_and_why_and_deletes_nothing():
    fund = decided(FUND, "A", "B", reference="มติ 3/2567")
    assert fund.register.memberships == FUND.register.memberships
    [merge] = fund.register.merges
    assert (merge.kept, merge.other, merge.verdict, merge.decided_on) == ("A", "B", SAME, ON)
    assert (merge.decided_by, merge.reason, merge.reference) == ("คณะกรรมการ", "เทียบบัตรแล้ว", "มติ 3/2567")
    assert "merges" not in fund.absent
    assert "merges" in FUND.absent


def test_the_same_decision_again_changes_nothing_and_another_goes_before_it():
    once = decided(FUND, "A", "B")
    assert decided(once, "A", "B") is once
    other = decided(once, "B", "A", DIFFERENT)
    assert len(other.register.merges) == 2
    assert not other.register.decisions[frozenset("AB")].is_same
    assert refusal(other, "A", "B", on=ON - timedelta(days=1)) == "merge.older"


def test_a_decision_needs_two_members_somebody_and_a_reason():
    assert refusal(FUND, "A", "A") == "merge.itself"
    assert refusal(FUND, "A", "B", by=" ") == "merge.unexplained"
    assert refusal(FUND, "A", "B", reason="") == "merge.unexplained"
    with pytest.raises(MissingFact):
        decided(FUND, "A", "X")


def test_what_contradicts_another_decision_is_refused_with_what_it_goes_through():
    chain = decided(decided(FUND, "A", "B"), "B", "D")
    with pytest.raises(Refused) as refused:
        decided(chain, "A", "D", DIFFERENT)
    [finding] = refused.value.findings
    assert finding.code == "merge.contradicted"
    assert set(finding.params["through"]) == {"B", "C"}  # C has the citizen ID of A
    apart = decided(FUND, "A", "D", DIFFERENT)
    assert refusal(decided(apart, "A", "B"), "B", "D") == "merge.contradicted"


def test_people_of_one_id_are_told_apart_one_by_one():
    fund = a_fund(member("A", 1), member("B", 1), member("C", 1))
    assert refusal(fund, "A", "B", DIFFERENT) == "merge.contradicted"
    two = a_fund(member("A", 1), member("B", 1))
    assert contradictions(decided(two, "A", "B", DIFFERENT).register) == ()


# --- what is told of the table -------------------------------------------------------------------------------


def told(fund: Fund, file: str = "merges.csv") -> list[tuple[str, str, Severity]]:
    found = [each for each in check(fund, lines={"merges": [2, 3, 4]}) if each.place.file == file]
    assert all(each.place.row for each in found if file == "merges.csv")
    assert all(words(each, language) for each in found for language in LANGUAGES)
    return [(each.code, each.place.column, each.severity) for each in found]


def merge(kept: str, other: str, verdict: Sameness = SAME, on: date = ON) -> Merge:
    return Merge(kept=kept, other=other, verdict=verdict, decided_on=on, decided_by="ก", reason="ข")


GONE = member("A", 1, left=date(2018, 1, 1))


@pytest.mark.parametrize(
    ("fund", "findings"),
    [
        (a_fund(GONE, member("C", 2), merges=(merge("C", "A"),)), []),
        (a_fund(member("A", 1), merges=(merge("A", "X"),)), [("member.not_found", "other_no", Severity.ERROR)]),
        (a_fund(member("A", 1), merges=(merge("X", "A"),)), [("member.not_found", "member_no", Severity.ERROR)]),
        (a_fund(member("A", 1), merges=(merge("A", "A"),)), [("merge.itself", "other_no", Severity.ERROR)]),
        (
            a_fund(GONE, member("C", 2), merges=(merge("C", "A", on=ON + timedelta(days=1)),)),
            [("day.after_as_of", "decided_date", Severity.ERROR)],
        ),
        (
            a_fund(member("A", 1), member("B", 2), merges=(merge("A", "B"),)),
            [("merge.both_run", "other_no", Severity.WARNING)],
        ),
        (
            a_fund(member("A", 1), member("B", 2), merges=(merge("A", "B"), merge("A", "B", DIFFERENT))),
            [],
        ),
        (
            a_fund(GONE, member("C", 1), merges=(merge("A", "C", DIFFERENT),)),
            [("merge.one_id", "other_no", Severity.WARNING)],
        ),
        (
            a_fund(
                GONE,
                member("C", 2, left=date(2021, 1, 1)),
                member("D", 2),
                merges=(merge("A", "C"), merge("A", "D", DIFFERENT)),
            ),
            [("merge.contradicted", "verdict", Severity.WARNING)],
        ),
    ],
)
def test_decisions_are_held_against_the_register(fund, findings):
    assert told(fund) == findings


def test_numbers_on_rows_that_could_not_be_read_are_known():
    fund = a_fund(member("A", 1), merges=(merge("A", "X"),))
    assert not [each for each in check(fund, known_members=frozenset("X")) if each.place.file == "merges.csv"]


def test_two_people_with_one_id_are_told_by_the_decision_and_no_more_as_one_member_twice():
    twins = a_fund(member("A", 1), member("B", 1))
    assert ("id.two_active", "national_id", Severity.ERROR) in told(twins, "members.csv")
    assert "id.two_active" not in {code for code, *_ in told(decided(twins, "A", "B", DIFFERENT), "members.csv")}


def test_one_person_of_one_id_under_two_numbers_at_one_time_is_told_once():
    twins = decided(a_fund(member("A", 1), member("B", 1)), "A", "B")
    assert ("id.two_active", "national_id", Severity.ERROR) in told(twins, "members.csv")
    assert told(twins) == []


def test_another_name_that_was_decided_to_be_the_same_person_s_is_a_member_who_joined_again():
    married = a_fund(GONE, member("C", 1))
    assert ("id.other_name", "national_id", Severity.WARNING) in told(married, "members.csv")
    codes = {code for code, *_ in told(decided(married, "C", "A"), "members.csv")}
    assert "member.enrolled_again" in codes
    assert "id.other_name" not in codes


# --- in files ----------------------------------------------------------------------------------------------------


def test_decisions_come_back_from_a_package_as_they_were_written(tmp_path):
    fund = decided(decided(FUND, "A", "B"), "A", "D", DIFFERENT, reference="มติ 3/2567")
    write_package(str(tmp_path / "fund"), evolve(PACKAGE, fund=fund))
    reading = read_package(str(tmp_path / "fund"))
    assert reading.package.fund.register.merges == fund.register.merges
    assert [each.code for each in reading.findings if each.place.file == "merges.csv"] == ["merge.both_run"]


@given(funds(max_members=4))
def test_whoever_may_be_looked_at_together_never_shares_a_person_with_others(fund):
    keys = {fund.register.person_key(each): set() for each in fund.register}
    for each in fund.register:
        keys[fund.register.person_key(each)].add(frozenset(one.number for one in fund.register.of_same_person(each)))
    assert all(len(groups) == 1 for key, groups in keys.items() if key is not None)
