"""Forms of amount of other packages: small real distributions, written to a folder and found by Python itself."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import communitywelfare
from communitywelfare.cli import main
from communitywelfare.errors import ByLawError, Severity
from communitywelfare.io.bylaw_toml import lint_bylaw, parse_bylaw
from communitywelfare.io.package import read_package
from communitywelfare.io.plugins import form_at, forms_with, installed_forms
from communitywelfare.rules.amounts.flat import Flat
from communitywelfare.rules.registry import BUILT_IN_FORMS
from communitywelfare.wording import words

SOURCE = Path(communitywelfare.__file__).parents[1]
WREATH = """
from communitywelfare.money import Money
from communitywelfare.rules.functions import Baht, Years, amount_form

@amount_form("wreath", keys=("worth",))
def wreath(membership: Years, worth: Baht) -> Money:
    return worth * membership

@amount_form("bad columns", keys=("worth",))
def failing(worth: Baht) -> Money:
    raise RuntimeError
"""
BYLAW = """
format = "communitywelfare.bylaw/1"
fund = "F00"
name = { th = "กองทุนตัวอย่าง", en = "a made-up fund" }

[[version]]
id = "1"
adopted = 2024-01-01
effective = 2024-01-01
source = "made up"
cite = "made up"
tenure_from = "applied"
dues = { convention = "FLAT_30", rate = "1.00" }

