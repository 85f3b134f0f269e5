"""A by-law around one amount, and a claim, for tests of forms of amount."""

from datetime import date

import pytest

from communitywelfare.calendar import PartialDate
from communitywelfare.claims import Claim, Event
from communitywelfare.money import Money
from communitywelfare.rules import ClaimFacts, adjudicate, build_bylaw
from communitywelfare.rules.registry import BUILT_IN_FORMS, forms_of

EVENT = date(2024, 3, 1)
ATTRIBUTES = {
    "bill": {"kind": "baht"},
    "hours": {"kind": "whole"},
    "grade": {"kind": "number"},
    "level": {"kind": "text"},
    "alcohol_free": {"kind": "yes or no"},
}


class Clause:
    """A by-law of one clause that pays by a form."""

    def __init__(self, form, table, more):
        label = {"th": "พวงหรีดงานศพ", "en": "funeral wreath"}
        version = {
            "id": "1",
            "adopted": date(2000, 1, 1),
            "effective": date(2000, 1, 1),
            "source": "test",
            "tenure_from": "applied",
            "dues": {"convention": "FLAT_30", "rate": "1.00"},
            "attributes": ATTRIBUTES,
            "benefit": {"funeral": {"label": label, "category": "04", "amount": table} | more},
        }
        document = {"format": "communitywelfare.bylaw/1", "fund": "F00", "name": label, "version": [version]}
        self.bylaw = build_bylaw(document, forms=forms_of(*BUILT_IN_FORMS.values(), form))
        self.policy = self.bylaw.versions[0]
        self.benefit = self.policy.benefits[0]

    def decide(self, facts):
        event = Event(day=facts.event_day)
        claim = Claim(number="1", day=facts.claim_day, member="1", benefit="funeral", category="04", event=event)
        return adjudicate(self.policy, claim, facts)


@pytest.fixture(scope="session")
def clause():
    def of(form, table=None, **more):
        return Clause(form, {"form": form.form} if table is None else {"form": form.form} | table, more)

    return of


@pytest.fixture(scope="session")
def facts():
    return ClaimFacts(
        basis=EVENT,
        event_day=EVENT,
        claim_day=EVENT,
        is_member=True,
        joined=date(2020, 1, 1),
        tenure_from=date(2020, 1, 1),
        birth=PartialDate.parse("1964-03-02"),
        arrears_months=2,
        paid=Money.baht(1_500),
        paid_months=50,
        units=3,
        attributes={"bill": "1234.50", "hours": "13", "grade": "3.50", "level": "ป.6", "alcohol_free": "yes"},
    )
