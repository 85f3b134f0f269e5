"""What stands in the way of a claim, and when time alone will have met it."""

from datetime import date, timedelta

from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from communitywelfare.calendar import PartialDate
from communitywelfare.claims import Claim, Event
from communitywelfare.rules import ClaimFacts, adjudicate, build_bylaw
from communitywelfare.strategies import days, durations

WORDS = {"th": "ก", "en": "a"}
CLAIM = Claim(
    number="1", day=date(2024, 1, 1), member="1", benefit="b", category="99", event=Event(day=date(2024, 1, 1))
)
FACTS = ClaimFacts(
    basis=date(2024, 1, 1),
    event_day=date(2024, 1, 1),
    claim_day=date(2024, 1, 1),
    is_member=True,
    joined=date(2023, 10, 1),
    tenure_from=date(2023, 10, 1),
    birth=PartialDate.parse("1965-05-20"),
    arrears_months=0,
)


def decided(clause, facts=FACTS):
    version = {
        "id": "1",
        "adopted": date(2020, 1, 1),
        "effective": date(2020, 1, 1),
        "source": "made up for this test",
        "tenure_from": "applied",
        "dues": {"convention": "FLAT_30", "rate": "1.00"},
        "benefit": {"b": {"label": WORDS, "category": "99", "amount": {"form": "flat", "pays": 100}, **clause}},
    }
    document = {"format": "communitywelfare.bylaw/1", "fund": "F", "name": WORDS, "version": [version]}
    return adjudicate(build_bylaw(document).versions[0], CLAIM, facts)


def test_a_wait_and_an_age_are_told_with_their_days_and_the_later_one_counts():
    decision = decided({"wait": "180 days", "age": {"from": "60 years"}})

    # 180 days from 1 October 2023 is 29 March 2024; the sixtieth birthday is 20 May 2025.
    assert [(each.reason.code, each.met_on) for each in decision.missing()] == [
        ("member.waiting_period", date(2024, 3, 29)),
        ("member.age_too_low", date(2025, 5, 20)),
    ]
    assert decision.missing()[0].days == 88
    assert decision.met_on == date(2025, 5, 20)


def test_of_an_or_the_part_that_comes_first_counts_and_of_an_and_the_last():
    either = decided({"when": "age >= 60 years or membership >= 1 year"})
    both = decided({"when": "(age >= 60 years and membership >= 1 year) or membership >= 90 years"})

    assert either.met_on == date(2024, 10, 1)
    assert both.met_on == date(2025, 5, 20)


def test_where_a_paper_is_missing_no_day_is_promised():
    decision = decided({"wait": "180 days", "documents": ["สูติบัตร"]})

    assert [each.met_on for each in decision.missing()] == [date(2024, 3, 29), None]
    assert decision.met_on is None


def test_nothing_is_missing_of_what_is_payable():
    decision = decided({})

    assert decision.missing() == ()
    assert decision.met_on is None


@given(durations(), st.integers(1, 80), days(at_least=date(2000, 1, 1), at_most=date(2023, 12, 31)))
def test_on_the_day_that_is_named_nothing_stands_in_the_way_and_the_day_before_something_does(wait, years, joined):
    clause = {"wait": str(wait), "age": {"from": f"{years} years"}}
    facts = evolve(FACTS, joined=joined, tenure_from=joined)
    named = decided(clause, facts).met_on
    assume(named is not None)

    assert decided(clause, evolve(facts, basis=named)).is_payable
    assert not decided(clause, evolve(facts, basis=named - timedelta(days=1))).is_payable
