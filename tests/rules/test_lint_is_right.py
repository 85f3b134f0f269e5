"""What lint says is true of decisions: held against random facts, and against days counted one by one."""

from copy import deepcopy
from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from communitywelfare.calendar import Duration, PartialDate
from communitywelfare.claims import Claim, Event
from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.money import ZERO, Money
from communitywelfare.rules import ClaimFacts, adjudicate, build_bylaw
from communitywelfare.rules.amounts.steps import Steps
from communitywelfare.rules.expressions import ask
from communitywelfare.rules.facts import Clock
from communitywelfare.rules.lint import LINTS, lengths, lint
from communitywelfare.strategies import benefits, bylaws, claim_facts, clean_bylaw_documents
from communitywelfare.strategies.clauses import ATTRIBUTES, notations
from communitywelfare.wording import LANGUAGES, words

NOWHERE = Place()
MANY = settings(max_examples=40)
CASES = [
    "age >= 60 years and age < 50 years",
    "age >= 60 years or age < 61 years",
    "membership >= 31 days and membership < 1 month",
    "membership >= 30 days and membership < 1 month",
    "grade >= 3.50 and grade < 2",
    "hours > 3 and hours < 4",
    "hours >= 3 or hours < 4",
    "not (level in ('ป.6', 'ม.3')) or level == 'ป.6' or level == 'ม.3'",
    "alcohol_free and not alcohol_free",
    "bill > paid and bill <= paid",
    "arrears == 2 months and arrears != 2 months",
    "relation not in ('OTHER') or relation == 'OTHER'",
    "group in ('GENERAL', 'YOUTH', 'ELDERLY', 'DISADVANTAGED', 'DISABLED', 'ORPHAN')",
]


def law(**parts):
    """A by-law of one clause."""
    words_of = {"th": "ก", "en": "a"}
    clause = {"label": words_of, "category": "99", "cite": "ข้อ 1", "amount": {"form": "flat", "pays": 500}} | parts
    version = {
        "id": "1",
        "adopted": date(2005, 1, 1),
        "effective": date(2005, 1, 1),
        "source": "made up for this test",
        "tenure_from": "applied",
        "dues": {"convention": "FLAT_30", "rate": "1.00"},
        "attributes": ATTRIBUTES,
        "benefit": {"it": clause},
    }
    document = {"format": "communitywelfare.bylaw/1", "fund": "F", "name": words_of, "version": [version]}
    return build_bylaw(document)


def codes(found: tuple[Finding, ...]) -> set[str]:
    return {finding.code.removeprefix("lint.") for finding in found}


def met(benefit, facts: ClaimFacts) -> set[Severity]:
    return {ask(condition, facts, NOWHERE).severity for condition in benefit.conditions}


def are_in_order(facts: ClaimFacts) -> bool:
    """Whether facts are in order: nothing happened before it began, and the register names a group."""
    starts = (facts.tenure_from, facts.birth and facts.birth.first)
    return bool(facts.groups) and all(start is None or start <= facts.basis for start in starts)


def claim_of(benefit: str, facts: ClaimFacts) -> Claim:
    happened = Event(day=facts.event_day, units=facts.units)
    return Claim(number="1", day=facts.claim_day, member="1", benefit=benefit, category="99", event=happened)


# --- conditions ---


@MANY
@given(st.sampled_from(CASES) | notations(), st.lists(claim_facts(), min_size=3, max_size=3))
def test_a_condition_that_is_told_to_hold_for_nobody_or_for_everybody_does(text, many_facts):
    bylaw = law(when=text)
    benefit = bylaw.versions[0].benefits[0]
    found = codes(lint(bylaw))
    event(", ".join(sorted(found & {"never_true", "conditions_contradict", "always_true"})))
    for facts in many_facts:
        answers = met(benefit, facts)
        if found & {"never_true", "conditions_contradict"}:
            assert answers != {Severity.INFO}
        if "always_true" in found and len(benefit.conditions) == 1 and are_in_order(facts):
            assert Severity.BLOCK not in answers


@pytest.mark.parametrize("text", CASES)
def test_the_cases_are_told_but_for_the_one_that_a_short_february_makes_possible(text):
    found = codes(lint(law(when=text)))
    is_told = bool(found & {"never_true", "conditions_contradict", "always_true"})
    assert is_told == (text != "membership >= 30 days and membership < 1 month")


