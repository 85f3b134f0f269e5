"""How a public name goes: who calls it is told in time, and no warning stands for longer than it said."""

import ast
import warnings
from pathlib import Path

import pytest

import communitywelfare
from communitywelfare._deprecated import Deprecation, deprecated
from tools.project import described

SOURCE = Path(communitywelfare.__file__).parent


@deprecated(since="0.3", instead="communitywelfare.new()", gone_in="0.5")
def old(number: int, *, more: int = 0) -> int:
    """What it does."""
    return number + more


def test_a_deprecated_function_does_what_it_did_and_says_what_to_use_where_it_is_called():
    with pytest.warns(DeprecationWarning, match="is deprecated since") as caught:
        assert old(1, more=2) == 3
    assert str(caught[0].message) == (
        f"{__name__}.old() is deprecated since 0.3 and gone in 0.5; use communitywelfare.new()"
    )
    assert caught[0].filename == __file__
    assert (old.__name__, old.__doc__) == ("old", "What it does.")


def test_an_argument_or_a_name_that_goes_warns_who_called():
    going = Deprecation(what="by=", since="0.9", instead="weights=", gone_in="1.0")

    def split(**words: object) -> None:
        if "by" in words:
            going.warn()

    with pytest.warns(
        DeprecationWarning, match=r"^by= is deprecated since 0\.9 and gone in 1\.0; use weights=$"
    ) as caught:
        split(by=1)
    assert caught[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        split(weights=1)


@pytest.mark.parametrize(("since", "gone_in"), [("0.3", "0.5"), ("0.3", "0.12"), ("0.9", "1.0"), ("1.2", "2.0")])
def test_two_releases_or_a_major_one_are_time_enough(since, gone_in):
    assert Deprecation(what="x", since=since, instead="y", gone_in=gone_in).gone_in == gone_in


@pytest.mark.parametrize(("since", "gone_in"), [("0.3", "0.4"), ("0.3", "0.3"), ("1.2", "0.9"), ("0.10", "0.11")])
def test_a_name_does_not_go_before_its_time(since, gone_in):
    with pytest.raises(ValueError, match="2 releases lie between"):
        Deprecation(what="x", since=since, instead="y", gone_in=gone_in)


def overdue(text: str, version: str) -> list[str]:
    """What in a module should have gone by ``version``."""
    now = [int(part) for part in version.split(".")[:2]]
    said = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.keyword) and node.arg == "gone_in"]
    dates = [node.value.value for node in said if isinstance(node.value, ast.Constant)]
    return [day for day in dates if [int(part) for part in day.split(".")] <= now]


def test_nothing_stays_longer_than_its_warning_says():
    version = described()["version"]
    texts = {path.name: path.read_text("utf-8") for path in SOURCE.rglob("*.py")}
    late = {name: overdue(text, version) for name, text in texts.items() if "gone_in=" in text}
    assert {name: days for name, days in late.items() if days} == {}


def test_what_should_have_gone_is_found():
    text = '@deprecated(since="0.3", instead="x", gone_in="0.5")\ndef old(): ...'
    assert overdue(text, "0.5.1") == ["0.5"]
    assert overdue(text, "0.4.9") == []
