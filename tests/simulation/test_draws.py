"""Draws follow from their address, whatever order, pieces, threads and processes they are drawn in."""

import math
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from hashlib import sha256
from multiprocessing import get_context

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.errors import InvalidValue
from communitywelfare.simulation.draws import (
    DRAWS,
    EVERYBODY,
    SCENARIOS,
    YEARS,
    Address,
    Purpose,
    integers,
    member_uid,
    member_uids,
    refuse_shared,
    uniforms,
    words,
)

EVER_GIVEN = {
    "EXIT_DEATH": 1,
    "YEAR_OF_ADMISSIONS": 2,
    "ADMISSION": 3,
    "JOINER": 4,
    "EXIT_LEAVING": 5,
    "SYSTEMIC": 6,
    "BIRTH": 7,
    "BEHAVIOUR": 8,
    "PARAMETER": 9,
}
FIRST_DRAWN = {
    "EXIT_DEATH": 0x4148DC54CFD25676,
    "YEAR_OF_ADMISSIONS": 0x5F91BA745F4BFB5D,
    "ADMISSION": 0xCF0FBFAD7AD2DA4D,
    "JOINER": 0xE89667E76BFA50F4,
    "EXIT_LEAVING": 0x6FFA6F7AC569DEB8,
    "SYSTEMIC": 0x9DCC9753933AE380,
    "BIRTH": 0x83795B4D26D0C2EE,
    "BEHAVIOUR": 0xD2DEDB0E08A38764,
    "PARAMETER": 0x282B9C3C601223A2,
}
UIDS = member_uids("CWF-1", [f"{number:05}" for number in range(60)])

uids = st.integers(1, (1 << 64) - 1)
addresses = st.builds(
    Address,
    member=uids,
    purpose=st.sampled_from(Purpose),
    scenario=st.integers(0, SCENARIOS - 1),
    year=st.integers(0, YEARS - 1),
    draw=st.integers(0, DRAWS - 1),
)
seeds = st.integers(0, (1 << 64) - 1)


def parts(address: Address) -> tuple[int, ...]:
    return (int(address.member), int(address.scenario), int(address.purpose), int(address.year), int(address.draw))


def everybody(scenarios: object = None, members: object = None) -> Address:
    members = UIDS if members is None else members
    scenarios = np.arange(50) if scenarios is None else scenarios
    return Address(member=members[:, None], scenario=scenarios, purpose=Purpose.YEAR_OF_ADMISSIONS, year=3)


def drawn(scenarios: np.ndarray) -> bytes:
    """What a worker draws: at the top of the module, so that another process finds it."""
    return uniforms(2569, everybody(scenarios)).T.tobytes()


# --- the address -------------------------------------------------------------------------------------------


def test_a_purpose_keeps_its_number_for_ever():
    assert {name: int(number) for name, number in Purpose.__members__.items()} == EVER_GIVEN
    assert max(Purpose) < 1 << 8


def test_a_new_purpose_moves_no_draw_of_the_others():
    one = Address(member=UIDS[7], purpose=Purpose.EXIT_DEATH, scenario=8, year=9, draw=10)
    assert {each.name: int(words(2569, evolve(one, purpose=each))) for each in Purpose} == FIRST_DRAWN


def test_these_draws_are_the_same_in_every_version_and_on_every_machine():
    address = Address(member=UIDS[:, None, None], purpose=Purpose.BIRTH, scenario=np.arange(9)[:, None], draw=range(5))
    assert (
        sha256(words(2569, address).astype("<u8").tobytes()).hexdigest()
        == "68b95a7ee1315baf7952381e4f16cfdb3eaf4584a696f0cf847484e8344d0ea0"
    )
    assert (
        sha256(uniforms(2569, address).astype("<f8").tobytes()).hexdigest()
        == "650b126089c9fe2202f9427b571ef2029104a403298797fbad361319f8eeecdd"
    )
    assert (
        sha256(integers(2569, address, (1 << 63) + 1).astype("<u8").tobytes()).hexdigest()
        == "fca94a277e020b5a03635c5103683ceb4990f4e1bb6c39b4afd7638d7960ca0e"
    )


@given(seeds, addresses, addresses)
def test_no_two_addresses_share_a_word(seed, one, other):
    assert (int(words(seed, one)) == int(words(seed, other))) == (parts(one) == parts(other))


@given(addresses, st.data())
def test_each_part_of_an_address_counts(address, data):
    changed = {
        "member": data.draw(uids.filter(lambda uid: uid != int(address.member))),
        "purpose": data.draw(st.sampled_from([each for each in Purpose if each != address.purpose])),
        "scenario": (int(address.scenario) + 1) % SCENARIOS,
        "year": (int(address.year) + 1) % YEARS,
        "draw": (int(address.draw) + 1) % DRAWS,
    }
    found = [int(words(1, address))] + [int(words(1, evolve(address, **{name: to}))) for name, to in changed.items()]
    assert len(set(found)) == len(found)
    assert int(words(2, address)) != found[0]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("scenario", SCENARIOS),
        ("year", YEARS),
        ("draw", DRAWS),
        ("year", -1),
        ("member", [0, -1]),
        ("member", 1 << 64),
        ("scenario", 0.5),
        ("draw", [True]),
    ],
)
def test_what_would_run_into_another_part_is_refused(name, value):
    given_parts = {"member": 1, "purpose": Purpose.BIRTH} | {name: value}
    with pytest.raises(InvalidValue) as caught:
        Address(**given_parts)
    assert [finding.code for finding in caught.value.findings] == ["draw.outside"]


