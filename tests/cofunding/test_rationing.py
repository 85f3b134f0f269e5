"""Budgets smaller than the claims: properties by every method, every way there is on small numbers, cases by hand.

Numbers in brackets are those of the invariants in decisions-cofunding-privacy D.4.
"""

from fractions import Fraction
from itertools import pairwise, product

import pytest
from attrs import evolve
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from communitywelfare.cofunding import Claimant, Rationing, RationMethod, ration
from communitywelfare.cofunding.rates import head_rate
from communitywelfare.errors import InvalidValue, MissingFact, Severity, WelfareError
from communitywelfare.money import ZERO, Money, total
from communitywelfare.proportions import written
from communitywelfare.strategies import amounts
from communitywelfare.wording import words

PRO_RATA, STEADY, PER_HEAD = RationMethod
MONOTONE = (STEADY, PER_HEAD)
BAHT = Money.baht(1)
SMALL = st.integers(0, 12) | st.integers(0, 400)


@composite
def claimants(draw: DrawFn, satang=SMALL, classes: int = 2, at_most: int = 6) -> list[Claimant]:
    """Claims of some funds, with heads, floors within the claims, and classes of priority."""
    names = draw(st.lists(st.text("ABCกข", min_size=1, max_size=3), max_size=at_most, unique=True))
    found = []
    for name in names:
        claim = draw(satang)
        floor = draw(st.just(0) | st.integers(0, claim))
        heads, priority = draw(st.integers(0, 9)), draw(st.integers(1, classes))
        found.append(Claimant(id=name, claimed=Money(claim), floor=Money(floor), heads=heads, priority=priority))
    return found


def budgets(at_most: int = 1_500):
    return amounts(at_least=ZERO, at_most=Money(at_most))


def claims(*satang: int, floors: tuple[int, ...] = (), heads: tuple[int, ...] = ()) -> list[Claimant]:
    floors, heads = floors or (0,) * len(satang), heads or (1,) * len(satang)
    return [
        Claimant(id=name, claimed=Money(claim), floor=Money(floor), heads=count)
        for name, claim, floor, count in zip("ABCDEFGHIJKL", satang, floors, heads, strict=False)
    ]


def granted(rationing: Rationing) -> tuple[int, ...]:
    return tuple(grant.granted.satang for grant in rationing.grants)


def codes(rationing: Rationing, name: str) -> list[str]:
    return [reason.code.removeprefix("ration.") for reason in rationing.by_id[name].reasons]


# --- what holds by every method ----------------------------------------------------------------------------


@pytest.mark.parametrize("method", RationMethod)
@given(budget=budgets(), asked=claimants())
def test_nobody_gets_more_than_the_claim_and_a_budget_that_suffices_grants_all(method, budget, asked):  # [14]
    found = ration(budget, asked, method=method)
    assert all(ZERO <= grant.granted <= grant.claimed for grant in found.grants)
    assert {grant.id: grant.claimed for grant in found.grants} == {each.id: each.claimed for each in asked}
    together = total(each.claimed for each in asked)
    assert found.granted <= min(budget, together)
    if method is not PER_HEAD:
        assert found.granted == min(budget, together)
    if budget >= together:
        assert all(grant.granted == grant.claimed for grant in found.grants)
        assert found.rate is None
    assert found.unspent == budget - found.granted


@pytest.mark.parametrize("method", RationMethod)
@given(budget=budgets(), more=budgets(300), asked=claimants())
@example(budget=Money(10), more=Money(1), asked=claims(6, 6, 2))
def test_a_larger_budget_grants_no_less_in_all(method, budget, more, asked):  # [14]
    assert ration(budget, asked, method=method).granted <= ration(budget + more, asked, method=method).granted


@pytest.mark.parametrize("method", MONOTONE)
@given(budget=budgets(), more=budgets(300), asked=claimants())
@example(budget=Money(10), more=Money(1), asked=claims(6, 6, 2))
def test_steadily_or_per_head_a_larger_budget_lowers_nobody(method, budget, more, asked):  # [14]
    less, later = (ration(each, asked, method=method).grants for each in (budget, budget + more))
    assert all(before.granted <= after.granted for before, after in zip(less, later, strict=True))


