"""Joining again, and arrears of the past: what a fund's own records say about membership before a claim's day."""

import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.calendar import Month, YearStart
from communitywelfare.claims import Claim, Event
from communitywelfare.contributions import Contributions, Receipt, ReceiptKind
from communitywelfare.errors import Severity
from communitywelfare.fund import Fund, FundProfile, assess, facts_of
from communitywelfare.fund.automatic import falling_due
from communitywelfare.identity import CitizenId, PersonName
from communitywelfare.io.bylaw_toml import parse_bylaw
from communitywelfare.members import ExitCause, Membership, Person, Register
from communitywelfare.money import Money
from communitywelfare.rules import build_bylaw
from communitywelfare.rules.bylaws import Transferring

ROOT = Path(__file__).parents[2]
WORDS = {"th": "ก", "en": "a"}
PERSON = Person(name=PersonName("มาลี"), citizen_id=CitizenId.synthetic(1))
LEFT, BACK = date(2018, 1, 1), date(2019, 1, 1)
FIRST = Membership(
    number="M1",
    person=PERSON,
    applied=date(2010, 1, 1),
    admitted=date(2010, 2, 1),
    ended=LEFT,
    cause=ExitCause.RESIGNED,
)
AGAIN = Membership(number="M2", person=PERSON, applied=BACK, admitted=date(2019, 2, 1))
DAY = date(2024, 3, 1)
CLAUSE = {"label": WORDS, "category": "99", "amount": {"form": "flat", "pays": 100}}


def a_bylaw(*others, **keys):
    version = {
        "id": "1",
        "adopted": date(2009, 1, 1),
        "effective": date(2009, 1, 1),
        "source": "made up",
        "tenure_from": "applied",
        "dues": {"convention": "FLAT_30", "rate": 1},
        "benefit": {"b": CLAUSE},
    }
    versions = [version | keys, *(version | other for other in others)]
    return build_bylaw({"format": "communitywelfare.bylaw/1", "fund": "F", "name": WORDS, "version": versions})


def a_fund(*memberships, receipts=(), **keys):
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
    return Fund(
        profile=profile,
        bylaw=a_bylaw(**keys),
        register=Register(memberships),
        as_of=date(2024, 12, 31),
        contributions=Contributions(tuple(receipts)),
    )


def a_claim(member="M2", day=DAY):
    return Claim(number="1", day=day, member=member, benefit="b", category="99", event=Event(day=day))


# --- joining again -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "tenure"),
    [
        ({}, BACK),
        ({"on_rejoining": "anew"}, BACK),
        ({"on_rejoining": "continues"}, date(2010, 1, 1)),
        # 1 January 2010 to 1 January 2018 are 2,922 days, which count before 1 January 2019.
        ({"on_rejoining": "adds up"}, BACK - timedelta(days=2_922)),
        ({"on_rejoining": "continues", "rejoining_within": "1 year"}, date(2010, 1, 1)),
        ({"on_rejoining": "continues", "rejoining_within": "11 months"}, BACK),
        ({"on_rejoining": "continues", "tenure_from": "admitted"}, date(2010, 2, 1)),
    ],
)
def test_joining_again_begins_continues_or_adds_up_as_the_bylaw_says(keys, tenure):
    assert facts_of(a_fund(FIRST, AGAIN, **keys), a_claim()).tenure_from == tenure


def test_a_first_membership_that_nobody_closed_or_that_has_no_day_to_count_from_does_not_count():
    still_open = evolve(FIRST, ended=None, cause=None)
    assert facts_of(a_fund(still_open, AGAIN, on_rejoining="continues"), a_claim()).tenure_from == BACK
    not_admitted = evolve(FIRST, admitted=None)
    fund = a_fund(not_admitted, AGAIN, on_rejoining="continues", tenure_from="admitted")
    assert facts_of(fund, a_claim()).tenure_from == date(2019, 2, 1)


def test_the_claim_of_the_first_membership_knows_nothing_of_the_second():
    fund = a_fund(FIRST, AGAIN, on_rejoining="continues")
    assert facts_of(fund, a_claim("M1", date(2017, 1, 1))).tenure_from == date(2010, 1, 1)


@given(st.lists(st.integers(1, 900), min_size=1, max_size=4))
def test_time_that_adds_up_is_the_days_of_all_memberships_together(lengths):
    memberships, start = [], date(2010, 1, 1)
    for number, days in enumerate(lengths):
        ended = start + timedelta(days=days)
        memberships.append(Membership(number=f"M{number}", person=PERSON, applied=start, ended=ended, cause="RESIGNED"))
        start = ended + timedelta(days=30)
    memberships.append(Membership(number="last", person=PERSON, applied=start))
    found = facts_of(a_fund(*memberships, on_rejoining="adds up"), a_claim("last", start)).tenure_from
    assert (start - found).days == sum(lengths)


# --- a transfer from another fund ---------------------------------------------------------------------------

