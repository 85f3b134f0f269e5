"""The catalogues: nothing that is said lacks Thai or English, and nothing stands in them that nobody says."""

import ast
import functools
import re
import string
from pathlib import Path

import pytest

import communitywelfare
from communitywelfare.accounting.reconciliation import ItemKind
from communitywelfare.calendar import Era, Unit
from communitywelfare.claims import ActionKind, ClaimState, Outcome
from communitywelfare.cofunding import CofundingState, RoundActionKind
from communitywelfare.consents import LegalBasis
from communitywelfare.contributions import Convention, PaymentMethod, ReceiptKind
from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.fund.duplicates import Confidence, Trait
from communitywelfare.fund.forms.request import FIGURES, Met
from communitywelfare.identity import IdClass
from communitywelfare.members import ExitCause, Group, MemberStatus, Relationship, Sameness, Sex
from communitywelfare.money import Direction
from communitywelfare.network import INDICATORS, ActivityState, AreaKind, CentreKind, FundState, LifeStep
from communitywelfare.network.indicators import IndicatorUnit
from communitywelfare.proportions import ApportionMethod
from communitywelfare.rules.amounts.per_unit import CountedUnit
from communitywelfare.rules.bylaws import Rejoining, Transferring
from communitywelfare.rules.expressions import Operator
from communitywelfare.rules.facts import Clock, Quantity
from communitywelfare.rules.limits import Measure, Window
from communitywelfare.rules.numbers import Kind
from communitywelfare.rules.schedules import Every
from communitywelfare.rules.tiers import Overlap
from communitywelfare.simulation import Grounds
from communitywelfare.simulation.plans import Why
from communitywelfare.simulation.shortage import WhenEmpty
from communitywelfare.wording import LANGUAGES, known_codes, label, words
from communitywelfare.wording.catalogue import catalogue

SOURCE = Path(communitywelfare.__file__).parent
CODE = re.compile(r"[a-z]+[a-z0-9]*\.[a-z][a-z0-9_]*[a-z0-9]")
FILES = re.compile(r".*\.(csv|toml|json|jsonl|po|css|html|xlsx)")
SHOWN = (
    RoundActionKind,
    Sameness,
    ActionKind,
    ActivityState,
    AreaKind,
    CentreKind,
    FundState,
    IndicatorUnit,
    LifeStep,
    ApportionMethod,
    ClaimState,
    Clock,
    CofundingState,
    Confidence,
    Convention,
    CountedUnit,
    Direction,
    Era,
    Every,
    Grounds,
    ExitCause,
    Group,
    IdClass,
    ItemKind,
    Kind,
    LegalBasis,
    Measure,
    MemberStatus,
    Met,
    Operator,
    Outcome,
    PaymentMethod,
    ReceiptKind,
    Relationship,
    Severity,
    Sex,
    Trait,
    Unit,
    WhenEmpty,
    Why,
    Window,
)


