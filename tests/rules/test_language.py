"""Every line of what the by-law language must say has a case that was worked by hand, and the language says it so."""

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from communitywelfare.calendar import PartialDate, YearStart
from communitywelfare.claims import Claim, Event, Override
from communitywelfare.errors import Severity
from communitywelfare.fund import Fund, FundProfile
from communitywelfare.fund.automatic import falling_due
from communitywelfare.identity import PersonName
from communitywelfare.io.bylaw_toml import shipped_templates
from communitywelfare.members import Membership, Person, Register
from communitywelfare.money import Money
from communitywelfare.rules import ByLaw, ClaimFacts, Used, adjudicate, build_bylaw
from communitywelfare.rules.adjudication import adjudicate_event, slices_of
from communitywelfare.rules.facts import Payee

TESTS = Path(__file__).parents[1]
Table = Mapping[str, Any]


def cases_in(path: str) -> list[Table]:
    file = tomllib.loads((TESTS / "cases" / path).read_text("utf-8"))
    return [*file.get("case", []), *file.get("dues", [])]


CASES = cases_in("language/lines.toml")
OTHERS = {
    case["it"]
    for path in ("bylaws/worked.toml", "f01_chamuang.toml", "f02_nights.toml", "dues.toml", "transfers/worked.toml")
    for case in cases_in(path)
}
WORDS = {"th": "ก", "en": "a"}
NEW = None  # a case of lines.toml shows it; the others are named by how their `it` begins

LINES: Mapping[str, str | None] = {
    # 1. Dated versions
    "1 adopted and effective": "the version of the year governs: the by-law of 2551, and its",
    "1 governs: event date": "the version of the year governs: the by-law of 2551, and its",
    "1 governs: claim date": NEW,
    "1 governs: joining date": NEW,
    "1 amendments": NEW,
    "1 grandfathering": NEW,
    "1 resolution reference": NEW,
    # 2. Amounts
    "2 flat": "a birth gives a female member 500 baht, and nights in hospital",
    "2 per unit: night": "eleven nights are paid as ten: 10 × 300",
    "2 per unit: day": "a stay of twelve hours counts, one of eleven does not; twelve",
    "2 per unit: hour threshold": "a stay of twelve hours counts, one of eleven does not; twelve",
    "2 per unit: child": NEW,
    "2 steps by membership": "a death is paid by the completed years of membership, the day",
    "2 steps by age": "gifts of 400 and 800 baht are deducted from the death benefit",
    "2 steps by both": NEW,
    "2 explicit bounds": "five years are still in the first row, a day more is in the",
    "2 formula by years": "1,500 baht a year: 7 months are one year; 3 years and 6 months",
    "2 rounding rule and ceiling": NEW,
    "2 rate that depends on a tier": "10 × 300; 15 × 300; 15 years and a day are over 15: 15 × 400",
    "2 share of another amount": "a spouse gives one half and a mother one quarter of 4 × 1,500",
    "2 base plus step": "100,000 in the first years, 130,000 from three years on",
    "2 minimum guaranteed": NEW,
    "2 percentage of contributions paid": NEW,
    "2 in kind with a value": "a locked deposit worth 1,000 for whoever saves at least 200 a",
    "2 in kind without a value": "30,000 baht and a wreath",
    "2 pension without a claim": NEW,
    "2 yearly gift without a claim": NEW,
    "2 refund on leaving": NEW,
    # 3. Conditions
    "3 membership in days": "180 days of membership: joined 1 January 2023, complete on 30",
    "3 membership in months": NEW,
    "3 membership in years": "an elder of three years' membership is given 200 once a year",
    "3 contributions paid so long": NEW,
    "3 arrears: more than": "three instalments behind are not more than three, four end the",
    "3 arrears: from so many": NEW,
    "3 how missed instalments are counted": "tests/test_cases.py::test_a_member_is_in_arrears_as_by_hand",
    "3 ladder: suspend": NEW,
    "3 ladder: end": NEW,
    "3 ladder: reinstate": NEW,
    "3 tenure continuity on re-joining": (
        "tests/fund/test_tenure_and_arrears.py::test_joining_again_begins_continues_or_adds_up_as_the_bylaw_says"
    ),
    "3 tenure continuity on transfer: not counted": "ten years elsewhere are not counted: 10 years here",
    "3 tenure continuity on transfer: counted": "the same clause where time elsewhere counts: 20 years pay",
    "3 age": "whose birth date nobody knows is asked for it, and who was born",
    "3 sex": "a birth gives a female member 500 baht, and nights in hospital",
    "3 member group": "the kinds are published and the amounts are not: the committee",
    "3 relation of the claimant": "a spouse gives one half and a mother one quarter of 4 × 1,500",
    "3 household": NEW,
    "3 documents": NEW,
    "3 event attributes: grade and level": "a scholarship is for a member or a member's child with a grade",
    "3 event attributes: alcohol-free": "a merit event without alcohol gives 2,000 baht, one with",
    "3 no claim in the last years": "five years without a claim give 1,000; a claim four years ago",
    "3 claim deadline": "a spouse gives one half and a mother one quarter of 4 × 1,500",
    # 4. Limits
    "4 per event, in money": "a long stay is paid as three nights, and of the fourth it is",
    "4 per event, in units": NEW,
    "4 calendar year": "ten nights a year are paid at 300, however many stays they make",
    "4 fiscal year": "single nights are paid one by one until the year is used up",
    "4 membership year": NEW,
    "4 rolling window": NEW,
    "4 lifetime": NEW,
    "4 household": NEW,
    "4 group of benefits": NEW,
    "4 several at once": NEW,
    "4 nested": NEW,
    "4 crossing": NEW,
    "4 opening usage": NEW,
    # 5. Several benefits, netting, payees, the committee
    "5 several benefits from one event": NEW,
    "5 netting": "gifts of 400 and 800 baht are deducted from the death benefit",
    "5 payees in an order": "the spouse comes after the children; where only a cousin is",
    "5 payees with shares": NEW,
    "5 non-members": "34 people who are not members get 1,000 each, a member family",
    "5 discretion with its bounds": "34 people who are not members get 1,000 each, a member family",
    "5 override as the last step": NEW,
    # 6. Definitions, ceilings, template
    "6 shared definitions": NEW,
    "6 ceilings against the books": "tests/fund/test_ceilings_and_automatic.py",
    "6 template": NEW,
}


