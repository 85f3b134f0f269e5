"""Which whole numbers a printed percentage may hide: everything tried by hand, and figures that were published."""

from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.io.network_csv import read_network, read_published
from communitywelfare.network import (
    LOCAL_GOVERNMENTS,
    Area,
    AreaKind,
    Areas,
    Published,
    check_published,
    fractions_for,
    wholes_for,
)
from communitywelfare.network.published import printed_as

DIGITS = st.integers(0, 4)
ROUNDINGS = (ROUND_HALF_UP, ROUND_HALF_EVEN)


def in_percent(part, whole, digits, rounding=ROUND_HALF_UP):
    """A share as somebody would print it, by the decimal arithmetic that the library does not use here."""
    return (Decimal(100 * part) / Decimal(whole)).quantize(Decimal(1).scaleb(-digits), rounding=rounding)


@st.composite
def shares(draw):
    whole = draw(st.integers(1, 400))
    return draw(st.integers(0, whole)), whole


@given(shares(), DIGITS, st.sampled_from(ROUNDINGS))
def test_the_fraction_that_was_printed_is_among_those_that_could_be(share, digits, rounding):
    part, whole = share
    assert (part, whole) in fractions_for(in_percent(part, whole, digits, rounding), whole)


@given(shares(), DIGITS)
def test_no_other_fraction_is_named_than_those_that_print_so(share, digits):
    percent = in_percent(*share, digits)
    named = set(fractions_for(percent, 60))
    every = {(part, whole) for whole in range(1, 61) for part in range(whole + 1)}
    assert named == {each for each in every if percent in {in_percent(*each, digits, one) for one in ROUNDINGS}}


@given(st.integers(1, 80), shares(), DIGITS)
def test_the_wholes_of_a_part_are_those_that_print_so_rounded_or_cut_off(part, share, digits):
    percent = in_percent(*share, digits)
    if percent <= Decimal(1).scaleb(-digits):
        return
    most = int(100 * Fraction(part) / (Fraction(percent) - Fraction(1, 10**digits))) + 2
    tried = range(part, min(most, 20_000) + 1)
    printed = (ROUND_DOWN, *ROUNDINGS)
    wanted = tuple(each for each in tried if percent in {in_percent(part, each, digits, one) for one in printed})
    assert tuple(each for each in wholes_for(part, percent) if each in tried) == wanted


@given(shares(), DIGITS)
def test_a_share_is_printed_as_it_is_rounded(share, digits):
    part, whole = share
    assert printed_as(part, whole, like=in_percent(part, whole, digits)) == str(in_percent(part, whole, digits))


def test_nothing_is_a_whole_of_nothing():
    assert wholes_for(0, Decimal("66.14")) == ()
    assert wholes_for(5, Decimal(0)) == ()


PLACES = Areas(
    (
        Area(code="40", kind="PROVINCE", name="ขอนแก่น"),
        Area(code="4001", kind="DISTRICT", name="เมือง", parent="40"),
        Area(code="4002", kind="DISTRICT", name="บ้านฝาง", parent="40"),
        Area(code="40-SAO", kind="SAO", name="อบต.", parent="40", number=224),
    )
)


def figure(name, value, unit="LAO", **more):
    return Published(id=name, text=name, unit=unit, value=Decimal(value), place=more.pop("place", "40"), **more)


def codes(*figures, areas=PLACES):
    return [finding.code for finding in check_published(figures, areas)]


# Each: what was printed, and whether it can be. Sources: funds-and-cofunding c.2 and b.2, read there.
SUMS = [
    # Khon Kaen, November 2554 (hometvnews): 224 local governments, 148 with a fund and 36 without
    ("224", ("148", "36"), ["published.sum_differs"]),
    # the same: of the 148 with a fund 82 were matched and 66 were not
    ("148", ("82", "66"), []),
    # the request for the budget year 2557 (MGR Online 9560000054009), million baht
    ("1200", ("110", "862", "228"), []),
    # Lop Buri's local governments, a planning paper of about 2561
    ("126", ("1", "3", "20", "102"), []),
]


@pytest.mark.parametrize(("whole", "parts", "found"), SUMS)
def test_published_sums_are_added_up_again(whole, parts, found):
    figures = [figure(f"part {number}", part, "BAHT", place="") for number, part in enumerate(parts)]
    total = figure("whole", whole, "BAHT", place="", total_of=tuple(each.id for each in figures))
    assert codes(total, *figures) == found


# F18 of funds-and-cofunding a.2: 591 founders of 3,116 people are 19.0 %; F03: 276 of 3,950 are 6.99 %
@pytest.mark.parametrize(("part", "whole", "percent"), [("591", "3116", "19.0"), ("276", "3950", "6.99")])
def test_a_percentage_that_is_right_is_left_alone(part, whole, percent):
    figures = (figure("part", part, "PERSON"), figure("whole", whole, "PERSON"))
    share = figure("share", percent, "PERCENT", part="part", whole="whole")
    assert codes(*figures, share) == []


