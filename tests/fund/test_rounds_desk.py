"""The life of a round at the desk: each step follows from those before it, and nothing that is not so gets by."""

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.accounting.vouchers import CASH
from communitywelfare.cofunding import CofundingState, Match, Round, RoundActionKind, standing_of
from communitywelfare.errors import IdempotencyConflict, InvalidMoney, MissingFact, Refused
from communitywelfare.fund import Fund, draw_request, draw_up
from communitywelfare.fund.accruals import accruals
from communitywelfare.fund.checks import check
from communitywelfare.fund.claims_desk import When
from communitywelfare.fund.clawback import claw_back, owe_back, recheck
from communitywelfare.fund.closing import close_year
from communitywelfare.fund.round_steps import round_of
from communitywelfare.fund.rounds_desk import approve, budget, cancel, propose, resubmit, step, submit
from communitywelfare.fund.tranches import give_back, receive, receive_in_kind
from communitywelfare.io.scheme_toml import seed_scheme, shipped_schemes, state_scheme
from communitywelfare.members import ExitCause
from communitywelfare.money import ZERO, Money, total
from communitywelfare.strategies import amounts
from communitywelfare.synthetic import Plan, make_package

STATE = state_scheme()
MADE = make_package(Plan(members=40, years=3, seed=5, until=date(2024, 9, 30))).fund
SOME = Money.baht(100)
YEAR, CUT_OFF = 2568, date(2024, 9, 30)
ASKED = draw_request(MADE, STATE, YEAR, cut_off=CUT_OFF)
COUNT = len(ASKED.eligible)
LAO = {"source": "LAO", "budget_year": YEAR}


def when(month: int = 10, day: int = 1, **more: str) -> When:
    on = date(2024, month, day)
    return When(on=on, recorded_at=datetime(2024, month, day, 5, tzinfo=UTC), actor="treasurer", **more)


def asked(fund: Fund = MADE, **more: str) -> tuple[Fund, tuple[str, int]]:
    """A round of the state's, submitted."""
    fund, paper = submit(fund, STATE, ASKED, when(**more))
    source, number = paper.number.split()
    return fund, (source, int(number))


def granted(baht: int | str | None = None, **more: object) -> tuple[Fund, tuple[str, int]]:
    fund, key = asked()
    amount = Money.baht(300) * COUNT if baht is None else Money.baht(baht)
    return approve(fund, key, when(), **{"scheme": STATE, "amount": amount, "reference": "5/2567", **more}), key


def standing(fund: Fund, key: tuple[str, int]):
    return fund.round_standing(round_of(fund, key), date.max)


def codes(error) -> list[str]:
    return [finding.code for finding in error.value.findings]


def refused(do) -> list[str]:
    with pytest.raises(Refused) as error:
        do()
    return codes(error)


def sound(fund: Fund, on: date) -> bool:
    found = [each.code for each in check(evolve(fund, as_of=on)) if each.is_error or each.code.startswith("books.")]
    return [each.holds for each in draw_up(fund, STATE, on).identities] == [True] * 7 and found == []


# --- the state's course --------------------------------------------------------------------------------------


def test_a_request_opens_a_round_with_its_figures_and_the_next_number():
    fund, key = asked()
    row = round_of(fund, key)
    assert key[1] == 1 + max(each.number for each in MADE.rounds if each.source == "GOV_VIA_CODI")
    assert (row.state, row.requested, row.as_of) == (CofundingState.SUBMITTED, ASKED.amount, CUT_OFF)
    assert row.members_total == len(MADE.register.current(CUT_OFF))
    assert (fund.round_actions[-1].members, row.purpose) == (COUNT, "สวัสดิการ")
    assert sound(fund, when().on)


def full_year(fund: Fund, cut_off: date) -> int:
    """By the register alone: who is a member at a cut-off, and applied a year before it or earlier."""
    a_year_before = cut_off.replace(year=cut_off.year - 1)
    return sum(each.applied <= a_year_before for each in fund.register.current(cut_off))


def test_a_row_counts_those_with_a_full_year_whether_or_not_they_may_be_matched_again():
    often = [match for each in ASKED.eligible[:5] for match in times(each.membership.number, 3)]
    fund = evolve(MADE, matches=(*MADE.matches, *often))
    asking = draw_request(fund, STATE, YEAR, cut_off=CUT_OFF)
    fund, paper = submit(fund, STATE, asking, when())
    key = ("GOV_VIA_CODI", int(paper.number.split()[1]))
    assert len(asking.eligible) <= COUNT - 5 < round_of(fund, key).members_full_year == full_year(fund, CUT_OFF)
    fund = step(fund, key, RoundActionKind.RETURN, when(), reason="ขาดรายชื่อ")
    fund = resubmit(fund, key, when(), amount=Money.baht(365), members=1)
    assert round_of(fund, key).members_full_year == full_year(fund, CUT_OFF)
    assert [each.members for each in fund.actions_of_round[key]] == [len(asking.eligible), None, 1]


