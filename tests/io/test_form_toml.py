"""Definitions of forms: what is shipped is whole, and every mistake in another is told with its line."""

import re

import pytest
from attrs import evolve

from communitywelfare.errors import InvalidValue
from communitywelfare.fund.forms import ItemKind, Origin, option_of
from communitywelfare.io._files import read_resource
from communitywelfare.io._schema import schemas
from communitywelfare.io.form_toml import (
    parse_common,
    parse_request_form,
    parse_status_form,
    questions,
    request_form,
    status_form,
)
from communitywelfare.io.shipped import benefit_categories
from communitywelfare.members import Group
from communitywelfare.wording import LANGUAGES

TEXT = read_resource("data/forms/status_2567.toml").decode()
COMMON = read_resource("data/forms/common.toml").decode()
FORM, REQUEST = status_form().in_year(2567), request_form().in_year(2567)


def test_it_has_the_fifteen_sections_in_their_order():
    assert [section.number for section in FORM.sections] == [str(number) for number in range(1, 16)]
    assert [part.number for part in FORM.sections[8].parts] == [f"9.{number}" for number in range(1, 8)]
    for section in FORM.sections:
        for part in section.parts:
            assert part.number.startswith(section.number)
            assert all(item.id.startswith(f"{part.number}.") for item in part.items)
            assert part.items


def test_every_item_is_said_in_both_languages_and_comes_from_somewhere():
    assert len(FORM.items) > 100
    for item in (*FORM.items.values(), *REQUEST.items.values(), *questions().values()):
        labels = [item.label, *(each.label for each in (*item.options, *item.columns))]
        assert all(label[language].strip() for label in labels for language in LANGUAGES)
        assert item.tables <= set(schemas())
        if item.shows == item.id:  # nothing else names what fills it
            assert bool(item.filled_by) is (item.origin is not Origin.HAND and item.id not in NOBODY_FILLS)
        if item.origin is Origin.TABLE and item.column:
            known = {column.id for name in item.tables for column in schemas()[name].columns}
            assert item.column in known


NOBODY_FILLS = {"4.1.as_of", "6.from", "6.to"}  # the day itself, and the year that it lies in


def test_its_lists_are_those_of_the_library():
    [kind, *_others] = FORM.items["3.3.types"].columns
    assert {option.id for option in kind.options} == {group.value for group in Group} | {"UNKNOWN"}
    assert set(FORM.benefits) < set(benefit_categories())
    assert FORM.rounds == 11


def test_an_option_is_known_by_its_id_its_words_and_its_other_spellings():
    options = FORM.items["9.1.rules"].options
    assert [option_of(options, text) for text in ("yes", "YES ", "มี", "มี/ใช่", "perhaps", "")] == [
        "yes", "yes", "yes", "yes", None, None,
    ]  # fmt: skip


@pytest.mark.parametrize("name", sorted({name for item in questions().values() for name in (item.id,) if item.options}))
def test_no_two_options_of_an_item_are_spelt_alike(name):
    options = questions()[name].options
    spellings = [
        text
        for option in options
        for text in {it.casefold() for it in (option.id, *option.label.values(), *option.also)}
    ]
    assert len(spellings) == len(set(spellings))


def mistaken(old: str, new: str) -> str:
    assert old in TEXT
    return TEXT.replace(old, new, 1)


