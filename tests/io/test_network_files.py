"""The lists of a network and the summaries of funds as files; and a folder in which some of them cannot be read."""

import json
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import communitywelfare as cw
from communitywelfare import write_package
from communitywelfare.errors import FormatError
from communitywelfare.io.network_csv import read_network, read_published
from communitywelfare.io.network_folder import gathered, sources_in, summary_of_reading
from communitywelfare.io.package import read_package
from communitywelfare.io.package_folder import packages_in
from communitywelfare.io.summary_json import SUMMARY_FORMAT, parse_summary, summary_bytes
from communitywelfare.money import Money
from communitywelfare.network import ActivityState, AreaKind, FundState, LifeStep, summarise
from communitywelfare.strategies import fund_summaries

LISTS = {
    "areas": "code,kind,name_th,name_en,parent,number,source\n16,PROVINCE,ลพบุรี,Lop Buri,,,\n1610,DISTRICT,ลำสนธิ,,16,,\n"
    "161006,TAMBON,เขาน้อย,,1610,,\nsao,SAO,อบต.,,1610,6,ที่มา\nZ4,ZONE,โซน 4,,16,,\n",
    "zones": "zone,area,since,until,decided_by\nZ4,1610,2023-04-20,,เวที\n",
    "funds": "fund_id,fund_name,area\nF1,กองทุนเขาน้อย,161006\n",
    "fund_areas": "fund_id,area,since,until\nF1,sao,,\n",
    "fund_life": "fund_id,step,date,into,reference\nF1,FOUNDED,2007-01-01,,\n",
    "training": "fund_id,topic,persons,since,until\nF1,SWF,2,2023-01-01,\n",
    "centres": "fund_id,name,kind,area,since,until\nF1,ศูนย์หมู่ 2,,161006,,\nF1,สาขาตลาด,BRANCH,,2020-01-01,\n",
    "tags": "subject,tag,since,until\nF1,พื้นที่นวัตกรรม,,\n",
    "partners": "subject,name,role,since,until\n161006,สภาองค์กรชุมชน,,,\n",
    "bodies": "body,name,of,quorum,since,until\nB1,คณะทำงานโซน 4,Z4,2/3,2023-01-01,\nB2,คณะทำงานจังหวัด,16,,,\n",
    "seats": "body,person,role,since,until\nB1,P1,ประธาน,2023-01-01,\nB1,P2,,,\nB1,P3,,,2022-01-01\n",
    "meetings": "meeting,body,date,present,minutes\nM1,B1,2023-04-20,P1 P2,บันทึก 1\n",
    "resolutions": "resolution,meeting,text,about,votes_for,votes_against\nR1,M1,เห็นชอบ,Z4,2,0\n",
    "plans": "plan,name,of,since,until\nPL1,แผนโซน 4,Z4,2024-01-01,\n",
    "goals": "goal,plan,text,indicator,baseline,target,measured,measured_on\nG1,PL1,ครอบคลุม,population,25,40.5,,\n",
    "activities": "activity,goal,text,responsible,since,until,budget,source,state\nA1,G1,รับสมัคร,,,,30000,อบต.,\n",
    "published": "id,text,unit,value,place,part,whole,total_of,as_of,source\n"
    'a,กองทุน,FUND,"1,234",16,,,b c,2023-04-20,ข่าว\n',
}


@pytest.fixture
def lists(tmp_path):
    for name, text in LISTS.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def test_every_list_of_a_network_is_read(lists):
    reading = read_network(str(lists))
    network = reading.network
    assert reading.findings == ()
    assert network.areas.number("16", (AreaKind.SAO,)) == 6
    assert network.zones.of("161006", date(2024, 1, 1)) == ("Z4",)
    assert network.zones.of("161006", date(2023, 1, 1)) == ()
    assert network.by_id["F1"].name == "กองทุนเขาน้อย"
    assert network.areas_of("F1", date(2024, 1, 1)) == ("sao",)
    assert network.life[0].step is LifeStep.FOUNDED
    assert [each.kind.value for each in network.centres] == ["CENTRE", "BRANCH"]
    assert network.state("F1", date(2006, 1, 1)) is FundState.UNFOUNDED
    assert (network.training[0].persons, network.tags[0].tag, network.partners[0].name) == (
        2,
        "พื้นที่นวัตกรรม",
        "สภาองค์กรชุมชน",
    )


