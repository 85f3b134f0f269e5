"""Whatever comes in, a reader reads it or refuses it in our own words, within stated time and memory.

This is the short run; `python tasks.py fuzz` is the long one.
"""

from random import Random

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from memory import bounded
from readers import READERS
from readers_of_commands import COMMANDS
from readers_of_sheets_at_the_shell import SHEETS_AT_THE_SHELL
from reading import FaultyError, Reader, judge
from spoil import MOST_BYTES, OF_FORM, spoilt

from communitywelfare.errors import Finding, FormatError, Severity

by_reader = pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
AT_THE_SHELL = (*COMMANDS, *SHEETS_AT_THE_SHELL)
OF_FILES = {name: each for name, each in READERS.items() if each not in AT_THE_SHELL}
by_reader_of_files = pytest.mark.parametrize("reader", OF_FILES.values(), ids=OF_FILES)
by_command = pytest.mark.parametrize("reader", AT_THE_SHELL, ids=[each.name for each in AT_THE_SHELL])
AS_MANY = settings.default.max_examples


@by_reader
def test_every_whole_file_is_read(reader):
    assert {judge(reader, seed) for seed in reader.seeds()} == {"read"}


@by_reader_of_files
@given(chance=st.randoms(use_true_random=False))
@settings(suppress_health_check=list(HealthCheck), max_examples=AS_MANY // 2)  # some read a whole package with each
def test_no_spoilt_file_makes_a_reader_fall_over(reader, chance):
    look_on(reader, chance)


@by_command
@given(chance=st.randoms(use_true_random=False))
@settings(suppress_health_check=list(HealthCheck), max_examples=AS_MANY // 3)  # each reads a package, and may write one
def test_no_spoilt_word_makes_a_command_fall_over(reader, chance):
    look_on(reader, chance)


def look_on(reader, chance):
    contents = spoilt(chance, chance.choice(reader.seeds()), reader.form)
    note(repr(contents[:2_000]))
    with bounded():
        judge(reader, contents)


@pytest.mark.no_cover  # it is timed here, and measured where files are small
@by_reader
@pytest.mark.parametrize(
    "contents", [b"", b"\xef\xbb\xbf", b"\x00" * MOST_BYTES, b"\xff" * MOST_BYTES, b",\n" * 50_000]
)
def test_nothing_at_all_and_much_of_nothing_is_no_trouble(reader, contents):
    with bounded():
        judge(reader, contents)


# --- the judge -----------------------------------------------------------------------------------------------


def reader_that(read):
    return Reader("made for a test", "bytes", read, lambda: [b""])


def endless(_contents):
    while True:
        pass


def greedy(_contents):
    return bytearray(4 << 30)


def surrogate(_contents):
    raise FormatError("half a pair", Finding("container.strange_name", Severity.ERROR, params={"name": "\ud800"}))


@pytest.mark.parametrize(
    ("read", "told"),
    [
        (lambda contents: contents[9], "IndexError"),
        (lambda contents: {}["a"], "KeyError"),
        (endless, "more than 0.1 seconds"),
        (greedy, "MemoryError"),
        (surrogate, "no text"),
    ],
)
def test_the_judge_sees_what_no_reader_may_do(read, told):
    with pytest.raises(FaultyError, match=told), bounded():
        judge(reader_that(read), b"", seconds=0.1)


def test_the_judge_lets_read_and_refuse():
    def refuse(_contents):
        raise FormatError("no", Finding("file.not_there", Severity.ERROR, params={"file": "x"}))

    assert judge(reader_that(lambda contents: (len(contents),)), b"") == "read"
    assert judge(reader_that(refuse), b"") == "refused"


@pytest.mark.parametrize("form", OF_FORM)
def test_the_same_chance_spoils_the_same_way_and_does_spoil(form):
    reader = next(each for each in READERS.values() if each.form == form)
    whole = reader.seeds()[0]
    ways = [spoilt(Random(seed), whole, form) for seed in range(40)]
    assert ways == [spoilt(Random(seed), whole, form) for seed in range(40)]
    assert len(set(ways) - {whole}) > 20
    assert max(map(len, ways)) <= MOST_BYTES
