"""The kit of pages: nothing typed becomes markup, nothing is fetched, and everyone can read the page."""

import re
from html.parser import HTMLParser
from typing import get_args
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.errors import InvalidValue
from communitywelfare.io._files import read_resource
from communitywelfare.reports._html import (
    Html,
    Kind,
    bar_chart,
    definition_list,
    details,
    document,
    element,
    figures,
    fragment,
    pill,
    section,
    stylesheet,
    table,
    text,
    two_sided,
)

HOSTILE = (
    "<script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</title></table><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "]]><!-- &lt;b&gt; --><![CDATA[",
    "\x00\x1b\ufffe<\x00script>",
    "นาง<b>สมมติ</b> & ลูก",
)
HEADERS = ("รายการ", "บาท", "สต.")
KINDS = get_args(Kind)
CSS = read_resource("reports/style.css").decode("utf-8")

words = st.one_of(st.sampled_from(HOSTILE), st.text())
plain_words = st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0xD7FF, exclude_categories=("Cc",)))


class Reader(HTMLParser):
    """What a browser would find: the tags with the names of their attributes, the values, the words."""

    def __init__(self, markup):
        super().__init__()
        self.tags, self.values, self.words = [], [], []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, *(name for name, _ in attrs)))
        self.values += [value for _, value in attrs]

    def handle_endtag(self, tag):
        self.tags.append((f"/{tag}",))

    def handle_data(self, data):
        self.words.append(data)

    def handle_comment(self, data):
        raise AssertionError(f"a comment: {data}")


def tree(markup):
    """The markup as XML, which forgives nothing."""
    return ElementTree.fromstring(f"<all>{markup}</all>")  # noqa: S314 - our own markup


def page(word):
    """A page with the same word in every slot of every piece."""
    row = (word, word, word)
    pair = [(word, word)]
    body = fragment(
        word,
        section(word, element("p", word, title=word, data_note=word), id="part"),
        figures(pair),
        definition_list(pair),
        details(word, word, pill(word, "good")),
        table(caption=word, headers=row, rows=[row, (word,), row], numeric={2}, totals=row),
        table(caption=word, headers=(word, word), rows=[], empty=word),
        bar_chart(caption=word, bars=[(word, -3, word), (word, 4, word)]),
        two_sided([(word,), row], [row], caption=word, sides=(word, word), headers=row, totals=(row, row)),
    )
    return document(title=word, subtitle=word, lang="th", body=body, footer=word)


# --- escaping ----------------------------------------------------------------------------------------------


@given(words)
def test_words_never_change_the_structure_of_a_page(word):
    assert Reader(page(word)).tags == Reader(page("ก" if word else "")).tags


@given(words)
def test_only_a_first_cell_with_words_heads_its_row(word):
    found = tree(table(caption="ก", headers=("ก", "ข"), rows=[(word, "ข")], totals=(word, "ข")))
    for row in (*found.iterfind(".//tbody/tr"), *found.iterfind(".//tfoot/tr")):
        assert (row[0].tag, row[0].get("scope")) == (("th", "row") if word else ("td", None))


def test_a_table_wider_than_a_phone_is_reached_by_keys():
    narrow, wide = (tree(table(caption="ก", headers=("ก",) * width, rows=[])).find("div") for width in (2, 9))
    assert (narrow.get("tabindex"), wide.get("tabindex")) == (None, "0")


@given(words)
def test_a_page_is_well_formed_whatever_is_typed(word):
    ElementTree.fromstring(page(word).removeprefix("<!DOCTYPE html>"))  # noqa: S314 - our own markup


@given(plain_words)
def test_what_was_typed_is_what_is_shown(word):
    assert "".join(Reader(text(word)).words) == word


@given(plain_words)
def test_an_attribute_says_what_it_was_given(word):
    assert Reader(element("p", title=word)).values == [word]
    assert Reader(element("p", title=Html(word))).values == [word]


@pytest.mark.parametrize("word", HOSTILE)
def test_no_script_stands_on_a_page(word):
    found = Reader(page(word)).tags
    assert {tag for tag, *_ in found} & {"script", "img", "b", "iframe", "link", "object"} == set()
    assert [name for _, *names in found for name in names if name.startswith("on")] == []


