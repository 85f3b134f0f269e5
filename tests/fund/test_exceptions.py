"""The exception list: sound books are silent, each planted oddity is found once, and the figures have another road."""

from collections import Counter, deque
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import example, given, settings
from hypothesis import strategies as st

from communitywelfare import strategies
from communitywelfare.accounting import DocumentKind, Entry, Journal, Posting, Voucher
from communitywelfare.accounting.journal import entry_number
from communitywelfare.accounting.vouchers import post, reversal
from communitywelfare.contributions import Contributions
from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.fund.exceptions import CHECKS, Thresholds, exceptions
from communitywelfare.fund.exceptions.cash import held
from communitywelfare.fund.exceptions.numbers import Series, read_number
from communitywelfare.money import Money
from communitywelfare.strategies.oddities import ODDITIES
from communitywelfare.synthetic import Plan, make_package
from communitywelfare.wording import LANGUAGES, known_codes, phrase, words

FUND = make_package(Plan(members=30, years=4, seed=9)).fund
OTHERS = tuple(make_package(Plan(members=size, years=3, seed=seed)).fund for size, seed in ((30, 1), (90, 6)))
COINCIDENCE = {"audit.same_payee_day", "audit.same_event_amount", "audit.event_twice", "audit.soon_after_joining"}
FIRST = date(2024, 1, 1)


def found(fund, name) -> list[Finding]:
    return list(exceptions(fund, only=[name]))


# --- the register --------------------------------------------------------------------------------------------


def test_every_check_has_a_fault_that_can_be_planted():
    assert set(CHECKS) == set(ODDITIES)


@pytest.mark.parametrize("name", CHECKS)
def test_every_check_has_a_title_and_says_what_to_do_in_both_languages(name):
    for language in LANGUAGES:
        assert phrase(f"check.{name}", language)
        assert phrase(f"check_do.{name}", language)


def test_no_title_is_left_without_its_check():
    titles = {code.rpartition(".")[2] for code in known_codes() if code.startswith(("ui.check.", "ui.check_do."))}
    assert titles == set(CHECKS)


def test_a_check_that_is_not_there_is_told_with_those_that_are():
    with pytest.raises(InvalidValue) as told:
        exceptions(FUND, only=["receipt_gap", "horoscope"])
    [finding] = told.value.findings
    assert finding.code == "audit.unknown_check"
    assert finding.params["check"] == "horoscope"
    assert set(finding.params["known"]) == set(CHECKS)


def test_only_the_named_checks_are_made():
    odd = ODDITIES["receipt_gap"](ODDITIES["cash_negative"](FUND))
    assert [each.code for each in exceptions(odd)] == ["audit.receipt_gap", "audit.cash_negative"]
    assert [each.code for each in exceptions(odd, only=["cash_negative"])] == ["audit.cash_negative"]


@pytest.mark.parametrize("name", CHECKS)
def test_a_table_that_was_not_given_is_told_instead_of_guessed(name):
    for table in CHECKS[name].needs:
        [told] = found(evolve(FUND, absent=frozenset({table})), name)
        assert (told.code, told.severity) == ("audit.not_made", Severity.INFO)
        assert told.params == {"check": name, "file": f"{table}.csv"}


# --- silence, and one fault at a time ------------------------------------------------------------------------


@pytest.mark.parametrize("fund", [FUND, *OTHERS])
def test_the_books_of_a_synthetic_fund_are_silent(fund):
    assert {each.code for each in exceptions(fund)} <= COINCIDENCE


@settings(max_examples=60, deadline=None)
@given(strategies.funds())
def test_nothing_is_told_of_what_was_done_at_the_desk_but_coincidences(fund):
    told = exceptions(fund)
    assert {each.code for each in told} <= COINCIDENCE
    assert not any(each.is_error for each in told)


@pytest.mark.parametrize("fund", [FUND, *OTHERS], ids=["first", "second", "third"])
@pytest.mark.parametrize("name", ODDITIES)
def test_a_planted_oddity_is_found_once_and_nothing_else_is(name, fund):
    odd = ODDITIES[name](fund)
    new = list((Counter(exceptions(odd)) - Counter(exceptions(fund))).elements())
    [finding] = new
    assert (finding.code, finding.severity) == (f"audit.{name}", CHECKS[name].severity)
    assert finding.place.file in {"journal.csv", "contributions.csv", "benefits.csv"}
    numbers = {entry.number for entry in odd.journal} | {"E9999999"}
    assert set(finding.params.get("entries", ())) <= numbers
    for language in LANGUAGES:
        said = words(finding, language)
        assert finding.code not in said
        assert "{" not in said


