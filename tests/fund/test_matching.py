"""Requests drawn from a whole fund: as of which day, what was known by then, and what was given before."""

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from communitywelfare.accounting import OpeningFigure
from communitywelfare.accounting.statements import OpeningKind
from communitywelfare.cofunding import Base, CofundingState, Round, RoundAction, Scheme, SchemePeriod
from communitywelfare.contributions import Contributions
from communitywelfare.errors import MissingFact
from communitywelfare.fund import Fund, cut_off_of, desk, draw_request, draw_up
from communitywelfare.fund.checks import check
from communitywelfare.fund.matching import round_facts
from communitywelfare.io.package import package_files, read_package, write_package
from communitywelfare.io.scheme_toml import seed_scheme, shipped_schemes, state_scheme
from communitywelfare.money import ZERO, Money
from communitywelfare.strategies import days, funds, schemes
from communitywelfare.synthetic import Plan, make_package
from communitywelfare.wording import LANGUAGES, words

PACKAGE = make_package(Plan(members=30, years=4, seed=9))
FUND = PACKAGE.fund
STATE = state_scheme()
DUES = Scheme(
    scheme_id="dues",
    source="OTHER_STATE",
    name={"th": "ก", "en": "a"},
    periods=(SchemePeriod(first_budget_year=2553, base=Base.DUES_PAID, cite="ข้อสมมติ"),),
)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)


# --- as of which day -----------------------------------------------------------------------------------


def young(founded: date | None = date(2022, 3, 1)) -> Fund:
    """A fund that has not asked for anything yet."""
    return evolve(FUND, profile=evolve(FUND.profile, founded=founded), matches=(), rounds=())


def test_a_first_request_counts_as_of_the_founding_anniversary_and_later_ones_as_of_30_september():
    fund = young()
    assert cut_off_of(fund, STATE, 2567) == date(2023, 3, 1)
    first = draw_request(fund, STATE, 2567)
    fund = evolve(fund, matches=first.matches(1))
    assert cut_off_of(fund, STATE, 2568) == date(2024, 9, 30)


@pytest.mark.parametrize("has_row", [True, False])
def test_a_first_request_drawn_again_is_the_same_request(has_row):
    fund = young()
    first = draw_request(fund, STATE, 2567)
    row = Round(source=STATE.source, number=1, budget_year=2567, state="SUBMITTED", as_of=first.cut_off)
    fund = evolve(fund, matches=first.matches(1), rounds=(row,) if has_row else ())
    again = draw_request(fund, STATE, 2567)
    assert first.matches(1)
    assert (again.cut_off, again.amount, again.matches(1)) == (first.cut_off, first.amount, ())


def test_a_first_round_of_the_year_before_is_not_that_of_this_year():
    fund = young()
    first = draw_request(fund, STATE, 2566)
    row = Round(source=STATE.source, number=1, budget_year=2566, state="SUBMITTED", as_of=first.cut_off)
    fund = evolve(fund, matches=first.matches(1), rounds=(row,))
    assert cut_off_of(fund, STATE, 2567) == date(2023, 9, 30)


def test_without_a_founding_date_a_first_request_is_not_guessed_and_the_rest_goes_on(tmp_path):
    fund = young(founded=None)
    with pytest.raises(MissingFact) as missing:
        draw_request(fund, STATE, 2567)
    assert missing.value.findings[0].code == "cofunding.founding_unknown"
    assert draw_request(fund, STATE, 2567, cut_off=date(2023, 9, 30)).amount > ZERO
    assert cut_off_of(evolve(fund, matches=FUND.matches), STATE, 2567) == date(2023, 9, 30)
    folder = str(tmp_path / "fund")
    write_package(folder, evolve(PACKAGE, fund=evolve(FUND, profile=fund.profile)))
    reading = read_package(folder)
    assert [(each.code, each.place.row, each.place.column) for each in reading.findings] == [
        ("fund.founded_unknown", 2, "founded_date")
    ]
    assert reading.package.fund.profile.founded is None
    assert package_files(reading.package)["fund.csv"] == package_files(PACKAGE)["fund.csv"].replace(
        str(FUND.profile.founded).encode(), b""
    )
    assert draw_up(reading.package.fund, STATE, FUND.as_of).request == draw_up(FUND, STATE, FUND.as_of).request


# --- what was known by then ------------------------------------------------------------------------------


