"""Which years a column of dates is written in: decided for the column, with the evidence shown, and never cell by cell.

A year of four digits says its era itself: above 2400 it is Buddhist. A column that holds both is told (DT02). A year of
two digits says neither era nor century (DT12). Its era is that of the column's other years, or else that of its words:
Thai digits and Thai months stand with Buddhist years, English months with common ones. Where nothing speaks for either,
it is taken for Buddhist, as people in Thailand write, with a warning that shows both readings; where both are spoken
for, it is an error of the cell that says what would decide it. Its century is the latest one that does not lie after
the day on which the file was true.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TypeAlias

from attrs import asdict, frozen

from communitywelfare.calendar import BE_OFFSET, BUDDHIST_ABOVE, Era
from communitywelfare.errors import Finding, Severity
from communitywelfare.io.foreign._day_forms import BUDDHIST_YEARS, COMMON_YEARS, Form
from communitywelfare.io.foreign._tallies import Column, Tally

__all__ = ["EraEvidence", "Years", "era_notes", "evidence_of", "years_of"]

Years: TypeAlias = Mapping[tuple[int, Form], tuple[int, Era] | Finding]
"""What the years of a column are, as they are written: the common year with the era it was written in, or why not."""


@frozen(kw_only=True)
class EraEvidence:
    """How many cells of a column speak for which era.

    Attributes:
        buddhist: Years above 2400, and years marked พ.ศ.
        common: Years below, and years marked ค.ศ.
        two_digits: Years of two digits without a mark.
        thai: Of these, cells with Thai digits or Thai months.
        english: Of these, cells with English months.
    """

    buddhist: int = 0
    common: int = 0
    two_digits: int = 0
    thai: int = 0
    english: int = 0

    @property
    def is_mixed(self) -> bool:
        """Whether years of both eras stand in the column."""
        return bool(self.buddhist and self.common)

    @property
    def is_silent(self) -> bool:
        """Whether nothing speaks for either era."""
        return not (self.buddhist or self.common or self.thai or self.english)

    @property
    def era(self) -> Era | None:
        """The one era that all evidence speaks for; None where there is none, or where it speaks for both."""
        for buddhist, common in ((self.buddhist, self.common), (self.thai, self.english)):
            if buddhist or common:
                return None if buddhist and common else Era.BE if buddhist else Era.CE
        return None


def evidence_of(tally: Tally) -> EraEvidence:
    """Count what speaks for which era."""
    found = dict.fromkeys(("buddhist", "common", "two_digits", "thai", "english"), 0)
    for (year, form), count in tally.years.items():
        era = _own_era(year, form)
        if era is not None:
            found["buddhist" if era is Era.BE else "common"] += count
        elif form.is_short:
            found["two_digits"] += count
            found["thai"] += count * (form.is_thai or form.words == "th")
            found["english"] += count * (form.words == "en")
    return EraEvidence(**found)


def _own_era(year: int, form: Form) -> Era | None:
    """The era that a year shows by itself."""
    if form.is_short:
        return form.era
    if year in BUDDHIST_YEARS:
        return Era.BE
    return Era.CE if year in COMMON_YEARS else None


def years_of(tally: Tally, *, era: Era | None, as_of: date | None) -> Years:
    """What each written year of a column is; `era` is what was declared for it."""
    evidence = evidence_of(tally)
    of_column = era or evidence.era or (Era.BE if evidence.is_silent else None)
    return {
        (year, form): _short(year, form.era or of_column, as_of) if form.is_short else _whole(year, form)
        for year, form in tally.years
    } | {
        (year, form): _error("date.era_contradicted", era=era)
        for year, form in tally.years
        if era is not None and _own_era(year, form) not in {None, era}
    }


def _whole(year: int, form: Form) -> tuple[int, Era] | Finding:
    era = _own_era(year, form)
    if form.era not in {None, era}:
        return _error("date.era_contradicted", era=form.era)
    if era is None:
        return _error("date.year_out_of_range")
    return year - BE_OFFSET * (year > BUDDHIST_ABOVE), era


def _short(year: int, era: Era | None, as_of: date | None) -> tuple[int, Era] | Finding:
    if era is None:
        return _error("date.needs_era")
    if as_of is None:
        return _error("date.needs_as_of")
    offset = BE_OFFSET if era is Era.BE else 0
    last = as_of.year + offset
    return last - (last - year) % 100 - offset, era


def _error(code: str, **params: object) -> Finding:
    return Finding(code, Severity.ERROR, params=params)


def era_notes(column: Column, years: Years, *, era: Era | None, as_of: date | None) -> list[Finding]:
    """What is told of a column's era: the evidence, both eras in one column (DT02), years of two digits (DT12)."""
    evidence = evidence_of(column.tally)
    shown = asdict(evidence)
    notes: list[Finding] = []
    if evidence.is_mixed and era is None:
        rarer = Era.BE if evidence.buddhist < evidence.common else Era.CE
        of_it = column.those(lambda parts: _own_era(parts[0], parts[3]) is rarer)
        notes.append(column.note("column.eras_mixed", Severity.WARNING, of_it, era=rarer, **shown))
    elif era or evidence.era:
        notes.append(Finding("column.era", Severity.INFO, params={"era": era or evidence.era, **shown}))
    return [*notes, *_short_notes(column, years, evidence, is_declared=era is not None, as_of=as_of)]


def _short_notes(
    column: Column, years: Years, evidence: EraEvidence, *, is_declared: bool, as_of: date | None
) -> Iterator[Finding]:
    """Which years the years of two digits were read as, and why."""
    read = {key: year for key, year in years.items() if key[1].is_short and isinstance(year, tuple)}
    if not read or as_of is None:
        return
    of_it = column.those(lambda parts: (parts[0], parts[3]) in read)
    if evidence.is_silent and not is_declared:
        common = _span({key: _short(key[0], Era.CE, as_of) for key in read})
        params = {**_span(read), "common_first": common["first"], "common_last": common["last"], "as_of": as_of}
        yield column.note("column.era_assumed", Severity.WARNING, of_it, **params)
    else:
        is_known = is_declared or all(form.era for _, form in read)
        severity = Severity.INFO if is_known else Severity.WARNING
        yield column.note("column.two_digit_years", severity, of_it, **asdict(evidence), **_span(read), as_of=as_of)


def _span(read: Years) -> Mapping[str, object]:
    """The first and the last of some years, as they would be written in full."""
    understood = [year for year in read.values() if isinstance(year, tuple)]
    eras = {era for _, era in understood}
    written = [year + BE_OFFSET * (era is Era.BE) for year, era in understood]
    return {"era": eras.pop() if len(eras) == 1 else None, "first": min(written), "last": max(written)}
