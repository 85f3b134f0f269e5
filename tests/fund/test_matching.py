"""Requests drawn from a whole fund: as of which day, what was known by then, and what was given before."""

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from communitywelfare.accounting import OpeningFigure
from communitywelfare.accounting.statements import OpeningKind
from communitywelfare.cofunding import Base, CofundingState, MatchingsOf, Round, RoundAction, Scheme, SchemePeriod
from communitywelfare.contributions import Contributions, ReceiptKind
from communitywelfare.errors import MissingFact, Severity
from communitywelfare.fund import Fund, cut_off_of, desk, draw_request, draw_up
from communitywelfare.fund.checks import check
from communitywelfare.fund.match_checks import match_findings
from communitywelfare.fund.matching import round_facts
from communitywelfare.io.package import package_files, read_package, write_package
from communitywelfare.io.scheme_toml import seed_scheme, shipped_schemes, state_scheme
from communitywelfare.members import Merge
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


def test_only_the_schemes_own_dated_rounds_and_matchings_say_as_of_which_day_it_counts():
    fund = young()
    own = Round(source=STATE.source, number=1, budget_year=2567, state="SUBMITTED")
    dated = evolve(own, number=2, as_of=date(2023, 7, 1))
    assert cut_off_of(evolve(fund, rounds=(own, dated)), STATE, 2567) == date(2023, 7, 1)
    assert cut_off_of(evolve(fund, rounds=(own, evolve(dated, source="LAO"))), STATE, 2567) == date(2023, 3, 1)
    other = evolve(FUND.matches[0], scheme="dues", as_of=date(2021, 9, 30))
    assert cut_off_of(evolve(fund, matches=(other,)), STATE, 2567) == date(2023, 3, 1)
    first = evolve(other, scheme=STATE.scheme_id, as_of=date(2023, 3, 1))
    lao = evolve(own, source="LAO", budget_year=2566, as_of=date(2023, 3, 1))
    assert cut_off_of(evolve(fund, matches=(first,), rounds=(lao,)), STATE, 2567) == date(2023, 3, 1)
    assert cut_off_of(evolve(fund, matches=(evolve(first, as_of=date(2023, 9, 30)),)), STATE, 2567) == date(2023, 3, 1)


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


def test_only_money_of_the_year_told_after_the_cut_off_was_not_known_by_it():
    cut_off = date(2023, 9, 30)
    row = Round(source="LAO", number=1, budget_year=2566, state="RECEIVED", as_of=date(2022, 9, 30))
    steps = (
        ("PROPOSE", date(2022, 1, 1), 90, noon(date(2022, 1, 1))),
        ("BUDGET", date(2022, 9, 1), 90, noon(date(2023, 12, 1))),  # told late, and no money
        ("RECEIVE", date(2022, 9, 30), 1, noon(date(2023, 12, 1))),  # of the year before
        ("RECEIVE", date(2022, 10, 1), 2, noon(date(2022, 10, 1))),
        ("RECEIVE", cut_off, 4, noon(cut_off)),
        ("RECEIVE", cut_off, 8, datetime(2023, 9, 30, 17, tzinfo=UTC)),  # the next day in Thailand
        ("CLAW_BACK", cut_off, 16, noon(date(2023, 12, 1))),
    )
    actions = tuple(
        RoundAction(source="LAO", round=1, kind=kind, actor="LAO", day=day, recorded_at=at, amount=Money.baht(baht))
        for kind, day, baht, at in steps
    )
    fund = evolve(FUND, rounds=(row,), round_actions=actions)
    assert round_facts(fund, cut_off).received == {"LAO": Money.baht(2 + 4)}


