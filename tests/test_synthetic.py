"""Synthetic funds: the same for the same seed everywhere, sound, nobody's, and decided by their own by-law."""

import hashlib
import random
import subprocess
import sys
from collections import Counter
from datetime import date

import pytest
from attrs import evolve

from communitywelfare.calendar import YearStart
from communitywelfare.claims import ActionKind, ClaimState
from communitywelfare.cofunding import RoundActionKind
from communitywelfare.errors import ByLawError, InvalidValue
from communitywelfare.fund import assess, draw_up
from communitywelfare.fund.checks import check
from communitywelfare.identity import IdClass
from communitywelfare.io.package import package_files
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.io.shipped import example_bylaw
from communitywelfare.members import ExitCause
from communitywelfare.money import ZERO, total
from communitywelfare.synthetic import DEFAULT_UNTIL, STAGES, Plan, make_package


@pytest.fixture(scope="module")
def fund():
    """As large and as long as the example that the library makes by default."""
    return make_package(Plan(members=1_500, years=10, seed=2567)).fund


def fingerprint(members: int, years: int, seed: int) -> str:
    digest = hashlib.sha256()
    for name, contents in sorted(package_files(make_package(Plan(members=members, years=years, seed=seed))).items()):
        digest.update(name.encode() + contents)
    return digest.hexdigest()


FRESH = """
import hashlib, sys
from communitywelfare.io.package import package_files
from communitywelfare.synthetic import Plan, make_package
digest = hashlib.sha256()
for name, contents in sorted(package_files(make_package(Plan(members=60, years=4, seed=5))).items()):
    digest.update(name.encode() + contents)
print(digest.hexdigest())
"""


@pytest.mark.parametrize("hash_seed", ["0", "4711"])
def test_the_same_seed_gives_the_same_bytes_in_every_process(hash_seed):
    done = subprocess.run(
        [sys.executable, "-c", FRESH], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": hash_seed}
    )
    assert done.stdout.strip() == fingerprint(60, 4, 5)


def test_another_seed_gives_another_fund():
    assert len({fingerprint(20, 2, seed) for seed in range(4)}) == 4
    assert fingerprint(20, 2, 1) == fingerprint(20, 2, 1)


@pytest.mark.parametrize("members", [1, 2, 7, 60])
@pytest.mark.parametrize("years", [1, 3, 25])
def test_there_are_exactly_as_many_memberships_as_asked_for(members, years):
    fund = make_package(Plan(members=members, years=years, seed=3)).fund
    assert len(fund.register) == len(fund.register.by_number) == members
    assert not any(finding.is_error for finding in check(fund))


def test_a_member_pays_about_four_times_a_year(fund):
    """Between three and five receipts for each year that each membership lasted within the books."""
    first = min(receipt.day for receipt in fund.contributions)
    days = sum(
        ((each.ended or fund.as_of) - max(each.applied, first)).days
        for each in fund.register
        if (each.ended or fund.as_of) > first
    )
    assert 3 <= len(fund.contributions) / (days / 365.25) <= 5


def test_every_citizen_id_is_a_synthetic_one(fund):
    people = {each.person.citizen_id for each in fund.register}
    assert {each.id_class for each in people} == {IdClass.SYNTHETIC}
    assert all(each.check_digit_is_right for each in people)
    memberships = Counter(each.person.citizen_id for each in fund.register)
    assert 1_400 < len(memberships) < 1_500  # some came back
    assert max(memberships.values()) == 2


def test_nobody_is_named_after_somebody(fund):
    names = {name for each in fund.register for name in [each.person.details.reveal("a test")["last_name"]]}
    assert all(name.startswith("สมมุติ") for name in names)
    phones = {each.person.details.reveal("a test")["phone"] for each in fund.register}
    assert all(phone.startswith("000-000-") for phone in phones)


def test_nothing_is_wrong_with_it(fund):
    assert {finding.code for finding in check(fund)} == {"member.enrolled_again"}
    figures = draw_up(fund, state_scheme(), fund.as_of)
    assert [identity.holds for identity in figures.identities] == [True] * 7
    assert figures.section10.unclassified == ()


def test_claims_stand_in_every_state(fund):
    states = Counter(fund.state(claim.number, fund.as_of) for claim in fund.claims)
    assert states.keys() == set(ClaimState) - {ClaimState.DRAFT}
    assert states.most_common(1)[0][0] is ClaimState.PAID


