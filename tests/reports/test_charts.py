"""Charts: well-formed and within their box whatever the figures, round at the axes, the same for the same data."""

import re
from fractions import Fraction
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.errors import InvalidValue
from communitywelfare.io._files import read_resource
from communitywelfare.reports.charts import (
    Chance,
    Group,
    Series,
    Spread,
    Swing,
    bars,
    fan,
    gainers,
    ruin_curve,
    tornado,
)
from communitywelfare.reports.charts import _look as look
from communitywelfare.reports.charts._scale import scale_over
from communitywelfare.reports.charts._text import lines_of, width

CSS = read_resource("reports/style.css").decode("utf-8")
THAI = (
    (1, "บาท"),
    (1_000, "พันบาท"),
    (10_000, "หมื่นบาท"),
    (100_000, "แสนบาท"),
    (1_000_000, "ล้านบาท"),
)
WORDS = {"title": "เงินคงเหลือ", "description": "ปีละหนึ่งค่า"}
HOSTILE = "<b>&\"'</text><script>alert(1)</script> \x00 ]]> ที่สุด"
NAMES = (
    "ค่ากลาง",
    "ค่าคาดหมาย",
    "สมทบวันละ 1.50 บาท",
    "Death benefit of 40,000 baht",
    "รัฐหยุดสมทบ",
    "A",
    "อัตราการนอนโรงพยาบาลตามอายุของสมาชิกที่เข้ามาใหม่ทุกคน",
)
SVG = "{http://www.w3.org/2000/svg}"
SIZES = {"desk": 18, "phone": 16}

amounts = st.one_of(
    st.floats(-1e9, 1e9),
    st.integers(-1_000_000, 1_000_000),
    st.sampled_from([0, -0.0, 1e15, -1e15, 0.004, 5e-324, 999_999.99]),
)
shares = st.one_of(st.floats(0, 1), st.sampled_from([0, 1, 0.0004]))


def years_of(count):
    return [str(2569 + place) for place in range(count)]


@st.composite
def fans(draw, least=1):
    count = draw(st.integers(least, 30))
    flat = draw(st.booleans())
    column = st.lists(amounts, min_size=5, max_size=5).map(sorted)
    columns = [draw(column)] * count if flat else draw(st.lists(column, min_size=count, max_size=count))
    p5, p25, p50, p75, p95 = zip(*columns, strict=True)
    course = st.lists(amounts, min_size=count, max_size=count)
    names = draw(st.permutations(NAMES))
    expected = draw(st.none() | course.map(lambda values: Series(name=names[0], values=values)))
    others = [Series(name=name, values=draw(course)) for name in names[1 : 1 + draw(st.integers(0, 5))]]
    spread = Spread(name=names[6], p5=p5, p25=p25, p50=p50, p75=p75, p95=p95)
    bands = {"inner": "ครึ่งหนึ่ง", "outer": "เก้าในสิบ", "zero": "เงินหมดที่เส้นนี้"}
    return {**WORDS, **bands, "years": years_of(count), "units": THAI, "spread": spread} | {
        "expected": expected,
        "others": others,
    }


@st.composite
def layered(draw):
    count = draw(st.integers(1, 25))
    course = st.lists(st.floats(0, 1e9) | st.sampled_from([0, 1e14]), min_size=count, max_size=count)
    layers = [Series(name=name, values=draw(course)) for name in NAMES[: draw(st.integers(1, 7))]]
    return {**WORDS, "years": years_of(count), "units": THAI, "layers": layers}


@st.composite
def ruins(draw):
    count = draw(st.integers(1, 25))
    triples = st.lists(st.lists(shares, min_size=3, max_size=3).map(sorted), min_size=count, max_size=count)
    chances = []
    for name in NAMES[: draw(st.integers(1, 6))]:
        low, values, high = zip(*draw(triples), strict=True)
        chances.append(Chance(name=name, values=values, low=low, high=high))
    return {**WORDS, "years": years_of(count), "percent": "ร้อยละ", "chances": chances}


@st.composite
def swings(draw):
    given_ = [
        Swing(name=name, low=draw(amounts), high=draw(amounts), low_words="−1.25 ล้าน", high_words="+0.50\u00a0ล้าน")
        for name in NAMES[: draw(st.integers(1, 7))]
    ]
    base = (draw(amounts), "ผลฐาน 0.85 ล้านบาท ใน พ.ศ. 2589")
    return {**WORDS, "units": THAI, "base": base, "ends": ("ต่ำลง", "สูงขึ้น"), "swings": given_}