@given(budgets(), budgets(300), claimants())
def test_pro_rata_a_larger_budget_lowers_nobody_by_more_than_a_satang(budget, more, asked):
    less, later = (ration(each, asked).grants for each in (budget, budget + more))
    assert all(before.granted <= after.granted + Money(1) for before, after in zip(less, later, strict=True))


@pytest.mark.parametrize("method", RationMethod)
@given(budget=budgets(), asked=claimants(satang=st.integers(0, 5)), data=st.data())
def test_how_claims_are_listed_changes_nothing(method, budget, asked, data):  # [6]
    assert ration(budget, data.draw(st.permutations(asked)), method=method) == ration(budget, asked, method=method)


@pytest.mark.parametrize("method", RationMethod)
@given(budget=budgets(), asked=claimants(classes=1))
@example(budget=Money(5), asked=claims(9, 9, floors=(3, 2)))
def test_nobody_gets_less_than_a_floor_that_the_budget_bears(method, budget, asked):
    found = ration(budget, asked, method=method)
    floors = total(each.floor for each in asked)
    assert (floors > budget) == any(finding.code == "ration.floors_exceed" for finding in found.findings)
    for each in asked:
        grant = found.by_id[each.id].granted
        assert grant <= each.floor if floors > budget else grant >= each.floor
        assert (floors > budget) == ("floor_only" in codes(found, each.id))


@pytest.mark.parametrize("method", RationMethod)
@given(budget=budgets(), asked=claimants(classes=3))
def test_a_class_is_served_wholly_before_the_next(method, budget, asked):
    found = ration(budget, asked, method=method)
    for priority in (1, 2):
        unserved = any(found.by_id[each.id].granted < each.claimed for each in asked if each.priority == priority)
        after = [found.by_id[each.id] for each in asked if each.priority > priority]
        assert not unserved or all(grant.granted == ZERO for grant in after)
        assert not unserved or all(
            grant.reasons[0].code == ("ration.class_before" if grant.claimed > ZERO else "ration.in_full")
            for grant in after
        )


@pytest.mark.parametrize("method", RationMethod)
@given(budget=budgets(), asked=claimants())
def test_every_grant_says_why_in_both_languages(method, budget, asked):
    found = ration(budget, asked, method=method)
    for grant in found.grants:
        assert grant.reasons
        lowered = any(reason.severity in {Severity.REDUCE, Severity.BLOCK} for reason in grant.reasons)
        floor_only = any(reason.code == "ration.floor_only" for reason in grant.reasons)
        assert lowered == (grant.granted < grant.claimed) or floor_only
    for finding in (*found.findings, *(reason for grant in found.grants for reason in grant.reasons)):
        assert "–" not in words(finding, "en") + words(finding, "th")
        assert finding.code not in words(finding, "th")


# --- pro rata ----------------------------------------------------------------------------------------------


def exact_parts(budget: int, asked: list[Claimant]) -> list[Fraction]:
    """Each claim times one rate, or its floor: the rate found by trying which claims are held at their floor."""
    for held in product((False, True), repeat=len(asked)):
        claimed = sum(each.claimed.satang for each, is_held in zip(asked, held, strict=True) if not is_held)
        left = budget - sum(each.floor.satang for each, is_held in zip(asked, held, strict=True) if is_held)
        if left < 0 or (claimed == 0 and left > 0):
            continue
        rate = Fraction(left, claimed or 1)
        by_rate = [each.claimed.satang * rate for each in asked]
        if all(
            part <= each.floor.satang if is_held else part >= each.floor.satang
            for part, each, is_held in zip(by_rate, asked, held, strict=True)
        ):
            return [Fraction(max(part, each.floor.satang)) for part, each in zip(by_rate, asked, strict=True)]
    raise AssertionError("no rate fits")


@given(st.integers(0, 200), claimants(satang=st.integers(0, 60), classes=1, at_most=5))
@example(40, claims(60, 60, 10, floors=(0, 25, 5)))
def test_pro_rata_is_within_a_satang_of_one_rate_or_the_floor(budget, asked):  # [2]
    asked = sorted(asked, key=lambda each: each.id)
    found = ration(Money(budget), asked)
    floors, together = (sum(getattr(each, name).satang for each in asked) for name in ("floor", "claimed"))
    if not floors <= budget < together:
        return
    exact = exact_parts(budget, asked)
    assert all(abs(part - quota) < 1 for part, quota in zip(granted(found), exact, strict=True))
    for each, quota in zip(asked, exact, strict=True):
        said = {reason.code: reason.params for reason in found.by_id[each.id].reasons}
        if "ration.pro_rata" in said:
            assert said["ration.pro_rata"]["exact"] == written(quota)
        else:
            assert quota == each.floor.satang