@given(funds(), schemes(bases=[Base.PER_MEMBER, Base.DUES_PAID]), st.data())
def test_a_receipt_written_down_later_changes_no_old_request_and_waits_for_the_next(fund, scheme, data):
    members = [each for each in fund.register if each.is_current(each.applied)]
    assume(members)
    member = data.draw(st.sampled_from(members))
    last = fund.as_of if member.ended is None else member.ended - timedelta(days=1)
    day = data.draw(days(at_least=member.applied, at_most=last))
    cut_off = data.draw(days(at_least=day, at_most=fund.as_of))
    before = draw_request(fund, scheme, 2567, cut_off=cut_off)
    late = noon(max([cut_off, *(entry.recorded_on for entry in fund.journal)]) + timedelta(days=1))
    fund, _paper = desk.receive(fund, member.number, Money.baht(30), on=day, recorded_at=late)
    after = draw_request(fund, scheme, 2567, cut_off=cut_off)
    assert (after.amount, after.trace) == (before.amount, before.trace)
    if scheme.in_year(2567).base is Base.DUES_PAID:
        assert set(after.late) - set(before.late) == {fund.contributions.receipts[-1]}


@given(funds(), st.data())
def test_a_late_receipt_is_matched_by_the_next_round_and_by_none_after(fund, data):
    assume(fund.register.memberships)
    first_day = data.draw(days(at_least=date(2020, 1, 1), at_most=date(2024, 9, 30)))
    seen, matches = [], ()
    for years in range(4):
        asked = draw_request(evolve(fund, matches=matches), DUES, 2567, cut_off=first_day + timedelta(days=365 * years))
        new = asked.matches(years)
        seen += [(match.book, match.receipt, match.member) for match in new]
        matches = (*matches, *new)
    assert len(seen) == len(set(seen))
    assert check(evolve(fund, matches=matches, rounds=fund.rounds)) == check(fund)


def test_what_other_sources_paid_counts_from_when_it_was_known():
    row = Round(source="LAO", number=1, budget_year=2566, state="RECEIVED", as_of=date(2022, 9, 30))
    day = date(2023, 5, 1)
    steps = (("PROPOSE", "9000"), ("BUDGET", "9000"), ("RECEIVE", "4000"), ("RECEIVE", "5000"))
    told = (noon(day), noon(day), noon(day), noon(date(2023, 11, 1)))
    actions = tuple(
        RoundAction(source="LAO", round=1, kind=kind, actor="LAO", day=day, recorded_at=at, amount=Money.baht(amount))
        for (kind, amount), at in zip(steps, told, strict=True)
    )
    fund = evolve(FUND, rounds=(row,), round_actions=actions)
    assert round_facts(fund, date(2023, 9, 30)).received == {"LAO": Money.baht(4000)}
    assert round_facts(fund, date(2024, 4, 30)).received == {"LAO": Money.baht(9000)}
    assert round_facts(fund, date(2024, 5, 1)).received == {"LAO": ZERO}


def test_what_was_not_given_is_not_none():
    fund = evolve(FUND, matches=(), absent=frozenset({"cofunding", "contributions", "waivers", "matches"}))
    facts = round_facts(fund, date(2023, 9, 30))
    assert (facts.received, facts.granted, facts.contributions, facts.knows_waivers) == (None, None, None, False)
    assert not facts.knows_matches
    assert round_facts(evolve(fund, absent=frozenset()), date(2023, 9, 30)).knows_matches


@given(funds(), schemes(bases=[Base.PER_MEMBER, Base.DUES_PAID]))
def test_matchings_that_were_not_given_never_let_a_fund_ask_for_more(fund, scheme):
    day, unknown = date(2023, 9, 30), evolve(fund, matches=(), absent=frozenset({"matches"}))
    known, without = (draw_request(each, scheme, 2567, cut_off=day) for each in (fund, unknown))
    period = scheme.in_year(2567)
    if period.matchings_at_most is None and period.base is not Base.DUES_PAID:
        assert without.amount == known.amount
        return
    assert (without.amount, without.eligible, without.matches(99)) == (ZERO, (), ())
    for member in without.members:
        assert [each.code for each in member.reasons].count("cofunding.matches_not_given") == 1


