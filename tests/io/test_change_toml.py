"""Changes from outside: overlays, what is typed at a shell, and another by-law file."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.errors import ByLawError, FormatError, InvalidValue
from communitywelfare.io.bylaw_toml import parse_bylaw
from communitywelfare.io.change_toml import change_typed, parse_change, parse_compared, read_change, read_compared
from communitywelfare.io.shipped import example_bylaw
from communitywelfare.rules.changes import Change, changed, what_changed
from communitywelfare.wording import LANGUAGES, words

ON = date(2027, 1, 1)
OVERLAY = """
format = "communitywelfare.change/1"
name = { th = "เพิ่มค่าทำศพ", en = "more for funerals" }
remove = ["scholarship", "hospital.limits[1]"]

[change]
"death.steps[4].pay" = "25000.00"
dues.rate = "1.50"

[change.birth]
wait = "1 year"
amount.pays = 1500

[change."version.benefit.elderly"]
"age.from" = "65 years"

[replace]
"elderly.limits" = [{ times = 2, per = "fiscal year" }]
"hospital.amount" = { form = "flat", pays = 600 }
"""


def bylaw():
    return parse_bylaw(example_bylaw(), "bylaw.toml")


def refused(text):
    with pytest.raises(InvalidValue) as caught:
        parse_change(text.encode(), "change.toml")
    for finding in caught.value.findings:
        assert finding.place.file == "change.toml"
        assert all(not words(finding, language).startswith(finding.code) for language in LANGUAGES)
    return [(finding.place.row, finding.code) for finding in caught.value.findings]


def test_an_overlay_names_new_values_replacements_and_removals():
    change = parse_change(OVERLAY.encode(), "change.toml")
    assert change.name["en"] == "more for funerals"
    assert change.changes == {
        "death.steps[4].pay": "25000.00",
        "dues.rate": "1.50",
        "birth.wait": "1 year",
        "birth.amount.pays": 1500,
        "version.benefit.elderly.age.from": "65 years",
        "elderly.limits": [{"times": 2, "per": "fiscal year"}],
        "hospital.amount": {"form": "flat", "pays": 600},
        "scholarship": None,
        "hospital.limits[1]": None,
    }


def test_an_overlay_changes_what_it_names_and_nothing_else():
    before = bylaw()
    after = changed(before, parse_change(OVERLAY.encode(), "change.toml").changes, on=ON)
    told = [words(each.finding, "en") for each in what_changed(before, after, on=ON)]
    assert told == [
        "dues.rate: 1.00 → 1.50",
        "birth.pays: 1,000.00 → 1,500.00",
        "birth.wait: 180 days → 1 year",
        "hospital.form: per unit → flat",
        "hospital.pays: 200.00 → 600.00",
        "hospital.unit: night → (removed)",
        "hospital.limits[1]: baht = 600.00, per = event → (removed)",
        "scholarship: scholarship → (removed)",
        "elderly.age.from: 60 years → 65 years",
        "elderly.limits[1].times: 1 → 2",
        "death.steps[4].pay: 20,000.00 → 25,000.00",
    ]


def test_a_file_is_read_by_its_path(tmp_path):
    path = tmp_path / "change.toml"
    path.write_text(OVERLAY, encoding="utf-8")
    assert read_change(str(path)) == read_compared(str(path)) == parse_change(OVERLAY.encode(), "change.toml")
    path.write_bytes(example_bylaw())
    assert read_compared(str(path)) == bylaw()
    with pytest.raises(FormatError):
        read_compared(str(tmp_path / "none.toml"))


def test_a_bylaw_file_with_mistakes_is_told_as_one():
    with pytest.raises(ByLawError) as caught:
        parse_compared(b'format = "communitywelfare.bylaw/1"\nfund = 1\n', "other.toml")
    assert caught.value.findings[0].place.file == "other.toml"
    with pytest.raises(InvalidValue):
        parse_compared(b'format = "another/1"\n', "other.toml")


HEAD = 'format = "communitywelfare.change/1"\nname = { th = "ก", en = "a" }\n'


@pytest.mark.parametrize(
    ("text", "mistakes"),
    [
        ("", [(1, "change.value_missing"), (1, "change.value_missing")]),
        ("format = ", [(1, "change.not_toml")]),
        (HEAD, [(1, "change.nothing")]),
        (f"{HEAD}[change]\n", [(1, "change.nothing")]),
        (HEAD.replace("/1", "/2") + "[change]\na = 1\n", [(1, "change.format_unknown")]),
        (HEAD.replace('"a"', '""') + "[change]\na = 1\n", [(2, "change.value_unreadable")]),
        (f"{HEAD}[chnge]\na = 1\n", [(3, "change.key_unknown")]),
        (f"{HEAD}change = 1\n", [(3, "change.value_unreadable")]),
        (f"{HEAD}replace = [1]\n", [(3, "change.value_unreadable")]),
        (f'{HEAD}remove = "a"\n', [(3, "change.value_unreadable")]),
        (f'{HEAD}remove = ["a", ""]\n', [(3, "change.value_unreadable")]),
        (f'{HEAD}remove = [\n"a",\n"a b"]\n', [(5, "change.path_unreadable")]),
        (f"{HEAD}[change]\ndues.rate = 1.5\n", [(4, "change.float")]),
        (f"{HEAD}[change]\na.b = [{{ c = 1.5 }}]\n", [(4, "change.float")]),
        (f"{HEAD}[change]\na = 07:30:00\n", [(4, "change.value_unreadable")]),
        (f'{HEAD}remove = ["a.b"]\n[change]\na.b = 1\n', [(3, "change.twice")]),
        (f'{HEAD}[change]\n"a b" = 1\nc = 0.5\n', [(4, "change.path_unreadable"), (5, "change.float")]),
    ],
)
def test_every_mistake_of_an_overlay_is_told_with_its_line(text, mistakes):
    assert refused(text) == mistakes


def test_what_lies_too_deep_is_refused_and_not_followed():
    deep = f"{'.'.join('a' * 60)} = "
    many = "1"
    for _ in range(20):
        many = f"{{ {deep}{many} }}"
    for holder in ("name", "format", "remove", "change", "replace"):
        assert refused(f"{holder} = {many}\n")[0][1] == "change.not_toml"
        with pytest.raises(ByLawError):
            parse_bylaw(f"{holder} = {many}\n".encode(), "bylaw.toml")
    assert refused(f"{HEAD}[change]\n{'.'.join(['a' * 10] * 60)} = 1\n")[0][1] == "change.path_unreadable"
    assert refused(f"{HEAD}[replace]\na.{deep}1\n")[0][1] == "change.value_unreadable"


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ("death.steps[4].pay=40000", "death.steps[4].pay", 40000),
        ("dues.rate = 1.50", "dues.rate", Decimal("1.50")),
        ("dues.rate=1,500.50", "dues.rate", "1,500.50"),
        ("hospital.wait=180 days", "hospital.wait", "180 days"),
        ('hospital.wait="180 days"', "hospital.wait", "180 days"),
        ("hospital=none", "hospital", None),
        ("hospital= None", "hospital", None),
        ('death.cite="none"', "death.cite", "none"),
        ("hospital.category=02", "hospital.category", "02"),
        ("year_start=01-01", "year_start", "01-01"),
        ("version[1].effective=2026-01-01", "version[1].effective", date(2026, 1, 1)),
        ("share.share=1/2", "share.share", "1/2"),
        ("hospital.standing=any", "hospital.standing", "any"),
        ("a.household=true", "a.household", True),
        ('a.groups=["GENERAL", "ELDERLY"]', "a.groups", ["GENERAL", "ELDERLY"]),
        ('a.amount={ form = "flat", pays = 0.50 }', "a.amount", {"form": "flat", "pays": Decimal("0.50")}),
        ("a.when=age >= 60 years", "a.when", "age >= 60 years"),
        ("a.cite=", "a.cite", ""),
        ("a=1\nb=2", "a", "1\nb=2"),
        ("a=inf", "a", "inf"),
        ("a=-nan", "a", "-nan"),
        ('"a=b".c=1', '"a=b".c', 1),
        ("คลอด.pays=๑๐๐๐", "คลอด.pays", "๑๐๐๐"),
        (f"a={'9' * 5000}", "a", "9" * 5000),
        (f"a={'[' * 3000}", "a", "[" * 3000),
    ],
)
def test_what_is_typed_is_read_as_people_mean_it(text, path, value):
    assert change_typed(text) == (path, value)
    assert type(change_typed(text)[1]) is type(value)


@pytest.mark.parametrize(
    "text", ["", "dues.rate", "=1", "a b=1", "a..b=1", "dues.rate 1", f"a={'x' * 10_000}", f"{'a' * 600}=1"]
)
def test_what_is_not_path_and_value_is_refused(text):
    with pytest.raises(InvalidValue) as caught:
        change_typed(text)
    codes = {finding.code for finding in caught.value.findings}
    assert codes <= {"change.no_equals", "change.path_unreadable"}
    assert all(words(finding, language) for finding in caught.value.findings for language in LANGUAGES)


@given(st.integers(0, 10**12), st.integers(0, 99))
def test_baht_that_are_typed_are_the_same_satang(baht, satang):
    _path, value = change_typed(f"dues.rate={baht}.{satang:02d}")
    assert value == Decimal(baht * 100 + satang) / 100


@pytest.mark.parametrize(
    "typed", ["death.steps[4].pay=25000.50", "death.steps[4].pay=25,000.50", 'death.steps[4].pay="25000.50"']
)
def test_what_is_typed_changes_the_bylaw(typed):
    path, value = change_typed(typed)
    change = Change.of({path: value})
    (told,) = what_changed(bylaw(), changed(bylaw(), change.changes, on=ON), on=ON)
    assert (told.before, told.after) == ("20000.00", "25000.50")
