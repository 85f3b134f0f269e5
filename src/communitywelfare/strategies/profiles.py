"""Profiles of registers as funds might keep them: any columns, anywhere, under any headers, in any style."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

from attrs import field, frozen
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy, composite

from communitywelfare.io._cells import codes_of
from communitywelfare.io._schema import schemas
from communitywelfare.io.foreign.profile import DASHES, MONEY_STYLES, MONTH_STYLES, STYLES, Field, Profile
from communitywelfare.io.foreign.profile_toml import FORMAT, parse_profile

__all__ = ["profiles"]

_NAMES = st.sampled_from([("full_name",), ("first_name", "last_name"), ("title", "first_name", "last_name")])
_APART = frozenset({"title", "first_name", "last_name", "full_name", "member_no", "join_date", "status"})
_OTHERS = tuple(each.id for each in schemas()["members"].columns if each.id not in _APART)
_OF_HEIRS = ("title", "last_name", "national_id", "share_percent", "phone", "address_text")
_ERAS = st.sampled_from(["BE", "CE"])
_DASHES = st.sampled_from(["", "", "", *DASHES])
_BLANKS = st.sampled_from(["nothing", "nothing", "zero", "ask"])
_DAY_STYLES = tuple(each for each in STYLES if each not in {*MONEY_STYLES, *MONTH_STYLES})
_STYLES: Mapping[str, SearchStrategy[str]] = {
    "day": st.sampled_from(_DAY_STYLES),
    "birth": st.sampled_from([each for each in _DAY_STYLES if "00:00" not in each]),
    "money": st.sampled_from(MONEY_STYLES),
}
_SHEETS = st.sampled_from(["", 'which = "first"', 'which = "every"', 'which = ["สมาชิก 2567"]'])
_ORDERS = st.sampled_from(["dmy", "dmy", "ymd", "mdy"])
_PLACING = st.sampled_from([("header",), ("position",), ("header", "position")])
_TITLES_ABOVE = st.integers(0, 3)


@frozen
class _Drawn:
    """One column: the lines of its TOML, how many columns of a sheet it takes, and its own spellings."""

    lines: tuple[str, ...]
    width: int = 1
    spellings: Mapping[str, str] = field(factory=dict)
    field: str = ""


@composite
def profiles(draw: DrawFn, *, max_beneficiaries: int = 3) -> Profile:
    """Profiles of registers that can be written and read: all that a member's row needs is there, or follows.

    They find columns by headers, by positions, by both or by the usual names; write years of either era, dates and
    amounts in any style, a dash for nothing, satang apart, codes in words of their own; have beneficiaries beside the
    member, a title above the header, constants, running numbers, and columns that are not taken.

    >>> from hypothesis import find
    >>> find(profiles(), lambda profile: profile.numbered is not None).tables
    ('members',)
    """
    order = draw(_ORDERS)
    fields, follows = draw(_filled(max_beneficiaries))
    columns = [draw(_column(name, order)) for name in draw(st.permutations(fields))]
    columns += [_not_taken(at) for at in range(draw(st.integers(0, 2)))]
    text = "\n".join(
        [
            *(
                f"format = {_quoted(FORMAT)}",
                'id = "drawn"',
                'seen = "drawn"',
                '[name]\nth = "ทะเบียน"\nen = "A register"',
            ),
            *(f"[sheets]\n{draw(_SHEETS)}", draw(_header()), draw(_values(order))),
            *follows,
            *draw(_placed(columns)),
            *_spellings(columns),
        ]
    )
    return parse_profile(text.encode(), "drawn.toml")


def _not_taken(at: int) -> _Drawn:
    return _Drawn((f"headers = [{_quoted(f'ไม่ใช้ {at}')}]", 'not_taken = "a sum"'))


@composite
def _filled(draw: DrawFn, max_beneficiaries: int) -> tuple[Sequence[str], Sequence[str]]:
    """Which fields the layout has, and the lines that say what follows."""
    names = [*draw(_NAMES), "join_date", *draw(st.lists(st.sampled_from(_OTHERS), unique=True, max_size=12))]
    rows, constants = ["[rows]"], ["[constants]"]
    if draw(st.sampled_from([False, False, True])):
        rows.append('numbered = "members.member_no"')
    else:
        names.append("member_no")
    match draw(st.sampled_from(["column", "constant", "dates"])):
        case "column":
            names.append("status")
        case "constant":
            constants.append('"members.status" = "ACTIVE"')
        case _:
            rows.append("status_from_dates = true")
    fields = [f"members.{name}" for name in names]
    count = draw(st.integers(0, max_beneficiaries))
    if count and draw(st.booleans()):
        constants.append('"beneficiaries.relationship" = "CHILD"')
        needed = ["first_name"]
    else:
        needed = ["first_name", "relationship"]
    more = draw(st.lists(st.sampled_from(_OF_HEIRS), unique=True, max_size=3))
    for nth in range(1, count + 1):
        fields += [str(Field("beneficiaries", name, nth)) for name in (*needed, *more)]
    return fields, [*rows, *constants]


@composite
def _column(draw: DrawFn, name: str, order: str) -> _Drawn:
    """How one field stands on the sheet."""
    kind, _, _codes = Field.parse(name).schema.kind.partition(":")
    lines, width = [f"field = {_quoted(name)}", f"headers = [{_quoted(f'คอลัมน์ {name}')}]"], 1
    if kind in {"day", "birth"} and draw(st.booleans()):
        lines.append(f"era = {_quoted(draw(_ERAS))}")
    style = draw(st.none() | _STYLES[kind]) if kind in _STYLES else None
    if style is not None and not ("/" in style and order != "dmy"):
        lines.append(f"written = {_quoted(style)}")
    if kind == "money" and draw(st.booleans()):
        lines, width = [*lines, 'satang = ["สต."]'], 2
    if kind == "money" and draw(st.booleans()):
        lines.append(f"blank = {_quoted(draw(_BLANKS))}")
    dash = draw(_DASHES)
    if dash:
        lines.append(f"dash = {_quoted(dash)}")
    if name in {"members.member_no", "members.join_date"} and draw(st.booleans()):
        lines.append("needed = true")
    codes = codes_of(Field.parse(name).schema.kind)
    spelt = {f"แบบที่ {at}": code for at, code in enumerate(codes)} if draw(st.booleans()) else {}
    return _Drawn(tuple(lines), width, spelt, name)


@composite
def _placed(draw: DrawFn, columns: Sequence[_Drawn]) -> list[str]:
    """The columns as tables of TOML: found by their headers, by positions with gaps between, or some so, some so."""
    kinds = draw(_PLACING)
    gaps = draw(st.lists(st.sampled_from([0, 0, 0, 1, 3]), min_size=len(columns), max_size=len(columns)))
    widths = accumulate((gap + each.width for gap, each in zip(gaps, columns, strict=True)), initial=1)
    places = [at + gap for at, gap in zip(widths, gaps, strict=False)]
    found = []
    for each, place in zip(columns, places, strict=True):
        position = [f"position = {place}"] if draw(st.sampled_from(kinds)) == "position" else []
        found.append("\n".join(["[[columns]]", *each.lines, *position]))
    return list(draw(st.permutations(found)))


@composite
def _header(draw: DrawFn) -> str:
    above = draw(_TITLES_ABOVE)
    return f"[header]\nrows = [{above + 1}]" if draw(st.booleans()) else '[header]\nrows = "find"'


@composite
def _values(draw: DrawFn, order: str) -> str:
    era = draw(st.sampled_from(["auto", "BE", "CE"]))
    return f'[values]\nera = "{era}"\ndate_order = "{order}"\nblank_amount = "{draw(_BLANKS)}"'


def _spellings(columns: Sequence[_Drawn]) -> Iterator[str]:
    for each in columns:
        if each.spellings:
            yield f"[spellings.{_quoted(each.field)}]"
            yield from (f"{_quoted(word)} = {_quoted(code)}" for word, code in each.spellings.items())


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