@MANY
@given(st.lists(notations(), min_size=2, max_size=3), st.lists(claim_facts(), min_size=3, max_size=3))
def test_a_condition_that_is_told_to_follow_from_others_never_refuses_alone(texts, many_facts):
    benefit = law(when=texts).versions[0].benefits[0]
    implied = {place for place in range(len(benefit.conditions)) if _is_implied(benefit, place)}
    for facts in filter(are_in_order, many_facts):
        answers = [ask(condition, facts, NOWHERE).severity for condition in benefit.conditions]
        for place in implied:
            others = {*answers[:place], *answers[place + 1 :]}
            assert not (others == {Severity.INFO} and answers[place] is Severity.BLOCK)


def _is_implied(benefit, place: int) -> bool:
    """Whether lint tells of the condition when it stands last, and the others before it."""
    conditions = (*benefit.conditions[:place], *benefit.conditions[place + 1 :], benefit.conditions[place])
    keys = (*("others" for _ in conditions[1:]), "last")
    bylaw = law()
    version = evolve(
        bylaw.versions[0], benefits=(evolve(bylaw.versions[0].benefits[0], conditions=conditions, keys=keys),)
    )
    found = lint(evolve(bylaw, versions=(version,)))
    return any(finding.code == "lint.condition_implied" and finding.place.clause.endswith("last") for finding in found)


LENGTHS = st.sampled_from(
    ["0 days", "27 days", "28 days", "29 days", "30 days", "31 days", "32 days", "59 days", "61 days"]
)
MONTHS = st.sampled_from(["0 months", "1 month", "2 months"])
ATOMS = st.builds("membership {} {}".format, st.sampled_from(["<", "<=", ">=", ">"]), LENGTHS | MONTHS)
TREES = st.recursive(
    ATOMS,
    lambda inner: (
        st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or"]), inner)
        | st.builds("not ({})".format, inner)
    ),
    max_leaves=4,
)
STARTS = [date(2023, 1, 1) + timedelta(days=day) for day in range(420)]


def member_since(start: date, day: date) -> ClaimFacts:
    return ClaimFacts(
        basis=day,
        event_day=day,
        claim_day=day,
        is_member=True,
        joined=start,
        tenure_from=start,
        birth=PartialDate(start),
        arrears_months=0,
        units=1,
    )


@settings(max_examples=10)
@given(TREES)
def test_days_and_months_are_told_as_counting_every_day_from_every_start_tells(text):
    bylaw = law(when=text)
    conditions = bylaw.versions[0].benefits[0].conditions
    found = codes(lint(bylaw))
    answers = {days < 0: set() for days in (-1, 0)}
    for start in STARTS:
        for days in (-1, 0, *range(27, 33), *range(58, 63), 90):
            facts = member_since(start, start + timedelta(days=days))
            holds = all(ask(each, facts, NOWHERE).severity is Severity.INFO for each in conditions)
            answers[days < 0].add(holds)

    is_impossible = True not in answers[True] | answers[False]
    assert bool(found & {"never_true", "conditions_contradict"}) == is_impossible
    assert len(conditions) > 1 or ("always_true" in found) == (answers[False] == {True})


# --- rows ---


@MANY
@given(benefits(forms=["steps"]), st.lists(claim_facts(), min_size=4, max_size=4))
def test_a_row_that_is_told_to_be_out_of_reach_is_never_found(benefit, many_facts):
    bylaw = law()
    version = evolve(bylaw.versions[0], benefits=(evolve(benefit, limits=(), deducts=()),))
    found = lint(evolve(bylaw, versions=(version,)))
    covered = {each.params["row"] for each in found if each.code == "lint.step_covered"}
    unreached = {each.params["row"] for each in found if each.code == "lint.step_unreachable"}
    event(f"{bool(covered)} {bool(unreached)}")
    rows = benefit.amount.tiers
    for facts in many_facts:
        if facts.tenure_from is None or facts.birth is None:
            continue
        row = rows.find(facts, benefit.amount.by, NOWHERE)
        number = 0 if isinstance(row, Finding) else rows.rows.index(row) + 1
        assert number not in covered
        assert number not in unreached or met(benefit, facts) != {Severity.INFO}


TIMES = st.sampled_from(
    ["28 days", "29 days", "30 days", "31 days", "1 month", "59 days", "60 days", "61 days", "2 months"]
)