def test_a_percentage_of_another_whole_says_what_it_would_be_and_of_what_it_is():
    share = figure("share", "50.0", "PERCENT", part="part", whole="LAO")
    [found] = check_published((figure("part", "148", "FUND"), share), PLACES)
    assert found.code == "published.percent_differs"
    assert found.params["would"] == "66.1"
    assert 296 in found.params["wholes"]


def test_a_percentage_that_was_cut_off_is_no_error():
    # 148 of 224 are 66.0714 %: rounded 66.07, and 66.0 where the rest was cut off
    share = figure("share", "66.0", "PERCENT", part="part", whole="LAO")
    [found] = check_published((figure("part", "148", "FUND"), share), PLACES)
    assert (found.code, found.is_error) == ("published.percent_cut_off", False)


def test_a_percentage_that_cannot_be_names_those_that_could():
    share = figure("share", "66.14", "PERCENT", part="part", whole="LAO")
    cannot, could = check_published((figure("part", "78", "FUND"), share), PLACES)
    assert cannot.code == "published.percent_impossible"
    assert cannot.params["near"] == ("78/117 = 66.67 %", "78/118 = 66.10 %")
    assert "84/127" in could.params["fractions"]
    assert could.params["most"] == 336


def test_without_a_whole_no_fractions_are_tried():
    share = figure("share", "66.14", "PERCENT", part="part")
    assert codes(figure("part", "78", "FUND"), share) == ["published.percent_impossible"]


def test_a_part_of_nothing_has_no_neighbours():
    share = figure("share", "66.14", "PERCENT", part="part", whole="LAO")
    cannot, *_could = check_published((figure("part", "0", "FUND"), share), PLACES)
    assert cannot.params["near"] == ()


# funds-and-cofunding c.1 and c.2: what was printed, and the averages that its readers reckon from it
AVERAGES = [
    ("617700000", "1044318", "591.49"),  # early 2553: baht for each member
    ("1044318", "2990", "349"),  # members of each fund whose data were full
    ("15987000000", "5911137", "2704.56"),  # January 2563
    ("5911137", "5997", "985.7"),
    ("6978132", "5977", "1167.5"),  # August 2567
    ("156144", "99", "1577"),  # Lampang, August 2567
    ("88422", "73", "1211"),  # Phatthalung 2561
    ("35693", "27", "1322"),  # Lamphun
]


@pytest.mark.parametrize(("part", "whole", "average"), AVERAGES)
def test_a_printed_average_is_divided_again(part, whole, average):
    of = (figure("part", part, "PERSON", place=""), figure("whole", whole, "FUND", place=""))
    assert codes(*of, figure("average", average, "AVERAGE", part="part", whole="whole")) == []
    wrong = figure("average", str(Decimal(average) + 2), "AVERAGE", part="part", whole="whole")
    [found] = check_published((*of, wrong), PLACES)
    assert (found.code, found.params["would"]) == ("published.average_differs", average)


def test_an_average_that_was_cut_off_is_no_error():
    of = (figure("part", "5", "PERSON", place=""), figure("whole", "3", "FUND", place=""))
    share = figure("average", "1.6", "AVERAGE", part="part", whole="whole")
    [found] = check_published((*of, share), PLACES)
    assert (found.code, found.is_error) == ("published.average_cut_off", False)


def test_an_average_says_of_what():
    of = (figure("part", "5", "PERSON", place=""), figure("none", "0", "FUND", place=""))
    assert codes(*of, figure("average", "1", "AVERAGE", part="part")) == ["published.average_of_what"]
    assert codes(*of, figure("average", "1", "AVERAGE", whole="part")) == ["published.average_of_what"]
    assert codes(*of, figure("average", "1", "AVERAGE", part="part", whole="two")) == ["published.figure_unknown"]
    assert codes(*of, figure("average", "1", "AVERAGE", part="part", whole="none")) == []  # of nobody: nothing to say


def test_a_part_that_is_more_than_its_whole_counts_something_else():
    """Those helped until August 2567 are more than the members: cases, and not heads."""
    members, helped = figure("members", "6978132", "PERSON", place=""), figure("helped", "8552030", "PERSON", place="")
    [found] = check_published((members, evolve(helped, whole="members")), PLACES)
    assert (found.code, found.severity.value) == ("published.more_than_whole", "warning")
    assert codes(members, evolve(helped, whole="members", value=Decimal(6978132))) == []


def test_figures_go_up_and_down_over_time():
    """6,033 funds, then 5,915, 5,977 and 5,997: no series is held to grow."""
    counts = ("6033", "5915", "5977", "5997")
    assert codes(*(figure(f"funds {at}", count, "FUND", place="") for at, count in enumerate(counts))) == []


