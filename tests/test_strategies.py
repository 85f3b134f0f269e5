"""The published strategies: they give what they promise, reach what is awkward, and are found by type."""

import contextlib
import inspect
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from communitywelfare import _hypothesis, strategies
from communitywelfare.accounting import DocumentKind, Journal, section_10, trial_balance
from communitywelfare.calendar import Duration, Month, PartialDate, Precision, Unit, YearStart
from communitywelfare.claims import Claim, ClaimState, Decision, Outcome
from communitywelfare.cofunding import RoundFacts, Scheme, SchemePeriod
from communitywelfare.consents import Consent, Erasure
from communitywelfare.contributions import Convention, Dues, DuesHistory, Receipt
from communitywelfare.fund import Fund, assess_waiting
from communitywelfare.fund.checks import check
from communitywelfare.identity import CitizenId, PersonName
from communitywelfare.io.foreign.profile import Profile
from communitywelfare.members import ExitCause, Membership, Merge, Person, Register
from communitywelfare.money import ZERO, Money, total
from communitywelfare.network import FundSummary, Network
from communitywelfare.rules import Benefit, ByLaw, ClaimFacts, adjudicate, build_bylaw
from communitywelfare.rules.limits import Measure, Window
from communitywelfare.rules.registry import BUILT_IN_FORMS
from communitywelfare.simulation import Assumptions, Provenance, RateTable

PUBLISHED = {
    "amounts": Money,
    "days": date,
    "months": Month,
    "durations": Duration,
    "year_starts": YearStart,
    "partial_dates": PartialDate,
    "citizen_ids": CitizenId,
    "names": PersonName,
    "persons": Person,
    "memberships": Membership,
    "registers": Register,
    "merges": Merge,
    "dues": Dues,
    "dues_histories": DuesHistory,
    "receipts": Receipt,
    "consents": Consent,
    "erasures": Erasure,
    "round_facts": RoundFacts,
    "scheme_periods": SchemePeriod,
    "schemes": Scheme,
    "assumptions": Assumptions,
    "provenances": Provenance,
    "rate_tables": RateTable,
    "benefits": Benefit,
    "bylaws": ByLaw,
    "bylaw_documents": dict,
    "claim_facts": ClaimFacts,
    "claims": Claim,
    "clean_bylaw_documents": dict,
    "clean_bylaws": ByLaw,
    "faulty_bylaw_documents": tuple,
    "fund_summaries": FundSummary,
    "networks": Network,
    "founding_answers": dict,
    "funds": Fund,
    "journals": Journal,
    "odd_journals": Journal,
    "profiles": Profile,
}
FEW = settings(max_examples=10)


def all_come_up(strategy: st.SearchStrategy[Any], told: Callable[[Any], set[object]], wanted: set[object]) -> bool:
    """Whether among three thousand values everything is told that is wanted; none is drawn after the last of it."""
    missing = set(wanted)

    def was_last(value: Any) -> bool:
        missing.difference_update(told(value))
        return not missing

    with contextlib.suppress(NoSuchExample):
        find(
            strategy.map(was_last), bool, settings=settings(max_examples=3_000, phases=[Phase.generate], database=None)
        )
    return not missing


# --- what is published -------------------------------------------------------------------------------------


def test_all_that_is_published_is_known_here():
    assert set(strategies.__all__) == set(PUBLISHED)


@pytest.mark.parametrize("name", PUBLISHED)
@FEW
@given(data=st.data())
def test_a_strategy_gives_values_of_its_type(name, data):
    assert isinstance(data.draw(getattr(strategies, name)()), PUBLISHED[name])


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_strategy_has_an_example_and_options_by_keyword_only(name):
    strategy = getattr(strategies, name)
    assert ">>> " in strategy.__doc__
    for option in inspect.signature(strategy).parameters.values():
        assert option.kind is inspect.Parameter.KEYWORD_ONLY
        assert option.default is not inspect.Parameter.empty


@pytest.mark.parametrize(("kind", "name"), [*_hypothesis.STRATEGIES.items()])
@FEW
@given(data=st.data())
def test_hypothesis_finds_a_strategy_by_type(kind, name, data):
    assert PUBLISHED[name] is kind
    assert isinstance(data.draw(st.from_type(kind)), kind)


def test_every_published_type_of_ours_is_registered():
    ours = {kind for kind in PUBLISHED.values() if kind.__module__.startswith("communitywelfare")}
    assert ours == set(_hypothesis.STRATEGIES)