def times(member: str, count: int) -> list[Match]:
    """Matchings of a member in rounds from before the books."""
    days = (date(2010 + place, 9, 30) for place in range(count))
    named = {"member": member, "scheme": STATE.scheme_id, "amount": Money.baht(365), "opening": True}
    return [Match(as_of=day, round=90 + place, **named) for place, day in enumerate(days)]


def test_invented_rounds_count_those_with_a_full_year_too():
    made = [each for each in MADE.rounds if each.source == "GOV_VIA_CODI"]
    assert made
    assert [each.members_full_year for each in made] == [full_year(MADE, each.as_of) for each in made]


def test_the_whole_course_is_walked_and_the_row_shows_it():
    fund, key = asked()
    fund = step(fund, key, RoundActionKind.ENDORSE, when(10, 5))
    fund = step(fund, key, RoundActionKind.RETURN, when(10, 9), reason="ขาดรายชื่อ")
    fund = resubmit(fund, key, when(10, 12), amount=ASKED.amount, members=COUNT)
    fund = step(fund, key, RoundActionKind.REVIEW, when(10, 20))
    fund = approve(fund, key, when(11, 1), scheme=STATE, amount=ASKED.amount, reference="5/2567")
    fund, _paper = receive(fund, key, ASKED.amount, when(11, 20))
    fund = step(fund, key, RoundActionKind.RECONCILE, when(12, 1))
    assert round_of(fund, key).state is CofundingState.RECONCILED
    assert round_of(fund, key) == round_of(fund, key).showing(standing(fund, key))
    assert sound(fund, when(12, 1).on)


def test_an_approval_matches_each_member_once_at_the_approved_rate():
    fund, key = granted()
    new = fund.matches[len(MADE.matches) :]
    assert {match.member for match in new} == {each.membership.number for each in ASKED.eligible}
    assert {(match.amount, match.round, match.as_of) for match in new} == {(Money.baht(300), key[1], CUT_OFF)}
    assert total(match.amount for match in new) == standing(fund, key).approved


@given(amounts(at_least=Money(1), at_most=ASKED.amount))
def test_whatever_is_approved_is_matched_to_the_satang_and_nobody_is_above_the_ceiling(amount):
    fund, key = asked()
    fund = approve(fund, key, when(), scheme=STATE, amount=amount, reference="5/2567")
    new = [match.amount for match in fund.matches[len(MADE.matches) :]]
    assert total(new) == amount
    assert max(new) - min(new) <= Money(1)
    assert max(new) <= ASKED.period.per_member


def test_fewer_than_asked_for_must_be_named():
    fund, key = asked()
    grant = {"scheme": STATE, "amount": Money.baht(300), "reference": "5/2567"}
    assert refused(lambda: approve(fund, key, when(), members=1, **grant)) == ["cofunding.name_the_members"]
    chosen = ASKED.eligible[2].membership.number
    after = approve(fund, key, when(), members=1, names=[chosen], **grant)
    assert [match.member for match in after.matches[len(MADE.matches) :]] == [chosen]
    out = ASKED.excluded[0].membership.number
    assert refused(lambda: approve(fund, key, when(), names=[out], **grant)) == ["cofunding.does_not_count"]
    many = [each.membership.number for each in ASKED.eligible[:2]]
    assert refused(lambda: approve(fund, key, when(), members=1, names=many, **grant)) == ["cofunding.too_many_named"]


def test_what_came_otherwise_than_it_was_asked_for_is_refused():
    fund, key = asked()

    def trying(amount: Money = SOME, **more: object) -> list[str]:
        given_ = {"scheme": STATE, "amount": amount, "reference": "5/2567", **more}
        return refused(lambda: approve(fund, key, when(), **given_))

    assert trying(ASKED.amount + Money(1)) == ["cofunding.above_requested"]
    assert trying(ZERO) == ["cofunding.nothing_granted"]
    assert trying(reference=" ") == ["cofunding.reference_missing"]
    assert trying(scheme=seed_scheme()) == ["cofunding.other_scheme"]
    one = [ASKED.eligible[0].membership.number]
    assert trying(Money.baht(366), names=one) == ["cofunding.above_rate"]
    with pytest.raises(InvalidMoney):
        approve(fund, key, when(), scheme=STATE, amount=100.0, reference="5/2567")


def test_nobody_is_matched_twice_as_of_one_day():
    fund, key = granted()
    row = round_of(fund, key)
    twin = evolve(row, number=row.number + 1, state="SUBMITTED", approved=None, approved_on=None, approved_ref="")
    fund = evolve(fund, rounds=(*fund.rounds, twin))
    grant = {"scheme": STATE, "amount": Money.baht(100), "reference": "6/2567"}
    assert refused(lambda: approve(fund, twin.key, when(), **grant)) == ["cofunding.matched_already"]


# --- the scheme of a round ------------------------------------------------------------------------------------


OTHER = evolve(STATE, scheme_id="other")


