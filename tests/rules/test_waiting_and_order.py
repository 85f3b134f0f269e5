"""Waiting, order and time: waiting longer never pays less unless the by-law says so; order matters only where it must.

A by-law *says so* in these words and no others, and a property holds that there is no other way:

* an amount that falls: a lower row after a higher one, a row that ends (a gap, an end), a case of a table that stops
  holding, a formula that takes a length of time away;
* a condition that ends: an age or a membership *below* or *at most* so much, anything under ``not``, a comparison
  that a growing count leaves behind (``<``, ``<=``, ``==``, ``!=``);
* nights over the turn of a window: a stay that two years' limits serve is paid more than one that lies in one year.
"""

from datetime import date, timedelta
from itertools import pairwise, permutations

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from communitywelfare.calendar import PartialDate, YearStart
from communitywelfare.claims import Claim, Event
from communitywelfare.members import Group, Sex
from communitywelfare.money import Money
from communitywelfare.rules import BenefitPolicy, ByLaw, ClaimFacts, Governs, Used, adjudicate, build_bylaw
from communitywelfare.rules.adjudication import slices_of
from communitywelfare.rules.amounts import AmountForm
from communitywelfare.rules.amounts.by_years import ByYears
from communitywelfare.rules.amounts.formula import Formula
from communitywelfare.rules.amounts.per_unit import PerUnit
from communitywelfare.rules.amounts.share import Share
from communitywelfare.rules.amounts.steps import Steps
from communitywelfare.rules.amounts.table import Table
from communitywelfare.rules.bylaws import Benefit, Keeps
from communitywelfare.rules.expressions import AllOf, AnyOf, Compares, Condition, Lasting, Not, Operator
from communitywelfare.rules.lint import lint
from communitywelfare.rules.numbers import (
    Completed,
    Difference,
    Greatest,
    Least,
    Number,
    Product,
    Sum,
)
from communitywelfare.rules.numbers import Share as PartOf
from communitywelfare.rules.tiers import Tiers
from communitywelfare.strategies import bylaws, claim_facts, claims

WORDS = {"th": "ก", "en": "a"}
FIRST, LAST = date(2016, 1, 1), date(2060, 1, 1)


# --- what "says so" means ----------------------------------------------------------------------------------


def says_so(benefit: Benefit) -> bool:
    """Whether the text of a clause may pay somebody less for having waited longer."""
    return amount_may_fall(benefit.amount) or any(map(may_end, benefit.conditions)) or crosses_a_turn(benefit)


def crosses_a_turn(benefit: Benefit) -> bool:
    return isinstance(benefit.amount, PerUnit) and benefit.amount.is_by_day and bool(benefit.limits)


def amount_may_fall(amount: AmountForm | Money) -> bool:
    match amount:
        case Steps(tiers=tiers):
            return rows_may_fall(tiers)
        case ByYears(rates=tiers):
            return rows_may_fall(tiers)
        case PerUnit(pays=pays):
            return amount_may_fall(pays)
        case Share(of=of):
            return amount_may_fall(of)
        case Table():
            return any(grows(condition) or may_end(condition) for row in amount.rows for condition in row.conditions)
        case Formula(pays=pays):
            return takes_time_away(pays)
        case _:
            return False


def rows_may_fall(tiers: Tiers) -> bool:
    return any(low.pay > high.pay for low, high in pairwise(tiers.rows)) or any(row.until for row in tiers.rows)


def may_end(condition: Condition) -> bool:
    """Whether a condition that holds on a day may not hold on a later one, by the mere course of time."""
    match condition:
        case Lasting(less_than=below):
            return below is not None
        case Not(inner):
            return grows(inner) or may_end(inner)
        case AllOf(parts) | AnyOf(parts):
            return any(map(may_end, parts))
        case Compares(left, sign, right):
            if sign in {Operator.EQUAL, Operator.DIFFERENT}:
                return counts_time(left) or counts_time(right)
            grown = left if sign in {Operator.LESS, Operator.AT_MOST} else right
            other = right if grown is left else left
            return counts_time(grown) or takes_time_away(other)
        case _:
            return False


def grows(condition: Condition) -> bool:
    """Whether a condition that does not hold on a day may hold on a later one."""
    match condition:
        case Not(inner):
            return may_end(inner) or grows(inner)
        case AllOf(parts) | AnyOf(parts):
            return any(map(grows, parts))
        case Compares(left, _sign, right):
            return counts_time(left) or counts_time(right)
        case _:
            return hasattr(condition, "clock")


