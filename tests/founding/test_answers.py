"""Answers as people give them: what is understood, and what is told of the rest, all of it at once."""

import contextlib
import io
import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import assume
from hypothesis import given as tried_with
from hypothesis import strategies as st

from communitywelfare.calendar import Duration, Unit, YearStart
from communitywelfare.cli import main
from communitywelfare.errors import InvalidValue
from communitywelfare.founding import Kind, Question
from communitywelfare.founding.answers import Answers, Asked, asked, read_answers
from communitywelfare.founding.kinds import StepAnswer, read_answer, token
from communitywelfare.founding.paths import put, taken_out, value_at
from communitywelfare.io.founding_toml import found_by_file, founding_questions, parse_answers
from communitywelfare.money import ZERO, Money
from communitywelfare.reports.answers_file import answers_file
from communitywelfare.strategies import founding_answers
from communitywelfare.wording import LANGUAGES, words

NOW = datetime(2026, 1, 1, 5, tzinfo=UTC)
QUESTIONS = founding_questions()


def question(kind, **more):
    return Question(id="table.key", words="fund.name", kind=kind, **more)


@pytest.mark.parametrize(
    ("kind", "given", "value"),
    [
        ("line", "  กองทุน   ทดลอง ", "กองทุน ทดลอง"),
        ("short code", "กท-๑.a_b", "กท-1.a_b"),
        ("short code", 12, "12"),
        ("place name", "เมืองทดลอง", "เมืองทดลอง"),
        ("area code", "๑๐๐๑๐๑", "100101"),
        ("area code", 10, "10"),
        ("typed day", "29/2/2563", date(2020, 2, 29)),
        ("typed day", date(2024, 10, 1), date(2024, 10, 1)),
        ("year start", "10-01", YearStart(10)),
        ("year start", "๑/๑๐", YearStart(10)),
        ("year start", "1 ตุลาคม", YearStart(10)),
        ("year start", "15 Feb", YearStart(2, 15)),
        ("baht or none", "0", ZERO),
        ("baht or none", "1,234.50 บาท", Money.baht("1234.50")),
        ("baht above none", 500, Money.baht(500)),
        ("count", "๐", 0),
        ("count", "1,200", 1200),
        ("number", 3, 3),
        ("time", "60 ปี", Duration(60, Unit.YEAR)),
        ("waiting time", "0 วัน", Duration(0, Unit.DAY)),
        ("waiting time", "๖เดือน", Duration(6, Unit.MONTH)),
        ("waiting time", "1 Year", Duration(1, Unit.YEAR)),
        ("yes or no", True, True),
        ("yes or no", "ใช่", True),
        ("yes or no", "No", False),
        ("texts", "สูติบัตร, บัตรประชาชน,สูติบัตร", ("สูติบัตร", "บัตรประชาชน")),
        ("texts", ["ก, ข"], ("ก, ข",)),
        ("steps", "180 days = 2,500; 1 year: 5000", ("180 days", "2,500.00", "1 year", "5,000.00")),
        ("steps", [{"from": "1 ปี", "pay": 10}], ("1 year", "10.00")),
    ],
)
def test_answers_are_understood_as_people_give_them(kind, given, value):
    found = read_answer(question(kind, without=("ตำบล",)), given)
    if kind == "steps":
        found = tuple(str(each) for step in found for each in (step.since, step.pay))
    assert found == value


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        *(("line", each) for each in ("", " ", "@ก", 3, "ก\x00", "ก" * 201, "ก\u200b", ["ก"])),
        *(("short code", each) for each in ("ก ข", "a" * 41, "=1")),
        *(("place name", each) for each in ("ตำบลทดลอง", "")),
        *(("area code", each) for each in ("1", "012345", "1234567", "10 01")),
        *(("typed day", each) for each in ("31/2/2567", "1/10/67", 2567, "วันนี้", "1/1/1899")),
        *(("year start", each) for each in ("29/2", "13-01", "1 โอกตุลา", "10/1/2567", 10)),
        *(("baht or none", each) for each in ("-1", "1.005", "ร้อย", "9" * 13, None, True)),
        *(("baht above none", each) for each in ("0", "0.00", "")),
        *(("count", each) for each in ("-1", "1.0", "1e3", "12,34", "9" * 10)),
        ("number", 0),
        ("time", "0 ปี"),
        *(("waiting time", each) for each in ("180", "1000 years", "หกเดือน", 6)),
        *(("yes or no", each) for each in ("อาจจะ", 1, "")),
        *(("texts", each) for each in ("", "ก,,ข", 3, [""], ["ก"] * 51, {})),
        *(("steps", each) for each in ("180 วัน", "1 ปี = ", "= 3", [{"from": "1 ปี"}], [3], 3, "1 ปี = 5 = 6")),
    ],
)
def test_what_is_not_certain_is_told_with_what_was_found_and_what_is_wanted(kind, given):
    with pytest.raises(InvalidValue) as told:
        read_answer(question(kind, without=("ตำบล",)), given)
    (finding,) = told.value.findings

    assert (finding.code, finding.place.clause) == ("founding.wrong_answer", "table.key")
    for language in LANGUAGES:
        assert words(finding, language).count("–") <= (given == "")
        assert "wanted" not in words(finding, "th")