@functools.cache
def texts_in_source() -> set[str]:
    """Every string of the source that looks like a code."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        if "strategies" in path.parts or (
            "wording" in path.parts and path.name not in {"catalogue.py", "clauses.py", "sentences.py", "trees.py"}
        ):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
                found.add(node.value)
    return {text for text in found if not FILES.fullmatch(text)}


def placeholders(text: str) -> set[str]:
    return {name for _literal, name, _spec, _conversion in string.Formatter().parse(text) if name}


COMPUTED = {
    *(f"{kind}.step_by_{clock}" for kind in ("amount", "clause") for clock in ("age", "membership")),
    *(f"clause.{clock}_{bound}" for clock in ("age", "membership") for bound in ("from", "below", "between")),
    *(f"clause.{fact}" for fact in ("group", "sex", "relation")),
    *(f"clause.over_{clock.value}" for clock in Clock),
    *(f"clause.row_{start}{end}" for start in ("from", "over") for end in ("", "_below", "_to")),
    *(f"clause.overlap_{overlap.name.lower()}" for overlap in Overlap),
    *(f"condition.{name}_{answer}" for name in ("all", "any", "not") for answer in ("met", "not_met", "open")),
    *(f"clause.rejoining_{rule.name.lower()}" for rule in Rejoining if rule is not Rejoining.ANEW),
    *(f"clause.transfer_{rule.value}" for rule in Transferring),
    *(f"number.{quantity.value}" for quantity in Quantity),
    *(f"clause.{rate}per_{unit.value}" for rate in ("", "rate_") for unit in CountedUnit),
    *(f"rule.committee_{bound}" for bound in ("at_least", "without_most")),  # rule.needs_committee, without a most
    *(f"draft.{why}" for why in ("ambiguous", "doubled", "nameless", "unknown")),
    *(
        f"{file}.{what}"
        for file in ("assumptions", "change", "profile", "scheme")
        for what in ("key_unknown", "value_missing", "value_unreadable")
    ),
    *(f"row.{why}" for why in ("deleted", "header", "remark")),
    *(f"summary.{fault}" for fault in ("format", "newer", "older")),
    *(f"coverage.{what}_exceeded" for what in ("population", "villages")),
}
HEADS = {code.partition(".")[0] for code in known_codes() if not code.startswith(("ui.", "wanted."))}


def test_every_code_that_the_source_names_has_a_sentence():
    said = {text for text in texts_in_source() if text.partition(".")[0] in HEADS}
    headings = {code.removeprefix("ui.") for code in known_codes() if code.startswith("ui.")}

    questions = {code.removeprefix("question.") for code in headings}  # of a founding
    of_networks = {name for each in INDICATORS for name in (*each.above, *each.below)}

    named_so = headings | questions | of_networks | set(FIGURES)  # figures of a form are named in the same way
    assert said - known_codes() - named_so == set()


def test_no_sentence_is_left_that_nobody_says():
    codes = {code for code in known_codes() if re.fullmatch(r"[a-z0-9]+\.[a-z0-9_]+", code)}
    spoken = {code for code in codes if not code.startswith(("ui.", "wanted.", "fact.name"))}

    assert spoken - texts_in_source() - COMPUTED == set()


def test_both_languages_know_the_same_codes():
    assert set(catalogue("th")) == set(catalogue("en"))


@pytest.mark.parametrize("code", sorted(known_codes()))
def test_both_sentences_use_figures_that_exist_and_are_not_empty(code):
    thai, english = catalogue("th")[code], catalogue("en")[code]

    assert thai.strip()
    assert english.strip()
    assert placeholders(thai) - {"th"} == placeholders(english)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("options", SHOWN, ids=lambda options: options.__name__)
def test_every_option_that_is_shown_has_words(options, language):
    assert all(label(option, language) != option.value or language == "en" for option in options)
    assert all(f"{options.__name__}.{option.name}" in known_codes() for option in options)


def test_every_heading_that_pages_and_commands_ask_for_is_there():
    asked = set()
    for folder, prefix in (("reports", ""), ("cli", "cli.")):
        for path in (SOURCE / folder).glob("*.py"):
            found = re.findall(r'(?:self|voice)\.t\("([a-z0-9_]+)"\)', path.read_text(encoding="utf-8"))
            asked |= {f"ui.{prefix}{code}" for code in found}
            found = re.findall(r'self\.say\("([a-z0-9_]+)"\)', path.read_text(encoding="utf-8"))
            asked |= {f"ui.network.{code}" for code in found}

    assert asked
    assert asked - known_codes() == set()


NAMED = ("sheet", "paper", "network")


def test_sheets_and_papers_say_nothing_that_is_not_in_the_catalogues_and_leave_nothing_unsaid():
    """A code may be put together from a column's or a statement's id, which then stands in the source by itself."""
    asked = {text for text in texts_in_source() if text.partition(".")[0] in NAMED}
    ids = set()
    for path in (*(SOURCE / "reports").rglob("*.py"), SOURCE / "cli" / "network.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                ids.add(node.value.lower())
    heads = tuple(f"ui.{name}." for name in NAMED)
    known = {code.removeprefix("ui.") for code in known_codes() if code.startswith(heads)}

    assert asked - known - known_codes() == set()  # a finding may be of a sheet too: one that was filled in
    assert {code for code in known - asked if code.partition(".")[2] not in ids} == set()


def test_every_indicator_has_a_name_and_a_short_one():
    wanted = {f"ui.indicator.{each.id}{ending}" for each in INDICATORS for ending in ("", ".short")}
    assert {code for code in known_codes() if code.startswith("ui.indicator.")} == wanted


def test_thai_sentences_are_well_formed():
    tone_first = re.compile(r"(^|\s)[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
    for code, text in catalogue("th").items():
        assert not tone_first.search(text), code
        assert "เเ" not in text, code
        assert "ํา" not in text, code


def test_a_file_and_a_profile_have_one_thai_word_each():
    allowed = ("รูปแบบแฟ้ม (profile)", "แฟ้มใบสำคัญ")  # a profile, and a binder of vouchers
    paths = [SOURCE / "wording" / "locale" / "th.po", *(SOURCE / "cli").glob("*.py")]
    for path in paths:
        text = path.read_text(encoding="utf-8")
        for each in allowed:
            text = text.replace(each, "")
        assert not [line for line in text.splitlines() if "แฟ้ม" in line or "ผังคอลัมน์" in line]


@pytest.mark.parametrize("language", ["TH", "de", "", None, "../en"])
def test_a_language_that_there_is_not_is_refused_and_opens_no_file(language):
    with pytest.raises(InvalidValue) as refused:
        words(Finding("value.empty", Severity.ERROR), language)
    assert [finding.code for finding in refused.value.findings] == ["language.unknown"]