def parts_of(number: Number) -> tuple[Number, ...]:
    match number:
        case Sum(left, right) | Difference(left, right) | Product(left, right):
            return left, right
        case Least(numbers) | Greatest(numbers):
            return numbers
        case PartOf(number=inner):
            return (inner,)
        case _:
            return ()


def counts_time(number: Number) -> bool:
    return isinstance(number, Completed) or any(map(counts_time, parts_of(number)))


def takes_time_away(number: Number) -> bool:
    if isinstance(number, Difference) and counts_time(number.right):
        return True
    return any(map(takes_time_away, parts_of(number)))


def member_at(day: date, units: int) -> ClaimFacts:
    """Somebody with everything in order who joined in 2010, for an event on a day."""
    return ClaimFacts(
        basis=day,
        event_day=day,
        claim_day=day,
        is_member=True,
        joined=date(2010, 5, 31),
        tenure_from=date(2010, 5, 31),
        birth=PartialDate(date(1970, 2, 28)),
        sex=Sex.FEMALE,
        groups=frozenset({Group.GENERAL}),
        arrears_months=0,
        worst_arrears=0,
        paid=Money.baht(5_000),
        paid_months=60,
        units=units,
        attributes={"level": "ป.6", "grade": "3.75", "hours": "13", "bill": "1234.50", "alcohol_free": "yes"},
        documents=frozenset({"สำเนาบัตรประชาชน", "ใบรับรองแพทย์", "สูติบัตร"}),
        year_start=YearStart(10),
        payees=(),
    )


def assessed(policy: BenefitPolicy, benefit: str, facts: ClaimFacts) -> Money:
    day = facts.event_day
    claim = Claim(number="2", day=day, member="1", benefit=benefit, category="1", event=Event(day=day))
    return adjudicate(policy, claim, facts).assessed


@given(bylaws(max_versions=1), st.dates(FIRST, LAST), st.integers(0, 12_000), st.integers(1, 9))
def test_waiting_longer_never_pays_less_unless_the_bylaw_says_so(bylaw, early, later, units):
    policy = bylaw.versions[0]
    for benefit in policy.benefits:
        if not says_so(benefit):
            facts = [member_at(day, units) for day in (early, early + timedelta(days=later))]
            paid = [assessed(policy, benefit.key, each) for each in facts]
            assert paid[0] <= paid[1]


@given(bylaws(max_versions=1), st.dates(FIRST, LAST), st.integers(0, 12_000), claim_facts(max_used=4))
def test_nor_do_earlier_payments_make_waiting_dearer(bylaw, early, later, other):
    policy = bylaw.versions[0]
    for benefit in policy.benefits:
        used = tuple(evolve(each, benefit=benefit.key) for each in other.used if each.day <= early)
        if not says_so(benefit):
            facts = [evolve(member_at(day, 2), used=used) for day in (early, early + timedelta(days=later))]
            paid = [assessed(policy, benefit.key, each) for each in facts]
            assert paid[0] <= paid[1]


SAID_SO = [
    {"amount": {"form": "steps", "by": "age", "steps": [{"from": "1 year", "pay": 9}, {"from": "50 years", "pay": 8}]}},
    {"amount": {"form": "steps", "by": "age", "steps": [{"from": "1 year", "below": "50 years", "pay": 9}]}},
    {"amount": {"form": "by years", "by": "age", "rates": [{"from": "1 year", "to": "50 years", "pay": 9}]}},
    {"amount": {"form": "table", "rows": [{"when": "age < 50 years", "pay": 9}], "otherwise": 1}},
    {"amount": {"form": "table", "rows": [{"when": "age >= 50 years", "pay": 1}], "otherwise": 9}},
    {"amount": {"form": "formula", "pays": "99 baht - 1 baht * years(age)"}},
    {"age": {"from": "1 year", "below": "50 years"}},
    {"when": "age <= 50 years"},
    {"when": "not (age >= 50 years)"},
    {"when": "years(age) < 50"},
    {"when": "years(age) == 49"},
    {"when": "0 > years(age) - 50"},
]


@given(st.sampled_from(SAID_SO))
def test_each_of_these_words_does_pay_less_to_those_who_waited(keys):
    policy = a_bylaw({"b": {"amount": {"form": "flat", "pays": 9}, **keys}}).versions[0]
    assert says_so(policy.benefits[0])
    young, old = (assessed(policy, "b", member_at(date(year, 3, 1), 1)) for year in (2019, 2021))
    assert young > old


