"""Decisions in columns are the decisions of `adjudicate`, whatever by-law, history and order somebody thinks of."""

from datetime import date, timedelta

import numpy as np
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from communitywelfare.calendar import add_months, whole_months
from communitywelfare.claims import Claim, Event
from communitywelfare.members import Sex
from communitywelfare.rules import Used, adjudicate, build_bylaw
from communitywelfare.rules.adjudication import slices_of
from communitywelfare.rules.columns import OUTCOMES, Book, ClaimColumns, days, decide
from communitywelfare.rules.columns.days import as_day, as_number
from communitywelfare.strategies import bylaw_documents, bylaws, claim_facts

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


YEARS = ["calendar year", "fiscal year", "membership year"]


@st.composite
def nested_limits(draw):
    """Limits of one measure in windows that lie inside one another, as plain documents."""
    measure, most = draw(
        st.sampled_from([("baht", 4_000), ("units", 14), ("times", 4), ("baht", 4_000), ("units", 14)])
    )
    windows = draw(st.lists(st.sampled_from(["event", "year", "lifetime"]), min_size=1, max_size=3, unique=True))
    year = draw(st.sampled_from(YEARS))
    return [
        {measure: draw(st.integers(0, most)), "per": year if window == "year" else window} for window in sorted(windows)
    ]


@st.composite
def simple_bylaws(draw):
    """By-laws whose clauses nothing else touches."""
    document = draw(bylaw_documents(first=FIRST, max_versions=2, forms=["flat", "per unit", "steps"]))
    limits = {}
    for version in document["version"]:
        for key, clause in version["benefit"].items():
            clause["limits"] = limits.setdefault(key, draw(nested_limits()))
            for touching in ("deducts", "no_claim"):
                clause.pop(touching, None)
            if draw(st.booleans()):
                pays = draw(st.sampled_from(["200.00", "0.03"]))
                clause["amount"] = {"form": "per unit", "pays": pays, "unit": "night"}
    return build_bylaw(document)


@st.composite
def busy_years(draw, max_claims=14):
    """One or two people of a fund with simple clauses, who claim again and again within two years, in order or not."""
    book = [draw(simple_bylaws())]
    known = draw(claim_facts(max_used=0, at_least=FIRST, at_most=FIRST + timedelta(days=400)))
    starts = draw(st.lists(st.integers(700, 1500), min_size=4, max_size=max_claims))
    rows = []
    for place, day in enumerate(sorted(starts) if draw(st.booleans()) else starts):
        event = FIRST + timedelta(days=day)
        version = book[0].in_force(event)
        benefit = draw(st.sampled_from(version.benefits))
        facts = evolve(
            known,
            basis=event,
            event_day=event,
            claim_day=event,
            is_member=True,
            tenure_from=known.joined,
            arrears_months=0,
            units=draw(st.sampled_from([1, 3, 8, 40, 400])),
            year_start=version.year_start,
        )
        person = place % 2 if known.sex is Sex.FEMALE else 0
        rows.append((0, version, benefit, person, -1, facts))
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


def assert_columns_agree(history):
    laws, rows = history
    book = Book.of(laws)
    decided = decide(book, columns_of(book, rows))
    found = [
        (OUTCOMES[outcome].value, int(assessed), int(uncapped))
        for outcome, assessed, uncapped in zip(decided.outcome, decided.assessed, decided.uncapped, strict=True)
    ]

    assert found == [(each.outcome.value, each.assessed.satang, each.uncapped.satang) for each in one_by_one(rows)]


@settings(max_examples=200)
@given(histories())
def test_columns_decide_as_adjudicate_does_claim_by_claim(history):
    assert_columns_agree(history)


@settings(max_examples=80)
@given(busy_years())
def test_columns_follow_limits_through_busy_years(history):
    assert_columns_agree(history)


DAYS = st.dates(date(1700, 1, 1), date(2399, 12, 31))


@given(st.lists(DAYS, min_size=1, max_size=4), DAYS, st.integers(0, 1_300))
def test_days_and_months_count_as_the_calendar_does(found, other, months):
    numbers = np.array([as_number(day) for day in found])
    since = np.full(len(found), as_number(other))

    assert [as_day(day) for day in days.add_months(numbers, months)] == [add_months(day, months) for day in found]
    assert days.whole_months(since, numbers).tolist() == [whole_months(other, day) for day in found]
    months_so_far = days.months_until(since, numbers)
    assert (days.add_months(since, months_so_far) <= numbers).all()
    assert (days.add_months(since, months_so_far + 1) > numbers).all()
    assert days.year_of(numbers).tolist() == [day.year for day in found]
    assert days.first_of_year(days.year_of(numbers), 2, 3).tolist() == [
        as_number(date(day.year, 2, 3)) for day in found
    ]