def test_every_line_of_the_language_has_a_case_and_every_case_a_line():
    shown = {line for case in CASES for line in case["shows"]}
    assert shown <= set(LINES)
    for line, by in LINES.items():
        if by is None:
            assert line in shown, line
        elif by.startswith("tests/"):
            path, _, name = by.partition("::")
            assert f"def {name}" in (TESTS.parent / path).read_text("utf-8")
        else:
            assert [it for it in OTHERS if it.startswith(by)], line
    assert all(case["it"] and case["source"] for case in CASES)
    assert len({case["it"] for case in CASES}) == len(CASES)


# --- the cases ---------------------------------------------------------------------------------------------

OF_CASE = {"it", "shows", "source", "claims", "clauses", "later", "joined", "born", "opening", "due", "governs"}
OF_VERSION = {"standing", "limits", "define", "based_on", "leaves_out", "resolution", "keeps"}
OF_FACTS = {"benefit", "event", "claimed", "joined", "units", "who", "documents", "payees"}
OF_FACTS |= {"paid", "paid_months", "arrears", "worst_arrears", "settled"}
EXPECTED = {"pays", "outcome", "because", "uncapped", "version", "resolution", "payments", "override", "all"}


def a_version(number: int, effective: date, given: Table, is_upon_template: bool) -> dict[str, object]:
    plain = {"source": "made up", "tenure_from": "applied", "dues": {"convention": "FLAT_30", "rate": 1}}
    clauses = {key: {} if is_upon_template else {"label": WORDS, "category": "99"} for key in given.get("clauses", {})}
    for key, clause in given.get("clauses", {}).items():
        clauses[key] |= clause
    own = {key: value for key, value in given.items() if key in OF_VERSION}
    return {
        "id": str(number),
        "adopted": effective,
        "effective": effective,
        **({} if is_upon_template else plain),
        "benefit": clauses,
        **own,
    }


def bylaw_of(case: Table) -> ByLaw:
    first = a_version(1, date(2000, 1, 1), case, "based_on" in case)
    later = [a_version(n, each["effective"], each, False) for n, each in enumerate(case.get("later", []), start=2)]
    document = {"format": "communitywelfare.bylaw/1", "fund": "F", "name": WORDS, "version": [first, *later]}
    if "governs" in case:
        document["governs"] = case["governs"]
    return build_bylaw(document, templates=shipped_templates())


