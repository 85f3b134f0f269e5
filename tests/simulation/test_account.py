"""The account: against a slow one in plain Python, against closed forms, and no satang lost."""

from fractions import Fraction

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.calendar import Month
from communitywelfare.errors import InvalidValue
from communitywelfare.money import Money, apportion
from communitywelfare.proportions import ApportionMethod
from communitywelfare.simulation.account import gaps, keep_account
from communitywelfare.simulation.flows import Flows
from communitywelfare.simulation.interest import Interest
from communitywelfare.simulation.shortage import WhenEmpty, pro_rata
from communitywelfare.sources import MEMBERS

SOURCES = ("GOV_VIA_CODI", "LAO")


class Slow:
    """One future, month by month, in whole numbers and fractions of Python."""

    def __init__(self, flows, interest, row, *, when_empty, priorities=(), unit=1):
        self.flows, self.row, self.when_empty, self.unit = flows, row, when_empty, unit
        self.order = [flows.keys.index(key) for key in priorities]
        self.pots = {source: int(flows.starts(source)[row]) for source in (*flows.restricted, MEMBERS)}
        self.ruin, self.earned = flows.months, Fraction(0)
        self.closing, self.paid, self.lost_expenses, self.interest, self.called = [], [], [], [], []
        for month in range(flows.months):
            self._month(month, Fraction(int(np.atleast_2d(interest.millionths)[-1, month]), 12_000_000))
            self.interest.append(0)
            if interest.credited[month]:
                self.interest[-1] = int(self.earned)  # it is never negative, so this rounds down
                self.pots[MEMBERS] += self.interest[-1]
                self.earned = Fraction(0)
            self.closing.append(dict(self.pots))

    def _month(self, month, rate):
        flows, row, pots = self.flows, self.row, self.pots
        self.earned += max(sum(pots.values()), 0) * rate
        pots[MEMBERS] += int(flows.dues[row, month]) + int(flows.fees[row, month])
        for source, money in flows.cofunding.items():
            pots[source] += int(money[row, month])
        granted = [int(amount) for amount in flows.benefits[row, month]]
        expenses = int(flows.expenses[row, month])
        there = max(pots[MEMBERS] - expenses, 0) + sum(pots[source] for source in flows.restricted)
        missing = max(expenses - pots[MEMBERS], 0) + max(sum(granted) - there, 0)
        if missing:
            self.ruin = min(self.ruin, month)
        self.called.append(self._call(missing, int(flows.payers[row, month])))
        pots[MEMBERS] += self.called[-1]
        lost = 0
        if self.when_empty is not WhenEmpty.OWE:
            lost = max(expenses - pots[MEMBERS], 0)
            there = max(pots[MEMBERS] - expenses, 0) + sum(pots[source] for source in flows.restricted)
            granted = self._cut(granted, there)
        self.lost_expenses.append(lost)
        self.paid.append(granted)
        pots[MEMBERS] -= expenses - lost
        left = sum(granted)
        for source in flows.restricted:
            from_it = min(left, pots[source])
            pots[source] -= from_it
            left -= from_it
        pots[MEMBERS] -= left

    def _call(self, missing, payers):
        if self.when_empty is not WhenEmpty.DUES_CALL or not payers:
            return 0
        each = 0
        while each * payers < missing:  # slow, and plainly right
            each += self.unit
        return each * payers

    def _cut(self, granted, there):
        if sum(granted) <= there:
            return granted
        if self.when_empty is WhenEmpty.PRIORITIES:
            paid = [0] * len(granted)
            for at in self.order:
                paid[at] = min(granted[at], there)
                there -= paid[at]
            return paid
        parts = apportion(Money(there), granted, method=ApportionMethod.LARGEST_REMAINDER)
        return [part.satang for part in parts]


def flows_of(dues, **others):
    """Flows in which what is not named is nothing, and one clause."""
    zero = np.zeros((1, 1), dtype=np.int64)
    dues = np.asarray(dues)
    nothing = {
        "dues": dues,
        "fees": zero,
        "cofunding": {},
        "benefits": np.zeros((1, 1, 1), dtype=np.int64),
        "keys": ("death",),
        "expenses": zero,
        "payers": zero,
        "opening": {MEMBERS: 0},
    }
    return Flows(**(nothing | others))


