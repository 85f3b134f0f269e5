"""On which line of a TOML text each table, key and list item stands."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from communitywelfare.io._toml_lines import lines_of

TEXT = '''# a comment with [brackets] and "quotes
name = { th = "ก # ไม่ใช่หมายเหตุ", en = 'a "b" c' }
"quoted key" = 1
[[version]]
id = "1"
adopted = 2020-01-01 00:00:00
[version.benefit.death] # [not.a.table]
note.th = """
[version.benefit.birth]
wait = "no key"
"""
amount = { form = "steps", steps = [
    { from = "1 year", pay = 100 },

    { from = "2 years", pay = 200 }, # the last
] }
lists = [[1, 2], [
    3]]
[[version.limits]]
baht = 1
[[version.limits]]
baht = 2
[[version]]
[[version.limits]]
baht = 3
'''


def paths(value: object, path: str = "") -> set[str]:
    """Every path that a document has, as `tomllib` reads it."""
    found = {path} - {""}
    if isinstance(value, Mapping):
        for key, inner in value.items():
            found |= paths(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            found |= paths(inner, f"{path}[{number}]")
    return found


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("name.en", 2),
        ("version[1]", 4),
        ("version[1].adopted", 6),
        ("version[1].benefit.death", 7),
        ("version[1].benefit.death.note.th", 8),
        ("version[1].benefit.death.amount.steps", 12),
        ("version[1].benefit.death.amount.steps[1]", 13),
        ("version[1].benefit.death.amount.steps[2].pay", 15),
        ("version[1].benefit.death.lists[1][2]", 17),
        ("version[1].benefit.death.lists[2][1]", 18),
        ("version[1].limits[2].baht", 22),
        ("version[2].limits[1].baht", 25),
    ],
)
def test_a_path_is_found_on_its_line(path, line):
    assert lines_of(TEXT)[path] == line


def test_what_stands_in_texts_and_comments_is_no_key():
    assert not any("birth" in path or "not.a" in path for path in lines_of(TEXT))


ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("file", sorted((ROOT / "examples").rglob("*.toml")), ids=lambda file: file.stem)
def test_every_value_of_a_bylaw_file_has_a_line_and_its_key_stands_there(file):
    text = file.read_text(encoding="utf-8")
    found = lines_of(text)
    tables = {path for path in paths(tomllib.loads(text)) if path not in found}

    assert all(any(path.startswith((f"{table}.", f"{table}[")) for path in found) for table in tables)
    for path, line in found.items():
        key = path.rpartition("]")[2].rpartition(".")[2]
        assert key in text.splitlines()[line - 1]