@st.composite
def gains(draw):
    rows = st.lists(st.tuples(st.sampled_from(NAMES), amounts, st.just("+1,250 บาท")), max_size=5)
    groups = [Group(name=name, rows=draw(rows)) for name in NAMES[: draw(st.integers(1, 4))]]
    groups.append(Group(name="อื่น ๆ", rows=[("ทุกคน", draw(amounts), "0 บาท")]))
    return {**WORDS, "units": THAI, "zero": "เท่าเดิม", "sides": ("ได้น้อยลง", "ได้มากขึ้น"), "groups": groups}


charts = st.one_of(
    fans().map(lambda given_: (fan, given_)),
    layered().map(lambda given_: (bars, given_)),
    ruins().map(lambda given_: (ruin_curve, given_)),
    swings().map(lambda given_: (tornado, given_)),
    gains().map(lambda given_: (gainers, given_)),
)


def flat_fan(**changes):
    """A fan of three years."""
    course = [100.0, 0.0, -50.0]
    spread = Spread(name="ค่ากลาง", p5=course, p25=course, p50=course, p75=course, p95=course)
    words = {"inner": "ครึ่ง", "outer": "เก้าในสิบ", "zero": "เงินหมด"}
    return fan(**{**WORDS, **words, "years": years_of(3), "units": THAI, "spread": spread, **changes})


def tree(markup):
    return ElementTree.fromstring(markup)  # noqa: S314 - our own markup


def drawings(chart):
    return {"desk": tree(chart.desk), "phone": tree(chart.phone)}


def shown(root):
    """All that is drawn, the definitions left out."""
    yield from (each for child in root if child.tag != f"{SVG}defs" for each in child.iter())


def points(element):
    """The corners of a path or rectangle."""
    if element.tag == f"{SVG}rect":
        x, y, wide, high = (float(element.get(name, 0)) for name in ("x", "y", "width", "height"))
        assert wide >= 0
        assert high >= 0
        return [(x, y), (x + wide, y + high)]
    found = re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", element.get("d", ""))
    return [(float(x), float(y)) for x, y in found]


def boxes(root, size):
    """Where each line of words stands: left, top, right, bottom."""
    for element in root.iter(f"{SVG}text"):
        factor = 1.06 if element.get("font-weight") else 1
        for span in element:
            wide = width(span.text.removesuffix(" "), size) * factor
            left = float(span.get("x")) - wide * {"end": 1, "middle": 0.5}.get(element.get("text-anchor"), 0)
            base = float(span.get("y"))
            yield left, base - size * 0.8, left + wide, base + size * 0.2, span.text


def line_points(root, count):
    """The main line of a fan."""
    for element in root.iter(f"{SVG}path"):
        if element.get("stroke") == look.INDIGO and element.get("stroke-width") == "3":
            corners = points(element)
            if len(corners) == count:
                return corners
    raise AssertionError("no main line")


# --- within the box, whatever the figures ------------------------------------------------------------------


@given(charts)
def test_a_chart_is_well_formed_and_nothing_leaves_its_box(given_):
    make, words = given_
    for root in drawings(make(**words)).values():
        left, top, wide, high = map(float, root.get("viewBox").split())
        assert (left, top) == (0, 0)
        for element in shown(root):
            for x, y in points(element):
                assert 0 <= x <= wide
                assert 0 <= y <= high


@given(charts)
def test_no_words_are_cut_off(given_):
    make, words = given_
    for name, root in drawings(make(**words)).items():
        _, _, wide, high = map(float, root.get("viewBox").split())
        for left, top, right, bottom, text in boxes(root, SIZES[name]):
            assert left >= -0.1, text
            assert right <= wide + 0.1, text
            assert top >= 0, text
            assert bottom <= high, text


@given(charts)
def test_no_words_lie_on_others(given_):
    make, words = given_
    assert_words_keep_apart(make(**words))


@pytest.mark.parametrize("end", [100.0, 0.0, -50.0])  # the top of the plot, its middle, its bottom
def test_lines_that_end_together_have_their_names_below_each_other(end):
    others = [Series(name=name, values=[0.0, 0.0, end]) for name in "กขคงจ"]
    names = {"ค่ากลาง", *"กขคงจ"}
    chart = flat_fan(others=others)
    assert_words_keep_apart(chart)
    for text in (each for each in tree(chart.desk).iter(f"{SVG}text") if each[0].text.strip() in names):
        assert 27 < float(text[0].get("y")) < 27 * 1.6 + 310 + 6.2  # beside the plot, below the name of its unit