def test_who_did_it_with_which_sums_is_among_the_figures():
    [finding] = found(ODDITIES["paid_more"](FUND), "paid_more")
    assert finding.params["paid"] - finding.params["approved"] == Money(1)
    [entry] = finding.params["entries"]
    paying = next(each for each in FUND.journal if each.number == entry)
    assert paying.voucher.reference == finding.params["claim"]
    assert finding.place.record == entry


# --- numbers -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "series", "running"),
    [
        ("27/2567", Series("", "", "2567"), 27),
        ("P007/2567", Series("", "p", "2567"), 7),
        (" p7/2567 ", Series("", "p", "2567"), 7),
        ("A-2567-001", Series("", "a-2567-", ""), 1),
        ("27/67", Series("", "27/", ""), 67),
    ],
)
def test_a_number_is_read_as_book_running_number_and_year(text, series, running):
    assert read_number(text) == (series, running)


def test_a_text_without_a_number_is_of_no_series():
    assert read_number("ใบแทน") is None
    assert read_number("") is None


def with_numbers(numbers, year):
    """A fund whose receipts, all of one day and of no entry, bear these numbers."""
    first = evolve(FUND.contributions.receipts[0], journal_no="")
    receipts = tuple(evolve(first, number=f"{number}{year}") for number in numbers)
    return evolve(FUND, contributions=Contributions(receipts), journal=Journal())


@given(st.sets(st.integers(1, 60), min_size=1))
def test_gaps_are_what_is_missing_between_the_first_and_the_last(numbers):
    holes = found(with_numbers(numbers, "/2567"), "receipt_gap")
    missing = set(range(min(numbers), max(numbers))) - numbers
    assert sum(hole.params["count"] for hole in holes) == len(missing)
    shown = {int(text.partition("/")[0]) for hole in holes for text in hole.params["numbers"]}
    assert shown <= missing
    assert all(hole.params["count"] > 5 for hole in holes) or shown == missing or len(shown) >= 5


def test_numbers_without_a_year_that_do_not_run_on_have_no_gaps():
    assert found(with_numbers([20240101, 20240215], ""), "receipt_gap") == []
    assert len(found(with_numbers([1, 2, 4], ""), "receipt_gap")) == 1


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 3), st.sampled_from("กข")), max_size=12))
def test_a_receipt_number_is_repeated_where_two_papers_bear_it(papers):
    first = FUND.contributions.receipts[0]
    receipts = tuple(
        evolve(first, number=f"{number}/2567", day=FIRST + timedelta(days=day), received_by=who)
        for number, day, who in papers
    )
    told = found(evolve(FUND, contributions=Contributions(receipts)), "receipt_repeat")
    expected = [n for n, distinct in Counter(number for number, _d, _w in set(papers)).items() if distinct > 1]
    assert sorted(finding.params["number"] for finding in told) == sorted(f"{number}/2567" for number in expected)


# --- money in hands ------------------------------------------------------------------------------------------

MOVES = st.lists(st.tuples(st.integers(0, 40), st.sampled_from("กข"), st.integers(-6, 6).filter(bool)), max_size=14)


def moving(moves) -> tuple[Entry, ...]:
    """Entries that put money into somebody's hands (above nothing) or take it on."""
    return tuple(
        Entry(
            number=entry_number(place),
            recorded_at=datetime(2024, 6, 1, tzinfo=UTC),
            voucher=Voucher(
                day=FIRST + timedelta(days=day),
                kind=DocumentKind.TRANSFER,
                number=f"T{place}",
                description="ส่งเงิน",
                postings=(
                    Posting("11020", "MEMBERS", Money(satang), holder=holder),
                    Posting("11010", "MEMBERS", Money(-satang)),
                ),
            ),
        )
        for place, (day, holder, satang) in enumerate(moves, start=1)
    )


def satang_by_satang(moves) -> Counter:
    """Every satang in a queue of its own holder: when it came, and when it went."""
    queues: dict[str, deque[date]] = {}
    owed: Counter = Counter()
    ages: Counter = Counter()
    for _place, (day, holder, satang) in sorted(enumerate(moves), key=lambda move: (move[1][0], move[0])):
        on, queue = FIRST + timedelta(days=day), queues.setdefault(holder, deque())
        for _one in range(abs(satang)):
            if satang > 0 and owed[holder]:
                owed[holder] -= 1
            elif satang > 0:
                queue.append(on)
            elif queue:
                ages[holder, queue.popleft(), on] += 1
            else:
                owed[holder] += 1
    for holder, queue in queues.items():
        for since in queue:
            ages[holder, since, None] += 1
    return ages


@given(MOVES)
@example([(0, "ก", 4), (1, "ก", 4), (2, "ก", -2), (3, "ก", -4)])
def test_what_came_first_is_handed_on_first(moves):
    ages: Counter = Counter()
    for each in held(moving(moves), frozenset({"11020"})):
        assert each.amount > Money(0)
        ages[each.holder, each.since, each.until] += each.amount.satang
    assert ages == satang_by_satang(moves)