def test_people_leave_for_every_cause_but_expulsion(fund):
    causes = {each.cause for each in fund.register if each.ended}
    assert causes >= {ExitCause.DECEASED, ExitCause.RESIGNED, ExitCause.MOVED}


def test_arrears_of_every_length_are_there(fund):
    standing = draw_up(fund, state_scheme(), fund.as_of).standing
    assert standing.by_months.keys() == {0, 1, 2, 3}
    assert standing.by_months[0] > standing.by_months[3] > 0
    assert standing.owed > ZERO


def test_what_was_paid_is_what_the_by_law_says(fund):
    """Assessed again as of the day of the decision, with what was known then."""
    decided = [
        (action.claim, action.day, action.amount)
        for action in fund.actions
        if action.kind is ActionKind.ASSESS and fund.state(action.claim, fund.as_of) is ClaimState.PAID
    ]
    for number, day, amount in random.Random(1).sample(decided, 250):
        before = evolve(fund, actions=_until_assessed(fund, number, day))
        assert assess(before, fund.claim(number), day).assessed == amount


def _until_assessed(fund, number, day):
    """The actions that stood when a claim was assessed: of its own only those before, and nothing of a later day.

    Claims that are decided at one meeting are taken in the order in which they were made.
    """
    positions = {claim.number: position for position, claim in enumerate(fund.claims)}
    return tuple(
        action
        for action in fund.actions
        if action.day < day or (action.day == day and positions[action.claim] < positions[number])
    )


def test_money_is_never_spent_before_it_is_there(fund):
    held: Counter[tuple[str, str]] = Counter()
    for entry in sorted(fund.journal, key=lambda each: each.voucher.day):
        for posting in entry.voucher.postings:
            held[posting.account, posting.source] += posting.amount.satang
            if posting.account in {"11010", "12010"} and posting.amount < ZERO:
                assert held[posting.account, posting.source] >= 0, entry.number


def test_co_funding_follows_the_scheme(fund):
    by_person = Counter(fund.membership(match.member).person.citizen_id for match in fund.matches)
    assert max(by_person.values()) <= 3
    rounds = [each for each in fund.rounds if each.source == "GOV_VIA_CODI"]
    matched = Counter(match.round for match in fund.matches if not match.opening)
    for each in rounds:
        assert fund.round_standing(each, fund.as_of).members is not None
        if each.approved is not None:
            assert matched[each.number] == fund.round_standing(each, fund.as_of).members
            mine = total(match.amount for match in fund.matches if match.round == each.number)
            assert mine == each.approved <= each.requested
    assert {each.state.value for each in fund.rounds} == {"RECEIVED", "RECONCILED", "REPORTED", "REJECTED"}


def test_every_round_was_lived_through_and_its_row_is_the_view_of_it(fund):
    assert all(each == each.showing(fund.round_standing(each, fund.as_of)) for each in fund.rounds)
    assert {action.kind for action in fund.round_actions} >= {
        RoundActionKind.SUBMIT,
        RoundActionKind.RETURN,
        RoundActionKind.RESUBMIT,
        RoundActionKind.ENDORSE,
        RoundActionKind.REVIEW,
        RoundActionKind.APPROVE,
        RoundActionKind.RECEIVE,
        RoundActionKind.CLAW_BACK,
        RoundActionKind.GIVE_BACK,
        RoundActionKind.RECONCILE,
        RoundActionKind.PROPOSE,
        RoundActionKind.BUDGET,
        RoundActionKind.RECEIVE_IN_KIND,
        RoundActionKind.REJECT,
        RoundActionKind.REPORT,
    }
    tranches = {len(fund.tranches(each, fund.as_of)) for each in fund.rounds if each.source == "GOV_VIA_CODI"}
    assert tranches == {1, 2}


def test_money_of_rounds_stands_in_the_books_under_the_voucher_that_its_step_names(fund):
    by_number = {entry.voucher.number: entry.voucher for entry in fund.journal}
    money = {RoundActionKind.RECEIVE, RoundActionKind.CLAW_BACK, RoundActionKind.GIVE_BACK}
    steps = [action for action in fund.round_actions if action.kind in money]
    for step in steps:
        voucher = by_number[step.reference]
        assert voucher.reference == f"{step.source} {step.round}"
        assert voucher.day == step.day
        assert step.amount in {line.amount for line in voucher.postings}
    assert len({step.reference for step in steps}) == len(steps)


