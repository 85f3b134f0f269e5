"""What must go back of a round, to the member and the receipt: worked by hand, and held for every receipt voided."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from communitywelfare.accounting import Journal
from communitywelfare.cofunding import Base, CofundingState, Match, RoundActionKind, Scheme, SchemePeriod
from communitywelfare.contributions import Contributions
from communitywelfare.errors import MissingFact, Refused, Severity
from communitywelfare.fund import Fund, desk, draw_request, draw_up
from communitywelfare.fund.checks import check
from communitywelfare.fund.claims_desk import When
from communitywelfare.fund.clawback import claw_back, owe_back, recheck, rounds_matching
from communitywelfare.fund.matched import matches_of_round
from communitywelfare.fund.round_steps import round_of
from communitywelfare.fund.rounds_desk import approve, step, submit
from communitywelfare.fund.tranches import give_back, receive
from communitywelfare.fund.voiding import void_receipt
from communitywelfare.identity import CitizenId, PersonName
from communitywelfare.io.scheme_toml import seed_scheme, state_scheme
from communitywelfare.members import ExitCause, Membership, MemberStatus, Person, Register
from communitywelfare.money import ZERO, Money, Rounding, total
from communitywelfare.strategies import amounts
from communitywelfare.synthetic import Plan, make_package

STATE = state_scheme()
CUT_OFF = date(2023, 9, 30)
KEY = ("GOV_VIA_CODI", 1)
DOWN = Rounding(to=Money(1), direction="down", source="made up")
NOW = datetime(2024, 10, 1, 5, tzinfo=UTC)
JOINED = date(2020, 1, 1)


def member(number: int, **more: object) -> Membership:
    person = Person(name=PersonName(f"สมาชิก {number}"), citizen_id=CitizenId.synthetic(number))
    named = {"number": f"M{number:05d}", "person": person, "applied": JOINED, "status": MemberStatus.ACTIVE}
    return Membership(**{**named, **more})


def fund_of(count: int) -> Fund:
    """A fund with members and nothing else yet."""
    blank = {"contributions": Contributions(()), "claims": (), "actions": (), "beneficiaries": (), "openings": ()}
    return evolve(
        make_package(Plan(members=3, years=1, seed=1)).fund,
        **blank,
        register=Register(tuple(member(number + 1) for number in range(count))),
        rounds=(),
        matches=(),
        journal=Journal(),
        cash_counts=(),
        passbook=(),
        custody_notes=(),
        as_of=date(2024, 9, 30),
    )


def when(month: int, day: int = 1, **more: str) -> When:
    on = date(2024, month, day)
    return When(on=on, recorded_at=datetime(2024, month, day, 5, tzinfo=UTC), actor="treasurer", **more)


def approved(fund: Fund, baht: int, **grant: object) -> Fund:
    asked = draw_request(fund, STATE, 2567, cut_off=CUT_OFF)
    fund, _paper = submit(fund, STATE, asked, when(1))
    return approve(fund, KEY, when(2), scheme=STATE, amount=Money.baht(baht), reference="5/2567", **grant)


def changed(fund: Fund, number: str, **what: object) -> Fund:
    return evolve(fund, register=fund.register.replacing(evolve(fund.membership(number), **what)))


def sound(fund: Fund) -> bool:
    """Whether the identities hold, and neither the books nor any fact is found wrong."""
    found = [each.code for each in check(fund) if each.is_error or each.code.startswith(("books.", "cofunding."))]
    held = [each.holds for each in draw_up(fund, STATE, fund.as_of).identities]
    return (
        held[:5] == [True] * 5 and False not in held and not found
    )  # of its members' types and villages it says nothing


def owed(fund: Fund) -> Money:
    return -fund.journal.balance("22020", KEY[0], fund.as_of)


# --- the worked example ------------------------------------------------------------------------------------------


def test_two_of_a_thousand_who_had_died_before_the_cut_off_take_600_baht_back():
    """365,000 asked for 1,000; 300,000 approved, so 300 each; three tranches; two deaths told too late."""
    fund = approved(fund_of(1000), 300_000)
    for month, baht in ((3, 100_000), (4, 150_000), (5, 50_000)):
        fund, _paper = receive(fund, KEY, Money.baht(baht), when(month))
    standing = fund.round_standing(round_of(fund, KEY), fund.as_of)
    figures = (standing.requested, standing.approved, standing.received, standing.returned)
    assert figures == (Money.baht(365_000), Money.baht(300_000), Money.baht(300_000), ZERO)
    assert {match.amount for match in fund.matches} == {Money.baht(300)}
    assert recheck(fund, KEY, STATE, fund.as_of).to_return == ZERO
    assert sound(fund)
    for number in ("M00007", "M00500"):
        dead = {"ended": date(2023, 9, 1), "cause": ExitCause.DECEASED, "status": MemberStatus.DECEASED}
        fund = changed(fund, number, **dead)

    found = recheck(fund, KEY, STATE, fund.as_of)
    assert [(line.member, line.amount) for line in found.lines] == [
        ("M00007", Money.baht(300)),
        ("M00500", Money.baht(300)),
    ]
    assert {reason.code for line in found.lines for reason in line.reasons} == {"cofunding.no_longer_member"}
    assert (found.entitlement, found.to_return) == (Money.baht(299_400), Money.baht(600))

    fund, _found = claw_back(fund, KEY, STATE, when(8))
    assert owed(fund) == Money.baht(600)
    assert fund.journal.balance("41030", KEY[0], fund.as_of) == -Money.baht(300_000)  # received stays what was received
    assert sound(fund)
    again, found = claw_back(fund, KEY, STATE, when(8))
    assert (again, found.to_return) == (fund, ZERO)
    with pytest.raises(Refused) as early:
        step(fund, KEY, RoundActionKind.RECONCILE, when(9))
    assert early.value.findings[0].code == "cofunding.still_owed"
    fund, _paper = give_back(fund, KEY, when(9))
    assert owed(fund) == ZERO
    fund = step(fund, KEY, RoundActionKind.RECONCILE, when(9, 2))
    row = round_of(fund, KEY)
    assert (row.state, row.returned) == (CofundingState.RECONCILED, Money.baht(600))
    assert sound(fund)


def test_what_the_source_itself_says_must_go_back_is_owed_and_no_more_than_came():
    fund, _paper = receive(approved(fund_of(3), 900), KEY, Money.baht(900), when(3))
    told = evolve(when(4), key="letter 7")
    fund, paper = owe_back(fund, KEY, Money.baht(365), told, reason="หนังสือ พอช. ที่ 7/2567")
    assert owed(fund) == Money.baht(365)
    assert owe_back(fund, KEY, Money.baht(365), told, reason="หนังสือ พอช. ที่ 7/2567") == (fund, paper)
    assert fund.round_actions[-1].reason == "หนังสือ พอช. ที่ 7/2567"
    for amount, reason, code in (
        ("535.01", "อีกฉบับ", "cofunding.more_than_came"),
        ("1.00", " ", "cofunding.reason_missing"),
        ("0.00", "อีกฉบับ", "receipt.not_positive"),
    ):
        with pytest.raises(Refused) as refused:
            owe_back(fund, KEY, Money.baht(amount), when(5), reason=reason)
        assert [each.code for each in refused.value.findings] == [code]
    fund, _paper = give_back(fund, KEY, when(9))
    assert (owed(fund), round_of(fund, KEY).returned) == (ZERO, Money.baht(365))
    assert sound(fund)


# --- who falls, and why -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ({"ended": date(2023, 9, 30), "cause": ExitCause.RESIGNED}, "cofunding.no_longer_member"),
        ({"applied": date(2022, 10, 1)}, "cofunding.not_a_full_year"),
        ({"applied": date(2023, 10, 1)}, "cofunding.not_yet_member"),
        (
            {"person": Person(name=PersonName("สมาชิก 1"), citizen_id=CitizenId.synthetic(1))},
            "cofunding.person_counted",
        ),
    ],
)
def test_a_matching_falls_with_what_its_member_turns_out_to_be(what, code):
    fund, _paper = receive(approved(fund_of(3), 1_000), KEY, Money.baht(1_000), when(3))
    found = recheck(changed(fund, "M00002", **what), KEY, STATE, fund.as_of)
    [line] = found.lines
    assert line.member == "M00002"
    assert code in [reason.code for reason in line.reasons]
    assert found.to_return == line.amount == Money.baht("333.33")


def test_what_does_not_divide_goes_to_the_lower_numbers_and_nothing_is_lost():
    fund = approved(fund_of(3), 1_000)
    assert [str(match.amount) for match in fund.matches] == ["333.34", "333.33", "333.33"]
    assert total(match.amount for match in fund.matches) == Money.baht(1_000)


def test_nothing_goes_back_before_more_came_than_still_stands():
    fund, _paper = receive(approved(fund_of(3), 900), KEY, Money.baht(500), when(3))
    fund = changed(fund, "M00001", ended=date(2023, 9, 1), cause=ExitCause.DECEASED)
    assert recheck(fund, KEY, STATE, fund.as_of).to_return == ZERO
    fund, _paper = receive(fund, KEY, Money.baht(400), when(4))
    found = recheck(fund, KEY, STATE, fund.as_of)
    assert (found.entitlement, found.to_return) == (Money.baht(600), Money.baht(300))


def test_approved_money_that_nobody_was_matched_with_goes_back_with_its_reason():
    fund = approved(fund_of(4), 1_200, members=4, names=["M00001", "M00002", "M00003"])
    fund, _paper = receive(fund, KEY, Money.baht(1_200), when(3))
    found = recheck(fund, KEY, STATE, fund.as_of)
    [line] = found.lines
    assert (line.member, [each.code for each in line.reasons]) == ("", ["cofunding.nobody_behind"])
    assert line.reasons[0].severity is Severity.BLOCK
    assert found.to_return == Money.baht(300)


def test_a_member_who_is_no_longer_in_the_register_falls():
    fund = approved(fund_of(2), 700)
    fund = evolve(fund, register=Register(fund.register.memberships[:1]))
    [line] = recheck(fund, KEY, STATE, fund.as_of).lines
    assert [reason.code for reason in line.reasons] == ["member.not_found"]


def test_what_a_round_is_entitled_to_of_which_nobody_was_matched_is_not_known():
    fund = evolve(approved(fund_of(2), 700), matches=())
    with pytest.raises(MissingFact) as missing:
        recheck(fund, KEY, STATE, fund.as_of)
    assert missing.value.findings[0].code == "cofunding.nobody_matched"


def test_where_a_scheme_does_not_go_by_members_the_round_is_entitled_to_what_was_approved():
    seed = evolve(seed_scheme(), source=KEY[0])
    fund = evolve(approved(fund_of(2), 700), matches=())
    fund = evolve(fund, rounds=(evolve(fund.rounds[0], scheme=seed.scheme_id),))
    assert recheck(fund, KEY, seed, fund.as_of).entitlement == Money.baht(700)


def test_what_is_not_approved_or_has_no_cut_off_cannot_be_rechecked():
    fund, _paper = submit(fund_of(1), STATE, draw_request(fund_of(1), STATE, 2567, cut_off=CUT_OFF), when(1))
    with pytest.raises(MissingFact) as missing:
        recheck(fund, KEY, STATE, fund.as_of)
    [finding] = missing.value.findings
    assert (finding.code, finding.severity) == ("cofunding.not_approved", Severity.ERROR)
    fund = approved(fund_of(1), 300)
    undated = evolve(fund, rounds=(evolve(fund.rounds[0], as_of=None),))
    with pytest.raises(MissingFact) as missing:
        recheck(undated, KEY, STATE, fund.as_of)
    assert missing.value.findings[0].code == "cofunding.cut_off_missing"
    with pytest.raises(MissingFact) as missing:
        recheck(fund, ("LAO", 9), STATE, fund.as_of)
    assert missing.value.findings[0].code == "cofunding.round_not_found"


def test_matchings_of_another_scheme_are_not_this_rounds():
    fund = approved(fund_of(1), 300)
    other = Match(member="M00001", scheme="other", round=1, as_of=CUT_OFF, amount=Money.baht(5))
    assert recheck(evolve(fund, matches=(*fund.matches, other)), KEY, STATE, fund.as_of).lines == ()


# --- what `check` tells until it is owed -----------------------------------------------------------------------------


def warned(fund: Fund, *schemes: Scheme) -> list[str]:
    found = check(fund, schemes={each.scheme_id: each for each in schemes})
    codes = ("cofunding.recheck_needed", "cofunding.match_of_void_receipt")
    return [each.code for each in found if each.code in codes]


@pytest.mark.parametrize(
    ("what", "is_needed"),
    [
        ({"ended": date(2023, 9, 30), "cause": ExitCause.DECEASED, "status": MemberStatus.DECEASED}, True),
        ({"ended": date(2023, 10, 1), "cause": ExitCause.DECEASED, "status": MemberStatus.DECEASED}, False),
        ({"applied": date(2022, 10, 1)}, True),
        ({"applied": date(2022, 9, 30)}, False),
    ],
)
def test_check_warns_of_what_must_go_back_until_it_is_owed(what, is_needed):
    fund = changed(approved(fund_of(3), 900), "M00002", **what)
    assert warned(fund, STATE) == []
    fund, _paper = receive(fund, KEY, Money.baht(900), when(3))
    assert warned(fund, STATE) == ["cofunding.recheck_needed"] * is_needed
    assert is_needed == (recheck(fund, KEY, STATE, fund.as_of).to_return > ZERO)
    forgotten = evolve(fund, rounds=(evolve(fund.rounds[0], scheme=""),))
    assert warned(forgotten, STATE) == warned(fund, STATE)
    assert warned(fund) == warned(evolve(fund, rounds=(evolve(fund.rounds[0], scheme="other"),)), STATE) == []
    fund, _found = claw_back(fund, KEY, STATE, when(8))
    assert warned(fund, STATE) == []


def test_nothing_is_told_of_members_whose_rows_could_not_be_read():
    fund, _paper = receive(approved(fund_of(2), 700), KEY, Money.baht(700), when(3))
    fund = evolve(fund, register=Register(fund.register.memberships[:1]))
    assert warned(fund, STATE) == ["cofunding.recheck_needed"]
    told = check(fund, schemes={STATE.scheme_id: STATE}, known_members=frozenset({"M00002"}))
    assert "cofunding.recheck_needed" not in [each.code for each in told]


def test_the_warning_about_a_void_matched_receipt_ends_when_its_money_is_owed():
    period = SchemePeriod(first_budget_year=2560, base=Base.DUES_PAID, ratio=Fraction(1), rounding=DOWN, cite="made up")
    scheme = Scheme(scheme_id="dues", source=KEY[0], name={"th": "ก", "en": "a"}, periods=(period,))
    fund = matched_in_full(paid(fund_of(2), [100, 200]), scheme, Fraction(1))
    void = {"on": date(2024, 4, 1), "reason": "ผิด", "recorded_at": NOW}
    after, _paper = void_receipt(fund, fund.contributions.receipts[0].number, **void)
    assert warned(after, scheme) == ["cofunding.recheck_needed", "cofunding.match_of_void_receipt"]
    assert warned(after) == ["cofunding.match_of_void_receipt"]
    after, _found = claw_back(after, KEY, scheme, when(4, 2))
    assert owed(after) == Money.baht(1)
    assert warned(after, scheme) == warned(after) == []


# --- schemes that match dues: what is taken back is what would never have been given --------------------------------

RATIOS = st.sampled_from([Fraction(1), Fraction(1, 3), Fraction(2, 3), Fraction(3, 2)])


@composite
def dues_schemes(draw: DrawFn) -> Scheme:
    """Schemes that match dues really paid, with and without ceilings."""
    ceilings = st.none() | amounts(at_least=Money.baht(1), at_most=Money.baht(60))
    period = SchemePeriod(
        first_budget_year=2560,
        base=Base.DUES_PAID,
        ratio=draw(RATIOS),
        rounding=DOWN,
        member_cap=draw(ceilings),
        fund_cap=draw(ceilings),
        cite="made up",
    )
    return Scheme(scheme_id="dues", source=KEY[0], name={"th": "ก", "en": "a"}, periods=(period,))


def paid(fund: Fund, sums: list[int]) -> Fund:
    """The fund after dues of some satang from its members in turn, in the year before the cut-off."""
    for place, satang in enumerate(sums):
        on = date(2023, 1 + place % 9, 2)
        moment = datetime(2023, on.month, 2, 5, tzinfo=UTC)
        number = fund.register.memberships[place % len(fund.register)].number
        fund, _paper = desk.receive(fund, number, Money(satang), on=on, recorded_at=moment)
    return fund


def matched_in_full(fund: Fund, scheme: Scheme, part: Fraction) -> Fund | None:
    """A round of the scheme, approved for a part of what was asked for, and received; None where it is nothing."""
    asked = draw_request(fund, scheme, 2567, cut_off=CUT_OFF)
    grant = Money(asked.amount.satang * part.numerator // part.denominator)
    if grant == ZERO:
        return None
    fund, _paper = submit(fund, scheme, asked, when(1))
    fund = approve(fund, KEY, when(2), scheme=scheme, amount=grant, reference="5/2567")
    return receive(fund, KEY, grant, when(3))[0]


@settings(max_examples=25, deadline=None)
@given(
    dues_schemes(),
    st.lists(st.integers(1, 6_000), min_size=1, max_size=6),
    st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(7, 9)]),
    st.data(),
)
def test_voiding_a_matched_receipt_owes_back_what_would_never_have_been_matched(scheme, sums, part, data):
    """Property 13: the match after a receipt is voided is the match without it, and the difference is a payable."""
    before = paid(fund_of(3), sums)
    fund = matched_in_full(before, scheme, part)
    assume(fund is not None)
    receipt = data.draw(st.sampled_from(fund.contributions.receipts))
    was = draw_request(before, scheme, 2567, cut_off=CUT_OFF).amount
    others = tuple(each for each in before.contributions if each.key != receipt.key)
    without = evolve(before, contributions=Contributions(others))
    now = draw_request(without, scheme, 2567, cut_off=CUT_OFF).amount

    after, _paper = void_receipt(
        fund, receipt.number, on=date(2024, 4, 1), reason="ผิดราย", recorded_at=NOW, schemes=[scheme]
    )
    approved_sum = total(match.amount for match in fund.matches)
    left = Money(approved_sum.satang * now.satang // was.satang)
    assert owed(after) == approved_sum - left
    if part == 1:
        assert owed(after) == was - now
    assert after.journal.balance("41030", KEY[0], after.as_of) == -approved_sum  # never negative income
    found = recheck(after, KEY, scheme, after.as_of)
    assert (found.to_return, found.entitlement) == (ZERO, left)
    assert total(line.amount for line in found.lines) == approved_sum - left
    assert all(line.amount >= ZERO for line in found.lines)
    books = [each.code for each in check(after) if each.code.startswith("books.")]
    assert books == []
    assert [each.holds for each in draw_up(after, STATE, after.as_of).identities][:5] == [True] * 5


def test_a_receipt_that_brought_no_satang_by_itself_was_matched_with_the_others():
    """A third of 2 + 1 satang is 1; without the receipt of 1 it is nothing, and neither is ever matched again."""
    period = SchemePeriod(
        first_budget_year=2560, base=Base.DUES_PAID, ratio=Fraction(1, 3), rounding=DOWN, cite="made up"
    )
    scheme = Scheme(scheme_id="dues", source=KEY[0], name={"th": "ก", "en": "a"}, periods=(period,))
    fund = matched_in_full(paid(fund_of(3), [2, 1]), scheme, Fraction(1))
    assert [match.amount for match in fund.matches] == [Money(1), ZERO]
    assert draw_request(evolve(fund, rounds=()), scheme, 2568, cut_off=date(2024, 9, 30)).trace == ()
    for receipt in fund.contributions.receipts:
        void = {"on": date(2024, 4, 1), "reason": "ผิดราย", "recorded_at": NOW, "schemes": [scheme]}
        after, _paper = void_receipt(fund, receipt.number, **void)
        assert owed(after) == Money(1)


def test_365_receipts_of_one_baht_are_matched_together_and_one_that_is_voided_falls_alone():
    """A third of 365 baht is 121.66, not 365 times 0.33; a third of 364 is 121.33."""
    period = SchemePeriod(
        first_budget_year=2560, base=Base.DUES_PAID, ratio=Fraction(1, 3), rounding=DOWN, cite="made up"
    )
    scheme = Scheme(scheme_id="dues", source=KEY[0], name={"th": "ก", "en": "a"}, periods=(period,))
    before = paid(fund_of(1), [100] * 365)
    fund = matched_in_full(before, scheme, Fraction(1))
    number = fund.contributions.receipts[7].number
    after, _paper = void_receipt(fund, number, on=date(2024, 4, 1), reason="ผิด", recorded_at=NOW, schemes=[scheme])
    given_ = draw_request(before, scheme, 2567, cut_off=CUT_OFF).amount
    assert (given_, owed(after)) == (Money.baht("121.66"), Money.baht("0.33"))
    [line] = recheck(after, KEY, scheme, after.as_of).lines
    assert (line.member, line.receipt) == ("M00001", number)
    assert [reason.code for reason in line.reasons] == ["cofunding.matched_receipt_void"]


def test_a_receipt_that_no_round_matched_owes_nothing_back():
    fund = paid(fund_of(1), [100])
    number = fund.contributions.receipts[0].number
    after, _paper = void_receipt(fund, number, on=date(2024, 4, 1), reason="ผิด", recorded_at=NOW, schemes=[STATE])
    assert len(after.journal) == len(fund.journal) + 1


def dues_scheme(ratio: Fraction = Fraction(1)) -> Scheme:
    period = SchemePeriod(first_budget_year=2560, base=Base.DUES_PAID, ratio=ratio, rounding=DOWN, cite="made up")
    return Scheme(scheme_id="dues", source=KEY[0], name={"th": "ก", "en": "a"}, periods=(period,))


def made_void(fund: Fund, *numbers: str) -> Fund:
    """The receipts struck out, and nothing else done yet."""
    receipts = tuple(evolve(each, voided=each.voided or each.number in numbers) for each in fund.contributions)
    return evolve(fund, contributions=evolve(fund.contributions, receipts=receipts))


def test_the_rounds_that_matched_a_receipt_are_found_and_no_others():
    scheme = dues_scheme()
    fund = paid(matched_in_full(paid(fund_of(2), [100, 100]), scheme, Fraction(1)), [100])
    first, _second, later = fund.contributions.receipts
    assert list(rounds_matching(fund, (first.book, first.number), [STATE, scheme])) == [(KEY, scheme)]
    assert list(rounds_matching(fund, (later.book, later.number), [STATE, scheme])) == []


def test_what_others_brought_does_not_make_up_for_a_receipt_that_falls():
    """Of 200 baht asked for two, 100 were granted for one: his 40 fall, whatever the other paid or was given."""
    scheme = dues_scheme()
    fund = paid(fund_of(2), [6_000, 10_000, 4_000])
    fund, _paper = submit(fund, scheme, draw_request(fund, scheme, 2567, cut_off=CUT_OFF), when(1))
    grant = {"amount": Money.baht(200), "reference": "5/2567", "names": ["M00001"]}
    fund = approve(fund, KEY, when(2), scheme=scheme, **grant)
    assert total(match.amount for match in fund.matches) == Money.baht(100)
    elsewhere = Match(member="M00001", scheme="dues", round=9, as_of=date(2022, 9, 30), amount=Money.baht(70))
    others = (elsewhere, evolve(elsewhere, scheme="other", round=1), evolve(elsewhere, member="M00002"))
    fund = evolve(fund, matches=(*fund.matches, *others))
    number = fund.contributions.receipts[2].number
    [line] = recheck(made_void(fund, number), KEY, scheme, fund.as_of).lines
    assert (line.receipt, line.amount) == (number, Money.baht(40))


@pytest.mark.parametrize("requested", [None, ZERO])
def test_where_nobody_wrote_down_what_was_asked_for_each_receipt_falls_with_what_it_was_matched(requested):
    scheme = dues_scheme()
    fund = matched_in_full(paid(fund_of(1), [100, 50]), scheme, Fraction(1))
    fund = evolve(fund, rounds=(evolve(fund.rounds[0], requested=requested),), round_actions=())
    number = fund.contributions.receipts[1].number
    [line] = recheck(made_void(fund, number), KEY, scheme, fund.as_of).lines
    assert (line.receipt, line.amount) == (number, Money(50))


def test_a_receipt_that_is_gone_without_a_trace_is_no_reason_of_its_own():
    scheme = dues_scheme()
    fund = matched_in_full(paid(fund_of(1), [100, 50]), scheme, Fraction(1))
    fund = evolve(fund, contributions=Contributions(fund.contributions.receipts[:1]))
    found = recheck(fund, KEY, scheme, fund.as_of)
    assert (found.lines, found.to_return) == ((), ZERO)


def test_a_round_is_not_held_against_itself_where_its_rows_name_an_earlier_day():
    scheme = dues_scheme()
    fund = matched_in_full(paid(fund_of(1), [100, 50]), scheme, Fraction(1))
    earlier = tuple(evolve(match, as_of=date(2023, 9, 29)) for match in fund.matches)
    number = fund.contributions.receipts[1].number
    [line] = recheck(made_void(evolve(fund, matches=earlier), number), KEY, scheme, fund.as_of).lines
    assert line.amount == Money(50)


def test_what_falls_is_told_by_member_book_and_receipt_with_reasons_that_forbid():
    scheme = dues_scheme()
    fund = paid(fund_of(3), [100, 100, 100, 100])
    books = ("2", "1", "2", "1")
    receipts = tuple(evolve(each, book=book) for each, book in zip(fund.contributions, books, strict=True))
    receipts = (*receipts, evolve(receipts[0], number="0/2566"))
    fund = evolve(fund, contributions=Contributions(receipts))
    fund = matched_in_full(fund, scheme, Fraction(1))
    fund = evolve(fund, matches=fund.matches[::-1])
    fund = made_void(fund, *(each.number for each in receipts))
    lines = recheck(fund, KEY, scheme, fund.as_of).lines
    told = [(line.member, line.book, line.receipt) for line in lines]
    assert told == sorted((each.member, each.book, each.number) for each in receipts)
    assert {reason.severity for line in lines for reason in line.reasons} == {Severity.BLOCK}


def test_a_round_of_another_source_has_none_of_the_matchings():
    fund = approved(fund_of(2), 700)
    undated = evolve(fund, matches=(), rounds=(evolve(fund.rounds[0], as_of=None),))
    with pytest.raises(MissingFact) as nobody:
        recheck(undated, KEY, STATE, fund.as_of)
    assert nobody.value.findings[0].code == "cofunding.nobody_matched"
    assert matches_of_round(fund, STATE, fund.rounds[0]) == fund.matches
    assert matches_of_round(fund, STATE, evolve(fund.rounds[0], source="LAO")) == ()


def test_of_a_round_that_never_said_for_how_many_nobody_is_missing():
    fund = approved(fund_of(2), 700)
    row = evolve(fund, round_actions=(), matches=fund.matches[:1])
    assert recheck(row, KEY, STATE, fund.as_of).lines == ()
    assert [line.amount for line in recheck(evolve(row, round_actions=fund.round_actions), *ON).lines] == [
        Money.baht(350)
    ]


ON = (KEY, STATE, date(2024, 9, 30))


def test_what_is_owed_back_names_its_voucher_and_the_first_of_those_who_fell():
    fund, _paper = receive(approved(fund_of(7), 2_100), KEY, Money.baht(2_100), when(3))
    for number in range(1, 7):
        gone = {"ended": date(2023, 9, 1), "cause": ExitCause.RESIGNED, "status": MemberStatus.RESIGNED}
        fund = changed(fund, f"M{number:05d}", **gone)
    fund, _found = claw_back(fund, KEY, STATE, when(8, key="k"))
    action = fund.round_actions[-1]
    assert action.reference == fund.journal.entries[-1].voucher.number
    assert action.key == "k"
    assert action.reason == "สิทธิที่คำนวณใหม่ 300.00 บาท (M00001, M00002, M00003, M00004, M00005)"


def test_a_receipt_that_falls_is_named_by_its_number_and_money_behind_nobody_by_nothing():
    scheme = dues_scheme()
    fund = matched_in_full(paid(fund_of(1), [100, 50]), scheme, Fraction(1))
    number = fund.contributions.receipts[1].number
    after, _found = claw_back(made_void(fund, number), KEY, scheme, when(8))
    assert after.round_actions[-1].reason == f"สิทธิที่คำนวณใหม่ 1.00 บาท ({number})"
    fund = approved(fund_of(2), 700, members=2, names=["M00001"])
    fund, _paper = receive(fund, KEY, Money.baht(700), when(3))
    after, _found = claw_back(fund, KEY, STATE, when(8))
    assert after.round_actions[-1].reason == "สิทธิที่คำนวณใหม่ 350.00 บาท"


def test_a_receipt_that_fell_between_asking_and_approval_is_not_matched_and_lifts_no_other():
    scheme = dues_scheme()
    fund = paid(fund_of(3), [10_000, 10_000])
    fund, _paper = submit(fund, scheme, draw_request(fund, scheme, 2567, cut_off=CUT_OFF), when(1))
    fund = made_void(fund, fund.contributions.receipts[1].number)
    fund = approve(fund, KEY, when(2), scheme=scheme, amount=Money.baht(200), reference="5/2567", names=["M00001"])
    assert [(match.member, match.amount) for match in fund.matches] == [("M00001", Money.baht(100))]


def test_a_row_that_never_said_what_was_asked_for_is_matched_by_what_counts_now():
    scheme = dues_scheme()
    fund = paid(fund_of(2), [10_000, 10_000])
    fund, _paper = submit(fund, scheme, draw_request(fund, scheme, 2567, cut_off=CUT_OFF), when(1))
    fund = evolve(fund, rounds=(evolve(fund.rounds[0], requested=None),), round_actions=())
    fund = approve(fund, KEY, when(2), scheme=scheme, amount=Money.baht(100), reference="5/2567")
    assert [match.amount for match in fund.matches] == [Money.baht(50)] * 2


def test_who_brought_nothing_is_not_among_those_an_approval_is_for():
    scheme = dues_scheme()
    fund = matched_in_full(paid(fund_of(3), [10_000]), scheme, Fraction(1))
    assert [match.member for match in fund.matches] == ["M00001"]
    assert fund.round_standing(fund.rounds[0], fund.as_of).members == 1