def assert_words_keep_apart(chart):
    for name, root in drawings(chart).items():
        for one, other in combinations(boxes(root, SIZES[name]), 2):
            beside = one[2] <= other[0] + 0.2 or other[2] <= one[0] + 0.2
            below = one[3] <= other[1] + 0.2 or other[3] <= one[1] + 0.2
            assert beside or below, (name, one, other)


@given(charts)
def test_the_same_data_give_the_same_bytes_with_plain_decimals(given_):
    make, words = given_
    chart = make(**words)
    assert make(**words).html == chart.html
    for root in drawings(chart).values():
        for element in root.iter():
            for name in {"x", "y", "width", "height", "d"} & set(element.attrib):
                assert re.fullmatch(r"[MLZhvHV\d .-]*", element.get(name)), element.get(name)
                assert "-0.0" not in element.get(name)


# --- figures stand where they should -----------------------------------------------------------------------


@given(fans(least=3))
def test_a_larger_balance_never_stands_lower(given_):
    values = given_["spread"].p50
    for root in drawings(fan(**given_)).values():
        heights = [y for _, y in line_points(root, len(values))]
        for (amount, y), (other, other_y) in combinations(zip(values, heights, strict=True), 2):
            if amount < other:
                assert y >= other_y


@given(fans(least=3))
def test_the_years_go_to_the_right_in_equal_steps(given_):
    for root in drawings(fan(**given_)).values():
        steps = [after[0] - before[0] for before, after in pairwise(line_points(root, len(given_["years"])))]
        assert min(steps) > 0
        assert max(steps) - min(steps) <= 0.21


@given(layered())
def test_a_layer_of_money_has_a_height_and_a_layer_of_nothing_is_not_drawn(given_):
    layers = given_["layers"]
    for root in drawings(bars(**given_)).values():
        fills = [each.get("fill") for each in root.iter(f"{SVG}rect") if each.get("stroke") == look.PAPER]
        drawn = [sum(fill.endswith(f"-{place})") for fill in fills) for place in range(len(layers))]
        assert all(
            count <= sum(value > 0 for value in layer.values) for count, layer in zip(drawn, layers, strict=True)
        )


def test_layers_add_up():
    layers = [Series(name="ก", values=[30_000, 10_000]), Series(name="ข", values=[20_000, 90_000])]
    root = tree(bars(**WORDS, years=years_of(2), units=THAI, layers=layers).desk)
    boxes_ = [points(each) for each in root.iter(f"{SVG}rect") if each.get("stroke") == look.PAPER]
    heights = [round(bottom - top, 1) for (_, top), (_, bottom) in boxes_]
    assert heights == [93.0, 62.0, 31.0, 279.0]  # an axis to 100,000 on a plot 310 high
    assert boxes_[0][0][1] == pytest.approx(boxes_[1][1][1])


def test_the_assumption_that_moves_most_stands_first_and_both_ends_start_at_the_line():
    given_ = [
        Swing(name="น้อย", low=90, high=120, low_words="90", high_words="120"),
        Swing(name="มาก", low=300, high=-100, low_words="300", high_words="−100"),
    ]
    chart = tornado(**WORDS, units=THAI, base=(100, "100 บาท"), ends=("ต่ำ", "สูง"), swings=given_)
    for root in drawings(chart).values():
        texts = [span.text.strip() for span in root.iter(f"{SVG}tspan")]
        assert texts.index("มาก") < texts.index("น้อย")
        drawn = [points(each) for each in root.iter(f"{SVG}rect") if (each.get("fill") or "").startswith("url")][2:]
        low, high = drawn[0], drawn[1]
        assert low[0][0] == pytest.approx(high[1][0], abs=0.11)  # both meet at the line
        assert low[1][0] - low[0][0] == pytest.approx(high[1][0] - high[0][0], abs=0.21)  # 200 to each side


def test_ends_on_one_side_lie_below_each_other():
    swing = Swing(name="สมาชิกใหม่", low=50, high=80, low_words="50", high_words="80")
    chart = tornado(**WORDS, units=THAI, base=(100, "100 บาท"), ends=("ต่ำ", "สูง"), swings=[swing])
    for root in drawings(chart).values():
        drawn = [points(each) for each in root.iter(f"{SVG}rect") if (each.get("fill") or "").startswith("url")][2:]
        assert drawn[0][1][1] <= drawn[1][0][1]