@MANY
@given(TIMES, TIMES, st.sampled_from(["below", "to"]), st.sampled_from(["from", "over"]))
def test_a_gap_is_told_exactly_where_some_member_stands_in_one(until, since, ends, begins):
    rows = [{"from": "1 day", ends: until, "pay": 500}, {begins: since, "pay": 600}]
    bylaw = law(amount={"form": "steps", "by": "membership", "steps": rows, "overlap": "later row"})
    tiers = bylaw.versions[0].benefits[0].amount.tiers
    first, second = tiers.rows
    is_found = any(
        isinstance(tiers.find(member_since(start, day), Clock.MEMBERSHIP, NOWHERE), Finding)
        for start in STARTS
        for day in (first.ends(start), second.begins(start) - timedelta(days=1))
        if first.begins(start) <= day < second.begins(start)
    )

    assert ("gap" in codes(lint(bylaw))) == is_found


@MANY
@given(
    st.sampled_from(["steps", "by years"]),
    st.lists(st.tuples(st.sampled_from(["20 days", "1 month", "40 days", "3 months"]), st.integers(1, 9)), min_size=2),
)
def test_a_fall_and_a_jump_have_two_days_on_which_decisions_show_them(form, drawn):
    rows = {time: {"from": time, "pay": pay * 100} for time, pay in sorted(drawn, key=lambda row: row[0][::-1])}
    order = ["20 days", "1 month", "40 days", "3 months"]
    listed = [rows[time] for time in order if time in rows]
    bylaw = law(amount={"form": form, "by": "membership", "steps" if form == "steps" else "rates": listed})
    version, start = bylaw.versions[0], date(2001, 3, 1)
    for finding in lint(bylaw):
        if finding.code not in {"lint.cliff", "lint.benefit_falls"}:
            continue
        turn = finding.params["since"].after(start)
        before = (turn - timedelta(days=back) for back in range(1, 32))
        paid = {
            adjudicate(version, claim_of("it", each), each).assessed
            for each in (member_since(start, day) for day in before)
        }
        now = member_since(start, turn)
        assert adjudicate(version, claim_of("it", now), now).assessed == finding.params["after"]
        assert finding.params["before"] in paid


@MANY
@given(benefits(forms=["table"]), st.lists(claim_facts(), min_size=4, max_size=4))
def test_a_case_that_is_told_to_be_out_of_reach_is_never_the_one_that_pays(benefit, many_facts):
    bylaw = law()
    version = evolve(bylaw.versions[0], benefits=(evolve(benefit, limits=(), deducts=()),))
    found = lint(evolve(bylaw, versions=(version,)))
    taken = {each.params["row"] for each in found if each.code == "lint.row_unreachable"}
    excluded = {each.params["row"] for each in found if each.code == "lint.row_excluded"}
    never_otherwise = "otherwise_unreachable" in codes(found)
    event(f"{bool(taken)} {bool(excluded)} {never_otherwise}")
    for facts in many_facts:
        try:
            reason = benefit.amount.entitlement(facts, NOWHERE).reason
        except LookupError:
            continue
        is_met = met(benefit, facts) <= {Severity.INFO}
        assert reason.params.get("row") not in taken or reason.code != "amount.row"
        assert not is_met or reason.params.get("row") not in excluded or reason.code != "amount.row"
        assert not (never_otherwise and is_met and are_in_order(facts)) or reason.code != "amount.otherwise"


# --- limits ---


@MANY
@given(benefits(forms=["flat", "per unit", "steps"]), st.lists(claim_facts(), min_size=3, max_size=3))
def test_a_limit_that_is_told_to_do_nothing_changes_no_decision(benefit, many_facts):
    limits = tuple(evolve(limit, benefits=(), is_household=False) for limit in benefit.limits)
    assume(limits)
    bylaw = law()
    own = evolve(benefit, key="it", limits=limits, deducts=(), conditions=(), keys=())
    version = evolve(bylaw.versions[0], benefits=(own,))
    told = [
        int(finding.place.clause.rpartition("[")[2].rstrip("]"))
        for finding in lint(evolve(bylaw, versions=(version,)))
        if finding.code in {"lint.limit_idle", "lint.limit_never_reached"}
    ]
    for number in told[:1]:
        without = (*limits[: number - 1], *limits[number:])
        lean = evolve(version, benefits=(evolve(own, limits=without),))
        for facts in (evolve(each, used=()) for each in many_facts):
            claim = claim_of("it", facts)
            assert adjudicate(version, claim, facts).assessed == adjudicate(lean, claim, facts).assessed