def test_figures_of_different_days_are_not_added_up():
    first, second = (figure(place, "7", "FUND", place=place, as_of=date(2024, 9, 30)) for place in ("4001", "4002"))
    assert codes(first, second) == ["published.adds_up"]
    assert codes(first, evolve(second, as_of=date(2023, 9, 30))) == []


@given(st.integers(1, 10**9), st.integers(1, 10**6), st.integers(0, 4), st.integers(-3, 3))
def test_an_average_is_found_right_where_it_rounds_so(part, whole, digits, by):
    """Against division with more digits than any that was printed."""
    step = Decimal(1).scaleb(-digits)
    exact = Decimal(part) / Decimal(whole)
    printed = exact.quantize(step, ROUND_HALF_UP) + by * step
    share = figure("average", str(printed), "AVERAGE", part="part", whole="whole")
    found = codes(figure("part", str(part), "BAHT", place=""), figure("whole", str(whole), "FUND", place=""), share)
    is_near = abs(exact - printed) <= step / 2
    is_cut = 0 <= exact - printed < step
    assert found == ([] if is_near else ["published.average_cut_off"] if is_cut else ["published.average_differs"])


def test_numbers_of_areas_are_held_beside_the_list():
    assert codes(figure("one", "224")) == []
    assert codes(figure("one", "225")) == ["published.more_than_listed"]
    assert codes(figure("one", "200")) == ["published.fewer_than_listed"]
    assert codes(figure("one", "7", "CITY")) == []  # the list says nothing of cities


def test_what_parts_add_up_to_is_told_where_no_total_was_printed():
    parts = (figure("a", "7", "TAMBON", place="4001"), figure("b", "5", "TAMBON", place="4002"))
    [found] = check_published(parts, PLACES)
    assert (found.code, found.params["sum"]) == ("published.adds_up", 12)
    assert codes(*parts, figure("all", "82", "TAMBON")) == []  # whether it is their total, nobody said


def test_what_names_nothing_is_told():
    assert codes(figure("one", "1", "FUND"), figure("one", "2", "FUND")) == ["published.id_twice"]
    assert codes(figure("one", "1", "FUND", place="99")) == ["published.place_unknown"]
    assert codes(figure("one", "1", "FUND", total_of=("two",))) == ["published.figure_unknown"]
    assert codes(figure("one", "1", "PERCENT")) == ["published.no_part"]
    assert codes(figure("one", "1", "PERCENT", part="two")) == ["published.figure_unknown"]


# --- what was published of the country and of provinces, as it ships ---

THAILAND = Path(__file__).resolve().parents[2] / "examples" / "thailand"
REACHED = {figure.id: figure for figure in read_published(str(THAILAND))[0]}
NATION = "thaigov.go.th/news/contents/details/"

# funds-and-cofunding c.1, line by line as it was read: when, funds, members, money in million baht, source.
# None is no figure; what was printed as "over" so many stands beside the others as the least that it may be.
PUBLISHED = [
    ("2553", 3154, 1044318, "617.7", "MGR Online 9530000003913"),
    ("2563", 5997, 5911137, "15987", f"{NATION}25692"),
    ("20220919", 6033, None, None, f"{NATION}59412"),
    ("2565", 5915, None, None, f"{NATION}60897"),
    ("2567", 5977, 6978132, None, f"{NATION}87526"),
    ("2568", 5997, 6885162, None, f"{NATION}93220"),
]
AT_LEAST = [
    ("funds_2553_12", 3500, "en.codi.or.th"),
    ("funds_2562", 6000, "thaipost 30953"),
    ("money_2562", 15000, "thaipost 30953"),
    ("money_2565", 20000, f"{NATION}60897"),
    ("helped_money_2563", 2100, f"{NATION}25692"),
]
ABOUT = [("helped_2565", 2_000_000, f"{NATION}60897")]
OTHERS = [  # the rest of the same lines
    ("funds_2553_full", 2990),
    ("villages_2553", 21795),
    ("villages_2563", 52784),
    ("helped_2563", 2024788),
    ("helped_2567", 8552030),
    ("cases_2568", 9439266),
]
# c.2: funds and members of a province, or its local governments
PROVINCES = [
    ("lampang_funds", 99),
    ("lampang_members", 156144),
    ("phatthalung_funds", 73),
    ("phatthalung_members", 88422),
    ("lamphun_funds", 27),
    ("lamphun_members", 35693),
    ("khonkaen_lao", 224),
    ("khonkaen_set_up", 148),
    ("khonkaen_not", 36),
    ("khonkaen_matched", 82),
]
# The ratios that its readers reckon from them: what, of what, how much each.
RATIOS = [
    ("money_2553", "members_2553", "591.49"),
    ("members_2553", "funds_2553_full", "349"),
    ("money_2563", "members_2563", "2704.56"),
    ("members_2563", "funds_2563", "985.7"),
    ("helped_money_2563", "helped_2563", "1037"),
    ("members_2567", "funds_2567", "1167.5"),
    ("lampang_members", "lampang_funds", "1577"),
    ("phatthalung_members", "phatthalung_funds", "1211"),
    ("lamphun_members", "lamphun_funds", "1322"),
]


