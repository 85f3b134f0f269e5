"""The report of a network: its sums, what it leaves out for everybody, and what it says of what is lacking."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from itertools import product

import pytest
from attrs import evolve
from hypothesis import example, given
from hypothesis import strategies as st

from communitywelfare.network import (
    INDICATORS,
    UNPLACED,
    Area,
    AreaKind,
    Areas,
    Body,
    Centre,
    FundSummary,
    Governance,
    InZone,
    LifeEvent,
    Meeting,
    Network,
    NetworkFund,
    Partner,
    Resolution,
    Seat,
    Share,
    Tag,
    Training,
    Zones,
    roll_up,
)
from communitywelfare.network.indicators import IndicatorUnit
from communitywelfare.reports.network_lists import bodies_table, centres_table, lives_table, standing_table
from communitywelfare.reports.network_public import public_sums
from communitywelfare.reports.network_report import NETWORK_FILES, NetworkAsked, network_files
from communitywelfare.reports.network_tables import NetworkTables
from communitywelfare.reports.network_words import indicator_words, name_of, percent_words, placed_in, source_name
from communitywelfare.reports.sheets import RowKind
from communitywelfare.strategies import fund_summaries, networks

D = date(2024, 9, 30)
DISTRICTS = [f"16{number:02}" for number in range(4)]
AREAS = Areas(
    (
        Area(code="16", kind="PROVINCE", name="ลพบุรี", name_en="Lop Buri"),
        *(Area(code=code, kind="DISTRICT", name=f"อำเภอ {code}", parent="16") for code in DISTRICTS),
        *(Area(code=zone, kind="ZONE", name=zone, parent="16") for zone in ("Z1", "Z2")),
    )
)
IN_ZONES = tuple(InZone(zone="Z1" if at < 2 else "Z2", area=code) for at, code in enumerate(DISTRICTS))
ZONES = Zones(areas=AREAS, rows=IN_ZONES)
NETWORK = Network(areas=AREAS, zones=ZONES)


def summary(fund, area, **figures):
    lines = {name: 0 for each in INDICATORS for name in (*each.above, *each.below)}
    lines |= {name.replace("__", "."): value for name, value in figures.items()}
    return FundSummary(fund=fund, name=f"กองทุน {fund}", on=D, area=area, figures=lines)


def tables_of(network, summaries, least=0):
    report = roll_up(network, summaries, on=D)
    return NetworkTables(network=network, report=report, place=placed_in(network, report), least=least)


def column(table, name):
    at = [each.id for each in table.columns].index(name)
    return {row.cells[0]["th"]: row.cells[at] for row in table.rows if row.kind is not RowKind.HEADING}


LEVELS = (AreaKind.REGION, AreaKind.PROVINCE, AreaKind.ZONE, AreaKind.DISTRICT)
COUNTS = st.lists(st.sampled_from([0, 1, 2, 3, 4, 5, 8, 11]), min_size=4, max_size=4)
LAID_OUT = st.fixed_dictionaries(
    {level: st.lists(st.sampled_from("ABC"), min_size=4, max_size=4) for level in LEVELS[:-1]}
)


@given(COUNTS, LAID_OUT, st.sets(st.sampled_from(LEVELS), min_size=1))
@example([1, 5, 2, 5], {level: list("AABB") for level in LEVELS[:-1]}, set(LEVELS))
def test_for_everybody_no_small_count_is_shown_or_left_to_be_worked_out(members, laid_out, levels):
    """Each sum that is left out can be at least two numbers, by all sums that are shown, at every level."""
    places = placed(laid_out, levels)
    shown = public_sums({f"F{at}": count for at, count in enumerate(members)}, places, 5)
    true = sums_of(members, places)
    assert shown.keys() == true.keys()
    assert all(count in {None, true[name]} for name, count in shown.items())
    assert not any(count in range(1, 5) for count in shown.values() if count is not None)
    left = {name: set() for name, count in shown.items() if count is None}
    for changes in product((-1, 0, 1), repeat=4):
        others = [max(count + change, 0) for count, change in zip(members, changes, strict=True)]
        if may_be(shown, sums_of(others, places)):
            for name, values in left.items():
                values.add(sums_of(others, places)[name])
    assert [name for name, values in left.items() if len(values) < 2] == []


def placed(laid_out, levels):
    """Four funds in a district each; provinces lie in regions, so a place is named with the larger ones it lies in."""
    nested = [level for level in LEVELS if level is not AreaKind.ZONE]
    of = {**laid_out, AreaKind.DISTRICT: list("0123")}
    places = {}
    for level in LEVELS:
        larger = nested[: nested.index(level) + 1] if level in nested else [level]
        names = ["".join(of[each][at] for each in larger) for at in range(4)]
        places[level] = {f"F{at}": name for at, name in enumerate(names)}
    return {level: places[level] for level in LEVELS if level in levels}


def sums_of(members, places):
    """Every sum that may be shown, added up place by place."""
    sums = Counter({None: sum(members)})
    for level, of in places.items():
        for at, count in enumerate(members):
            sums[level, of[f"F{at}"]] += count
    return sums


def may_be(shown, sums):
    """Whether sums agree with what is shown; a zero is always shown, so what is left out is 1 or more."""
    return all(sums[name] == count if count is not None else sums[name] > 0 for name, count in shown.items())


def test_a_fund_of_an_unknown_district_is_counted_where_its_province_is_known():
    """Two provinces have a fund whose district nobody knows: what both come to is left out, for it is of no place."""
    places = {
        AreaKind.PROVINCE: {"F0": "P", "F1": "P", "F2": "Q", "F3": "Q"},
        AreaKind.DISTRICT: {"F0": "D", "F1": "", "F2": "E", "F3": ""},
    }
    shown = public_sums({"F0": 10, "F1": 20, "F2": 30, "F3": 40}, places, 5)
    assert (shown[AreaKind.PROVINCE, "P"], shown[AreaKind.PROVINCE, "Q"]) == (30, 70)
    assert (shown[AreaKind.DISTRICT, "D"], shown[AreaKind.DISTRICT, ""]) == (10, None)


@given(networks(), st.data())
def test_what_everybody_sees_is_left_out_at_every_level_together(network, data):
    told = [data.draw(fund_summaries(fund=fund.fund, area=fund.area)) for fund in network.funds]
    tables = tables_of(network, told, least=5)
    for level in tables.levels:
        cells = column(tables.by_place(level), "members")
        assert not any(count in range(1, 5) for count in cells.values() if isinstance(count, int))


def test_where_nothing_is_left_out_all_counts_stand():
    told = [summary(f"F{at}", code, members__current=at + 1) for at, code in enumerate(DISTRICTS)]
    tables = tables_of(NETWORK, told)
    assert column(tables.by_place(AreaKind.DISTRICT), "members") == {
        **{f"อำเภอ {code}": at + 1 for at, code in enumerate(DISTRICTS)},
        "รวม": 10,
    }
    assert column(tables.by_place(AreaKind.ZONE), "members") == {"Z1": 3, "Z2": 7, "รวม": 10}


def test_an_indicator_of_few_people_is_left_out_for_everybody():
    told = [summary("F1", "1600", members__current=100, dues__known=100, dues__in_arrears=3)]
    told += [summary("F2", "1601", members__current=50, dues__known=50)]
    assert column(tables_of(NETWORK, told).indicators(), "value")["สมาชิกค้างตั้งแต่ 3 เดือน"] == "2.00 %"
    assert column(tables_of(NETWORK, told, least=5).indicators(), "value")["สมาชิกค้างตั้งแต่ 3 เดือน"] == "–"


@pytest.mark.parametrize(("without", "is_left_out"), [(0, False), (3, True), (4, True), (5, False), (40, False)])
def test_an_indicator_of_nearly_all_members_does_not_tell_the_few_others(without, is_left_out):
    """One fund has told no inhabitants; the members of the others, taken from all, would be its own."""
    told = [summary("F1", "1600", members__current=100, area__population=900)]
    told += [evolve(summary("F2", "1601", members__current=without), absent=frozenset({"area"}))]
    shown = tables_of(NETWORK, told, least=5).indicators()
    assert (column(shown, "value")["ความครอบคลุมประชากร"] == "–") is is_left_out
    assert column(tables_of(NETWORK, told).indicators(), "value")["ความครอบคลุมประชากร"] == "11.11 %"


def test_where_all_members_are_left_out_no_indicator_tells_them():
    """Six districts of one member each: what they come to is left out, or each would follow from it."""
    codes = [f"16{number:02}" for number in range(6)]
    areas = Areas(tuple(Area(code=code, kind="DISTRICT", name=code, parent="16") for code in codes))
    told = [summary(f"F{at}", code, members__current=1, area__population=90) for at, code in enumerate(codes)]
    tables = tables_of(Network(areas=areas), told, least=5)
    assert tables.members(AreaKind.DISTRICT, None) is None
    row = next(row for row in tables.indicators().rows if row.cells[0]["th"] == "ความครอบคลุมประชากร")
    assert [row.cells[at] for at in (1, 3, 4)] == ["–", 0, 0]


GROUPS = ["ELDERLY", "NONE"]


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=4, max_size=4))
@example([(3, 0), (8, 0), (20, 20), (30, 9)])  # 8 elderly and nobody else are 8 members, and then the others are 3
@example([(1, 0), (1, 0), (1, 0), (1, 0)])
def test_the_groups_of_a_place_do_not_tell_the_members_that_are_left_out(of_place):
    """Nobody is in two groups here, so that the groups of a place add up to its members: tried against all numbers."""
    tables = tables_of(NETWORK, grouped(of_place), least=5)
    left = [at for at, code in enumerate(DISTRICTS) if tables.members(AreaKind.DISTRICT, code) is None]
    rows = [[hidden_or(cell) for cell in row.cells[1:]] for row in tables.groups(AreaKind.DISTRICT).rows]
    at = [each.id for each in tables.groups(AreaKind.DISTRICT).columns[1:]]
    shown = [[row[at.index(name)] for name in GROUPS] for row in rows]
    assert all(cell is None for place in left for cell in shown[place])
    assert not any(cell in range(1, 5) for row in shown for cell in row if cell is not None)
    for place in left:
        others = {
            sum(moved[place])
            for other in set(left) - {place}
            for steps in product((-1, 0, 1), repeat=2)
            if agrees(shown, moved := shifted(of_place, place, other, steps))
        }
        alone = {
            sum(moved[place]) for steps in (-1, 1) if agrees(shown, moved := shifted(of_place, place, None, (steps, 0)))
        }
        assert len({sum(of_place[place])} | others | alone) > 1


def grouped(of_place):
    """A fund in each district, whose members are elderly or in no group."""
    return [
        summary(f"F{at}", code, members__current=old + none, groups__ELDERLY=old, groups__NONE=none)
        for at, (code, (old, none)) in enumerate(zip(DISTRICTS, of_place, strict=True))
    ]


def hidden_or(cell):
    return None if isinstance(cell, Mapping) else cell


def shifted(of_place, place, other, steps):
    """The same people but for some who are in one place rather than in the other."""
    moved = [list(each) for each in of_place]
    for group, step in enumerate(steps):
        moved[place][group] += step
        if other is not None:
            moved[other][group] -= step
    return moved


def agrees(shown, of_place):
    """Whether numbers of people would print the same table of groups, as far as it shows any."""
    sums = [sum(each) for each in zip(*of_place, strict=True)]
    return all(count >= 0 for each in of_place for count in each) and all(
        cell in {None, count}
        for row, counts in zip(shown, [*of_place, sums], strict=True)
        for cell, count in zip(row, counts, strict=True)
    )


def test_benefits_of_few_people_are_left_out_with_their_money():
    told = [
        summary(
            "F1",
            "1600",
            **{
                "benefits__01.persons": 7,
                "benefits__01.amount": 700_00,
                "benefits__01.persons_year": 2,
                "benefits__01.amount_year": 200_00,
            },
        )
    ]
    [row] = tables_of(NETWORK, told, least=5).benefits().rows
    assert [str(cell) for cell in row.cells[1:3]] == ["7", "700.00"]
    assert [cell["en"] for cell in row.cells[3:]] == ["–", "–"]


def test_how_many_were_matched_is_blank_where_a_fund_does_not_know_it():
    lines = {"rounds__LAO.2567.members": 9, "rounds__LAO.2567.approved": 900_00}
    known = [summary("F1", "1600", **lines)]
    unknown = [summary("F1", "1600", **lines, **{"rounds__LAO.2567.members_unknown": 1})]
    assert tables_of(NETWORK, known).rounds().rows[0].cells[2] == 9
    assert tables_of(NETWORK, unknown).rounds().rows[0].cells[2] is None


def test_training_holds_for_its_time():
    rows = (
        Training(fund="F1", topic="SWF", persons=2, since=date(2023, 1, 1)),
        Training(fund="F2", topic="SWF", persons=1),
        Training(fund="F2", topic="SWF", persons=5, until=date(2020, 1, 1)),
    )
    [row] = tables_of(evolve(NETWORK, training=rows), []).training().rows
    assert row.cells == ("SWF", 2, 3, date(2023, 1, 1))


def test_what_a_network_knows_beside_figures_is_shown_while_it_holds():
    network = evolve(
        NETWORK,
        funds=(NetworkFund(fund="F1", name="หนึ่ง", area="1600"), NetworkFund(fund="F2", name="สอง", area="1601")),
        life=(
            LifeEvent(fund="F1", step="FOUNDED", day=date(2007, 1, 1)),
            LifeEvent(fund="F1", step="DORMANT", day=date(2020, 1, 1)),
        ),
        tags=(Tag(subject="F1", tag="นำร่อง", since=D), Tag(subject="F1", tag="เก่า", until=date(2020, 1, 1))),
        partners=(Partner(subject="1600", name="สภาองค์กรชุมชน"),),
        centres=(Centre(fund="F1", name="ศูนย์หมู่ 2", area="1600"), Centre(fund="F1", name="เก่า", until=date(2020, 1, 1))),
    )
    [centre] = centres_table(network, D).rows
    assert (centre.cells[1], centre.cells[2]["en"]) == ("ศูนย์หมู่ 2", "coordination centre")
    assert [row.cells[1] for row in lives_table(network, D).rows] == [1, 1]
    tagged, beside = standing_table(network, D).rows
    assert (tagged.cells[0]["th"], tagged.cells[1], tagged.cells[3]) == ("หนึ่ง", "นำร่อง", D)
    assert (beside.cells[0]["th"], beside.cells[2]["en"]) == ("อำเภอ 1600", "partner")
    governance = Governance(
        bodies=(Body(body="B1", name="คณะทำงานโซน", of="Z1"),),
        seats=tuple(Seat(body="B1", person=person) for person in "ABC"),
        meetings=(
            Meeting(meeting="M1", body="B1", day=date(2024, 1, 5), present={"A", "B"}),
            Meeting(meeting="M2", body="B1", day=date(2025, 1, 5), present={"A", "B"}),
        ),
        resolutions=(Resolution(resolution="R1", meeting="M1", text="ก"),),
    )
    [body] = bodies_table(governance, network, D).rows
    assert body.cells[2:] == (3, 2, date(2024, 1, 5), 1)
    asked = NetworkAsked(network=network, report=roll_up(network, [], on=D), governance=governance)
    page = network_files(asked, "th")["index.html"].decode()
    assert "คณะทำงานโซน" in page
    assert "สภาองค์กรชุมชน" in page
    assert "ศูนย์หมู่ 2" in page


def test_names_and_shares_as_people_read_them():
    assert name_of(NETWORK, "16")["en"] == "Lop Buri"
    assert name_of(NETWORK, UNPLACED)["en"] == "place not known, or not certain"
    assert name_of(NETWORK, "99")["th"] == "99"
    assert source_name("LAO")["th"] == "องค์กรปกครองส่วนท้องถิ่น"
    assert source_name("TEMPLE")["en"] == "TEMPLE"
    assert percent_words(None) == "–"
    assert indicator_words(IndicatorUnit.PERCENT, Share(1, 3)) == "33.33 %"
    assert indicator_words(IndicatorUnit.SATANG, Share(1_234_567, 1)) == "12,345.67"
    assert indicator_words(IndicatorUnit.MONTHS, Share(25, 2)) == "12.5"
    assert indicator_words(IndicatorUnit.DAYS, Share(-1, 20)) == "-0.1"
    assert indicator_words(IndicatorUnit.DAYS, Share(0, 0)) == "–"


@st.composite
def asked(draw):
    network = draw(networks())
    homes = [(fund.fund, fund.area) for fund in network.funds]
    told = [draw(fund_summaries(fund=fund, area=area, on=D)) for fund, area in homes if draw(st.booleans())]
    return NetworkAsked(
        network=network,
        report=roll_up(network, told, on=D),
        least=draw(st.sampled_from([0, 5])),
        found=network.findings(),
    )


@given(asked(), st.sampled_from(["th", "en"]))
def test_every_network_has_a_report(asked, language):
    files = network_files(asked, language)
    assert set(files) == set(NETWORK_FILES)
    page = files["index.html"].decode()
    assert "{" not in page.partition("<body>")[2].replace("{}", "")
    for fund in asked.report.missing:
        assert fund.name in page


def test_funds_whose_totals_fail_and_days_that_differ_are_on_the_page():
    network = evolve(NETWORK, funds=(NetworkFund(fund="F1", name="หนึ่ง", area="1600"),))
    late = evolve(summary("F1", "1600"), on=date(2024, 6, 30))
    asked = NetworkAsked(network=network, report=roll_up(network, [late], on=D), made_by="x")
    page = network_files(asked, "en")["index.html"].decode()
    assert "The figures of 1 funds are of another day than the report. Days: 30 June 2024." in page


@pytest.mark.parametrize("codes", [[], ["1600"], ["1600", "1601"]])
def test_a_report_is_of_the_smallest_area_that_holds_all(codes):
    report = roll_up(NETWORK, [summary(code, code) for code in codes], on=D)
    assert placed_in(NETWORK, report) == {0: "", 1: "1600", 2: "16"}[len(codes)]
