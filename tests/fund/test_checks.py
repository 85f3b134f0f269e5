"""Checks: sound funds give no finding, and each planted fault gives exactly its own."""

import re
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import islice

import pytest
from attrs import evolve
from hypothesis import example, given
from hypothesis import strategies as st

from communitywelfare.accounting import Journal, OpeningFigure, Posting
from communitywelfare.accounting.statements import OpeningKind
from communitywelfare.accounting.vouchers import reversal
from communitywelfare.calendar import Month, PartialDate
from communitywelfare.claims import Action, Claim, Event
from communitywelfare.contributions import Contributions, ReceiptKind
from communitywelfare.errors import Finding
from communitywelfare.fund import Fund
from communitywelfare.fund.checks import check
from communitywelfare.identity import CitizenId, Details, PersonName
from communitywelfare.members import Membership, MemberStatus, Register, Sex
from communitywelfare.money import Money
from communitywelfare.rules import ByLaw
from communitywelfare.rules.bylaws import Transferring
from communitywelfare.synthetic import Plan, make_package

NOW = datetime(2024, 10, 1, 5, tzinfo=UTC)
FUND = make_package(Plan(members=30, years=4, seed=9)).fund
MEMBER = next(each for each in FUND.register if each.ended is None)


@pytest.mark.parametrize(
    ("members", "years", "seed"), [(1, 1, 1), (1, 25, 2), (2, 60, 3), (30, 4, 9), (80, 2, 4), (250, 6, 5), (40, 25, 6)]
)
def test_a_synthetic_fund_fits_together(members, years, seed):
    fund = make_package(Plan(members=members, years=years, seed=seed)).fund
    assert {finding.code for finding in check(fund)} <= {"member.enrolled_again"}


# --- one fault at a time -------------------------------------------------------------------------------------


def member(**changes: object) -> Fund:
    return evolve(FUND, register=FUND.register.replacing(evolve(MEMBER, **changes)))


def person(**changes: object) -> Fund:
    return member(person=evolve(MEMBER.person, **changes))


def also(**changes: object) -> Fund:
    """The same person again, under another number."""
    return evolve(FUND, register=FUND.register.adding(evolve(MEMBER, number="X1", **changes)))


def receipt(**changes: object) -> Fund:
    first, *rest = FUND.contributions
    return evolve(FUND, contributions=Contributions((evolve(first, **changes), *rest)))


def claim(**changes: object) -> Fund:
    first, *rest = FUND.claims
    return evolve(FUND, claims=(evolve(first, **changes), *rest))


def event(**changes: object) -> Fund:
    return claim(event=evolve(FUND.claims[0].event, **changes))


def funding(**changes: object) -> Fund:
    """A fund of whose rounds only the rows are known, with one of them changed."""
    position = next(position for position, each in enumerate(FUND.rounds) if each.approved is not None)
    rounds = list(FUND.rounds)
    rounds[position] = evolve(rounds[position], **changes)
    return evolve(FUND, rounds=tuple(rounds), round_actions=())


def match(**changes: object) -> Fund:
    first, *rest = FUND.matches
    return evolve(FUND, matches=(evolve(first, **changes), *rest))


def entry(**changes: object) -> Fund:
    """The first entry with another voucher."""
    first, *rest = FUND.journal
    changed = evolve(first, voucher=evolve(first.voucher, **changes))
    return evolve(FUND, journal=Journal((changed, *rest)))


def line(**changes: object) -> Fund:
    first, *rest = FUND.journal.entries[0].voucher.postings
    return entry(postings=(evolve(first, **changes), *rest))


def reversed_twice() -> Fund:
    journal, first = FUND.journal, FUND.journal.entries[0]
    for number in ("R1", "R2"):
        voucher = reversal(first, day=FUND.as_of, number=number, reason="ผิด")
        another = evolve(first, number=journal.next_number, voucher=voucher, recorded_at=NOW)
        journal = Journal((*journal.entries, another))
    return evolve(FUND, journal=journal)


def gap() -> Fund:
    receipts = FUND.contributions.receipts
    return evolve(FUND, contributions=Contributions((*receipts[:3], *receipts[4:])))


def silent_of_nothing() -> ByLaw:
    """The by-law, saying of transfers too what they do."""
    said = (evolve(version, transferring=Transferring.ANEW) for version in FUND.bylaw.versions)
    return evolve(FUND.bylaw, versions=tuple(said))


