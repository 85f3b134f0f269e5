"""Amounts among named parties, at once and in instalments: properties, cases by hand, and every way there is.

Numbers in brackets are those of the invariants in decisions-cofunding-privacy D.4.
"""

from fractions import Fraction
from itertools import pairwise, product

import pytest
from attrs import evolve
from hypothesis import example, given
from hypothesis import strategies as st

from communitywelfare.cofunding import Apportionment, Party, apportion_among, instalment, usual_method
from communitywelfare.errors import InvalidMoney, InvalidValue, Severity
from communitywelfare.money import ZERO, Money, apportion, total
from communitywelfare.proportions import ApportionMethod
from communitywelfare.strategies import amounts
from communitywelfare.wording import words

WEBSTER, LARGEST_REMAINDER, QUOTA = ApportionMethod
MONOTONE = (WEBSTER, QUOTA)
NO_LESS = amounts(at_least=ZERO)
WEIGHTS = st.integers(0, 60) | st.fractions(0, 5, max_denominator=12)


def party_lists(weights=WEIGHTS, at_most: int = 6):
    """Parties with ids of their own, some of one weight and priority, one at least with a weight."""
    one = st.builds(Party, id=st.text("ABCabcก", min_size=1, max_size=3), weight=weights, priority=st.integers(0, 2))
    lists = st.lists(one, min_size=1, max_size=at_most, unique_by=lambda party: party.id)
    return lists.filter(lambda parties: any(party.weight for party in parties))


def among(*weights: int) -> list[Party]:
    return [Party(id=name, weight=weight) for name, weight in zip("ABCDEFGHIJKL", weights, strict=False)]


def satang(apportionment: Apportionment) -> tuple[int, ...]:
    return tuple(part.amount.satang for part in apportionment.parts)


def codes(apportionment: Apportionment, name: str) -> list[str]:
    """What is said about a party's part."""
    (part,) = (part for part in apportionment.parts if part.party.id == name)
    return [reason.code.removeprefix("apportion.") for reason in part.reasons]


# --- what holds for all ------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ApportionMethod)
@given(amount=amounts(), parties=party_lists())
def test_nothing_is_lost_and_no_weight_gets_nothing(method, amount, parties):  # [1] and [4]
    found = apportion_among(amount, parties, method=method)
    assert total(found.amounts.values()) == amount
    assert all(found.amounts[party.id] == ZERO for party in parties if party.weight == 0)
    assert found.amounts.keys() == {party.id for party in parties}


@pytest.mark.parametrize("method", ApportionMethod)
@given(amount=amounts(), parties=party_lists())
def test_taking_an_amount_back_is_the_mirror_of_giving_it(method, amount, parties):  # [1]
    given_, back = apportion_among(amount, parties, method=method), apportion_among(-amount, parties, method=method)
    assert [(-part.amount, -part.quota, -part.lower) for part in back.parts] == [
        (part.amount, part.quota, part.lower) for part in given_.parts
    ]


@pytest.mark.parametrize(("method", "at_most"), [(WEBSTER, 3), (LARGEST_REMAINDER, 7), (QUOTA, 7)])
@given(amount=amounts(), data=st.data())
def test_a_part_is_within_a_satang_of_its_quota(method, at_most, amount, data):  # [2]
    found = apportion_among(amount, data.draw(party_lists(at_most=at_most)), method=method)
    assert all(abs(part.amount.satang - part.quota) < 1 for part in found.parts)
    assert all(part.amount - part.lower in {ZERO, Money(1), Money(-1)} for part in found.parts)


@pytest.mark.parametrize("method", MONOTONE)
@given(amount=amounts(), more=amounts(at_least=ZERO, at_most=Money(400)), parties=party_lists())
def test_a_larger_amount_lowers_nobody(method, amount, more, parties):  # [3], also across zero
    smaller = apportion_among(amount, parties, method=method).amounts
    larger = apportion_among(amount + more, parties, method=method).amounts
    assert all(smaller[name] <= larger[name] for name in smaller)


