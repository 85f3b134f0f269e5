"""One person in several funds: found by pseudonyms alone, and told without saying who."""

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.cofunding import Match
from communitywelfare.errors import Refused
from communitywelfare.identity import CitizenId, PersonName
from communitywelfare.io.cross_fund import cross_fund_duplicates, member_behind
from communitywelfare.io.exposure import Level
from communitywelfare.io.manifest import Masking
from communitywelfare.io.masked_export import masked_files, put_masked
from communitywelfare.io.package import Package, read_package
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.members import Membership, Person, Register
from communitywelfare.money import Money
from communitywelfare.pseudonyms import PseudonymKey
from communitywelfare.synthetic import Plan, make_package

KEY, OTHER = PseudonymKey.of(bytes(range(32))), PseudonymKey.of(bytes(range(1, 33)))
BASE = make_package(Plan(members=3, years=1, seed=2))
PURPOSE = "duplicates 2567"
STATE = state_scheme().scheme_id
MASK = Masking(level="network", key_id=KEY.key_id, purpose=PURPOSE)


def member(number, citizen, applied=2015, ended=None):
    citizen_id = None if citizen is None else CitizenId.synthetic(citizen)
    person = Person(name=PersonName("ก"), citizen_id=citizen_id, no_id_reason="ไม่มี")
    days = {"applied": date(applied, 1, 1), "ended": ended and date(ended, 1, 1)}
    return Membership(number=number, person=person, **days)


def fund_of(name, *members):
    nothing = {"contributions": type(BASE.fund.contributions)(()), "claims": (), "actions": (), "beneficiaries": ()}
    nothing |= {"matches": (), "consents": ()}
    profile = evolve(BASE.fund.profile, fund_id=name)
    return evolve(BASE, fund=evolve(BASE.fund, profile=profile, register=Register(members), **nothing))


def export(package, folder, key=KEY, purpose=PURPOSE) -> Package:
    put_masked(str(folder), masked_files(package, Level.NETWORK, key, purpose=purpose))
    return read_package(str(folder)).package


def test_who_is_in_two_funds_is_found_and_led_back_only_with_the_key(tmp_path):
    one = fund_of("F1", member("M1", 1), member("M2", 2), member("M3", None))
    two = fund_of("F2", member("A1", 2), member("A2", 3), member("A3", None))
    exports = [export(one, tmp_path / "one"), export(two, tmp_path / "two")]
    (found,) = cross_fund_duplicates(exports)
    assert (found.funds, found.overlap) == (("F1", "F2"), True)
    assert member_behind(one.fund, KEY, PURPOSE, found.members[0]) == "M2"
    assert member_behind(two.fund, KEY, PURPOSE, found.members[1]) == "A1"
    assert member_behind(one.fund, OTHER, PURPOSE, found.members[0]) is None
    assert member_behind(one.fund, KEY, "x", found.members[0]) is None
    assert found.person not in repr(found)
    number = CitizenId.synthetic(2).reveal("a test")
    assert [path for path in tmp_path.rglob("*.csv") if number in path.read_text("utf-8-sig")] == []


@pytest.mark.parametrize(
    ("first", "second", "at_once"),
    [
        ((2010, None), (2015, None), True),
        ((2010, 2015), (2015, None), False),
        ((2010, 2016), (2015, None), True),
        ((2015, None), (2010, 2012), False),
        ((2010, 2020), (2012, 2014), True),
    ],
)
def test_whoever_moved_from_one_to_the_other_was_not_in_both(first, second, at_once, tmp_path):
    one, two = fund_of("F1", member("M1", 1, *first)), fund_of("F2", member("A1", 1, *second))
    (found,) = cross_fund_duplicates([export(one, tmp_path / "one"), export(two, tmp_path / "two")])
    assert found.overlap is at_once


