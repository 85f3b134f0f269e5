"""JSON may hold what no text holds, and nest as deep as it likes: every reader of JSON refuses it in its own words."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.errors import FormatError
from communitywelfare.io._json_text import json_document
from communitywelfare.io.containers import CONTAINERS
from communitywelfare.io.jsonl import read_jsonl
from communitywelfare.io.manifest import MANIFEST, not_understood, parse_manifest
from communitywelfare.io.package import package_files, read_package
from communitywelfare.synthetic import Plan, make_package

FILES = package_files(make_package(Plan(members=1, years=1, seed=1)))
ODD = {
    "half a pair": r'"\ud800"',
    "the other half": r'"a\udfffb"',
    "both, the wrong way round": r'"\udfff\ud800"',
    "a half as a name": r'{"\ud800": 1}',
    "lists within lists": "[" * 5_000,
    "lists that can just be read": "[" * 900 + "]" * 900,
    "tables within tables": '{"a": ' * 400 + "1" + "}" * 400,
    "a number of too many digits": "1" * 5_000,
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
@pytest.mark.parametrize("key", ["fund_id", "producer", "encoding", "as_of", "format", "sha256", "rows", "more"])
def test_a_manifest_with_anything_in_it_is_used_or_refused(key, odd, tmp_path):
    document = json.loads(FILES[MANIFEST]) | {key: "here"}
    contents = json.dumps(document).replace('"here"', odd).encode()
    for name, data in FILES.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / MANIFEST).write_bytes(contents)
    try:
        manifest = parse_manifest(contents)
        told = [*not_understood(contents), *read_package(str(tmp_path)).findings]
        manifest.json_bytes()
        str(told).encode()
    except FormatError as error:
        assert error.findings
        str(error).encode()


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
@pytest.mark.parametrize("place", ["format", "manifest", "bylaw", "tables", "fund_id", "members", "a cell"])
def test_a_package_as_json_with_anything_in_it_is_read_or_refused(place, odd):
    container = CONTAINERS[".json"]
    document = json.loads(container.pack(FILES))
    match place:
        case "fund_id":
            document["manifest"]["fund_id"] = "here"
        case "members":
            document["tables"]["members"] = "here"
        case "a cell":
            document["tables"]["members"]["rows"][0]["member_no"] = "here"
        case _:
            document[place] = "here"
    try:
        files = container.unpack(json.dumps(document).replace('"here"', odd).encode(), "x.json")
    except FormatError as error:
        assert error.findings
        str(error).encode()
    else:
        assert all(isinstance(data, bytes) for data in files.values())


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_json_lines_with_anything_in_them_are_refused(odd):
    for first in (f'{{"format":"communitywelfare.journal/1","fund":{odd}}}', f'{{"format":{odd},"fund":"F"}}'):
        with pytest.raises(FormatError):
            read_jsonl(f"{first}\n{{}}\n{{}}\n".encode())


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda it: st.lists(it) | st.dictionaries(st.text(), it)
    )
)
def test_what_is_text_throughout_is_read_as_it_stands(value):
    assert json_document(json.dumps(value).encode()) == value
    assert json_document(json.dumps(value, ensure_ascii=False).encode("utf-8-sig")) == value