def test_a_round_remembers_its_scheme_and_follows_no_other():
    fund, key = granted()
    assert round_of(fund, key).scheme == STATE.scheme_id
    submitted, _key = asked()
    grant = {"scheme": OTHER, "amount": SOME, "reference": "5/2567"}
    assert refused(lambda: approve(submitted, key, when(), **grant)) == ["cofunding.other_scheme"]
    for scheme in (OTHER, seed_scheme()):
        assert refused(lambda scheme=scheme: recheck(fund, key, scheme, date.max)) == ["cofunding.other_scheme"]
        assert refused(lambda scheme=scheme: claw_back(fund, key, scheme, when(11))) == ["cofunding.other_scheme"]


def test_giving_up_a_round_unmatches_by_its_own_scheme_whichever_are_shipped():
    own = submit(MADE, OTHER, draw_request(MADE, OTHER, YEAR, cut_off=CUT_OFF), when())
    key = ("GOV_VIA_CODI", int(own[1].number.split()[1]))
    fund = approve(own[0], key, when(), scheme=OTHER, amount=SOME, reference="5/2567")
    assert fund.matches != MADE.matches
    assert cancel(fund, key, when(11), reason="ตัดงบ", schemes=[STATE]).matches == MADE.matches
    forgotten = evolve(fund, rounds=tuple(evolve(each, scheme="") for each in fund.rounds))
    assert cancel(forgotten, key, when(11), reason="ตัดงบ", schemes=[STATE]).matches == fund.matches
    assert cancel(forgotten, key, when(11), reason="ตัดงบ", schemes=[OTHER]).matches == MADE.matches


def test_a_key_owes_back_once_and_is_no_other_steps():
    fund, key = granted()
    fund, _paper = receive(fund, key, Money.baht(300) * COUNT, when(11))
    gone = evolve(fund.membership(fund.matches[-1].member), ended=CUT_OFF, cause=ExitCause.DECEASED)
    fund = evolve(fund, register=fund.register.replacing(gone))
    again = when(12, key="k")
    fund, _found = claw_back(fund, key, STATE, again)
    assert [each.key for each in fund.round_actions][-1] == "k"
    assert claw_back(fund, key, STATE, again)[0] == fund
    with pytest.raises(IdempotencyConflict):
        step(fund, key, RoundActionKind.ENDORSE, again)


# --- tranches -------------------------------------------------------------------------------------------------


def test_a_tranche_above_the_approval_is_refused_or_goes_back_and_is_never_income():
    fund, key = granted()
    fund, _paper = receive(fund, key, Money.baht(300) * COUNT - Money.baht(50), when(11))
    assert refused(lambda: receive(fund, key, Money.baht(70), when(11))) == ["cofunding.tranche_above_approval"]
    income = fund.journal.balance("41030", key[0], date.max)
    fund, _paper = receive(fund, key, Money.baht(70), when(11), excess_goes_back=True)
    now = standing(fund, key)
    assert (now.state, now.owed_back) == (CofundingState.CLAWED_BACK, Money.baht(20))
    assert now.received == Money.baht(300) * COUNT + Money.baht(20)
    assert fund.journal.balance("41030", key[0], date.max) == income - Money.baht(50)
    assert fund.journal.balance("22020", key[0], date.max) == -Money.baht(20)
    assert sound(fund, when(11).on)
    fund, _paper = give_back(fund, key, when(12))
    assert fund.journal.balance("22020", key[0], date.max) == ZERO
    assert sound(fund, when(12).on)


def test_all_of_a_tranche_may_be_too_much():
    fund, key = granted()
    fund, _paper = receive(fund, key, Money.baht(300) * COUNT, when(11))
    fund, _paper = receive(fund, key, Money.baht(20), when(11), excess_goes_back=True)
    assert {line.account for line in fund.journal.entries[-1].voucher.postings} == {"12010", "22020"}
    assert sound(fund, when(11).on)


def test_what_came_too_much_is_owed_by_the_voucher_that_brought_it():
    fund, key = granted()
    fund, paper = receive(fund, key, Money.baht(300) * COUNT + Money.baht(20), when(11, key="k"), excess_goes_back=True)
    came, owed = fund.round_actions[-2:]
    assert (came.reference, owed.reference) == (paper.number, paper.number)
    assert (came.key, owed.key) == ("k", "")
    assert owed.reason == "ได้รับเกินกว่าที่อนุมัติ"
    with pytest.raises(IdempotencyConflict):
        receive(fund, key, Money.baht(20), when(11, key="k"), excess_goes_back=True)


def test_no_tranche_is_too_much_where_nobody_knows_what_was_approved_and_never_more_than_itself():
    rows = evolve(MADE, round_actions=())
    row = Round(source="LAO", number=7, budget_year=YEAR, state="BUDGETED", approved_on=date(2024, 10, 1))
    fund, _paper = receive(evolve(rows, rounds=(row,)), row.key, SOME, when(11))
    assert standing(fund, row.key).owed_back == ZERO
    over = evolve(row, state=CofundingState.RECEIVED, approved=Money.baht(10), received=SOME, received_on=when().on)
    fund, _paper = receive(evolve(rows, rounds=(over,)), row.key, Money.baht(30), when(11), excess_goes_back=True)
    assert standing(fund, row.key).owed_back == Money.baht(30)


