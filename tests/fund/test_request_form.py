"""The request form as a value: every item filled or named as missing, and its figures counted once more by hand."""

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given

from communitywelfare.claims import ActionKind
from communitywelfare.errors import InvalidDay, InvalidValue, MissingFact
from communitywelfare.fund import Answer, CommitteeMember
from communitywelfare.fund.forms import Form, Origin
from communitywelfare.fund.forms.request import FIGURES, Chosen, fill_request
from communitywelfare.fund.forms.request.coverage import GroupCount
from communitywelfare.fund.forms.request.money import RoundLine
from communitywelfare.identity import Details, Hidden, PersonName
from communitywelfare.io._files import read_resource
from communitywelfare.io.form_toml import parse_request_form, request_form
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.members import Register
from communitywelfare.money import Money, total
from communitywelfare.strategies import funds
from communitywelfare.synthetic import Plan, make_package

FILE = "data/forms/request_2567.toml"


@pytest.fixture(scope="module")
def fund():
    return make_package(Plan(members=120, years=4, seed=11)).fund


def filled(fund, year=2567, **more):
    return fill_request(fund, state_scheme(), request_form(), year, **more)


def value(form, item):
    return next(each.value for each in form.items if each.item.id == item)


def missing(form, item):
    return next(each.where for each in form.items if each.item.id == item)


# --- the definition ----------------------------------------------------------------------------------------


def test_the_form_has_its_parts_in_order_and_every_item_once():
    version = request_form().in_year(2567)
    ids = [item.id for part in version.parts for item in part.items]

    assert [part.number for part in version.parts] == [
        *("1", "2", "3", "4.1", "4.2", "4.3", "4.4", "4.5", "4.6", "5", "6", "7", "8")
    ]
    assert len(ids) == len(set(ids))
    assert [signer.of for signer in version.parts[-1].signers] == ["chair", *["committee"] * 4, ""]
    assert {item.shows for item in version.items.values() if item.origin is Origin.FIGURE} == set(FIGURES)


def test_a_later_year_is_asked_with_the_newest_form_and_an_earlier_one_with_none():
    version = request_form().in_year(2567)
    later = evolve(version, first_budget_year=2570)
    form = Form((version, later))

    assert [form.in_year(year).first_budget_year for year in (2567, 2569, 2570, 2600)] == [2567, 2567, 2570, 2570]
    assert [form.nearest(year).first_budget_year for year in (2540, 2566, 2567, 2571)] == [2567, 2567, 2567, 2570]
    with pytest.raises(MissingFact) as refused:
        form.in_year(2566)
    assert refused.value.findings[0].params == {"form": "request", "year": 2566, "known": 2567}


@pytest.mark.parametrize(
    ("right", "wrong", "path"),
    [
        ('format = "communitywelfare.request_form/1"', 'format = "other"', "format"),
        ("first_budget_year = 2567", 'first_budget_year = "2567"', "first_budget_year"),
        ('at_least = "1 year"', 'at_least = "a year"', "criteria.existence"),
        ('TAMBON = "1/2"', 'TAMBON = "half"', "criteria.coverage"),
        ('TAMBON = "1/2"', 'TAMBON = "1/0"', "criteria.coverage"),
        ('groups = ["YOUTH"', 'groups = ["YOUNG"', "criteria.coverage"),
        ('support = "LAO"\n', "", "criteria.contributions"),
        ("kinds_at_least = 3", "kinds_at_least = true", "criteria.benefits"),
        ('why = "form, 4.6: text"', 'why = " "', "criteria.links"),
        ('confidence = "medium"', 'confidence = "sure"', "criteria.management"),
        ("rounds_before = 1", "rounds_before = -1", "option[3]"),
        ('shows = "profile.years"', 'shows = "profile.size"', "part[4].item[2]"),
        ('number = "8"\n', "", "part[13]"),
        ('id = "9.plan", from', 'id = "9.plans", from', "part[7].item[6]"),
        ('    { id = "9.plan", from = "answer" },\n', "", "criteria.management.expects[4]"),
        ('items = ["9.1.rules"]', 'items = ["9.1"]', "criteria.management.expects[2]"),
    ],
)
def test_a_mistake_in_a_form_is_told_with_the_part_and_its_line(right, wrong, path):
    text = read_resource(FILE).decode()
    assert right in text
    with pytest.raises(InvalidValue) as refused:
        parse_request_form(text.replace(right, wrong, 1).encode(), "form.toml")
    (finding,) = refused.value.findings

    assert finding.code == "form.definition_unreadable"
    assert finding.place.clause == path
    assert finding.place.row is not None