@st.composite
def many_flows(draw):
    """Flows of a few futures in which money runs out now and then; small amounts bring ties and roundings about."""
    rows, until, clauses = draw(st.integers(1, 4)), draw(st.integers(1, 30)), draw(st.integers(1, 4))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    most = draw(st.sampled_from([3, 20, 400]))

    def some(*shape, times=1.0, chance=1.0):
        return rng.integers(0, max(int(most * times), 1), shape) * (rng.random(shape) < chance)

    named = SOURCES[: draw(st.integers(0, 2))]
    opened = (*named, "DONATION") if draw(st.booleans()) else named[:1]
    return Flows(
        dues=some(rows, until),
        fees=some(rows, until, times=0.2),
        cofunding={source: some(rows, until, times=3, chance=0.2) for source in named},
        benefits=some(rows, until, clauses, times=2, chance=draw(st.sampled_from([0.1, 0.4, 0.9]))),
        keys=tuple("abcd"[:clauses]),
        expenses=some(rows, until, chance=0.3),
        payers=rng.integers(0, 4, (rows, until)),
        opening={MEMBERS: some(rows, times=8)} | {source: some(rows, times=5) for source in opened},
    )


@st.composite
def some_interest(draw, months):
    """Rates that change, credited at a rhythm."""
    rates = draw(st.lists(st.sampled_from([0.0, 0.0125, 0.3, 1.0]), min_size=months, max_size=months))
    first = draw(st.integers(0, 11))
    every = draw(st.sampled_from([3, 12]))
    return Interest(rates, (first + np.arange(months)) % every == every - 1)


@st.composite
def accounts(draw):
    """Flows, and interest of as many months."""
    flows = draw(many_flows())
    return flows, draw(some_interest(flows.months))


WAYS = pytest.mark.parametrize("way", WhenEmpty)


def kept(flows, interest, way, unit=1):
    """The account in one of the ways, with the clauses from the last to the first where there is an order."""
    order = flows.keys[::-1] if way is WhenEmpty.PRIORITIES else ()
    return keep_account(flows, interest, when_empty=way, priorities=order, call_unit=Money(unit))


# --- against the slow account ------------------------------------------------------------------------------


@WAYS
@given(accounts(), st.sampled_from([1, 7, 100]))
def test_the_fast_account_is_the_slow_one_in_every_figure(way, case, unit):
    flows, interest = case
    found = kept(flows, interest, way, unit)
    for row in range(flows.rows):
        slow = Slow(flows, interest, row, when_empty=way, priorities=flows.keys[::-1], unit=unit)
        for source, closing in found.by_source.items():
            assert closing[row].tolist() == [pots[source] for pots in slow.closing]
        assert found.closing[row].tolist() == [sum(pots.values()) for pots in slow.closing]
        assert found.paid[row].tolist() == slow.paid
        assert found.unpaid_expenses[row].tolist() == slow.lost_expenses
        assert found.interest[row].tolist() == slow.interest
        assert found.called[row].tolist() == slow.called
        assert found.ruin[row] == slow.ruin


@WAYS
@given(accounts())
def test_every_satang_is_somewhere_by_source_and_month(way, case):
    flows, interest = case
    found = kept(flows, interest, way)
    assert set(found.by_source) == set(found.spent) == {MEMBERS, *flows.restricted}
    assert not any(gap.any() for gap in gaps(flows, found).values())
    assert (found.paid + found.unpaid == flows.benefits).all()
    spent = sum(found.spent.values())
    assert (spent == found.paid.sum(axis=2) + flows.expenses - found.unpaid_expenses).all()
    assert (np.stack(list(found.by_source.values())).sum(axis=0) == found.closing).all()


def test_a_satang_that_is_lost_is_found_missing():
    flows = flows_of([[500, 500]], opening={MEMBERS: 10})
    found = keep_account(flows, Interest.yearly(0, first=Month(2025, 10), months=2), when_empty=WhenEmpty.OWE)
    closing = found.by_source[MEMBERS] - np.array([[0, 1]])
    assert gaps(flows, evolve(found, by_source={MEMBERS: closing}))[MEMBERS].tolist() == [[0, 1]]