def ways(budget: int, asked: list[Claimant]) -> list[tuple[int, ...]]:
    """Every way to grant a whole budget between floors and claims."""
    ranges = [range(each.floor.satang, each.claimed.satang + 1) for each in asked]
    return [way for way in product(*ranges) if sum(way) == budget]


FEW = claimants(satang=st.integers(0, 7), classes=1, at_most=4)


@given(st.integers(0, 20), FEW)
@example(10, claims(6, 6, 2))
@example(11, claims(6, 6, 2))
def test_pro_rata_of_all_ways_is_nearest_to_the_exact_parts(budget, asked):
    asked = sorted(asked, key=lambda each: each.id)
    possible = ways(budget, asked)
    if not possible:
        return
    together = sum(each.claimed.satang for each in asked)
    exact = exact_parts(budget, asked) if budget < together else [Fraction(each.claimed.satang) for each in asked]
    far = {way: sum(abs(part - quota) for part, quota in zip(way, exact, strict=True)) for way in possible}
    assert far[granted(ration(Money(budget), asked))] == min(far.values())


def steadily_by_the_book(budget: int, asked: list[Claimant]) -> tuple[int, ...]:
    """From the floors on, satang by satang to the highest claim over 2 × grant + 1, never above a claim."""
    parts = [each.floor.satang for each in asked]
    while sum(parts) < min(budget, sum(each.claimed.satang for each in asked)):
        able = [at for at, each in enumerate(asked) if parts[at] < each.claimed.satang]
        parts[min(able, key=lambda at: (Fraction(-asked[at].claimed.satang, 2 * parts[at] + 1), at))] += 1
    return tuple(parts)


@given(st.integers(0, 160), claimants(satang=st.integers(0, 60), classes=1))
@example(40, claims(60, 60, 10, floors=(0, 25, 5)))
def test_steadily_agrees_with_satang_by_satang(budget, asked):
    asked = sorted(asked, key=lambda each: each.id)
    if sum(each.floor.satang for each in asked) <= budget:
        assert granted(ration(Money(budget), asked, method=STEADY)) == steadily_by_the_book(budget, asked)


def test_pro_rata_meets_the_alabama_paradox_and_steadily_does_not():
    # 6:6:2 at 10 and 11, decisions-cofunding-privacy D.3: the fund with the claim of 2 gets less of a larger budget.
    asked = claims(6, 6, 2)
    assert [granted(ration(Money(budget), asked)) for budget in (10, 11)] == [(4, 4, 2), (5, 5, 1)]
    path = [granted(ration(Money(budget), asked, method=STEADY)) for budget in range(16)]
    assert path[10:12] == [(5, 4, 1), (5, 5, 1)]
    assert all(less <= more for before, after in pairwise(path) for less, more in zip(before, after, strict=True))


def test_steadily_one_of_many_may_be_off_the_rate_and_it_is_said():
    asked = claims(900, *[10] * 10)
    found = ration(Money(10), asked, method="steady")
    assert granted(found) == (10, *[0] * 10)
    assert codes(found, "A") == ["pro_rata", "off_the_rate"]
    assert found.by_id["A"].reasons[1].params["exact"] == "9"
    # 14 of 144 is less than the floor of A, 10 of 100. Yet of claims of 4 none has half a satang until A has 12.
    held = ration(Money(14), claims(100, *[4] * 11, floors=(10, *[0] * 11)), method="steady")
    assert granted(held) == (13, 1, *[0] * 10)
    assert codes(held, "A") == ["at_floor", "off_the_rate", "apportion.ahead_by_id"]


# --- per head ----------------------------------------------------------------------------------------------


def cut_by_head(asked: list[Claimant], rate: int) -> list[int]:
    return [min(each.claimed.satang, max(each.floor.satang, each.heads * rate)) for each in asked]


