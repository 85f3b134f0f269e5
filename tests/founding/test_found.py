"""Founding a fund: any sound answers make one that is whole from its first day, and nothing is decided for it."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.accounting import Basis, KeptAs
from communitywelfare.calendar import Duration, Month, Unit, YearStart
from communitywelfare.contributions import Convention, FirstMonth
from communitywelfare.errors import InvalidValue, Severity
from communitywelfare.founding.answers import tables_of
from communitywelfare.fund import draw_up
from communitywelfare.fund.desk import enrol, receive
from communitywelfare.identity import PersonName
from communitywelfare.io.bylaw_toml import lint_bylaw
from communitywelfare.io.founding_toml import founded_on, founding_questions, founding_templates, parse_answers
from communitywelfare.io.package import read_package, write_package
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.members import Person
from communitywelfare.money import ZERO, Money, total
from communitywelfare.reports.answers_file import answers_file
from communitywelfare.rules.limits import Measure, Window
from communitywelfare.strategies import founding_answers

MEMBER = Person(name=PersonName("นางทดลอง สมมุติ"), citizen_id=None, no_id_reason="รอบัตร")
NOW = datetime(2026, 1, 1, 5, tzinfo=UTC)
LEAST = {
    "fund.name": "กองทุนสวัสดิการชุมชนตำบลทดลอง",
    "fund.id": "TD-1",
    "fund.founded": "1/10/2567",
    "area.kind": "OTHER",
    "area.district": "ทดลอง",
    "area.province": "ทดลอง",
    "area.villages": 9,
    "bylaw.cite": "ระเบียบกองทุน พ.ศ. 2567",
    "bylaw.adopted": "15/9/2567",
    "bylaw.tenure_from": "applied",
    "dues.convention": "FLAT_30",
    "dues.rate": "1",
    "dues.first_month": "month of joining",
    "dues.entry_fee": 0,
    "benefit.birth.take": True,
    "benefit.birth.pays": "500",
    "benefit.birth.wait": "0 วัน",
    "benefit.hospital.take": "ไม่",
    "benefit.elderly.take": False,
    "benefit.death.take": "no",
    "benefit.scholarship.take": "n",
    "benefit.disaster.take": "ไม่ใช่",
}


def found(**more):
    answers = {**LEAST, **{key.replace("__", "."): answer for key, answer in more.items()}}
    return founded_on(tables_of({key: each for key, each in answers.items() if each is not None}), recorded_at=NOW)


def faults(**more):
    with pytest.raises(InvalidValue) as told:
        found(**more)
    return [(finding.code, finding.place.clause) for finding in told.value.findings]


def on_template(template):
    """Sound answers about the benefits of a template, as the tables of a file."""
    return founding_answers(template=template).map(lambda answers: {**tables_of(answers), "template": template})


@given(document=st.sampled_from(founding_templates()).flatmap(on_template))
def test_any_sound_answers_make_a_package_that_reads_back_checks_and_draws_up(document, tmp_path_factory):
    made = founded_on(document, recorded_at=NOW).package
    folder = str(tmp_path_factory.getbasetemp() / "founded")
    write_package(folder, made)
    reading = read_package(folder)

    assert reading.package == made
    assert reading.findings == ()
    assert {each.severity for each in lint_bylaw(made.bylaw_text, "bylaw.toml")} <= {Severity.INFO}
    figures = draw_up(made.fund, state_scheme(), made.fund.as_of)
    assert figures.section10.received == figures.section10.applied
    assert all(identity.holds is not False for identity in figures.identities)


@given(answers=founding_answers())
def test_answers_are_the_same_in_a_file(answers):
    text = answers_file(founding_questions(), answers)

    in_file = founded_on(parse_answers(text.encode(), "answers.toml"), recorded_at=NOW)
    assert in_file.package == founded_on(tables_of(answers), recorded_at=NOW).package


@given(answers=founding_answers(template="life"))
def test_a_file_names_its_template(answers):
    text = answers_file(founding_questions("life"), answers, template="life")

    in_file = founded_on(parse_answers(text.encode(), "answers.toml"), recorded_at=NOW)
    assert in_file.package == founded_on({**tables_of(answers), "template": "life"}, recorded_at=NOW).package


def test_a_template_offers_its_own_benefits_and_asks_what_their_shape_leaves_open():
    """The kinds that fund F04 keeps, and help after a disaster; each may be left out."""
    usual, life = founding_questions(), founding_questions("life")
    kinds = [each.table.partition(".")[2] for each in life.items if each.key == "take"]
    assert len(kinds) == 12
    assert {"ordination", "conscript", "marriage", "funeral", "disadvantaged", "career"} <= set(kinds)
    assert "benefit.ordination.take" not in usual.by_id
    assert [each for each in life.by_id if each.endswith("times_a_life")] == [
        "benefit.marriage.times_a_life",
        "benefit.ordination.times_a_life",
        "benefit.conscript.times_a_life",
    ]
    assert "benefit.marriage.times_a_year" not in life.by_id


def test_once_in_a_life_is_a_limit_of_the_by_law_that_answers_make():
    answers = {key: "no" if key.endswith(".take") else each for key, each in LEAST.items() if "birth" not in key}
    answers |= {each.id: "no" for each in founding_questions("life").items if each.key == "take"}
    answers |= {f"benefit.ordination.{key}": each for key, each in ORDINATION.items()}
    made = founded_on({**tables_of(answers), "template": "life"}, recorded_at=NOW)
    [clause] = made.package.fund.bylaw.versions[0].benefits
    [limit] = clause.limits
    assert (clause.key, limit.window, limit.measure, limit.maximum) == ("ordination", Window.LIFETIME, Measure.TIMES, 1)


ORDINATION = {"take": "yes", "pays": "700", "wait": "1 year", "times_a_life": "1"}


@pytest.mark.parametrize("template", ["lives", "LIFE", 7])
def test_a_template_that_nobody_knows_is_told_with_those_there_are(template):
    with pytest.raises(InvalidValue) as told:
        founded_on({"template": template}, recorded_at=NOW)
    [finding] = told.value.findings
    assert (finding.code, finding.params["options"]) == ("founding.template_unknown", ("common", "life"))


@given(answers=founding_answers())
def test_the_money_of_the_first_day_is_in_the_books_in_the_forms_and_in_the_profile(answers):
    fund = founded_on(tables_of(answers), recorded_at=NOW).package.fund
    sums = {key: Money.baht(str(each)) for key, each in answers.items() if key.startswith("opening.") and key[8] < "a"}
    posted = [posting for entry in fund.journal for posting in entry.voucher.postings]

    assert fund.profile.founding_money == (total(sums.values()) if sums else None)
    assert total(posting.amount for posting in posted) == ZERO
    assert {each.source for each in posted} == {key[8:] for key, amount in sums.items() if amount != ZERO}
    assert total(each.amount for each in fund.openings if each.kind.value == "SOURCE") == total(sums.values())


def test_what_is_left_open_is_left_out():
    made = found()
    fund, version = made.package.fund, made.package.fund.bylaw.versions[0]

    assert (len(fund.register), len(fund.journal), fund.openings, fund.synthetic) == (0, 0, (), False)
    assert (fund.as_of, fund.profile.founded, fund.absent) == (date(2024, 10, 1), date(2024, 10, 1), frozenset())
    assert (fund.profile.population, fund.profile.founding_money, fund.profile.founding_members) == (None, None, None)
    assert fund.profile.details == {"district": "ทดลอง", "province": "ทดลอง"}
    assert (version.standing, version.assumed, version.resolution, version.note) == (None, (), "", {})
    assert fund.bylaw.name == {"th": LEAST["fund.name"], "en": LEAST["fund.name"]}
    (birth,) = version.benefits
    assert (birth.conditions, birth.limits, birth.assumed, birth.source) == ((), (), (), LEAST["bylaw.cite"])


def test_defaults_are_taken_only_of_the_books_and_are_named():
    made = found()
    assert made.defaults == ("books.year_start", "books.contributions", "books.basis")
    books = made.package.fund.profile.books
    assert (books.contributions, books.basis) == (KeptAs.CAPITAL, Basis.CASH)
    assert found(books__basis="ACCRUAL", books__contributions="deposit").defaults == ("books.year_start",)
    assert all(not each.default for each in founding_questions().items if each.table != "books")


def test_every_answer_goes_where_it_belongs():
    fund = found(
        fund__name_en="Trial fund",
        area__kind="TAMBON",
        area__subdistrict="ทดลองใต้",
        area__code="๑๐๐๑๐๑",
        area__population="4,321",
        bylaw__resolution="3/2567",
        bylaw__arrears_months=0,
        dues__convention="ANNUAL_DIV_12",
        dues__rate="365",
        dues__rounding_to="0.25",
        dues__rounding_direction="up",
        dues__first_month="month after joining",
        dues__entry_fee="20",
        books__year_start="1 ม.ค.",
        books__contributions="INCOME",
        benefit__hospital__take=True,
        benefit__hospital__pays_a_night="100",
        benefit__hospital__wait="6 เดือน",
        benefit__hospital__nights_a_year=10,
        benefit__death__take=True,
        benefit__death__steps="180 วัน = 2,500, 1 ปี = 5,000",
        benefit__death__nominees=False,
        benefit__death__payee_order=["SPOUSE", "CHILD"],
        benefit__birth__documents="สูติบัตร, บัตรประชาชน",
    ).package.fund
    version = fund.bylaw.versions[0]

    assert fund.profile.details["area_code"] == "100101"
    assert (fund.profile.area_type, fund.profile.population, fund.profile.entry_fee) == ("TAMBON", 4321, Money.baht(20))
    assert fund.profile.year_start == version.year_start == YearStart(1)
    assert (version.version, version.resolution, version.adopted) == ("2567", "3/2567", date(2024, 9, 15))
    assert version.standing.suspended_from == 1
    assert version.dues.convention is fund.profile.convention is Convention.ANNUAL_DIV_12
    assert version.dues.first_month is FirstMonth.NEXT
    assert version.dues.of(Month(2024, 11)) == Money.baht("30.50")
    assert version.dues.rounding.source == LEAST["bylaw.cite"]
    hospital, death = version.by_key["hospital"], version.by_key["death"]
    assert (hospital.limits[0].maximum, hospital.conditions[-2].at_least) == (10, Duration(6, Unit.MONTH))
    assert [step.pay for step in death.amount.steps] == [Money.baht(2500), Money.baht(5000)]
    assert ([each.value for each in death.payees.order], death.payees.nominees) == (["SPOUSE", "CHILD"], False)
    assert "สูติบัตร" in str(version.by_key["birth"].conditions)


def test_a_limit_that_is_not_answered_is_no_limit():
    fund = found(
        benefit__hospital__take=True, benefit__hospital__pays_a_night="100", benefit__hospital__wait="90 วัน"
    ).package.fund
    assert fund.bylaw.versions[0].by_key["hospital"].limits == ()


def test_the_first_money_stands_with_its_source_where_it_lies():
    fund = found(opening__CODI_SEED="55,000", opening__OTHER="0.25", opening__LAO=0, opening__place="CASH").package.fund
    (entry,) = fund.journal
    lines = {(posting.account, posting.source): str(posting.amount) for posting in entry.voucher.postings}

    assert lines == {
        ("11010", "CODI_SEED"): "55,000.00",
        ("11010", "OTHER"): "0.25",
        ("31020", "CODI_SEED"): "-55,000.00",
        ("31090", "OTHER"): "-0.25",
    }
    assert (entry.voucher.number, entry.voucher.day) == ("J1/2568", date(2024, 10, 1))
    figures = [(each.kind.value, each.code, str(each.amount)) for each in fund.openings]
    assert figures == [("SOURCE", "R1.2", "55,000.00"), ("SOURCE", "R1.9", "0.25"), ("ASSET", "P1.2", "55,000.25")]


def test_no_money_on_the_first_day_is_an_answer_and_not_the_same_as_none():
    fund = found(opening__MEMBERS=0).package.fund
    assert (len(fund.journal), fund.openings, fund.profile.founding_money) == (0, (), ZERO)


def test_dues_in_the_books_are_what_the_fund_keeps_them_as():
    fund = found(books__contributions="DEPOSIT").package.fund
    fund, paper = enrol(fund, MEMBER, on=date(2024, 10, 5))
    fund, receipt = receive(fund, paper.number, Money.baht(30), on=date(2024, 10, 6), recorded_at=NOW)

    assert receipt.number == "1/2568"
    assert [posting.account for posting in fund.journal.entries[0].voucher.postings] == ["11010", "21010"]


# --- what cannot be ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", [each for each in LEAST if not each.endswith(".take")])
def test_nothing_that_the_fund_must_decide_is_decided_for_it(question):
    assert faults(**{question: None})[0][1] == question


def test_money_that_lies_nowhere_and_a_place_without_money_are_told():
    assert faults(opening__LAO="1") == [("founding.missing_choice", "opening.place")]
    assert faults(opening__LAO="0", opening__place="BANK") == [("founding.not_asked_money", "opening.place")]


def test_answers_that_nobody_asked_for_are_told_with_what_they_would_follow():
    assert faults(dues__rounding_to="1") == [("founding.not_asked", "dues.rounding_to")]
    assert faults(benefit__death__steps="1 ปี = 1") == [("founding.not_asked", "benefit.death.steps")]


def test_a_founding_that_is_still_to_come_is_told():
    assert faults(fund__founded="2/1/2569") == [("day.in_future", "fund.founded")]


def test_a_by_law_that_gives_nothing_is_told():
    assert faults(benefit__birth__take="no", benefit__birth__pays=None, benefit__birth__wait=None) == [
        ("lint.no_benefit", "benefit")
    ]


def test_weaknesses_of_the_by_law_are_told_unless_the_fund_says_that_they_are_meant():
    weak = {"benefit__death__take": "yes", "benefit__death__steps": "180 วัน = 100; 5 ปี = 9,000"}
    later = {**weak, "bylaw__adopted": "2/10/2567"}

    assert faults(**weak) == [("lint.cliff", "benefit.death.steps")]
    assert faults(**later, bylaw__warnings_meant="no") == [
        ("lint.effective_before_adopted", "bylaw.adopted"),
        ("lint.cliff", "benefit.death.steps"),
    ]
    version = found(**later, bylaw__warnings_meant="yes").package.fund.bylaw.versions[0]
    assert (version.adopted, version.effective) == (date(2024, 10, 2), date(2024, 10, 1))


def test_errors_of_the_by_law_cannot_be_meant():
    steps = "1 ปี = 100; 180 วัน = 200"
    told = faults(benefit__death__take="yes", benefit__death__steps=steps, bylaw__warnings_meant=True)
    assert told == [("bylaw.steps_out_of_order", "benefit.death.steps")]


def test_what_one_clause_cannot_say_hides_nothing_of_the_others():
    told = faults(
        dues__convention="ANNUAL_DIV_12",
        dues__rate="1",
        dues__rounding_to="1",
        dues__rounding_direction="down",
        benefit__death__take="yes",
        benefit__death__steps="180 วัน = 100; 5 ปี = 9,000",
        benefit__elderly__take="yes",
        benefit__elderly__pays="200",
        benefit__elderly__wait="x",
        benefit__elderly__age_from="60 ปี",
    )
    assert told == [
        ("founding.wrong_answer", "benefit.elderly.wait"),
        ("dues.rate_not_positive", "dues.rounding_to"),
        ("lint.cliff", "benefit.death.steps"),
    ]


def test_examples_are_published_figures_with_their_source_or_the_templates_and_never_answers():
    shown = {each.id: each.examples for each in founding_questions().items}

    published, assumed = shown["benefit.birth.pays"]
    assert (published.value, published.source[:8], assumed.value) == ("1000.00", "https://", "500.00")
    assert (published.fund["en"][:8], assumed.fund) == ("Chamuang", {})
    assert [each.fund for each in shown["benefit.death.steps"]] == [{}]  # its steps are filled in for the greater part
    assert [each.fund for each in shown["dues.rate"]] == [{}]
    assert shown["fund.name"] == shown["bylaw.cite"] == shown["books.year_start"] == ()