@given(MOVES, st.integers(0, 20))
def test_money_is_told_of_where_a_satang_of_it_was_held_too_long(moves, limit):
    fund = evolve(FUND, journal=Journal(moving(moves)), as_of=FIRST + timedelta(days=45))
    told = exceptions(fund, only=["held_too_long"], thresholds=Thresholds(held_days=limit))
    ages = satang_by_satang(moves)
    long = {(who, since) for who, since, until in ages if ((until or fund.as_of) - since).days > limit}
    assert {(each.params["holder"], each.params["since"]) for each in told} == long
    sums = sum(each.params["amount"].satang for each in told)
    assert sums == sum(n for (_w, since, until), n in ages.items() if ((until or fund.as_of) - since).days > limit)


@given(MOVES)
def test_cash_is_negative_where_a_sum_at_the_end_of_a_day_is(moves):
    fund = evolve(FUND, journal=Journal(moving(moves)))
    told = found(fund, "cash_negative")
    days = [FIRST + timedelta(days=day) for day in range(42)]
    below = {
        (account, holder, day)
        for account, holder in (("11010", ""), ("11020", "ก"), ("11020", "ข"))
        for day in days
        if sum(
            line.amount.satang
            for entry in fund.journal.until(day)
            for line in entry.voucher.postings
            if (line.account, line.holder) == (account, holder)
        )
        < 0
    }
    said = {
        (run.params["account"], run.params["holder"], day)
        for run in told
        for day in days
        if run.params["first"] <= day and (run.params["until"] is None or day < run.params["until"])
    }
    assert said == below
    assert found(fund, "source_overdrawn") == []


# --- thresholds ----------------------------------------------------------------------------------------------

LIMITS = (
    ("recorded_late", Thresholds(recorded_late_days=40)),
    ("entry_back_dated", Thresholds(back_days=60)),
    ("difference_to_clear", Thresholds(difference=Money.baht(2_000))),
    ("many_reversals", Thresholds(reversed_at_least=6)),
    ("round_costs", Thresholds(round_at_least=11)),
    ("soon_after_joining", Thresholds(joining_days=4)),
    ("held_too_long", Thresholds(held_days=20)),
    ("cash_over_limit", Thresholds(cash_limit=Money.baht(60_000))),
    ("cash_over_limit", Thresholds(cash_days=60)),
)


@pytest.mark.parametrize(("name", "limits"), LIMITS)
def test_what_reaches_a_limit_is_told_only_beyond_it(name, limits):
    odd = ODDITIES[name](FUND)
    assert found(odd, name)
    assert exceptions(odd, only=[name], thresholds=limits) == ()


def test_parts_are_compared_exactly():
    reversals, costs = ODDITIES["many_reversals"](FUND), ODDITIES["round_costs"](FUND)
    assert exceptions(reversals, only=["many_reversals"], thresholds=Thresholds(reversed_part=Fraction(1, 2))) == ()
    assert exceptions(costs, only=["round_costs"], thresholds=Thresholds(round_part=Fraction(1))) == ()
    assert exceptions(costs, only=["round_costs"], thresholds=Thresholds(round_to=Money.baht(3_000))) == ()


# --- what looks odd and is not -------------------------------------------------------------------------------


