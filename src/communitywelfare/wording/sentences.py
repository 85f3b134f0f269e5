"""From codes and values to sentences: findings, labels, dates and amounts in Thai and English."""

from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from enum import Enum

from communitywelfare.calendar import BE_OFFSET, MONTH_NAMES, SHORT_MONTH_NAMES, Duration, Month, Unit
from communitywelfare.errors import Finding, InvalidValue, Place, Severity
from communitywelfare.masking import masked_ids
from communitywelfare.money import ZERO
from communitywelfare.wording.catalogue import Language, known_phrases, sentence
from communitywelfare.wording.trees import Say, spelled

__all__ = ["briefly", "fact_name", "label", "phrase", "place_words", "shown", "thai_date", "words"]

_UNITS: Mapping[Language, Mapping[Unit, tuple[str, str]]] = {
    "th": {Unit.DAY: ("วัน", "วัน"), Unit.MONTH: ("เดือน", "เดือน"), Unit.YEAR: ("ปี", "ปี")},
    "en": {Unit.DAY: ("day", "days"), Unit.MONTH: ("month", "months"), Unit.YEAR: ("year", "years")},
}
_NAMED = {
    "fact": "fact.name.",
    "name": "fact.name.",
    "wanted": "wanted.",
    "state": "ClaimState.",
    "action": "ActionKind.",
    "question": "ui.question.",
    "left_kind": "wanted.",
    "right_kind": "wanted.",
    "counted": "counted.",
    "separator": "ui.separator.",
}


def words(finding: Finding, language: Language = "th") -> str:
    """A finding as a sentence.

    A finding of another package brings its sentences along, as ``says`` among its figures. A code without a sentence is
    shown with its figures: nothing that was found is left untold.
    """
    figures = {name: value for name, value in finding.params.items() if name != "says"}
    filled = {name: _filled(name, value, language) for name, value in figures.items()}
    template = sentence(_code(finding), language)
    if template is not None:
        return template.format_map(_Filled(filled))
    said = _own_words(finding.params.get("says"), filled, language)
    return said or f"{finding.code}: {', '.join(f'{name}={text}' for name, text in filled.items())}"


def _code(finding: Finding) -> str:
    """The code of the sentence: what a committee decides is said otherwise where the by-law sets no greatest amount."""
    if finding.code == "rule.needs_committee" and finding.params.get("most", ZERO) is None:
        is_free = finding.params.get("least", ZERO) == ZERO
        return "rule.committee_without_most" if is_free else "rule.committee_at_least"
    return finding.code


def _own_words(says: object, filled: Mapping[str, str], language: Language) -> str | None:
    """The sentence that a finding brings along, filled; None where there is none that can be filled."""
    template = says.get(language) if isinstance(says, Mapping) else None
    try:
        return template.format_map(filled) if isinstance(template, str) else None
    except (AttributeError, LookupError, ValueError):  # a brace too many, or a figure that is not there
        return None


def phrase(code: str, language: Language = "th") -> str:
    """A heading or a label of a page or of the command line; `docs/reference/phrases` lists all that there are.

    Raises:
        InvalidValue: No catalogue has it; those that are written nearly so are named.
    """
    found = sentence(f"ui.{code}", language)
    if found is None:
        params = {"value": code, "options": tuple(get_close_matches(str(code), sorted(known_phrases())))}
        finding = Finding("phrase.unknown", Severity.ERROR, params=params)
        raise InvalidValue(f"there is no phrase {code!r}", finding)
    return found


class _Filled(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "–"


def _filled(name: str, value: object, language: Language) -> str:
    """A parameter; some are names that have words of their own."""
    prefix = _NAMED.get(name)
    if prefix and isinstance(value, str):
        return sentence(f"{prefix}{value}", language) or value
    return shown(value, language)


def fact_name(name: str, language: Language = "th", *, own: Mapping[str, str] | None = None) -> str:
    """What a fact is called, such as what a claim has to state; `own` are a by-law's own words for it, if it has any.

    >>> fact_name("night"), fact_name("grade", "en")
    ('จำนวนคืน', 'the grade')
    """
    return (own or {}).get(language) or sentence(f"fact.name.{name}", language) or name


def label(option: Enum, language: Language = "th") -> str:
    """The words for one option of a closed list."""
    return sentence(f"{type(option).__name__}.{option.name}", language) or str(option.value)


def shown(value: object, language: Language = "th") -> str:
    """A value as people write it; what is not known is a dash."""
    match value:
        case None | "":
            return "–"
        case bool():
            return {"th": ("ไม่ใช่", "ใช่"), "en": ("no", "yes")}[language][value]
        case Enum():
            return label(value, language)
        case date():
            return (
                thai_date(value)
                if language == "th"
                else f"{value.day} {MONTH_NAMES['en'][value.month - 1]} {value.year}"
            )
        case Month():
            name = MONTH_NAMES[language][value.number - 1]
            return f"{name} {value.year + (BE_OFFSET if language == 'th' else 0)}"
        case Duration():
            return f"{value.count} {_UNITS[language][value.unit][value.count != 1]}"
        case tuple() | frozenset():
            return ", ".join(shown(item, language) for item in value) or "–"
        case Finding():
            return words(value, language)
        case Mapping():
            return str(value.get(language, "–"))
        case _:
            return spelled(value, _saying(language)) or str(value)


def _saying(language: Language) -> Say:
    def say(code: str, **params: object) -> str:
        return words(Finding(code, Severity.INFO, params=params), language)

    return say


def thai_date(day: date) -> str:
    """A day as it is written in Thai, with its Buddhist year.

    >>> thai_date(date(2024, 9, 30))
    '30 กันยายน 2567'
    """
    return f"{day.day} {MONTH_NAMES['th'][day.month - 1]} {day.year + BE_OFFSET}"


def briefly(value: date | Month, language: Language = "th") -> str:
    """A day or a month as it stands in a narrow column, with its whole year.

    >>> briefly(date(2024, 9, 30)), briefly(date(2024, 9, 30), "en"), briefly(Month(2024, 9))
    ('30/9/2567', '30 Sep 2024', 'ก.ย. 2567')
    """
    year = value.year + (BE_OFFSET if language == "th" else 0)
    if isinstance(value, Month):
        return f"{SHORT_MONTH_NAMES[language][value.number - 1]} {year}"
    if language == "th":
        return f"{value.day}/{value.month}/{year}"
    return f"{value.day} {SHORT_MONTH_NAMES[language][value.month - 1]} {year}"


def place_words(place: Place, language: Language = "th") -> str:
    """Where a finding stands: file, sheet, row, column, record."""
    row = {"th": "แถว", "en": "row"}[language]
    line = f"{row} {place.row}" if place.row else None
    parts = (place.file, place.sheet, line, place.column, place.record, place.clause)
    return masked_ids(" · ".join(part for part in parts if part))