def test_bodies_and_what_they_resolved_are_read(lists):
    governance = read_network(str(lists)).governance
    assert governance.seated("B1", date(2023, 4, 20)) == {"P1", "P2"}
    assert governance.needed("B1", date(2023, 4, 20)) == 2
    assert governance.against("R1") == ()
    assert [each.text for each in governance.about("Z4")] == ["เห็นชอบ"]
    assert governance.bodies[1].quorum == Fraction(1, 2)


def test_plans_are_read_with_what_is_to_be_reached(lists):
    plans = read_network(str(lists)).plans
    assert plans.of("Z4") == plans
    assert (plans.goals[0].baseline, plans.goals[0].target) == (25, Decimal("40.5"))
    assert plans.activities[0].state is ActivityState.PLANNED
    assert plans.budget("G1") == Money.baht(30_000)


@pytest.mark.parametrize("quorum", ["half", "0/2", "3/2", "50%", "1/0"])
def test_a_quorum_that_is_no_share_is_told(lists, quorum):
    (lists / "bodies.csv").write_text(f"body,name,of,quorum\nB1,ก,Z4,{quorum}\n", encoding="utf-8")
    reading = read_network(str(lists))
    assert ("governance.quorum_unusable", 2) in [(each.code, each.place.row) for each in reading.findings]
    assert reading.governance.bodies == ()


def test_the_file_of_areas_may_have_any_name(lists):
    (lists / "areas.csv").rename(lists / "places.csv")
    assert read_network(str(lists / "places.csv")).network == read_network(str(lists / "places.csv")).network
    assert len(read_network(str(lists / "places.csv")).network.funds) == 1
    with pytest.raises(FormatError, match="no areas"):
        read_network(str(lists))


def test_only_areas_must_be_there(tmp_path):
    (tmp_path / "areas.csv").write_text(LISTS["areas"], encoding="utf-8")
    assert read_network(str(tmp_path)).network.funds == ()


def test_a_bad_row_is_set_aside_and_the_others_go_on(lists):
    (lists / "areas.csv").write_text(LISTS["areas"] + "x,COUNTY,ก,,,,\ny,SAO,ก,,16,0,\n", encoding="utf-8")
    reading = read_network(str(lists))
    assert [(each.code, each.place.row) for each in reading.findings] == [
        ("cell.not_an_option", 7),
        ("area.number_too_low", 8),
    ]
    assert len(reading.network.areas) == 5


def test_published_figures_are_read_as_they_were_printed(lists):
    [figure], findings = read_published(str(lists))
    assert (findings, figure.value, figure.total_of) == ((), 1234, ("b", "c"))


@pytest.mark.parametrize("value", ["66,14", "ร้อย", "1e5", "nan", "1,2345"])
def test_what_is_no_printed_figure_is_told(lists, value):
    (lists / "published.csv").write_text(f'id,text,unit,value\na,ก,FUND,"{value}"\n', encoding="utf-8")
    figures, [finding] = read_published(str(lists))
    assert (figures, finding.code) == ((), "cell.not_a_figure")


# --- summaries ---


@given(fund_summaries())
def test_a_summary_comes_back_as_it_was(summary):
    back = parse_summary(summary_bytes(summary), "s.summary.json")
    assert back == summary
    assert back.figures == summary.figures
    assert [(each.code, each.params) for each in back.faults] == [(each.code, each.params) for each in summary.faults]


KEYS = ("fund_id", "fund_name", "as_of", "area_code", "places", "synthetic", "absent", "faults", "errors", "figures")