LATER = FUND.as_of + timedelta(days=1)
BEFORE = MEMBER.applied - timedelta(days=1)
CLAIM = FUND.claims[0]
GRANTED = next(each for each in FUND.claims if FUND.state(each.number, FUND.as_of).uses_limits)
DEATH = Claim(
    number="998/2567", day=FUND.as_of, member=MEMBER.number, benefit="death", category="04", event=Event(day=FUND.as_of)
)
SUBMITTED = Action(claim=DEATH.number, kind="SUBMIT", actor="registrar", day=FUND.as_of)
BEFORE_LAST = FUND.as_of - timedelta(days=1)
LAST = FUND.contributions.receipts[-1].day
PAYER = FUND.membership(FUND.contributions.receipts[-1].member)
FAULTS = {
    "fund.dues_disagree": evolve(FUND, profile=evolve(FUND.profile, rate=Money.baht(2))),
    "fund.bylaw_of_another": evolve(FUND, profile=evolve(FUND.profile, fund_id="F99")),
    "member.number_twice": evolve(
        FUND,
        register=FUND.register.adding(evolve(MEMBER, person=evolve(MEMBER.person, citizen_id=None, no_id_reason="x"))),
    ),
    "member.birth_missing": person(birth=None),
    "member.born_after_joining": person(birth=PartialDate(MEMBER.applied + timedelta(days=1))),
    "member.ended_before_joining": member(ended=BEFORE, cause="MOVED", status=MemberStatus.MOVED),
    "member.died_before_joining": member(ended=BEFORE, cause="DECEASED", status=MemberStatus.DECEASED),
    "member.age_implausible": person(birth=PartialDate(date(FUND.as_of.year - 112, 5, 1))),
    "member.title_of_other_sex": person(
        sex=Sex.MALE, details=Details({**MEMBER.person.details.reveal("test"), "title": "นางสาว"})
    ),
    "receipt.after_death": evolve(
        FUND,
        register=FUND.register.replacing(
            evolve(PAYER, ended=LAST - timedelta(days=1), cause="DECEASED", status="DECEASED")
        ),
    ),
    "member.joins_later": evolve(
        FUND,
        register=FUND.register.adding(
            Membership(
                number="X1",
                person=evolve(MEMBER.person, citizen_id=CitizenId.synthetic(5), name=PersonName("คนใหม่ สมมุติใหม่")),
                applied=LATER,
                village="1",
                status=MemberStatus.PENDING,
            )
        ),
    ),
    "member.transfer_after_joining": evolve(
        member(transferred_since=MEMBER.applied + timedelta(days=1)), bylaw=silent_of_nothing()
    ),
    "member.transfer_unsaid": member(transferred_since=BEFORE),
    "member.status_disagrees": member(status=MemberStatus.LAPSED),
    "id.missing": person(citizen_id=None),
    "id.check_digit": person(citizen_id=CitizenId("9000000000018")),
    "id.class": person(citizen_id=CitizenId("0000000000001")),
    "id.two_active": also(),
    "id.other_name": evolve(
        FUND,
        register=FUND.register.replacing(evolve(MEMBER, ended=FUND.as_of, cause="MOVED", status="MOVED")).adding(
            evolve(MEMBER, number="X1", applied=FUND.as_of, person=evolve(MEMBER.person, name=PersonName("อีกคน")))
        ),
    ),
    "member.enrolled_again": evolve(
        FUND,
        register=FUND.register.replacing(evolve(MEMBER, ended=FUND.as_of, cause="MOVED", status="MOVED")).adding(
            evolve(MEMBER, number="X1", applied=FUND.as_of)
        ),
    ),
    "receipt.number_twice": evolve(
        FUND, contributions=Contributions((*FUND.contributions, FUND.contributions.receipts[-1]))
    ),
    "receipt.not_positive": receipt(amount=Money(0)),
    "receipt.before_joining": receipt(day=date(1999, 1, 1)),
    "receipt.period_backwards": receipt(period_from=Month(2024, 2), period_to=Month(2024, 1)),
    "receipt.numbers_missing": gap(),
    "claim.number_twice": evolve(FUND, claims=(*FUND.claims, CLAIM)),
    "claim.unknown_benefit": claim(benefit="wedding"),
    "claim.before_joining": claim(event=Event(day=date(1999, 1, 1))),
    "claim.before_event": claim(day=CLAIM.event.day - timedelta(days=1), event=Event(day=CLAIM.event.day)),
    "claim.event_backwards": event(until=CLAIM.event.day - timedelta(days=1)),
    "claim.nights_disagree": event(until=CLAIM.event.day + timedelta(days=2), units=3),
    "claim.event_again": evolve(FUND, claims=(*FUND.claims, evolve(GRANTED, number="999/2567"))),
    "claim.death_not_recorded": evolve(FUND, claims=(*FUND.claims, DEATH), actions=(*FUND.actions, SUBMITTED)),
    "claim.death_on_another_day": evolve(
        FUND,
        register=FUND.register.replacing(evolve(MEMBER, ended=BEFORE_LAST, cause="DECEASED", status="DECEASED")),
        claims=(*FUND.claims, DEATH),
        actions=(*FUND.actions, SUBMITTED),
    ),
    "cofunding.over_received": funding(received=Money.baht(10**6)),
    "cofunding.over_approved": funding(requested=Money(1)),
    "cofunding.matched_twice": evolve(FUND, matches=(*FUND.matches, FUND.matches[0])),
    "section10.unclassified": evolve(
        FUND,
        openings=(
            *FUND.openings,
            OpeningFigure(as_of=FUND.as_of, kind=OpeningKind.SOURCE, code="R9.9", amount=Money(1)),
        ),
    ),
    "journal.unknown_account": line(account="99999"),
    "journal.number_taken": entry(number=FUND.journal.entries[1].voucher.number),
    "journal.cannot_reverse": reversed_twice(),
    "journal.member_not_wanted": line(member=MEMBER.number),
    "journal.unbalanced": line(amount=FUND.journal.entries[0].voucher.postings[0].amount + Money(1)),
    "journal.too_few_lines": entry(postings=()),
}
EVERYWHERE = {
    "member.not_found in contributions": (receipt(member="M99999"), "contributions.csv"),
    "member.not_found in benefits": (claim(member="M99999"), "benefits.csv"),
    "member.not_found in matches": (match(member="M99999"), "matches.csv"),
    "day.after_as_of in contributions": (receipt(day=LATER), "contributions.csv"),
    "day.after_as_of in journal": (entry(day=LATER), "journal.csv"),
}