def test_gains_go_to_the_right_and_losses_to_the_left():
    groups = [Group(name="ต่ำกว่า 40 ปี", rows=[("ใหม่", -500, "−500"), ("เก่า", 1_000, "+1,000"), ("เดิม", 0, "0")])]
    chart = gainers(**WORDS, units=THAI, zero="เท่าเดิม", sides=("เสีย", "ได้"), groups=groups)
    for root in drawings(chart).values():
        drawn = [points(each) for each in root.iter(f"{SVG}rect") if (each.get("fill") or "").startswith("url")][2:]
        loss, gain, none = drawn
        assert gain[0][0] == none[0][0] == none[1][0] == pytest.approx(loss[1][0], abs=0.11)
        assert gain[1][0] - gain[0][0] == pytest.approx(2 * (loss[1][0] - loss[0][0]), abs=0.21)


def test_where_the_money_runs_out_is_marked_in_words_and_by_a_line():
    for root in drawings(flat_fan()).values():
        lines = [points(each) for each in root.iter(f"{SVG}path") if each.get("stroke") == look.BAD]
        (start, end) = lines[0]
        assert len(lines) == 1
        assert start[1] == end[1]
        assert line_points(root, 3)[1][1] == start[1]  # the second year ends with nothing
        assert "เงินหมด " in [span.text for span in root.iter(f"{SVG}tspan")]


def test_a_single_year_can_be_seen():
    course = [5.0]
    spread = Spread(name="ค่ากลาง", p5=[1], p25=[2], p50=course, p75=[6], p95=[9])
    for root in drawings(flat_fan(years=["2569"], spread=spread)).values():
        (x, y), (far, level) = line_points(root, 2)
        assert far - x > 100
        assert y == level


# --- axes --------------------------------------------------------------------------------------------------


@given(st.lists(amounts, min_size=1), st.integers(3, 9))
def test_ticks_are_round_few_and_hold_all_figures(values, most):
    scale = scale_over(values, THAI, most=most)
    assert 2 <= len(scale.ticks) <= most
    assert scale.step * scale.first <= Fraction(min(values))
    assert scale.step * scale.last >= Fraction(max(values))
    digits = f"{float(scale.step):.0e}"
    assert digits[0] in "125"
    assert Fraction(digits) == scale.step


@given(st.lists(amounts, min_size=1), st.integers(3, 9))
def test_what_stands_at_a_tick_is_its_amount(values, most):
    scale = scale_over(values, THAI, most=most)
    assert (scale.unit, scale.name) in THAI
    for count, figure in enumerate(scale.figures, scale.first):
        assert Fraction(figure.replace(",", "").replace("−", "-")) * scale.unit == scale.step * count
    assert len(set(scale.figures)) == len(scale.figures)


@given(st.lists(amounts, min_size=1), amounts, amounts)
def test_an_axis_keeps_the_order_of_amounts(values, one, other):
    scale = scale_over(values, THAI, most=6)
    low, high = sorted((one, other))
    assert 0 <= scale.share(low) <= scale.share(high) <= 1


@pytest.mark.parametrize(
    ("values", "unit", "figures"),
    [
        ([0, 1_400_000], "ล้านบาท", ("0.0", "0.5", "1.0", "1.5")),
        ([-400_000, 900_000], "ล้านบาท", ("−0.5", "0.0", "0.5", "1.0")),
        ([1_000_000, 1_000_000], "ล้านบาท", ("1.000000", "1.000001")),
        ([10**15], "ล้านบาท", ("1,000,000,000", "1,000,001,000")),
        ([0, 45_000], "หมื่นบาท", ("0", "1", "2", "3", "4", "5")),
        ([0, 0], "บาท", ("0.00", "0.01")),
        ([0, 12_000_000], "ล้านบาท", ("0", "5", "10", "15")),
    ],
)
def test_an_axis_counts_in_the_largest_unit_it_fills(values, unit, figures):
    scale = scale_over(values, THAI, most=6)
    assert (scale.name, scale.figures) == (unit, figures)


# --- words -------------------------------------------------------------------------------------------------


def test_words_stay_words():
    course = [1.0, 2.0, 3.0]
    chart = flat_fan(
        title=HOSTILE, description=HOSTILE, zero=HOSTILE, inner=HOSTILE, others=[Series(name=HOSTILE, values=course)]
    )
    seen = HOSTILE.replace("\x00", "\ufffd")
    for root in drawings(chart).values():
        assert {each.tag.removeprefix(SVG) for each in root.iter()} <= {
            *("svg", "title", "desc", "defs", "pattern", "rect", "path", "text", "tspan")
        }
        assert root.find(f"{SVG}title").text == seen
        assert root.find(f"{SVG}desc").text == seen
    assert "<script" not in chart.html
    tree(chart.html)


