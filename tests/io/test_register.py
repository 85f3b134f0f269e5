"""A fund out of a register alone: its members are those of the sheet, and all else is not known."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import communitywelfare as cw
from communitywelfare.errors import FormatError, InvalidValue, MissingFact
from communitywelfare.io.assumptions_toml import shipped_assumptions
from communitywelfare.io.bylaw_toml import read_bylaw
from communitywelfare.io.foreign.book import book_of
from communitywelfare.io.foreign.importing import import_book
from communitywelfare.io.foreign.meaning import Terms
from communitywelfare.io.foreign.profile_toml import profile_named, shipped_profile
from communitywelfare.io.package import package_files
from communitywelfare.io.register import fund_of_register, read_register
from communitywelfare.io.shipped import example_bylaw
from communitywelfare.simulation import Policy, Setting, Start, compare
from communitywelfare.synthetic import Plan, make_package, register_sheet

DAY = date(2024, 9, 30)
PLAN = Plan(members=60, years=3, seed=8)


@pytest.fixture
def folder(tmp_path):
    """A by-law and a register, as somebody who studies a fund is given them."""
    (tmp_path / "bylaw.toml").write_bytes(example_bylaw())
    (tmp_path / "register.xlsx").write_bytes(register_sheet(PLAN))
    return tmp_path


def test_the_members_of_a_sheet_are_those_of_the_fund_it_was_written_from(folder):
    fund, sheet = read_register(folder / "register.xlsx", folder / "bylaw.toml", as_of=DAY, synthetic=True)
    assert fund.bylaw == read_bylaw(str(folder / "bylaw.toml"))
    whole = make_package(PLAN).fund
    assert not sheet.has_errors
    assert [each.number for each in fund.register] == [each.number for each in whole.register]
    for read, made in zip(fund.register, whole.register, strict=True):
        assert (read.applied, read.ended, read.person.sex) == (made.applied, made.ended, made.person.sex)
        assert read.person.birth == made.person.birth
        assert read.person.name == made.person.name
    assert fund.synthetic
    assert (fund.profile.rate, fund.profile.fund_id) == (cw.Money.baht(1), "F01")


def test_what_was_not_in_the_sheet_is_not_known_rather_than_empty(folder):
    fund, _sheet = read_register(str(folder / "register.xlsx"), read_bylaw(folder / "bylaw.toml"), as_of=DAY)
    assert {"fund", "journal", "contributions", "benefits", "matches"} <= fund.absent
    assert "members" not in fund.absent
    with pytest.raises(MissingFact, match="say opening= and expenses="):
        Start.of(fund)
    with pytest.raises(MissingFact):
        Start.of(fund, (cw.state_scheme(),), opening={"MEMBERS": cw.Money.baht(1)}, expenses=cw.Money.baht(0))


def test_a_fund_of_a_register_can_be_projected_with_its_money_given(folder):
    fund, _sheet = read_register(folder / "register.xlsx", read_bylaw(folder / "bylaw.toml"), as_of=DAY)
    start = Start.of(fund, opening=cw.Money.baht(20_000), expenses=cw.Money.baht(600))
    assert start.opening == {"MEMBERS": cw.Money.baht(20_000)}
    today = Policy.of(fund)
    dearer = today.changed({"dues.rate": "1.50"}, on=start.first)
    one, other = compare(start, [today, dearer], shipped_assumptions(), Setting(years=3, scenarios=5))
    assert (other.balance.closing[:, -1] > one.balance.closing[:, -1]).all()
    assert [each.code for each in one.told] == ["simulation.nothing_before"]
    assert one.told[0].params == {"clause": "scholarship"}


def test_rows_that_cannot_be_used_are_told_and_are_no_members():
    text = "เลขที่สมาชิก,ชื่อ,วันที่สมัคร\nC1,ก,7 ม.ค. 2549\nC2,ข,31 ก.พ. 2549\n"
    sheet = import_book(book_of("a.csv", text.encode()), shipped_profile("member-register"), Terms(as_of=DAY))
    fund = fund_of_register(sheet, cw.parse_bylaw(example_bylaw(), "b"), as_of=DAY)
    assert [each.number for each in fund.register] == ["C1"]
    assert any(each.is_error for each in sheet.findings)
    assert not fund.synthetic


@pytest.mark.parametrize("text", ["เลขที่สมาชิก,ชื่อ,วันที่สมัคร\nC2,ข,31 ก.พ. 2549\n", "a,b\n1,2\n"])
def test_a_sheet_of_nobody_is_no_fund(text, tmp_path):
    (tmp_path / "a.csv").write_text(text, "utf-8")
    with pytest.raises(InvalidValue, match=r"a\.csv has no member") as refused:
        read_register(tmp_path / "a.csv", cw.parse_bylaw(example_bylaw(), "b"), as_of=DAY)
    *errors, last = refused.value.findings
    assert last.code == "register.nobody"
    assert errors
    assert all(each.is_error for each in errors)
    assert f'communitywelfare profile draft "{tmp_path / "a.csv"}"' in str(refused.value)
    for language in ("th", "en"):
        assert cw.words(errors[0], language) in cw.words(last, language)


def test_a_column_that_is_missing_is_told_before_all_that_follows_from_it(tmp_path):
    (tmp_path / "a.csv").write_text("หมายเลข,ชื่อ,วันที่สมัคร\nC1,ก,31 ก.พ. 2549\n", "utf-8")
    with pytest.raises(InvalidValue, match=r"it has no column for members\.member_no; if its layout") as refused:
        read_register(tmp_path / "a.csv", cw.parse_bylaw(example_bylaw(), "b"), as_of=DAY)
    assert refused.value.findings[0].code == "column.missing"


@pytest.mark.parametrize(("given", "meant"), [((2567, 9, 30), "2024, 9, 30"), ((2568, 2, 29), "2025, 2, 28")])
def test_a_day_of_a_buddhist_year_is_refused_with_the_day_that_was_meant(folder, given, meant):
    with pytest.raises(InvalidValue, match=rf"date\({meant}\)") as refused:
        read_register(folder / "register.xlsx", folder / "bylaw.toml", as_of=date(*given))
    assert [each.code for each in refused.value.findings] == ["given.buddhist_year"]


def test_a_profile_of_ones_own_is_named_by_its_file(folder):
    own = folder / "own.toml"
    own.write_text(
        'format = "communitywelfare.profile/1"\nid = "own"\nseen = "here"\nname = { th = "ก", en = "a" }\n'
        "[rows]\nstatus_from_dates = true\n"
        '[[columns]]\nheaders = ["no"]\nfield = "members.member_no"\n'
        '[[columns]]\nheaders = ["since"]\nfield = "members.join_date"\nera = "CE"\n',
        "utf-8",
    )
    (folder / "own.csv").write_text("no,since\n7,2020-05-01\n", "utf-8")
    bylaw = read_bylaw(folder / "bylaw.toml")
    named, _sheet = read_register(folder / "own.csv", bylaw, as_of=DAY, profile=str(own))
    given, _sheet = read_register(folder / "own.csv", bylaw, as_of=DAY, profile=profile_named(own))
    assert [each.applied for each in named.register] == [date(2020, 5, 1)]
    assert named == given


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FormatError, match=r"none\.toml"):
        read_bylaw(tmp_path / "none.toml")


# --- the sheet that is made --------------------------------------------------------------------------------


def test_the_same_plan_gives_the_same_sheet_and_a_text_says_the_same():
    assert register_sheet(PLAN, file="a.csv") == register_sheet(PLAN, file="a.csv")
    assert register_sheet(PLAN, file="a.csv") != register_sheet(Plan(members=60, years=3, seed=9), file="a.csv")
    assert len(register_sheet(PLAN, file="a.csv").splitlines()) == 61


def test_a_sheet_is_of_the_people_of_the_package_of_the_same_plan():
    members = package_files(make_package(PLAN))["members.csv"].decode("utf-8-sig")
    sheet = register_sheet(PLAN, file="a.csv").decode("utf-8-sig")
    assert [line.split(",")[0] for line in sheet.splitlines()[1:]] == [
        line.split(",")[0] for line in members.splitlines()[1:]
    ]


def test_a_by_law_of_ones_own_is_lived_by():
    later = example_bylaw().replace(b"effective = 2013-02-15", b"effective = 2020-01-01")
    assert register_sheet(PLAN, file="a.csv", bylaw_text=later) == register_sheet(PLAN, file="a.csv")


@given(st.text(max_size=5))
@settings(max_examples=5)
def test_a_sheet_of_another_kind_is_refused(ending):
    with pytest.raises(InvalidValue, match="is to end in"):
        register_sheet(PLAN, file=f"a.{ending}_")


def test_a_fund_alone_is_not_written_and_what_is_wanted_is_said(folder):
    fund, _sheet = read_register(folder / "register.xlsx", folder / "bylaw.toml", as_of=DAY, synthetic=True)
    with pytest.raises(InvalidValue, match=r"wants a Package and was given a Fund.*attrs\.evolve") as refused:
        cw.write_package(folder / "out", fund)
    assert [each.code for each in refused.value.findings] == ["package.wanted"]
    assert not (folder / "out").exists()
