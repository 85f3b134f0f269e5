"""What a notebook shows: every registered type, in both languages, whole, well formed, and of nobody."""

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

import communitywelfare as cw
from communitywelfare import notebook
from communitywelfare.accounting.statements import (
    TwoYears,
    balance_sheet,
    cash_book,
    each_place,
    fund_balances,
    income_and_expense,
    ledger,
    receipts_and_payments,
    section_10,
    sub_ledger,
    trial_balance,
    trial_balance_of_period,
)
from communitywelfare.claims import Authority, Gift, Override, Payment
from communitywelfare.errors import Finding, InvalidValue, Place, Refused, Severity
from communitywelfare.fingerprints import fingerprint
from communitywelfare.io.assumptions_toml import shipped_assumptions
from communitywelfare.io.foreign import book, importing, meaning, profile_toml
from communitywelfare.io.package import Package, Reading
from communitywelfare.members import Relationship
from communitywelfare.notebook import SHOWN, fragment
from communitywelfare.reports._shown import cell_text
from communitywelfare.reports.asked import Asked
from communitywelfare.reports.catalogue import CATALOGUE, draw
from communitywelfare.reports.notebook import answers, statements
from communitywelfare.reports.projection_charts import benefits_chart
from communitywelfare.reports.sheets import Column, Kind, Row, RowKind, Table, said
from communitywelfare.rules.lint import lint
from communitywelfare.simulation.answers import costs, funding_ratio, ruin_by
from communitywelfare.simulation.expectation import expect
from communitywelfare.simulation.intervals import mean
from communitywelfare.simulation.policy import Policy, Setting
from communitywelfare.simulation.start import Start
from communitywelfare.simulation.study import draw_up
from communitywelfare.strategies import assumptions, benefits, bylaws, citizen_ids, claim_facts, claims, funds
from communitywelfare.wording import LANGUAGES, clause_lines, words

REGISTER = (
    "เลขที่สมาชิก,เลขบัตรประชาชน,ชื่อ,นามสกุล,วันที่สมัคร\nC1,9000000000012,สมหญิง,ตัวอย่าง,7 ม.ค. 2549\nC2,1234,สมชาย,ตัวอย่าง,\n"
)
ID = re.compile(r"\d{13}|\d-\d{4}-\d{5}-\d{2}-\d")
HOSTILE = "<script>alert(1)</script>"


@cache
def fund() -> cw.Fund:
    return cw.make_package(cw.Plan(members=40, years=2, seed=7)).fund


@cache
def study():
    start, schemes = Start.of(fund(), (cw.state_scheme(),)), (cw.state_scheme(),)
    policies = [Policy.of(fund(), schemes), Policy(name={"th": "ไม่มีสมทบ", "en": "no match"}, bylaw=fund().bylaw)]
    return draw_up(start, policies, shipped_assumptions(), Setting(years=2, scenarios=4))


def a_decision() -> cw.Decision:
    """A decision with everything that one can have."""
    decided = (cw.assess(fund(), claim, fund().as_of) for claim in fund().claims)
    found = next(each for each in decided if each.cap_usage and each.is_payable)
    whole = evolve(
        found,
        gifts=(Gift(what={"th": "พวงหรีด", "en": "a wreath"}, count=2, worth=cw.Money.baht(500)),),
        payments=(Payment("payee-7", Relationship.SPOUSE, cw.Money.baht(77)),),
        authority=Authority(cw.Money.baht(1), cw.Money.baht(9_999)),
    )
    return whole.overridden(Override(amount=cw.Money.baht(4_321), reason="บ้านนางมาลีไฟไหม้", reference="มติ 1"))


@cache
def examples() -> Mapping[tuple[str, str], object]:
    """A value of every type that is shown, by the name under which it is registered."""
    return {
        (type(each).__module__, type(each).__name__): each for each in (*of_the_fund(), *of_the_books(), *of_chance())
    }