def test_parts_of_an_approved_sum_are_no_second_payment():
    claim = next(name for name in {e.voucher.reference for e in FUND.journal} if name in FUND.claims_by_number)
    paying = next(e for e in FUND.journal if e.voucher.reference == claim)
    half = tuple(evolve(line, amount=Money(line.amount.satang // 2)) for line in paying.voucher.postings)
    entries = [evolve(e, voucher=evolve(e.voucher, postings=half)) if e is paying else e for e in FUND.journal]
    again = evolve(
        paying, number=FUND.journal.next_number, voucher=evolve(paying.voucher, number="X1/2567", postings=half)
    )
    fund = evolve(FUND, journal=Journal((*entries, again)))
    assert found(fund, "paid_twice") == found(fund, "paid_more") == []


def test_a_reversed_payment_is_neither_a_second_one_nor_a_missing_one():
    fund = next(
        each
        for each in (make_package(Plan(members=80, years=6, seed=seed)).fund for seed in range(1, 9))
        if any(entry.voucher.reverses for entry in each.journal)
    )
    assert not any(each.is_error for each in exceptions(fund))


def entry(
    *lines: Posting, day: date = FUND.as_of, kind: DocumentKind = DocumentKind.JOURNAL, number="X1/2567"
) -> Entry:
    voucher = Voucher(day=day, kind=kind, number=number, description="ทดสอบ", postings=lines)
    return Entry(number="E0000001", voucher=voucher, recorded_at=datetime(day.year, day.month, day.day, tzinfo=UTC))


def test_a_number_that_a_voucher_bears_is_no_gap_among_the_receipts():
    receipts = with_numbers([1, 3], "/2567")
    assert len(found(receipts, "receipt_gap")) == 1
    one = entry(Posting("33900", "MEMBERS", Money(1)), Posting("31010", "MEMBERS", Money(-1)), number="2/2567")
    assert found(evolve(receipts, journal=Journal((one,))), "receipt_gap") == []


def test_what_collectors_hold_is_not_the_treasurers_cash():
    much = Money.baht(90_000)
    one = entry(Posting("11020", "MEMBERS", much, holder="ก"), Posting("41090", "MEMBERS", -much))
    late = evolve(FUND, journal=Journal((one,)), as_of=FUND.as_of + timedelta(days=90))
    assert found(late, "cash_over_limit") == []


def test_a_difference_is_told_on_either_side():
    lines = (Posting("33900", "MEMBERS", Money.baht(-2_000)), Posting("31010", "MEMBERS", Money.baht(2_000)))
    [told] = found(evolve(FUND, journal=Journal((entry(*lines),))), "difference_to_clear")
    assert told.params["amount"] == Money.baht(-2_000)


def test_carrying_in_is_never_late():
    opening, *rest = FUND.journal
    assert opening.voucher.kind is DocumentKind.OPENING
    late = evolve(opening, recorded_at=opening.recorded_at + timedelta(days=400), seal=None)
    assert found(evolve(FUND, journal=Journal((late, *rest))), "recorded_late") == []


def test_what_is_no_cost_is_no_round_cost():
    lines = (Posting("12010", "MEMBERS", Money.baht(1_000)), Posting("42030", "MEMBERS", Money.baht(-1_000)))
    entries = tuple(entry(*lines, kind=DocumentKind.RECEIPT) for _time in range(12))
    assert found(evolve(FUND, journal=Journal(entries)), "round_costs") == []


def shifted(name, change):
    """An oddity of claims with its last claim changed."""
    odd = ODDITIES[name](FUND)
    *before, last = odd.claims
    return found(evolve(odd, claims=(*before, change(last))), name)


def event(claim, **changes):
    return evolve(claim, event=evolve(claim.event, **changes))


def test_whoever_goes_home_and_comes_back_on_one_day_was_away_for_no_night_twice():
    home = ODDITIES["event_twice"](FUND).claims[-2].event.until
    assert shifted("event_twice", lambda claim: event(claim, day=home)) == []
    assert len(shifted("event_twice", lambda claim: event(claim, day=home - timedelta(days=1)))) == 1


def test_a_funeral_and_the_day_of_the_death_are_not_after_it():
    assert shifted("after_death", lambda claim: evolve(claim, category="05")) == []
    assert shifted("after_death", lambda claim: event(claim, day=claim.event.day - timedelta(days=1))) == []


def test_before_joining_is_not_shortly_after_it():
    assert shifted("soon_after_joining", lambda claim: event(claim, day=claim.event.day - timedelta(days=6))) == []
    assert len(shifted("soon_after_joining", lambda claim: event(claim, day=claim.event.day - timedelta(days=5)))) == 1


def test_what_was_paid_and_received_before_the_books_need_not_be_in_them():
    lines = (Posting("12010", "MEMBERS", Money(1)), Posting("42030", "MEMBERS", Money(-1)))
    for name in ("paid_not_posted", "receipt_unposted"):
        odd = ODDITIES[name](FUND)
        for days, count in ((1, 0), (0, 1)):
            books = Journal((entry(*lines, day=FUND.as_of + timedelta(days=days)),))
            told = found(evolve(odd, journal=books), name)
            assert (
                sum(each.place.record in {"901/2567", odd.contributions.receipts[-1].number} for each in told) == count
            )


def test_a_receipt_of_the_day_of_leaving_may_have_been_written_before_it():
    odd = ODDITIES["receipt_after_leaving"](FUND)
    [told] = found(odd, "receipt_after_leaving")
    gone = evolve(odd.membership(told.params["member"]), ended=told.params["day"])
    assert found(evolve(odd, register=odd.register.replacing(gone)), "receipt_after_leaving") == []


def test_a_payment_that_was_taken_back_is_not_looked_at():
    odd = ODDITIES["paid_twice"](FUND)
    second = odd.journal.entries[-1]
    back = reversal(second, day=FUND.as_of, number="Z1/2567", reason="จ่ายซ้ำ")
    undone = post(odd.journal, odd.chart, back, recorded_at=second.recorded_at)
    assert found(evolve(odd, journal=undone), "paid_twice") == []


def test_nothing_is_told_of_a_fund_without_books():
    empty = evolve(FUND, journal=Journal(), contributions=Contributions(()), claims=(), actions=())
    assert exceptions(empty) == ()
