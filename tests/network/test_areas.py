"""Areas, zones, funds and their lives: what lies where, and what cannot be so."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.errors import InvalidValue, Severity
from communitywelfare.network import (
    LOCAL_GOVERNMENTS,
    Area,
    AreaKind,
    Areas,
    Centre,
    Covers,
    FundState,
    InZone,
    LifeEvent,
    LifeStep,
    Network,
    NetworkFund,
    Partner,
    Tag,
    Training,
    Zones,
)
from communitywelfare.network.life import life_findings, state_on

D = date(2024, 9, 30)
PROVINCE = Area(code="16", kind="PROVINCE", name="ลพบุรี")
LAM_SONTHI = Area(code="1610", kind="DISTRICT", name="ลำสนธิ", parent="16")
THA_LUANG = Area(code="1607", kind="DISTRICT", name="ท่าหลวง", parent="16")
KHAO_NOI = Area(code="161006", kind="TAMBON", name="เขาน้อย", parent="1610")
SAO = Area(code="sao", kind="SAO", name="อบต.", parent="1610", number=6)
ZONES = tuple(Area(code=code, kind="ZONE", name=code, parent="16") for code in ("Z1", "Z2"))
AREAS = Areas((PROVINCE, LAM_SONTHI, THA_LUANG, KHAO_NOI, SAO, *ZONES))


def codes(findings):
    return [finding.code for finding in findings]


# --- areas ---


def test_areas_lie_in_one_another():
    assert [area.code for area in AREAS.above("161006")] == ["161006", "1610", "16"]
    assert AREAS.at("161006", AreaKind.DISTRICT) is LAM_SONTHI
    assert AREAS.at("161006", AreaKind.ZONE) is None
    assert AREAS.within("16", (AreaKind.DISTRICT,)) == (LAM_SONTHI, THA_LUANG)
    assert AREAS.children["16"] == (LAM_SONTHI, THA_LUANG, *ZONES)
    assert (len(AREAS), next(iter(AREAS))) == (7, PROVINCE)


def test_areas_that_are_only_counted_count_as_many():
    assert AREAS.number("16", LOCAL_GOVERNMENTS) == 6
    assert AREAS.number("1607", LOCAL_GOVERNMENTS) == 0
    assert [kind for kind in AreaKind if kind.is_local_government] == sorted(
        LOCAL_GOVERNMENTS, key=list(AreaKind).index
    )


def test_a_row_stands_for_one_area_or_more():
    with pytest.raises(InvalidValue, match="at least 1 area, not 0"):
        Area(code="x", kind="SAO", name="x", number=0)


def test_sound_areas_have_no_findings():
    assert list(AREAS.findings()) == []


@pytest.mark.parametrize(
    ("area", "code", "severity"),
    [
        (Area(code="16", kind="PROVINCE", name="อื่น"), "area.code_twice", Severity.ERROR),
        (Area(code="99", kind="TAMBON", name="ก", parent="9999"), "area.parent_unknown", Severity.ERROR),
        (Area(code="98", kind="DISTRICT", name="ก", parent="161006"), "area.parent_not_higher", Severity.ERROR),
        (Area(code="160701", kind="TAMBON", name="ก", parent="1610"), "area.code_of_another", Severity.WARNING),
    ],
)
def test_what_areas_cannot_be_is_told(area, code, severity):
    [finding] = Areas((*AREAS, area)).findings()
    assert (finding.code, finding.severity) == (code, severity)


def test_areas_that_lie_in_one_another_in_a_ring_end():
    ring = Areas(
        (Area(code="a", kind="TAMBON", name="a", parent="b"), Area(code="b", kind="TAMBON", name="b", parent="a"))
    )
    assert [area.code for area in ring.above("a")] == ["a", "b"]
    assert codes(ring.findings()) == ["area.parent_not_higher"] * 2


# --- zones ---


def test_a_tambon_is_in_the_zone_of_its_district_while_that_holds():
    zones = Zones(
        areas=AREAS,
        rows=(
            InZone(zone="Z1", area="1610", until=date(2024, 9, 30)),
            InZone(zone="Z2", area="1610", since=date(2024, 10, 1)),
        ),
    )
    assert zones.of("161006", D) == ("Z1",)
    assert zones.of("161006", date(2024, 10, 1)) == ("Z2",)
    assert zones.of("1607", D) == ()
    assert list(zones.findings()) == []


def test_a_place_that_the_list_does_not_have_may_still_be_in_a_zone_and_that_is_told():
    zones = Zones(areas=AREAS, rows=(InZone(zone="Z9", area="9999"), InZone(zone="1610", area="1607")))
    assert zones.of("9999", D) == ("Z9",)
    assert codes(zones.findings()) == ["zone.unknown", "zone.area_unknown", "zone.unknown"]


@pytest.mark.parametrize("inner", ["1610", "161006"])
def test_an_area_in_two_zones_at_once_is_told_once(inner):
    rows = (InZone(zone="Z1", area="1610"), InZone(zone="Z2", area=inner, since=D))
    zones = Zones(areas=AREAS, rows=rows)
    [finding] = zones.findings()
    assert finding.code == "zone.two_at_once"
    assert set(zones.of(inner, D)) == {"Z1", "Z2"}


# --- lives ---

STEPS = st.lists(
    st.builds(LifeEvent, fund=st.just("F1"), step=st.sampled_from(LifeStep), day=st.dates(), into=st.just("F2")),
    max_size=5,
)
FUNDS = frozenset({"F1", "F2"})


def event(step, day, **more):
    return LifeEvent(fund="F1", step=step, day=day, **more)


def test_a_fund_lives_from_its_founding_on():
    life = [
        event("FOUNDED", date(2005, 1, 1)),
        event("DORMANT", date(2010, 1, 1)),
        event("REVIVED", date(2020, 1, 1)),
        event("MERGED", date(2025, 1, 1), into="F2"),
    ]
    days = {date(2004, 12, 31), date(2005, 1, 1), date(2010, 1, 1), date(2024, 9, 30), date(2025, 1, 1)}
    assert [state_on(life, day) for day in sorted(days)] == [
        FundState.UNFOUNDED,
        FundState.ACTIVE,
        FundState.DORMANT,
        FundState.ACTIVE,
        FundState.MERGED,
    ]
    assert list(life_findings(life, FUNDS)) == []


def test_a_fund_of_which_nothing_is_recorded_is_active():
    assert state_on([], D) is FundState.ACTIVE


@given(STEPS, st.dates())
def test_the_order_of_the_rows_does_not_matter_unless_days_are_equal(steps, on):
    if len({step.day for step in steps}) == len(steps):
        assert state_on(steps, on) is state_on(steps[::-1], on)


@given(STEPS)
def test_a_life_without_findings_begins_with_its_founding_and_ends_at_most_once(steps):
    if steps and not list(life_findings(steps, FUNDS)):
        kinds = [step.step for step in sorted(steps, key=lambda each: each.day)]
        assert kinds[0] is LifeStep.FOUNDED
        assert kinds.count(LifeStep.FOUNDED) == 1
        assert all(kind not in {LifeStep.MERGED, LifeStep.DISSOLVED} for kind in kinds[:-1])


def test_steps_that_cannot_follow_and_mergers_with_nobody_are_told():
    assert codes(life_findings([event("REVIVED", D)], FUNDS)) == ["life.cannot_follow"]
    both = [event("FOUNDED", D), event("MERGED", D, into="F1")]
    assert codes(life_findings(both, FUNDS)) == ["life.into_unknown"]
    assert codes(life_findings([event("FOUNDED", D)], frozenset())) == ["life.fund_unknown"]


# --- funds ---

FUND = NetworkFund(fund="F1", name="กองทุนเขาน้อย", area="161006")


def test_a_fund_covers_what_its_rows_tell_and_else_its_home():
    covers = (Covers(fund="F1", area="161006"), Covers(fund="F1", area="sao", since=date(2025, 1, 1)))
    assert Network(areas=AREAS, funds=(FUND,)).areas_of("F1", D) == ("161006",)
    network = Network(areas=AREAS, funds=(FUND,), covers=covers)
    assert network.areas_of("F1", D) == ("161006",)
    assert network.areas_of("F1", date(2025, 1, 1)) == ("161006", "sao")
    assert network.areas_of("F9", D) == ()


def test_a_fund_is_at_home_in_one_place_of_each_kind():
    network = Network(areas=AREAS, funds=(FUND,), life=(event("FOUNDED", D),))
    assert network.home("F1", AreaKind.PROVINCE) is PROVINCE
    assert network.home("F9", AreaKind.PROVINCE) is None
    assert network.active(D) == (FUND,)
    assert network.active(date(2024, 9, 29)) == ()
    assert network.findings() == ()


def test_rows_about_nobody_are_told():
    network = Network(
        areas=AREAS,
        funds=(FUND, FUND, NetworkFund(fund="F2", name="ก", area="none")),
        covers=(Covers(fund="F9", area="161006"), Covers(fund="F1", area="none")),
        training=(Training(fund="F9", topic="SWF", persons=1),),
        centres=(Centre(fund="F9", name="ศูนย์ 1"), Centre(fund="F1", name="ศูนย์ 2", area="none")),
        tags=(Tag(subject="F1", tag="นำร่อง"), Tag(subject="F9", tag="นำร่อง")),
        partners=(Partner(subject="1610", name="สภาองค์กรชุมชน"), Partner(subject="?", name="ก")),
    )
    assert network.by_id["F1"] is FUND
    assert codes(network.findings()) == [
        "network.fund_twice",
        "network.area_unknown",
        "network.fund_unknown",
        "network.area_unknown",
        "network.fund_unknown",
        "network.fund_unknown",
        "network.area_unknown",
        "network.subject_unknown",
        "network.subject_unknown",
    ]