@pytest.mark.parametrize("year", [2565, 2566, 2567, 2568])
def test_without_the_matchings_a_fund_that_was_given_something_asks_as_of_30_september(year):
    unknown = evolve(FUND, matches=(), absent=frozenset({"matches"}))
    assert cut_off_of(unknown, STATE, year) == cut_off_of(FUND, STATE, year)
    paid = {"source": STATE.source, "number": 1, "budget_year": 2566, "received_on": date(2023, 5, 1)}
    row = Round(**paid, state="RECEIVED", received=Money.baht(5))
    assert cut_off_of(evolve(young(), rounds=(row,)), STATE, 2567) == date(2023, 9, 30)
    nothing = Round(**paid, state="REJECTED", approved=Money.baht(5))
    assert cut_off_of(evolve(young(), rounds=(nothing,)), STATE, 2567) == date(2023, 3, 1)
    assert cut_off_of(evolve(young(), rounds=(row,)), STATE, 2566) == date(2023, 3, 1)


# --- what is given once ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "approved", "received", "refused"),
    [
        (CofundingState.SUBMITTED, None, ZERO, False),
        (CofundingState.APPROVED, Money.baht(55_000), ZERO, True),
        (CofundingState.RECEIVED, None, Money.baht(55_000), True),
        (CofundingState.CANCELLED, Money.baht(55_000), ZERO, False),
    ],
)
def test_seed_money_is_asked_for_once_for_ever(state, approved, received, refused):
    row = Round(
        source="CODI_SEED",
        number=1,
        budget_year=2563,
        state=state,
        approved=approved,
        received=received,
        received_on=date(2020, 5, 1),
    )
    fund = evolve(FUND, rounds=(row,), openings=())
    asked = draw_request(fund, seed_scheme(), 2567, stated=Money.baht(55_000))
    assert asked.is_barred == refused
    assert asked.amount == (ZERO if refused else Money.baht(55_000))


def test_seed_money_of_before_the_books_was_given_too():
    figure = OpeningFigure(kind=OpeningKind.SOURCE, code="R1.2", amount=Money.baht(100_000), as_of=date(2019, 9, 30))
    fund = evolve(FUND, rounds=(), openings=(figure,))
    assert draw_request(fund, seed_scheme(), 2567, stated=Money.baht(55_000)).is_barred


def test_every_shipped_scheme_can_be_asked():
    for name, stated in (("state-via-codi", None), ("local-government", None), ("codi-seed", Money.baht(55_000))):
        asked = draw_request(FUND, shipped_schemes()[name], 2567, stated=stated)
        assert asked.steps[-1].params["after"] == asked.amount


# --- what was matched ------------------------------------------------------------------------------------

RECEIPT = next(each for each in FUND.contributions if each.kind.is_dues)
ASKED = draw_request(evolve(FUND, matches=()), DUES, 2567, cut_off=FUND.as_of)
GOOD = next(match for match in ASKED.matches(9) if match.receipt == RECEIPT.number)
OTHER = next(each.number for each in FUND.register if each.number != RECEIPT.member)


def told(fund: Fund) -> list[tuple[str, str | None, str | None]]:
    """What `check` finds about the rows of the table of matchings, and where."""
    found = check(fund, schemes={**shipped_schemes(), "dues": DUES})
    return [(each.code, each.place.record, each.place.column) for each in found if each.place.file == "matches.csv"]


def with_matches(*matches: object, **changes: object) -> Fund:
    rows = (*FUND.rounds, *(Round(source=DUES.source, number=n, budget_year=2567, state="APPROVED") for n in (9, 10)))
    return evolve(FUND, **{"matches": (*FUND.matches, *matches), "rounds": rows, **changes})


def test_what_approving_requests_records_is_in_order():
    rows = (*FUND.rounds, Round(source=DUES.source, number=9, budget_year=2567, state="APPROVED"))
    assert told(evolve(FUND, matches=(*FUND.matches, *ASKED.matches(9)), rounds=rows)) == []


@pytest.mark.parametrize(
    ("fund", "code", "column"),
    [
        (with_matches(evolve(GOOD, receipt="999/2560")), "cofunding.match_without_receipt", "receipt_no"),
        (with_matches(evolve(GOOD, member=OTHER)), "cofunding.match_of_another", "receipt_no"),
        (with_matches(GOOD, evolve(GOOD, round=10)), "cofunding.receipt_matched_twice", "receipt_no"),
        (with_matches(evolve(GOOD, member="M999", opening=True)), "member.not_found", "member_no"),
        (with_matches(FUND.matches[0]), "cofunding.matched_twice", "member_no"),
        (
            with_matches(
                GOOD,
                contributions=Contributions(tuple(evolve(each, voided=each == RECEIPT) for each in FUND.contributions)),
            ),
            "cofunding.match_of_void_receipt",
            "receipt_no",
        ),
    ],
)
def test_a_fault_of_a_matching_is_told_once_at_its_row(fund, code, column):
    assert told(fund) == [(code, fund.matches[-1].member, column)]