def test_nothing_comes_before_the_approval_or_without_the_books():
    fund, key = granted()
    for table in ("cofunding", "journal"):
        lacking = evolve(fund, absent=frozenset({table}))
        assert refused(lambda lacking=lacking: receive(lacking, key, SOME, when())) == ["file.missing"]


def test_a_resolution_matches_by_the_cut_off_of_its_own_round():
    early = draw_request(MADE, STATE, YEAR, cut_off=date(2023, 12, 31))
    assert len(early.eligible) != COUNT
    fund, paper = submit(MADE, STATE, early, when())
    fund = cancel(fund, ("GOV_VIA_CODI", int(paper.number.split()[1])), when(), reason="ยื่นผิด", schemes=[STATE])
    fund, key = asked(fund)
    fund = approve(fund, key, when(), scheme=STATE, amount=ASKED.amount, reference="5/2567")
    assert len(fund.matches) - len(MADE.matches) == COUNT


def test_no_member_is_matched_without_a_cut_off_or_by_a_grant_to_the_fund_as_a_whole():
    fund, key = asked()
    undated = evolve(fund, rounds=tuple(evolve(each, as_of=None) for each in fund.rounds))
    with pytest.raises(MissingFact) as missing:
        approve(undated, key, when(), scheme=STATE, amount=SOME, reference="5/2567")
    assert codes(missing) == ["cofunding.cut_off_missing"]
    seed, grant = seed_scheme(), Money.baht(55_000)
    new = evolve(MADE, openings=(), rounds=(), round_actions=(), matches=())
    wanted = draw_request(new, seed, YEAR, stated=grant)
    fund, paper = submit(new, seed, wanted, when())
    fund = approve(fund, (seed.source, int(paper.number.split()[1])), when(), scheme=seed, amount=grant, reference="1")
    assert (fund.matches, fund.rounds[-1].approved) == ((), grant)


def test_no_more_goes_back_than_is_owed():
    fund, key = granted()
    fund, _paper = receive(fund, key, Money.baht(300) * COUNT + Money.baht(20), when(11), excess_goes_back=True)
    assert refused(lambda: give_back(fund, key, when(11), amount=Money.baht(21))) == ["cofunding.not_owed"]
    fund, _paper = give_back(fund, key, when(11), amount=Money.baht(5))
    fund, paper = give_back(fund, key, when(11, key="g"))
    assert standing(fund, key).returned == Money.baht(20)
    assert give_back(fund, key, when(11, key="g")) == (fund, paper)
    with pytest.raises(IdempotencyConflict):
        give_back(fund, key, when(11, key="g"), amount=Money.baht(14))
    assert refused(lambda: give_back(fund, key, when(11))) == ["cofunding.not_owed"]


def test_a_tranche_recorded_late_counts_when_the_books_took_it():
    """Section 10 is by the books' day, and so is what the rounds brought."""
    fund, key = granted()
    late = datetime(2025, 10, 20, 5, tzinfo=UTC)
    fund = evolve(fund, as_of=date(2025, 10, 15))
    for year_be in (2565, 2566, 2567, 2568):
        fund, _paper = close_year(fund, year_be, recorded_at=late)
    fund, _paper = receive(fund, key, Money.baht(100), evolve(when(12), recorded_at=late))
    assert fund.journal.entries[-1].voucher.day == date(2025, 10, 1)
    for on in (date(2024, 12, 1), date(2025, 9, 30), date(2025, 10, 1), date(2025, 10, 15)):
        assert [each.holds for each in draw_up(fund, STATE, on).identities] == [True] * 7


def test_what_is_approved_and_not_come_is_receivable_until_it_comes():
    fund, key = granted()
    year = fund.profile.year_start.year_of(when().on)
    due = [voucher for voucher in accruals(fund, year) if voucher.reference == f"{key[0]} {key[1]}"]
    assert next(line.amount for voucher in due for line in voucher.postings) == Money.baht(300) * COUNT
    fund, _paper = receive(fund, key, Money.baht(300) * COUNT, when(11))
    assert [voucher for voucher in accruals(fund, year) if voucher.reference == f"{key[0]} {key[1]}"] == []


