"""Assumptions to be read: tables with where they come from, and what a fund's own history says; also as plain data."""

from collections.abc import Iterator, Mapping, Sequence

from communitywelfare.calendar import BE_OFFSET
from communitywelfare.simulation import Assumptions, Axis, Band, Estimate, Experience, RateTable
from communitywelfare.simulation.bands import ALL
from communitywelfare.simulation.rates import SEXES
from communitywelfare.wording import Language, label, phrase, shown

__all__ = [
    "Lines",
    "assumptions_data",
    "estimate_rows",
    "expectation_lines",
    "experience_data",
    "source_lines",
    "table_rows",
    "years_shown",
]

Lines = Sequence[tuple[str, ...]]
_LATER = 20


def source_lines(table: RateTable, language: Language) -> Iterator[str]:
    """What a table is, where it comes from, under which licence, and why it is used."""
    told = table.provenance
    yield f"{_t(table.name, language)} ({table.name}) · {label(told.confidence, language)}"
    for name in ("source", "licence", "cite"):
        yield f"  {_t(name, language)}: {getattr(told, name)}"
    yield f"  {_t('reason', language)}: {shown(told.reason, language)}"
    instead = f" · {_t('instead_of', language)} {told.instead_of}" if told.instead_of else ""
    yield f"  {_t('given_by', language)}: {told.given_by}{instead}"
    if table.uncertainty is not None:
        yield f"  {_t('uncertainty', language)}: ±{100 * table.uncertainty:.3g} %"


def table_rows(table: RateTable, language: Language) -> Lines:
    """A table with its header; figures to six digits."""
    counted = [] if table.axis is Axis.NONE else [_t(table.axis.value, language)]
    figures = [label(sex, language) for sex in SEXES] if table.by_sex else [_t("rate", language)]
    rows = [(_t("years", language), *counted, *figures)]
    for row in table.rows:
        band = [_band(row.band, language)] if counted else []
        rows.append((years_shown(row.years, language), *band, *(f"{rate:.6g}" for rate in row.rates)))
    return rows


def years_shown(years: Band, language: Language) -> str:
    """Calendar years as people count them: Buddhist years in Thai.

    >>> years_shown(Band(2025, 2034), "th"), years_shown(Band(2025, 2034), "en")
    ('2568-2577', '2025-2034')
    """
    if years == ALL:
        return _t("every_year", language)
    offset = BE_OFFSET if language == "th" else 0
    return str(years.shifted(offset))


def _band(band: Band, language: Language) -> str:
    return _t("every_one", language) if band == ALL else str(band)


def estimate_rows(estimates: Sequence[Estimate], language: Language) -> Lines:
    """What a history says of one table, cell by cell, with its header."""
    heads = ("sex", "age", "events", "person_years", "expected", "weight", "level", "interval")
    is_tenure = all(each.sex is None for each in estimates)
    rows = [tuple(_t("tenure" if is_tenure and head == "age" else head, language) for head in heads)]
    for each in estimates:
        figures = (str(each.events), f"{float(each.person_years):,.1f}", f"{each.expected:,.2f}", f"{each.weight:.0%}")
        who = ("–" if each.sex is None else label(each.sex, language), str(each.band))
        rows.append((*who, *figures, f"{each.level:.2f}", f"{each.low:.2f}-{each.high:.2f}"))
    return rows


def expectations(assumptions: Assumptions) -> Iterator[Mapping[str, object]]:
    """The expectation of life at birth, by sex, in the year of the mortality table's source and twenty years later."""
    year = assumptions["mortality"].provenance.year
    for each in (year, year + _LATER):
        male, female = (assumptions.life_table(sex, each).expectation() for sex in SEXES)
        yield {"year": each, "male": round(male, 2), "female": round(female, 2)}


def expectation_lines(assumptions: Assumptions, language: Language) -> Iterator[str]:
    """The same as words."""
    for each in expectations(assumptions):
        year = years_shown(Band(each["year"], each["year"]), language)  # type: ignore[arg-type]  # a year
        both = " · ".join(f"{label(sex, language)} {each[sex.name.lower()]}" for sex in SEXES)
        yield f"{_t('expectation', language)} {year}: {both}"


def assumptions_data(assumptions: Assumptions) -> Mapping[str, object]:
    """Assumptions for machines; figures become text with their own digits, as sums of money do."""
    return {
        "id": assumptions.assumptions_id,
        "name": dict(assumptions.name),
        "assumed": assumptions.assumed,
        "life_expectancy": list(expectations(assumptions)),
        "tables": [_table_data(table) for table in assumptions.tables.values()],
    }


def _table_data(table: RateTable) -> Mapping[str, object]:
    told = table.provenance
    return {
        "table": table.name,
        "measure": table.measure.value,
        "by": table.axis.value,
        "uncertainty": table.uncertainty,
        "source": told.source,
        "licence": told.licence,
        "cite": told.cite,
        "year": told.year,
        "confidence": told.confidence.value,
        "reason": dict(told.reason),
        "given_by": told.given_by,
        "instead_of": told.instead_of,
        "rows": [{"years": str(row.years), "band": str(row.band), "rates": list(row.rates)} for row in table.rows],
    }


def experience_data(experience: Experience) -> Mapping[str, object]:
    """A fund's own history for machines."""
    return {
        "fund": experience.fund_id,
        "first": experience.span.first,
        "last": experience.span.last,
        "left_out": dict(experience.left_out),
        "tables": {
            name: [
                {
                    "sex": None if each.sex is None else each.sex.value,
                    "band": str(each.band),
                    "events": each.events,
                    "days": each.days,
                    "person_years": float(each.person_years),
                    "expected": each.expected,
                    "weight": each.weight,
                    "level": each.level,
                    "interval": [each.low, each.high],
                }
                for each in estimates
            ]
            for name, estimates in experience.estimates.items()
        },
    }


def _t(code: str, language: Language) -> str:
    return phrase(f"assumption.{code}", language)
