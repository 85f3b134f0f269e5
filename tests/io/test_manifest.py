"""The manifest: it says what the package is, and vouches for its files."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.errors import FormatError
from communitywelfare.io.manifest import FORMAT, MANIFEST, Manifest, not_understood, parse_manifest

GOOD = Manifest(
    fund_id="TH-16-0001",
    as_of=date(2024, 9, 30),
    synthetic=True,
    encoding="cp874",
    producer="ผู้ทดสอบ",
    hashes={"members.csv": "a" * 64, "fund.csv": "b" * 64},
    rows={"members": 2},
    control_totals={"contributions": "365.00"},
)


def faults(contents: bytes) -> list[str]:
    return [finding.code for finding in not_understood(contents)]


def changed(**entries: object) -> bytes:
    return json.dumps({**json.loads(GOOD.json_bytes()), **entries}).encode()


def test_a_manifest_is_read_as_it_was_written():
    read = parse_manifest(GOOD.json_bytes())
    for name in ("hashes", "fund_id", "as_of", "synthetic", "encoding", "producer", "rows", "control_totals"):
        assert getattr(read, name) == getattr(GOOD, name)


def test_a_manifest_that_was_not_changed_has_no_faults():
    assert faults(GOOD.json_bytes()) == []


@given(st.integers(0, len(GOOD.json_bytes()) - 1), st.integers(1, 255))
def test_a_changed_byte_is_read_as_it_stands_or_refused(position, difference):
    contents = bytearray(GOOD.json_bytes())
    contents[position] ^= difference
    try:
        read = parse_manifest(bytes(contents))
    except FormatError as error:
        assert all(finding.place.file == MANIFEST for finding in error.findings)
        assert error.findings
    else:
        assert read.as_of.year < 2400


def test_a_manifest_by_hand_needs_neither_hashes_nor_counts():
    contents = json.dumps({"format": FORMAT, "fund_id": "F1", "as_of": "2024-09-30"}).encode()
    assert faults(contents) == []
    read = parse_manifest(b"\xef\xbb\xbf" + contents)
    assert (read.fund_id, read.as_of, read.encoding, read.synthetic) == ("F1", date(2024, 9, 30), "utf-8-sig", False)


def test_a_misspelt_key_is_told():
    contents = json.dumps({"format": FORMAT, "as_of": "2024-09-30", "sinthetic": True}).encode()
    [finding] = not_understood(contents)
    assert (finding.code, finding.is_error, finding.place.clause) == ("manifest.unknown_key", False, "sinthetic")


@pytest.mark.parametrize(
    ("contents", "code"),
    [
        (b"", "manifest.not_json"),
        (b"{", "manifest.not_json"),
        (b"\xff", "manifest.not_json"),
        (b"[" * 100_000, "manifest.not_json"),
        (b'{"as_of": ' + b"9" * 5_000 + b"}", "manifest.not_json"),
        (b"[]", "manifest.format"),
        (b"1", "manifest.format"),
        (b"{}", "manifest.format"),
        (changed(format="communitywelfare.package/2"), "manifest.newer"),
        (changed(format="communitywelfare.package/999999999"), "manifest.newer"),
        (changed(format="communitywelfare.package/0"), "manifest.older"),
        (changed(format="communitywelfare.package/01x"), "manifest.format"),
        (changed(format="communitywelfare.package"), "manifest.format"),
        (changed(era="BE"), "manifest.era"),
        (changed(era=None), "manifest.era"),
        (changed(encoding="utf-16"), "manifest.encoding"),
        (changed(encoding=["utf-8"]), "manifest.encoding"),
        (changed(as_of=None), "manifest.as_of"),
        (changed(as_of="2567-09-30"), "manifest.as_of"),
        (changed(as_of="2024-09-31"), "manifest.as_of"),
        (changed(as_of=20240930), "manifest.as_of"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_reason(contents, code):
    with pytest.raises(FormatError) as error:
        parse_manifest(contents)
    assert [(finding.code, finding.place.file) for finding in error.value.findings] == [(code, MANIFEST)]


@pytest.mark.parametrize("name", ["rows", "sha256", "control_totals"])
@pytest.mark.parametrize("value", [None, [], "x", {"members": []}, {"members": {"a": 1}}])
def test_lists_of_another_shape_say_nothing(name, value):
    read = parse_manifest(changed(**{name: value}))
    assert {"rows": read.rows, "sha256": read.hashes, "control_totals": read.control_totals}[name] == {}
