"""Hypothesis strategies for the values of this library: made-up, sound, and at times as odd as real registers are.

They are published so that others can test code that is built on the library; its own properties use them too. All
options are keyword-only. ``hypothesis.strategies.from_type(Money)`` and the like find them without an import.

>>> from hypothesis import given
>>> @given(amounts(), amounts())
... def test_the_order_of_a_sum_does_not_matter(one, other):
...     assert one + other == other + one
>>> test_the_order_of_a_sum_does_not_matter()
"""

from communitywelfare.strategies.assumptions import assumptions, provenances, rate_tables
from communitywelfare.strategies.bylaws import benefits, bylaw_documents, bylaws
from communitywelfare.strategies.claims import claim_facts, claims
from communitywelfare.strategies.clean import clean_bylaw_documents, clean_bylaws
from communitywelfare.strategies.cofunding import round_facts, scheme_periods, schemes
from communitywelfare.strategies.consents import consents, erasures
from communitywelfare.strategies.dues import dues, dues_histories, receipts
from communitywelfare.strategies.faults import faulty_bylaw_documents
from communitywelfare.strategies.founding import founding_answers
from communitywelfare.strategies.funds import funds
from communitywelfare.strategies.journals import journals
from communitywelfare.strategies.networks import fund_summaries, networks
from communitywelfare.strategies.odd_journals import odd_journals
from communitywelfare.strategies.people import citizen_ids, memberships, merges, names, persons, registers
from communitywelfare.strategies.profiles import profiles
from communitywelfare.strategies.values import amounts, days, durations, months, partial_dates, year_starts

__all__ = [
    "amounts",
    "assumptions",
    "benefits",
    "bylaw_documents",
    "bylaws",
    "citizen_ids",
    "claim_facts",
    "claims",
    "clean_bylaw_documents",
    "clean_bylaws",
    "consents",
    "days",
    "dues",
    "dues_histories",
    "durations",
    "erasures",
    "faulty_bylaw_documents",
    "founding_answers",
    "fund_summaries",
    "funds",
    "journals",
    "memberships",
    "merges",
    "months",
    "names",
    "networks",
    "odd_journals",
    "partial_dates",
    "persons",
    "profiles",
    "provenances",
    "rate_tables",
    "receipts",
    "registers",
    "round_facts",
    "scheme_periods",
    "schemes",
    "year_starts",
]
