"""Roll-up: whatever way funds are parted, the parts are the whole; and who is not in it is named."""

from collections import Counter
from datetime import date
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.errors import InvalidValue
from communitywelfare.network import (
    INDICATORS,
    LEVELS,
    LOCAL_GOVERNMENTS,
    UNPLACED,
    Area,
    AreaKind,
    Areas,
    Covers,
    FundSummary,
    InZone,
    LifeEvent,
    Network,
    NetworkFund,
    RollUp,
    Share,
    Zones,
    coverage,
    roll_up,
)
from communitywelfare.network.indicators import IndicatorUnit
from communitywelfare.network.summary import SECTIONS
from communitywelfare.strategies import fund_summaries, networks

D = date(2024, 9, 30)
SAO = Area(code="sao", kind="SAO", name="อบต.", parent="1610", number=6)
AREAS = Areas(
    (
        Area(code="16", kind="PROVINCE", name="ลพบุรี"),
        Area(code="1610", kind="DISTRICT", name="ลำสนธิ", parent="16"),
        Area(code="1607", kind="DISTRICT", name="ท่าหลวง", parent="16"),
        Area(code="161006", kind="TAMBON", name="เขาน้อย", parent="1610"),
        SAO,
        Area(code="Z1", kind="ZONE", name="โซน 1", parent="16"),
        Area(code="Z2", kind="ZONE", name="โซน 2", parent="16"),
    )
)
FUND = NetworkFund(fund="F1", name="กองทุนเขาน้อย", area="161006")


@st.composite
def reported(draw):
    """A network, and what most of its funds, and some that it does not know, told."""
    network = draw(networks())
    listed = [(fund.fund, fund.area) for fund in network.funds if draw(st.booleans())]
    strangers = [
        (f"X{number}", draw(st.sampled_from(["160000", "", "999999"]))) for number in range(draw(st.integers(0, 2)))
    ]
    told = [draw(fund_summaries(fund=fund, area=area)) for fund, area in [*listed, *strangers]]
    return network, told, draw(st.dates(date(2020, 1, 1), date(2026, 12, 31)))


def added(parts):
    """What parts add up to, by a plain sum."""
    figures, given_by = Counter(), Counter()
    for part in parts:
        figures.update(part.figures)
        given_by.update(part.given)
    return dict(figures), dict(given_by), sorted(fund for part in parts for fund in part.funds)


@given(reported())
def test_the_parts_of_every_level_are_the_whole(asked):
    report = roll_up(asked[0], asked[1], on=asked[2])
    whole = added([report.whole])
    for level in LEVELS:
        assert added(report.parts[level].values()) == whole
        for indicator in INDICATORS:
            parts = [part.indicators[indicator.id] for part in report.parts[level].values()]
            together = tuple(
                sum(pair) for pair in zip(*((p.numerator, p.denominator, p.funds) for p in parts), strict=True)
            )
            of_whole = report.whole.indicators[indicator.id]
            assert (together or (0, 0, 0)) == (of_whole.numerator, of_whole.denominator, of_whole.funds)


@given(st.lists(fund_summaries(), max_size=8), st.randoms())
def test_any_partition_adds_up_to_the_whole_in_any_order(summaries, chance):
    whole = RollUp.of(summaries)
    piles = [[] for _ in range(3)]
    for summary in chance.sample(summaries, len(summaries)):
        chance.choice(piles).append(summary)
    assert added([RollUp.of(pile) for pile in piles]) == added([whole])
    assert RollUp.of(chance.sample(summaries, len(summaries))).figures == whole.figures


@given(reported(), st.data())
def test_regrouping_zones_changes_no_total(asked, data):
    network, told, on = asked
    codes = [area.code for area in network.areas if area.kind is not AreaKind.ZONE]
    rows = data.draw(
        st.lists(st.builds(InZone, zone=st.sampled_from(["Z1", "Z2"]), area=st.sampled_from(codes)), max_size=4)
    )
    other = evolve(network, zones=Zones(areas=network.areas, rows=tuple(rows)))
    before, after = roll_up(network, told, on=on), roll_up(other, told, on=on)
    assert after.whole == before.whole
    assert added(after.parts[AreaKind.ZONE].values()) == added(before.parts[AreaKind.ZONE].values())
    assert after.parts[AreaKind.DISTRICT] == before.parts[AreaKind.DISTRICT]