@given(charts)
def test_a_picture_says_what_it_shows_to_who_cannot_see_it(given_):
    make, words = given_
    for root in drawings(make(**words)).values():
        by_id = {each.get("id"): each.text for each in root.iter() if each.get("id")}
        assert root.get("role") == "img"
        assert by_id[root.get("aria-labelledby")] == words["title"]
        assert by_id[root.get("aria-describedby")] == words["description"]
        for element in root.iter():
            filling = re.fullmatch(r"url\(#(.+)\)", element.get("fill") or "")
            assert filling is None or filling[1] in by_id


def test_a_notebook_shows_the_broad_drawing_under_its_title():
    chart = flat_fan()
    assert chart.desk in chart._repr_html_()
    assert chart.phone not in chart._repr_html_()
    assert chart.title in chart._repr_html_()


@given(st.text(alphabet=st.sampled_from("กขที่สุดำำเแ็์้าabc \u00a0"), max_size=60), st.integers(60, 300))
def test_lines_keep_every_letter_and_their_room(words, room):
    lines = lines_of(words, 18, room)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")
    assert all(width(line, 18) <= room for line in lines)


def test_a_line_never_begins_with_a_mark_or_ends_with_a_leading_vowel():
    lines = lines_of("เก้าแสนบาทที่ทำได้ใน" * 5, 18, 70)
    assert len(lines) > 5
    assert not [line for line in lines if line[0] in "ะัาำิีึืฺุู็่้๊๋์" or line[-1] in "เแโใไ"]


def test_words_are_broken_at_spaces_first():
    assert lines_of("สมทบวันละ 1.50 บาท", 16, 92) == ("สมทบวันละ", "1.50 บาท")
    assert lines_of("40,000\u00a0บาท", 16, 400) == ("40,000\u00a0บาท",)
    assert lines_of("  ", 16, 92) == ()


def test_marks_above_and_below_take_no_room():
    assert width("ที่", 10) == width("ท", 10)
    assert width("ทำ", 10) > width("ท", 10)
    assert width("漢", 10) >= 10


# --- for every eye, on paper, on a phone -------------------------------------------------------------------