def test_the_rest_of_what_was_approved_comes_after_some_had_to_go_back():
    fund, key = granted()
    whole = Money.baht(300) * COUNT
    fund, _paper = receive(fund, key, Money.baht(600), when(11))
    fund, _paper = owe_back(fund, key, Money.baht(100), when(11), reason="หนังสือที่ 7")
    fund, _paper = receive(fund, key, Money.baht(50), when(11))
    now = standing(fund, key)
    assert (now.state, now.still_owed, now.not_come) == (
        CofundingState.CLAWED_BACK,
        Money.baht(100),
        whole - Money.baht(550),
    )
    rest = whole - Money.baht(550)
    assert refused(lambda: receive(fund, key, rest + Money(1), when(11))) == ["cofunding.tranche_above_approval"]
    fund, _paper = give_back(fund, key, when(11))
    fund, _paper = receive(fund, key, rest, when(12))
    now = standing(fund, key)
    assert (now.state, now.still_owed, now.not_come) == (CofundingState.RECEIVED, ZERO, ZERO)
    assert (now.received, now.returned) == (whole + Money.baht(100), Money.baht(100))
    assert fund.journal.balance("22020", key[0], date.max) == ZERO
    assert sound(fund, when(12).on)
    assert standing(step(fund, key, RoundActionKind.RECONCILE, when(12)), key).state is CofundingState.RECONCILED


# --- local governments ----------------------------------------------------------------------------------------


def test_several_local_governments_each_have_a_round_of_their_own():
    fund = MADE
    keys = []
    for agency in ("อบต. หนึ่ง", "เทศบาล สอง"):
        fund, paper = propose(fund, Money.baht(50_000), when(), agency=agency, **LAO)
        keys.append(("LAO", int(paper.number.split()[1])))
    first, second = keys
    fund = budget(fund, first, when(), amount=Money.baht(40_000), reference="ข้อบัญญัติ 2568")
    fund, _paper = receive(fund, first, Money.baht(40_000), when(11), into=CASH)
    fund = step(fund, first, RoundActionKind.REPORT, when(12), reference="หนังสือ 12/2567")
    fund = budget(fund, second, when(12), amount=Money.baht(10_000), reference="เทศบัญญัติ 2568", members=30)
    entries = len(fund.journal)
    fund = receive_in_kind(fund, second, when(12), what="ห้องประชุมและเครื่องเสียง")
    fund = receive_in_kind(fund, second, when(12), what="ข้าวสาร 50 ถุง", worth=Money.baht(6_000))
    assert len(fund.journal) == entries
    assert standing(fund, first).state is CofundingState.REPORTED
    given_ = [(each.what, each.worth) for each in standing(fund, second).in_kind]
    assert given_ == [("ห้องประชุมและเครื่องเสียง", None), ("ข้าวสาร 50 ถุง", Money.baht(6_000))]
    assert standing(fund, second).received == ZERO
    assert sound(fund, when(12).on)


def test_a_proposal_that_was_sent_back_is_proposed_again():
    fund, paper = propose(MADE, Money.baht(50_000), when(), agency="อบต. หนึ่ง", **LAO)
    key = ("LAO", int(paper.number.split()[1]))
    fund = step(fund, key, RoundActionKind.RETURN, when(), reason="ขาดแผน")
    fund = resubmit(fund, key, when(11), amount=Money.baht(45_000))
    assert standing(fund, key).state is CofundingState.PROPOSED
    assert standing(fund, key).requested == Money.baht(45_000)


@pytest.mark.parametrize(
    ("grant", "code"),
    [
        ({"amount": Money.baht(50_001), "reference": "1"}, "cofunding.above_requested"),
        ({"amount": ZERO, "reference": "1"}, "cofunding.nothing_granted"),
        ({"amount": SOME, "reference": " "}, "cofunding.reference_missing"),
    ],
)
def test_a_budget_is_no_more_than_was_proposed_and_names_its_ordinance(grant, code):
    fund, paper = propose(MADE, Money.baht(50_000), when(), agency="อบต. หนึ่ง", **LAO)
    key = ("LAO", int(paper.number.split()[1]))
    assert refused(lambda: budget(fund, key, when(), **grant)) == [code]
    held = {"amount": SOME, "reference": "ข้อบัญญัติ", "members": 7}
    fund = budget(fund, key, when(key="b"), **held)
    assert standing(fund, key).members == 7
    fund, _paper = receive(fund, key, SOME, when(11))
    assert budget(fund, key, when(key="b"), **held) == fund


def test_what_is_asked_again_is_for_those_who_count_then_and_a_round_never_acted_on_is_the_states():
    fund, key = asked()
    fund = step(fund, key, RoundActionKind.RETURN, when(), reason="ขาดรายชื่อ")
    unsaid = resubmit(fund, key, when(), amount=SOME)
    assert unsaid.round_actions[-1].members is None
    fund = resubmit(fund, key, when(), amount=SOME, members=2)
    assert fund.round_actions[-1].members == 2
    assert round_of(fund, key).members_full_year == round_of(unsaid, key).members_full_year
    grant = {"scheme": STATE, "amount": SOME, "reference": "5/2567"}
    assert refused(lambda: approve(fund, key, when(), **grant)) == ["cofunding.name_the_members"]
    row = evolve(round_of(MADE, MADE.rounds[0].key), number=9, state=CofundingState.RETURNED, returned=ZERO)
    row = evolve(row, approved=None, approved_on=None, approved_ref="", received=ZERO, received_on=None, receipt="")
    alone = evolve(MADE, rounds=(row,), round_actions=())
    assert round_of(resubmit(alone, row.key, when(), amount=SOME), row.key).state is CofundingState.SUBMITTED