@given(st.lists(st.lists(st.integers(0, 5), max_size=4), min_size=1, max_size=3))
def test_every_pair_is_found_once_and_no_other(registers):
    """Against trying every pair of members."""
    packages = [
        fund_of(f"F{at}", *(member(f"{at}-{place}", each) for place, each in enumerate(numbers)))
        for at, numbers in enumerate(registers)
    ]
    exports = []
    for each in packages:
        register = tuple(
            evolve(
                m,
                person=evolve(m.person, details=type(m.person.details)({"pseudonym": str(hash(m.person.citizen_id))})),
            )
            for m in each.fund.register
        )
        masked = evolve(each, fund=evolve(each.fund, register=Register(register)), masking=MASK)
        exports.append(masked)
    wanted = sorted(
        (f"{at}-{i}", f"{other}-{j}")
        for at, numbers in enumerate(registers)
        for other, others in enumerate(registers)
        if at < other
        for i, one in enumerate(numbers)
        for j, two in enumerate(others)
        if one == two
    )
    assert sorted(each.members for each in cross_fund_duplicates(exports)) == wanted


def test_what_cannot_be_compared_is_refused(tmp_path):
    one, two = fund_of("F1", member("M1", 1)), fund_of("F2", member("A1", 1))
    mine = export(one, tmp_path / "one")
    for other, code in (
        (export(two, tmp_path / "key", key=OTHER), "pseudonym.cannot_be_compared"),
        (export(two, tmp_path / "purpose", purpose="another"), "pseudonym.cannot_be_compared"),
        (two, "pseudonym.not_an_export"),
        (mine, "pseudonym.fund_twice"),
    ):
        with pytest.raises(Refused) as refused:
            cross_fund_duplicates([mine, other])
        assert code in {each.code for each in refused.value.findings}


def matched(package, member_no, *rounds, scheme):
    """The package with the member matched in rounds, each a number and a cut-off."""
    matches = tuple(
        Match(member=member_no, scheme=scheme, round=number, as_of=cut_off, amount=Money.baht(365))
        for number, cut_off in rounds
    )
    return evolve(package, fund=evolve(package.fund, matches=matches))


@pytest.mark.parametrize(
    ("mine", "theirs", "scheme", "years"),
    [
        ((91, date(2023, 9, 30)), (92, date(2023, 9, 30)), STATE, (2567,)),
        ((91, date(2022, 9, 30)), (92, date(2023, 9, 30)), STATE, ()),
        ((91, date(2023, 9, 30)), (92, date(2023, 9, 30)), "another-scheme", ()),
    ],
)
def test_who_was_matched_by_two_funds_in_one_year_is_told(mine, theirs, scheme, years, tmp_path):
    one = matched(fund_of("F1", member("M1", 1)), "M1", mine, scheme=STATE)
    two = matched(fund_of("F2", member("A1", 1)), "A1", theirs, scheme=scheme)
    (found,) = cross_fund_duplicates([export(one, tmp_path / "one"), export(two, tmp_path / "two")])
    assert found.matched_in == years


def test_the_year_of_a_match_is_that_of_its_round_where_the_fund_has_it(tmp_path):
    lived = make_package(Plan(members=30, years=4, seed=2)).fund
    of_round = next(each for each in lived.rounds if each.source == state_scheme().source)
    cut_off = date(2019, 3, 1)  # a first request counts as of the founding, whatever year it is for
    one = matched(fund_of("F1", member("M1", 1)), "M1", (of_round.number, cut_off), scheme=STATE)
    one = evolve(one, fund=evolve(one.fund, rounds=(of_round,), round_actions=()))
    day = date(of_round.budget_year - 543 - 1, 9, 30)
    two = matched(fund_of("F2", member("A1", 1)), "A1", (77, day), scheme=STATE)
    (found,) = cross_fund_duplicates([export(one, tmp_path / "one"), export(two, tmp_path / "two")])
    assert found.matched_in == (of_round.budget_year,)