def luminance(colour):
    """Relative luminance as WCAG 2 defines it."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_words_and_lines_stand_out_from_the_paper():
    assert [ink for ink in (look.INK, look.QUIET, look.BAD) if contrast(ink, look.PAPER) < 7] == []
    assert [colour for colour, _ in look.LINES if contrast(colour, look.PAPER) < 4.5] == []
    assert contrast(look.BAD, look.BAD_WASH) >= 7


def test_lines_differ_without_colour():
    assert len({dashes for _, dashes in look.LINES}) == len({colour for colour, _ in look.LINES}) == len(look.LINES)


EYES = {  # Machado, Oliveira and Fernandes 2009, full severity; rows give linear red, green, blue
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "no green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
}
XYZ = ((0.43395, 0.37622, 0.18983), (0.21267, 0.71515, 0.07218), (0.01776, 0.10947, 0.87277))  # over the white of D65


def seen(colour, eyes):
    """A colour as CIE 1976 L*a*b*, in which equal distances look about equal, seen with those eyes."""

    def through(rows, values):
        return [sum(part * value for part, value in zip(row, values, strict=True)) for row in rows]

    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    tones = [max(value, 0) for value in through(XYZ, through(EYES[eyes], linear))]
    x, y, z = (tone ** (1 / 3) if tone > 0.008856 else 7.787 * tone + 16 / 116 for tone in tones)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("eyes", EYES)
def test_lines_keep_apart_for_every_eye(eyes):
    for one, other in combinations([colour for colour, _ in look.LINES], 2):
        distance = sum((a - b) ** 2 for a, b in zip(seen(one, eyes), seen(other, eyes), strict=True)) ** 0.5
        assert distance >= 20, (one, other)


def test_areas_differ_without_colour():
    assert len({strokes for _, _, strokes in look.FILLS}) == len(look.FILLS)
    assert [ground for ground, ink, _ in look.FILLS if contrast(ground, ink) < 4.5] == []


def test_colours_of_structure_are_those_of_the_pages():
    of_pages = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", CSS))
    ours = {name: getattr(look, name.upper().replace("-", "_")) for name in ("ink", "quiet", "rule", "paper", "indigo")}
    assert {name: of_pages[name] for name in ours} == ours
    assert (of_pages["bad"], of_pages["bad-wash"]) == (look.BAD, look.BAD_WASH)


def test_each_screen_and_paper_gets_the_drawing_made_for_it():
    classes = {each.get("class") for each in tree(flat_fan().html).iter()} - {None}
    assert classes == {"chart", "on-desk", "on-phone"}
    phone = CSS[CSS.index("@media screen and (max-width:") :]
    assert re.search(r"\.chart \.on-phone \{\s*display: none", CSS)
    assert re.search(r"\.chart \.on-desk \{\s*display: none", phone)
    assert re.search(r"\.chart \.on-phone \{\s*display: block", phone)


def test_type_is_as_large_as_in_a_page():
    phone = tree(flat_fan().phone)
    assert float(phone.get("font-size")) * 335 / float(phone.get("width")) >= 14  # a phone of 375px less its margins
    desk = tree(flat_fan().desk)
    assert float(desk.get("width")) / float(desk.get("font-size")) == 42  # rem, the widest the style sheet lets it be


# --- what cannot be drawn ----------------------------------------------------------------------------------

COURSE = Series(name="ก", values=[1.0, 2.0, 3.0])


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: flat_fan(years=[]), "figures for 0 years"),
        (lambda: flat_fan(years=years_of(2)), "3 figures for 2 years: ค่ากลาง"),
        (lambda: flat_fan(others=[Series(name="ก", values=[1.0])]), "1 figures for 3 years: ก"),
        (lambda: flat_fan(others=[COURSE] * 6), "7 lines in one chart, at most 6"),
        (lambda: flat_fan(expected=Series(name="ก", values=[1.0, float("nan"), 2.0])), "cannot be drawn: ก: nan"),
        (lambda: flat_fan(expected=Series(name="ก", values=[1.0, 2e15, 2.0])), "cannot be drawn"),
        (
            lambda: fan(
                **WORDS,
                years=[],
                units=THAI,
                spread=Spread(name="ก", p5=[], p25=[], p50=[], p75=[], p95=[]),
                inner="",
                outer="",
                zero="",
            ),
            "no figures to draw: ก",
        ),
        (
            lambda: flat_fan(spread=Spread(name="ก", p5=[1, 1, 9], p25=[2] * 3, p50=[2] * 3, p75=[2] * 3, p95=[2] * 3)),
            "9 should not be more than 2: ก, 2571",
        ),
        (lambda: bars(**WORDS, years=years_of(3), units=THAI, layers=[]), "no figures to draw"),
        (lambda: bars(**WORDS, years=[], units=THAI, layers=[Series(name="ก", values=[])]), "no figures to draw: ก"),
        (lambda: bars(**WORDS, years=years_of(2), units=THAI, layers=[COURSE]), "3 figures for 2 years"),
        (
            lambda: bars(**WORDS, years=years_of(1), units=THAI, layers=[Series(name="ก", values=[-1])]),
            "below zero: ก: -1",
        ),
        (lambda: bars(**WORDS, years=years_of(3), units=THAI, layers=[COURSE] * 9), "9 layers in one chart, at most 8"),
        (lambda: ruin_curve(**WORDS, years=years_of(3), percent="%", chances=[]), "no figures to draw"),
        (
            lambda: ruin_curve(
                **WORDS, years=["1"], percent="%", chances=[Chance(name="ก", values=[1.5], low=[0], high=[2])]
            ),
            "2 should not be more than 1",
        ),
        (
            lambda: ruin_curve(
                **WORDS, years=["1"], percent="%", chances=[Chance(name="ก", values=[0.5], low=[0.6], high=[0.7])]
            ),
            "0.6 should not be more than 0.5",
        ),
        (
            lambda: tornado(**WORDS, units=THAI, base=(0, ""), ends=("", ""), swings=[]),
            "no figures to draw",
        ),
        (
            lambda: tornado(**WORDS, units=THAI, base=(float("inf"), ""), ends=("", ""), swings=[]),
            "cannot be drawn",
        ),
        (
            lambda: gainers(**WORDS, units=THAI, zero="", sides=("", ""), groups=[Group(name="ก", rows=[])]),
            "no figures to draw",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused(make, words):
    with pytest.raises(InvalidValue, match=re.escape(words)):
        make()