def of_the_fund() -> Iterator[object]:
    this = fund()
    yield a_decision()
    yield Finding("lint.assumed", Severity.WARNING, params={"keys": ("wait",)})
    yield Reading(package=Package(fund=this, bylaw_text=b""), findings=lint(this.bylaw))
    sheet = book.book_of("register.csv", REGISTER.encode())
    terms = meaning.Terms(as_of=this.as_of, synthetic=True)
    yield importing.import_book(sheet, profile_toml.shipped_profile("member-register"), terms)
    yield from (this.bylaw, this.bylaw.versions[0], this.bylaw.versions[0].benefits[0], this)
    yield cw.draw_up(this, cw.state_scheme(), this.as_of)


def of_the_books() -> Iterator[object]:
    this, last = fund(), fund().as_of
    books, first, choices = (this.journal, this.chart), date(last.year - 1, 10, 1), this.profile.books
    years = TwoYears.until(last, this.profile.year_start)
    yield cash_book(*books, first=first, last=last)
    yield income_and_expense(*books, years, choices=choices)
    yield ledger(*books, "11010")
    yield sub_ledger(*books, "11010", last)
    yield balance_sheet(*books, years, choices=choices)
    yield from fund_balances(*books, this.sources, first=first, last=last)
    yield receipts_and_payments(*books, first=first, last=last)
    yield section_10(*books, this.openings, last)
    yield trial_balance(*books, last)
    yield trial_balance_of_period(*books, first=first, last=last)
    sheet = draw("M9", this, Asked(first=first, last=last))
    yield from (sheet, *sheet.tables)


def of_chance() -> Iterator[object]:
    this = study()
    projection = this.projections[0]
    yield from (projection, this, this.start, this.policies[1], this.dues[0], this.cells[0][0], this.cohorts[0])
    yield expect(this.start, this.policies[0], this.assumptions, this.setting)
    yield from (this.pasts[0][0], this.sways[0], costs(projection.balance, [11, 23]))
    yield funding_ratio(projection.flows, projection.interest)
    yield from (*ruin_by(projection.balance, [11]), mean(projection.balance.closing[:, -1]))
    yield from (shipped_assumptions(), shipped_assumptions()["births"])