def test_receipts_of_before_the_books_are_not_looked_for():
    assert told(with_matches(evolve(GOOD, receipt="999/2540", opening=True))) == []
    assert told(with_matches(evolve(GOOD, receipt="999/2540"), absent=frozenset({"contributions"}))) == []


def test_a_member_matched_a_fourth_time_is_told_opening_rows_included():
    member = evolve(FUND.matches[0], receipt="", opening=True, round=1)
    flat = tuple(evolve(member, round=n, as_of=date(2017 + n, 9, 30)) for n in (1, 2, 3))
    fund = evolve(FUND, matches=flat, absent=frozenset({"cofunding"}), rounds=())
    assert told(fund) == []
    fourth = evolve(member, round=4, as_of=date(2021, 9, 30), opening=False)
    over = evolve(fund, matches=(fourth, *fund.matches))
    assert told(over) == [("cofunding.matched_too_often", member.member, "round")]
    others = evolve(over, matches=tuple(evolve(each, scheme="another") for each in over.matches))
    assert {code for code, _member, _column in told(others)} == {"cofunding.scheme_unknown"}
    early = tuple(evolve(each, as_of=each.as_of.replace(year=each.as_of.year - 20)) for each in over.matches)
    assert told(evolve(over, matches=early)) == []


def test_one_person_matched_under_two_numbers_is_told():
    first = FUND.register.by_number[FUND.matches[0].member]
    twin = evolve(first, number="X1", ended=None, cause=None)
    fund = evolve(FUND, register=FUND.register.adding(twin), matches=(FUND.matches[0],))
    fund = evolve(fund, matches=(*fund.matches, evolve(fund.matches[0], member="X1")))
    assert told(fund) == [("cofunding.person_matched_twice", "X1", "member_no")]


# --- what was matched, beside the round and the scheme ---------------------------------------------------

FLAT = next(match for match in FUND.matches if not match.opening and not match.receipt)
OF_STATE = next(each for each in FUND.rounds if each.key == (STATE.source, FLAT.round))


def alone(*matches: object, **changes: object) -> Fund:
    return evolve(FUND, matches=matches, **changes)


def test_a_matching_of_a_round_that_is_not_there_is_told_but_not_of_before_the_books():
    stray = evolve(FLAT, round=77)
    assert told(alone(stray)) == [("cofunding.match_without_round", FLAT.member, "round")]
    assert told(alone(stray, absent=frozenset({"cofunding"}))) == []
    assert told(alone(evolve(stray, opening=True))) == []


def test_a_matching_by_a_scheme_that_nobody_knows_is_told():
    assert told(alone(evolve(FLAT, scheme="nobody's"))) == [("cofunding.scheme_unknown", FLAT.member, "scheme")]


@pytest.mark.parametrize("opening", [True, False])
def test_more_for_a_member_than_the_scheme_gave_in_the_year_is_told(opening):
    most = STATE.in_year(OF_STATE.budget_year).per_member
    assert told(alone(evolve(FLAT, amount=most, opening=opening))) == []
    above = told(alone(evolve(FLAT, amount=most + Money(1), opening=opening)))
    assert above == [("cofunding.match_above_ceiling", FLAT.member, "amount")]


def test_matchings_of_a_round_that_come_to_more_than_was_approved_are_told_once():
    fund = make_package(Plan(members=30, years=4, seed=9)).fund
    matched = [each for each in fund.matches if each.round == FLAT.round and each.scheme == FLAT.scheme]
    approved = sum(each.amount.satang for each in matched)
    row = Round(source=STATE.source, number=FLAT.round, budget_year=OF_STATE.budget_year, state="APPROVED",
                approved=Money(approved), approved_on=date(2020, 1, 1))  # fmt: skip
    in_order = alone(*matched, rounds=(row,), round_actions=())
    assert len(matched) > 1
    assert told(in_order) == []
    less = evolve(in_order, rounds=(evolve(row, approved=Money(approved - 1)),))
    assert told(less) == [("cofunding.matched_above_approved", matched[-1].member, "amount")]


def test_words_are_found_for_everything_that_is_told_about_matchings():
    faults = alone(evolve(FLAT, round=77), evolve(FLAT, scheme="x"), evolve(FLAT, amount=Money.baht(999_999)))
    found = [each for each in check(faults, schemes=shipped_schemes()) if each.place.file == "matches.csv"]
    assert len({each.code for each in found}) == 4
    assert all(words(each, language) for each in found for language in LANGUAGES)