@given(words)
def test_markup_is_not_escaped_twice(word):
    assert text(text(word)) == text(word)
    assert fragment(element("p", word)) == element("p", word)


@given(words, words)
def test_markup_joined_with_words_by_hand_is_words_again(left, right):
    joined = text(left) + right
    assert not isinstance(joined, Html)
    assert "<" not in text(joined)


def test_characters_no_page_may_hold_are_shown_as_such():
    assert text("ก\x00ข\x85ค\ud800\ufffe") == "ก\ufffdข\ufffdค\ufffd\ufffd"
    assert text("บรรทัด\n\tใหม่ น้ำ ฿ ๑ 🌾") == "บรรทัด\n\tใหม่ น้ำ ฿ ๑ 🌾"


def test_whole_numbers_are_words_too():
    assert element("td", 0) == "<td>0</td>"


# --- elements ----------------------------------------------------------------------------------------------


def test_an_element_names_its_attributes_as_html_does():
    made = element("label", "ปี", class_="a", for_="b", aria_label="c", viewBox="d", hidden=None, tabindex=0)
    assert made == '<label class="a" for="b" aria-label="c" viewBox="d" tabindex="0">ปี</label>'


def test_a_void_element_has_no_end_tag():
    assert fragment("ก", element("br"), "ข") == "ก<br/>ข"


def test_a_section_is_named_by_its_heading():
    part = tree(section("คำขอ", "…", id="claims", level=3)).find("section")
    assert part.get("aria-labelledby") == part.find("h3").get("id") == "claims-heading"


def test_details_begin_with_their_summary():
    assert [child.tag for child in tree(details("ดูวิธีคิด", element("p", "…"))).find("details")] == [
        "summary",
        "p",
    ]


@pytest.mark.parametrize(("piece", "look"), [(figures, "figures"), (definition_list, "facts")])
def test_pairs_are_a_list_of_names_and_what_they_are(piece, look):
    made = tree(piece([("สมาชิก", 120), ("เงินคงเหลือ", "4,500.00")])).find("dl")
    assert made.get("class") == look
    assert [[child.text for child in pair] for pair in made] == [["สมาชิก", "120"], ["เงินคงเหลือ", "4,500.00"]]


# --- tables ------------------------------------------------------------------------------------------------


@given(st.data(), st.integers(1, 8))
def test_exactly_the_columns_of_figures_are_set_flush_right(data, width):
    numeric = data.draw(st.sets(st.integers(0, width - 1)))
    row = [f"ช่อง {place}" for place in range(width)]
    made = tree(table(caption="ก", headers=row, rows=[row, row], numeric=numeric, totals=row))
    for line in made.iter("tr"):
        assert [cell.get("class") == "number" for cell in line] == [at in numeric for at in range(width)]


def test_every_header_cell_says_what_it_heads():
    made = tree(table(caption="ก", headers=HEADERS, rows=[("1. รายรับ",), ("เงินสมทบ", "365", "00")]))
    assert [cell.get("scope") for cell in made.iter("th")] == ["col", "col", "col", "rowgroup", "row"]
    assert [cell.text for cell in made.iter("caption")] == ["ก"]


def test_a_group_has_a_body_of_its_own_under_a_heading_across():
    rows = [("ก", "1", "2"), ("กลุ่ม",), ("ข", "3", "4"), ("ค", "5", "6")]
    bodies = list(tree(table(caption="ก", headers=HEADERS, rows=rows)).iter("tbody"))
    assert [len(body) for body in bodies] == [1, 3]
    assert bodies[1][0][0].get("colspan") == "3"


def test_a_table_of_one_column_has_rows_and_no_groups():
    body = tree(table(caption="ก", headers=["ชื่อ"], rows=[("ก",), ("ข",)])).find(".//tbody")
    assert [row[0].get("scope") for row in body] == ["row", "row"]


def test_totals_stand_in_the_foot_and_only_if_given():
    assert tree(table(caption="ก", headers=HEADERS, rows=[])).find(".//tfoot") is None
    foot = tree(table(caption="ก", headers=HEADERS, rows=[], totals=("รวม", 0, "00"))).find(".//tfoot")
    assert "".join(foot.itertext()) == "รวม000"