@pytest.mark.parametrize("contents", [b"\xff\xfe", b"a = ", "ก = 'ข'".encode()])
def test_what_is_no_form_is_refused(contents):
    with pytest.raises(InvalidValue) as refused:
        parse_request_form(contents, "form.toml")
    assert refused.value.findings[0].code in {
        "file.encoding",
        "form.definition_not_toml",
        "form.definition_unreadable",
    }


# --- filling it in -----------------------------------------------------------------------------------------


def test_the_figures_are_those_of_the_facts(fund):
    form, cut_off = filled(fund), date(2023, 9, 30)
    current = [m for m in fund.register if m.applied <= cut_off and (m.ended is None or m.ended > cut_off)]
    year_ago = date(2022, 9, 30)

    assert form.request.cut_off == cut_off
    assert value(form, "4.1.members") == len(current)
    assert value(form, "4.2.full_year") == sum(m.applied <= year_ago for m in current)
    assert value(form, "4.2.villages") == len({m.village for m in current if m.village})
    assert value(form, "4.3.dues") == total(
        r.amount for r in fund.contributions if r.kind.is_dues and year_ago < r.day <= cut_off and not r.voided
    )
    lao = [each for each in fund.rounds if each.source == "LAO" and year_ago < each.received_on <= cut_off]
    assert value(form, "4.3.lao") == total(each.received for each in lao) > Money(0)
    assert value(form, "5.amount") == form.request.amount == Money.baht(365) * value(form, "5.members")
    assert form.filled_on == date(2024, 9, 30)


def test_rounds_before_are_listed_from_the_first_and_choose_the_option(fund):
    form = filled(fund)
    lines = value(form, "4.2.rounds")

    assert all(isinstance(line, RoundLine) for line in lines)
    assert [(line.number, line.is_now) for line in lines] == [(1, False), (2, False), (3, False), (4, True)]
    assert lines[0].members == sum(match.round == 1 for match in fund.matches)  # from before the books: only matches
    assert lines[2].approved == next(r.approved for r in fund.rounds if r.budget_year == 2566 and r.source != "LAO")
    assert value(form, "4.2.option") == Chosen(form.version.options[-1], 4)
    assert value(form, "4.2.previous_approval") == lines[2].approved_on


@pytest.mark.parametrize(
    ("kept", "option", "number"), [(0, "first", 1), (1, "second", 2), (2, "third", 3), (3, "later", 4)]
)
def test_the_option_is_the_one_for_so_many_rounds(fund, kept, option, number):
    matches = tuple(match for match in fund.matches if match.round <= kept)
    rounds = tuple(each for each in fund.rounds if each.source == "LAO" or each.number <= kept)
    form = filled(evolve(fund, matches=matches, rounds=rounds), cut_off=date(2023, 9, 30))

    assert (value(form, "4.2.option").option.id, value(form, "4.2.option").number) == (option, number)
    assert kept or value(form, "4.2.previous_approval") == "–"


def test_a_payment_of_an_earlier_year_that_is_taken_back_lowers_the_figures(fund):
    before = {each.category: each for each in value(filled(fund), "4.5.benefits")}
    paid = next(each for each in fund.actions if each.kind is ActionKind.PAY and each.day < date(2022, 9, 1))
    back = evolve(paid, kind=ActionKind.REVERSE, reference="", day=date(2023, 1, 5))
    after = {each.category: each for each in value(filled(evolve(fund, actions=(*fund.actions, back))), "4.5.benefits")}
    category = fund.claim(paid.claim).category

    assert total(each.amount for each in before.values()) - total(each.amount for each in after.values()) == paid.amount
    assert before[category].persons - 1 == after[category].persons


def test_a_fund_without_members_who_count_does_not_ask(fund):
    form = filled(evolve(fund, register=Register(())))

    assert value(form, "4.2.option").option.id == "none"
    assert value(form, "5.amount") == Money(0)


