"""What a form of another package offers beside its three members: its sheet and its lint."""

from typing import ClassVar, NamedTuple, Self

import pytest
from attrs import field, frozen

from communitywelfare.errors import ByLawError, Finding, MissingFact, Severity
from communitywelfare.money import ZERO, Money
from communitywelfare.rules.amounts import Change, Entitlement, Slice, in_one_sum, is_own, sound
from communitywelfare.rules.columns import Book, ClaimColumns, decide
from communitywelfare.rules.foreign import forms_in, keys_of, lint_of, sheet_of
from communitywelfare.rules.lint import lint
from communitywelfare.wording import clause_lines, words

WEAK = {"th": "น้อยเกินไป: เพิ่มจำนวนเงิน", "en": "too little: raise the amount"}


@frozen
class Plain:
    """A form with nothing but the three members."""

    worth: Money
    form: ClassVar[str] = "my plain"

    @classmethod
    def read(cls, keys) -> Self:
        return cls(keys.money("worth"))

    def entitlement(self, facts, place):
        reason = Finding("amount.flat", Severity.INFO, place=place, params={"amount": self.worth})
        return in_one_sum(facts, self.worth, reason)


class Bare(NamedTuple):
    """The same without attrs, a value of another kind."""

    worth: Money = Money(1)

    def entitlement(self, facts, place):
        return Plain.entitlement(self, facts, place)


Bare.form = "bare"
Bare.read = classmethod(lambda cls, keys: cls())


class WithSheet(Plain):
    def sheet(self):
        for language in ("one", "two"):
            says = {"th": f"{language} {{worth}} บาท", "en": f"{language} of {{worth}} baht"}
            yield Finding(f"form.my_plain.{language}", Severity.INFO, params={"says": says, "worth": self.worth})


class SheetFails(Plain):
    def sheet(self):
        raise RuntimeError


class SheetOfText(Plain):
    def sheet(self):
        return ["a text"]


class WithLint(Plain):
    found: ClassVar[object] = Finding("form.my_plain.little", Severity.WARNING, params={"says": WEAK})

    def lint(self):
        yield self.found


# --- the sheet ---------------------------------------------------------------------------------------------


def test_a_form_that_says_nothing_is_said_by_its_name_and_its_keys(clause):
    benefit = clause(Plain, {"worth": "12.50"}).benefit
    assert clause_lines(benefit, "th") == ("จ่ายตามรูปแบบ my plain: worth 12.50",)
    assert clause_lines(benefit, "en") == ("pays by the form my plain: worth 12.50",)
    assert clause_lines(clause(Bare).benefit, "en") == ("pays by the form bare",)


def test_a_form_says_its_own_sentences(clause):
    benefit = clause(WithSheet, {"worth": "12.50"}).benefit
    assert clause_lines(benefit, "th") == ("one 12.50 บาท", "two 12.50 บาท")
    assert clause_lines(benefit, "en") == ("one of 12.50 baht", "two of 12.50 baht")


@pytest.mark.parametrize("form", [SheetFails, SheetOfText])
def test_a_sheet_that_fails_leaves_the_plain_words(clause, form):
    benefit = clause(form, {"worth": 5}).benefit
    assert sheet_of(benefit.amount) == ()
    assert clause_lines(benefit, "en") == ("pays by the form my plain: worth 5.00",)


def test_keys_are_those_of_an_attrs_class():
    assert keys_of(Plain(Money(5))) == (("worth", Money(5)),)
    assert keys_of(Bare()) == ()


@pytest.mark.parametrize(
    "says",
    [
        {"th": "{more}", "en": "{more}"},
        {"th": "{", "en": "}"},
        {"th": "{0}", "en": "{worth.x}"},
        {"th": 5},
        "text",
        None,
    ],
)
def test_sentences_that_cannot_be_filled_leave_the_code_and_its_figures(says):
    finding = Finding("form.x.y", Severity.INFO, params={"says": says, "worth": Money(5)})
    for language in ("th", "en"):
        assert words(finding, language) == "form.x.y: worth=0.05"