def test_a_table_without_rows_says_so():
    cell = tree(table(caption="ก", headers=HEADERS, rows=[], empty="ไม่มีรายการ")).find(".//tbody/tr/td")
    assert (cell.text, cell.get("colspan")) == ("ไม่มีรายการ", "3")


@pytest.mark.parametrize("row", [("ก", "ข"), ("ก", "ข", "ค", "ง"), ()])
def test_a_row_that_does_not_fit_the_headers_is_refused(row):
    with pytest.raises(InvalidValue, match=f"a row of {len(row)} cells under 3 headers"):
        table(caption="ก", headers=HEADERS, rows=[row])


@pytest.mark.parametrize(
    ("columns", "numeric", "is_wide"),
    [(2, (), False), (3, (1, 2), False), (3, (), True), (4, (1, 2, 3), True), (1, (), False)],
)
def test_a_table_too_wide_for_a_phone_is_marked(columns, numeric, is_wide):
    row = ["ก"] * columns
    made = tree(table(caption="ก", headers=row, rows=[row], numeric=numeric)).find("div")
    assert ("wide" in made.get("class").split()) is is_wide


def test_each_cell_bears_the_name_of_its_column():
    row = tree(table(caption="ก", headers=HEADERS, rows=[("ก", "1", "2")])).find(".//tbody/tr")
    assert [cell.get("data-label") for cell in row] == [None, "บาท", "สต."]


def test_two_sides_are_two_tables_with_their_totals():
    made = tree(
        two_sided(
            [("1. รายรับ",), ("เงินสมทบ", "365", "25")],
            [("เงินสด", "365", "25")],
            caption="§10",
            sides=("รายการรับ", "รายการจ่าย"),
            headers=HEADERS,
            totals=(("รวม", "365", "25"), ("รวม", "365", "25")),
        )
    )
    assert made.find("figure/figcaption").text == "§10"
    assert [caption.text for caption in made.iter("caption")] == ["รายการรับ", "รายการจ่าย"]
    left, right = (["".join(cell.itertext()) for cell in foot.iter("td")] for foot in made.iter("tfoot"))
    assert left == right == ["365", "25"]
    assert {cell.get("class") for cell in made.iter("td")} == {"number"}


# --- pills and bars ----------------------------------------------------------------------------------------


def test_a_pill_is_known_by_its_sign_and_its_word_without_colour():
    pills = {kind: tree(pill("จ่ายได้", kind)).find("span") for kind in KINDS}
    assert len({made.find("svg/path").get("d") for made in pills.values()}) == len(KINDS)
    assert {"".join(made.itertext()) for made in pills.values()} == {"จ่ายได้"}
    assert {made.find("svg").get("aria-hidden") for made in pills.values()} == {"true"}


def extents(values):
    made = tree(bar_chart(caption="ก", bars=[("ป้าย", value, f"{value} บาท") for value in values]))
    return [(int(bar.get("x")), int(bar.get("width")), bar.get("class")) for bar in made.iter("rect")]


@given(st.lists(st.integers(-(10**12), 10**12), min_size=1))
def test_bars_stay_in_their_field_and_in_the_order_of_their_values(values):
    bars = extents(values)
    assert all(start >= 0 and length >= 0 and start + length <= 1000 for start, length, _ in bars)
    ends = [
        (value, start if value < 0 else start + length) for value, (start, length, _) in zip(values, bars, strict=True)
    ]
    assert [end for _, end in sorted(ends)] == sorted(end for _, end in ends)


@given(st.lists(st.integers(0, 10**12), min_size=1).filter(any))
def test_the_largest_of_amounts_fills_the_field_and_zero_has_no_bar(values):
    lengths = [length for _, length, _ in extents(values)]
    assert max(lengths) == 1000
    assert [length for value, length in zip(values, lengths, strict=True) if value == 0] == [0] * values.count(0)


def test_bars_on_both_sides_of_zero_meet_there():
    assert extents([300, -100, 0]) == [(250, 750, None), (0, 250, "below"), (250, 0, None)]