@given(reported())
def test_every_fund_is_in_the_sums_set_apart_missing_or_of_a_later_day(asked):
    network, told, on = asked
    report = roll_up(network, told, on=on)
    summed, apart = set(report.whole.funds), {each.fund for each in report.set_apart}
    missing = {fund.fund for fund in report.missing}
    later = {each.fund for each in told if each.on > on}
    assert summed | apart | later == {each.fund for each in told}
    assert not summed & apart
    assert missing == {fund.fund for fund in network.funds} - summed - apart
    assert report.expected == len(summed) + len(apart) + len(missing)


@given(reported())
def test_more_than_there_are_is_always_told(asked):
    report = roll_up(asked[0], asked[1], on=asked[2])
    wanted = {
        each.fund
        for each in (*report.summaries, *report.set_apart)
        for name in ("population", "villages")
        if name in each.indicators and (each.indicators[name].value or 0) > 1
    }
    beyond = {
        each.fund
        for each in (*report.summaries, *report.set_apart)
        for name in ("population", "villages")
        if name in each.indicators and each.indicators[name].numerator > each.indicators[name].denominator
    }
    told = {finding.place.record for finding in report.findings if finding.code.startswith("coverage.")}
    assert told == beyond >= wanted


# --- one by one ---


def summary(fund="F1", on=D, area="161006", absent=(), **figures):
    named = {name for each in INDICATORS for name in (*each.above, *each.below)}
    lines = {name: 0 for name in named if name.partition(".")[0] not in absent}
    lines |= {name.replace("__", "."): value for name, value in figures.items()}
    return FundSummary(fund=fund, name=fund, on=on, area=area, figures=lines, absent=frozenset(absent))


def codes(report):
    return [finding.code for finding in report.findings]


NETWORK = Network(areas=AREAS, funds=(FUND, NetworkFund(fund="F2", name="ก", area="1607")))


def test_what_was_not_given_is_no_zero():
    whole = RollUp.of([summary(members__current=5, absent=["money"]), summary("F2", absent=["money", "benefits"])])
    assert "members.current" in whole.figures
    assert whole.figure("members.current") == 5
    assert whole.figure("members.elderly") == 0
    assert whole.figure("benefits.01.persons") == 0
    assert whole.figure("money.R1.1") is None
    assert whole.given["benefits"] == 1
    assert whole.lines("benefits") == ()


def test_an_indicator_is_of_the_funds_that_tell_both_its_parts():
    told = [
        summary(members__current=10, area__population=100),
        summary("F2", members__current=90, absent=["area"]),
    ]
    assert RollUp.of(told).indicators["population"] == Share(10, 100, 1)
    assert Share(1, 4).value == Fraction(1, 4)
    assert Share(1, 0).value is None


def test_months_in_reserve_are_of_the_benefits_of_twelve():
    share = summary(money__remaining=1_200_00, **{"year__P1.3": 600_00}).indicators["months_in_reserve"]
    assert share.value == 24


def test_the_newest_figures_that_are_no_younger_count():
    told = [
        summary(on=date(2024, 6, 30), members__current=1),
        summary(on=D, members__current=2, area__population=9),
        summary(on=date(2024, 12, 31), members__current=3),
    ]
    report = roll_up(NETWORK, told, on=date(2024, 11, 1))
    assert report.whole.figure("members.current") == 2
    assert codes(report) == ["summary.after_report"]
    assert [each.on for each in report.elsewhen] == [D]
    assert [fund.fund for fund in report.missing] == ["F2"]


def test_two_summaries_of_one_day_are_told():
    assert codes(roll_up(NETWORK, [summary(), summary()], on=D)) == ["summary.twice"]