def test_a_code_of_ours_is_not_said_in_other_words():
    finding = Finding("amount.flat", Severity.INFO, params={"says": WEAK, "amount": Money(5)})
    assert words(finding, "en") == "a fixed sum of 0.05 baht"


# --- lint --------------------------------------------------------------------------------------------------


def told_by_form(clause):
    return [finding for finding in lint(clause.bylaw) if not finding.code.startswith("lint.")]


def test_a_form_reports_what_is_weak_at_the_place_of_its_amount(clause):
    (finding,) = told_by_form(clause(WithLint, {"worth": 5}))
    assert (finding.code, finding.severity) == ("form.my_plain.little", Severity.WARNING)
    assert finding.place.clause == "version[1].benefit.funeral.amount"
    assert (words(finding, "th"), words(finding, "en")) == (WEAK["th"], WEAK["en"])
    assert told_by_form(clause(Plain, {"worth": 5})) == []


def test_a_form_inside_one_of_ours_is_linted_too(clause):
    table = {"form": "per unit", "unit": "night", "pays": {"form": "my plain", "worth": 5}}
    benefit = clause(WithLint, table).benefit
    assert [type(form).__name__ for form in forms_in(benefit.amount)] == ["PerUnit", "WithLint"]
    assert [each.code for each in lint_of(benefit.amount, "x")] == ["form.my_plain.little"]
    assert list(forms_in("no form")) == []
    assert len(list(forms_in(Bare()))) == 1


def lints(found):
    class Lints(Plain):
        def lint(self):
            if isinstance(found, Exception):
                raise found
            return [found]

    return Lints(Money(5))


@pytest.mark.parametrize(
    ("found", "code", "params"),
    [
        (RuntimeError("x"), "lint.form_failed", {"form": "my plain", "error": "RuntimeError"}),
        ("a text", "lint.form_failed", {"form": "my plain", "error": "str"}),
        (
            Finding("form.my_plain.x", Severity.BLOCK),
            "lint.form_failed",
            {"form": "my plain", "error": "Finding"},
        ),
        (
            Finding("lint.cliff", Severity.ERROR),
            "lint.form_code",
            {"form": "my plain", "code": "lint.cliff", "wanted_code": "form.my_plain."},
        ),
        (
            Finding("form.my_plainer.x", Severity.ERROR),
            "lint.form_code",
            {"form": "my plain", "code": "form.my_plainer.x", "wanted_code": "form.my_plain."},
        ),
    ],
)
def test_lint_that_fails_or_uses_a_code_of_others_is_told(found, code, params):
    (finding,) = lint_of(lints(found), "version[1].benefit.death.amount")
    assert (finding.code, dict(finding.params)) == (code, params)
    assert finding.severity is Severity.WARNING
    assert finding.place.clause == "version[1].benefit.death.amount"
    assert "my plain" in words(finding, "th")


# --- reading and answering ---------------------------------------------------------------------------------


class ReadFails(Plain):
    @classmethod
    def read(cls, keys):
        raise RuntimeError("x")


class ReadsNothing(Plain):
    @classmethod
    def read(cls, keys):
        keys.money("worth")


class ReadsAnother(Plain):
    @classmethod
    def read(cls, keys):
        keys.money("worth")
        return Bare()


@frozen
class WithAFloat(Plain):
    """It has no fingerprint, so no decision by it could be told from another."""

    rate: float = 0.5


@frozen
class WithAList(Plain):
    """It has no hash."""

    rates: list[int] = field(factory=list, eq=False)
    __hash__ = None