@pytest.mark.parametrize("method", ApportionMethod)
@given(amount=amounts(), parties=party_lists(), scale=st.fractions(Fraction(1, 9), 9, max_denominator=9).filter(bool))
def test_only_the_proportion_of_weights_counts(method, amount, parties, scale):  # [5]
    scaled = [evolve(party, weight=party.weight * scale) for party in parties]
    assert (
        apportion_among(amount, scaled, method=method).amounts
        == apportion_among(amount, parties, method=method).amounts
    )


@pytest.mark.parametrize("method", ApportionMethod)
@given(amount=amounts(), parties=party_lists(weights=st.integers(0, 3)), data=st.data())
def test_how_the_parties_are_listed_changes_nothing(method, amount, parties, data):  # [6]
    listed_otherwise = data.draw(st.permutations(parties))
    assert apportion_among(amount, listed_otherwise, method=method) == apportion_among(amount, parties, method=method)


@given(NO_LESS, st.lists(st.integers(0, 4), min_size=1, max_size=6).filter(any), st.data())
def test_new_names_in_the_same_order_change_nothing_but_the_names(amount, weights, data):  # [6]
    names = data.draw(st.lists(st.text("xyz", min_size=1), min_size=len(weights), max_size=len(weights), unique=True))
    renamed = [Party(id=name, weight=weight) for name, weight in zip(sorted(names), weights, strict=True)]
    assert satang(apportion_among(amount, renamed)) == satang(apportion_among(amount, among(*weights)))


@pytest.mark.parametrize("method", MONOTONE)
@given(pieces=st.lists(NO_LESS, max_size=6), parties=party_lists())
def test_instalments_add_up_to_the_sum_apportioned_and_take_nothing_back(method, pieces, parties):  # [7]
    posted = {party.id: ZERO for party in parties}
    for piece in pieces:
        next_one = instalment(piece, posted, parties, method=method)
        assert total(next_one.amounts.values()) == piece
        assert all(amount >= ZERO for amount in next_one.amounts.values())
        assert next_one.findings == ()
        posted = {name: posted[name] + amount for name, amount in next_one.amounts.items()}
    assert posted == apportion_among(total(pieces), parties, method=method).amounts


@given(NO_LESS, NO_LESS, party_lists())
def test_an_instalment_that_is_reversed_leaves_what_was_before(before, amount, parties):  # [7] and [13]
    first = instalment(before, {}, parties).amounts
    second = instalment(amount, first, parties).amounts
    both = {name: first[name] + second[name] for name in first}
    undone = instalment(-amount, both, parties)
    assert undone.amounts == {name: -part for name, part in second.items()}
    assert undone.findings == ()


@given(NO_LESS, party_lists())
def test_the_usual_method_keeps_the_quota_and_of_instalments_the_order_of_amounts(amount, parties):
    for instalments in (False, True):
        found = apportion_among(amount, parties, instalments=instalments)
        assert all(abs(part.amount.satang - part.quota) < 1 for part in found.parts)
    more = apportion_among(amount + Money(1), parties, instalments=True).amounts
    assert all(found.amounts[name] <= more[name] for name in more)


# --- the working -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ApportionMethod)
@given(amount=amounts(), parties=party_lists(weights=st.integers(0, 12)))
@example(amount=Money(10), parties=among(90, *[1] * 10))
def test_the_working_leads_to_the_part(method, amount, parties):
    for part in apportion_among(amount, parties, method=method).parts:
        said = {reason.code.removeprefix("apportion."): reason.params for reason in part.reasons}
        whole = sum(party.weight for party in parties)
        assert part.quota == Fraction(amount.satang * part.party.weight, whole)
        sign = -1 if amount < ZERO else 1
        received = said.get("rest_received", {"rest": 0})["rest"] - said.get("rest_ceded", {"rest": 0})["rest"]
        assert said["quota"]["lower"] + Money(sign * received) == part.amount
        assert ("beyond_quota" in said) == (abs(part.amount.satang - part.quota) >= 1)
        assert all(words(reason, language) for reason in part.reasons for language in ("th", "en"))