class Text(HTMLParser):
    """The words that a reader sees, and the tags."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.words, self.tags, self._style = [], [], False
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self._style = tag == "style"

    def handle_endtag(self, tag):
        self._style = False

    def handle_data(self, data):
        if not self._style:
            self.words.append(data)


def seen(value: object, language: str) -> str:
    """What somebody sees of a value, once it is known to be well formed, to run nothing and to fetch nothing."""
    markup = fragment(value, language)
    root = ElementTree.fromstring(markup)  # noqa: S314 - our own markup, as XML, which forgives nothing
    assert (root.tag, root.get("class"), root.get("lang")) == ("div", "communitywelfare", language)
    assert {"script", "link", "iframe", "img", "form"} & {each.tag for each in root.iter()} == set()
    text = "\n".join(Text(markup).words)
    assert not ID.search(text)
    return text


def test_every_registered_type_has_an_example_here_and_every_example_is_registered():
    assert set(examples()) == set(SHOWN)


@pytest.mark.parametrize("name", SHOWN, ids=lambda name: name[1])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_registered_type_is_shown_alone_and_in_a_tuple(name, language):
    value = examples()[name]
    alone = seen(value, language)
    assert len(alone) > 20
    assert seen((value,), language) == alone
    assert seen([value, value], language) != ""
    assert alone != seen(value, "en" if language == "th" else "th")


def test_people_are_not_shown_and_neither_is_what_was_typed_freely():
    names = {each.person.name.reveal("a test") for each in fund().register}
    shown = [seen(value, language) for value in examples().values() for language in LANGUAGES]
    for name, each in CATALOGUE.items():
        if not each.needs & fund().absent:
            sheet = draw(name, fund(), Asked(first=fund().as_of.replace(day=1), last=fund().as_of, unmasked=True))
            shown += [seen(sheet, "th"), *(seen(table, "en") for table in sheet.tables)]
    assert [name for name in names if any(name in text for text in shown)] == []
    assert not any("มาลี" in text for text in shown)


# --- nothing is lost ---------------------------------------------------------------------------------------


def cells_of(table: Table, language: str) -> Iterator[str]:
    """The cells that a reader must find, row by row."""
    for row in table.rows:
        if row.kind is RowKind.HEADING:
            yield cell_text(row.cells[0], Kind.TEXT, language)
            continue
        for cell, column in zip(row.cells, table.columns, strict=True):
            text = cell_text(cell, column.kind, language).replace(" ", "\u00a0" if column.kind in DAYS else " ")
            is_told = not column.personal or (isinstance(cell, Mapping) and column.kind is Kind.TEXT)
            yield text if is_told or not text else "•••"


DAYS = {Kind.DAY, Kind.MONTH}


@pytest.mark.parametrize("name", [name for name in CATALOGUE if name != "M6"])
def test_a_sheet_is_shown_to_the_last_cell(name):
    if CATALOGUE[name].needs & fund().absent:
        pytest.skip("the fund of this test has no such table")
    sheet = draw(name, fund(), Asked(first=date(2024, 9, 1), last=fund().as_of))
    for language in LANGUAGES:
        text = seen(sheet, language)
        assert sheet.title[language] in text
        for table in sheet.tables:
            place = 0
            for cell in filter(None, cells_of(table, language)):
                place = text.index(cell, place) + len(cell)
        assert all(note[language] in text for note in sheet.notes)


def test_a_long_table_is_shown_to_where_it_can_be_read_with_its_total_and_what_is_left_is_counted():
    rows = [Row((f"row-{place}", place)) for place in range(1_000)]
    columns = (Column("what", said("sheet.description")), Column("count", said("sheet.persons"), Kind.COUNT))
    table = Table(columns=columns, rows=(*rows, Row.total("all", 499_500)))
    text = seen(table, "en")
    assert "row-198" in text
    assert "row-199" not in text
    assert "499,500" in text
    assert "801" in text.splitlines()[-1]


def test_a_cash_book_that_is_ruled_by_place_is_headed_by_the_places():
    this = fund()
    found = cash_book(this.journal, this.chart, first=date(2024, 9, 1), last=this.as_of, columns=each_place(this.chart))
    text = seen(found, "en")
    assert all(f"{code} Received" in text for code in each_place(this.chart))
    assert all(line.voucher.number in text for line in found.lines)


@given(bylaws())
@settings(max_examples=10)
def test_any_by_law_is_read_out_clause_by_clause(bylaw):
    for language in LANGUAGES:
        text = seen(bylaw, language)
        for version in bylaw.versions:
            for benefit in version.benefits:
                assert all(line.strip() in text for line in clause_lines(benefit, language) if not ID.search(line))


@given(benefits())
@settings(max_examples=10)
def test_any_clause_is_read_out(benefit):
    assert all(seen(benefit, language) for language in LANGUAGES)


@given(st.data())
@settings(max_examples=10)
def test_any_decision_is_shown_with_every_reason(data):
    bylaw = data.draw(bylaws())
    policy = bylaw.versions[-1]
    claim = data.draw(claims())
    decision = cw.adjudicate(policy, claim, data.draw(claim_facts()))
    for language in LANGUAGES:
        text = seen(decision, language)
        assert str(decision.assessed) in text
        assert all(words(reason, language) in text for reason in decision.reasons)


@given(bylaws())
@settings(max_examples=10)
def test_every_finding_of_a_by_law_stands_in_the_list(bylaw):
    found = lint(bylaw)
    for language in LANGUAGES if found else ():
        text = seen(found, language)
        assert all(words(each, language) in text and each.code in text for each in found[:200])


@given(funds())
@settings(max_examples=4)
def test_any_fund_is_shown_by_its_counts(each):
    assert f"{len(each.register.memberships):,}" in seen(each, "th")


@given(assumptions())
@settings(max_examples=4)
def test_any_assumptions_are_shown_table_by_table(taken):
    assert all(table.provenance.source.strip() in seen(taken, "en") for table in taken.tables.values())
    for table in taken.tables.values():
        assert seen(table, "th").count("\n") >= len(table.rows)


# --- words are words ---------------------------------------------------------------------------------------


def test_what_was_typed_is_shown_as_it_was_typed():
    finding = Finding("some.code", Severity.ERROR, place=Place(file=HOSTILE), params={"what": HOSTILE})
    assert fragment(finding).count("<script") == 0
    assert seen(finding, "en").count(HOSTILE) == 2


@given(citizen_ids())
def test_a_citizen_id_is_masked_wherever_it_was_typed(citizen_id):
    number = citizen_id.reveal("a test")
    called = {"th": f"นโยบาย {number}", "en": f"policy {number}"}
    table = Table(
        columns=(Column("code", said("sheet.document"), Kind.CODE),), rows=[Row.heading(number), Row((number,))]
    )
    for value in (
        evolve(a_decision(), claim=number),
        Finding("a.b", Severity.ERROR, place=Place(record=number)),
        Policy(name=called, bylaw=fund().bylaw),
        table,
    ):
        assert number not in seen(value, "th")


def test_three_signs_tell_a_yes_from_a_no_without_any_colour():
    payable = evolve(a_decision(), outcome=cw.Outcome.PAYABLE)
    assert "✓" in seen(payable, "en")
    assert "✗" in seen(evolve(payable, outcome=cw.Outcome.NOT_PAYABLE), "en")


def test_several_decisions_add_up():
    one = a_decision()
    text = seen([one, evolve(one, claim="other")], "en")
    assert str(cw.total([one.assessed, one.assessed])) in text
    assert "other · " in text


def test_more_than_two_hundred_findings_are_counted():
    found = [Finding("a.b", Severity.WARNING, params={"at": place}) for place in range(250)]
    assert "and more: 50" in seen(found, "en")


def test_a_reading_without_a_package_or_a_finding_says_so():
    assert "Nothing was found." in seen(Reading(package=None, findings=()), "en")


# --- policies side by side ---------------------------------------------------------------------------------


def test_projections_of_other_futures_are_not_held_against_each_other():
    one, other = study().projections
    assert seen([one, other], "en").count("±") == 2  # of the second policy, and in the words below the table
    again = evolve(other, setting=evolve(other.setting, seed=99))
    assert seen([one, again], "en").count("±") == 1


def test_a_study_of_one_policy_has_nothing_to_compare():
    alone = evolve(study(), projections=study().projections[:1], dues=study().dues[:1])
    assert "The proposals compared" not in seen(alone, "en")
    assert "The proposals compared" in seen(study(), "en")


@pytest.mark.parametrize("language", ["th", "en"])
def test_whatever_is_projected_says_what_it_hangs_on(language):
    one, other = study().projections
    for each in (one, study(), study().expectation):
        told = seen(each, language)
        assert fingerprint(one.policy.bylaw)[:16] in told
        assert "World Population Prospects 2024" in told
        assert "CC BY 3.0 IGO" in told
    beside = seen([one, evolve(other, setting=evolve(other.setting, seed=99))], language)
    assert fingerprint(other.policy.bylaw)[:16] in beside
    assert f"{one.setting.seed} · 99" in beside


def test_a_fund_without_books_has_no_statements():
    figures = evolve(
        cw.draw_up(fund(), cw.state_scheme(), fund().as_of), section10=None, trial_balance=None, decisions=()
    )
    assert "Trial balance" not in seen(figures, "en")
    assert re.search(r"request[^0-9–]*–", seen(cw.draw_up(fund(), cw.state_scheme(), date(2000, 1, 1)), "en"))


# --- what is not shown -------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [None, 5, "text", (), [], {"a": 1}, (1, 2)])
def test_what_is_not_ours_is_left_alone(value):
    assert fragment(value) is None


def test_a_chart_shows_itself():
    drawing = benefits_chart(study().projections[0], "en")
    assert drawing is not None
    assert notebook.fragment(drawing) == drawing._repr_html_()
    assert notebook.fragment(type(drawing)) is None


def test_a_list_of_several_types_is_left_alone():
    assert fragment([fund(), fund().bylaw]) is None


@pytest.mark.parametrize("room", [answers, statements])
def test_a_room_refuses_what_it_does_not_know(room):
    with pytest.raises(TypeError, match="int"):
        room.shown_fragment([5], "en")


# --- IPython -----------------------------------------------------------------------------------------------


@pytest.fixture
def shell():
    """A shell of IPython, as a notebook has one."""
    interactive = pytest.importorskip("IPython.core.interactiveshell", reason="IPython shows notebooks")
    made = interactive.InteractiveShell()
    yield made
    made.history_manager.end_session()
    interactive.InteractiveShell.clear_instance()


def html_of(shell, value) -> str | None:
    return shell.display_formatter.format(value)[0].get("text/html")


def test_the_extension_shows_values_in_thai_until_it_is_unloaded(shell):
    assert html_of(shell, fund().bylaw) is None
    notebook.load_ipython_extension(shell)
    assert html_of(shell, fund().bylaw) == fragment(fund().bylaw, "th")
    assert html_of(shell, lint(fund().bylaw)) == fragment(lint(fund().bylaw), "th")
    assert html_of(shell, (1, 2)) is None
    notebook.unload_ipython_extension(shell)
    assert html_of(shell, fund().bylaw) is None
    assert html_of(shell, lint(fund().bylaw)) is None


def test_the_language_can_be_changed_after_something_was_shown(shell, monkeypatch):
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    notebook.show()
    assert html_of(shell, fund()) == fragment(fund(), "th")
    notebook.show("en")
    assert html_of(shell, fund()) == fragment(fund(), "en")


def test_other_peoples_lists_and_formatters_stay_theirs(shell):
    class Listing(list):
        def _repr_html_(self):
            return "<b>theirs</b>"

    class Plain(tuple):
        __slots__ = ()

    formatter = shell.display_formatter.formatters["text/html"]
    notebook.load_ipython_extension(shell)
    assert html_of(shell, Listing([fund()])) == "<b>theirs</b>"
    assert html_of(shell, Plain([fund()])) is None
    formatter.for_type(list, lambda _value: "<i>another's</i>")
    notebook.load_ipython_extension(shell)
    assert html_of(shell, [fund()]) == "<i>another's</i>"
    notebook.unload_ipython_extension(shell)
    assert html_of(shell, [fund()]) == "<i>another's</i>"


def test_without_a_notebook_that_runs_there_is_nowhere_to_show(monkeypatch):
    monkeypatch.setitem(sys.modules, "IPython", None)
    with pytest.raises(Refused, match="no notebook is running") as refused:
        notebook.show()
    assert [each.code for each in refused.value.findings] == ["notebook.none_running"]


def test_an_unknown_language_is_refused():
    with pytest.raises(InvalidValue) as refused:
        fragment(fund(), "de")  # type: ignore[arg-type]
    assert [each.code for each in refused.value.findings] == ["language.unknown"]


# --- what is loaded ----------------------------------------------------------------------------------------

LOADED = """
import sys, communitywelfare as cw
before = set(sys.modules)
from communitywelfare import notebook
class Formatter:
    def pop(self, *_): ...
    def for_type(self, *_): ...
    def for_type_by_name(self, *_): ...
class Shell:
    class display_formatter:
        formatters = {"text/html": Formatter()}
notebook.load_ipython_extension(Shell)
print(*sorted(set(sys.modules) - before))
notebook.fragment(cw.Finding("a.b", cw.Severity.ERROR))
print(*sorted({"numpy", "IPython", "communitywelfare.simulation"} & set(sys.modules)))
"""


def test_nothing_is_loaded_before_a_value_is_shown_and_no_numpy_for_who_only_decides_claims():
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, encoding="utf-8", check=True)
    registered, shown = done.stdout.splitlines()
    assert registered == "communitywelfare.notebook"
    assert shown == ""