def test_what_was_found_to_go_back_holds_up_the_end_alone():
    fund, key = granted()
    fund, _paper = receive(fund, key, Money.baht(300) * COUNT + Money.baht(20), when(11), excess_goes_back=True)
    fund, _paper = give_back(fund, key, when(11), amount=Money.baht(5))
    assert refused(lambda: step(fund, key, RoundActionKind.RECONCILE, when(12))) == ["cofunding.still_owed"]
    assert refused(lambda: step(fund, key, RoundActionKind.ENDORSE, when(12))) == ["cofunding.step_not_allowed"]
    fund, _paper = give_back(fund, key, when(11))
    fund = step(fund, key, RoundActionKind.RECONCILE, when(12), reference="หนังสือ 12/2567")
    assert (standing(fund, key).state, fund.round_actions[-1].reference) == (
        CofundingState.RECONCILED,
        "หนังสือ 12/2567",
    )


def test_a_round_that_is_given_up_keeps_its_reason_and_what_was_matched_before_the_books():
    fund, key = granted()
    of_old = evolve(fund.matches[-1], opening=True)
    fund = evolve(fund, matches=(*fund.matches[:-1], of_old))
    fund = cancel(fund, key, when(11), reason="งบประมาณถูกตัด", schemes=[STATE])
    assert fund.matches == (*MADE.matches, of_old)
    assert fund.round_actions[-1].reason == "งบประมาณถูกตัด"


def test_matchings_of_another_scheme_do_not_take_a_number():
    far = evolve(MADE.matches[0], scheme="another", round=90)
    _fund, key = asked(evolve(MADE, matches=(*MADE.matches, far)))
    assert key == asked()[1]
    _fund, key = asked(evolve(MADE, matches=(*MADE.matches, evolve(far, scheme=STATE.scheme_id))))
    assert key[1] == 91


def test_each_course_has_its_own_steps_to_its_end():
    fund, key = granted()
    fund, _paper = receive(fund, key, SOME, when(11))
    assert refused(lambda: step(fund, key, RoundActionKind.REPORT, when(11))) == ["cofunding.step_of_other_course"]
    fund, paper = propose(fund, SOME, when(11), agency="อบต. หนึ่ง", **LAO)
    lao = ("LAO", int(paper.number.split()[1]))
    fund = budget(fund, lao, when(11), amount=SOME, reference="ข้อบัญญัติ 2568")
    fund, _paper = receive(fund, lao, SOME, when(11))
    assert refused(lambda: step(fund, lao, RoundActionKind.RECONCILE, when(11))) == ["cofunding.step_of_other_course"]
    assert standing(step(fund, lao, RoundActionKind.REPORT, when(11)), lao).is_local
    local = evolve(STATE, source="LAO")
    to_lao = evolve(ASKED, source="LAO")
    assert refused(lambda: submit(MADE, local, to_lao, when())) == ["cofunding.propose_instead"]


def test_a_request_counts_as_of_a_day_that_was_and_the_fund_with_it():
    founded = MADE.profile.founded
    for cut_off, on, code in (
        (when().on, when().on, None),
        (when().on + timedelta(days=1), when().on, "cofunding.cut_off_to_come"),
        (founded - timedelta(days=1), when().on, "cofunding.cut_off_before_founding"),
    ):
        asking = evolve(ASKED, cut_off=cut_off)
        told = [] if code is None else [code]
        try:
            submit(MADE, STATE, asking, evolve(when(), on=on))
        except Refused as error:
            assert [finding.code for finding in error.findings] == told
        else:
            assert told == []
    forgotten = evolve(MADE, profile=evolve(MADE.profile, founded=None))
    assert submit(forgotten, STATE, evolve(ASKED, cut_off=date(2010, 9, 30)), when())


# --- what is refused ------------------------------------------------------------------------------------------


def test_overlapping_rounds_are_refused_while_one_is_under_way():
    fund, key = asked()
    assert refused(lambda: submit(fund, STATE, ASKED, when())) == ["cofunding.rounds_overlap"]
    gone = cancel(fund, key, when(), reason="ยื่นผิด", schemes=[STATE])
    again, paper = submit(gone, STATE, ASKED, when())
    assert paper.number == f"{key[0]} {key[1] + 1}"
    assert sound(again, when().on)
    lao, _paper = propose(fund, Money.baht(5), when(), agency="อบต.", villages=["1", "2"], **LAO)
    assert [lao.rounds[-1].covers(village) for village in ("1", "2", "3")] == [True, True, False]
    assert refused(lambda: propose(lao, Money.baht(5), when(), agency="", **LAO)) == ["cofunding.rounds_overlap"]