def test_a_buddhist_year_of_toml_and_a_float_are_told_with_what_is_meant():
    for kind, given, code in (
        ("typed day", date(2567, 10, 1), "date.buddhist_year"),
        ("baht or none", 1.5, "bylaw.float_money"),
    ):
        with pytest.raises(InvalidValue) as told:
            read_answer(question(kind), given)
        assert told.value.findings[0].code == code
    with pytest.raises(InvalidValue) as told:
        read_answer(question("number"), 1.5)
    assert told.value.findings[0].code == "founding.wrong_answer"


def test_options_are_taken_in_any_case_and_the_nearest_is_named():
    assert read_answer(question("choice", options=("UP", "half up")), " Half UP ") == "half up"
    assert read_answer(question("codes", options=("SELF", "CHILD")), "child, self,CHILD") == ("CHILD", "SELF")
    for given, meant in (("hal up", "half up"), ("?", ""), (3, "")):
        with pytest.raises(InvalidValue) as told:
            read_answer(question("choice", options=("UP", "half up")), given)
        assert told.value.findings[0].params["meant"] == meant
    with pytest.raises(InvalidValue) as told:
        read_answer(question("codes", options=("SELF",)), 3)
    assert told.value.findings[0].code == "founding.wrong_answer"


def test_an_answer_that_decides_what_is_asked_next_is_known_by_a_word():
    known = [token(each) for each in (True, False, ZERO, Money(1), "TAMBON", StepAnswer)]
    assert known[:5] == ["yes", "no", "none", "some", "TAMBON"]


def test_values_stand_and_go_by_their_paths():
    table = {"a": {"b": [{"x": 1, "y": 2}, {"z": 3}]}, "c": 4}
    assert (value_at(table, "a.b[2].z"), value_at(table, "a.b[3].z"), value_at(table, "c.d")) == (3, None, None)
    assert put(table, "a.b[1].x", 9) == {"a": {"b": [{"x": 9, "y": 2}, {"z": 3}]}, "c": 4}
    assert put(table, "e.f", 5)["e"] == {"f": 5}
    assert taken_out(taken_out(table, "a.b[2]"), "a.b[1]") == {"c": 4}
    assert taken_out(table, "e.f") == table


def test_a_question_that_follows_one_without_a_sound_answer_is_left_alone():
    follows = QUESTIONS.by_id["dues.rounding_to"]
    assert asked(follows, {}, {"dues.convention"}) is Asked.OPEN
    assert asked(follows, {}, set()) is Asked.NO
    document = {"dues": {"convention": "?", "rounding_to": "x", "rounding_direction": "up"}}
    told = [(each.code, each.place.clause) for each in read_answers(QUESTIONS, document).findings]
    assert ("founding.not_an_option", "dues.convention") in told
    assert ("founding.wrong_answer", "dues.rounding_to") in told
    assert not [code for code, at in told if at == "dues.rounding_direction"]


def test_only_answers_that_were_given_can_be_asked_for():
    answers = Answers(values={"fund.name": "ก"})
    assert (answers.one("fund.name", str), answers.get("fund.name", int)) == ("ก", None)
    with pytest.raises(KeyError):
        answers.one("fund.id", str)


@pytest.mark.parametrize(
    ("document", "code", "at"),
    [
        ({"fund": 3}, "founding.no_table", "fund"),
        ({"fund": {"nme": "ก"}}, "founding.misspelt_key", "fund.nme"),
        ({"zzz": "ก"}, "founding.unknown_key", "zzz"),
        ({"fund.name": "ก"}, "founding.misspelt_key", "fund.name"),
        ({"benefit": {"wings": {"take": True}}}, "founding.misspelt_key", "benefit.wings"),
        ({"fund": {"x" * 999: 1}}, "founding.unknown_key", "fund." + "x" * 195),
    ],
)
def test_keys_that_are_none_are_told_and_what_was_meant(document, code, at):
    told = [(each.code, each.place.clause) for each in read_answers(QUESTIONS, document).findings]
    assert (code, at) in told