[version.benefit.funeral]
cite = "ข้อ 1"
label = { th = "พวงหรีดงานศพ", en = "funeral wreath" }
category = "04"
amount = { form = "wreath", worth = "500.00" }
"""


class Site:
    """A folder of installed packages."""

    def __init__(self, folder):
        self.folder = folder

    def install(self, package, entries, **modules):
        """Put a distribution with its modules and entry points there."""
        for name, text in modules.items():
            (self.folder / f"{name}.py").write_text(text, encoding="utf-8")
        info = self.folder / f"{package.replace('-', '_')}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n", encoding="utf-8")
        lines = "\n".join(f"{name} = {value}" for name, value in entries.items())
        (info / "entry_points.txt").write_text(f"[communitywelfare.amounts]\n{lines}\n", encoding="utf-8")

    def run(self, *words):
        """A command in a Python of its own that has these packages."""
        path = os.pathsep.join((str(SOURCE), str(self.folder)))
        return subprocess.run(
            [sys.executable, "-W", "error", "-m", "communitywelfare", *map(str, words)],
            env=os.environ | {"PYTHONPATH": path, "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    def lint(self, file):
        """The findings about a by-law file, and the exit code."""
        done = self.run("bylaw", "lint", file, "--json")
        assert "Traceback" not in done.stdout + done.stderr
        return done.returncode, json.loads(done.stdout)["findings"]


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "site"
    folder.mkdir()
    return Site(folder)


@pytest.fixture
def here(site, monkeypatch):
    """The same folder on the path of this very Python."""
    modules = set(sys.modules)
    monkeypatch.syspath_prepend(str(site.folder))
    installed_forms.cache_clear()
    yield site
    installed_forms.cache_clear()
    for name in set(sys.modules) - modules:
        if getattr(sys.modules[name], "__file__", None) and str(site.folder) in str(sys.modules[name].__file__):
            del sys.modules[name]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "bylaw.toml"
    path.write_text(BYLAW, encoding="utf-8")
    return path


def test_an_installed_form_is_used_without_a_word_about_it(site, file):
    site.install("fund-wreath", {"wreath": "fund_wreath:wreath"}, fund_wreath=WREATH)
    code, findings = site.lint(file)
    assert (code, findings) == (0, [])
    thai = site.run("bylaw", "print", file)
    assert thai.returncode == 0
    assert "จ่ายตามรูปแบบ wreath: worth 500.00" in thai.stdout


LEFT_OUT = {
    "raises": ("fund_wreath:wreath", "raise RuntimeError('no luck')", "plugin.broken", "RuntimeError: no luck"),
    "exits": ("fund_wreath:wreath", "raise SystemExit", "plugin.broken", "SystemExit"),
    "is no Python": ("fund_wreath:wreath", "def", "plugin.broken", "SyntaxError"),
    "is not there": ("elsewhere:wreath", "", "plugin.broken", "ModuleNotFoundError"),
    "lacks the name": ("fund_wreath:wreaths", WREATH, "plugin.broken", "AttributeError"),
    "is no form": ("fund_wreath:Money", WREATH, "plugin.no_form", "form, read, entitlement"),
    "has a name that is no text": (
        "fund_wreath:Form",
        "class Form:\n form = 5\n def read(self): 0\n def entitlement(self): 0\n",
        "plugin.no_form",
        "lacks form;",
    ),
    "lies when it is looked at": (
        "fund_wreath:form",
        "class Meta(type):\n def __getattr__(cls, name): raise RuntimeError\nclass form(metaclass=Meta): pass\n",
        "plugin.broken",
        "RuntimeError",
    ),
    "shadows one of ours": (
        "fund_wreath:flat",
        WREATH.replace('"wreath"', '"flat"') + "\nflat = wreath\n",
        "plugin.name_taken",
        "communitywelfare",
    ),
}


@pytest.mark.parametrize("case", LEFT_OUT)
def test_a_form_that_cannot_be_used_is_named_with_its_package_and_the_rest_goes_on(site, file, case):
    value, module, code, said = LEFT_OUT[case]
    site.install("fund-wreath", {"bad": value}, fund_wreath=module)
    site.install("other-wreath", {"wreath": "other_wreath:wreath"}, other_wreath=WREATH)
    exit_code, (finding,) = site.lint(file)
    assert (exit_code, finding["code"], finding["severity"]) == (0, code, "warning")
    assert finding["params"]["package"] == "fund-wreath"
    for language in ("th", "en"):
        assert "fund-wreath" in finding[language]
    assert ("flat" if code == "plugin.name_taken" else "bad") in finding["th"]
    assert said in finding["en"]


def test_of_two_packages_with_one_name_neither_is_used_and_a_by_law_that_needs_it_is_told_both(site, file):
    for package in ("first-wreath", "second-wreath"):
        module = package.replace("-", "_")
        site.install(package, {"wreath": f"{module}:wreath"}, **{module: WREATH})
    code, findings = site.lint(file)
    assert code == 1
    assert [(each["code"], each["severity"]) for each in findings] == [
        ("bylaw.not_an_option", "error"),
        ("plugin.name_taken", "warning"),
        ("plugin.name_taken", "warning"),
    ]
    assert findings[0]["place"]["row"] == 19
    assert {(each["params"]["package"], each["params"]["holder"]) for each in findings[1:]} == {
        ("first-wreath", "second-wreath"),
        ("second-wreath", "first-wreath"),
    }


def test_a_form_that_two_entries_of_one_package_name_is_one_form(site, file):
    site.install("fund-wreath", {"a": "fund_wreath:wreath", "b": "fund_wreath:wreath"}, fund_wreath=WREATH)
    assert site.lint(file) == (0, [])


def test_a_broken_package_stops_no_other_command(site, tmp_path):
    site.install("fund-wreath", {"bad": "fund_wreath:wreath"}, fund_wreath="raise RuntimeError")
    made = site.run("example", tmp_path / "fund", "--members", "5", "--years", "1")
    assert made.returncode == 0, made.stderr
    checked = site.run("check", tmp_path / "fund", "--lang", "en")
    assert checked.returncode == 0, checked.stdout
    assert "of the package fund-wreath cannot be loaded" in checked.stdout


# --- in this Python ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", LEFT_OUT)
def test_what_is_left_out_is_told_once_and_ours_stay(here, case):
    value, module, code, _said = LEFT_OUT[case]
    here.install("fund-wreath", {"bad": value}, fund_wreath=module)
    installed = installed_forms()
    assert dict(installed.forms) == dict(BUILT_IN_FORMS)
    assert [each.code for each in installed.findings] == [code]
    with pytest.raises(ByLawError) as refused:
        parse_bylaw(BYLAW.encode(), "bylaw.toml")
    assert [each.code for each in refused.value.findings] == ["bylaw.not_an_option", code]
    assert lint_bylaw(BYLAW.encode(), "bylaw.toml") == refused.value.findings


def test_two_of_one_name_are_both_left_out(here):
    for package in ("first", "second"):
        here.install(package, {"wreath": f"{package}:wreath"}, **{package: WREATH})
    assert "wreath" not in installed_forms().forms
    assert [dict(each.params)["holder"] for each in installed_forms().findings] == ["second", "first"]


def test_another_mistake_says_nothing_of_what_was_left_out(here):
    here.install("fund-wreath", {"bad": "fund_wreath:wreath"}, fund_wreath="raise RuntimeError")
    wrong = BYLAW.replace('form = "wreath", worth', 'form = "flat", pay')
    with pytest.raises(ByLawError) as refused:
        parse_bylaw(wrong.encode(), "bylaw.toml")
    assert {each.code for each in refused.value.findings} == {"bylaw.misspelt_key", "bylaw.missing_key"}
    assert lint_bylaw(wrong.encode(), "bylaw.toml")[-1].code == "plugin.broken"


def test_a_package_that_is_read_tells_what_was_left_out(here, tmp_path):
    assert main(["example", str(tmp_path / "fund"), "--members", "3", "--years", "1", "--seed", "7"]) == 0
    here.install("fund-wreath", {"bad": "fund_wreath:wreath"}, fund_wreath="raise RuntimeError")
    installed_forms.cache_clear()
    reading = read_package(str(tmp_path / "fund"))
    assert reading.package is not None
    assert [each.code for each in reading.findings if each.code.startswith("plugin.")] == ["plugin.broken"]


# --- given as they are -------------------------------------------------------------------------------------


def test_a_form_that_is_given_is_used_wherever_a_by_law_is_read(here, tmp_path):
    (here.folder / "fund_wreath.py").write_text(WREATH, encoding="utf-8")
    wreath = form_at("fund_wreath:wreath")
    law = parse_bylaw(BYLAW.encode(), "bylaw.toml", forms=[wreath])
    assert law.in_force(date(2024, 1, 1)).benefits[0].amount.form == "wreath"
    assert lint_bylaw(BYLAW.encode(), "bylaw.toml", forms=[wreath]) == ()
    fund = tmp_path / "fund"
    assert main(["example", str(fund), "--members", "3", "--years", "1", "--seed", "7"]) == 0
    text = (fund / "bylaw.toml").read_text("utf-8")
    start = text.index("amount = {")
    changed = text[:start] + 'amount = { form = "wreath", worth = 5 }' + text[text.index("\n", start) :]
    (fund / "bylaw.toml").write_text(changed, encoding="utf-8")
    assert read_package(str(fund)).package is None
    reading = read_package(str(fund), forms=[wreath])
    assert reading.package is not None
    assert any(b.amount.form == "wreath" for b in reading.package.fund.bylaw.versions[-1].benefits)


class Shadow(Flat):
    """Bears the name of one of ours."""


class Nameless:
    """No form at all."""


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        ([Shadow], "plugin.name_taken", "communitywelfare.rules.amounts.flat"),
        ([Nameless], "plugin.no_form", "form, read, entitlement"),
        ([5], "plugin.no_form", "form, read, entitlement"),
    ],
)
def test_what_is_given_and_cannot_be_used_is_refused_by_name(given, code, said):
    for read in (parse_bylaw, lambda *words, forms: forms_with(forms)):
        with pytest.raises(ByLawError) as refused:
            read(BYLAW.encode(), "bylaw.toml", forms=given)
        (finding,) = refused.value.findings
        assert (finding.code, finding.severity) == (code, Severity.ERROR)
        assert said in words(finding, "en")
        assert said in words(finding, "th")


def test_the_same_form_given_twice_or_installed_too_is_one_form(here):
    here.install("fund-wreath", {"wreath": "fund_wreath:wreath"}, fund_wreath=WREATH)
    wreath = form_at("fund_wreath:wreath")
    assert forms_with([wreath, wreath]) == installed_forms().forms


# --- at the command line -----------------------------------------------------------------------------------


def test_a_form_can_be_named_at_the_command_line(here, file, capsys):
    (here.folder / "fund_wreath.py").write_text(WREATH, encoding="utf-8")
    assert main(["bylaw", "lint", str(file)]) == 1
    assert main(["bylaw", "lint", str(file), "--form", "fund_wreath:wreath"]) == 0
    assert main(["bylaw", "print", str(file), "--form", "fund_wreath:wreath", "--lang", "en"]) == 0
    assert "pays by the form wreath: worth 500.00" in capsys.readouterr().out


@pytest.mark.parametrize("value", ["nowhere:wreath", "fund_wreath", "fund_wreath:", "json:dumps", ":", ""])
def test_a_name_that_leads_to_no_form_ends_with_2_and_a_sentence(here, file, capsys, value):
    assert main(["bylaw", "lint", str(file), "--form", value, "--lang", "en"]) == 2
    said = capsys.readouterr()
    assert "[plugin." in said.err
    assert "Traceback" not in said.err


def test_what_was_left_out_is_told_once_for_several_files(here, file, tmp_path, capsys):
    here.install("fund-wreath", {"bad": "fund_wreath:wreath"}, fund_wreath="raise RuntimeError")
    other = tmp_path / "other.toml"
    other.write_bytes(file.read_bytes())
    assert main(["bylaw", "lint", str(file), str(other), "--lang", "en"]) == 1
    out = capsys.readouterr().out
    assert out.count("[plugin.broken]") == 1
    assert out.count("[bylaw.not_an_option]") == 2
