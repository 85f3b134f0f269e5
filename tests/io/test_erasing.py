"""Erasing somebody: who they were is gone from every file, and the books are what they were, to the byte."""

from datetime import timedelta

import pytest
from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from communitywelfare.accounting import Journal
from communitywelfare.calendar import Month
from communitywelfare.claims import ClaimState
from communitywelfare.consents import Consent
from communitywelfare.contributions import Contributions, Waiver
from communitywelfare.errors import MissingFact, Refused
from communitywelfare.fund import desk
from communitywelfare.fund.checks import check
from communitywelfare.identity import CitizenId, Details, HealthNote, Hidden, PersonName
from communitywelfare.io.erasing import erase_member
from communitywelfare.io.journal import sealed
from communitywelfare.io.package import Package, package_files, read_package, write_package
from communitywelfare.members import ExitCause, Group
from communitywelfare.strategies import funds

GIVEN, FAMILY = "กนกนารี", "ศรีคานารี"
NAME, NUMBER, PHONE, ILLNESS = f"{GIVEN} {FAMILY}", CitizenId.synthetic(27_182_818_284), "0891234567", "โรคคานารี"
WORDS = "เพื่อนบ้านชื่อคานาโร"
PLANTED = (WORDS, GIVEN, FAMILY, NUMBER.reveal("a test"), PHONE, ILLNESS)
ASKED = {"reason": "เจ้าของข้อมูลขอให้ลบ", "reference": "มติ 3/2568"}


@pytest.fixture(scope="module")
def gone(package):
    """A package in which a member with paid claims has left, with all that a register may know; and their number."""
    fund = package.fund
    day = fund.as_of
    paid = [each.member for each in fund.claims if fund.state(each.number, day) is ClaimState.PAID]
    unsettled = {
        each.member
        for each in fund.claims
        if fund.state(each.number, day) not in {ClaimState.PAID, ClaimState.REJECTED}
    }
    number = next(each for each in paid if each not in unsettled)
    member = fund.membership(number)
    details = {"first_name": GIVEN, "last_name": FAMILY, "phone": PHONE, "house_no": PHONE}
    person = evolve(
        member.person, name=PersonName(NAME), citizen_id=NUMBER, details=Details(details), groups={Group.DISABLED}
    )
    fund = evolve(
        fund,
        register=fund.register.replacing(evolve(member, person=evolve(person, groups=frozenset({Group.DISABLED})))),
        claims=tuple(
            evolve(each, detail=HealthNote(ILLNESS), place=ILLNESS, claimant=PersonName(NAME))
            if each.member == number
            else each
            for each in fund.claims
        ),
        beneficiaries=tuple(
            evolve(each, name=PersonName(NAME), details=Details({"first_name": NAME, "phone": PHONE}))
            if each.member == number
            else each
            for each in fund.beneficiaries
        ),
    )
    mine = {each.number for each in fund.claims if each.member == number}
    receipts, waivers = fund.contributions.receipts, fund.contributions.waivers
    month = Month(day.year, 1)
    waiver = Waiver(member=number, period_from=month, period_to=month, decided_on=day, resolution="มติ 1", reason=WORDS)
    consent = Consent(member=number, purpose="x", basis="CONTRACT", given=day, note=Hidden(WORDS))
    fund = evolve(
        fund,
        actions=tuple(evolve(each, reason=WORDS) if each.claim in mine else each for each in fund.actions),
        claims=tuple(
            evolve(each, event=evolve(each.event, attributes={"cause": WORDS})) if each.number in mine else each
            for each in fund.claims
        ),
        contributions=Contributions(
            tuple(evolve(each, paid_by=WORDS) if each.member == number else each for each in receipts),
            (*waivers, waiver),
        ),
        consents=(*fund.consents, consent),
        absent=fund.absent - {"waivers"},
    )
    if fund.membership(number).is_current(day):
        fund, _paper = desk.leave(fund, number, on=day, cause=ExitCause.RESIGNED)
    households = (
        {"household_id": "H1", "house_no": PHONE, "moo": "1"},
        {"household_id": "H2", "house_no": "9", "moo": "1"},
    )
    fund = evolve(fund, register=fund.register.replacing(evolve(fund.membership(number), household="H1")))
    return evolve(package, fund=fund, carried={"households": households}), number


