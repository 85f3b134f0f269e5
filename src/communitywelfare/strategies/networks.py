"""Networks of funds: areas that lie in one another, zones that change, and what made-up funds tell."""

from datetime import date

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy, composite

from communitywelfare.errors import Finding, Severity
from communitywelfare.network import Area, AreaKind, Areas, FundSummary, InZone, Network, NetworkFund, Zones
from communitywelfare.network.indicators import INDICATORS
from communitywelfare.network.summary import SECTIONS, section_of

__all__ = ["fund_summaries", "networks"]

_ALWAYS = tuple(dict.fromkeys(name for each in INDICATORS for name in (*each.above, *each.below)))
_NOW_AND_THEN = (
    *("members.ever", "groups.GENERAL", "groups.NONE", "money.R1.1", "money.received", "year.R1.3"),
    *("benefits.01.persons", "benefits.01.amount", "benefits.04.persons_year", "rounds.LAO.2567.approved"),
)
_COUNTS = st.integers(0, 3) | st.integers(0, 10**7)
_FIRST, _LAST = date(2020, 1, 1), date(2026, 12, 31)


@composite
def fund_summaries(draw: DrawFn, *, fund: str = "", area: str = "", on: date | None = None) -> FundSummary:
    """What a fund tells its network; some sections are not given, and now and then the totals fail.

    >>> from hypothesis import given
    >>> @given(fund_summaries())
    ... def test_no_figure_is_of_a_section_that_was_not_given(summary):
    ...     assert not {name.partition(".")[0] for name in summary.figures} & summary.absent
    >>> test_no_figure_is_of_a_section_that_was_not_given()
    """
    absent = draw(st.frozensets(st.sampled_from(sorted(SECTIONS.keys() - {"members"})), max_size=4))
    names = [*_ALWAYS, *draw(st.lists(st.sampled_from(_NOW_AND_THEN), unique=True))]
    figures = {name: draw(_COUNTS) for name in names if section_of(name) not in absent}
    fails = draw(st.sampled_from([False] * 7 + [True]))
    fault = Finding("summary.rows_set_aside", Severity.ERROR, params={"table": "members", "rows": draw(_COUNTS)})
    return FundSummary(
        fund=fund or draw(_IDS),
        name=draw(st.sampled_from(["", "กองทุนตัวอย่าง", "ทดสอบ"])),
        on=on or draw(st.dates(_FIRST, _LAST)),
        area=area,
        figures=figures,
        absent=absent,
        faults=(fault,) if fails else (),
        errors=draw(st.integers(0, 2)),
        synthetic=draw(st.booleans()),
    )


_IDS: SearchStrategy[str] = st.integers(1, 99).map(lambda number: f"F{number:02}")


@composite
def networks(draw: DrawFn, *, max_funds: int = 8) -> Network:
    """A province of two or three districts with their tambons, some zones with days, and funds at home in tambons.

    >>> from hypothesis import given
    >>> @given(networks())
    ... def test_every_fund_is_at_home_in_a_district(network):
    ...     assert all(network.home(fund.fund, AreaKind.DISTRICT) for fund in network.funds)
    >>> test_every_fund_is_at_home_in_a_district()
    """
    districts = draw(st.integers(2, 3))
    areas = [
        Area(code="TH", kind=AreaKind.NATION, name="ประเทศไทย"),
        Area(code="16", kind=AreaKind.PROVINCE, name="จังหวัด", parent="TH"),
        *(Area(code=f"16{at:02}", kind=AreaKind.DISTRICT, name=f"อำเภอ {at}", parent="16") for at in range(districts)),
    ]
    areas += [
        Area(code=f"16{at:02}{of:02}", kind=AreaKind.TAMBON, name=f"ตำบล {at}/{of}", parent=f"16{at:02}")
        for at in range(districts)
        for of in range(draw(st.integers(1, 3)))
    ]
    zones = [Area(code=code, kind=AreaKind.ZONE, name=code, parent="16") for code in ("Z1", "Z2")]
    homes = [area.code for area in areas if area.kind is AreaKind.TAMBON]
    placed = draw(st.lists(st.sampled_from(homes), max_size=max_funds))
    listed = Areas((*areas, *zones))
    funds = (
        NetworkFund(fund=f"F{number:02}", name=f"กองทุน {number}", area=home)
        for number, home in enumerate(placed, start=1)
    )
    rows = draw(st.lists(_rows([area.code for area in areas]), max_size=5))
    return Network(areas=listed, zones=Zones(areas=listed, rows=tuple(rows)), funds=tuple(funds))


def _rows(codes: list[str]) -> SearchStrategy[InZone]:
    days = st.none() | st.dates(_FIRST, _LAST)
    return st.builds(InZone, zone=st.sampled_from(["Z1", "Z2"]), area=st.sampled_from(codes), since=days, until=days)