def test_bars_are_also_told_in_words():
    made = tree(bar_chart(caption="จ่ายปีนี้", bars=[("เจ็บป่วย", 400, "400.00 บาท")]))
    assert "".join(made.itertext()) == "จ่ายปีนี้เจ็บป่วย400.00 บาท"
    assert [picture.get("aria-hidden") for picture in made.iter("svg")] == ["true"]


def test_no_bars_are_a_caption_alone():
    assert "".join(tree(bar_chart(caption="ไม่มี", bars=[])).itertext()) == "ไม่มี"


# --- pages -------------------------------------------------------------------------------------------------


def test_a_page_has_its_landmarks_and_one_title():
    found = [tag for tag, *_ in Reader(page("ก")).tags]
    assert [found.count(tag) for tag in ("header", "main", "footer", "h1", "title")] == [1] * 5
    assert document(title="ก", lang="en", body="", footer="").startswith('<!DOCTYPE html>\n<html lang="en">')


def test_a_page_needs_nothing_beside_itself():
    whole = page("ก")
    assert re.findall(r"https?:|@import|<link|<script|\bsrc=|\bhref=", whole) == []
    assert {found[:22] for found in re.findall(r"url\(([^)]*)", whole)} == {'"data:font/woff2;base6'}
    assert whole.count("data:font/woff2;base64,") == 4
    assert "default-src &#x27;none&#x27;" in whole


def test_the_style_sheet_can_be_had_alone_and_is_that_of_the_page():
    assert f"<style>{stylesheet()}</style>" in page("ก")


def test_every_class_has_a_style():
    classes = {name for value in re.findall(r' class="([^"]*)"', page("ก")) for name in value.split()}
    classes |= {"notice", *KINDS}
    assert {name for name in classes if not re.search(rf"\.{name}\b", CSS)} == set()


# --- style -------------------------------------------------------------------------------------------------

COLOURS = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", CSS))
PAIRS = [
    *((ink, ground) for ink in ("ink", "quiet", "indigo") for ground in ("paper", "wash")),
    *((kind, ground) for kind in ("good", "partial", "bad", "ask", "missing") for ground in (f"{kind}-wash", "paper")),
]


def luminance(colour):
    """Relative luminance as WCAG 2 defines it."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_words_stand_out_from_their_ground(ink, ground):
    dark, light = luminance(COLOURS[ink]), luminance(COLOURS[ground])
    assert (light + 0.05) / (dark + 0.05) >= 7  # WCAG 2 AAA: 4.5 would be AA


def faces():
    """Each font face of the style: its weight, its file, the characters it is used for."""
    for face in re.findall(r"@font-face \{(.*?)\}", CSS, re.DOTALL):
        spans = re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", face)
        characters = {chr(at) for low, high in spans for at in range(int(low, 16), int(high or low, 16) + 1)}
        yield re.search(r"font-weight: (\d+)", face)[1], re.search(r'url\("([^"]+)"\)', face)[1], characters


@pytest.mark.parametrize("weight", ["400", "700"])
def test_thai_and_latin_each_have_their_font_in_both_weights(weight):
    by_script = {name.split("-")[1]: characters for bold, name, characters in faces() if bold == weight}
    assert set("กฮะาำิีึืฺุู฿เแโใไๅๆ็่้๊๋์ํ๎๐๙ฯ๏๛") <= by_script["thai"]
    assert set("0123456789 ,.()–−×%AZaz…“”‘’\u00a0") <= by_script["latin"]
    assert by_script["thai"] & by_script["latin"] == set()


def test_the_fonts_are_shipped_with_their_licence():
    assert [read_resource(f"reports/{name}")[:4] for _, name, _ in faces()] == [b"wOF2"] * 4
    licence = read_resource("reports/fonts/OFL.txt").decode("utf-8")
    assert "The Sarabun Project Authors" in licence
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence


def test_type_is_large_and_lines_are_wide_enough_for_tone_marks():
    assert "font-size: 112.5%" in CSS
    assert all(float(height) >= 1.5 for height in re.findall(r"line-height: ([\d.]+)", CSS))
    assert re.findall(r"letter-spacing|text-transform|font-style: (?!normal)", CSS) == []


def test_a_page_is_made_for_paper_and_for_a_phone():
    assert "size: A4" in CSS
    assert "@media print" in CSS
    assert "@media screen and (max-width:" in CSS
