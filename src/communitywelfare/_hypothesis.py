"""How Hypothesis learns the types of this library, so that ``from_type(Money)`` gives `strategies.amounts()`.

Hypothesis imports this module by its entry point whenever it is itself imported, also in the middle of importing
`communitywelfare.strategies`; so the strategies are looked for only when a value of a type is first asked for.
"""

from collections.abc import Callable
from importlib import import_module

from hypothesis.strategies import SearchStrategy, register_type_strategy

from communitywelfare.accounting import Journal
from communitywelfare.calendar import Duration, Month, PartialDate, YearStart
from communitywelfare.claims import Claim
from communitywelfare.cofunding import RoundFacts, Scheme, SchemePeriod
from communitywelfare.consents import Consent, Erasure
from communitywelfare.contributions import Dues, DuesHistory, Receipt
from communitywelfare.fund import Fund
from communitywelfare.identity import CitizenId, PersonName
from communitywelfare.io.foreign.profile import Profile
from communitywelfare.members import Membership, Merge, Person, Register
from communitywelfare.money import Money
from communitywelfare.network import FundSummary, Network
from communitywelfare.rules import Benefit, ByLaw, ClaimFacts
from communitywelfare.simulation import Assumptions, Provenance, RateTable

__all__ = ["STRATEGIES"]

STRATEGIES: dict[type[object], str] = {
    Money: "amounts",
    Month: "months",
    Duration: "durations",
    YearStart: "year_starts",
    PartialDate: "partial_dates",
    CitizenId: "citizen_ids",
    PersonName: "names",
    Person: "persons",
    Membership: "memberships",
    Register: "registers",
    Merge: "merges",
    Dues: "dues",
    DuesHistory: "dues_histories",
    Receipt: "receipts",
    Consent: "consents",
    Erasure: "erasures",
    Benefit: "benefits",
    ByLaw: "bylaws",
    ClaimFacts: "claim_facts",
    Claim: "claims",
    Fund: "funds",
    FundSummary: "fund_summaries",
    Network: "networks",
    Journal: "journals",
    Scheme: "schemes",
    SchemePeriod: "scheme_periods",
    RoundFacts: "round_facts",
    Profile: "profiles",
    Assumptions: "assumptions",
    Provenance: "provenances",
    RateTable: "rate_tables",
}


def _once_asked(name: str) -> Callable[[type[object]], SearchStrategy[object]]:
    def strategy(_type: type[object]) -> SearchStrategy[object]:
        published: Callable[[], SearchStrategy[object]] = getattr(import_module("communitywelfare.strategies"), name)
        return published()

    return strategy


for _type, _name in STRATEGIES.items():
    register_type_strategy(_type, _once_asked(_name))