def test_a_first_request_counts_on_the_anniversary_and_says_so(fund):
    young = evolve(fund, matches=(), rounds=(), profile=evolve(fund.profile, founded=date(2022, 12, 1)))
    form = filled(young)

    assert (form.request.cut_off, form.usual_cut_off, form.is_anniversary) == (date(2023, 12, 1),) * 2 + (True,)
    assert not filled(fund).is_anniversary
    state = state_scheme()
    september = evolve(state, periods=tuple(evolve(each, first_cut_off="30 September") for each in state.periods))
    for scheme, is_anniversary in ((state, True), (september, False)):
        founded = evolve(young, profile=evolve(young.profile, founded=date(2022, 9, 30)))  # both rules give one day
        assert fill_request(founded, scheme, request_form(), 2567).is_anniversary is is_anniversary


def test_contributions_are_told_for_the_year_before_each_round_and_not_made_up(fund):
    """The books begin on 1 October 2563: of the year before the first round, 1 April 2563, no receipts are given."""
    dues = value(filled(fund), "4.3.dues_by_round")
    paid = {
        year: total(
            r.amount
            for r in fund.contributions
            if r.kind.is_dues and date(year - 1, 9, 30) < r.day <= date(year, 9, 30)
        )
        for year in (2021, 2022, 2023)
    }

    assert [line.as_of for line in dues] == [date(2020, 4, 1), *(date(year, 9, 30) for year in paid)]
    assert [line.amount for line in dues] == [None, *paid.values()]


def test_a_round_without_a_cut_off_on_record_has_no_year_to_tell_of(fund):
    undated = tuple(evolve(each, as_of=None) if each.number == 3 else each for each in fund.rounds)
    dues = value(filled(evolve(fund, rounds=undated)), "4.3.dues_by_round")

    assert [line.number for line in dues] == [1, 2, 4]


def test_a_round_that_was_rejected_is_none(fund):
    given_up = tuple(evolve(each, state="REJECTED") if each.number == 3 else each for each in fund.rounds)
    matches = tuple(match for match in fund.matches if match.round != 3)
    changed = evolve(fund, rounds=given_up, round_actions=(), matches=matches)
    numbers = [line.number for line in value(filled(changed), "4.2.rounds")]

    assert numbers == [1, 2, 3]  # the third is the one asked for now


def test_a_cut_off_before_the_founding_is_refused(fund):
    with pytest.raises(InvalidDay) as refused:
        filled(fund, cut_off=date(2010, 1, 1))
    assert refused.value.findings[0].code == "form.cut_off_too_early"


# --- people ------------------------------------------------------------------------------------------------


def officer(name, position, **more):
    return CommitteeMember(name=PersonName(name), position=position, **more)


def test_the_chair_is_found_by_the_words_that_funds_use_and_the_citizen_id_by_the_very_name(fund):
    member = fund.register.current(date(2023, 9, 30))[0]
    chair = CommitteeMember(name=member.person.name, position=" chair ", phone=Details({"phone": "0800000000"}))
    form = filled(evolve(fund, committee=(officer("ก ข", "กรรมการ"), chair)))

    assert value(form, "3.chair.name") == member.person.name
    assert value(form, "3.chair.citizen_id") == member.person.citizen_id
    assert value(form, "3.chair.phone") == Hidden("0800000000")
    assert missing(form, "3.coordinator.name") == "committee.csv: name"
    signing = [name for _signer, name in form.parts[-1].signers]
    assert signing == [member.person.name, PersonName("ก ข"), None, None, None, None]  # the chair signs once


def test_a_name_that_nobody_or_two_bear_gives_no_citizen_id(fund):
    one, two = fund.register.current(date(2023, 9, 30))[:2]
    twin = evolve(two, person=evolve(two.person, name=one.person.name))
    chair = CommitteeMember(name=one.person.name, position="ประธาน")
    both = evolve(fund, committee=(chair,), register=fund.register.replacing(twin))

    assert missing(filled(both), "3.chair.citizen_id") == "members.csv: national_id"
    stranger = evolve(fund, committee=(officer("ไม่ใช่ สมาชิก", "ประธาน"),))
    assert missing(filled(stranger), "3.chair.citizen_id") == "members.csv: national_id"


def test_nobody_is_shown_by_the_value_itself(fund):
    member = fund.register.current(date(2023, 9, 30))[0]
    chair = CommitteeMember(name=member.person.name, position="ประธาน")
    form = filled(evolve(fund, committee=(chair,)))
    texts = repr(form.parts) + repr(form)

    assert member.person.name.reveal("look for it") not in texts
    assert member.person.citizen_id.reveal("look for it") not in texts