def test_two_local_governments_share_the_area_and_count_their_own_members(fund):
    agencies = {each.agency: each.villages for each in fund.rounds if each.source == "LAO"}
    assert len(agencies) == 2
    assert len(frozenset().union(*agencies.values())) == sum(map(len, agencies.values())) == 12
    for each in fund.rounds:
        if each.source == "LAO":
            assert each.members_total == sum(each.covers(m.village) for m in fund.register.current(each.as_of))
    assert len({each.key for each in fund.rounds}) == len(fund.rounds)


def test_some_dues_are_paid_by_others_and_some_waived(fund):
    payers = {receipt.paid_by for receipt in fund.contributions}
    assert {"", "วัดตัวอย่าง"} < payers
    assert fund.contributions.waivers
    for waiver in fund.contributions.waivers:
        assert fund.membership(waiver.member).applied < waiver.period_from.last < waiver.decided_on <= fund.as_of
        assert waiver.resolution


def test_a_committee_serves_and_the_forms_are_answered(fund):
    serving = [each for each in fund.committee if each.serves(fund.as_of)]
    assert len([each for each in serving if each.position == "เหรัญญิก"]) == 1
    assert len(serving) == len(fund.committee) - 1
    assert all("สมมุติ" in each.name.reveal("a test") for each in fund.committee)
    assert fund.answer("9.2.members_kept", fund.as_of) == "database"
    assert fund.answer("9.2.members_kept", fund.profile.founded) == "notebook"
    assert date.fromisoformat(fund.answer("9.3.last_members_meeting", fund.as_of)) <= fund.as_of


def test_each_receipt_stands_in_the_books(fund):
    entries = {entry.number: entry.voucher for entry in fund.journal}
    by_entry = Counter()
    for receipt in fund.contributions:
        assert entries[receipt.journal_no].day == receipt.day
        by_entry[receipt.journal_no] += receipt.amount.satang
    for number, satang in by_entry.items():
        assert entries[number].postings[0].amount.satang == satang


@pytest.mark.parametrize("until", [date(2024, 9, 30), date(2025, 2, 28), date(2024, 2, 29)])
def test_facts_end_on_the_day_that_was_asked_for(until):
    plan = Plan(members=30, years=2, seed=1, until=until)
    fund = make_package(plan).fund
    assert fund.as_of == until
    last = max(
        *(receipt.day for receipt in fund.contributions),
        *(action.day for action in fund.actions),
        *(action.day for action in fund.round_actions),
        *(entry.voucher.day for entry in fund.journal),
        *(each.applied for each in fund.register),
    )
    assert last <= until
    assert plan.founded < plan.books_from <= min(entry.voucher.day for entry in fund.journal)
    assert not any(finding.is_error for finding in check(fund))


def test_the_books_span_the_years_that_were_asked_for(fund):
    year_of = YearStart(10).year_of
    assert {year_of(entry.voucher.day).be for entry in fund.journal} == set(range(2558, 2568))
    assert fund.as_of == DEFAULT_UNTIL


@pytest.mark.parametrize(("members", "years"), [(0, 1), (1, 0), (1, 61), (-5, 3)])
def test_a_plan_has_its_bounds(members, years):
    with pytest.raises(InvalidValue) as error:
        Plan(members=members, years=years, seed=1)
    assert [finding.code for finding in error.value.findings] == ["example.out_of_range"]


def test_progress_names_each_stage():
    stages = []
    make_package(Plan(members=3, years=1, seed=1), progress=stages.append)
    assert tuple(stages) == STAGES


def test_a_fund_lives_by_the_by_law_that_is_given():
    text = example_bylaw().replace(b'rate = "1.00"', b'rate = "2.00"', 1)
    package = make_package(Plan(members=12, years=2, seed=1), bylaw_text=text)
    assert package.fund.bylaw.dues.entries[0][1].rate.satang == 200
    assert package.fund.profile.rate.satang == 200
    assert not any(finding.is_error for finding in check(package.fund))


def test_a_by_law_that_began_later_is_moved_back_and_says_so():
    package = make_package(Plan(members=12, years=30, seed=1))
    founded = package.fund.profile.founded
    assert founded < date(2013, 2, 15)
    assert package.fund.bylaw.versions[0].effective == founded
    text = package.bylaw_text.decode()
    assert text.count("moved back to the founding of this synthetic fund") == 2
    unmoved = make_package(Plan(members=12, years=2, seed=1))
    assert unmoved.bylaw_text == example_bylaw()


def test_a_by_law_with_mistakes_is_refused():
    with pytest.raises(ByLawError):
        make_package(Plan(members=1, years=1, seed=1), bylaw_text=b"format = 1")
