"""Cases worked by hand: tables in ``cases/``, each with the source it was worked from."""

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from communitywelfare.calendar import Month, PartialDate
from communitywelfare.claims import Claim, Event
from communitywelfare.contributions import Contributions, Dues, DuesHistory, Receipt, ReceiptKind
from communitywelfare.errors import Severity
from communitywelfare.identity import PersonName
from communitywelfare.members import Membership, Person, Relationship
from communitywelfare.money import Money, Rounding, total
from communitywelfare.rules import BenefitPolicy, ByLaw, ClaimFacts, Used, adjudicate, build_bylaw
from communitywelfare.rules.adjudication import slices_of

HERE = Path(__file__).parent
FILES = {path.name: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted((HERE / "cases").glob("*.toml"))}
CLAIMED = [{"file": name} | case for name, file in FILES.items() for case in file.get("case", [])]
OWED = [{"file": name} | case for name, file in FILES.items() for case in file.get("dues", [])]

Table = Mapping[str, Any]

OF_CLAIM = (
    "benefit",
    "event",
    "units",
    "relation",
    "about",
    "arrears",
    "born",
    "pays",
    "uncapped",
    "outcome",
    "because",
)
OF_DUES = ("file", "it", "source", "convention", "rate", "rounding", "sums", "member", "receipts", "standing")


def each_of(cases: list[Table]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases, ids=[f"{case['file']}: {case.get('it')}" for case in cases])


def only(table: Table, *known: str) -> None:
    """A misspelt expectation would be met by everything."""
    assert set(table) <= set(known)


@each_of([*CLAIMED, *OWED])
def test_every_case_says_what_it_shows_and_from_what_source(case):
    assert case["it"].strip()
    assert case["source"].strip()


def test_there_are_cases_and_no_two_say_the_same():
    told = [case["it"] for case in [*CLAIMED, *OWED]]
    assert len(CLAIMED) >= 10
    assert len(OWED) >= 5
    assert len(told) == len(set(told))
    for file in FILES.values():
        only(file, "bylaw", "case", "dues")


# --- claims ------------------------------------------------------------------------------------------------


def bylaw_of(file: str) -> ByLaw:
    written = FILES[file]["bylaw"]
    if isinstance(written, str):
        written = tomllib.loads((HERE.parent / written).read_text(encoding="utf-8"))
    return build_bylaw(written)


def facts_of(case: Table, claim: Table, policy: BenefitPolicy, used: tuple[Used, ...]) -> ClaimFacts:
    born = claim.get("born", case.get("born", "1980-01-01"))
    return ClaimFacts(
        basis=claim["event"],
        event_day=claim["event"],
        claim_day=claim["event"],
        is_member=case["joined"] <= claim["event"],
        joined=case["joined"],
        tenure_from=case["joined"],
        birth=None if born == "unknown" else PartialDate.parse(born),
        relation=Relationship(claim.get("relation", "SELF")),
        arrears_months=claim.get("arrears", 0),
        units=claim.get("units"),
        attributes=claim.get("about", {}),
        year_start=policy.year_start,
        used=used,
    )


@each_of(CLAIMED)
def test_a_member_is_assessed_as_by_hand(case):
    only(case, "file", "it", "source", "joined", "born", "claims")
    bylaw = bylaw_of(case["file"])
    used: tuple[Used, ...] = ()
    for place, row in enumerate(case["claims"], start=1):
        only(row, *OF_CLAIM)
        policy = bylaw.in_force(row["event"])
        facts = facts_of(case, row, policy, used)
        claim = a_claim(f"{place}/2567", row["benefit"], row["event"])
        decision = adjudicate(policy, claim, facts)
        because = [reason.code for reason in decision.reasons if reason.severity is not Severity.INFO]
        assert (decision.assessed, decision.outcome.value, because) == (
            Money.baht(row["pays"]),
            row["outcome"],
            row.get("because", []),
        )
        assert decision.uncapped == Money.baht(row.get("uncapped", str(decision.uncapped)))
        used += tuple(
            Used(claim=claim.number, benefit=claim.benefit, day=each.day, amount=each.amount, units=each.units)
            for each in slices_of(policy.by_key[claim.benefit], facts, decision.assessed)
            if each.units
        )


def a_claim(number: str, benefit: str, event: date) -> Claim:
    return Claim(number=number, day=event, member="M0001", benefit=benefit, category="99", event=Event(day=event))


# --- dues --------------------------------------------------------------------------------------------------


def history_of(case: Table) -> DuesHistory:
    rounding = case.get("rounding")
    rule = rounding and Rounding(to=Money.baht(rounding["to"]), direction=rounding["direction"], source=case["source"])
    dues = Dues(convention=case["convention"], rate=Money.baht(case["rate"]), rounding=rule)
    return DuesHistory(((Month(2015, 1), dues),))


@each_of(OWED)
def test_dues_are_asked_as_by_hand(case):
    only(case, *OF_DUES)
    history = history_of(case)
    for row in case.get("sums", []):
        only(row, "from", "to", "owes")
        first, last = Month.parse(row["from"]), Month.parse(row["to"])
        months = [Month.at(index) for index in range(first.index, last.index + 1)]
        assert total(history.in_force(month).of(month) for month in months) == Money.baht(row["owes"])
        assert history.owed_before(last.plus(1)) - history.owed_before(first) == Money.baht(row["owes"])


@each_of([case for case in OWED if "member" in case])
def test_a_member_is_in_arrears_as_by_hand(case):
    only(case["member"], "joined", "left")
    member = Membership(
        number="M0001",
        person=Person(name=PersonName("มาลี"), citizen_id=None),
        applied=case["member"]["joined"],
        ended=case["member"].get("left"),
    )
    contributions = Contributions(tuple(receipt_of(row) for row in case.get("receipts", [])))
    for row in case["standing"]:
        only(row, "on", "months", "owes", "oldest", "paid_through")
        found = contributions.arrears(member, history_of(case), row["on"])
        assert (found.months, found.amount) == (row["months"], Money.baht(row["owes"]))
        for key in ("oldest", "paid_through"):
            assert key not in row or str(getattr(found, key)) == row[key]


def receipt_of(row: Table) -> Receipt:
    only(row, "on", "amount", "voided")
    month = Month.of(row["on"])
    return Receipt(
        number=str(row["on"]),
        day=row["on"],
        member="M0001",
        kind=ReceiptKind.MONTHLY,
        period_from=month,
        period_to=month,
        amount=Money.baht(row["amount"]),
        voided=row.get("voided", False),
    )