@given(fund_summaries(), st.sampled_from(KEYS), st.sampled_from([None, 1.5, [1], {"a": "b"}, "x"]))
def test_a_key_of_another_kind_is_named(summary, key, value):
    document = json.loads(summary_bytes(summary))
    if type(document[key]) is type(value) and (key in {"fund_id", "fund_name", "area_code"}):
        return
    document[key] = value
    with pytest.raises(FormatError) as caught:
        parse_summary(json.dumps(document).encode(), "s.summary.json")
    assert caught.value.findings


@pytest.mark.parametrize(
    ("contents", "code"),
    [
        (b"no json", "summary.not_json"),
        (b"[]", "summary.format"),
        (b'{"format": "communitywelfare.package/1"}', "summary.format"),
        (b'{"format": "communitywelfare.fund_summary/2"}', "summary.newer"),
        (b'{"format": "communitywelfare.fund_summary/0"}', "summary.older"),
    ],
)
def test_another_format_is_refused(contents, code):
    with pytest.raises(FormatError) as caught:
        parse_summary(contents, "s.summary.json")
    assert [each.code for each in caught.value.findings] == [code]
    assert SUMMARY_FORMAT == "communitywelfare.fund_summary/1"


# --- a folder ---


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two packages, one of which lacks a row, a summary, and three files that cannot be read."""
    place = tmp_path_factory.mktemp("network")
    for number in (1, 2):
        package = cw.make_package(cw.Plan(members=30, years=2, seed=number))
        write_package(str(place / f"F{number}"), package)
    spoiled = place / "F2" / "contributions.csv"
    spoiled.write_bytes(spoiled.read_bytes().replace(b",CASH,", b",SHELLS,", 1))
    third = cw.make_package(cw.Plan(members=20, years=1, seed=3)).fund
    (place / "F3.summary.json").write_bytes(summary_bytes(summarise(third, third.as_of)))
    (place / "F4.summary.json").write_bytes(b"{}")
    (place / "F5.zip").write_bytes(b"no zip")
    (place / "F6").mkdir()
    (place / "F6" / "manifest.json").write_text('{"format": "communitywelfare.package/9"}', encoding="utf-8")
    return place


def test_a_folder_holds_packages_and_summaries(folder):
    assert sources_in(str(folder)) == ("F1", "F2", "F3.summary.json", "F4.summary.json", "F5.zip", "F6")
    assert packages_in(str(folder)) == ("F1", "F2", "F5.zip", "F6")


def test_what_cannot_be_read_is_named_and_the_rest_goes_on(folder):
    told = []
    found = {each.source: each for each in gathered(str(folder), sources_in(str(folder)), told=told.append)}
    assert told == list(found)
    assert {source: each.refused and each.refused.code for source, each in found.items()} == {
        "F1": None,
        "F2": None,
        "F3.summary.json": None,
        "F4.summary.json": "summary.format",
        "F5.zip": "backup.damaged",
        "F6": "manifest.newer",
    }
    assert found["F1"].value.faults == ()
    assert [fault.code for fault in found["F2"].value.faults][:1] == ["summary.rows_set_aside"]


def test_other_processes_give_the_same(folder):
    sources = sources_in(str(folder))
    with ProcessPoolExecutor(2) as executor:
        assert list(gathered(str(folder), sources, executor=executor)) == list(gathered(str(folder), sources))


def test_a_package_is_drawn_up_as_of_a_day_that_it_reaches(folder):
    reading = read_package(str(folder / "F1"))
    end = reading.package.fund.as_of
    assert summary_of_reading(reading, "F1", on=date(2023, 9, 30)).on == date(2023, 9, 30)
    assert summary_of_reading(reading, "F1", on=date(2099, 9, 30)).on == end
    assert summary_of_reading(reading, "F1").on == end


def test_a_reading_without_a_package_has_no_summary(folder):
    reading = evolve(read_package(str(folder / "F1")), package=None)
    with pytest.raises(FormatError, match="F1 holds no package"):
        summary_of_reading(reading, "F1")