def test_a_stay_over_the_turn_of_a_year_is_served_by_the_limits_of_both():
    stay = {"form": "per unit", "pays": 200, "unit": "night"}
    policy = a_bylaw({"b": {"amount": stay, "limits": [{"baht": 400, "per": "calendar year"}]}}).versions[0]
    across, inside = (assessed(policy, "b", member_at(day, 4)) for day in (date(2023, 12, 30), date(2024, 1, 2)))
    assert (across, inside) == (Money.baht(800), Money.baht(400))


# --- the order of claims -----------------------------------------------------------------------------------


def a_bylaw(clauses: dict[str, dict[str, object]]) -> ByLaw:
    version = {
        "id": "1",
        "adopted": date(2000, 1, 1),
        "effective": date(2000, 1, 1),
        "source": "made up",
        "tenure_from": "applied",
        "year_start": "10-01",
        "dues": {"convention": "FLAT_30", "rate": 1},
        "benefit": {key: {"label": WORDS, "category": "1", **clause} for key, clause in clauses.items()},
    }
    return build_bylaw({"format": "communitywelfare.bylaw/1", "fund": "F", "name": WORDS, "version": [version]})


YEARS = st.sampled_from(["calendar year", "fiscal year", "membership year"])
MOST = st.integers(0, 2_500)
ASKED = st.lists(
    st.tuples(
        st.sampled_from(["a", "b"]), st.dates(date(2022, 8, 1), date(2023, 12, 31)), st.integers(1, 6), st.booleans()
    ),
    min_size=1,
    max_size=7,
)


@composite
def nested(draw: DrawFn) -> BenefitPolicy:
    """Limits each of which holds the one before: of the event, the year, both clauses, the household, a lifetime.

    All count money, or all count units: money and units cross each other.
    """
    year, measure = draw(YEARS), draw(st.sampled_from(["baht", "units"]))
    most = MOST if measure == "baht" else st.integers(0, 12)
    both = {"together_with": ["a", "b"]}

    def limits() -> list[dict[str, object]]:
        of_event = {measure: draw(most), "per": "event"}
        of_year = {measure: draw(most), "per": year}
        return [each for each in (of_event, of_year) if draw(st.booleans())]

    wider = [
        {"per": year, **both},
        {"per": year, **both, "household": True},
        {"per": "lifetime", **both, "household": True},
    ]
    if year == "membership year":
        wider = [{"per": year, **both}, {"per": "lifetime", **both, "household": True}]
    shared = [{measure: draw(most), **each} for each in wider if draw(st.booleans())]
    rate = {"a": 100, "b": 100 if measure == "units" else 170}
    return a_bylaw(
        {
            key: {"amount": {"form": "per unit", "pays": rate[key], "unit": "time"}, "limits": limits() + shared}
            for key in ("a", "b")
        }
    ).versions[0]


def paid_in_order(policy: BenefitPolicy, asked: list[tuple[str, date, int, bool]]) -> list[Money]:
    """What each claim is paid, decided one after another; some are another's of the household."""
    used: list[tuple[bool, Used]] = []
    paid = []
    for number, (key, day, units, is_mine) in enumerate(asked):
        seen = tuple(evolve(each, is_own=mine == is_mine) for mine, each in used)
        facts = evolve(member_at(day, units), used=seen)
        amount = assessed(policy, key, facts)
        paid.append(amount)
        used += [
            (is_mine, Used(claim=str(number), benefit=key, day=each.day, amount=each.amount, units=each.units))
            for each in slices_of(policy.by_key[key], facts, amount)
            if each.units
        ]
    return paid


@given(nested(), ASKED, st.randoms())
def test_under_nested_limits_the_order_of_claims_does_not_change_the_total(policy, asked, chance):
    shuffled = list(asked)
    chance.shuffle(shuffled)
    assert sum(each.satang for each in paid_in_order(policy, asked)) == sum(
        each.satang for each in paid_in_order(policy, shuffled)
    )


VISIT = {"form": "per unit", "pays": 100, "unit": "time"}