@pytest.mark.parametrize(("when", "funds", "members", "money", "source"), PUBLISHED)
def test_the_table_of_the_nation_is_as_it_was_printed(when, funds, members, money, source):
    """Every figure of a line, with its unit and the page where it stands, and no figure where none was printed."""
    wanted = {"funds": ("FUND", funds), "members": ("PERSON", members), "money": ("MILLION_BAHT", money)}
    for name, (unit, value) in wanted.items():
        found = REACHED.get(f"{name}_{when}")
        if value is None:
            assert found is None or found.unit.startswith("OVER_")
        else:
            assert (found.unit, found.value, found.source, found.place) == (unit, Decimal(value), source, "TH")


@pytest.mark.parametrize(("name", "value", "source"), AT_LEAST + ABOUT)
def test_what_was_printed_as_over_or_about_so_many_is_no_count(name, value, source):
    printed = REACHED[name]
    assert (printed.value, printed.source) == (value, source)
    by, word = ("ABOUT_", "ราว") if (name, value, source) in ABOUT else ("OVER_", "กว่า")
    assert printed.unit.startswith(by)
    assert word in printed.text


@pytest.mark.parametrize(("name", "value"), OTHERS + PROVINCES)
def test_the_other_figures_are_as_they_were_printed(name, value):
    assert REACHED[name].value == value
    assert REACHED[name].source


def test_no_figure_ships_that_the_cases_do_not_know():
    known = {f"{name}_{when}" for when, *_ in PUBLISHED for name in ("funds", "members", "money")}
    known |= {name for name, *_ in (*AT_LEAST, *ABOUT, *OTHERS, *PROVINCES)}
    assert REACHED.keys() <= known


@pytest.mark.parametrize(("part", "whole", "ratio"), RATIOS)
def test_the_ratios_of_the_shipped_figures_are_those_that_were_reckoned(part, whole, ratio):
    times = 10**6 if REACHED[part].unit.endswith("MILLION_BAHT") else 1
    of = (
        evolve(REACHED[part], place="", whole="", value=REACHED[part].value * times),
        evolve(REACHED[whole], whole=""),
    )
    average = figure("average", ratio, "AVERAGE", part=part, whole=whole, place="")
    found = [each.code for each in check_published((*of, average), read_network(str(THAILAND)).network.areas)]
    assert found == []


def test_what_the_shipped_table_says_is_checked_and_two_of_it_cannot_be_taken_as_read():
    """The parts of Khon Kaen do not add up, and more were helped than there are members; nothing else is wrong."""
    found = check_published(tuple(REACHED.values()), read_network(str(THAILAND)).network.areas)
    assert [(each.code, each.place.record) for each in found if each.severity.value != "info"] == [
        ("published.more_than_whole", "helped_2567"),
        ("published.sum_differs", "khonkaen_lao"),
    ]
    [differs] = [each for each in found if each.code == "published.sum_differs"]
    assert (differs.params["sum"], differs.params["difference"]) == (184, 40)


# --- Lop Buri's local governments, by name ---

LOPBURI = THAILAND.parent / "lopburi"


def test_the_named_local_governments_of_lop_buri_are_as_many_as_two_counts_say():
    """The planning paper of about 2561 and the department's count of December 2560: 1, 3, 20 and 102; none unnamed."""
    areas = read_network(str(LOPBURI)).network.areas
    printed = {figure.unit: figure.value for figure in read_published(str(LOPBURI))[0]}
    for kind in ("PAO", "TOWN", "TAMBON_MUNICIPALITY", "SAO"):
        listed = [each for each in areas if each.kind is AreaKind(kind)]
        assert len(listed) == printed[kind] == areas.number("16", (AreaKind(kind),))
        assert len({each.name for each in listed}) == len(listed)
        assert all(each.number == 1 for each in listed)
    assert areas.number("16", LOCAL_GOVERNMENTS) == printed["LAO"] == 126


def test_every_sao_of_lop_buri_lies_in_the_district_of_the_tambon_that_it_is_named_after():
    areas = read_network(str(LOPBURI)).network.areas
    for each in (area for area in areas if area.kind is AreaKind.SAO):
        tambon = areas.by_code[str(int(each.code) - 50)]
        assert (tambon.kind, tambon.parent) == (AreaKind.TAMBON, each.parent)
        assert each.name == tambon.name.replace("ตำบล", "องค์การบริหารส่วนตำบล", 1)
