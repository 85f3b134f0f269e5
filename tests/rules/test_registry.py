"""What every form of amount must hold to, the library's own and any that is added."""

from copy import deepcopy
from datetime import date, timedelta
from typing import ClassVar, Self

import pytest
from attrs import evolve, frozen
from hypothesis import assume, given
from hypothesis import strategies as st

from communitywelfare.calendar import PartialDate
from communitywelfare.errors import ByLawError, Finding, MissingFact, Place, Severity
from communitywelfare.fingerprints import fingerprint
from communitywelfare.money import ZERO, Money
from communitywelfare.rules import Benefit, ClaimFacts, build_bylaw
from communitywelfare.rules.amounts import Entitlement, Slice
from communitywelfare.rules.amounts.flat import Flat
from communitywelfare.rules.amounts.per_unit import CountedUnit, PerUnit
from communitywelfare.rules.amounts.steps import Steps
from communitywelfare.rules.keys import Keys
from communitywelfare.rules.registry import BUILT_IN_FORMS, forms_of
from communitywelfare.strategies import benefits, bylaw_documents, claim_facts

HERE = Place(clause="hospital")
EVENT = date(2024, 3, 1)
FACTS = ClaimFacts(
    basis=EVENT,
    event_day=EVENT,
    claim_day=EVENT,
    is_member=True,
    joined=date(2020, 1, 1),
    tenure_from=date(2020, 1, 1),
    birth=PartialDate.parse("1964-03-01"),
    arrears_months=0,
    paid=Money.baht(1_500),
    paid_months=50,
    units=3,
    attributes={"bill": "1234.50", "hours": "13", "grade": "3.50", "level": "ป.6", "alcohol_free": "yes"},
)
UNKNOWN = {
    "tenure_from": "tenure_from",
    "birth": "birth_date",
    "units": "",
    "arrears_months": "arrears",
    "paid": "paid",
    "paid_months": "paid_months",
}
STATED = {"bill", "hours", "grade", "level", "alcohol_free"}
NEEDED = {
    "flat": {"pays"},
    "per unit": {"pays", "unit"},
    "steps": {"by", "steps"},
    "table": {"rows"},
    "by years": {"pays", "rates"},
    "base and steps": {"base", "adds", "every"},
    "share": {"of", "rounding"},
    "formula": {"pays"},
    "in kind": set(),
    "discretion": set(),
}
every_form = pytest.mark.parametrize("form", BUILT_IN_FORMS)


def asked(benefit: Benefit, facts: ClaimFacts) -> Entitlement:
    return benefit.amount.entitlement(facts, HERE)


def answer(benefit: Benefit, facts: ClaimFacts) -> Entitlement | str:
    """What a form gives, or the name of the fact that it lacks."""
    try:
        return asked(benefit, facts)
    except MissingFact as missing:
        params = missing.findings[0].params
        return str(params.get("fact") or params["name"])


def names_of(fact: str) -> set[str]:
    """How a form may name a fact that it lacks: units by what is counted."""
    return {"units", *(unit.value for unit in CountedUnit)} if fact == "units" else {UNKNOWN[fact]}


# --- the contract ------------------------------------------------------------------------------------------


@every_form
@given(data=st.data(), facts=claim_facts())
def test_a_form_gives_money_on_days_from_the_event_on_or_names_the_fact_it_lacks(form, data, facts):
    benefit = data.draw(benefits(forms=[form]))
    found = answer(benefit, facts)
    if isinstance(found, str):
        unknown = [fact for fact in UNKNOWN if getattr(facts, fact) is None]
        assert found in set().union(*map(names_of, unknown)) | STATED
        return
    assert all(each.amount >= ZERO and each.units >= 0 for each in found.slices)
    assert [each.day for each in found.slices] == sorted({each.day for each in found.slices})
    assert all(each.day >= facts.event_day for each in found.slices)
    assert found.reason.place == HERE
    assert found.reason.code.startswith("amount.") or found.reason.severity is not Severity.INFO
    assert asked(benefit, facts) == found


@every_form
@given(data=st.data())
def test_a_fact_that_is_not_known_is_named_or_makes_no_difference(form, data):
    benefit = data.draw(benefits(forms=[form]))
    known = asked(benefit, FACTS)
    for fact in UNKNOWN:
        found = answer(benefit, evolve(FACTS, **{fact: None}))
        is_referred = isinstance(found, Entitlement) and found.reason.severity is Severity.REFER
        is_the_same = isinstance(found, Entitlement) and found.slices == known.slices
        assert is_the_same or found in names_of(fact) or (form == "table" and is_referred)


@every_form
@given(data=st.data())
def test_a_form_reads_all_its_keys_and_reports_any_other(form, data):
    document = data.draw(bylaw_documents(forms=[form], max_versions=1, max_benefits=1))
    clause = next(iter(document["version"][0]["benefit"].values()))
    assert build_bylaw(document).versions[0].benefits[0].amount.form == form
    clause["amount"]["entirely_else"] = 1
    with pytest.raises(ByLawError) as refused:
        build_bylaw(document)
    assert [finding.params["key"] for finding in refused.value.findings] == ["entirely_else"]


