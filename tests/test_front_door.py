"""The front door as its user meets it: few names, values that show shortly and nobody, errors in both languages."""

import ast
import functools
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings

import communitywelfare as cw
from communitywelfare import errors, strategies
from communitywelfare.errors import Finding, WelfareError
from communitywelfare.identity import CitizenId, Details, PersonName
from communitywelfare.masking import how_many
from communitywelfare.wording import LANGUAGES, known_codes, words

SOURCE = Path(cw.__file__).parent
GLOSSARY = SOURCE.parents[1] / "docs" / "glossary.md"


# --- names -------------------------------------------------------------------------------------------------


def in_code(text: str) -> set[str]:
    """What a page shows in `code`."""
    return set(re.findall(r"`([^`\n]+)`", text))


def test_the_front_door_is_small():
    assert len(cw.__all__) <= 36
    assert sorted(cw.__all__) == cw.__all__ == dir(cw)


def test_every_name_of_the_front_door_is_in_the_glossary():
    said = in_code(GLOSSARY.read_text("utf-8"))
    assert [name for name in cw.__all__ if not {name, f"{name}()"} & said] == []


def test_every_name_in_the_glossary_is_one_of_the_library():
    texts = [path.read_text("utf-8") for kind in ("*.py", "*.toml", "*.po") for path in SOURCE.rglob(kind)]
    known = set(re.findall(r"\w+", "\n".join(texts)))
    said = in_code(GLOSSARY.read_text("utf-8"))
    parts = {name: re.findall(r"\w+", name) for name in said if re.fullmatch(r"[\w.]+(\(\))?", name)}
    assert len(parts) > 60
    files = ("csv", "toml")
    assert {name: p for name, p in parts.items() if not set(p) <= {*known, *files}} == {}


def test_every_name_of_the_front_door_says_what_it_is():
    assert [name for name in cw.__all__ if not (getattr(cw, name).__doc__ or "").strip()] == []


# --- values ------------------------------------------------------------------------------------------------

LONGEST = 2_000
"""Characters of a `repr`, at the most: a clause with all its steps is one, a fund with all its members is not more."""

DOCUMENTS = {"bylaw_documents", "clean_bylaw_documents", "faulty_bylaw_documents", "founding_answers", "days"}
"""Strategies whose values are plain: dictionaries as they are read from a file, and days."""

VALUES = sorted(set(strategies.__all__) - DOCUMENTS)


def persons_words(root: object) -> Iterator[str]:
    """Every word on people that hangs on a value: their names, numbers, telephones, addresses."""
    if isinstance(root, CitizenId | PersonName):
        yield root.reveal("a test")
    elif isinstance(root, Details):
        yield from root.reveal("a test").values()
    elif attrs.has(type(root)):
        for each in attrs.fields(type(root)):
            yield from persons_words(getattr(root, each.name))
    elif isinstance(root, Mapping):
        for each in root.values():
            yield from persons_words(each)
    elif isinstance(root, tuple | frozenset | list):
        for each in root:
            yield from persons_words(each)


@pytest.mark.parametrize("name", VALUES)
def test_a_public_value_shows_shortly_and_nobody_of_its_people(name):
    @settings(max_examples=10)
    @given(getattr(strategies, name)())
    def holds(value):
        shown = f"{value!r}\n{value}"
        assert len(repr(value)) < LONGEST
        assert [word for word in persons_words(value) if len(word) > 3 and word in shown] == []

    holds()


@settings(max_examples=5)
@given(strategies.funds())
def test_the_search_for_people_finds_them(fund):
    found = set(persons_words(fund))
    assert {each.person.name.reveal("a test") for each in fund.register.memberships} <= found


@pytest.fixture(scope="module")
def package():
    return cw.make_package(cw.Plan(members=60, years=2, seed=1))


def test_a_whole_fund_and_all_that_is_drawn_from_it_shows_shortly(package):
    fund = package.fund
    figures = cw.draw_up(fund, cw.state_scheme(), fund.as_of)
    held = [fund, fund.register, fund.journal, fund.contributions, fund.bylaw, *fund.bylaw.versions]
    for value in [package, *held, figures, *figures.decisions, cw.state_scheme()]:
        assert len(repr(value)) < LONGEST, type(value)
    assert "60 memberships" in repr(fund)
    assert "reasons=<" in repr(figures.decisions[0])


def test_what_is_counted_may_not_be_known():
    assert (how_many(None), how_many({}), how_many((1, 2))) == ("None", "<0>", "<2>")


# --- errors ------------------------------------------------------------------------------------------------


def classes() -> list[type[WelfareError]]:
    """Every class of error."""
    kinds = [getattr(errors, name) for name in errors.__all__]
    return [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, WelfareError)]


@pytest.mark.parametrize("kind", [each for each in classes() if each is not errors.NotInstalled])
def test_an_error_of_which_nothing_is_said_blames_the_program_in_both_languages(kind):
    (found,) = kind("two rows are wanted, not 3").findings
    assert found.is_error
    for language in LANGUAGES:
        assert words(found, language).endswith("two rows are wanted, not 3")


def test_an_error_that_says_more_keeps_to_it():
    found = Finding("extra.not_installed", cw.Severity.ERROR, params={"package": "numpy", "extra": "simulation"})
    assert errors.NotInstalled("numpy", "simulation").findings == (found,)
    for language in LANGUAGES:
        assert "pip install" in words(found, language)


@functools.cache
def names_of_errors() -> frozenset[str]:
    """The names of the classes."""
    return frozenset(kind.__name__ for kind in classes())


def is_error(node: ast.AST) -> bool:
    """Whether one of our errors is made here."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names_of_errors()


@functools.cache
def raised() -> list[tuple[str, ast.Call]]:
    """Every place where the library makes one of its errors."""
    made = re.compile("|".join(rf"\b{name}\(" for name in names_of_errors()))
    texts = {path.relative_to(SOURCE).as_posix(): path.read_text("utf-8") for path in sorted(SOURCE.rglob("*.py"))}
    trees = {name: ast.parse(text) for name, text in texts.items() if made.search(text)}
    return [
        (f"{name}:{node.lineno}", node) for name, tree in trees.items() for node in ast.walk(tree) if is_error(node)
    ]


PROGRAMS = ("rules/functions.py", "rules/declared.py", "rules/columns/", "cofunding/columns/", "reports/")
"""Where nobody but a programmer is refused: forms of amount, arrays, and how sheets and charts are made."""


def test_only_programs_are_refused_without_a_finding():
    bare = [place for place, call in raised() if len(call.args) < 2 and call.func.id != "NotInstalled"]
    assert [place for place in bare if not place.startswith(PROGRAMS)] == []


def test_every_code_that_an_error_carries_is_in_the_catalogue():
    codes = set()
    for _place, call in raised():
        for node in ast.walk(call):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Finding":
                codes |= {node.args[0].value} if isinstance(node.args[0], ast.Constant) else set()
    assert len(codes) > 15
    assert codes <= known_codes()