@given(accounts())
def test_the_month_of_ruin_is_the_same_in_all_ways_and_nothing_differs_before_it(case):
    flows, interest = case
    owed = kept(flows, interest, WhenEmpty.OWE)
    for way in WhenEmpty:
        found = kept(flows, interest, way)
        assert (found.ruin == owed.ruin).all()
        before = np.arange(flows.months) < owed.ruin[:, None]
        assert (found.closing == owed.closing)[before].all()
        assert not found.unpaid[before].any()
        assert not found.called[before].any()


@given(accounts())
def test_only_who_owes_is_ever_below_zero_and_only_with_the_members_own(case):
    flows, interest = case
    for way in WhenEmpty:
        for source, closing in kept(flows, interest, way).by_source.items():
            assert (way is WhenEmpty.OWE and source == MEMBERS) or (closing >= 0).all()


@given(accounts())
def test_restricted_money_pays_benefits_only_and_before_the_members_own(case):
    flows, interest = case
    found = kept(flows, interest, WhenEmpty.OWE)
    left = flows.benefits.sum(axis=2)
    for source in flows.restricted:
        left = left - found.spent[source]
        assert (left >= 0).all()
        assert not left[found.by_source[source] > 0].any()  # who has money left, left nothing to the next
    assert (found.spent[MEMBERS] == left + flows.expenses).all()


def test_sources_pay_in_the_order_in_which_they_are_named():
    """First those that bring money, in their order, then those that only have some; the members' own last."""
    flows = flows_of(
        [[0, 0, 0, 0]],
        cofunding={"LAO": [[10, 0, 0, 0]], "CODI_SEED": [[10, 0, 0, 0]]},
        benefits=np.full((1, 1, 1), 10),
        opening={"DONATION": 10, "CODI_SEED": 0, MEMBERS: 10},
    )
    found = keep_account(flows, Interest([0.0] * 4, [False] * 4), when_empty=WhenEmpty.OWE)
    spent = {source: money[0].tolist() for source, money in found.spent.items()}
    assert list(spent) == ["LAO", "CODI_SEED", "DONATION", MEMBERS]
    assert [money.index(10) for money in spent.values()] == [0, 1, 2, 3]


@WAYS
@given(accounts())
def test_one_future_alone_is_the_same_as_among_others(way, case):
    flows, interest = case
    whole = kept(flows, interest, way)
    for row in range(flows.rows):
        one = slice(row, row + 1)
        alone = flows.only(one)
        found = kept(alone, interest, way)
        for name in ("closing", "paid", "unpaid", "interest", "called", "ruin"):
            assert (getattr(found, name) == getattr(whole, name)[one]).all()


@given(accounts(), st.integers(0, 50))
def test_more_dues_never_make_a_future_poorer_or_short_sooner(case, more):
    flows, interest = case
    base = kept(flows, interest, WhenEmpty.OWE)
    richer = kept(evolve(flows, dues=flows.dues + more), interest, WhenEmpty.OWE)
    assert (richer.closing >= base.closing).all()
    assert (richer.ruin >= base.ruin).all()


@given(accounts())
def test_a_call_brings_what_lacks_and_less_than_a_unit_a_head_more(case):
    flows, interest = case
    found = kept(flows, interest, WhenEmpty.DUES_CALL, unit=100)
    is_called = found.called > 0
    assert (found.called[is_called] % (100 * flows.payers[is_called]) == 0).all()
    own = (found.by_source[MEMBERS] - found.interest)[is_called]
    assert ((own >= 0) & (own < 100 * flows.payers[is_called])).all()
    assert not found.unpaid[flows.payers > 0].any()
    assert not found.unpaid_expenses[flows.payers > 0].any()