@pytest.mark.parametrize("seed", [-1, 1 << 64, 0.5])
def test_a_seed_has_64_bits_without_a_sign(seed):
    with pytest.raises(InvalidValue):
        words(seed, Address(member=1, purpose=Purpose.BIRTH))


def test_the_last_address_of_all_is_drawn():
    last = Address(member=(1 << 64) - 1, purpose=9, scenario=SCENARIOS - 1, year=YEARS - 1, draw=DRAWS - 1)
    assert 0 <= float(uniforms((1 << 64) - 1, last)) < 1
    assert last.shape == ()


# --- order, pieces, threads, processes ---------------------------------------------------------------------


@given(st.permutations(range(60)), st.permutations(range(50)))
def test_order_is_no_part_of_a_draw(members, scenarios):
    whole = uniforms(1, everybody())
    shuffled = uniforms(1, everybody(np.array(scenarios), UIDS[members]))
    assert shuffled.tobytes() == np.ascontiguousarray(whole[members][:, scenarios]).tobytes()


@given(st.sets(st.integers(1, 49)), st.sets(st.integers(1, 59)))
def test_pieces_give_the_whole(scenario_cuts, member_cuts):
    rows = [
        [uniforms(1, everybody(scenarios, members)) for scenarios in np.split(np.arange(50), sorted(scenario_cuts))]
        for members in np.split(UIDS, sorted(member_cuts))
    ]
    assert np.block(rows).tobytes() == uniforms(1, everybody()).tobytes()


def test_a_scenario_alone_is_the_scenario_among_others():
    assert (uniforms(1, everybody(37))[:, 0] == uniforms(1, everybody())[:, 37]).all()


def test_threads_and_processes_draw_the_same_bytes():
    blocks = np.array_split(np.arange(50), 5)
    alone = drawn(np.arange(50))
    with ThreadPoolExecutor(4) as threads:
        assert b"".join(threads.map(drawn, blocks)) == alone
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        assert b"".join(processes.map(_in_a_process, blocks)) == alone


def _in_a_process(scenarios: np.ndarray) -> bytes:
    return drawn(scenarios)


# --- members -----------------------------------------------------------------------------------------------


def test_a_uid_is_the_same_for_ever():
    assert member_uid("CWF-1", "00012") == 0x2DB3E43FCFEAF4A0
    assert member_uid("กองทุน", "ก-12") == 11070522457564543269
    assert UIDS[12] == member_uid("CWF-1", "00012")


def test_fund_and_number_do_not_run_together():
    assert len({member_uid("a", "bc"), member_uid("ab", "c"), member_uid("abc", ""), member_uid("", "abc")}) == 4


def test_two_members_with_one_uid_are_an_error_that_names_them():
    with pytest.raises(InvalidValue, match="rows 1 and 3") as caught:
        member_uids("CWF-1", ["1", "2", "3", "2"])
    finding = caught.value.findings[0]
    assert (finding.code, dict(finding.params)) == ("draw.shared_uid", {"first": 1, "second": 3})


def test_nobody_is_everybody():
    refuse_shared(np.array([3, 1, 2], dtype=np.uint64))
    refuse_shared(np.array([], dtype=np.uint64))
    with pytest.raises(InvalidValue):
        refuse_shared(np.array([3, EVERYBODY], dtype=np.uint64))


# --- whole numbers -----------------------------------------------------------------------------------------


@given(seeds, addresses, st.integers(1, (1 << 64) - 1))
def test_whole_numbers_are_the_upper_half_of_a_product_and_rejected_words_are_drawn_again(seed, address, below):
    word = int(words(seed, address))
    while word * below % (1 << 64) < (1 << 64) % below:
        word = int(words(word, address))
    assert int(integers(seed, address, below)) == word * below >> 64


def test_words_are_thrown_away_where_they_would_favour_some_numbers():
    below = (1 << 63) + 1  # nearly half of all words are thrown away
    address = everybody()
    exact = [int(word) * below >> 64 for word in words(1, address).flat]
    found = [int(number) for number in integers(1, address, below).flat]
    changed = sum(one != other for one, other in zip(exact, found, strict=True))
    assert abs(changed / len(found) - 0.5) < 5 * 0.5 / math.sqrt(len(found))


