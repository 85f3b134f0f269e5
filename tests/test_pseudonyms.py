"""Pseudonyms: stable under one key and purpose, joined by nothing else, and silent about the key."""

import copy
import hmac
import json
import pickle
import traceback
from hashlib import sha256

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from communitywelfare.errors import InvalidValue, Refused
from communitywelfare.identity import CitizenId
from communitywelfare.pseudonyms import KEY_BYTES, Pseudonym, PseudonymKey, pseudonym, reference, rotation
from communitywelfare.strategies import citizen_ids

SECRETS = st.binary(min_size=KEY_BYTES, max_size=80)
WORDS = st.text(min_size=1, max_size=12).filter(str.strip)
KEYS = st.builds(PseudonymKey, WORDS, SECRETS)
KEY = PseudonymKey("2567", bytes(range(32)))


# --- what a pseudonym is -----------------------------------------------------------------------------------


@given(KEYS, WORDS, citizen_ids(), citizen_ids())
def test_two_pseudonyms_agree_exactly_where_the_ids_do(key, purpose, one, other):
    first, second = pseudonym(key, purpose, one), pseudonym(key, purpose, other)
    assert (first == second) == (one == other) == first.is_same_person(second)
    assert first == pseudonym(key, purpose, one)
    assert len({first, second, pseudonym(key, purpose, one)}) == 1 + (one != other)


@given(WORDS, SECRETS, WORDS, citizen_ids())
def test_it_is_the_hmac_of_parts_with_their_lengths(key_id, secret, purpose, citizen_id):
    """Reckoned again with a message that is built otherwise."""
    parts = ["communitywelfare.pseudonym/1", key_id, "citizen ID", purpose, citizen_id.reveal("a test")]
    message = b""
    for part in parts:
        message += len(part.encode()).to_bytes(8, "big")
        message += part.encode()
    nibbles = hmac.digest(secret, message, sha256).hex()[:32]
    letters = "".join(chr(ord("a") + int(nibble, 16)) for nibble in nibbles)
    assert pseudonym(PseudonymKey(key_id, secret), purpose, citizen_id).text == letters


@given(KEYS, st.binary(min_size=1, max_size=6), st.binary(min_size=1, max_size=6))
def test_purposes_of_any_bytes_are_told_apart(key, one, other):
    first, second = (each.decode(errors="surrogateescape") for each in (one, other))
    assume(first.strip() and second.strip())
    assert (reference(key, first, "1") == reference(key, second, "1")) == (one == other)


@given(KEYS, WORDS, WORDS, citizen_ids())
def test_two_purposes_cannot_be_joined(key, one, other, citizen_id):
    assume(one != other)
    first, second = pseudonym(key, one, citizen_id), pseudonym(key, other, citizen_id)
    assert first.text != second.text
    assert first != second
    with pytest.raises(Refused) as refused:
        first.is_same_person(second)
    assert refused.value.findings[0].code == "pseudonym.cannot_be_compared"


@given(SECRETS, SECRETS, citizen_ids())
def test_two_keys_cannot_be_joined_even_where_they_bear_one_id(one, other, citizen_id):
    assume(hmac.digest(one, b"", sha256) != hmac.digest(other, b"", sha256))  # HMAC fills short keys up with zeros
    assert (
        pseudonym(PseudonymKey("k", one), "p", citizen_id).text
        != pseudonym(PseudonymKey("k", other), "p", citizen_id).text
    )


@given(WORDS, WORDS, citizen_ids())
def test_key_id_and_purpose_do_not_run_together(one, other, citizen_id):
    """Without the lengths, key "ab" for "c" and key "a" for "bc" would be joined."""
    joined = pseudonym(PseudonymKey(one + other, bytes(32)), "p", citizen_id)
    assert joined.text != pseudonym(PseudonymKey(one, bytes(32)), other + "p", citizen_id).text


