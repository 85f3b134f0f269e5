"""Fingerprints: equal values share one, different values do not, and it is the same in every process."""

import subprocess
import sys
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

import pytest
from attrs import evolve, field, frozen
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.fingerprints import canonical, fingerprint, fingerprints_apart
from communitywelfare.identity import CitizenId, PersonName
from communitywelfare.members import Group, Sex
from communitywelfare.money import Money
from communitywelfare.strategies import bylaws, claim_facts


@given(claim_facts())
def test_a_part_is_hashed_apart_from_the_rest(facts):
    rest, part = fingerprints_apart(facts, "used")
    assert part == fingerprint(facts.used)
    assert fingerprints_apart(evolve(facts, used=()), "used") == (rest, fingerprint(()))
    assert rest not in {fingerprint(facts), fingerprint(evolve(facts, used=()))}


def test_what_has_no_such_part_is_whole():
    assert fingerprints_apart(("a", 1), "used") == (fingerprint(("a", 1)), fingerprint(()))
    assert fingerprints_apart(Money(1), "used") == (fingerprint(Money(1)), fingerprint(()))


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.dates()
    | st.sampled_from(Group)
    | st.sampled_from(Sex)
    | st.builds(Money, st.integers()),
    lambda inner: st.tuples(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def typed(value: object) -> object:
    """The value with the types of its parts, so that True and 1 are told apart as people tell them apart."""
    if isinstance(value, tuple):
        return tuple(map(typed, value))
    if isinstance(value, dict):
        return {key: typed(part) for key, part in value.items()}
    return (type(value), value)


@given(PLAIN, PLAIN)
def test_values_share_a_text_when_they_are_equal_and_only_then(one, other):
    assert (canonical(one) == canonical(other)) == (typed(one) == typed(other))


@given(st.dictionaries(st.text(), st.integers(), max_size=5), st.randoms())
def test_the_order_of_keys_does_not_matter(mapping, chance):
    keys = list(mapping)
    chance.shuffle(keys)
    shuffled = MappingProxyType({key: mapping[key] for key in keys})
    assert fingerprint(shuffled) == fingerprint(mapping)


@given(st.frozensets(st.integers(), max_size=5))
def test_the_order_of_a_set_does_not_matter(numbers):
    assert canonical(numbers) == canonical(frozenset(sorted(numbers, reverse=True)))


def test_exact_numbers_share_a_text_however_they_are_written():
    assert canonical(Decimal("3.5")) == canonical(Decimal("3.50")) == canonical(Fraction(7, 2))
    assert canonical(Decimal("3.5")) != canonical(Decimal("3.51"))


@pytest.mark.parametrize("value", [1.5, object(), [1], {1, 2}, b"bytes", (1, 1.5), PersonName("สมชาย")])
def test_what_has_no_one_text_is_refused_by_its_type(value):
    with pytest.raises(TypeError, match="no canonical text for"):
        canonical(value)


def test_personal_data_have_no_fingerprint():
    # An unkeyed digest of a citizen ID is found by trying them all: decisions-cofunding-privacy E.2.
    with pytest.raises(TypeError, match="CitizenId"):
        fingerprint(CitizenId.synthetic(7))


@frozen
class Noted:
    number: int
    remark: str = field(default="", eq=False)


def test_what_a_class_keeps_out_of_comparison_stays_out():
    assert fingerprint(Noted(1, "one")) == fingerprint(Noted(1, "another"))
    assert fingerprint(Noted(1)) != fingerprint(Noted(2))


@given(bylaws(), claim_facts())
def test_every_bylaw_and_all_facts_of_a_claim_have_one(bylaw, facts):
    prints = [fingerprint(bylaw), *(version.fingerprint for version in bylaw.versions), fingerprint(facts)]
    assert all(len(each) == 64 for each in prints)


def test_another_process_gives_the_same():
    code = (
        "from communitywelfare.fingerprints import fingerprint;"
        "print(fingerprint((frozenset({'ก', 'ข', 'ค'}), {'b': 1, 'a': None})))"
    )
    elsewhere = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8")
    assert elsewhere.stdout.strip() == fingerprint((frozenset({"ก", "ข", "ค"}), {"b": 1, "a": None}))


def test_a_day_is_no_text_of_the_same_letters():
    assert canonical(date(2024, 9, 30)) != canonical("2024-09-30")