def test_a_receipt_is_late_only_where_it_was_paid_by_the_cut_off_and_written_down_after_it():
    number = next(each.number for each in FUND.register if each.is_current(FUND.as_of))
    cut_off = FUND.as_of - timedelta(days=2)
    of_days = [(0, 0), (0, 1), (1, 2), (-1, 0), (-1, 1)]  # paid and written down, from the cut-off
    fund, receipts = FUND, []
    for paid, written in of_days:
        day, at = cut_off + timedelta(days=paid), noon(cut_off + timedelta(days=written))
        fund, _paper = desk.receive(fund, number, Money.baht(30), on=day, recorded_at=at)
        receipts.append(fund.contributions.receipts[-1])
    facts = round_facts(fund, cut_off)
    late = {each.key for each in facts.late} & {each.key for each in receipts}
    assert late == {receipts[1].key, receipts[4].key}
    assert not late & {each.key for each in facts.contributions}
    assert {receipts[0].key, receipts[2].key, receipts[3].key} <= {each.key for each in facts.contributions}
    written = [facts.written.get(each.journal_no) for each in receipts]
    days = [None if behind == paid else cut_off + timedelta(days=behind) for paid, behind in of_days]
    assert written == days
    assert facts.dues == fund.bylaw.dues


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
    other = evolve(figure, kind=OpeningKind.EXPENSE)
    assert not draw_request(evolve(fund, openings=(other,)), seed_scheme(), 2567, stated=Money.baht(55_000)).is_barred


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
    apart = Merge(kept=first.number, other="X1", verdict="DIFFERENT", decided_on=FUND.as_of, decided_by="ก", reason="ข")
    assert told(evolve(fund, register=fund.register.deciding(apart))) == []
    twice = evolve(fund, matches=(fund.matches[0], fund.matches[1], fund.matches[0]))
    params = [dict(each.params) for each in check(twice, schemes=shipped_schemes()) if "matched_twice" in each.code]
    number, round_number = first.number, fund.matches[0].round
    assert {"member": "X1", "other": number, "round": round_number} in params
    assert {"member": number, "round": round_number} in params


def test_a_fault_is_an_error_at_its_own_line_and_names_whom_and_what_in_the_order_of_the_rows():
    stranger = evolve(GOOD, member="M999", opening=True)
    wrong = (evolve(GOOD, receipt="999/2560"), stranger, evolve(GOOD, member=OTHER), GOOD, evolve(GOOD, round=10))
    fund = with_matches(*wrong)
    lines = {"matches": [7 + 2 * place for place in range(len(fund.matches))]}
    schemes = {**shipped_schemes(), "dues": DUES}
    found = [each for each in check(fund, schemes=schemes, lines=lines) if each.place.file == "matches.csv"]
    first = 7 + 2 * len(FUND.matches)
    assert [(each.code, each.place.row) for each in found] == [
        ("cofunding.match_without_receipt", first),
        ("member.not_found", first + 2),
        ("cofunding.match_of_another", first + 4),
        ("cofunding.receipt_matched_twice", first + 8),
    ]
    assert {each.severity for each in found} == {Severity.ERROR}
    told = [dict(each.params) for each in found]
    assert told == [
        {"receipt": "999/2560", "member": GOOD.member},
        {"member": "M999"},
        {"receipt": GOOD.receipt, "member": OTHER, "owners": (GOOD.member,)},
        {"receipt": GOOD.receipt, "scheme": "dues", "round": 9},
    ]


def test_who_has_no_number_is_nobody_elses_twin_and_a_person_may_be_in_two_schemes():
    first, second = FUND.register.memberships[:2]
    nameless = [evolve(each, person=evolve(each.person, citizen_id=None)) for each in (first, second)]
    register = FUND.register.replacing(nameless[0]).replacing(nameless[1])
    row = evolve(FUND.matches[0], member=first.number)
    assert told(evolve(FUND, register=register, matches=(row, evolve(row, member=second.number)))) == []
    twin = evolve(first, number="X1", ended=None, cause=None)
    fund = evolve(FUND, register=FUND.register.adding(twin))
    assert told(evolve(fund, matches=(row, evolve(row, member="X1", scheme="another")))) == [
        ("cofunding.scheme_unknown", "X1", "scheme")  # its rules cannot be looked at, and that is all there is to tell
    ]


