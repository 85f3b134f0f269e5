"""Tables of rates: every year and age once, figures that can be, and whose figure is found."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.errors import InvalidValue
from communitywelfare.members import Sex
from communitywelfare.simulation import Band, Measure, Provenance, RateRow, RateTable
from communitywelfare.strategies import rate_tables
from communitywelfare.wording import words

SOURCE = Provenance(
    source="a test",
    licence="none",
    cite="here",
    year=2026,
    confidence="assumed",
    reason={"th": "ทดสอบ", "en": "a test"},
)


def table(*rows: tuple[str, str, float], measure: str = "rate") -> RateTable:
    return RateTable(
        name="leaving",
        axis="tenure",
        measure=measure,
        by_sex=False,
        rows=tuple(RateRow(years=Band.parse(y), band=Band.parse(b), rates=(rate,)) for y, b, rate in rows),
        provenance=SOURCE,
    )


def mistakes(*rows: tuple[str, str, float], measure: str = "rate") -> list[tuple[str, object]]:
    """Codes and rows of what is wrong; each has its words, without a gap, in both languages."""
    with pytest.raises(InvalidValue) as refused:
        table(*rows, measure=measure)
    for finding in refused.value.findings:
        for language in ("th", "en"):
            said = words(finding, language)
            assert not said.startswith(finding.code)
            assert "–" not in said
    return [(finding.code.removeprefix("assumptions."), finding.params["row"]) for finding in refused.value.findings]


# --- bands -------------------------------------------------------------------------------------------------


@given(st.integers(0, 9999), st.integers(0, 9999))
def test_a_band_is_read_as_it_is_written(one, other):
    first, last = sorted((one, other))
    for band in (Band(first, last), Band(first, None), Band(None, last), Band(None, None)):
        assert Band.parse(str(band)) == band


@pytest.mark.parametrize("text", ["", "9-5", "a", "5-", "5 - 9", "+5", "5–9", "๕", "-", "12345", "5-9+"])
def test_other_text_is_no_band(text):
    with pytest.raises(InvalidValue, match="is not a band"):
        Band.parse(text)


def test_a_band_holds_its_ends():
    assert [year for year in range(12) if year in Band(5, 9)] == [5, 6, 7, 8, 9]
    assert 0 in Band(None, 0)
    assert 1 not in Band(None, 0)
    assert 4 not in Band(5, None)
    assert 5000 in Band(5, None)


# --- coverage ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([("all", "1+", 0.1)], [("begins_late", 1)]),
        ([("all", "0-4", 0.1)], [("no_end", 1)]),
        ([("all", "0-4", 0.1), ("all", "6+", 0.1)], [("hole", 2)]),
        ([("all", "0-4", 0.1), ("all", "4+", 0.1)], [("overlap", 2)]),
        (
            [("all", "0", 0.1), ("all", "5+", 0.1), ("all", "1-4", 0.1)],
            [("hole", 2), ("out_of_order", 3), ("no_end", 3)],
        ),
        ([("2020+", "all", 0.1)], [("begins_late", 1)]),
        ([("-2020", "all", 0.1)], [("no_end", 1)]),
        ([("-2020", "0+", 0.1), ("2022+", "0+", 0.1)], [("hole", 2)]),
        ([("-2020", "0+", 0.1), ("2020+", "0+", 0.1)], [("overlap", 2)]),
        ([("2021+", "0+", 0.1), ("-2020", "0+", 0.1)], [("begins_late", 1), ("out_of_order", 2), ("no_end", 2)]),
        ([("-2020", "0+", 0.1), ("2021+", "0-1", 0.1), ("2021+", "3+", 0.1)], [("hole", 3)]),
        ([], [("no_rows", 1)]),
    ],
)
def test_what_is_missing_or_stands_twice_is_told_with_its_row(rows, found):
    assert mistakes(*rows) == found


@given(rate_tables(), st.integers(1800, 2300), st.integers(0, 130), st.sampled_from([Sex.MALE, Sex.FEMALE]))
def test_every_year_and_age_has_the_figure_of_its_row(table, year, count, sex):
    (row,) = (row for row in table.rows if year in row.years and count in row.band)

    assert table.at(year, count, sex) == row.rates[1 if table.by_sex and sex is Sex.FEMALE else 0]
    assert row in table.in_year(year)


@given(rate_tables(), st.data())
def test_a_table_without_one_of_its_rows_is_refused(table, data):
    rows = list(table.rows)
    del rows[data.draw(st.integers(0, len(rows) - 1))]
    rest = {(row.years, row.band) for row in rows}
    try:
        made = RateTable(
            name=table.name,
            axis=table.axis,
            measure=table.measure,
            by_sex=table.by_sex,
            rows=tuple(rows),
            provenance=SOURCE,
        )
    except InvalidValue as error:
        assert all(finding.params["table"] == table.name for finding in error.findings)
    else:
        raise AssertionError(made, rest)


# --- figures -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rate", "measure", "found"),
    [
        (-0.1, "rate", "negative"),
        (-1e-9, "probability", "negative"),
        (1.0000001, "probability", "above_one"),
        (12, "probability", "above_one"),
        (-1, "growth", "below_nothing"),
        (math.nan, "rate", "not_a_number"),
        (math.inf, "rate", "not_a_number"),
        (math.nan, "growth", "not_a_number"),
    ],
)
def test_a_figure_that_cannot_be_is_told(rate, measure, found):
    assert mistakes(("all", "0", 0.5), ("all", "1+", rate), measure=measure) == [(found, 2)]


@pytest.mark.parametrize(("rate", "measure"), [(0, "rate"), (1.5, "rate"), (1, "probability"), (-0.99, "growth")])
def test_a_figure_at_its_bound_is_taken(rate, measure):
    assert table(("all", "all", rate), measure=measure).at(2030) == rate


def test_all_mistakes_are_told_at_once():
    assert mistakes(("all", "1", -1), ("all", "3+", 2), measure="probability") == [
        ("negative", 1),
        ("above_one", 2),
        ("begins_late", 1),
        ("hole", 2),
    ]


def test_a_row_has_as_many_figures_as_there_are_sexes():
    row = RateRow(years=Band(None, None), rates=(0.1, 0.2))
    with pytest.raises(InvalidValue) as refused:
        RateTable(name="x", axis="none", measure="rate", by_sex=False, rows=(row,), provenance=SOURCE)
    assert [finding.code for finding in refused.value.findings] == ["assumptions.row_cells"]


@pytest.mark.parametrize("sex", [None, Sex.OTHER, Sex.UNKNOWN])
def test_a_sex_that_a_table_needs_is_not_guessed(sex):
    row = RateRow(years=Band(None, None), rates=(0.1, 0.2))
    found = RateTable(name="x", axis="none", measure=Measure.RATE, by_sex=True, rows=(row,), provenance=SOURCE)
    with pytest.raises(InvalidValue, match="needs to know which"):
        found.at(2030, 0, sex)