@pytest.mark.parametrize("method", ApportionMethod)
@given(amount=amounts(at_least=ZERO, at_most=Money(40)), parties=party_lists(weights=st.integers(0, 4)))
def test_who_got_or_lacks_a_satang_by_the_order_alone_is_told_so(method, amount, parties):
    found = apportion_among(amount, parties, method=method)
    for party in parties:
        first = [evolve(each, priority=-1) if each == party else each for each in parties]
        gains = apportion_among(amount, first, method=method).amounts[party.id] > found.amounts[party.id]
        assert gains == any(code.startswith("behind") for code in codes(found, party.id))
        last = [evolve(each, priority=9) if each == party else each for each in parties]
        loses = apportion_among(amount, last, method=method).amounts[party.id] < found.amounts[party.id]
        assert loses == any(code.startswith("ahead") for code in codes(found, party.id))


def test_the_last_satang_goes_by_priority_and_then_by_id_and_it_is_said():
    parties = [
        Party(id="A", weight=1, priority=2),
        Party(id="B", weight=1, priority=1),
        Party(id="C", weight=1, priority=2),
    ]
    one = apportion_among(Money(100), parties)
    assert one.amounts == {"B": Money(34), "A": Money(33), "C": Money(33)}
    assert codes(one, "B") == ["quota", "rest_received", "ahead_by_priority"]
    assert codes(one, "A") == codes(one, "C") == ["quota", "behind_by_priority"]
    two = apportion_among(Money(101), parties)
    assert two.amounts == {"B": Money(34), "A": Money(34), "C": Money(33)}
    assert (codes(two, "A")[-1], codes(two, "C")[-1]) == ("ahead_by_id", "behind_by_id")
    assert [words(reason, "en") for reason in two.parts[0].reasons] == [
        "a weight of 1 in 3 of 1.01 baht is 101/3 satang, rounded down to 0.33 baht",
        "gets 1 satang of what rounding down left over, by Webster's method: 0.34 baht",
        "its claim to the last satang equals that of C; it is first by priority (1 before 2)",
    ]


def test_webster_among_many_may_leave_the_quota_and_says_so():
    found = apportion_among(Money(10), among(90, *[1] * 10), method="webster")
    assert satang(found) == (10, *[0] * 10)
    assert "beyond_quota" in codes(found, "A")
    beyond = next(reason for reason in found.parts[0].reasons if reason.code == "apportion.beyond_quota")
    assert beyond.severity is Severity.WARNING
    # The quota of the first is 6.4 satang, of the others 0.6 each, which rounds up: five of them come before its sixth.
    ceded = apportion_among(Money(10), among(64, *[6] * 6), method="webster")
    assert satang(ceded) == (5, 1, 1, 1, 1, 1, 0)
    assert codes(ceded, "A") == ["quota", "rest_ceded", "beyond_quota"]


# --- cases by hand -----------------------------------------------------------------------------------------


def test_six_six_two_at_ten_and_eleven():
    # The Alabama paradox, decisions-cofunding-privacy D.3.
    parties = among(6, 6, 2)
    assert satang(apportion_among(Money(10), parties, method=LARGEST_REMAINDER)) == (4, 4, 2)
    assert satang(apportion_among(Money(11), parties, method=LARGEST_REMAINDER)) == (5, 5, 1)
    for method in MONOTONE:
        path = [satang(apportion_among(Money(amount), parties, method=method)) for amount in range(30)]
        assert all(less <= more for before, after in pairwise(path) for less, more in zip(before, after, strict=True))


def test_a_thousand_instalments_of_one_baht_in_three_equal_parts():
    # D.3: each for itself they come to 340.00, 330.00 and 330.00 baht.
    posted: dict[str, Money] = {}
    for _ in range(1_000):
        for name, amount in instalment(Money.baht(1), posted, among(1, 1, 1)).amounts.items():
            posted[name] = posted.get(name, ZERO) + amount
    assert posted == {"A": Money(33_334), "B": Money(33_333), "C": Money(33_333)}
    by_themselves = [part * 1_000 for part in apportion(Money.baht(1), (1, 1, 1))]
    assert by_themselves == [Money.baht(340), Money.baht(330), Money.baht(330)]


def test_a_thousand_times_three_satang_at_seventy_five_to_twenty_five():
    # D.3: floor and the rest to the first gives 3000 : 0.
    posted: dict[str, Money] = {}
    for _ in range(1_000):
        for name, amount in instalment(Money(3), posted, among(75, 25)).amounts.items():
            posted[name] = posted.get(name, ZERO) + amount
    assert posted == {"A": Money(2_250), "B": Money(750)}