def test_a_blank_is_no_answer():
    blank = parse_answers(answers_file(QUESTIONS).encode(), "answers.toml")
    told = read_answers(QUESTIONS, blank)
    must = {each.id for each in QUESTIONS.items if each.is_required and each.default is None and not each.follows}
    assert {each.place.clause for each in told.findings} == must == set(told.faulty)
    assert read_answers(QUESTIONS, {"fund": {"name": [], "id": {}}}).findings == told.findings


# --- files -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("contents", "code"),
    [
        (b"\xff", "file.encoding"),
        (b"format = ", "founding.not_toml"),
        (b"[fund]\nname = 'x'\n", "founding.format_unknown"),
        (b"format = 'communitywelfare.bylaw/1'\n", "founding.format_unknown"),
    ],
)
def test_what_is_no_answers_file_is_told(contents, code):
    with pytest.raises(InvalidValue) as told:
        parse_answers(contents, "answers.toml")
    assert [(each.code, each.place.file) for each in told.value.findings] == [(code, "answers.toml")]


def test_each_fault_has_its_line_or_that_of_its_table(tmp_path):
    path = tmp_path / "answers.toml"
    path.write_text('format = "communitywelfare.founding/1"\n[area]\nkind = "?"\n\n[dues]\nrate = "0"\n', "utf-8")
    with pytest.raises(InvalidValue) as told:
        found_by_file(str(path), recorded_at=NOW)
    rows = {each.place.clause: each.place.row for each in told.value.findings}
    assert (rows["area.kind"], rows["area.villages"], rows["dues.rate"], rows["fund.name"]) == (3, 2, 6, 1)


FAULTS = {
    Kind.TEXT: 3,
    Kind.CODE: "ก ข",
    Kind.PLACE: "จังหวัดหนึ่ง",
    Kind.AREA: "x",
    Kind.DAY: "31/2/2567",
    Kind.YEAR_START: "29/2",
    Kind.BAHT: "-1",
    Kind.RATE: "0",
    Kind.COUNT: "x",
    Kind.NUMBER: 0,
    Kind.TIME: "x",
    Kind.WAIT: "180",
    Kind.CHOICE: "?",
    Kind.YES_NO: "?",
    Kind.CODES: "?",
    Kind.TEXTS: [3],
    Kind.STEPS: "x",
}


@tried_with(data=st.data(), answers=founding_answers())
def test_whatever_is_wrong_with_answers_is_told_with_its_place_and_nothing_is_written(data, answers, tmp_path_factory):
    folder = tmp_path_factory.getbasetemp() / "faulty"
    folder.mkdir(exist_ok=True)
    spoilt, places = dict(answers), set()
    for each in data.draw(st.lists(st.sampled_from(list(answers)), min_size=1, max_size=4, unique=True)):
        asked_for = QUESTIONS.by_id[each]
        is_wrong = data.draw(st.booleans()) or not asked_for.is_required or asked_for.default is not None
        if asked_for.id == "area.subdistrict" and is_wrong:
            spoilt[each] = "ตำบลหนึ่ง"
        elif asked_for.id == "area.district" and is_wrong:
            spoilt[each] = "อำเภอหนึ่ง"
        elif is_wrong:
            spoilt[each] = FAULTS[asked_for.kind]
        else:
            del spoilt[each]
        places.add(each)
    open_now = {each for each, question in QUESTIONS.by_id.items() if places & set(question.follows)}
    assume(not open_now & places)
    text = answers_file(QUESTIONS, spoilt)
    if data.draw(st.booleans()):
        text += '\n[colours]\nroof = "red"\n'
        places.add("colours")
    (folder / "answers.toml").write_text(text, "utf-8")
    printed, code = run("new", "fund", folder / "fund", "--answers", folder / "answers.toml", "--json")
    told = json.loads(printed)["findings"]

    assert code == 2
    assert places <= {each["place"]["clause"] for each in told}
    assert all(each["place"]["row"] and each["th"] and each["en"] for each in told)
    assert not (folder / "fund").exists()


def run(*arguments):
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = main([str(each) for each in arguments])
    return said.getvalue(), code
