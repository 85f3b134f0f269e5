"""Encodings: recognised with evidence, obeyed where declared, asked for where nobody can tell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.errors import FormatError, Severity
from communitywelfare.io.foreign.encodings import ENCODINGS, Decoded, decoded

REGISTER = "เลขที่,ชื่อ\r\n1,นางมาลี สมมุติสุข\r\n2,น้ำฝน “ป่าไม้” – 365…\r\n"
THAI = st.text("กขคงจชซญดตถทนบปผพฟภมยรลวสหอฮะาำเแโใไ่้๊๋ิีุู,;0123456789๐๑๒ \n", max_size=60)
PLAIN = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40)


def codes(found: Decoded) -> list[str]:
    return [finding.code for finding in found.findings]


def refused(contents: bytes, encoding: str = "auto") -> FormatError:
    with pytest.raises(FormatError) as error:
        decoded("f.csv", contents, encoding)
    return error.value


@pytest.mark.parametrize(
    ("saved", "encoding", "code"),
    [
        ("utf-8", "utf-8", "file.encoding_utf_8"),
        ("utf-8-sig", "utf-8", "file.encoding_by_mark"),
        ("utf-16", "utf-16-le", "file.encoding_by_mark"),
        ("utf-16-le", "utf-16-le", "file.encoding_by_zeros"),
        ("utf-16-be", "utf-16-be", "file.encoding_by_zeros"),
        ("cp874", "cp874", "file.encoding_by_letters"),
    ],
)
def test_a_register_is_recognised_in_each_encoding_and_the_evidence_is_told(saved, encoding, code):
    found = decoded("f.csv", REGISTER.encode(saved))
    assert (found.text, found.encoding, codes(found)) == (REGISTER, encoding, [code])
    assert found.findings[0].severity is Severity.INFO
    assert found.findings[0].params["encoding"] == encoding


def test_a_mark_of_big_endian_utf_16_is_obeyed():
    contents = b"\xfe\xff" + REGISTER.encode("utf-16-be")
    assert decoded("f.csv", contents).text == REGISTER


@given(THAI, st.sampled_from(["utf-8-sig", "utf-16"]))
def test_what_is_marked_is_read_as_it_was_written(text, encoding):
    assert decoded("f.csv", text.encode(encoding)).text == text


@given(THAI)
def test_a_register_in_cp874_is_read_as_it_was_written_whatever_is_added(text):
    long = REGISTER * 5 + text
    found = decoded("f.csv", long.encode("cp874"))
    assert (found.text, found.encoding) == (long, "cp874")


@given(THAI, st.sampled_from(["utf-8", "utf-16-le", "utf-16-be"]))
def test_a_register_in_unicode_is_read_as_it_was_written_whatever_is_added(text, encoding):
    found = decoded("f.csv", (REGISTER + text).encode(encoding))
    assert (found.text, found.encoding) == (REGISTER + text, encoding)


@given(THAI, st.sampled_from([name for name in ENCODINGS if name not in {"cp1252", "latin-1"}]))
def test_a_declared_encoding_gives_what_was_encoded_without_a_finding(text, encoding):
    codec = "cp874" if encoding == "windows-874" else encoding
    assert decoded("f.csv", text.encode(codec), encoding) == Decoded(text, decoded("f", b"", encoding).encoding)


@given(THAI)
def test_detection_never_gives_another_text_than_was_written(text):
    """Short texts may be refused; they are never read as something else."""
    for encoding in ("utf-8", "cp874"):
        try:
            found = decoded("f.csv", text.encode(encoding))
        except FormatError as error:
            assert error.findings[0].code == "file.encoding_uncertain"
            assert encoding in error.findings[0].params["declare"]
        else:
            assert found.text == text


@given(st.binary(max_size=200), st.sampled_from(["auto", *ENCODINGS]))
def test_any_bytes_are_text_or_refused_in_our_own_way(contents, encoding):
    try:
        found = decoded("f.csv", contents, encoding)
    except FormatError as error:
        assert error.findings
    else:
        assert "\0" not in found.text


@given(PLAIN)
def test_plain_english_is_told_to_be_that(text):
    found = decoded("f.csv", text.encode())
    assert (found.text, codes(found)) == (text, ["file.encoding_plain"])


@pytest.mark.parametrize("saved", ["tis-620", "iso8859-11", "cp874"])
def test_the_names_of_the_thai_standards_mean_what_windows_writes(saved):
    contents = "“ก”\u00a0–…".encode("cp874")
    assert decoded("f.csv", contents, saved) == Decoded("“ก”\u00a0–…", "cp874")


@pytest.mark.parametrize("text", ["café,münchen,Ångström\n" * 20, "Émile Zola\nÀ bientôt\n", "São Tomé\n", "ÿ\n"])
def test_accents_of_latin_words_are_not_taken_for_thai(text):
    error = refused(text.encode("latin-1"))
    assert [finding.code for finding in error.findings] == ["file.encoding_uncertain"]
    assert "cp1252" in error.findings[0].params["declare"]


def test_bytes_that_could_be_either_are_not_guessed():
    error = refused("a\nเกบ,แกบ\n".encode("cp874"))
    (finding,) = error.findings
    assert (finding.code, finding.place.row) == ("file.encoding_uncertain", 2)
    assert finding.params["declare"] == ("utf-8", "cp874", "cp1252")


def test_thai_without_a_vowel_from_end_to_end_is_no_thai():
    error = refused(("กขคงจชซญดต" * 5).encode("cp874"))
    assert error.findings[0].code == "file.encoding_uncertain"


def test_bytes_of_no_encoding_can_only_be_declared_as_latin():
    assert refused(b"a\n\xdb\x81\x8d\xff").findings[0].params["declare"] == ("latin-1",)


@pytest.mark.parametrize("contents", [b"a\nb\0c\n", b"\0", "ก\n\0ข".encode(), b"\xff\xfea\0\n\0\0\0"])
@pytest.mark.parametrize("encoding", ["auto", "utf-8"])
def test_a_nul_is_told_with_its_line(contents, encoding):
    if contents[0] == 0xFF and encoding == "utf-8":
        return
    (finding,) = refused(contents, encoding).findings
    assert (finding.code, finding.place.row) == ("file.nul", 1 if contents == b"\0" else 2)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("declared", [True, False])
def test_a_cut_off_end_is_told_with_its_line_and_the_rest_is_read(encoding, declared):
    text = "เลขที่,ชื่อ\nมาลี\nก"
    found = decoded("f.csv", text.encode(encoding)[:-1], encoding if declared else "auto")
    assert found.text == text[:-1]
    (finding,) = [each for each in found.findings if each.is_error]
    assert (finding.code, finding.place.row, finding.params["encoding"]) == ("file.cut_off", 3, encoding)


@pytest.mark.parametrize("encoding", ["auto", "utf-8", "utf_8"])
def test_utf_8_that_is_damaged_is_told_with_the_line(encoding):
    contents = "มาลี\nสม".encode() + b"\xe0\n" + "ชาย\n".encode()
    (finding,) = refused(contents, encoding).findings
    assert (finding.code, finding.place.row, finding.params["declared"]) == ("file.encoding", 2, "utf-8")


def test_a_wrong_declaration_names_the_line_and_what_would_fit():
    (finding,) = refused(b"a\n" + "มาลี".encode("cp874"), "utf-8").findings
    assert (finding.code, finding.place.row) == ("file.encoding", 2)
    assert finding.params == {"declared": "utf-8", "fits": "cp874"}


def test_lines_of_utf_16_are_those_of_its_text():
    """The low byte of ช is that of a line end."""
    contents = "ชช\nช".encode("utf-16-le") + b"\x00\xd8\x41\x00"
    (finding,) = refused(contents, "utf-16-le").findings
    assert (finding.code, finding.place.row) == ("file.encoding", 2)


def test_utf_16_is_recognised_without_a_mark_where_it_is_declared():
    for encoding in ("utf-16-le", "utf-16-be"):
        assert decoded("f.csv", REGISTER.encode(encoding), "utf-16") == Decoded(REGISTER, encoding)


def test_an_unknown_encoding_is_refused_with_those_that_are_known():
    (finding,) = refused(b"a", "rot13").findings
    assert finding.code == "file.encoding_unknown"
    assert "cp874" in finding.params["options"]


def test_the_text_of_a_file_does_not_show_in_its_repr():
    assert "มาลี" not in repr(decoded("f.csv", REGISTER.encode()))
