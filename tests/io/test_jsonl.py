"""The export as JSON lines: the same bytes, and any damage is found with its line."""

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from communitywelfare.errors import FormatError
from communitywelfare.io.jsonl import JournalExport, read_jsonl, write_jsonl
from communitywelfare.io.stored import StoredEntry, stored_entries
from communitywelfare.strategies import funds, odd_journals

fund_ids = st.text(st.characters(codec="utf-8"), max_size=5)
exports = st.builds(
    JournalExport, fund_ids, (odd_journals() | funds().map(lambda fund: fund.journal)).map(stored_entries)
)


def told(contents: bytes) -> tuple[str, int]:
    with pytest.raises(FormatError) as error:
        read_jsonl(contents)
    [finding] = error.value.findings
    assert finding.place.file == "journal.jsonl"
    return finding.code, finding.place.row


@given(exports)
def test_what_is_written_is_read_again(export):
    contents = write_jsonl(export)
    assert read_jsonl(contents) == export
    assert contents.count(b"\n") == len(export.entries) + 2


@given(exports)
def test_each_line_is_json_with_the_number_the_bytes_and_the_links(export):
    first, *lines, last = (json.loads(line) for line in write_jsonl(export).decode().removesuffix("\n").split("\n"))
    assert first == {"format": "communitywelfare.journal/1", "fund": export.fund_id}
    assert [(line["no"], line["raw"].encode(), line["prev"], line["hash"]) for line in lines] == [
        (entry.number, entry.raw, entry.prev, entry.hash) for entry in export.entries
    ]
    assert last == {"entries": len(lines), "head": export.entries[-1].hash if lines else ""}


@given(exports, st.data())
def test_any_changed_byte_is_found_with_its_line(export, data):
    contents = bytearray(write_jsonl(export))
    position = data.draw(st.integers(0, len(contents) - 1), label="position")
    line = contents.count(b"\n", 0, position) + 1
    was = contents[position]
    contents[position] ^= data.draw(st.integers(1, 255), label="difference")
    try:
        read = read_jsonl(bytes(contents))
    except FormatError as error:
        [finding] = error.findings
        is_end = was == ord("\n")
        assert finding.place.row in ({line, line - 1, line + 1} if is_end or contents[position] == 10 else {line})
    else:
        assert line == 1  # whose it is, the first line alone says
        assert read.entries == export.entries
        assert read.fund_id != export.fund_id


@given(exports, st.data())
def test_a_cut_tail_is_found(export, data):
    contents = write_jsonl(export)
    assert told(contents[: data.draw(st.integers(0, len(contents) - 1))])


@given(exports, st.data())
def test_lines_that_go_missing_change_places_or_come_twice_are_found(export, data):
    assume(len(export.entries) > 1)
    lines = [line + b"\n" for line in write_jsonl(export).split(b"\n")[:-1]]
    place = data.draw(st.integers(1, len(lines) - 3))
    before, one, two, after = lines[:place], lines[place], lines[place + 1], lines[place + 2 :]
    for changed in ((*before, two, *after), (*before, one, one, two, *after), (*before, two, one, *after)):
        assert told(b"".join(changed))[0] in {"journal.chain_broken", "jsonl.cut_off"}


HEADER = b'{"format":"communitywelfare.journal/1","fund":"F"}\n'


@pytest.mark.parametrize(
    ("contents", "code", "line"),
    [
        (b"", "jsonl.damaged", 1),
        (b"[]\n", "jsonl.damaged", 1),
        (b"\xff\n", "jsonl.damaged", 1),
        (b"{}\n", "jsonl.format", 1),
        (b'{"format":"communitywelfare.journal/2","fund":"F"}\n', "jsonl.format", 1),
        (b'{"format":"communitywelfare.journal/1"}\n', "jsonl.damaged", 1),
        (HEADER.replace(b'"fund"', b' "fund"'), "jsonl.damaged", 1),
        (HEADER, "jsonl.cut_off", 2),
        (HEADER + b"[" * 100_000 + b"\n{}\n", "jsonl.damaged", 2),
        (HEADER + b'{"no":"","raw":"\\ud800","prev":"","hash":""}\n{}\n', "jsonl.damaged", 2),
        (HEADER + b'{"entries":1,"head":""}\n', "jsonl.cut_off", 2),
        (HEADER + b'{"entries":0,"head":""}\n{"entries":0,"head":""}\n', "jsonl.cut_off", 2),
    ],
)
def test_what_is_no_export_is_told_with_its_line(contents, code, line):
    assert told(contents) == (code, line)


def test_bytes_that_are_no_text_are_not_exported():
    with pytest.raises(FormatError) as error:
        write_jsonl(JournalExport("F", (StoredEntry(b"\xff", "0", "0"),)))
    assert [finding.code for finding in error.value.findings] == ["file.encoding"]