def test_a_reference_tells_its_parts_apart_and_is_no_pseudonym():
    texts = [
        reference(KEY, "p", "F1", "0012"),
        reference(KEY, "p", "F10", "012"),
        reference(KEY, "q", "F1", "0012"),
        reference(KEY, "p", CitizenId.synthetic(1).reveal("a test")),
        pseudonym(KEY, "p", CitizenId.synthetic(1)).text[:16],
    ]
    assert len(set(texts)) == len(texts)
    assert all(text.isalpha() and len(text) == 16 for text in texts)


def test_pseudonyms_compare_with_nothing_else():
    made = pseudonym(KEY, "p", CitizenId.synthetic(1))
    assert made != made.text
    assert made != pseudonym(PseudonymKey("other", bytes(range(32))), "p", CitizenId.synthetic(1))


@pytest.mark.parametrize("purpose", ["", "  "])
def test_a_pseudonym_without_a_purpose_is_refused(purpose):
    for make in (
        lambda: pseudonym(KEY, purpose, CitizenId.synthetic(1)),
        lambda: reference(KEY, purpose, "0012"),
        lambda: Pseudonym(key_id="k", purpose=purpose, text="a"),
    ):
        with pytest.raises(InvalidValue) as invalid:
            make()
        assert invalid.value.findings[0].code == "pseudonym.no_purpose"


@given(KEYS, KEYS, WORDS, st.lists(citizen_ids(), max_size=5, unique=True))
def test_after_a_rotation_what_was_kept_by_old_pseudonyms_is_found_by_new_ones(old, new, purpose, people):
    kept = {pseudonym(old, purpose, each): place for place, each in enumerate(people)}
    carried = rotation(old, new, purpose, people)
    moved = {carried[each]: place for each, place in kept.items()}
    assert moved == {pseudonym(new, purpose, each): place for place, each in enumerate(people)}


# --- the key -----------------------------------------------------------------------------------------------

SECRET = b"a secret that nobody may ever see"


def test_the_secret_shows_nowhere():
    key = PseudonymKey("2567", SECRET)
    texts = [
        str(key),
        repr(key),
        f"{key}",
        f"{key!r:>40}",
        f"{key!r} {key}",
        repr([key]),
        repr(vars(type(key))),
    ]
    with pytest.raises(TypeError) as refused:
        json.dumps(key)
    texts.append("".join(traceback.format_exception(refused.value)))
    assert not attrs.has(PseudonymKey)
    assert [text for text in texts if "secret that" in text or SECRET.hex() in text] == []
    assert key.reveal("a test") == SECRET
    with pytest.raises(ValueError, match="what the key is needed for"):
        key.reveal("")


@pytest.mark.parametrize("copied", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_key_is_not_pickled_or_copied(copied):
    with pytest.raises(TypeError, match="not copied"):
        copied(KEY)


@given(st.binary(max_size=KEY_BYTES - 1))
def test_a_short_secret_is_refused_and_not_told(secret):
    with pytest.raises(InvalidValue) as invalid:
        PseudonymKey("k", secret)
    assert invalid.value.findings[0].params == {"wanted": 32, "found": len(secret)}


def test_a_key_without_an_id_is_refused():
    with pytest.raises(InvalidValue) as invalid:
        PseudonymKey(" ", SECRET)
    assert invalid.value.findings[0].code == "key.no_id"


@given(SECRETS, SECRETS)
def test_a_key_may_be_named_after_its_secret(one, other):
    assume(hmac.digest(one, b"", sha256) != hmac.digest(other, b"", sha256))
    assert PseudonymKey.of(one) == PseudonymKey.of(one)
    assert hash(PseudonymKey.of(one)) == hash(PseudonymKey.of(one))
    assert PseudonymKey.of(one).key_id != PseudonymKey.of(other).key_id
    assert PseudonymKey.of(one) != PseudonymKey.of(one).key_id
    assert PseudonymKey("k", one) != PseudonymKey("k", other + b"x" * 80)