ELSEWHERE = date(2015, 6, 1)
CAME_OVER = evolve(AGAIN, transferred_since=ELSEWHERE)
TRANSFERS = tomllib.loads((ROOT / "tests" / "cases" / "transfers" / "worked.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", TRANSFERS, ids=[case["it"] for case in TRANSFERS])
def test_a_transfer_decides_as_worked_by_hand(case):
    file = ROOT / "examples" / "bylaws" / f"{case['bylaw']}.toml"
    bylaw = parse_bylaw(file.read_bytes(), file.name)
    if "on_transfer" in case:
        transferring = Transferring(case["on_transfer"])
        bylaw = evolve(bylaw, versions=tuple(evolve(each, transferring=transferring) for each in bylaw.versions))
    member = Membership(number="M2", person=PERSON, applied=case["joined"], transferred_since=case["transferred_since"])
    fund = evolve(a_fund(member), bylaw=bylaw)
    for row in case["claims"]:
        claim = evolve(a_claim(day=row["event"]), benefit=row["benefit"])
        assert facts_of(fund, claim).tenure_from == row["tenure_from"]
        assert assess(fund, claim, row["event"]).assessed.plain == row["pays"]


@pytest.mark.parametrize(
    ("keys", "tenure"),
    [
        ({}, BACK),  # silent: a day in this fund is what `tenure_from` names
        ({"on_transfer": "anew"}, BACK),
        ({"on_transfer": "continues"}, ELSEWHERE),
        ({"on_transfer": "continues", "tenure_from": "admitted"}, ELSEWHERE),
        ({"on_transfer": "continues", "tenure_from": "first paid"}, ELSEWHERE),
        ({"on_transfer": "anew", "tenure_from": "first paid"}, None),
    ],
)
def test_a_transfer_counts_anew_or_continues_as_the_bylaw_says(keys, tenure):
    assert facts_of(a_fund(CAME_OVER, **keys), a_claim()).tenure_from == tenure


@pytest.mark.parametrize(
    ("rejoining", "tenure"),
    [
        ("anew", ELSEWHERE),
        ("continues", date(2010, 1, 1)),
        # Here from 2010 to 2018 and elsewhere from June 2015 on: days in both count once, so all of it since 2010.
        ("adds up", date(2010, 1, 1)),
    ],
)
def test_who_left_for_another_fund_and_came_over_again_counts_no_day_twice(rejoining, tenure):
    fund = a_fund(FIRST, CAME_OVER, on_rejoining=rejoining, on_transfer="continues")
    assert facts_of(fund, a_claim()).tenure_from == tenure


def test_an_earlier_membership_brings_what_it_had_brought_from_elsewhere():
    before = evolve(FIRST, transferred_since=date(2005, 1, 1))
    found = {
        rejoining: facts_of(a_fund(before, AGAIN, on_rejoining=rejoining, on_transfer="continues"), a_claim())
        for rejoining in ("continues", "adds up")
    }
    assert found["continues"].tenure_from == date(2005, 1, 1)
    assert found["adds up"].tenure_from == BACK - (LEFT - date(2005, 1, 1))


@given(
    st.lists(st.tuples(st.integers(1, 900), st.integers(0, 400), st.integers(0, 1_500)), min_size=1, max_size=4),
    st.sampled_from([{}, {"on_transfer": "anew"}, {"on_transfer": "continues"}]),
    st.sampled_from(["anew", "continues", "adds up"]),
)
def test_time_elsewhere_is_the_days_on_which_somebody_was_a_member_anywhere(spells, transfer, rejoining):
    memberships, start = [], date(2010, 1, 1)
    for number, (days, gap, elsewhere) in enumerate(spells):
        since = start - timedelta(days=elsewhere) if elsewhere else None
        ended = start + timedelta(days=days)
        spell = Membership(
            number=f"M{number}", person=PERSON, applied=start, ended=ended, cause="MOVED", transferred_since=since
        )
        memberships.append(spell)
        start = ended + timedelta(days=gap)
    last = memberships[-1] = evolve(memberships[-1], ended=None, cause=None)
    fund = a_fund(*memberships, on_rejoining=rejoining, **transfer)
    found = facts_of(fund, a_claim(last.number, last.applied)).tenure_from
    counts = transfer.get("on_transfer") == "continues"
    since = [(each.transferred_since if counts else None) or each.applied for each in memberships]
    until = [each.ended or last.applied for each in memberships]
    anywhere = {
        day for first, end in zip(since, until, strict=True) for day in range(first.toordinal(), end.toordinal())
    }
    expected = {"anew": since[-1], "continues": min(since)}
    expected["adds up"] = last.applied - timedelta(days=len(anywhere))
    assert found == expected[rejoining]


# --- arrears of the past -----------------------------------------------------------------------------------

LADDER = {"suspended_from_months": 3, "ended_from_months": 6, "reinstated_after": "90 days"}
MEMBER = Membership(number="M1", person=PERSON, applied=date(2023, 1, 1))


def paid(day, months, first):
    """A receipt of 30 baht for each of so many months."""
    since = Month.parse(first)
    return Receipt(
        number=str(day),
        day=day,
        member="M1",
        kind=ReceiptKind.MONTHLY,
        period_from=since,
        period_to=since.plus(months - 1),
        amount=Money.baht(30 * months),
    )


@pytest.mark.parametrize(
    ("receipts", "worst", "settled", "blocked"),
    [
        # Paid for January and February on 28 February; then nothing until 10 June: March, April and May are owed.
        ([(date(2023, 2, 28), 2, "2023-01"), (date(2023, 6, 10), 3, "2023-03")], 3, date(2023, 6, 10), []),
        # The same, but the last payment covers one month only: two are still owed, fewer than three.
        ([(date(2023, 2, 28), 2, "2023-01"), (date(2023, 6, 10), 1, "2023-03")], 3, date(2023, 6, 10), []),
        # Nobody ever fell behind so far.
        ([(date(2023, 2, 28), 2, "2023-01"), (date(2023, 4, 30), 2, "2023-03")], 2, None, []),
        # Nothing at all by the end of June: six months end the membership, whatever is paid afterwards.
        (
            [(date(2023, 7, 1), 6, "2023-01")],
            6,
            date(2023, 7, 1),
            ["member.ended_by_arrears", "member.reinstatement_wait"],
        ),
    ],
)
def test_the_worst_arrears_and_the_day_on_which_they_were_settled_are_found_in_the_receipts(
    receipts, worst, settled, blocked
):
    day = date(2023, 6, 30) if worst < 6 else date(2023, 7, 20)
    fund = a_fund(MEMBER, receipts=[paid(*each) for each in receipts], standing=LADDER)
    claim = a_claim("M1", day)
    found = facts_of(fund, claim)
    assert (found.worst_arrears, found.settled_on) == (worst, settled)
    told = [each.code for each in assess(fund, claim, day).reasons if each.severity is Severity.BLOCK]
    expected = blocked or (["member.reinstatement_wait"] if settled else [])
    assert [code for code in told if code != "member.arrears"] == expected


def test_receipts_after_the_day_and_ladders_that_nobody_asks_for_are_not_looked_at():
    receipts = [paid(date(2023, 2, 28), 2, "2023-01"), paid(date(2024, 1, 1), 10, "2023-03")]
    early = facts_of(a_fund(MEMBER, receipts=receipts, standing=LADDER), a_claim("M1", date(2023, 4, 1)))
    assert (early.worst_arrears, early.settled_on) == (1, None)
    without = facts_of(a_fund(MEMBER, receipts=receipts, standing={"arrears_at_most_months": 3}), a_claim("M1"))
    assert (without.worst_arrears, without.settled_on) == (None, None)


def test_where_receipts_are_not_given_neither_arrears_nor_what_was_paid_is_taken_to_be_nothing():
    fund = evolve(a_fund(MEMBER, receipts=[], standing=LADDER), absent=frozenset({"contributions", "beneficiaries"}))
    found = facts_of(fund, a_claim("M1"))
    facts = (found.arrears_months, found.worst_arrears, found.paid, found.paid_months, found.payees)
    assert facts == (None,) * 5
    waiting = [each.params["fact"] for each in assess(fund, a_claim("M1"), DAY).reasons if each.code == "fact.missing"]
    assert waiting == ["arrears", "worst_arrears", "worst_arrears"]


def test_months_paid_before_any_dues_were_written_down_are_not_known():
    early = evolve(MEMBER, applied=date(2001, 1, 1))
    found = facts_of(a_fund(early, standing=LADDER), a_claim("M1"))
    assert (found.arrears_months, found.paid_months, found.worst_arrears) == (None, None, None)


# --- benefits that nobody asks for -------------------------------------------------------------------------


def test_only_clauses_with_days_of_their_own_fall_due_and_once_though_two_versions_have_them():
    monthly = {**CLAUSE, "automatic": {"every": "month"}}
    second = {"id": "2", "adopted": date(2024, 2, 1), "effective": date(2024, 2, 1)}
    fund = a_fund(MEMBER)
    bylaw = a_bylaw(second | {"benefit": {"b": CLAUSE, "p": monthly}}, benefit={"b": CLAUSE, "p": monthly})
    due = falling_due(evolve(fund, bylaw=bylaw), date(2023, 12, 31), date(2024, 3, 1))
    assert [claim.number for claim in due] == ["p/M1/2024-01-01", "p/M1/2024-02-01", "p/M1/2024-03-01"]


def test_somebody_of_whom_no_household_is_recorded_shares_none():
    alone, other = (Membership(number=n, person=evolve(PERSON, citizen_id=None), applied=BACK) for n in ("M1", "M2"))
    together = evolve(other, number="M3", household="7")
    register = Register((alone, other, together))
    assert register.of_household(alone) == (alone,)
    assert register.of_household(together) == (together,)
    assert set(register.by_household) == {"7"}