@pytest.mark.parametrize(
    "imports",
    [
        "import hypothesis, communitywelfare.strategies",
        "import communitywelfare.strategies, hypothesis",
        "import communitywelfare._hypothesis",
        "from hypothesis import strategies",
    ],
)
def test_types_are_found_in_whatever_order_things_are_imported(imports):
    code = (
        f"{imports}\n"
        "from hypothesis import given, settings, strategies as st\n"
        "from communitywelfare.money import Money\n"
        "@settings(max_examples=3, database=None)\n"
        "@given(st.from_type(Money))\n"
        "def test(amount): assert str(amount)\n"
        "test()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr


def test_importing_hypothesis_leaves_the_strategies_for_later():
    code = "import hypothesis, sys; print('communitywelfare.strategies' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "False"


# --- bounds and promises -----------------------------------------------------------------------------------


@given(st.data())
def test_bounds_are_kept_and_both_can_be_reached(data):
    low, high = sorted((data.draw(strategies.amounts()), data.draw(strategies.amounts())))
    assert low <= data.draw(strategies.amounts(at_least=low, at_most=high)) <= high
    first, last = sorted((data.draw(strategies.days()), data.draw(strategies.days())))
    assert first <= data.draw(strategies.days(at_least=first, at_most=last)) <= last
    assert first <= data.draw(strategies.partial_dates(at_least=first, at_most=last)).first <= last
    months = Month.of(first), Month.of(last)
    assert months[0] <= data.draw(strategies.months(at_least=months[0], at_most=months[1])) <= months[1]
    member = data.draw(strategies.memberships(at_least=first, at_most=last))
    assert first <= member.applied <= last
    assert member.ended is None or member.applied <= member.ended <= last


@given(strategies.registers(), strategies.days())
def test_registers_keep_their_promises(register, day):
    numbers = [membership.number for membership in register]
    assert len(set(numbers)) == len(numbers)
    current = [each.person.citizen_id for each in register.current(day) if each.person.citizen_id]
    assert len(set(current)) == len(current)
    for membership in register:
        assert membership.person.citizen_id is not None or membership.person.no_id_reason


@given(strategies.names())
def test_names_are_text_that_survives_normalisation_of_spaces_and_has_no_controls(name):
    text = name.reveal("test")
    assert text.strip() == text
    assert text
    assert not any(unicodedata.category(letter).startswith("C") for letter in text)


@given(strategies.persons())
def test_a_name_is_what_its_parts_make(person):
    details = person.details.reveal("test")
    parts = " ".join(details[part] for part in ("first_name", "last_name") if details.get(part))
    assert person.name.reveal("test") == f"{details.get('title', '')}{parts}"


@given(strategies.bylaw_documents(first=date(2019, 1, 1)))
def test_documents_hold_plain_values_only_and_begin_on_their_day(document):
    def plain(value: object) -> bool:
        if isinstance(value, dict):
            return all(isinstance(key, str) and plain(part) for key, part in value.items())
        if isinstance(value, list):
            return all(map(plain, value))
        return type(value) in {str, int, bool, date}

    assert plain(document)
    assert build_bylaw(document).versions[0].effective == date(2019, 1, 1)


# --- what must come up -------------------------------------------------------------------------------------

CONDITIONS = {
    "Lasting",
    "ArrearsAtMost",
    "CodeOneOf",
    "AttributeAtLeast",
    "AttributeOneOf",
    "Papers",
    "FiledWithin",
    "NeverBehind",
    "SettledFor",
    "NoClaimFor",
    "Compares",
    "AnyOf",
    "Not",
}


def asks(kind: str) -> Callable[[Benefit], bool]:
    return lambda benefit: any(type(condition).__name__ == kind for condition in benefit.conditions)


def pays_by(form: str) -> Callable[[Benefit], bool]:
    return lambda benefit: benefit.amount.form == form


def is_limited(by: Window | Measure) -> Callable[[Benefit], bool]:
    return lambda benefit: any(by in {limit.window, limit.measure} for limit in benefit.limits)


def uses(convention: Convention) -> Callable[[Dues], bool]:
    return lambda asked: asked.convention is convention


AWKWARD = [
    (strategies.amounts, lambda amount: amount < ZERO),
    (strategies.amounts, lambda amount: amount.satang % 100 != 0),
    (strategies.days, lambda day: (day.month, day.day) == (2, 29)),
    (strategies.days, lambda day: (day.month, day.day) == (9, 30)),
    (strategies.days, lambda day: (day.month, day.day) == (10, 1)),
    (strategies.days, lambda day: day.day == 31),
    (strategies.durations, lambda duration: duration.unit is Unit.DAY),
    (strategies.durations, lambda duration: duration.count == 0),
    (strategies.partial_dates, lambda birth: birth.precision is Precision.YEAR),
    (strategies.persons, lambda person: person.birth is None),
    (strategies.persons, lambda person: person.citizen_id is None),
    (strategies.memberships, lambda member: member.cause is ExitCause.DECEASED),
    (strategies.memberships, lambda member: member.admitted is None),
    (strategies.memberships, lambda member: member.carried > ZERO),
    (strategies.memberships, lambda member: member.transferred_since is not None),
    (strategies.bylaws, lambda bylaw: bylaw.versions[0].transferring is not None),
    (strategies.registers, lambda register: len(register) == 0),
    (strategies.registers, lambda register: any(len(register.of_same_person(each)) > 1 for each in register)),
    (strategies.merges, lambda merge: not merge.is_same),
    (strategies.round_facts, lambda facts: any(merge.is_same for merge in facts.register.merges)),
    *[(strategies.dues, uses(convention)) for convention in Convention],
    (strategies.dues_histories, lambda history: len(history.entries) == 3),
    (strategies.receipts, lambda receipt: receipt.voided),
    (strategies.receipts, lambda receipt: not receipt.kind.is_dues),
    *[(strategies.benefits, is_limited(by)) for by in (*Window, *Measure)],
    *[(strategies.benefits, asks(kind)) for kind in sorted(CONDITIONS)],
    *[(strategies.benefits, pays_by(form)) for form in BUILT_IN_FORMS],
    (strategies.benefits, lambda benefit: benefit.payees is not None),
    (strategies.benefits, lambda benefit: bool(benefit.gifts)),
    (strategies.benefits, lambda benefit: benefit.is_discretionary),
    (strategies.benefits, lambda benefit: any(limit.is_household for limit in benefit.limits)),
    (strategies.bylaws, lambda bylaw: any(each.deducts for each in bylaw.versions[0].benefits)),
    (strategies.bylaws, lambda bylaw: len(bylaw.versions) == 2),
    (strategies.claim_facts, lambda facts: facts.units is None),
    (strategies.claim_facts, lambda facts: facts.claim_day < facts.event_day),
    (strategies.claim_facts, lambda facts: not facts.is_member),
    (strategies.claims, lambda claim: claim.event.until is not None),
    (strategies.journals, lambda journal: any(entry.voucher.reverses for entry in journal)),
    (strategies.journals, lambda journal: any(entry.voucher.kind is DocumentKind.CLOSING for entry in journal)),
    (strategies.journals, lambda journal: any(entry.voucher.event_day for entry in journal)),
    (strategies.journals, lambda journal: any(line.holder for each in journal for line in each.voucher.postings)),
    (strategies.journals, lambda journal: [*journal] != sorted(journal, key=lambda entry: entry.voucher.day)),
]


AWKWARD_OF = {made: [condition for of, condition in AWKWARD if of is made] for made in dict(AWKWARD)}


@pytest.mark.no_cover  # hundreds of values: what draws them is measured above
@pytest.mark.parametrize("made", AWKWARD_OF, ids=lambda made: made.__name__)
def test_what_is_awkward_comes_up(made):
    conditions = AWKWARD_OF[made]

    def met(value: Any) -> set[object]:
        return {place for place, condition in enumerate(conditions) if condition(value)}

    assert all_come_up(made(), met, set(range(len(conditions))))


@st.composite
def decisions(draw: st.DrawFn) -> Decision:
    policy = draw(strategies.bylaws(max_versions=1, max_benefits=1)).versions[0]
    keys = [benefit.key for benefit in policy.benefits]
    facts = draw(strategies.claim_facts(benefits=keys))
    return adjudicate(policy, draw(strategies.claims(benefits=keys)), facts)


@pytest.mark.no_cover  # hundreds of values: what draws them is measured above
def test_decisions_of_every_outcome_come_up():
    assert all_come_up(decisions(), lambda decision: {decision.outcome}, set(Outcome))


# --- whole funds -------------------------------------------------------------------------------------------


@given(strategies.funds())
def test_funds_are_sound(fund):
    """Nothing an error could be made of: what is found are warnings and notes, such as an unknown birth date."""
    errors = [finding for finding in check(fund) if finding.is_error]
    assert {finding.code for finding in errors} <= {"claim.nights_disagree"}


@given(strategies.funds())
def test_the_books_of_a_fund_hold_its_receipts_and_payments(fund):
    balance = trial_balance(fund.journal, fund.chart, fund.as_of)
    assert balance
    section = section_10(fund.journal, fund.chart, fund.openings, fund.as_of)
    assert section.received == section.applied
    received = total(receipt.amount for receipt in fund.contributions) + total(each.received for each in fund.rounds)
    assert section.received == received


COMMON_STATES = ("SUBMITTED", "RETURNED", "ASSESSED", "REJECTED", "APPROVED", "PAID")


@pytest.mark.no_cover  # hundreds of values: what draws them is measured above
def test_claims_in_every_common_state_and_funds_of_many_sizes_come_up():
    def told(fund: Fund) -> set[object]:
        return {len(fund.register), *(fund.state(claim.number, fund.as_of) for claim in fund.claims)}

    assert all_come_up(strategies.funds(max_claims=5), told, {0, 1, 2, *map(ClaimState, COMMON_STATES)})


@given(strategies.funds(max_claims=5))
def test_the_claims_of_any_fund_can_be_assessed(fund):
    assert all(decision.assessed <= decision.uncapped for decision in assess_waiting(fund, fund.as_of))


@given(strategies.funds(max_members=1, max_receipts=2, max_claims=1))
def test_options_bound_the_size_of_a_fund(fund):
    assert len({each.person for each in fund.register}) <= 1
    assert len(fund.contributions) <= 2
    assert len(fund.claims) <= 1