def test_whom_the_committee_represents_is_counted(fund):
    three = tuple(
        officer(f"ก {place}", "กรรมการ", represents=who) for place, who in enumerate(("สมาชิก", "อปท.", "สมาชิก"))
    )
    form = filled(evolve(fund, committee=three))

    assert value(form, "4.4.committee") == 3
    assert dict(value(form, "4.4.represents")) == {"สมาชิก": 2, "อปท.": 1}


# --- what is missing ---------------------------------------------------------------------------------------


def test_an_answer_fills_its_item_and_takes_it_off_the_list(fund):
    silent, answered = (evolve(fund, answers=told) for told in ((), (Answer(item="request.use", answer="ตามระเบียบ"),)))
    before, after = ({each.item.id for each in filled(each).missing} for each in (silent, answered))

    assert before - after == {"request.use"}
    assert value(filled(answered), "request.use") == "ตามระเบียบ"


@pytest.mark.parametrize(("told", "expected"), [("2024-03-15", date(2024, 3, 15)), ("มีนาคม", "มีนาคม")])
def test_a_day_that_the_fund_tells_is_a_day_where_it_is_one(fund, told, expected):
    answered = evolve(fund, answers=(Answer(item="9.3.last_members_meeting", answer=told),))

    assert value(filled(answered), "9.3.last_members_meeting") == expected


@pytest.mark.parametrize(
    ("table", "items"),
    [
        ("contributions", {"4.3.dues", "4.3.dues_by_round"}),
        ("cofunding", {"4.3.lao", "4.3.lao_in_kind"}),
        ("benefits", {"4.5.kinds", "4.5.benefits"}),
        ("cofunding_actions", {"4.3.lao_in_kind"}),
    ],
)
def test_a_table_that_is_absent_leaves_its_items_to_be_filled_in(fund, table, items):
    given, lacking = ({each.item.id for each in filled(each).missing} for each in (fund, evolve(fund, absent={table})))

    assert lacking - given == items


def test_of_a_year_before_the_books_no_figure_is_made_up(fund):
    """The books begin on 1 October 2563; what was received in the months before stands in no table."""
    begins = evolve(fund, matches=(), rounds=())
    form = filled(begins, cut_off=date(2021, 3, 31))

    assert begins.books_begin == date(2020, 10, 1)
    assert {"4.3.dues", "4.5.kinds", "4.5.benefits"} <= {each.item.id for each in form.missing}


@given(funds())
def test_every_item_of_every_fund_has_a_value_or_says_what_is_missing(fund):
    form = filled(fund)

    assert all((each.value is None) != (each.missing is None) for each in form.items)
    assert [each.item.id for each in form.items] == list(form.version.items)
    assert value(form, "5.amount") == total(each.amount for each in form.request.eligible)
    assert value(form, "4.2.villages") <= value(form, "4.1.members")
    assert value(form, "5.members") <= value(form, "4.2.full_year") <= value(form, "4.1.members")
    groups = value(form, "4.2.groups")
    assert all(
        isinstance(each, GroupCount) and each.members + each.unknown <= value(form, "4.1.members") for each in groups
    )


# --- what nobody knows ---------------------------------------------------------------------------------------


def test_without_a_founding_day_the_form_goes_on_and_only_a_first_request_needs_a_day(fund):
    unknown = evolve(fund, profile=evolve(fund.profile, founded=None))
    form = filled(unknown)
    assert (form.request.cut_off, form.request.amount) == (filled(fund).request.cut_off, filled(fund).request.amount)
    assert not form.is_anniversary
    assert missing(form, "4.1.founded")
    first = evolve(unknown, matches=(), rounds=(), round_actions=())
    with pytest.raises(MissingFact) as refused:
        filled(first)
    assert refused.value.findings[0].code == "cofunding.founding_unknown"
    given = filled(first, cut_off=date(2023, 9, 30))
    assert (given.request.cut_off, given.usual_cut_off) == (date(2023, 9, 30),) * 2


def test_villages_of_nobody_are_no_figure(fund):
    blank = Register(tuple(evolve(each, village="") for each in fund.register))
    form = filled(evolve(fund, register=blank))
    assert value(form, "4.2.villages") is None
    assert missing(form, "4.2.villages")
    assert value(form, "4.2.no_village") == len(blank.current(form.request.cut_off))