def checked(fund: Fund, **known: frozenset[str]) -> list[Finding]:
    """What is found, but for differences between facts and books, which follow from a fault in either."""
    return [finding for finding in check(fund, **known) if not finding.code.startswith("books.")]


@pytest.mark.parametrize("code", FAULTS)
def test_a_planted_fault_gives_its_finding_and_no_other(code):
    before = [(finding.code, finding.place) for finding in checked(FUND)]
    found = [finding for finding in checked(FAULTS[code]) if (finding.code, finding.place) not in before]
    assert {finding.code for finding in found} == {code}
    assert all(finding.place.file for finding in found)


@pytest.mark.parametrize("planted", EVERYWHERE)
def test_a_fault_that_may_stand_in_several_tables_names_its_own(planted):
    fund, file = EVERYWHERE[planted]
    code = planted.partition(" ")[0]
    found = [finding for finding in check(fund) if finding.code == code]
    assert {finding.place.file for finding in found} == {file}
    assert all(finding.is_error for finding in found)


def test_a_member_in_the_journal_whom_nobody_knows():
    position, known = next(
        (position, each) for position, each in enumerate(FUND.journal) if each.voucher.postings[-1].member
    )
    postings = (*known.voucher.postings[:-1], evolve(known.voucher.postings[-1], member="M99999"))
    entries = list(FUND.journal)
    entries[position] = evolve(known, voucher=evolve(known.voucher, postings=postings))
    [finding] = [
        each for each in check(evolve(FUND, journal=Journal(tuple(entries)))) if each.code == "member.not_found"
    ]
    assert (finding.place.column, finding.place.record) == ("member_no", known.number)


# --- what is no fault ----------------------------------------------------------------------------------------


def told(fund: Fund) -> set[str]:
    return {finding.code for finding in checked(fund)} - {"member.enrolled_again"}


def test_a_fee_and_dues_may_stand_on_one_receipt():
    first = FUND.contributions.receipts[0]
    fee = evolve(first, kind=ReceiptKind.ENTRY_FEE)
    assert told(evolve(FUND, contributions=Contributions((*FUND.contributions, fee)))) == set()


def test_one_receipt_may_name_several_members_or_stand_in_another_book():
    first = FUND.contributions.receipts[0]
    other = next(each.number for each in FUND.register if each.number != first.member and each.applied <= first.day)
    more = (evolve(first, member=other), evolve(first, book="2"))
    assert told(evolve(FUND, contributions=Contributions((*FUND.contributions, *more)))) == set()


def test_a_reason_stands_for_a_missing_id():
    assert told(person(citizen_id=None, no_id_reason="ไม่มีสัญชาติ")) == set()


def test_a_synthetic_id_is_a_finding_where_the_fund_is_not_synthetic():
    found = [finding for finding in check(evolve(FUND, synthetic=False)) if finding.code == "id.class"]
    assert len(found) == len(FUND.register)
    assert not any(finding.is_error for finding in found)


def test_members_whose_rows_could_not_be_used_are_known():
    assert told(receipt(member="M99999")) == {"member.not_found"}
    assert {finding.code for finding in checked(receipt(member="M99999"), known_members=frozenset({"M99999"}))} <= {
        "member.enrolled_again"
    }


