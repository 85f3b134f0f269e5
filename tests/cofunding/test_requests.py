"""Requests by every rule a scheme may have: a trace that adds up, ceilings that hold, nothing matched twice."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from communitywelfare.calendar import Duration, Month, Unit
from communitywelfare.cofunding import Base, Counting, MatchingsOf, Request, RoundFacts, Scheme, SchemePeriod, request
from communitywelfare.cofunding.reckoning import spread
from communitywelfare.contributions import Contributions, Convention, Dues, DuesHistory, Receipt, ReceiptKind, Waiver
from communitywelfare.errors import InvalidValue, MissingFact, Refused, Severity
from communitywelfare.identity import CitizenId, PersonName
from communitywelfare.members import ExitCause, Membership, Person, Register, TenureStart
from communitywelfare.money import ZERO, Money, Rounding, total
from communitywelfare.strategies import amounts, round_facts, scheme_periods
from communitywelfare.wording import words

CUT_OFF = date(2023, 9, 30)
OF_MEMBERS = (Base.PER_MEMBER, Base.DUES_PAID)
DOWN = Rounding(to=Money(1), direction="down", source="ข้อ 4")


def scheme_of(period: SchemePeriod) -> Scheme:
    return Scheme(scheme_id="scheme", source="GOV_VIA_CODI", name={"th": "ก", "en": "a"}, periods=(period,))


def draw(period: SchemePeriod, facts: RoundFacts, *, cut_off: date = CUT_OFF, stated: Money | None = None) -> Request:
    """The request, with a stated amount where the base wants one."""
    if stated is None and period.base is Base.STATED:
        stated = Money.baht(1000)
    if period.base is Base.ONE_OFF:
        stated = period.grants[0]
    return request(scheme_of(period), facts, cut_off=cut_off, budget_year=2567, stated=stated)


def drawn(period: SchemePeriod, facts: RoundFacts) -> Request:
    """The request, for facts that it can be drawn from."""
    assume(facts.contributions is not None or period.base is not Base.DUES_PAID)
    return draw(period, facts)


# --- every satang is explained -----------------------------------------------------------------------------


@given(scheme_periods(), round_facts())
def test_the_trace_and_the_steps_lead_to_what_is_asked(period, facts):
    asked = drawn(period, facts)
    assert total(line.amount for line in asked.trace) == asked.amount
    assert all(line.amount >= ZERO for line in asked.trace)
    assert asked.steps[-1].params["after"] == asked.amount
    standing = asked.steps[0].params["after"]
    for step in asked.steps[1:-1]:
        if step.severity in {Severity.BLOCK, Severity.REFER}:
            standing = ZERO
        else:
            assert step.params["before"] == standing
            standing = step.params["after"]
    assert standing == asked.amount


@given(scheme_periods(bases=OF_MEMBERS), round_facts())
def test_what_is_asked_for_members_is_what_their_lines_say(period, facts):
    asked = drawn(period, facts)
    by_member = defaultdict(list)
    for line in asked.trace:
        by_member[line.member].append(line.amount)
    counted = {each.membership.number: each.amount for each in asked.eligible}
    assert {member: total(lines) for member, lines in by_member.items()} == {
        member: amount for member, amount in counted.items() if member in by_member
    }
    assert all(each.amount == ZERO and not each.receipts for each in asked.excluded)
    assert asked.amount == total(counted.values())


@given(scheme_periods(), round_facts())
def test_whom_a_reason_blocks_and_of_whom_a_fact_is_missing_nobody_asks_for(period, facts):
    asked = drawn(period, facts)
    for each in asked.members:
        severities = {reason.severity for reason in each.reasons}
        assert each.is_eligible == (not severities & {Severity.BLOCK, Severity.REFER})
        assert each.is_open == (Severity.REFER in severities and Severity.BLOCK not in severities)
        assert each.is_eligible or each.amount == ZERO


@given(scheme_periods(), round_facts())
def test_everything_that_is_said_has_words(period, facts):
    asked = drawn(period, facts)
    for finding in (*asked.reasons, *asked.steps, *(reason for each in asked.members for reason in each.reasons)):
        for language in ("th", "en"):
            assert not words(finding, language).startswith(finding.code)
            assert "–" not in words(finding, language).replace("(–)", "") or None in finding.params.values()


@given(scheme_periods(bases=OF_MEMBERS), round_facts())
def test_the_sum_is_that_of_a_count_by_hand(period, facts):
    """The same figure by the shortest road: fractions added up, one rounding, the ceilings."""
    asked = drawn(period, facts)
    shares = []
    for each in asked.eligible:
        base = period.per_member
        if period.base is Base.DUES_PAID:
            base = total(receipt.amount for receipt in by_hand(period, facts, each.membership))
        share = base.satang * period.ratio
        shares.append(share if period.member_cap is None else min(share, Fraction(period.member_cap.satang)))
    exact = sum(shares, Fraction(0))
    amount = Money(int(exact)) if period.rounding is None else period.rounding.of(exact)
    if period.member_cap is not None:
        amount = min(amount, period.member_cap * len(shares))
    if period.fund_cap is not None:
        amount = min(amount, period.fund_cap)
    assert asked.amount == (ZERO if asked.is_barred else amount)


def by_hand(period: SchemePeriod, facts: RoundFacts, member: Membership) -> list[Receipt]:
    """Which receipts a scheme of dues paid matches, told once more."""
    gone = {(m.book, m.receipt) for m in facts.matches if m.scheme == "scheme" and m.receipt and m.as_of < CUT_OFF}
    since = None if period.looking_back is None else CUT_OFF.replace(year=CUT_OFF.year - period.looking_back.count)
    return [
        receipt
        for receipt in facts.contributions
        if receipt.member == member.number
        and receipt.kind.is_dues
        and not receipt.voided
        and receipt.day <= CUT_OFF
        and (since is None or receipt.day > since)
        and not (receipt.paid_by and period.sponsored is Counting.DOES_NOT)
        and (receipt.book, receipt.number) not in gone
    ]


# --- ceilings, and more never brings less ------------------------------------------------------------------


@given(scheme_periods(), round_facts())
def test_no_ceiling_is_passed(period, facts):
    asked = drawn(period, facts)
    if period.fund_cap is not None:
        assert asked.amount <= period.fund_cap
    if period.member_cap is not None:
        assert all(each.amount <= period.member_cap for each in asked.eligible)
        assert asked.amount <= period.member_cap * len(asked.eligible)
    if asked.expected is not None:
        assert asked.expected <= asked.amount


@given(scheme_periods(), round_facts(), st.data())
def test_a_further_receipt_that_counts_never_lowers_what_may_be_asked(period, facts, data):
    assume(facts.contributions is not None and facts.register.memberships)
    before = draw(period, facts)
    more = Receipt(
        number="new",
        day=data.draw(st.dates(date(2015, 1, 1), CUT_OFF)),
        member=data.draw(st.sampled_from([each.number for each in facts.register])),
        kind=ReceiptKind.MONTHLY,
        period_from=Month(2020, 1),
        period_to=Month(2020, 12),
        amount=data.draw(amounts(at_least=Money(1), at_most=Money.baht(5_000))),
    )
    paid = evolve(facts.contributions, receipts=(*facts.contributions, more))
    assert draw(period, evolve(facts, contributions=paid)).amount >= before.amount


@given(scheme_periods(), round_facts())
def test_a_further_member_never_lowers_what_may_be_asked(period, facts):
    asked = drawn(period, facts)
    person = Person(name=PersonName("ใหม่"), citizen_id=None, no_id_reason="ไม่มี")
    more = Membership(number="ZZ", person=person, applied=date(2015, 1, 1), admitted=date(2015, 1, 1))
    assert draw(period, evolve(facts, register=facts.register.adding(more))).amount >= asked.amount


@given(scheme_periods(bases=[Base.STATED]), round_facts(), amounts(at_least=ZERO), amounts(at_least=ZERO))
def test_a_greater_stated_amount_never_lowers_what_may_be_asked(period, facts, one, other):
    less, more = sorted((one, other))
    assert draw(period, facts, stated=less).amount <= draw(period, facts, stated=more).amount


@given(scheme_periods(bases=[Base.DUES_PAID]), round_facts(), st.data())
def test_one_receipt_of_a_sum_is_as_good_as_two_of_its_parts(period, facts, data):
    assume(facts.contributions is not None)
    whole = [each for each in facts.contributions if each.amount > Money(1)]
    assume(whole)
    split = data.draw(st.sampled_from(whole))
    part = Money(data.draw(st.integers(1, split.amount.satang - 1)))
    halves = (evolve(split, amount=part), evolve(split, number="new", amount=split.amount - part))
    matched = [m for m in facts.matches if (m.member, m.receipt) == (split.member, split.number)]
    matches = (*facts.matches, *(evolve(match, receipt="new") for match in matched))
    receipts = tuple(half for each in facts.contributions for half in (halves if each == split else (each,)))
    parted = evolve(facts, contributions=evolve(facts.contributions, receipts=receipts), matches=matches)
    one, two = draw(period, facts), draw(period, parted)
    assert one.amount == two.amount
    assert [each.amount for each in one.members] == [each.amount for each in two.members]


def test_365_receipts_of_one_baht_at_a_third_are_121_66_baht_and_not_365_times_0_33():
    period = SchemePeriod(
        first_budget_year=2567, base=Base.DUES_PAID, ratio=Fraction(1, 3), rounding=DOWN, cite="D.2 of the decisions"
    )
    paid = tuple(receipt(f"{day}/2566", date(2022, 10, 1) + timedelta(days=day), "1.00") for day in range(365))
    asked = draw(period, facts_of(MEMBER, receipts=paid))
    assert asked.amount == Money.baht("121.66")
    assert Counter(line.amount for line in asked.trace) == {Money(33): 244, Money(34): 121}


@given(st.lists(st.fractions(0, 1000), min_size=1, max_size=6), st.data())
def test_parts_keep_to_their_ceilings_and_add_up(shares, data):
    ceilings = [
        data.draw(st.none() | st.integers(int(share) + 1, int(share) + 3).map(Money)) if share else ZERO
        for share in shares
    ]
    bound = sum(
        int(share) + 1 if ceiling is None else ceiling.satang for share, ceiling in zip(shares, ceilings, strict=True)
    )
    amount = Money(data.draw(st.integers(0, bound if any(shares) else 0)))
    parts = spread(amount, shares, ceilings)
    assert total(parts) == amount
    assert all(ceiling is None or part <= ceiling for part, ceiling in zip(parts, ceilings, strict=True))


# --- nothing twice -----------------------------------------------------------------------------------------


@given(scheme_periods(), round_facts())
def test_a_round_drawn_again_asks_the_same_and_records_nothing_more(period, facts):
    asked = drawn(period, facts)
    recorded = evolve(facts, matches=(*facts.matches, *asked.matches(77)))
    again = draw(period, recorded)
    assert again.amount == asked.amount
    assert again.trace == asked.trace
    assert again.matches(77) == again.matches(78) == ()


@given(scheme_periods(bases=OF_MEMBERS), round_facts(), st.integers(2, 4))
def test_no_receipt_and_no_member_is_matched_too_often_in_rounds_that_follow(period, facts, count):
    assume(facts.contributions is not None or period.base is not Base.DUES_PAID)
    before = [(m.book, m.receipt, m.member) for m in facts.matches if m.scheme == "scheme" and m.receipt]
    new = []
    for year in range(2023, 2023 + count):
        asked = draw(period, evolve(facts, matches=(*facts.matches, *new)), cut_off=date(year, 9, 30))
        new += asked.matches(year)
    keys = [(match.book, match.receipt, match.member) for match in new if match.receipt]
    assert len(set(keys)) == len(keys)
    assert not set(keys) & set(before)
    if period.base is Base.PER_MEMBER:
        assert all(times == 1 for times in Counter((match.member, match.round) for match in new).values())
    if period.matchings_at_most is not None:
        for each in facts.register:
            own = {other.number for other in facts.register.of_same_person(each)}
            own = {each.number} if period.rejoining is MatchingsOf.MEMBERSHIP else own
            rounds = {match.round for match in new if match.member in own}
            earlier = {(m.member, m.round) for m in facts.matches if m.scheme == "scheme" and m.member in own}
            assert len(rounds) <= max(0, period.matchings_at_most - len(earlier))


@given(scheme_periods(bases=OF_MEMBERS), round_facts())
def test_a_skipped_round_drawn_after_later_ones_matches_nobody_too_often(period, facts):
    asked = drawn(period, facts)
    later = draw(period, facts, cut_off=date(2024, 9, 30)).matches(8)
    after = draw(period, evolve(facts, matches=(*facts.matches, *later)))
    assert after.amount == asked.amount
    keys = [(match.book, match.receipt, match.member) for match in (*later, *after.matches(7)) if match.receipt]
    assert len(set(keys)) == len(keys)
    if period.matchings_at_most is not None and period.base is Base.PER_MEMBER:
        times = Counter(match.member for match in (*later, *after.matches(7)))
        assert all(count <= period.matchings_at_most for count in times.values())


@given(round_facts())
def test_rounds_that_follow_match_the_receipts_of_one_round_over_all_their_time(facts):
    assume(facts.contributions is not None)
    stays = Register(tuple(evolve(each, ended=None, cause=None, applied=date(2004, 1, 1)) for each in facts.register))
    facts = evolve(facts, register=stays, matches=())
    period = SchemePeriod(first_budget_year=2553, base=Base.DUES_PAID, cite="ข้อสมมติ")
    single = draw(period, facts, cut_off=date(2025, 9, 30)).matches(1)
    new = []
    for year in range(2010, 2026):
        new += draw(period, evolve(facts, matches=tuple(new)), cut_off=date(year, 9, 30)).matches(year)
    assert sorted((m.member, m.receipt, m.amount) for m in new) == sorted(
        (m.member, m.receipt, m.amount) for m in single
    )


def test_a_person_with_two_numbers_counts_under_the_first():
    twin = evolve(MEMBER, number="M0000", applied=date(2021, 5, 1))
    asked = draw(PER_HEAD, RoundFacts(register=Register((twin, MEMBER))))
    assert [each.membership.number for each in asked.eligible] == ["M0001"]
    assert "cofunding.person_counted" in [reason.code for reason in asked.excluded[0].reasons]


def test_receipts_written_down_after_the_cut_off_go_to_the_next_round():
    period = SchemePeriod(
        first_budget_year=2567, base=Base.DUES_PAID, looking_back=Duration(1, Unit.YEAR), cite="ข้อสมมติ"
    )
    on_time = receipt("1/2566", date(2023, 8, 1), "30.00", journal_no="1")
    late = receipt("2/2566", date(2023, 8, 2), "40.00", journal_no="2")
    first = draw(period, evolve(facts_of(MEMBER, receipts=(on_time,)), late=(late,)))
    assert (first.amount, first.late) == (Money.baht(30), (late,))
    assert [reason.code for reason in first.reasons] == ["cofunding.late_receipts"]
    facts = facts_of(MEMBER, receipts=(on_time, late), matches=first.matches(1))
    second = draw(period, evolve(facts, written={"2": date(2023, 10, 2)}), cut_off=date(2024, 9, 30))
    assert (second.amount, second.late) == (Money.baht(40), ())


def test_half_a_year_before_the_end_of_september_begins_with_april():
    period = SchemePeriod(
        first_budget_year=2567, base=Base.DUES_PAID, looking_back=Duration(6, Unit.MONTH), cite="ข้อสมมติ"
    )
    before = receipt("1/2566", date(2023, 3, 31), "30.00", journal_no="1")
    within = receipt("2/2566", date(2023, 4, 1), "40.00", journal_no="2")
    assert draw(period, facts_of(MEMBER, receipts=(before, within))).amount == Money.baht(40)


# --- branches, and old requests --------------------------------------------------------------------------


@given(scheme_periods(bases=OF_MEMBERS), round_facts())
def test_requests_of_villages_add_up_wherever_the_rules_say_so(period, facts):
    asked = drawn(period, facts)
    villages = defaultdict(list)
    for each in facts.register:
        villages[each.village].append(each)
    parts = [draw(period, facts.of_branch(members)) for members in villages.values()]
    assert sum(len(part.eligible) for part in parts) == len(asked.eligible)
    if asked.is_additive:
        assert total(part.amount for part in parts) == asked.amount
    elif period.fund_cap is None and period.rounding is not None:
        unit = period.rounding.to.satang
        assert abs(total(part.amount for part in parts).satang - asked.amount.satang) <= unit * (len(parts) + 1)


def test_a_request_says_that_it_does_not_add_up_from_villages():
    two = (MEMBER, evolve(MEMBER, number="M0002", person=OTHER, village="2"))
    capped = evolve(PER_HEAD, fund_cap=Money.baht(500))
    assert draw(PER_HEAD, RoundFacts(register=Register(two))).is_additive
    asked = draw(capped, RoundFacts(register=Register(two)))
    assert not asked.is_additive
    assert [each.amount for each in asked.eligible] == [Money.baht(250), Money.baht(250)]
    assert [words(step, "en") for step in asked.steps] == [
        "2 members × 365.00 baht = 730.00 baht",
        "at most 500.00 baht for a fund: 730.00 → 500.00 baht",
        "500.00 baht are asked for",
    ]


@given(scheme_periods(bases=(*OF_MEMBERS, Base.STATED)), round_facts(), st.data())
def test_what_happened_after_the_cut_off_changes_no_request(period, facts, data):
    asked = drawn(period, facts)
    members = [each.number for each in facts.register] or ["M0001"]
    after = CUT_OFF + timedelta(days=data.draw(st.integers(1, 400)))
    number = data.draw(st.sampled_from(members))
    leaving = {each.number for each in facts.register if each.ended is None and data.draw(st.booleans())}
    left = tuple(evolve(e, ended=after, cause="RESIGNED") if e.number in leaving else e for e in facts.register)
    register = evolve(facts.register, memberships=left)
    contributions = facts.contributions and Contributions(
        (*facts.contributions, evolve(receipt("new", after, "100.00"), member=number)),
        (*facts.contributions.waivers, waiver(number, after)),
    )
    match = evolve(asked.matches(1)[0], as_of=after) if asked.matches(1) else None
    matches = facts.matches if match is None else (*facts.matches, match)
    later = evolve(facts, register=register, contributions=contributions, matches=matches)
    again = draw(period, later)
    if period.counts_from is not TenureStart.FIRST_PAID:
        assert [each.reasons for each in again.members] == [
            each.reasons if each.membership.number not in leaving else again.members[place].reasons
            for place, each in enumerate(asked.members)
        ]
    assert (again.amount, again.trace) == (asked.amount, asked.trace)


@given(scheme_periods(bases=[Base.DUES_PAID]), round_facts(), st.data())
def test_a_receipt_made_void_is_a_receipt_that_never_was(period, facts, data):
    assume(facts.contributions is not None and len(facts.contributions))
    gone = data.draw(st.sampled_from(facts.contributions.receipts))
    void = tuple(evolve(each, voided=True) if each == gone else each for each in facts.contributions)
    without = tuple(each for each in facts.contributions if each != gone)
    one, other = (
        draw(period, evolve(facts, contributions=evolve(facts.contributions, receipts=receipts)))
        for receipts in (void, without)
    )
    assert one.trace == other.trace


# --- rule by rule ------------------------------------------------------------------------------------------

OTHER = Person(name=PersonName("ชูใจ"), citizen_id=CitizenId.synthetic(2))
MEMBER = Membership(
    number="M0001",
    person=Person(name=PersonName("มาลี"), citizen_id=CitizenId.synthetic(1)),
    applied=date(2020, 1, 1),
    village="1",
)
PER_HEAD = SchemePeriod(first_budget_year=2567, per_member=Money.baht(365), cite="ข้อสมมติ")
A_YEAR = evolve(PER_HEAD, full_membership=Duration(1, Unit.YEAR))
THIRTY = DuesHistory(((Month(2015, 1), Dues(convention=Convention.FLAT_30, rate=Money.baht(1))),))


def receipt(number: str, day: date, amount: str, **changes: object) -> Receipt:
    values = {"kind": ReceiptKind.MONTHLY, "period_from": Month.of(day), "period_to": Month.of(day)} | changes
    return Receipt(number=number, day=day, member="M0001", amount=Money.baht(amount), **values)


def waiver(member: str, decided_on: date) -> Waiver:
    return Waiver(
        member=member,
        period_from=Month(2023, 1),
        period_to=Month(2023, 3),
        decided_on=decided_on,
        resolution="1/2566",
    )


def facts_of(*members: Membership, receipts: tuple[Receipt, ...] = (), **changes: object) -> RoundFacts:
    waivers = changes.pop("waivers", ())
    contributions = Contributions(receipts, waivers)
    return RoundFacts(register=Register(members), contributions=contributions, dues=THIRTY, **changes)


def codes(asked: Request) -> dict[str, Severity]:
    """What is said of the first member, beside membership itself."""
    return {reason.code.partition(".")[2]: reason.severity for reason in asked.members[0].reasons[1:]}


@pytest.mark.parametrize(
    ("counts_from", "member", "receipts", "said"),
    [
        (TenureStart.ADMITTED, {}, (), {"admitted_unknown": Severity.REFER}),
        (TenureStart.ADMITTED, {"admitted": date(2022, 9, 30)}, (), {"full_year": Severity.INFO}),
        (TenureStart.ADMITTED, {"admitted": date(2022, 10, 1)}, (), {"not_a_full_year": Severity.BLOCK}),
        (TenureStart.FIRST_PAID, {}, (), {"never_paid": Severity.BLOCK}),
        (TenureStart.FIRST_PAID, {"carried": Money(1)}, (), {"first_paid_unknown": Severity.REFER}),
        (TenureStart.FIRST_PAID, {}, (date(2022, 9, 30), date(2023, 1, 1)), {"full_year": Severity.INFO}),
        (TenureStart.FIRST_PAID, {}, (date(2022, 10, 1),), {"not_a_full_year": Severity.BLOCK}),
    ],
)
def test_membership_counts_from_the_day_that_the_scheme_names(counts_from, member, receipts, said):
    paid = tuple(receipt(f"{day}", day, "30.00") for day in receipts)
    asked = draw(evolve(A_YEAR, counts_from=counts_from), facts_of(evolve(MEMBER, **member), receipts=paid))
    assert codes(asked) == said
    assert asked.members[0].is_open == (Severity.REFER in said.values())


def test_nobody_can_tell_the_first_payment_without_receipts():
    asked = draw(evolve(A_YEAR, counts_from=TenureStart.FIRST_PAID), RoundFacts(register=Register((MEMBER,))))
    assert codes(asked) == {"first_paid_unknown": Severity.REFER}


@pytest.mark.parametrize(
    ("rejoining", "said", "counts"),
    [
        (MatchingsOf.PERSON, "rejoined_counts", False),
        (MatchingsOf.MEMBERSHIP, "rejoined_anew", True),
        (None, "rejoined_unsaid", False),
    ],
)
def test_who_joined_again_is_told_how_many_earlier_matchings_there_were(rejoining, said, counts):
    before = evolve(MEMBER, number="M0000", ended=date(2021, 6, 1), cause=ExitCause.RESIGNED, applied=date(2016, 1, 1))
    again = evolve(MEMBER, applied=date(2021, 12, 1))
    period = evolve(PER_HEAD, matchings_at_most=2, rejoining=rejoining)
    matched = draw(PER_HEAD, RoundFacts(register=Register((before,))), cut_off=date(2019, 9, 30)).matches(1)
    matched += draw(PER_HEAD, RoundFacts(register=Register((before,))), cut_off=date(2020, 9, 30)).matches(2)
    asked = draw(period, RoundFacts(register=Register((again, before)), matches=matched))
    reason = next(each for each in asked.members[0].reasons if each.code == f"cofunding.{said}")
    assert reason.params == {"earlier": ("M0000",), "matched": 2}
    assert asked.members[0].is_eligible == counts


@pytest.mark.parametrize(
    ("paid", "at_most", "said"),
    [
        (45, 0, {"arrears_within": Severity.INFO}),
        (42, 3, {"arrears_within": Severity.INFO}),
        (42, 2, {"in_arrears": Severity.BLOCK}),
    ],
)
def test_arrears_keep_out_only_above_what_the_scheme_allows(paid, at_most, said):
    receipts = (receipt("1", date(2023, 9, 1), f"{30 * paid}.00"),)
    assert codes(draw(evolve(PER_HEAD, arrears_at_most=at_most), facts_of(MEMBER, receipts=receipts))) == said


@pytest.mark.parametrize(
    "facts",
    [
        RoundFacts(register=Register((MEMBER,)), dues=THIRTY),
        RoundFacts(register=Register((MEMBER,)), contributions=Contributions(())),
        facts_of(evolve(MEMBER, applied=date(2014, 1, 1))),
    ],
)
def test_arrears_that_nobody_can_tell_are_not_taken_for_none(facts):
    assert codes(draw(evolve(PER_HEAD, arrears_at_most=3), facts)) == {"arrears_unknown": Severity.REFER}


OWN = receipt("1", date(2023, 1, 5), "100.00")
TEMPLE = receipt("2", date(2023, 2, 5), "265.00", paid_by="วัดตัวอย่าง")
OLD = receipt("3", date(2022, 9, 30), "1.00")


@pytest.mark.parametrize(
    ("base", "rule", "receipts", "said", "amount"),
    [
        (Base.PER_MEMBER, None, (OWN,), {}, "365.00"),
        (Base.PER_MEMBER, None, (TEMPLE,), {"sponsored_unsaid": Severity.INFO}, "365.00"),
        (Base.PER_MEMBER, Counting.COUNTS, (TEMPLE,), {"sponsored_counts": Severity.INFO}, "365.00"),
        (Base.PER_MEMBER, Counting.DOES_NOT, (TEMPLE,), {"sponsored_only": Severity.BLOCK}, "0.00"),
        (Base.PER_MEMBER, Counting.DOES_NOT, (TEMPLE, OLD), {"sponsored_only": Severity.BLOCK}, "0.00"),
        (Base.PER_MEMBER, Counting.DOES_NOT, (TEMPLE, OWN), {"sponsored_left_out": Severity.INFO}, "365.00"),
        (Base.PER_MEMBER, Counting.DOES_NOT, (), {}, "365.00"),
        (Base.DUES_PAID, None, (TEMPLE, OWN), {"sponsored_unsaid": Severity.INFO}, "365.00"),
        (Base.DUES_PAID, Counting.COUNTS, (TEMPLE,), {"sponsored_counts": Severity.INFO}, "265.00"),
        (Base.DUES_PAID, Counting.DOES_NOT, (TEMPLE, OWN), {"sponsored_left_out": Severity.INFO}, "100.00"),
        (Base.DUES_PAID, Counting.DOES_NOT, (TEMPLE,), {"sponsored_left_out": Severity.INFO}, "0.00"),
    ],
)
def test_whether_dues_that_somebody_else_paid_count_is_the_rule_of_the_scheme(base, rule, receipts, said, amount):
    asked = draw(evolve(PER_HEAD, base=base, sponsored=rule), facts_of(MEMBER, receipts=receipts))
    assert (codes(asked), asked.amount) == (said, Money.baht(amount))


ONE_WAIVER = (waiver("M0001", date(2023, 1, 20)),)


@pytest.mark.parametrize(
    ("base", "rule", "receipts", "said"),
    [
        (Base.PER_MEMBER, None, (), {"waived_unsaid": Severity.INFO}),
        (Base.PER_MEMBER, Counting.COUNTS, (), {"waived_counts": Severity.INFO}),
        (Base.PER_MEMBER, Counting.DOES_NOT, (), {"waived_only": Severity.BLOCK}),
        (Base.PER_MEMBER, Counting.DOES_NOT, (OLD,), {"waived_only": Severity.BLOCK}),
        (Base.PER_MEMBER, Counting.DOES_NOT, (OWN,), {"waived_left_out": Severity.INFO}),
        (Base.DUES_PAID, Counting.DOES_NOT, (), {"waived_left_out": Severity.INFO}),
    ],
)
def test_whether_members_count_whose_dues_were_waived_is_the_rule_of_the_scheme(base, rule, receipts, said):
    facts = facts_of(MEMBER, receipts=receipts, waivers=ONE_WAIVER)
    assert codes(draw(evolve(PER_HEAD, base=base, waived=rule), facts)) == said


def test_a_waiver_of_another_year_or_decided_later_says_nothing():
    before = draw(PER_HEAD, facts_of(MEMBER, waivers=ONE_WAIVER), cut_off=date(2022, 9, 30))
    much_later = draw(PER_HEAD, facts_of(MEMBER, waivers=ONE_WAIVER), cut_off=date(2024, 9, 30))
    assert codes(before) == codes(much_later) == {}


def test_who_paid_and_who_was_let_off_cannot_be_told_without_the_tables():
    strict = evolve(PER_HEAD, sponsored=Counting.DOES_NOT, waived=Counting.DOES_NOT)
    nothing = draw(strict, RoundFacts(register=Register((MEMBER,))))
    assert codes(nothing) == {"payer_unknown": Severity.REFER, "waiver_unknown": Severity.REFER}
    assert codes(draw(strict, facts_of(MEMBER, knows_waivers=False))) == {"waiver_unknown": Severity.REFER}
    assert codes(draw(evolve(PER_HEAD, waived=None), facts_of(MEMBER, knows_waivers=False))) == {}


def test_a_request_tells_for_how_many_it_relies_on_what_no_rule_says():
    asked = draw(PER_HEAD, facts_of(MEMBER, receipts=(TEMPLE,), waivers=ONE_WAIVER))
    assert [(each.code, each.severity, each.params["members"]) for each in asked.reasons] == [
        ("cofunding.counts_sponsored", Severity.WARNING, 1),
        ("cofunding.counts_waived", Severity.WARNING, 1),
    ]


@pytest.mark.parametrize(
    ("received", "code", "amount"),
    [
        ({"LAO": Money(1)}, "cofunding.counterpart_came", "365.00"),
        ({"LAO": ZERO}, "cofunding.counterpart_missing", "0.00"),
        ({}, "cofunding.counterpart_missing", "0.00"),
        (None, "cofunding.counterpart_unknown", "0.00"),
    ],
)
def test_money_of_another_source_must_have_come_where_the_scheme_says_so(received, code, amount):
    asked = draw(evolve(PER_HEAD, counterpart="LAO"), RoundFacts(register=Register((MEMBER,)), received=received))
    assert [reason.code for reason in asked.reasons] == [code]
    assert asked.amount == Money.baht(amount)
    assert asked.is_barred == (asked.amount == ZERO)
    assert bool(asked.matches(1)) == (not asked.is_barred)


GRANTS = SchemePeriod(
    first_budget_year=2548,
    base=Base.ONE_OFF,
    grants=(Money.baht(55_000), Money.baht(100_000)),
    cite="แบบแสดงสถานะ ข้อ 4.3",
)


@pytest.mark.parametrize(
    ("granted", "code"),
    [
        ({}, None),
        ({"LAO": Money.baht(5)}, None),
        ({"GOV_VIA_CODI": Money.baht(55_000)}, "cofunding.granted_before"),
        (None, "cofunding.grants_unknown"),
    ],
)
def test_a_one_off_grant_is_given_once(granted, code):
    facts = RoundFacts(register=Register(()), granted=granted)
    asked = request(scheme_of(GRANTS), facts, cut_off=CUT_OFF, budget_year=2567, stated=Money.baht(100_000))
    assert [reason.code for reason in asked.reasons] == ([code] if code else [])
    assert asked.amount == (ZERO if code else Money.baht(100_000))
    assert asked.matches(1) == ()


def test_which_of_several_grants_must_be_said_and_only_those_can_be():
    facts = RoundFacts(register=Register(()), granted={})
    with pytest.raises(MissingFact) as open_choice:
        request(scheme_of(GRANTS), facts, cut_off=CUT_OFF, budget_year=2567)
    assert open_choice.value.findings[0].code == "cofunding.grant_not_chosen"
    with pytest.raises(Refused) as no_grant:
        request(scheme_of(GRANTS), facts, cut_off=CUT_OFF, budget_year=2567, stated=Money.baht(60_000))
    assert no_grant.value.findings[0].code == "cofunding.grant_not_listed"
    single = evolve(GRANTS, grants=(Money.baht(55_000),))
    assert request(scheme_of(single), facts, cut_off=CUT_OFF, budget_year=2567).amount == Money.baht(55_000)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"per_member": None}, "scheme.value_unknown"),
        ({"base": Base.ONE_OFF}, "scheme.value_unknown"),
        ({"base": Base.STATED}, "cofunding.amount_not_stated"),
        ({"base": Base.DUES_PAID}, "cofunding.receipts_not_given"),
    ],
)
def test_what_a_base_needs_and_nobody_knows_is_named(changes, code):
    facts = RoundFacts(register=Register((MEMBER,)), granted={})
    with pytest.raises(MissingFact) as missing:
        request(scheme_of(evolve(PER_HEAD, **changes)), facts, cut_off=CUT_OFF, budget_year=2567)
    assert [each.code for each in missing.value.findings] == [code]


def test_the_rate_in_force_stands_beside_the_ceiling():
    asked = draw(evolve(PER_HEAD, rate_in_force=Money.baht(300)), RoundFacts(register=Register((MEMBER,))))
    assert (asked.amount, asked.expected) == (Money.baht(365), Money.baht(300))
    assert [words(reason, "en") for reason in asked.reasons] == [
        "300.00 baht are paid for each member this year, of 365.00 that may be asked: 300.00 baht will come"
    ]
    more = draw(evolve(PER_HEAD, rate_in_force=Money.baht(400)), RoundFacts(register=Register((MEMBER,))))
    assert more.expected == Money.baht(365)
    assert draw(PER_HEAD, RoundFacts(register=Register((MEMBER,)))).expected is None


def test_a_ceiling_for_each_member_holds_for_each_and_is_told():
    two = (MEMBER, evolve(MEMBER, number="M0002", person=OTHER))
    paid = (receipt("1", date(2023, 1, 1), "400.00"), evolve(receipt("2", date(2023, 1, 1), "100.00"), member="M0002"))
    period = SchemePeriod(
        first_budget_year=2567,
        base=Base.DUES_PAID,
        ratio=Fraction(1, 2),
        rounding=evolve(DOWN, to=Money.baht(1)),
        member_cap=Money.baht("120.50"),
        cite="ข้อสมมติ",
    )
    asked = draw(period, facts_of(*two, receipts=paid))
    assert [each.amount for each in asked.eligible] == [Money.baht("120.15"), Money.baht("49.85")]
    assert [words(step, "en") for step in asked.steps] == [
        "2 receipts of 2 members = 500.00 baht",
        "500.00 baht × 1/2 = 250.00 baht (rounded once, on the total: ข้อ 4)",
        "at most 120.50 baht for each member: 250.00 → 170.00 baht",
        "170.00 baht are asked for",
    ]
    told, reduced = Severity.INFO, Severity.REDUCE
    assert [step.severity for step in asked.steps] == [told, told, reduced, told]
    assert [reason.code for reason in asked.reasons] == ["cofunding.sum_member_cap"]
    assert [each.receipts for each in asked.eligible] == [(paid[0],), (paid[1],)]
    assert [(line.receipt, line.base) for line in asked.trace] == [(each, each.amount) for each in paid]
    assert draw(evolve(period, rounding=DOWN), facts_of(*two, receipts=paid)).amount == Money.baht("170.50")
    up = evolve(period, rounding=Rounding(to=Money.baht(1), direction="up", source="ข้อ 4"))
    assert draw(up, facts_of(MEMBER, receipts=paid[:1])).amount == Money.baht("120.50")


@pytest.mark.parametrize(
    ("back", "last_out"),
    [
        (Duration(30, Unit.DAY), date(2023, 8, 31)),
        (Duration(2, Unit.MONTH), date(2023, 7, 31)),
        (Duration(2, Unit.YEAR), date(2021, 9, 30)),
    ],
)
def test_a_scheme_looks_back_over_just_the_time_it_says(back, last_out):
    period = SchemePeriod(first_budget_year=2567, base=Base.DUES_PAID, looking_back=back, cite="ข้อสมมติ")
    paid = (receipt("1", last_out, "1.00"), receipt("2", last_out + timedelta(days=1), "2.00"))
    assert draw(period, facts_of(MEMBER, receipts=paid)).amount == Money.baht(2)


def test_one_number_in_two_books_or_of_two_members_is_as_many_receipts_each_matched_once():
    period = SchemePeriod(first_budget_year=2567, base=Base.DUES_PAID, cite="ข้อสมมติ")
    first = receipt("1", date(2023, 1, 1), "1.00", book="ก")
    paid = (first, evolve(first, book="ข", amount=Money.baht(2)), evolve(first, member="M0002", amount=Money.baht(4)))
    facts = facts_of(MEMBER, evolve(MEMBER, number="M0002", person=OTHER), receipts=paid)
    keys = {(each.book, each.number, each.member) for each in paid}
    new = draw(period, facts).matches(1)
    assert {(each.book, each.receipt, each.member) for each in new} == keys
    for one in new:
        again = draw(period, evolve(facts, matches=(one,)))
        left = {(each.book, each.receipt, each.member) for each in again.matches(2)}
        assert left == keys - {(one.book, one.receipt, one.member)}
        assert (
            draw(period, evolve(facts, matches=(one,)), cut_off=date(2024, 9, 30)).amount == Money.baht(7) - one.amount
        )


def test_only_valid_dues_of_members_looked_at_wait_for_the_next_round():
    period = SchemePeriod(first_budget_year=2567, base=Base.DUES_PAID, cite="ข้อสมมติ")
    late = receipt("1", date(2023, 8, 1), "30.00")
    others = {"voided": True}, {"kind": ReceiptKind.ENTRY_FEE}, {"member": "M0009"}
    waiting = (late, *(evolve(late, number=str(n), **change) for n, change in enumerate(others, start=2)))
    asked = draw(period, evolve(facts_of(MEMBER), late=waiting))
    assert asked.late == (late,)
    assert [(each.code, each.severity) for each in asked.reasons] == [("cofunding.late_receipts", Severity.INFO)]


def test_requests_of_parts_add_up_where_no_part_needs_rounding():
    alone = RoundFacts(register=Register((MEMBER,)))
    odd = evolve(PER_HEAD, per_member=Money(36_501))
    to_baht = evolve(odd, rounding=Rounding(to=Money.baht(1), direction="down", source="ข้อ 4"))
    assert [draw(each, alone).is_additive for each in (PER_HEAD, odd, to_baht)] == [True, True, False]


def test_a_satang_that_is_left_over_goes_to_the_lower_number_wherever_it_stands_in_the_register():
    period = evolve(PER_HEAD, per_member=Money(50), ratio=Fraction(1, 3), rounding=DOWN)
    first, second = evolve(MEMBER, number="M0009"), evolve(MEMBER, number="M0002", person=OTHER)
    asked = draw(period, RoundFacts(register=Register((first, second))))
    assert {each.membership.number: each.amount for each in asked.eligible} == {"M0002": Money(17), "M0009": Money(16)}


def test_a_ceiling_for_each_member_holds_for_all_together_where_the_fund_is_matched_as_a_whole():
    period = evolve(PER_HEAD, base=Base.STATED, member_cap=Money.baht(120))
    two = Register((MEMBER, evolve(MEMBER, number="M0002", person=OTHER)))
    asked = draw(period, RoundFacts(register=two), stated=Money.baht(1000))
    assert (asked.amount, asked.is_additive) == (Money.baht(240), False)
    assert {step.severity for step in asked.steps} == {Severity.INFO, Severity.REDUCE}
    free = draw(evolve(period, member_cap=None), RoundFacts(register=two), stated=ZERO)
    assert (free.amount, free.is_additive) == (ZERO, False)
    with pytest.raises(MissingFact) as missing:
        draw(period, RoundFacts(register=two), stated=Money(-1))
    assert missing.value.findings[0].code == "cofunding.amount_not_stated"


def test_nothing_is_expected_where_nothing_may_be_asked_or_members_are_not_what_is_matched():
    rated = evolve(PER_HEAD, rate_in_force=Money.baht(300))
    barred = draw(evolve(rated, counterpart="LAO"), RoundFacts(register=Register((MEMBER,)), received={}))
    assert (barred.expected, [each.code for each in barred.reasons]) == (None, ["cofunding.counterpart_missing"])
    dues = evolve(rated, base=Base.DUES_PAID)
    assert draw(dues, facts_of(MEMBER, receipts=(receipt("1", date(2023, 1, 1), "400.00"),))).expected is None


def test_a_request_does_not_rely_on_what_no_rule_says_for_those_who_do_not_count():
    gone = evolve(MEMBER, ended=date(2023, 9, 1), cause=ExitCause.RESIGNED)
    asked = draw(PER_HEAD, facts_of(gone, receipts=(TEMPLE,), waivers=ONE_WAIVER))
    assert "sponsored_unsaid" in codes(asked)
    assert asked.reasons == ()


def test_a_sum_may_be_rounded_without_any_ratio():
    period = evolve(PER_HEAD, rounding=Rounding(to=Money.baht(100), direction="down", source="ข้อ 4"))
    asked = draw(period, RoundFacts(register=Register((MEMBER,))))
    assert [step.code for step in asked.steps] == [
        "cofunding.sum_members",
        "cofunding.sum_rounded",
        "cofunding.sum_asked",
    ]
    assert asked.amount == Money.baht(300)


@pytest.mark.parametrize("ratio", [Fraction(1, 3), Fraction(0), Fraction(-1)])
def test_a_ratio_that_leaves_parts_of_satang_needs_a_rounding(ratio):
    with pytest.raises(InvalidValue) as refused:
        SchemePeriod(first_budget_year=2567, ratio=ratio, cite="ข้อสมมติ")
    assert refused.value.findings[0].code == "scheme.rounding_missing"


# --- the rules of a later year -----------------------------------------------------------------------------


@given(scheme_periods(), scheme_periods(), round_facts(), st.integers(2568, 2600))
def test_rules_of_a_later_year_change_no_request_of_an_earlier_one(period, later, facts, begins):
    """D.4 number 19, against the engine of the year before: what was asked by the rules known then stays as it was."""
    asked = drawn(period, facts)
    longer = evolve(scheme_of(period), periods=(period, evolve(later, first_budget_year=begins)))
    stated = Money.baht(1000) if period.base is Base.STATED else None
    stated = period.grants[0] if period.base is Base.ONE_OFF else stated
    assert request(longer, facts, cut_off=CUT_OFF, budget_year=2567, stated=stated) == asked