@MANY
@given(benefits(), claim_facts())
def test_an_amount_that_is_told_to_come_to_nothing_never_pays(benefit, facts):
    bylaw = law()
    own = evolve(benefit, key="it", deducts=(), limits=(), conditions=(), keys=())
    version = evolve(bylaw.versions[0], benefits=(own,))
    found = codes(lint(evolve(bylaw, versions=(version,))))
    decision = adjudicate(version, claim_of("it", facts), facts)

    assert "pays_nothing" not in found or decision.uncapped.satang == 0


def alone(benefit, **parts):
    """A version with this clause only, and what lint says of it."""
    bylaw = law()
    version = evolve(bylaw.versions[0], benefits=(evolve(benefit, key="it", deducts=(), **parts),))
    return version, lint(evolve(bylaw, versions=(version,)))


@MANY
@given(benefits(forms=["flat", "per unit", "steps", "share", "by years"]), claim_facts())
def test_a_limit_that_is_told_to_be_below_one_unit_never_pays_one_whole(benefit, facts):
    limits = tuple(evolve(limit, benefits=(), is_household=False) for limit in benefit.limits)
    version, found = alone(benefit, limits=limits, conditions=(), keys=())
    facts = evolve(facts, units=1)
    decision = adjudicate(version, claim_of("it", facts), facts)
    for finding in found:
        if finding.code == "lint.limit_below_one":
            one = finding.params["one"]
            assert decision.assessed < one if isinstance(one, Money) and one > ZERO else decision.assessed == ZERO


@MANY
@given(benefits(), st.lists(claim_facts(), min_size=3, max_size=3))
def test_a_clause_whose_conditions_are_told_to_contradict_each_other_is_never_met(benefit, many_facts):
    version, found = alone(benefit, limits=())
    if codes(found) & {"never_true", "conditions_contradict"}:
        for facts in many_facts:
            assert met(version.benefits[0], facts) != {Severity.INFO}


BIRTHDAYS = st.sampled_from(["50 years", "60 years", "66 years", "71 years"])


@MANY
@given(
    st.integers(40, 80),
    st.integers(1, 30),
    st.lists(BIRTHDAYS, min_size=1, unique=True),
    claim_facts(),
)
def test_a_birthday_that_is_told_to_pay_nothing_pays_nothing_on_the_day(since, years, ages, facts):
    assume(facts.birth is not None)
    rows = [{"from": "55 years", "below": "66 years", "pay": 500}, {"from": "70 years", "pay": 600}]
    bylaw = law(
        age={"from": f"{since} years", "below": f"{since + years} years"},
        amount={"form": "steps", "by": "age", "steps": rows},
        automatic={"ages": ages},
    )
    found = {finding.params["age"] for finding in lint(bylaw) if finding.code == "lint.age_never_due"}
    for text in ages:
        age = Duration.parse(text)
        day = age.after(facts.birth.first)
        due = evolve(facts, basis=day, event_day=day, claim_day=day, is_member=True, joined=day)
        paid = adjudicate(bylaw.versions[0], claim_of("it", due), due).assessed
        is_shut_out = not since <= age.count < since + years or not (55 <= age.count < 66 or age.count >= 70)
        assert (age in found) == is_shut_out
        assert (paid == ZERO) == is_shut_out


# --- any by-law ---


@MANY
@given(bylaws())
def test_any_bylaw_is_looked_at_to_the_end_and_each_finding_is_said_in_both_languages(bylaw):
    for finding in lint(bylaw):
        assert finding.severity is LINTS[finding.code]
        assert finding.place.clause.startswith("version[")
        for language in LANGUAGES:
            said = words(finding, language)
            assert "{" not in said
            assert finding.code not in said


@given(clean_bylaw_documents(max_versions=1), claim_facts())
def test_a_clause_without_a_weakness_is_decided_whatever_its_form(document, facts):
    version = build_bylaw(deepcopy(document)).versions[0]
    for benefit in version.benefits:
        decision = adjudicate(version, claim_of(benefit.key, facts), facts)
        assert decision.reasons
        assert not isinstance(benefit.amount, Steps) or decision.uncapped.satang >= 0


def test_the_first_day_of_every_month_of_a_cycle_is_that_of_the_calendar():
    lengths._firsts.cache_clear()
    first = date(lengths._FIRST_YEAR, 1, 1)
    for month in (0, 1, 13, 26, 1_199, 4_799, 4_800):
        year, of_year = divmod(month, 12)
        day = date(lengths._FIRST_YEAR + year, of_year + 1, 1)
        assert lengths._first(month) - lengths._first(0) == (day - first).days