def test_each_number_drawn_again_keeps_its_own_limit_and_address():
    limits = np.array([(1 << 63) + 1, 3, (1 << 63) + 12345, (1 << 62) * 3], dtype=np.uint64)
    address = Address(member=UIDS[:, None], purpose=Purpose.JOINER, scenario=[0, 1, 2, 3], draw=[0, 1, 2, 3])
    found = integers(1, address, limits)
    for row in range(60):
        for place in range(4):
            one = evolve(address, member=UIDS[row], scenario=place, draw=place)
            assert int(integers(1, one, limits[place])) == int(found[row, place])


def test_limits_are_broadcast_and_a_limit_of_one_leaves_no_choice():
    address = Address(member=UIDS, purpose=Purpose.ADMISSION)
    found = integers(1, address, np.array([[1], [2], [365]]))
    assert found.shape == (3, 60)
    assert found[0].max() == 0
    assert [int(row.max()) for row in found[1:]] == [1, int((words(1, address).astype(object) * 365 >> 64).max())]


@pytest.mark.parametrize("below", [0, -1, [3, 0], 1.5, 1 << 64])
def test_a_limit_is_a_whole_number_from_one(below):
    with pytest.raises(InvalidValue):
        integers(1, Address(member=1, purpose=Purpose.ADMISSION), below)


# --- chance: fixed seeds, and bounds of five standard deviations -------------------------------------------


def chi_square(counts: np.ndarray) -> float:
    """In standard deviations from its mean, for equally likely cells."""
    freedom = counts.size - 1
    value = ((counts - counts.mean()) ** 2).sum() / counts.mean()
    return abs(float(value) - freedom) / math.sqrt(2 * freedom)


MANY = Address(
    member=np.arange(1, 1001, dtype=np.uint64)[:, None], purpose=Purpose.EXIT_DEATH, scenario=np.arange(1000)
)


@pytest.mark.parametrize("seed", [0, 1, 2569])
def test_uniforms_are_uniform(seed):
    found = uniforms(seed, MANY).ravel()
    assert found.min() >= 0
    assert found.max() < 1
    assert chi_square(np.bincount((found * 1000).astype(int), minlength=1000)) < 5
    assert abs(found.mean() - 1 / 2) < 5 * math.sqrt(1 / 12 / found.size)
    assert abs(found.var() - 1 / 12) < 5 * math.sqrt(1 / 180 / found.size)


def test_all_53_bits_are_chance():
    found = (uniforms(1, MANY) * 2**53).astype(np.uint64).ravel()
    for bit in range(53):
        ones = int(((found >> np.uint64(bit)) & np.uint64(1)).sum())
        assert abs(ones - found.size / 2) < 5 * math.sqrt(found.size) / 2


def test_neighbouring_members_scenarios_years_and_draws_know_nothing_of_each_other():
    here = uniforms(1, MANY).ravel()
    for other in (
        uniforms(1, evolve(MANY, year=1)),
        uniforms(1, evolve(MANY, draw=1)),
        uniforms(1, evolve(MANY, purpose=Purpose.EXIT_LEAVING)),
        uniforms(2, MANY),
        np.roll(uniforms(1, MANY), 1, axis=0),
        np.roll(uniforms(1, MANY), 1, axis=1),
    ):
        cells = (here * 32).astype(int) * 32 + (other.ravel() * 32).astype(int)
        assert chi_square(np.bincount(cells, minlength=1024)) < 5
        assert abs(np.corrcoef(here, other.ravel())[0, 1]) < 5 / math.sqrt(here.size)


def turned_in(address: Address, name: str, bit: int) -> Address:
    return evolve(address, **{name: getattr(address, name) ^ np.uint64(1 << bit)})


@pytest.mark.parametrize(("name", "bits"), [("seed", 64), ("member", 64), ("scenario", 32), ("year", 12), ("draw", 13)])
def test_one_bit_of_an_address_turns_half_of_the_bits_of_a_draw(name, bits):
    """The avalanche: each bit turned, 2,000 times; each of the 64 bits of the word must turn half of the times."""
    address = Address(
        member=np.arange(1, 2001, dtype=np.uint64), purpose=Purpose.EXIT_DEATH, scenario=7, year=5, draw=2
    )
    before = words(1, address)
    for bit in range(bits):
        if name == "seed":
            after = words(1 ^ 1 << bit, address)
        else:
            after = (
                words(1, evolve(address, **{name: getattr(address, name) ^ (1 << bit)}))
                if name != "purpose"
                else (words(1, evolve(address, purpose=Purpose((1 ^ 1 << bit) or 9))))
            )
        turned = np.unpackbits((before ^ after).view(np.uint8)).reshape(2000, 64)
        assert abs(turned.mean() - 0.5) < 5 * 0.5 / math.sqrt(turned.size)
        assert np.abs(turned.mean(axis=0) - 0.5).max() < 6 * 0.5 / math.sqrt(2000)


@pytest.mark.parametrize("below", [2, 3, 10, 365, 1000])
def test_whole_numbers_are_equally_likely(below):
    assert chi_square(np.bincount(integers(1, MANY, below).ravel().astype(int), minlength=below)) < 5
