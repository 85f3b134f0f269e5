"""The journal as it is stored: any changed byte is found, and a printed head vouches for what came before it."""

from hashlib import sha256

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from communitywelfare.accounting import Journal
from communitywelfare.errors import FormatError, InvalidValue
from communitywelfare.io._chain import GENESIS, broken_at
from communitywelfare.io.journal import journal_text, sealed
from communitywelfare.io.stored import (
    StoredEntry,
    csv_text,
    entry_of_head,
    journal_of,
    stored_entries,
    stored_in,
    verify,
)
from communitywelfare.strategies import funds, odd_journals


def lived(min_size: int = 0) -> st.SearchStrategy[Journal]:
    """The journals of whole funds, and odd ones."""
    return odd_journals(min_size=min_size) | funds().map(lambda fund: fund.journal).filter(
        lambda it: len(it) >= min_size
    )


@given(lived())
def test_what_is_stored_is_found_again_in_every_shape(journal):
    stored = stored_entries(journal)
    text = csv_text(stored)
    assert text == journal_text(journal)
    assert tuple(stored_in(text)) == tuple(stored_in("\ufeff" + text)) == stored
    assert journal_of(stored) == journal
    assert [entry.seal for entry in journal_of(stored)] == [entry.seal for entry in stored]
    assert [entry.number for entry in stored] == [entry.number for entry in journal]
    assert journal_of(stored).head == sealed(journal).head
    assert verify(stored) is None


@given(lived(min_size=1))
def test_each_hash_is_that_of_the_one_before_a_line_feed_and_the_bytes(journal):
    prev = GENESIS
    for entry in stored_entries(journal):
        assert (entry.prev, entry.hash) == (prev, sha256(prev.encode() + b"\n" + entry.raw).hexdigest())
        prev = entry.hash


@given(lived(min_size=1), st.data())
def test_any_flipped_byte_of_any_entry_is_found_at_that_entry(journal, data):
    stored = list(stored_entries(journal))
    place = data.draw(st.integers(0, len(stored) - 1), label="entry")
    raw = bytearray(stored[place].raw)
    position = data.draw(st.integers(0, len(raw) - 1), label="position")
    raw[position] ^= data.draw(st.integers(1, 255), label="difference")
    stored[place] = evolve(stored[place], raw=bytes(raw))
    found = verify(stored)
    assert (found.code, found.params["entry"]) == ("journal.chain_broken", stored[place].number)


@given(lived(min_size=1), st.data())
def test_any_flipped_character_of_a_link_is_found_at_that_entry(journal, data):
    stored = list(stored_entries(journal))
    place = data.draw(st.integers(0, len(stored) - 1), label="entry")
    link = data.draw(st.sampled_from(["prev", "hash"]))
    text = getattr(stored[place], link)
    position = data.draw(st.integers(0, 63), label="position")
    other = data.draw(st.sampled_from("0123456789abcdefF ").filter(lambda it: it != text[position]))
    stored[place] = evolve(stored[place], **{link: text[:position] + other + text[position + 1 :]})
    assert verify(stored).params["entry"] == stored[place].number


@given(lived(min_size=2), st.data())
def test_an_entry_that_is_dropped_doubled_or_moved_is_found(journal, data):
    stored = stored_entries(journal)
    place = data.draw(st.integers(0, len(stored) - 2), label="entry")
    before, one, two, after = stored[:place], stored[place], stored[place + 1], stored[place + 2 :]
    for changed in ((*before, two, *after), (*before, one, one, two, *after), (*before, two, one, *after)):
        assert verify(changed).code == "journal.chain_broken"


@given(lived(min_size=1), st.data())
def test_a_consistent_edit_or_a_cut_off_tail_is_found_by_a_head_that_was_printed_before(journal, data):
    """The chain was computed anew from the edit on: nothing but the printed head knows."""
    stored = stored_entries(journal)
    printed = stored[-1].hash[: data.draw(st.integers(8, 64), label="printed")]
    place = data.draw(st.integers(0, len(stored) - 1), label="entry")
    entries = list(sealed(journal).entries)
    entries[place] = evolve(entries[place], voucher=evolve(entries[place].voucher, description="edited"))
    edited = stored_entries(Journal(tuple(evolve(entry, seal=None) for entry in entries)))
    assume(edited != stored)
    assert verify(edited) is None
    assert verify(edited, known_head=printed).code == "journal.head_unknown"
    assert verify(stored[:place]) is None
    assert verify(stored[:place], known_head=printed).code == "journal.head_unknown"
    assert verify(stored, known_head=printed) is None


@given(lived(min_size=1), st.data())
def test_a_printed_head_tells_the_entry_up_to_which_all_is_as_it_was(journal, data):
    whole = sealed(journal)
    entry = data.draw(st.sampled_from(whole.entries))
    for printed in (entry.seal.hash, entry.seal.hash[:8], f" {entry.seal.hash[:16].upper()}\n"):
        assert entry_of_head(whole, printed) == entry
        assert verify(stored_entries(whole), known_head=printed) is None
    assert entry_of_head(Journal(whole.entries[: whole.entries.index(entry)]), entry.seal.hash) is None


@pytest.mark.parametrize("printed", ["1234567", "", "12345678x", "ก" * 8])
def test_what_is_no_head_is_told(printed):
    with pytest.raises(InvalidValue) as error:
        entry_of_head(Journal(), printed)
    assert [finding.code for finding in error.value.findings] == ["journal.no_head"]


@given(lived(min_size=1), st.data())
def test_a_chain_holds_as_entries_just_where_it_holds_as_a_file(journal, data):
    text = journal_text(journal)
    header = len(journal_text(Journal()))
    position = data.draw(st.integers(header, len(text) - 1))
    changed = text[:position] + data.draw(st.sampled_from(["", ",", '"', "\r\n", "0"])) + text[position + 1 :]
    assert (verify(stored_in(changed)) is None) == (broken_at(changed) is None)


def test_bytes_that_are_no_text_or_no_journal_are_told():
    def told(raw: bytes):
        with pytest.raises(FormatError) as error:
            journal_of([StoredEntry(raw, GENESIS, sha256(f"{GENESIS}\n".encode() + raw).hexdigest())])
        return {finding.code for finding in error.value.findings}

    assert told(b"E1,\xff") == {"file.encoding"}
    assert told(b"E1,2024-01-01") == {"table.ragged"}
