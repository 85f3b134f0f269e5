"""Decisions in columns are the decisions of `adjudicate`, whatever by-law, history and order somebody thinks of."""

from datetime import date

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from communitywelfare.claims import Claim, Event
from communitywelfare.rules import Used, adjudicate
from communitywelfare.rules.adjudication import slices_of
from communitywelfare.rules.columns import OUTCOMES, Book, ClaimColumns, decide
from communitywelfare.strategies import bylaws, claim_facts

FIRST, LAST = date(2015, 1, 1), date(2021, 12, 31)


@st.composite
def histories(draw, max_claims=7):
    """By-laws, and claims of a few people of a few households in the order in which they are decided."""
    book = draw(st.lists(bylaws(first=FIRST, max_versions=1), min_size=1, max_size=2))
    rows = []
    for _ in range(draw(st.integers(1, max_claims))):
        fund = draw(st.integers(0, len(book) - 1))
        version = draw(st.sampled_from(book[fund].versions))
        benefit = draw(st.sampled_from(version.benefits))
        facts = draw(claim_facts(max_used=0, at_least=FIRST, at_most=LAST))
        person = draw(st.integers(0, 1))
        home = draw(st.sampled_from([-1, 0])) if person else 0
        facts = evolve(facts, year_start=version.year_start)
        rows.append((fund, version, benefit, 10 * fund + person, 10 * fund + home if home >= 0 else -1, facts))
    return book, rows


def one_by_one(rows):
    """The decisions of `adjudicate`, each claim finding used what the earlier ones gave."""
    granted = []
    for place, (_fund, version, benefit, person, home, facts) in enumerate(rows):
        used = tuple(
            evolve(each, is_own=whose == person)
            for whose, house, each in granted
            if whose == person or (house == home and home >= 0)
        )
        known = evolve(facts, used=used)
        claim = Claim(
            number=str(place),
            day=facts.claim_day,
            member="1",
            benefit=benefit.key,
            category="99",
            event=Event(day=facts.event_day),
        )
        decision = adjudicate(version, claim, known)
        yield decision
        if decision.is_payable:
            for each in slices_of(benefit, known, decision.assessed):
                if each.units or each.amount.satang:
                    taken = Used(
                        claim=str(place), benefit=benefit.key, day=each.day, amount=each.amount, units=each.units
                    )
                    granted.append((person, home, taken))


def columns_of(book, rows):
    return ClaimColumns.of(
        [book.place[fund, version.version, benefit.key] for fund, version, benefit, *_ in rows],
        [person for *_, person, _home, _facts in rows],
        [home for *_, home, _facts in rows],
        [facts for *_, facts in rows],
    )


@settings(max_examples=200)
@given(histories())
def test_columns_decide_as_adjudicate_does_claim_by_claim(history):
    laws, rows = history
    book = Book.of(laws)
    decided = decide(book, columns_of(book, rows))
    found = [
        (OUTCOMES[outcome].value, int(assessed), int(uncapped))
        for outcome, assessed, uncapped in zip(decided.outcome, decided.assessed, decided.uncapped, strict=True)
    ]

    assert found == [(each.outcome.value, each.assessed.satang, each.uncapped.satang) for each in one_by_one(rows)]
