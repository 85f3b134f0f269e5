"""Paths into a by-law: what people write, and what they mean by it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.errors import InvalidValue
from communitywelfare.rules.changes.paths import MISSING, Book, node_at, parts_of, text_of
from communitywelfare.rules.writing import document_of
from communitywelfare.strategies import bylaws
from communitywelfare.wording import LANGUAGES, words

KEYS = st.one_of(
    st.sampled_from(["death", "คลอด", "a.b", 'say "x"', "a b", "version", "="]), st.text(min_size=1, max_size=8)
)
PARTS = st.builds(lambda first, rest: (first, *rest), KEYS, st.lists(st.one_of(KEYS, st.integers(1, 99)), max_size=6))


@given(PARTS)
def test_a_path_that_is_written_reads_as_the_same_parts(parts):
    assert parts_of(text_of(parts)) == parts


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("death.steps[4].pay", ("death", "steps", 4, "pay")),
        ("  dues.rate ", ("dues", "rate")),
        ("death.steps[๔]", ("death", "steps", 4)),
        ('"a.b".c[1][2]', ("a.b", "c", 1, 2)),
        ("hospital-stay.wait", ("hospital-stay", "wait")),
    ],
)
def test_paths_are_read_as_people_write_them(path, parts):
    assert parts_of(path) == parts


@pytest.mark.parametrize(
    "path", ["", " ", ".", "a.", ".a", "a..b", "a[", "a[]", "a[x]", "[1]", "a b", '"', '""', "a=1", "a" * 501]
)
def test_what_is_no_path_is_refused_in_words(path):
    with pytest.raises(InvalidValue) as refused:
        parts_of(path)
    (finding,) = refused.value.findings
    assert finding.code == "change.path_unreadable"
    assert all("death.steps[4].pay" in words(finding, language) for language in LANGUAGES)


@given(bylaws(max_versions=3), st.data())
def test_everything_has_a_shortest_and_a_full_path_that_mean_it_alone(bylaw, data):
    book = Book(document_of(bylaw), data.draw(st.integers(1, len(bylaw.versions))))
    everything = list(book.everything())

    assert len(set(everything)) == len(everything)
    for address in everything:
        assert node_at(book.document, address) is not MISSING
        for path in (book.short(address), book.full(address)):
            assert book.meant(parts_of(path)) == (address,)
        assert len(book.short(address)) <= len(book.full(address))


@given(bylaws(max_versions=3), st.data())
def test_a_numbered_version_is_meant_whichever_is_open(bylaw, data):
    one, other = (data.draw(st.integers(1, len(bylaw.versions))) for _ in range(2))
    document = document_of(bylaw)
    for address in Book(document, one).everything():
        if address[0] == "version":
            short = Book(document, other).short(address)
            assert short.startswith("version[") == (one != other or len(address) < 3)
            assert Book(document, other).meant(parts_of(short)) == (address,)