def test_only_a_receipt_of_dues_can_be_matched():
    fee = evolve(RECEIPT, kind=ReceiptKind.ENTRY_FEE)
    others = tuple(fee if each == RECEIPT else each for each in FUND.contributions)
    fund = with_matches(GOOD, contributions=Contributions(others))
    assert told(fund) == [("cofunding.match_without_receipt", GOOD.member, "receipt_no")]


def too_often(fund: Fund, *asked: Scheme) -> list[int | None]:
    """At which lines a member is told to have been matched too often, where the rows begin at line 2."""
    rules = {scheme.scheme_id: scheme for scheme in asked or (STATE,)}
    found = match_findings(fund, frozenset(fund.register.by_number), rules, range(2, 2 + len(fund.matches)))
    return [each.place.row for each in found if each.code == "cofunding.matched_too_often"]


def test_the_matching_too_many_is_the_one_of_the_latest_cut_off_and_a_round_counts_once():
    row = evolve(FUND.matches[0], receipt="", opening=True, round=1)
    years = [evolve(row, round=n, as_of=date(2017 + n, 9, 30)) for n in (4, 1, 2, 3)]
    assert too_often(evolve(FUND, matches=tuple(years))) == [2]
    same = tuple(evolve(row, round=n, as_of=years[1].as_of, receipt=str(m)) for n in (1, 2, 3) for m in (1, 2))
    assert too_often(evolve(FUND, matches=same)) == []
    fourth = tuple(evolve(each, round=4, as_of=date(2021, 9, 30)) for each in same[:2])
    assert too_often(evolve(FUND, matches=(*same, *fourth))) == [8]
    two = tuple(evolve(each, scheme=name) for each in years[1:] for name in (STATE.scheme_id, "another"))
    assert too_often(evolve(FUND, matches=two), STATE, evolve(STATE, scheme_id="another")) == []


@pytest.mark.parametrize(("rejoining", "lines"), [(None, [5]), (MatchingsOf.PERSON, [5]), (MatchingsOf.MEMBERSHIP, [])])
def test_whose_matchings_add_up_is_what_the_scheme_says(rejoining, lines):
    first = FUND.register.by_number[FUND.matches[0].member]
    twin = evolve(first, number="X1", applied=first.applied + timedelta(days=1), ended=None, cause=None)
    scheme = evolve(STATE, periods=tuple(evolve(each, rejoining=rejoining) for each in STATE.periods))
    row = evolve(FUND.matches[0], receipt="", opening=True)
    rows = tuple(
        evolve(row, member=number, round=n, as_of=date(2017 + n, 9, 30))
        for n, number in enumerate((first.number, "X1", "X1", first.number), start=1)
    )
    assert too_often(evolve(FUND, register=FUND.register.adding(twin), matches=rows), scheme) == lines
    unknown = tuple(evolve(each, member="M999") for each in rows)
    assert too_often(evolve(FUND, matches=unknown), scheme) == [5]


def test_a_cut_off_of_30_september_is_under_the_rules_of_the_budget_year_that_begins_next_day():
    now = STATE.in_year(2567)
    once = evolve(now, first_budget_year=2567, matchings_at_most=1)
    scheme = evolve(STATE, periods=(evolve(now, first_budget_year=2566, matchings_at_most=3), once))
    row = evolve(FUND.matches[0], receipt="", opening=True, round=1, as_of=date(2022, 9, 30))

    def of(day: date) -> list[int | None]:
        return too_often(evolve(FUND, matches=(row, evolve(row, round=2, as_of=day))), scheme)

    assert of(date(2023, 9, 29)) == []
    assert of(date(2023, 9, 30)) == [3]
    assert of(date(2023, 10, 1)) == [3]


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