def erased(package, number, **changed):
    return erase_member(package, number, **{"on": package.fund.as_of, **ASKED, **changed})


def test_nothing_says_any_more_who_it_was_and_every_other_row_is_as_it_was(gone):
    before, number = gone
    after, numbers, named = erased(before, number)
    old, new = package_files(before), package_files(after)
    assert [each for each in PLANTED if each in b"".join(old.values()).decode()] == list(PLANTED)
    assert [each for each in PLANTED if each in b"".join(new.values()).decode()] == []
    assert (numbers, named) == ((number,), ())
    for name in old.keys() - {"manifest.json"}:
        lines = (
            zip(old[name].decode().splitlines(), new[name].decode().splitlines(), strict=True)
            if name != "erasures.csv"
            else ()
        )
        changed = [line for line, now in lines if line != now]
        assert all(number in line or name in {"claim_actions.csv", "households.csv"} for line in changed), name


def test_the_journal_and_every_amount_are_what_they_were(gone, tmp_path):
    before, number = gone
    after, _numbers, _named = erased(before, number)
    old, new = package_files(before), package_files(after)
    for name in ("journal.csv", "matches.csv", "accounts.csv", "opening.csv", "periods.csv", "bank.csv"):
        assert old.get(name) == new.get(name), name
    fund, then = after.fund, before.fund
    assert fund.journal.balances(fund.as_of) == then.journal.balances(then.as_of)
    assert [each.amount for each in fund.contributions] == [each.amount for each in then.contributions]
    assert [fund.granted(each.number, fund.as_of) for each in fund.claims] == [
        then.granted(each.number, then.as_of) for each in then.claims
    ]
    assert len(fund.register.current(fund.as_of)) == len(then.register.current(then.as_of))
    write_package(str(tmp_path / "after"), after)
    assert not read_package(str(tmp_path / "after")).package.chain_is_broken


def test_no_check_finds_more_than_before(gone, tmp_path):
    before, number = gone
    after, _numbers, _named = erased(before, number)
    found = []
    for name, package in (("before", before), ("after", after)):
        write_package(str(tmp_path / name), package)
        reading = read_package(str(tmp_path / name))
        found.append({(each.code, each.place.record) for each in reading.findings if each.severity.value != "info"})
    assert found[1] - found[0] == set()


def test_the_decision_is_a_fact_that_is_kept(gone, tmp_path):
    before, number = gone
    after, _numbers, _named = erased(before, number)
    write_package(str(tmp_path / "after"), after)
    (kept,) = [each for each in read_package(str(tmp_path / "after")).package.fund.erasures if each.member == number]
    assert (kept.day, kept.reason, kept.reference) == (before.fund.as_of, *ASKED.values())
    with pytest.raises(Refused) as refused:
        erased(after, number)
    assert [each.code for each in refused.value.findings] == ["erasure.done_already"]


def test_what_is_needed_for_past_figures_stays(gone):
    before, number = gone
    old, new = before.fund.membership(number), erased(before, number)[0].fund.membership(number)
    assert (new.applied, new.ended, new.cause, new.village, new.person.sex) == (
        old.applied,
        old.ended,
        old.cause,
        old.village,
        old.person.sex,
    )
    assert new.person.birth.first.year == old.person.birth.first.year
    assert str(new.person.birth) == str(old.person.birth.first.year)
    assert new.person.groups == frozenset()


def test_who_must_not_be_erased_yet_is_not(package, gone):
    fund = package.fund
    current = fund.register.current(fund.as_of)[0]
    with pytest.raises(Refused) as refused:
        erased(package, current.number)
    assert "erasure.still_member" in {each.code for each in refused.value.findings}
    before, number = gone
    with pytest.raises(Refused) as refused:
        erased(before, number, reason=" ")
    assert [each.code for each in refused.value.findings] == ["erasure.no_reason"]
    with pytest.raises(MissingFact):
        erased(package, "9999999")