def totals(bylaw: ByLaw, asked: list[tuple[str, date, int, bool]]) -> set[int]:
    """What is paid in all, in whole baht, in every order of the claims."""
    orders = permutations(asked)
    return {sum(each.satang for each in paid_in_order(bylaw.versions[0], list(order))) // 100 for order in orders}


def test_under_crossing_years_it_does_and_lint_says_so():
    years = [{"baht": 300, "per": "calendar year"}, {"baht": 300, "per": "fiscal year"}]
    bylaw = a_bylaw({"a": {"amount": VISIT, "limits": years}})
    # The second shares its fiscal year with the first and its calendar year with the third.
    days_of = (date(2022, 11, 1), date(2023, 3, 1), date(2023, 11, 1))
    assert totals(bylaw, [("a", day, 3, True) for day in days_of]) == {300, 600}
    assert "lint.limits_cross" in {finding.code for finding in lint(bylaw)}


def test_under_a_lifetime_of_one_clause_and_a_year_of_several_it_does_and_lint_says_so():
    year = {"baht": 300, "per": "calendar year", "together_with": ["a", "b"]}
    own = {"baht": 300, "per": "lifetime"}
    bylaw = a_bylaw({"a": {"amount": VISIT, "limits": [year, own]}, "b": {"amount": VISIT, "limits": [year]}})
    asked = [("a", date(2023, 2, 1), 3, True), ("a", date(2022, 2, 1), 3, True), ("b", date(2022, 3, 1), 3, True)]
    assert totals(bylaw, asked) == {300, 600}
    assert "lint.limits_cross" in {finding.code for finding in lint(bylaw)}


@given(nested(), ASKED, st.integers(1, 2_000_000))
def test_larger_use_never_pays_more(policy, asked, satang):
    key, day, units, _mine = asked[0]
    earlier = tuple(
        Used(claim=str(number), benefit=benefit, day=when, amount=Money.baht(100), units=count, is_own=mine)
        for number, (benefit, when, count, mine) in enumerate(asked[1:])
    )
    facts = evolve(member_at(day, units), used=earlier)
    more = Used(claim="more", benefit=key, day=day, amount=Money(satang), units=1)
    larger = evolve(facts, used=(*earlier, more))
    assert assessed(policy, key, larger) <= assessed(policy, key, facts)


# --- versions ----------------------------------------------------------------------------------------------


@composite
def amended(draw: DrawFn) -> tuple[ByLaw, ByLaw]:
    """A by-law, and the same with a version of another by-law after its newest."""
    bylaw = evolve(draw(bylaws(max_versions=2)), governs=draw(st.sampled_from(Governs)))
    later = draw(bylaws(max_versions=1)).versions[0]
    effective = bylaw.versions[-1].effective + timedelta(days=draw(st.integers(1, 2_000)))
    return bylaw, evolve(bylaw, versions=(*bylaw.versions, evolve(later, version="later", effective=effective)))


@given(amended(), claim_facts(), claims())
def test_a_later_version_changes_no_earlier_decision(pair, facts, claim):
    before, after = pair
    turn = after.versions[-1].effective
    for governs, day in zip(Governs, (facts.event_day, facts.claim_day, facts.joined), strict=True):
        if before.governs is not governs:
            continue
        policies = [
            bylaw.governing(event=facts.event_day, claimed=facts.claim_day, joined=facts.joined) for bylaw in pair
        ]
        if day < turn:
            assert policies[0] == policies[1]
            if policies[0] is not None:
                decisions = [adjudicate(policy, claim, facts) for policy in policies]
                assert decisions[0] == decisions[1]
                assert decisions[0].decision_id == decisions[1].decision_id
        else:
            assert policies[1] == after.versions[-1]


@given(amended(), st.integers(0, 3_000))
def test_what_a_version_keeps_for_members_of_before_is_decided_as_before(pair, since):
    bylaw, after = pair
    old, new = bylaw.versions[-1], after.versions[-1]
    key = old.benefits[0].key
    keeps = Keeps(version=old.version, benefits=(key,), joined_before=new.effective)
    after = evolve(after, governs=Governs.EVENT_DATE, versions=(*bylaw.versions, evolve(new, keeps=(keeps,))))
    event = new.effective + timedelta(days=since)
    of_before = after.governing(event=event, claimed=event, joined=new.effective - timedelta(days=1))
    of_after = after.governing(event=event, claimed=event, joined=new.effective)
    never = after.governing(event=event, claimed=event, joined=None)
    assert of_before.by_key[key] == old.by_key[key]
    assert of_before.version == new.version
    assert {each: of_before.by_key[each] for each in new.by_key if each != key} == {
        each: new.by_key[each] for each in new.by_key if each != key
    }
    assert of_after == never == after.versions[-1]
    assert after.governing(event=event, claimed=event, joined=new.effective - timedelta(days=1)) is of_before
