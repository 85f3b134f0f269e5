"""A book of many by-laws kept beside them: it is the same book, and never an old one."""

import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from attrs import fields
from hypothesis import given, settings
from hypothesis import strategies as st

from communitywelfare.errors import FormatError
from communitywelfare.io.books import read_book
from communitywelfare.rules.columns import Book
from communitywelfare.rules.columns.lifting import taken_apart
from communitywelfare.rules.columns.stored import book_of, stored
from communitywelfare.strategies import bylaws

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "bylaws"
NAMES = sorted(path.name for path in EXAMPLES.glob("*.toml"))


def assert_same(one, other):
    """Every column of two books is alike, and every shape."""
    for field in fields(type(one)):
        left, right = getattr(one, field.name), getattr(other, field.name)
        if isinstance(left, np.ndarray):
            assert left.dtype == right.dtype
            assert np.array_equal(left, right)
        elif field.name == "shapes":
            assert len(left) == len(right)
            for its, the_other in zip(left, right, strict=True):
                assert taken_apart(its.pattern)[0] == taken_apart(the_other.pattern)[0]
                assert np.array_equal(its.literals, the_other.literals)
                assert np.array_equal(its.row_of, the_other.row_of)
        elif hasattr(type(left), "__attrs_attrs__"):
            assert_same(left, right)
        else:
            assert left == right


@settings(max_examples=25)
@given(st.lists(bylaws(), min_size=0, max_size=3))
def test_a_book_is_the_same_after_it_was_stored(laws):
    book = Book.of(laws)

    def pattern(place):
        bylaw, version, key = place
        return next(each for each in laws[bylaw].versions if each.version == version).by_key[key]

    assert_same(book_of(*stored(book), pattern), book)


def test_the_examples_are_read_once_and_found_again(tmp_path):
    kept = str(tmp_path / "kept.npz")
    first = read_book(str(EXAMPLES), NAMES, kept=kept)
    before = Path(kept).read_bytes()
    again = read_book(str(EXAMPLES), NAMES, kept=kept)

    assert first.findings == ()
    assert first.files == tuple(NAMES)
    assert again.files == first.files
    assert_same(again.book, first.book)
    assert_same(read_book(str(EXAMPLES), NAMES).book, first.book)
    assert Path(kept).read_bytes() == before


def copied(tmp_path, names):
    for name in names:
        (tmp_path / name).write_bytes((EXAMPLES / name).read_bytes())


def test_a_changed_bylaw_makes_the_book_anew(tmp_path):
    names, kept = NAMES[:3], str(tmp_path / "kept.npz")
    copied(tmp_path, names)
    before = read_book(str(tmp_path), names, kept=kept)
    changed = tmp_path / names[0]
    changed.write_text(changed.read_text("utf-8").replace('"300.00"', '"301.00"'), "utf-8")
    after = read_book(str(tmp_path), names, kept=kept)

    assert stored(after.book)[0].keys() == stored(before.book)[0].keys()
    with pytest.raises(AssertionError):
        assert_same(after.book, before.book)
    assert_same(read_book(str(tmp_path), names, kept=kept).book, after.book)


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04", b"nonsense", None, -1, 200])
def test_a_damaged_book_is_made_anew(tmp_path, damage):
    kept = tmp_path / "kept.npz"
    book = read_book(str(EXAMPLES), NAMES, kept=str(kept)).book
    whole = kept.read_bytes()
    if damage is None:
        kept.unlink()
    else:
        kept.write_bytes(damage if isinstance(damage, bytes) else whole[:damage])
    assert_same(read_book(str(EXAMPLES), NAMES, kept=str(kept)).book, book)
    assert kept.read_bytes() == whole


def said(signature, at, new):
    """Bytes of every header of a kind in the archive, as they are not."""

    def damaged(whole):
        pieces = whole.split(signature)
        return signature.join(
            [pieces[0], *(piece[: at - 4] + new + piece[at - 4 + len(new) :] for piece in pieces[1:])]
        )

    return damaged


def rewritten(old, new):
    """Bytes within the files of the archive are others, and its sums of them fit."""

    def damaged(whole):
        out = BytesIO()
        with zipfile.ZipFile(BytesIO(whole)) as archive, zipfile.ZipFile(out, "w") as other:
            for name in archive.namelist():
                other.writestr(name, archive.read(name).replace(old, new))
        return out.getvalue()

    return damaged


WAYS = {
    "a newer way of packing": said(b"PK\x01\x02", 6, b"\xff"),
    "packed by nobody's way": said(b"PK\x01\x02", 10, b"\x63"),
    "packed, and it is not": said(b"PK\x01\x02", 10, b"\x08"),
    "more numbers than there is memory": rewritten(b"), }             ", b"0000000000000), }"),
    "more numbers than there are": rewritten(b",), }               ", b"9999999999999,)}"),
    "a header without an end": rewritten(b"{'descr': '", b"{'descr':(("),
    "a header that is no text": rewritten(b"'descr'", b"'des\xff\xff'"),
    "words without a key": rewritten(b'"made_of"', b'"made_by"'),
    "words of another kind": rewritten(b'"book": {', b'"book": 5,"": {'),
    "words nested beyond measure": rewritten(b'"book": ', b'"book":' + b"[" * 9_999),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_book_damaged_in_any_way_is_made_anew(tmp_path, way):
    kept, names = tmp_path / "kept.npz", NAMES[:2]
    book = read_book(str(EXAMPLES), names, kept=str(kept)).book
    whole = kept.read_bytes()
    assert way(whole) != whole
    kept.write_bytes(way(whole))
    assert_same(read_book(str(EXAMPLES), names, kept=str(kept)).book, book)
    assert kept.read_bytes() == whole


@given(data=st.data())
def test_a_book_with_any_bytes_changed_is_made_anew_or_the_same(data, tmp_path_factory):
    kept, names = tmp_path_factory.mktemp("kept") / "kept.npz", NAMES[:1]
    read_book(str(EXAMPLES), names, kept=str(kept))
    contents = bytearray(kept.read_bytes())
    for _time in range(data.draw(st.integers(1, 4))):
        contents[data.draw(st.integers(0, len(contents) - 1))] ^= data.draw(st.integers(1, 255))
    kept.write_bytes(contents)
    assert read_book(str(EXAMPLES), names, kept=str(kept)).findings == ()


def test_a_bylaw_with_mistakes_is_left_out_and_told(tmp_path):
    names, kept = NAMES[:2], tmp_path / "kept.npz"
    copied(tmp_path, names)
    (tmp_path / "wrong.toml").write_text("format = 1\n", "utf-8")
    reading = read_book(str(tmp_path), [names[0], "wrong.toml", names[1]], kept=str(kept))

    assert reading.files == tuple(names)
    assert {finding.place.file for finding in reading.findings} == {"wrong.toml"}
    assert_same(reading.book, read_book(str(tmp_path), names).book)
    assert not kept.exists()  # what was found must be told the next time too


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(FormatError, match="missing"):
        read_book(str(tmp_path), ["none.toml"])