# --- dividing what there is --------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 10**16), min_size=1, max_size=6).filter(any), st.data())
def test_a_share_of_any_size_is_that_of_largest_remainder(granted, data):
    there = data.draw(st.integers(0, sum(granted)))
    parts = apportion(Money(there), granted, method=ApportionMethod.LARGEST_REMAINDER)
    assert pro_rata(np.array([there]), np.array([granted])).tolist() == [[part.satang for part in parts]]


def test_of_three_clauses_a_small_rest_is_shared_or_given_in_order():
    benefits = np.array([[[100, 200, 300]]])
    flows = flows_of([[100]], benefits=benefits, keys=("birth", "stay", "death"), payers=[[7]])
    interest = Interest([0.0], [False])
    shared = keep_account(flows, interest, when_empty=WhenEmpty.PRO_RATA)
    assert shared.paid.tolist() == [[[17, 33, 50]]]
    ordered = keep_account(flows, interest, when_empty=WhenEmpty.PRIORITIES, priorities=("death", "birth", "stay"))
    assert ordered.paid.tolist() == [[[0, 0, 100]]]
    called = keep_account(flows, interest, when_empty=WhenEmpty.DUES_CALL)
    assert called.called.tolist() == [[7 * 72]]  # 500 ÷ 7 = 71.4…
    assert called.closing.tolist() == [[4]]
    in_baht = keep_account(flows, interest, when_empty=WhenEmpty.DUES_CALL, call_unit=Money.baht(1))
    assert in_baht.called.tolist() == [[700]]


# --- closed forms ------------------------------------------------------------------------------------------


def test_constant_flows_follow_a_straight_line():
    benefits = np.full((1, 240, 1), 900)
    flows = flows_of(np.full((1, 240), 1000), benefits=benefits, expenses=[[150]], opening={MEMBERS: 5000})
    found = keep_account(flows, Interest.yearly(0.0, first=Month(2025, 10), months=240), when_empty=WhenEmpty.OWE)
    assert found.closing[0].tolist() == [5000 - 50 * month for month in range(1, 241)]
    assert found.ruin.tolist() == [100]


def test_a_balance_left_alone_grows_by_its_rate_once_a_year_rounded_down():
    flows = flows_of(np.zeros((1, 120), dtype=np.int64), opening={MEMBERS: 123_457})
    found = keep_account(flows, Interest.yearly(0.0125, first=Month(2026, 1), months=120), when_empty=WhenEmpty.OWE)
    there = 123_457
    for year in range(10):
        there += there * 125 // 10_000
        assert found.closing[0, 12 * year : 12 * year + 12].tolist() == [found.closing[0, 12 * year]] * 11 + [there]