@pytest.mark.parametrize("status", [MemberStatus.ARREARS, MemberStatus.UNKNOWN, MemberStatus.PENDING])
def test_a_status_that_no_date_can_tell_is_no_disagreement(status):
    assert told(member(status=status)) == set()


def test_rows_are_those_that_the_reader_says():
    lines = {"contributions": list(range(2, 2 + len(FUND.contributions)))}
    found = [each for each in check(receipt(amount=Money(0)), lines=lines) if each.code == "receipt.not_positive"]
    assert [finding.place.row for finding in found] == [2]
    assert [each.place.row for each in check(receipt(amount=Money(0))) if each.code == "receipt.not_positive"] == [None]


def numbered(*numbers: str) -> Fund:
    first = FUND.contributions.receipts[-1]
    receipts = tuple(evolve(first, number=number) for number in numbers)
    return evolve(FUND, contributions=Contributions(receipts))


def test_gaps_are_counted_by_year_and_the_first_ones_named():
    found = [
        finding.params
        for finding in check(numbered("1/2566", "9/2566", "7/2567", "8/2567", "5/25", "x/2566", "3"))
        if finding.code == "receipt.numbers_missing"
    ]
    assert found == [{"year": "2566", "count": 7, "numbers": ("2/2566", "3/2566", "4/2566", "5/2566", "6/2566")}]


NUMBERS = st.one_of(
    st.tuples(st.integers(1, 12), st.sampled_from(["2566", "2567"])).map(lambda pair: f"{pair[0]}/{pair[1]}"),
    st.sampled_from(
        ["", "/", "3", "x/2566", "5/25", "04/2566", "4/2566/1", "๕/2566", f"{10**12 - 1}/2566", f"{10**12}/2566"]
    ),
)


@given(st.lists(st.tuples(st.sampled_from(["", "1"]), NUMBERS), min_size=1, max_size=20), st.booleans())
@example([("", f"{10**12 - 2}/2566"), ("", f"{10**12 - 1}/2566"), ("", f"{10**12}/2566")], False)
def test_missing_are_the_numbers_between_the_first_and_the_last_that_no_receipt_of_the_book_has(lines, in_order):
    lines = sorted(lines) if in_order else lines
    there: dict[tuple[str, str], set[int]] = defaultdict(set)
    for book, number in lines:
        running, _slash, year = number.partition("/")
        if re.fullmatch(r"[0-9]{1,12}", running) and re.fullmatch(r"[0-9]{4}", year):
            there[year, book].add(int(running))
    first = FUND.contributions.receipts[-1]
    receipts = tuple(evolve(first, book=book, number=number) for book, number in lines)
    found = check(evolve(FUND, contributions=Contributions(receipts)))
    assert [
        (each.params["year"], each.params.get("book", ""), each.params["count"], each.params["numbers"])
        for each in found
        if each.code.startswith("receipt.numbers_missing")
    ] == [
        (year, book, missing, tuple(f"{number}/{year}" for number in islice(gaps, 5)))
        for (year, book), numbers in sorted(there.items())
        if (missing := max(numbers) - min(numbers) + 1 - len(numbers))
        for gaps in [(number for number in range(min(numbers), max(numbers)) if number not in numbers)]
    ]


def test_a_number_that_one_book_lacks_is_missing_although_another_book_has_it():
    first = FUND.contributions.receipts[-1]
    books = (("1", "1/2566"), ("1", "3/2566"), ("2", "2/2566"), ("2", "3/2566"))
    receipts = tuple(evolve(first, book=book, number=number) for book, number in books)
    found = check(evolve(FUND, contributions=Contributions(receipts)))
    assert [each.params for each in found if each.code.startswith("receipt.numbers_missing")] == [
        {"year": "2566", "book": "1", "count": 1, "numbers": ("2/2566",)}
    ]


def test_a_mistyped_number_is_one_finding_and_not_a_thousand_million():
    found = [
        each for each in check(numbered("1/2567", "999999999999/2567", "1" * 5_000 + "/2567")) if "numbers" in each.code
    ]
    assert [finding.params["count"] for finding in found] == [999_999_999_997]


def test_an_empty_posting_is_told_with_its_entry():
    postings = (*FUND.journal.entries[0].voucher.postings, Posting("12010", "LAO", Money(0)))
    [finding] = [each for each in check(entry(postings=postings)) if each.code == "journal.nothing_moved"]
    assert finding.place.record == "E0000001"


def test_a_register_without_anybody_is_no_fault():
    empty = evolve(
        FUND,
        register=Register(()),
        contributions=Contributions(()),
        claims=(),
        actions=(),
        rounds=(),
        round_actions=(),
        matches=(),
        journal=Journal(),
        beneficiaries=(),
        consents=(),
        erasures=(),
    )
    assert check(empty) == ()