def test_who_was_matched_in_a_round_that_is_given_up_was_not():
    fund, key = granted()
    schemes = shipped_schemes().values()
    fund = cancel(fund, key, when(11), reason="งบประมาณถูกตัด", schemes=schemes)
    assert fund.matches == MADE.matches
    assert draw_request(fund, STATE, YEAR, cut_off=CUT_OFF).amount == ASKED.amount


@pytest.mark.parametrize(
    ("do", "code"),
    [
        (lambda fund, key: step(fund, key, RoundActionKind.RETURN, when(), reason=" "), "cofunding.reason_missing"),
        (lambda fund, key: cancel(fund, key, when(), reason="", schemes=[]), "cofunding.reason_missing"),
        (lambda fund, key: step(fund, key, RoundActionKind.RECONCILE, when()), "cofunding.step_not_allowed"),
        (lambda fund, key: step(fund, key, RoundActionKind.ENDORSE, when(9)), "cofunding.day_out_of_order"),
        (lambda fund, key: receive(fund, key, Money.baht(1), when()), "cofunding.step_not_allowed"),
        (lambda fund, key: receive(fund, key, ZERO, when()), "receipt.not_positive"),
        (lambda fund, key: receive_in_kind(fund, key, when(), what=""), "cofunding.what_missing"),
        (lambda fund, key: receive_in_kind(fund, key, when(), what="ข้าว", worth=ZERO), "receipt.not_positive"),
        (lambda fund, key: resubmit(fund, key, when(), amount=ZERO), "cofunding.nothing_asked"),
        (lambda fund, key: propose(fund, ZERO, when(), agency="", **LAO), "cofunding.nothing_asked"),
        (lambda fund, key: budget(fund, key, when(), amount=Money(1), reference="1"), "cofunding.step_not_allowed"),
    ],
)
def test_what_may_not_be_is_refused_with_its_reason(do, code):
    fund, key = asked()
    assert refused(lambda: do(fund, key)) == [code]


def test_a_round_that_is_not_there_is_told_and_a_step_with_figures_has_its_own_function():
    with pytest.raises(MissingFact) as missing:
        step(MADE, ("LAO", 99), RoundActionKind.ENDORSE, when())
    assert codes(missing) == ["cofunding.round_not_found"]
    with pytest.raises(ValueError, match="APPROVE"):
        step(MADE, ("LAO", 1), RoundActionKind.APPROVE, when())


def test_where_rounds_matchings_or_books_were_not_given_nothing_is_begun():
    for table, do in {
        "cofunding": lambda fund: submit(fund, STATE, ASKED, when()),
        "matches": lambda fund: approve(
            *asked(fund), when(), scheme=STATE, amount=Money.baht(100), reference="5/2567", names=None
        ),
    }.items():
        assert refused(lambda do=do, table=table: do(evolve(MADE, absent=frozenset({table})))) == ["file.missing"]


def test_no_step_is_taken_where_the_rounds_were_not_given():
    fund, key = asked()
    lacking = evolve(fund, absent=frozenset({"cofunding"}))
    assert refused(lambda: step(lacking, key, RoundActionKind.ENDORSE, when())) == ["file.missing"]


# --- a repeated command is harmless ------------------------------------------------------------------------------


def test_the_same_key_does_the_same_once():
    fund, key = asked(key="a")
    assert asked(fund, key="a") == (fund, key)
    grant = {"scheme": STATE, "amount": Money.baht(300) * COUNT, "reference": "5/2567"}
    fund = approve(fund, key, when(key="b"), **grant)
    assert approve(fund, key, when(key="b"), **grant) == fund
    fund, paper = receive(fund, key, Money.baht(100), when(11, key="c"))
    assert receive(fund, key, Money.baht(100), when(11, key="c")) == (fund, paper)
    later = evolve(when(key="b"), recorded_at=datetime(2025, 1, 1, 5, tzinfo=UTC))
    assert approve(fund, key, later, **grant) == fund  # said again on another day, of the same day
    for do in (
        lambda: approve(fund, key, when(key="b"), **grant | {"reference": "6/2567"}),
        lambda: receive(fund, key, Money.baht(101), when(11, key="c")),
        lambda: submit(fund, STATE, ASKED, when(11, key="a")),
        lambda: step(fund, key, RoundActionKind.RECONCILE, when(11, key="b")),
    ):
        with pytest.raises(IdempotencyConflict) as conflict:
            do()
        assert codes(conflict) == ["cofunding.key_conflict"]


# --- rounds of which only the row is known --------------------------------------------------------------------------


def test_acting_on_a_round_that_was_only_a_row_loses_nothing_of_it():
    row = evolve(MADE.rounds[0], state=CofundingState.RECEIVED, returned=ZERO)
    rows = evolve(MADE, rounds=(row, *MADE.rounds[1:]), round_actions=(), absent=frozenset({"cofunding_actions"}))
    fund = step(rows, row.key, RoundActionKind.RECONCILE, when())
    told = fund.actions_of_round[row.key]
    assert [action.actor for action in told] == ["unknown"] * (len(told) - 1) + ["treasurer"]
    after = round_of(fund, row.key)
    assert after == evolve(row, state=CofundingState.RECONCILED)
    assert fund.absent == frozenset()
    assert sound(fund, when().on)