def test_a_year_that_begins_in_october_earns_three_months_in_its_first_december():
    flows = flows_of([[100, 100, 100, 0]], opening={MEMBERS: 1200})
    found = keep_account(flows, Interest.yearly(0.12, first=Month(2025, 10), months=4), when_empty=WhenEmpty.OWE)
    assert found.interest.tolist() == [[0, 0, (1200 + 1300 + 1400) // 100, 0]]


def test_a_debt_earns_and_costs_nothing():
    flows = flows_of(np.zeros((1, 24), dtype=np.int64), expenses=[[50] + [0] * 23], opening={MEMBERS: 10})
    found = keep_account(flows, Interest.yearly(1.0, first=Month(2026, 1), months=24), when_empty=WhenEmpty.OWE)
    assert found.closing[0, [0, 10, 11, 23]].tolist() == [-40, -40, -40, -40]  # a twelfth of 10, rounded down, is 0


def test_interest_on_restricted_money_goes_to_the_members_own():
    flows = flows_of(np.zeros((1, 12), dtype=np.int64), opening={MEMBERS: 0, "LAO": 1000})
    found = keep_account(flows, Interest.yearly(0.1, first=Month(2026, 1), months=12), when_empty=WhenEmpty.OWE)
    assert found.by_source["LAO"][0, -1] == 1000
    assert found.by_source[MEMBERS][0, -1] == 100


def test_large_balances_earn_to_the_satang():
    there = 10**17
    flows = flows_of(np.zeros((1, 12), dtype=np.int64), opening={MEMBERS: there + 11})
    found = keep_account(flows, Interest.yearly(0.999999, first=Month(2026, 1), months=12), when_empty=WhenEmpty.OWE)
    assert found.interest[0, -1] == (there + 11) * 999_999 // 1_000_000


# --- interest ----------------------------------------------------------------------------------------------


def test_a_rate_is_the_nearest_millionth():
    assert Interest([0.0125, 0.1 + 0.2, 0.0000014], [False] * 3).millionths.tolist() == [12_500, 300_000, 1]


def test_futures_may_earn_differently():
    flows = flows_of(np.zeros((2, 12), dtype=np.int64), opening={MEMBERS: 1000})
    interest = Interest.yearly([[0.1], [0.2]], first=Month(2026, 1), months=12)
    assert keep_account(flows, interest, when_empty=WhenEmpty.OWE).interest[:, -1].tolist() == [100, 200]


@pytest.mark.parametrize("rate", [-0.01, 1.01, float("nan")])
def test_a_rate_that_is_none_is_refused(rate):
    with pytest.raises(InvalidValue, match="yearly rate of interest"):
        Interest([rate], [True])


def test_interest_of_other_months_is_refused():
    with pytest.raises(InvalidValue, match="shape"):
        keep_account(flows_of([[1, 2]]), Interest([0.1] * 3, [True] * 3), when_empty=WhenEmpty.OWE)
    with pytest.raises(InvalidValue, match="shape"):
        Interest([0.1] * 3, [True] * 2)
    with pytest.raises(InvalidValue, match="shape"):
        Interest.yearly([0.1, 0.2], first=Month(2026, 1), months=3)


# --- what is refused ---------------------------------------------------------------------------------------

REFUSED = [
    ({"dues": np.array([1, 2])}, "projection.shape"),
    ({"dues": np.zeros((0, 3), dtype=np.int64)}, "projection.shape"),
    ({"fees": [[1, 2, 3]]}, "projection.shape"),
    ({"fees": [[0.5, 1.0]]}, "projection.not_whole"),
    ({"fees": np.array([[1, 2]], dtype=np.uint64)}, "projection.not_whole"),
    ({"expenses": [[-1, 0]]}, "projection.negative"),
    ({"opening": {MEMBERS: -1}}, "projection.negative"),
    ({"opening": {"LAO": 1}}, "projection.no_opening"),
    ({"cofunding": {MEMBERS: [[1, 1]]}}, "projection.own_money_restricted"),
    ({"keys": ("a", "a"), "benefits": np.zeros((1, 2, 2), dtype=np.int64)}, "projection.key_twice"),
    ({"benefits": np.zeros((1, 2, 2), dtype=np.int64)}, "projection.shape"),
]


@pytest.mark.parametrize(("wrong", "code"), REFUSED)
def test_flows_that_cannot_be_are_refused(wrong, code):
    with pytest.raises(InvalidValue) as error:
        flows_of(**({"dues": [[1, 2]]} | wrong))
    assert [finding.code for finding in error.value.findings] == [code]


def test_what_an_account_cannot_do_is_refused():
    flows, interest = flows_of([[1, 2]]), Interest([0.0] * 2, [False] * 2)
    with pytest.raises(InvalidValue, match="every clause once"):
        keep_account(flows, interest, when_empty=WhenEmpty.PRIORITIES, priorities=("death", "death"))
    with pytest.raises(InvalidValue, match="cannot round a call"):
        keep_account(flows, interest, when_empty=WhenEmpty.DUES_CALL, call_unit=Money(0))
    with pytest.raises(InvalidValue, match="kept exactly"):
        keep_account(flows_of([[2**61, 2]]), interest, when_empty=WhenEmpty.OWE)


def test_flows_are_not_written_into():
    dues = np.array([[5, 5]])
    flows = flows_of(dues, benefits=[[[20], [0]]], opening={MEMBERS: 3})
    keep_account(flows, Interest([0.0] * 2, [False] * 2), when_empty=WhenEmpty.PRO_RATA)
    assert flows.benefits.tolist() == [[[20], [0]]]
    with pytest.raises(ValueError, match="read-only"):
        flows.dues[0, 0] = 1
    assert dues.flags.writeable
