"""What places, indicators and sources of a network are called, and how its shares are written."""

from datetime import date
from fractions import Fraction

from communitywelfare.errors import Finding
from communitywelfare.io.shipped import shipped_sources
from communitywelfare.network import UNPLACED, AreaKind, Network, NetworkReport, Share
from communitywelfare.network.indicators import IndicatorUnit
from communitywelfare.reports.sheets import Words, said
from communitywelfare.wording import LANGUAGES, shown, words

__all__ = [
    "DIGITS",
    "day_words",
    "decimal_words",
    "indicator_words",
    "name_of",
    "percent_words",
    "placed_in",
    "source_name",
    "subject_of",
    "words_of",
]


DIGITS = {IndicatorUnit.PERCENT: 2, IndicatorUnit.SATANG: 2, IndicatorUnit.MONTHS: 1, IndicatorUnit.DAYS: 1}
"""With how many digits an indicator is written."""


def name_of(network: Network, code: str) -> Words:
    """What a place is called; the part of funds that are nowhere has a name too."""
    area = network.areas.by_code.get(code)
    if area is None:
        return said("network.unplaced") if code == UNPLACED else {"th": code, "en": code}
    return {"th": area.name, "en": area.name_en or area.name}


def percent_words(share: Fraction | None) -> str:
    """A share in percent with two digits, rounded half up; a dash where there is none."""
    return "–" if share is None else f"{decimal_words(100 * share, 2)} %"


def subject_of(network: Network, code: str) -> Words:
    """What a fund or an area is called."""
    fund = network.by_id.get(code)
    return name_of(network, code) if fund is None else {"th": fund.name, "en": fund.name}


def decimal_words(value: Fraction, digits: int) -> str:
    """A number with so many digits, rounded half away from zero."""
    steps = (2 * abs(value) * 10**digits + 1) // 2  # half up, and away from zero below it
    whole, rest = divmod(int(steps), 10**digits)
    return f"{'-' if value < 0 and steps else ''}{whole:,}" + (f".{rest:0{digits}}" if digits else "")


def indicator_words(unit: IndicatorUnit, share: Share) -> str:
    """An indicator as people read it, without its unit."""
    if share.value is None:
        return "–"
    sign = " %" if unit is IndicatorUnit.PERCENT else ""
    return decimal_words(share.value * unit.times, DIGITS[unit]) + sign


def placed_in(network: Network, report: NetworkReport) -> str:
    """The smallest area in which all funds of a report are at home; blank where there is none."""
    ways = [
        [area.code for area in network.areas.above(code)][::-1]
        for code in report.parts.get(AreaKind.DISTRICT, {})
        if code != UNPLACED
    ]
    shared = [codes[0] for codes in zip(*ways, strict=False) if len(set(codes)) == 1]
    return shared[-1] if shared else ""


def source_name(code: str) -> Words:
    """What a source is called: by the shipped list, for a network looks at many funds' own."""
    names = {source.code: source.name for source in shipped_sources()}
    return names.get(code, {"th": code, "en": code})


def words_of(finding: Finding) -> Words:
    """A finding as a sentence of each language."""
    return {language: words(finding, language) for language in LANGUAGES}


def day_words(day: date) -> Words:
    """A day as it is written in each language."""
    return {language: shown(day, language) for language in LANGUAGES}