def test_a_fund_that_is_not_listed_is_counted_where_its_profile_says():
    report = roll_up(NETWORK, [summary("F9", area="1607"), summary("F8", area="nowhere")], on=D)
    assert codes(report) == ["network.fund_not_placed", "network.fund_not_listed", "network.fund_not_listed"]
    assert set(report.parts[AreaKind.DISTRICT]) == {UNPLACED, "1607"}
    assert codes(roll_up(Network(areas=AREAS), [summary("F9", area="1607")], on=D)) == []


def test_a_fund_in_two_zones_at_once_is_counted_in_none_of_them():
    rows = (InZone(zone="Z1", area="1610"), InZone(zone="Z2", area="161006"))
    network = evolve(NETWORK, zones=Zones(areas=AREAS, rows=rows))
    report = roll_up(network, [summary()], on=D)
    assert codes(report) == ["network.fund_in_two_zones"]
    assert set(report.parts[AreaKind.ZONE]) == {UNPLACED}


def test_a_fund_that_has_ended_is_not_missing():
    life = (
        LifeEvent(fund="F2", step="FOUNDED", day=date(2010, 1, 1)),
        LifeEvent(fund="F2", step="DISSOLVED", day=date(2020, 1, 1)),
    )
    assert roll_up(evolve(NETWORK, life=life), [summary()], on=D).missing == ()


# --- coverage ---


@given(networks(), st.dates(date(2020, 1, 1), date(2026, 12, 31)))
def test_no_more_areas_are_covered_than_there_are(network, on):
    for area in network.areas:
        for kinds in ((AreaKind.TAMBON,), (AreaKind.DISTRICT,), LOCAL_GOVERNMENTS):
            found = coverage(network, area.code, kinds, on)
            assert 0 <= found.numerator <= found.denominator
            inside = network.areas.within(area.code, kinds)
            assert found.denominator == len(inside)
            named = {code for fund in network.active(on) for code in network.areas_of(fund.fund, on)}
            covered = [each for each in inside if named & {above.code for above in network.areas.above(each.code)}]
            assert found.numerator == len(covered)
            assert (found.share is None) == (not inside)


@pytest.mark.parametrize(("funds", "covered"), [(0, 0), (1, 1), (3, 3), (9, 6)])
def test_of_areas_that_are_only_counted_no_more_are_covered_than_there_are(funds, covered):
    names = [f"F{number}" for number in range(funds)]
    network = Network(
        areas=AREAS,
        funds=tuple(NetworkFund(fund=name, name=name, area="161006") for name in names),
        covers=tuple(Covers(fund=name, area=SAO.code) for name in names),
    )
    found = coverage(network, "16", LOCAL_GOVERNMENTS, D)
    assert (found.numerator, found.denominator, found.is_known) == (covered, 6, funds > 0)


def test_a_fund_of_a_district_covers_all_that_lies_in_it():
    network = Network(areas=AREAS, funds=(FUND,), covers=(Covers(fund="F1", area="1610"),))
    assert coverage(network, "16", LOCAL_GOVERNMENTS, D).numerator == 6
    assert coverage(network, "16", (AreaKind.TAMBON,), D).share == 1


def test_every_indicator_is_told_in_a_unit_and_of_sections_that_there_are():
    assert {each.unit for each in INDICATORS} == set(IndicatorUnit)
    assert len({each.id for each in INDICATORS}) == len(INDICATORS)


def test_a_section_that_is_given_is_given_whole():
    with pytest.raises(InvalidValue, match=r"lacks members\.age_known, members\.elderly"):
        FundSummary(fund="F1", name="", on=D, figures={"members.current": 1}, absent=frozenset(SECTIONS) - {"members"})


@pytest.mark.parametrize("told", [{"figures": {"people.current": 1}}, {"figures": {}, "absent": frozenset({"people"})}])
def test_a_section_that_nobody_knows_is_refused(told):
    with pytest.raises(InvalidValue, match="no section people"):
        FundSummary(fund="F1", name="", on=D, **told)