@given(st.integers(0, 160), claimants(satang=st.integers(0, 60), classes=1), st.integers(1, 9))
def test_the_rate_per_head_is_the_greatest_that_the_budget_bears(budget, asked, unit):
    found = ration(Money(budget), asked, method=PER_HEAD, rate_in=Money(unit))
    asked = sorted(asked, key=lambda each: each.id)
    floors, together = (sum(getattr(each, name).satang for each in asked) for name in ("floor", "claimed"))
    if budget >= together:
        assert found.rate is None
        return
    if floors > budget:
        asked = [evolve(each, claimed=each.floor, floor=ZERO) for each in asked]
    rates = range(0, 61 + unit, unit)
    bearable = [rate for rate in rates if sum(cut_by_head(asked, rate)) <= budget]
    assert granted(found) == tuple(cut_by_head(asked, max(bearable)))
    assert found.rate.satang % unit == 0
    assert granted(found) == tuple(cut_by_head(asked, found.rate.satang))


def test_one_rate_per_head_and_what_is_left_is_shown():
    # 100 members at 365 baht were claimed; 20,005 baht are there: 200 baht each, and 5 baht remain.
    asked = [
        Claimant(id="เขาพระ", claimed=Money.baht(365) * 60, heads=60),
        Claimant(id="ท่าช้าง", claimed=Money.baht(365) * 40, heads=40),
    ]
    found = ration(Money.baht(20_005), asked, method="per head", rate_in=BAHT)
    assert (found.rate, found.unspent) == (Money.baht(200), Money.baht(5))
    assert {grant.id: grant.granted for grant in found.grants} == {
        "เขาพระ": Money.baht(12_000),
        "ท่าช้าง": Money.baht(8_000),
    }
    assert words(found.by_id["ท่าช้าง"].reasons[0], "th") == "40 คน คนละ 200.00 บาท ได้ 8,000.00 บาท จากที่ขอ 14,600.00 บาท"
    assert [words(finding, "en") for finding in found.findings] == [
        "at 200.00 baht per head, 5.00 baht are not granted (the rate rises by 1.00 baht)"
    ]
    to_the_satang = ration(Money.baht(20_005), asked, method="per head")
    assert (to_the_satang.rate, to_the_satang.unspent) == (Money.baht("200.05"), ZERO)


def test_whoever_claims_less_than_the_rate_gives_gets_the_claim_and_the_others_more():
    found = ration(Money(100), claims(10, 90, 90, heads=(9, 5, 5)), method="per head")
    assert (granted(found), found.rate) == ((10, 45, 45), Money(9))
    assert codes(found, "A") == ["in_full"]
    assert codes(found, "B") == ["per_head"]


def test_a_claim_without_members_gets_its_floor_and_nothing_by_the_head():
    found = ration(Money(60), claims(50, 50, floors=(20, 0), heads=(0, 10)), method="per head")
    assert (granted(found), found.rate) == ((20, 40), Money(4))
    assert codes(found, "A") == ["at_floor"]


# --- floors and priorities ---------------------------------------------------------------------------------


def test_floors_lift_some_and_lower_the_rate_of_the_others():
    # 70 of 130: at one rate 32.3, 32.3 and 5.4; with B held at 40, 30 remain for 70.
    found = ration(Money(70), claims(60, 60, 10, floors=(0, 40, 0)))
    assert granted(found) == (26, 40, 4)
    assert (codes(found, "A"), codes(found, "B")) == (["pro_rata"], ["at_floor"])
    assert (
        words(found.by_id["A"].reasons[0], "en") == "0.60 in 0.70 baht of a budget of 0.30 is 180/7 satang: 0.26 baht"
    )


def test_floors_that_are_too_much_together_are_rationed_and_it_is_said():
    found = ration(Money(30), claims(60, 60, 10, floors=(40, 20, 0)))
    assert granted(found) == (20, 10, 0)
    assert codes(found, "B") == ["floor_only", "pro_rata"]
    assert [words(finding, "en") for finding in found.findings] == [
        "the floors come to 0.60 baht, more than the budget of 0.30 at priority 0; the floors are rationed"
    ]


def test_of_equal_claims_the_first_by_id_gets_the_last_satang_and_it_is_said():
    for method in (PRO_RATA, STEADY):
        found = ration(Money(10), claims(9, 9, 9), method=method)
        assert granted(found) == (4, 3, 3)
        assert codes(found, "A") == ["pro_rata", "apportion.ahead_by_id"]
        assert codes(found, "C") == ["pro_rata", "apportion.behind_by_id"]


