"""The register as sheets: movement (M8), statistics (Y6), the register (Y7), elders (Y8), full-year members (Y9)."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from attrs import evolve

from communitywelfare.calendar import BE_OFFSET, YearStart
from communitywelfare.cofunding import cut_off_before
from communitywelfare.fund import Fund, draw_request
from communitywelfare.fund.lists import (
    ELDERLY_AGE,
    Count,
    Elder,
    MemberStatistics,
    Movement,
    RegisterLine,
    elders,
    member_statistics,
    movement,
    register_lines,
)
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.members import Group, Membership
from communitywelfare.reports.asked import Asked, address_of, birth_cell, citizen_id_text, name_of, sheet_of
from communitywelfare.reports.sheets import Cell, Column, Kind, Row, Sheet, Table, Words, labelled, said
from communitywelfare.wording import LANGUAGES, shown

__all__ = ["elderly_sheet", "full_year_sheet", "movement_sheet", "register_sheet", "statistics_sheet", "village_words"]

_PERSONAL = frozenset({"citizen_id", "name", "birth", "house", "address"})
_MOVED = ("opening", "joined", "died", "resigned", "moved", "lapsed", "closing")


def movement_sheet(fund: Fund, asked: Asked) -> Sheet:
    """M8: opening, who came, who went and why, closing; village by village."""
    villages = movement(fund.register, asked.first, asked.last)
    names = (said(f"sheet.{name}") for name in _MOVED)
    columns = (
        Column("village", said("sheet.village")),
        *(Column(name, words, Kind.COUNT) for name, words in zip(_MOVED, names, strict=True)),
    )
    rows = [Row((village_words(each.village), *_moves([each]))) for each in villages]
    rows.append(Row.total(said("sheet.sum"), *_moves(villages)))
    return sheet_of("M8", fund, asked, [Table(columns=columns, rows=rows)], signatures=[said("sheet.registrar")])


def _moves(villages: Iterable[Movement]) -> tuple[int, ...]:
    listed = list(villages)
    return tuple(sum(getattr(each, name) for each in listed) for name in _MOVED)


def village_words(village: str) -> Words | str:
    """What a village is called: a number is that of a village (หมู่ที่)."""
    if not village:
        return said("sheet.village_unknown")
    return said("sheet.village_named", village=village) if village.isdecimal() else village


def statistics_sheet(fund: Fund, asked: Asked) -> Sheet:
    """Y6: members ever and current, by group and by village, at the end of the last five accounting years."""
    counted = member_statistics(fund, asked.last)
    groups = (
        Row((said("sheet.no_group") if group is None else labelled(group), *_counts(count)))
        for group, count in counted.by_group
    )
    villages = (Row((village_words(village), *_counts(count))) for village, count in counted.by_village)
    sum_ = Row.total(said("sheet.sum"), *_counts(counted.all))
    tables = (
        Table(
            name=said("sheet.by_group"),
            columns=_year_columns(counted, said("sheet.kind_of_member")),
            rows=(*groups, sum_),
        ),
        Table(
            name=said("sheet.by_village"), columns=_year_columns(counted, said("sheet.village")), rows=(*villages, sum_)
        ),
    )
    notes = [said("sheet.groups_overlap")] if _overlap(fund) else []
    return sheet_of("Y6", fund, asked, tables, is_of_one_day=True, notes=notes)


def _overlap(fund: Fund) -> bool:
    return any(len(each.person.groups) > 1 for each in fund.register)


def _year_columns(counted: MemberStatistics, first: Words) -> Iterator[Column]:
    yield Column("kind", first)
    for year in counted.years:
        for name, code in (("ever", "sheet.members_of_year"), ("current", "sheet.current_of_year")):
            yield Column(f"{name}_{year.be}", said(code, year=_year_words(year.be)), Kind.COUNT)


def _year_words(be: int) -> Words:
    return {"th": str(be), "en": str(be - BE_OFFSET)}


def _counts(count: Count) -> Iterator[int]:
    for ever, current in zip(count.ever, count.current, strict=True):
        yield from (ever, current)


def register_sheet(fund: Fund, asked: Asked) -> Sheet:
    """Y7: the register in sixteen columns (forms-and-data b.2)."""
    named = (
        ("no", Kind.COUNT),
        ("member_no", Kind.CODE),
        ("citizen_id", Kind.CODE),
        ("name", Kind.TEXT),
        ("sex", Kind.CODE),
        ("birth", Kind.DAY),
        ("age", Kind.COUNT),
        ("house", Kind.CODE),
        ("village", Kind.CODE),
        ("status", Kind.CODE),
        ("kind_of_member", Kind.CODE),
        ("joined_on", Kind.DAY),
        ("left_on", Kind.DAY),
        ("cause", Kind.CODE),
        ("tenure", Kind.CODE),
        ("savings", Kind.MONEY),
    )
    columns = tuple(Column(name, said(f"sheet.{name}"), kind, personal=name in _PERSONAL) for name, kind in named)
    rows = (Row(_register_cells(place, line, asked)) for place, line in enumerate(register_lines(fund, asked.last), 1))
    return sheet_of("Y7", fund, asked, [Table(columns=columns, rows=rows)], is_of_one_day=True)


def _register_cells(place: int, line: RegisterLine, asked: Asked) -> tuple[Cell, ...]:
    membership, person = line.membership, line.membership.person
    has_left = membership.ended is not None and membership.ended <= asked.last
    return (
        place,
        membership.number,
        citizen_id_text(person.citizen_id, asked),
        name_of(membership),
        labelled(person.sex),
        birth_cell(person.birth),
        line.age,
        person.details.reveal("print the register").get("house_no", ""),
        membership.village,
        labelled(line.status),
        _groups(person.groups),
        membership.applied,
        membership.ended if has_left else None,
        labelled(membership.cause) if has_left and membership.cause else None,
        said("sheet.years_months", years=line.months // 12, months=line.months % 12),
        line.contributed,
    )


def _groups(groups: frozenset[Group]) -> Words:
    ordered = [labelled(group) for group in Group if group in groups]
    return {language: ", ".join(words[language] for words in ordered) for language in LANGUAGES}


def elderly_sheet(fund: Fund, asked: Asked) -> Sheet:
    """Y8: elderly members, by the year in which they came to be."""
    found, unknown = elders(fund, asked.last)
    columns = (
        Column("no", said("sheet.no"), Kind.COUNT),
        Column("member", said("sheet.member_no"), Kind.CODE),
        Column("name", said("sheet.name"), personal=True),
        Column("birth", said("sheet.birth"), Kind.DAY, personal=True),
        Column("age", said("sheet.age"), Kind.COUNT),
        Column("address", said("sheet.address"), personal=True),
        Column("joined", said("sheet.joined_on"), Kind.DAY),
    )
    rows: list[Row] = []
    places = iter(range(1, len(found) + 1))
    for year, of_year in groupby(found, lambda elder: elder.since.year):
        rows.append(Row.heading(said("sheet.since_this_year", age=ELDERLY_AGE, year=_year_words(year + BE_OFFSET))))
        rows += [_elder_row(next(places), elder) for elder in of_year]
    rows.append(Row.total(len(found), None, said("sheet.sum"), None, None, None, None))
    notes = [said("sheet.elderly_from", age=ELDERLY_AGE)]
    notes += [said("sheet.birth_unknown", count=f"{unknown:,}")] if unknown else []
    return sheet_of("Y8", fund, asked, [Table(columns=columns, rows=rows)], is_of_one_day=True, notes=notes)


def _elder_row(place: int, elder: Elder) -> Row:
    membership = elder.membership
    who = (place, membership.number, name_of(membership), birth_cell(membership.person.birth), elder.age)
    return Row((*who, address_of(membership), membership.applied))


def full_year_sheet(fund: Fund, asked: Asked) -> Sheet:
    """Y9: whom the next request for the state's co-funding counts, to be signed member by member.

    Raises:
        MissingFact: No rules of the state's scheme are known for so early a day.
    """
    cut_off = cut_off_before(asked.last)
    budget_year = YearStart(10).year_of(cut_off).be + 1  # the round for which a cut-off of 30 September is made
    asked_for = draw_request(fund, state_scheme(), budget_year, cut_off=cut_off)
    named = (("citizen_id", Kind.CODE), ("name", Kind.TEXT), ("joined_on", Kind.DAY), ("address", Kind.TEXT))
    columns = (
        Column("no", said("sheet.no"), Kind.COUNT),
        *(Column(name, said(f"sheet.{name}"), kind, personal=name in _PERSONAL) for name, kind in named),
        Column("signature", said("sheet.signature"), personal=True),
    )
    counted = enumerate((member.membership for member in asked_for.eligible), start=1)
    rows = [Row((place, *_to_be_signed(each, asked))) for place, each in counted]
    rows.append(Row.total(len(rows), None, said("sheet.sum"), None, None, None))
    day = {language: shown(cut_off, language) for language in LANGUAGES}
    return sheet_of(
        "Y9",
        fund,
        evolve(asked, first=cut_off, last=cut_off),
        [Table(columns=columns, rows=rows)],
        is_of_one_day=True,
        notes=[said("sheet.cut_off", day=day, year=budget_year)],
        signatures=[said("sheet.registrar"), said("sheet.chair")],
    )


def _to_be_signed(membership: Membership, asked: Asked) -> tuple[Cell, ...]:
    citizen_id = citizen_id_text(membership.person.citizen_id, asked)
    return citizen_id, name_of(membership), membership.applied, address_of(membership), None