def facts_of(case: Table, claim: Table, bylaw: ByLaw, used: tuple[tuple[str, Used], ...]) -> ClaimFacts:
    joined = claim.get("joined", case.get("joined", date(2010, 1, 1)))
    claimed = claim.get("claimed", claim["event"])
    who = claim.get("who", "")
    paid = claim.get("paid")
    return ClaimFacts(
        basis=bylaw.basis(event=claim["event"], claimed=claimed),
        event_day=claim["event"],
        claim_day=claimed,
        is_member=True,
        joined=joined,
        tenure_from=joined,
        birth=PartialDate.parse(case.get("born", "1980-01-01")),
        arrears_months=claim.get("arrears", 0),
        worst_arrears=claim.get("worst_arrears", 0),
        settled_on=claim.get("settled"),
        paid=None if paid is None else Money.baht(paid),
        paid_months=claim.get("paid_months"),
        units=claim.get("units", 1),
        documents=frozenset(claim.get("documents", ())),
        payees=tuple(Payee(**each) for each in claim.get("payees", ())),
        year_start=YearStart(10),
        used=tuple(evolve(each, is_own=whose == who) for whose, each in used),
    )


def agrees(decision, expected: Table) -> None:
    found = {
        each.code for each in decision.reasons if each.severity in {Severity.BLOCK, Severity.REFER, Severity.REDUCE}
    }
    assert decision.assessed.plain == expected["pays"]
    assert decision.outcome.value == expected.get("outcome", "PAYABLE")
    assert set(expected.get("because", ())) == found
    if "uncapped" in expected:
        assert decision.uncapped.plain == expected["uncapped"]
    if "payments" in expected:
        assert {each.who: each.amount.plain for each in decision.payments} == expected["payments"]
    if "override" in expected:
        given = expected["override"]
        told = decision.overridden(evolve(Override(**given), amount=Money.baht(given["amount"])))
        assert (told.assessed, told.awarded.plain) == (decision.assessed, given["amount"])
        last = told.whole_trail[-1]
        assert (last.kind, last.before, last.after.plain) == ("override", decision.assessed, given["amount"])
        assert (last.reason.params["why"], last.reason.params["reference"]) == (given["reason"], given["reference"])


@pytest.mark.parametrize("case", CASES, ids=[case["it"] for case in CASES])
def test_the_language_says_it_as_worked_by_hand(case):
    assert set(case) <= OF_CASE | OF_VERSION
    bylaw = bylaw_of(case)
    used = tuple(
        (
            "",
            Used(
                claim="0", benefit=row["benefit"], day=row["day"], amount=Money.baht(row["amount"]), units=row["units"]
            ),
        )
        for row in case.get("opening", [])
    )
    for number, row in enumerate(case["claims"], start=1):
        assert set(row) <= OF_FACTS | EXPECTED
        facts = facts_of(case, row, bylaw, used)
        policy = bylaw.governing(event=facts.event_day, claimed=facts.claim_day, joined=facts.joined)
        event = Event(day=row["event"])
        claim = Claim(
            number=str(number), day=facts.claim_day, member="1", benefit=row["benefit"], category="99", event=event
        )
        decisions = adjudicate_event(policy, claim, facts) if "all" in row else (adjudicate(policy, claim, facts),)
        for decision, expected in zip(decisions, row.get("all", [row]), strict=True):
            agrees(decision, expected)
            assert decision.bylaw_version == row.get("version", "1")
        assert policy.resolution == row.get("resolution", policy.resolution)
        if row["benefit"] in policy.by_key:
            slices = slices_of(policy.by_key[row["benefit"]], facts, decisions[0].assessed)
            taken = (
                Used(claim=str(number), benefit=row["benefit"], day=each.day, amount=each.amount, units=each.units)
                for each in slices
                if each.units
            )
            used += tuple((row.get("who", ""), each) for each in taken)


@pytest.mark.parametrize("case", [case for case in CASES if "due" in case], ids=lambda case: case["it"])
def test_what_falls_due_by_itself_falls_due_on_these_days(case):
    person = Person(name=PersonName("ก"), citizen_id=None, birth=PartialDate.parse(case["born"]))
    profile = FundProfile(
        fund_id="F",
        name="กองทุน",
        founded=date(2009, 1, 1),
        area_type="TAMBON",
        villages_total=1,
        convention="FLAT_30",
        rate=Money.baht(1),
        year_start=YearStart(10),
    )
    member = Membership(number="M1", person=person, applied=case["joined"])
    fund = Fund(profile=profile, bylaw=bylaw_of(case), register=Register((member,)), as_of=case["due"]["until"])
    found = falling_due(fund, case["due"]["since"], case["due"]["until"])
    assert [f"{claim.benefit} {claim.day}" for claim in found] == case["due"]["days"]