@pytest.mark.parametrize("method", [PRO_RATA, STEADY])
@given(budget=budgets(60), asked=claimants(satang=st.integers(0, 12), classes=1))
@example(budget=Money(11), asked=claims(9, 9, 9, floors=(4, 0, 0)))
def test_who_got_or_lacks_a_satang_by_id_alone_is_told_so(method, budget, asked):
    found = ration(budget, asked, method=method)
    for each in asked:
        first = [evolve(other, id="") if other == each else other for other in asked]
        gains = ration(budget, first, method=method).by_id[""].granted > found.by_id[each.id].granted
        assert gains == ("apportion.behind_by_id" in codes(found, each.id))
        last = [evolve(other, id="๙") if other == each else other for other in asked]
        loses = ration(budget, last, method=method).by_id["๙"].granted < found.by_id[each.id].granted
        assert loses == ("apportion.ahead_by_id" in codes(found, each.id))


def test_the_second_class_gets_nothing_while_the_first_lacks_a_satang():
    first, second = claims(30, 30), [Claimant(id="Z", claimed=Money(5), floor=Money(5), heads=1, priority=1)]
    for method in RationMethod:
        found = ration(Money(59), [*second, *first], method=method)
        assert found.by_id["Z"].granted == ZERO
        assert codes(found, "Z") == ["class_before"]
        assert ration(Money(63), [*second, *first], method="pro rata").by_id["Z"].granted == Money(3)
    assert found.unspent == Money(1)


# --- what is refused ---------------------------------------------------------------------------------------


def refusal(make) -> list[str]:
    with pytest.raises(WelfareError) as refused:
        make()
    assert all(finding.code not in words(finding, "th") for finding in refused.value.findings)
    return [finding.code.removeprefix("ration.") for finding in refused.value.findings]


def test_claims_that_cannot_be_are_refused_where_they_are_born():
    assert refusal(lambda: Claimant(id="A", claimed=Money(-1))) == ["claim_negative"]
    assert refusal(lambda: Claimant(id="A", claimed=Money(5), floor=Money(6))) == ["floor_outside_claim"]
    assert refusal(lambda: Claimant(id="A", claimed=Money(5), floor=Money(-1))) == ["floor_outside_claim"]
    assert refusal(lambda: Claimant(id="A", claimed=Money(5), heads=-1)) == ["heads_unusable"]
    assert refusal(lambda: Claimant(id="A", claimed=Money(5), heads=2.0)) == ["heads_unusable"]
    assert refusal(lambda: Claimant(id="A", claimed=5.0)) == ["money.unreadable"]


def test_a_rationing_that_cannot_be_is_refused():
    assert refusal(lambda: ration(Money(-1), claims(1))) == ["budget_negative"]
    assert refusal(lambda: ration(100.0, claims(1))) == ["money.unreadable"]
    assert refusal(lambda: ration(Money(1), claims(1), rate_in=ZERO)) == ["no_unit"]
    assert refusal(lambda: ration(Money(1), [*claims(1), *claims(2)])) == ["claimed_twice"]
    assert refusal(lambda: ration(Money(1), claims(1), method="dice")) == ["method_unknown"]
    with pytest.raises(InvalidValue):
        RationMethod("first come")


def test_a_rate_per_head_needs_heads_and_names_all_who_lack_them():
    asked = [Claimant(id=name, claimed=Money(5)) for name in "AB"]
    with pytest.raises(MissingFact, match="A, B"):
        ration(Money(1), asked, method=PER_HEAD)
    assert refusal(lambda: ration(Money(1), asked, method=PER_HEAD)) == ["heads_missing", "heads_missing"]
    assert ration(Money(1), asked).granted == Money(1)


def test_a_budget_of_nothing_and_no_claims_are_answered():
    for method in RationMethod:
        assert ration(ZERO, [], method=method).grants == ()
        assert ration(Money(5), [], method=method).unspent == Money(5)
        assert granted(ration(ZERO, claims(3, 0), method=method)) == (0, 0)


@pytest.mark.parametrize(
    ("budget", "unit", "rate"),
    [(1_000, 1, 10), (1_000, 25, 25), (30, 1, 10), (29, 1, 9), (0, 1, 0)],
    ids=["more than all want", "in whole units, up", "just all", "one satang short", "nothing"],
)
def test_no_rate_is_higher_than_it_takes_to_serve_all_who_have_heads(budget, unit, rate):
    assert head_rate(budget, [1, 2], [(0, 10), (0, 20)], unit=unit) == rate