def ways_in_quota(amount: int, weights: list[int]) -> set[tuple[int, ...]]:
    """Every way to split in which each part is within a satang of its quota."""
    quotas = [Fraction(amount * weight, sum(weights)) for weight in weights]
    return {
        way
        for way in product(range(amount + 1), repeat=len(weights))
        if sum(way) == amount and all(abs(part - quota) < 1 for part, quota in zip(way, quotas, strict=True))
    }


@given(st.integers(0, 9), st.lists(st.integers(0, 7), min_size=1, max_size=5).filter(any))
def test_the_usual_method_finds_one_of_all_the_ways_within_the_quotas(amount, weights):
    ways = ways_in_quota(amount, weights)
    for instalments in (False, True):
        assert satang(apportion_among(Money(amount), among(*weights), instalments=instalments)) in ways


def test_the_usual_method_depends_on_how_many_there_are_and_how_the_money_comes():
    three, four = among(1, 2, 3, 0), among(1, 2, 3, 4, 0)
    assert [usual_method(three, instalments=each) for each in (False, True)] == [WEBSTER, WEBSTER]
    assert [usual_method(four, instalments=each) for each in (False, True)] == [LARGEST_REMAINDER, QUOTA]
    assert apportion_among(Money(7), four, instalments=True).method is QUOTA
    assert instalment(Money(7), {}, four).so_far.method is QUOTA


# --- what is refused ---------------------------------------------------------------------------------------


def refusal(make) -> str:
    with pytest.raises(InvalidValue) as refused:
        make()
    for finding in refused.value.findings:
        assert finding.code not in words(finding, "th")
    return refused.value.findings[0].code


def test_what_cannot_be_apportioned_is_refused_by_a_finding():
    assert refusal(lambda: apportion_among(Money(1), among(0, 0))) == "apportion.no_weight"
    assert refusal(lambda: apportion_among(Money(-1), [])) == "apportion.no_weight"
    assert refusal(lambda: apportion_among(Money(1), [*among(1), *among(2)])) == "apportion.party_twice"
    assert refusal(lambda: apportion_among(Money(1), among(1), method="dice")) == "apportion.method_unknown"
    assert refusal(lambda: apportion_among(0.5, among(1))) == "money.unreadable"
    assert refusal(lambda: Party(id="A", weight=0.5)) == "apportion.weight_unusable"
    assert refusal(lambda: Party(id="A", weight=-1)) == "apportion.weight_unusable"


def test_nothing_among_nobody_is_nothing():
    assert apportion_among(ZERO, []).amounts == {}
    assert apportion_among(ZERO, among(0, 0)).amounts == {"A": ZERO, "B": ZERO}


def test_an_instalment_by_a_method_that_may_take_back_is_refused():
    wanted = "apportion.not_for_instalments"
    assert refusal(lambda: instalment(Money(11), {}, among(6, 6, 2), method="largest remainder")) == wanted
    assert instalment(Money(11), {}, among(6, 5, 0), method="largest remainder").amounts["A"] == Money(6)


@given(st.integers(1, 30), st.integers(1, 30), NO_LESS)
def test_between_two_largest_remainder_takes_nothing_back(one, other, amount):
    less, more = (apportion(each, (one, other), method=LARGEST_REMAINDER) for each in (amount, amount + Money(1)))
    assert all(before <= after for before, after in zip(less, more, strict=True))


def test_money_of_somebody_who_is_no_party_any_more_is_not_forgotten():
    before = {"A": Money(4), "Z": Money(3)}
    assert refusal(lambda: instalment(Money(1), before, among(1, 1))) == "apportion.not_a_party"
    left = [*among(1, 1), Party(id="Z", weight=0)]
    taken = instalment(Money(1), before, left)
    assert taken.amounts == {"A": ZERO, "B": Money(4), "Z": Money(-3)}
    (finding,) = taken.findings
    assert words(finding, "en") == (
        "this instalment takes 0.03 baht back from Z, who had 0.03 baht, more than its part of the sum so far"
    )


def test_nobody_with_a_weight_is_an_error_of_money_too():
    with pytest.raises(InvalidMoney, match="nobody of"):
        apportion_among(Money(1), among(0))