@every_form
@given(data=st.data())
def test_a_form_misses_each_key_that_it_needs(form, data):
    document = data.draw(bylaw_documents(forms=[form], max_versions=1, max_benefits=1))
    clause = next(iter(document["version"][0]["benefit"].values()))
    for key in sorted(NEEDED[form] & set(clause["amount"])):
        lacking = deepcopy(document)
        del next(iter(lacking["version"][0]["benefit"].values()))["amount"][key]
        with pytest.raises(ByLawError) as refused:
            build_bylaw(lacking)
        told = {finding.params["key"] for finding in refused.value.findings}
        assert told & {key, "pays"}


@every_form
@given(data=st.data())
def test_a_form_is_a_value_with_a_fingerprint(form, data):
    one, other = (data.draw(benefits(forms=[form])).amount for _ in range(2))
    assert (fingerprint(one) == fingerprint(other)) == (one == other)
    assert BUILT_IN_FORMS[form].form == form
    assert isinstance(one, BUILT_IN_FORMS[form])


def test_two_forms_cannot_have_one_name():
    with pytest.raises(ValueError, match="same name"):
        forms_of(Flat, PerUnit, Flat)
    assert set(BUILT_IN_FORMS) == set(NEEDED)


@frozen
class Wreath:
    """A form that somebody else adds: a wreath for every so many years of membership."""

    each: Money
    form: ClassVar[str] = "wreath"

    @classmethod
    def read(cls, keys: Keys) -> Self:
        return cls(keys.money("each"))

    def entitlement(self, facts: ClaimFacts, place: Place) -> Entitlement:
        reason = Finding("amount.wreath", Severity.INFO, place=place)
        return Entitlement((Slice(facts.event_day, 1, self.each),), reason)


@given(bylaw_documents(forms=["flat"], max_versions=1, max_benefits=1))
def test_a_form_of_another_package_is_read_by_its_name(document):
    clause = next(iter(document["version"][0]["benefit"].values()))
    clause["amount"] = {"form": "wreath", "each": "500.00"}
    bylaw = build_bylaw(document, forms=forms_of(Flat, Wreath))
    assert bylaw.versions[0].benefits[0].amount == Wreath(Money.baht(500))
    with pytest.raises(ByLawError) as refused:
        build_bylaw(document)
    assert refused.value.findings[0].params["options"] == tuple(BUILT_IN_FORMS)


# --- each form ---------------------------------------------------------------------------------------------


def test_nights_follow_one_another_and_other_units_fall_on_the_day_of_the_event():
    nights = PerUnit(Money.baht(200), CountedUnit.NIGHT).entitlement(FACTS, HERE)
    assert nights.slices == tuple(Slice(EVENT + timedelta(days=night), 1, Money.baht(200)) for night in range(3))
    for unit in (CountedUnit.CHILD, CountedUnit.TIME):
        children = PerUnit(Money.baht(200), unit).entitlement(FACTS, HERE)
        assert children.slices == (Slice(EVENT, 3, Money.baht(600)),)


@pytest.mark.parametrize("unit", CountedUnit)
def test_units_that_nobody_counted_are_named_and_not_taken_to_be_none(unit):
    with pytest.raises(MissingFact, match=f"{unit.value} is not recorded"):
        PerUnit(Money.baht(200), unit).entitlement(evolve(FACTS, units=None), HERE)


@pytest.mark.parametrize("unit", CountedUnit)
@pytest.mark.parametrize("units", [-1, 36_526, 999_999_999_999])
def test_units_that_cannot_be_right_wait_for_somebody_to_mend_them(unit, units):
    with pytest.raises(MissingFact, match="there cannot be") as missing:
        PerUnit(Money.baht(200), unit).entitlement(evolve(FACTS, units=units), HERE)
    finding = missing.value.findings[0]
    assert (finding.code, finding.severity) == ("amount.units_impossible", Severity.REFER)


@given(benefits(forms=["steps"]), claim_facts())
def test_the_highest_completed_step_pays(benefit, facts):
    steps: Steps = benefit.amount
    facts = evolve(facts, tenure_from=facts.joined, birth=facts.birth or PartialDate(facts.joined))
    start = facts.start_of(steps.by)
    assume(all(step.until is None for step in steps.steps))
    complete = [step for step in steps.steps if step.since.after(start) <= facts.basis]
    found = asked(benefit, facts)
    assert len(found.slices) == 1
    assert found.slices[0].amount == (complete[-1].pay if complete else ZERO)
    if not complete:
        assert found.reason.code == "amount.below_first_step"
        assert found.reason.severity is Severity.BLOCK
        assert found.reason.params["met_on"] == steps.steps[0].since.after(start) > facts.basis
