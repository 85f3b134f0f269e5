"""What a claim has to state under a clause: all of it, and nothing else."""

from fractions import Fraction

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.claims import Claim, Event
from communitywelfare.io.bylaw_toml import parse_bylaw
from communitywelfare.io.shipped import example_bylaw
from communitywelfare.money import Direction, Money, Rounding
from communitywelfare.rules import adjudicate
from communitywelfare.rules.amounts.share import Share
from communitywelfare.rules.expressions import Compares, Operator
from communitywelfare.rules.facts import Quantity
from communitywelfare.rules.functions import Baht, Count, amount_form
from communitywelfare.rules.numbers import Kind, Literal, QuantityNumber
from communitywelfare.rules.stated import Stated, stated_under
from communitywelfare.rules.vocabulary import AttributeKind
from communitywelfare.strategies import bylaws, claim_facts

CHAMUANG = parse_bylaw(example_bylaw(), "bylaw.toml").versions[-1]
VALUES = {AttributeKind.YES_NO: "yes", AttributeKind.TEXT: "ป.6"}
OF_A_CLAIM = {"night", "day", "child", "time", "units"}


def test_a_stay_is_counted_in_nights_and_a_death_has_nothing_to_state():
    assert stated_under(CHAMUANG, CHAMUANG.by_key["hospital"]) == Stated(units="night")
    assert stated_under(CHAMUANG, CHAMUANG.by_key["death"]) == Stated()


def test_a_number_of_units_is_counted_in_units():
    asked = Compares(QuantityNumber(Quantity.UNITS), Operator.AT_LEAST, Literal(3, Kind.COUNT))
    clause = evolve(CHAMUANG.by_key["death"], conditions=(asked,))
    assert stated_under(CHAMUANG, clause).units == "units"


def test_shares_by_relation_ask_how_somebody_stands_to_the_member_as_a_condition_does():
    part = Share(
        CHAMUANG.by_key["death"].amount,
        None,
        Rounding(to=Money.baht(1), direction=Direction.DOWN, source="test"),
        {"SPOUSE": Fraction(1, 2)},
    )
    for clause in (evolve(CHAMUANG.by_key["death"], amount=each) for each in (part, evolve(part, by_relation={}))):
        assert stated_under(CHAMUANG, clause).relation is bool(clause.amount.by_relation)


def test_what_is_not_declared_has_for_options_what_the_clause_accepts():
    stated = stated_under(CHAMUANG, CHAMUANG.by_key["scholarship"])
    assert [(each.name, each.kind, each.options) for each in stated.attributes] == [
        ("level", AttributeKind.TEXT, ("ป.6", "ม.3", "ม.6", "มหาวิทยาลัยของรัฐ")),
        ("grade", AttributeKind.NUMBER, ()),
    ]
    assert stated.relation


def test_a_function_tells_what_it_counts_and_what_the_claim_states_for_it():
    @amount_form("made up", pays={"th": "ก", "en": "a"}, because={"th": "ก", "en": "a"}, stated=("bill",))
    def made_up(units: Count, bill: Baht) -> Money:
        return bill * units

    stated = stated_under(CHAMUANG, evolve(CHAMUANG.by_key["death"], amount=made_up()))
    assert stated.units == "units"
    assert [(each.name, each.kind) for each in stated.attributes] == [("bill", AttributeKind.BAHT)]


@given(bylaws(), claim_facts(), st.data())
def test_a_claim_that_states_all_of_it_waits_for_nothing_that_a_claim_can_state(bylaw, facts, data):
    policy = data.draw(st.sampled_from(bylaw.versions))
    benefit = data.draw(st.sampled_from(policy.benefits))
    stated = stated_under(policy, benefit)
    attributes = {each.name: VALUES.get(each.kind, "3") for each in stated.attributes}
    claimed = evolve(
        facts,
        units=3 if stated.units else None,
        attributes=attributes,
        documents=frozenset(stated.documents),
        used=(),
    )
    decision = adjudicate(policy, _claim(benefit, facts), claimed)
    waits = {each.params.get("fact") for each in decision.reasons if each.code == "fact.missing"}
    assert waits.isdisjoint(OF_A_CLAIM | attributes.keys() | policy.attributes.keys())
    assert "claim.document_missing" not in {each.code for each in decision.reasons}


@given(bylaws(), claim_facts(), st.data())
def test_what_a_claim_states_beside_it_changes_nothing(bylaw, facts, data):
    policy = data.draw(st.sampled_from(bylaw.versions))
    benefit = data.draw(st.sampled_from(policy.benefits))
    stated, claim = stated_under(policy, benefit), _claim(benefit, facts)
    names = {each.name for each in stated.attributes}
    needed = evolve(
        facts,
        units=facts.units if stated.units else None,
        attributes={name: value for name, value in facts.attributes.items() if name in names},
        documents=facts.documents & {*stated.documents},
    )
    assert adjudicate(policy, claim, needed) == adjudicate(policy, claim, facts)


def _claim(benefit, facts):
    event = Event(day=facts.event_day)
    return Claim(number="1", day=facts.claim_day, member="1", benefit=benefit.key, category="99", event=event)