@pytest.mark.parametrize(
    ("form", "error"),
    [
        (ReadFails, "RuntimeError"),
        (ReadsNothing, "NoneType"),
        (ReadsAnother, "Bare"),
        (WithAFloat, "TypeError"),
        (WithAList, "TypeError"),
    ],
)
def test_a_form_that_fails_to_read_its_keys_is_one_mistake_of_the_by_law(clause, form, error):
    with pytest.raises(ByLawError) as refused:
        clause(form, {"worth": 5, "other": 6})
    (finding,) = refused.value.findings
    assert finding.code == "bylaw.form_failed"
    assert finding.place.clause == "version[1].benefit.funeral.amount.form"
    assert dict(finding.params) == {"key": "form", "form": "my plain", "error": error}


INFO = Finding("amount.flat", Severity.INFO)


FIVE = Money(5)


def one(facts, units=1, amount=FIVE):
    return Slice(facts.event_day, units, amount)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (lambda facts: None, TypeError),
        (lambda facts: Entitlement([one(facts)], INFO), TypeError),
        (lambda facts: Entitlement((one(facts),), "because"), TypeError),
        (lambda facts: Entitlement((one(facts),), Finding("x.y", Severity.WARNING)), TypeError),
        (lambda facts: Entitlement(("slice",), INFO), TypeError),
        (lambda facts: Entitlement((Slice("2024-03-01", 1, ZERO),), INFO), TypeError),
        (lambda facts: Entitlement((one(facts, units=True),), INFO), TypeError),
        (lambda facts: Entitlement((one(facts, amount=0.5),), INFO), TypeError),
        (lambda facts: Entitlement((one(facts, amount=Money(-1)),), INFO), ValueError),
        (lambda facts: Entitlement((one(facts, units=-1),), INFO), ValueError),
        (lambda facts: Entitlement((one(facts), one(facts)), INFO), ValueError),
        (lambda facts: Entitlement((Slice(facts.joined, 1, ZERO),), INFO), ValueError),
        (lambda facts: Entitlement((one(facts, amount=Money(2**63)),), INFO), OverflowError),
        (lambda facts: Entitlement((one(facts, units=2**63),), INFO), OverflowError),
        (lambda facts: Entitlement((one(facts),), INFO, first=Money(9)), ValueError),
        (lambda facts: Entitlement((one(facts),), INFO, changes=(Change("x", Money(5), INFO),)), ValueError),
        (
            lambda facts: Entitlement((one(facts),), INFO, first=Money(9), changes=(Change("x", Money(6), INFO),)),
            ValueError,
        ),
    ],
)
def test_what_no_entitlement_can_be_is_refused_and_the_claim_waits(clause, facts, answer, error):
    with pytest.raises(error):
        sound(answer(facts), facts)

    class Answers(Plain):
        def entitlement(self, facts, place):
            return answer(facts)

    decision = clause(Answers, {"worth": 5}).decide(facts)
    assert decision.assessed == ZERO
    assert dict(decision.reasons[-1].params) == {"form": "my plain", "error": error.__name__}


@pytest.mark.parametrize("findings", [(), (Finding("fact.missing", Severity.INFO),)])
def test_a_missing_fact_without_its_name_is_a_failure_of_the_form(clause, facts, findings):
    class Lacks(Plain):
        def entitlement(self, facts, place):
            raise MissingFact("something", *findings)

    decision = clause(Lacks, {"worth": 5}).decide(facts)
    assert dict(decision.reasons[-1].params) == {"form": "my plain", "error": "MissingFact"}


def test_a_form_stays_whole_in_columns_whatever_kind_of_value_it_is(clause, facts):
    read = clause(Bare)
    decided = decide(Book.of([read.bylaw]), ClaimColumns.of([0], [1], [-1], [facts]))
    assert decided.assessed.tolist() == [read.decide(facts).assessed.satang] == [1]


def test_a_sound_answer_passes_as_it_is(facts):
    told = Entitlement((one(facts),), INFO).then("minimum", Money(9), INFO)
    assert sound(told, facts) is told
    assert sound(Entitlement((), INFO), facts).amount == ZERO
    assert not is_own(Plain(ZERO))