MISTAKES = {
    "another format": (
        mistaken('"communitywelfare.status_form/1"', '"communitywelfare.status_form/9"'),
        "is none of",
        None,
    ),
    "no sections": (TEXT[: TEXT.index("[[section]]")], "section", None),
    "a kind that is none": (mistaken('kind = "count", from', 'kind = "counts", from'), "counts", "kind = "),
    "an origin that is none": (mistaken('from = "hand"', 'from = "foot"'), "foot", "foot"),
    "an item without words": (mistaken(', th = "ชื่อกองทุน"', ""), "th", "1.fund_name"),
    "options that are not there": (mistaken('options = "basis"', 'options = "bases"'), "bases", "bases"),
    "a choice without options": (mistaken('options = "basis", ', ""), "a choice has options", "4.4.basis"),
    "a key that is none": (mistaken("blank = true", "empty = true"), "empty", "empty = true"),
    "an answer that nobody asks for": (mistaken('"9.1.rules", from', '"9.1.rule", from'), "9.1.rule", "9.1.rule"),
    "an answer of another kind": (
        mistaken('"9.1.rules", from', '"9.1.rules", kind = "text", from'),
        "kind",
        "9.1.rules",
    ),
    "a figure that nobody makes": (mistaken('id = "5.kinds"', 'id = "5.sorts"'), "5.sorts", "5.sorts"),
    "an id that stands twice": (mistaken('id = "1.fax"', 'id = "1.email"'), "1.email", None),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_with_its_line(name):
    text, told, on_line = MISTAKES[name]
    with pytest.raises(InvalidValue) as caught:
        parse_status_form(text.encode(), "form.toml")
    [finding] = caught.value.findings
    assert finding.code == "form.definition_unreadable"
    assert told in finding.params["reason"]
    if on_line is not None:
        assert on_line in text.splitlines()[finding.place.row - 1]


def test_all_mistakes_are_told_at_once():
    text = re.sub(r'kind = "day", from', 'kind = "night", from', TEXT)
    with pytest.raises(InvalidValue) as caught:
        parse_status_form(text.encode(), "form.toml")
    lines = [at for at, line in enumerate(text.splitlines(), start=1) if 'kind = "night"' in line]
    assert [finding.place.row for finding in caught.value.findings] == lines


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("communitywelfare.form_answers/1", "communitywelfare.form_answers/2", "is none of"),
        ('kind = "day"', 'kind = "night"', "night"),
        ('options = "kept"', 'options = "kept_where"', "kept_where"),
        ('options = "kept", ', "", "a choice has options"),
        ('id = "2.objectives"', 'id = "2.helped_by"', "stands twice"),
        ("[positions]", "[offices]", "positions"),
        ('id = "notebook", ', "", "id"),
    ],
)
def test_a_mistake_in_what_forms_have_in_common_is_told(right, wrong, told):
    assert right in COMMON
    with pytest.raises(InvalidValue) as caught:
        parse_common(COMMON.replace(right, wrong, 1).encode(), "common.toml")
    assert told in caught.value.findings[0].params["reason"]


def test_every_answer_is_asked_by_a_form_and_means_the_same_on_both():
    """An item is described once: a form may only print it under words of its own."""
    asked = [item for form in (FORM, REQUEST) for item in form.items.values() if item.origin is Origin.ANSWER]
    assert {item.id for item in asked} == set(questions())
    for item in asked:
        assert evolve(item, label={}) == evolve(questions()[item.id], label={})


@pytest.mark.parametrize("parse", [parse_common, parse_request_form, parse_status_form])
@pytest.mark.parametrize(
    ("contents", "code", "line"),
    [
        (b"\n\xff\xfe", "file.encoding", 2),
        (b"form =", "form.definition_not_toml", 1),
        (b"\nform = " + b"[" * 3000, "form.definition_not_toml", 2),
        (b"\nform = " + b"{a = " * 3000, "form.definition_not_toml", 2),
        (b"\nform = " + b"9" * 5000, "form.definition_not_toml", 2),
        (b"form = 1\n" + b"a." * 3000 + b"a = 1", "form.definition_not_toml", 2),
    ],
)
def test_what_is_no_toml_or_beyond_measure_is_told_with_its_line(parse, contents, code, line):
    with pytest.raises(InvalidValue) as caught:
        parse(contents, "form.toml")
    assert [(finding.code, finding.place.row) for finding in caught.value.findings] == [(code, line)]


def test_items_that_are_tables_have_columns_and_a_row_names_each():
    tables = [item for item in FORM.items.values() if item.kind is ItemKind.TABLE]
    assert {item.id for item in tables} == {
        "3.2.rounds", "3.3.types", "4.2.rounds", "4.3.state_rounds", "5.benefits", "6.benefits", "8.composition",
        "8.list", "12.rounds",
    }  # fmt: skip