_DAYS = [None, date(2024, 1, 5), date(2024, 3, 5)]


@given(
    st.builds(
        Round,
        source=st.just("LAO"),
        number=st.just(1),
        budget_year=st.just(2567),
        state=st.sampled_from(CofundingState),
        as_of=st.sampled_from([None, date(2023, 9, 30)]),
        requested=st.sampled_from([None, Money.baht(30)]),
        approved=st.sampled_from([None, Money.baht(20)]),
        approved_on=st.sampled_from(_DAYS),
        approved_ref=st.sampled_from(["", "5/2567"]),
        received=st.sampled_from([ZERO, Money.baht(10)]),
        received_on=st.sampled_from(_DAYS),
        receipt=st.sampled_from(["", "R1"]),
        returned=st.sampled_from([ZERO, Money.baht(3)]),
    ),
    st.sampled_from([RoundActionKind.RECONCILE, RoundActionKind.REPORT, RoundActionKind.ENDORSE]),
)
def test_whatever_a_row_says_is_kept_when_it_is_acted_on_or_the_step_is_refused(row, kind):
    fund = evolve(MADE, rounds=(row,), round_actions=())
    try:
        fund = step(fund, row.key, kind, when(12))
    except Refused as error:
        assert next(finding.code for finding in error.findings).startswith("cofunding.")
        return
    [after] = fund.rounds
    for name in ("requested", "approved", "approved_on", "approved_ref", "received", "received_on", "receipt"):
        stated = getattr(row, name)
        assert stated in {None, ""} or getattr(after, name) == stated
    assert (after.returned, after.received) == (row.returned, row.received)
    told = standing_of(fund.round_actions[:-1], date.max).state
    assert told is row.state or row.returned > ZERO or (row.state, told) in RENAMED


# What older registers call approved may be what a local government budgeted, or money may have come since.
RENAMED = {
    (CofundingState.APPROVED, CofundingState.RECEIVED),
    (CofundingState.APPROVED, CofundingState.BUDGETED),
    (CofundingState.SUBMITTED, CofundingState.PROPOSED),
}


@pytest.mark.parametrize(
    ("row", "do", "expected"),
    [
        (
            {"state": "APPROVED", "approved": SOME, "approved_on": CUT_OFF, "received": SOME, "received_on": CUT_OFF},
            lambda fund, key: step(fund, key, RoundActionKind.RECONCILE, when()),
            CofundingState.RECONCILED,
        ),
        (
            {"state": "SUBMITTED", "requested": SOME},
            lambda fund, key: budget(fund, key, when(), amount=SOME, reference="ข้อบัญญัติ"),
            CofundingState.BUDGETED,
        ),
        (  # some of it went back, and nobody said that it was too much
            {"state": "RECEIVED", "received": SOME, "received_on": CUT_OFF, "returned": Money.baht(3)},
            lambda fund, key: step(fund, key, RoundActionKind.RECONCILE, when()),
            CofundingState.RECONCILED,
        ),
        (  # of the approval neither day nor resolution was written down
            {"state": "APPROVED", "approved": SOME, "requested": SOME},
            lambda fund, key: receive(fund, key, SOME, when())[0],
            CofundingState.RECEIVED,
        ),
    ],
)
def test_a_row_in_the_words_of_an_older_register_goes_on(row, do, expected):
    old = Round(source="LAO", number=1, budget_year=2567, **row)
    fund = do(evolve(MADE, rounds=(old,), round_actions=()), old.key)
    assert round_of(fund, old.key).state is expected


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"state": "APPROVED", "approved": SOME, "approved_on": CUT_OFF}, "cofunding.step_not_allowed"),
        ({"state": "SUBMITTED", "approved_on": CUT_OFF}, "cofunding.row_untold"),
        ({"state": "SUBMITTED", "approved_ref": "5/2567"}, "cofunding.row_untold"),
        ({"state": "SUBMITTED", "receipt": "R1"}, "cofunding.row_untold"),
        ({"state": "CLAWED_BACK", "received": SOME, "received_on": CUT_OFF}, "cofunding.row_untold"),
    ],
)
def test_a_row_whose_course_nobody_can_tell_stays_as_it_is(row, code):
    old = Round(source="LAO", number=1, budget_year=2567, **row)
    fund = evolve(MADE, rounds=(old,), round_actions=())
    assert refused(lambda: budget(fund, old.key, when(), amount=SOME, reference="ข้อบัญญัติ")) == [code]


def test_a_row_that_names_no_day_for_its_money_is_not_guessed_at():
    row = Round(source="LAO", number=1, budget_year=2567, state="RECEIVED", received=Money.baht(10))
    fund = evolve(MADE, rounds=(row,), round_actions=())
    assert refused(lambda: step(fund, row.key, RoundActionKind.REPORT, when())) == ["cofunding.row_untold"]