def test_nobody_with_a_claim_that_is_not_settled_is_erased(gone):
    before, number = gone
    claims = {each.number for each in before.fund.claims if each.member == number}
    actions = tuple(each for each in before.fund.actions if not (each.claim in claims and each.kind.value == "PAY"))
    with pytest.raises(Refused) as refused:
        erased(evolve(before, fund=evolve(before.fund, actions=actions)), number)
    assert {each.code for each in refused.value.findings} == {"erasure.claim_open"}


def test_all_memberships_of_a_person_go_together(gone):
    before, number = gone
    fund = before.fund
    mine = fund.membership(number)
    other = next(each for each in fund.register if each.number != number and not each.is_current(fund.as_of))
    again = fund.register.replacing(evolve(other, person=mine.person))
    after, numbers, _named = erased(evolve(before, fund=evolve(fund, register=again, claims=(), actions=())), number)
    assert set(numbers) == {number, other.number}
    assert {each.member for each in after.fund.erasures} >= {number, other.number}


def test_words_that_still_name_the_person_are_told_and_left(gone):
    before, number = gone
    first, *others = before.fund.journal.entries
    digits = NUMBER.reveal("a test")
    for words in (
        f"ค่ารถของ นางสาว{NAME.replace(' ', '  ')}",
        f"{digits[0]}-{digits[1:5]}-{digits[5:10]}-{digits[10:12]}-{digits[12]}",
        "089-123-4567",
    ):
        odd = evolve(first, seal=None, voucher=evolve(first.voucher, description=words))
        journal = sealed(Journal((odd, *(evolve(each, seal=None) for each in others))))
        after, _numbers, named = erased(evolve(before, fund=evolve(before.fund, journal=journal)), number)
        assert {(each.code, each.place.file, each.place.record) for each in named} == {
            ("erasure.still_named", "journal.csv", first.number)
        }
        assert GIVEN not in repr(named)
        assert after.fund.journal == journal


def test_a_household_in_which_somebody_is_left_keeps_its_address(gone):
    before, number = gone
    assert [each["house_no"] for each in erased(before, number)[0].carried["households"]] == [None, "9"]
    other = before.fund.register.current(before.fund.as_of)[0]
    register = before.fund.register.replacing(evolve(other, household="H1"))
    shared = evolve(before, fund=evolve(before.fund, register=register))
    assert [each["house_no"] for each in erased(shared, number)[0].carried["households"]] == [PHONE, "9"]
    assert erased(evolve(before, carried={}), number)[0].carried == {}


def test_rows_about_the_person_that_could_not_be_read_come_first(folder):
    package = folder.read().package
    left = next(each for each in package.fund.register if not each.is_current(package.fund.as_of))
    folder.set("contributions", 4, member_no=left.number, amount="ร้อยบาท")
    with pytest.raises(Refused) as refused:
        erased(folder.read().package, left.number)
    assert [each.code for each in refused.value.findings] == ["erasure.row_set_aside"]


@settings(max_examples=15)
@given(funds(), st.data())
def test_whoever_is_erased_leaves_the_books_as_they_were(fund, chosen):
    assume(len(fund.register))
    member = chosen.draw(st.sampled_from(list(fund.register)))
    day = fund.as_of + timedelta(days=1)
    try:
        after, numbers, _named = erase_member(Package(fund=fund, bylaw_text=b""), member.number, on=day, **ASKED)
    except Refused:
        return
    assert package_files(after)["journal.csv"] == package_files(Package(fund=fund, bylaw_text=b""))["journal.csv"]
    for number in numbers:
        assert after.fund.membership(number).person.citizen_id is None
    known = {each.code for each in check(fund) if each.is_error}
    assert {each.code for each in check(after.fund) if each.is_error} <= known


@pytest.mark.parametrize("table", ["contributions", "waivers", "claim_actions", "consents", "benefits"])
def test_words_about_the_person_go_from_every_table(table, gone):
    before, number = gone
    after, _numbers, _named = erased(before, number)
    assert WORDS in package_files(before)[f"{table}.csv"].decode()
    assert WORDS not in package_files(after)[f"{table}.csv"].decode()
