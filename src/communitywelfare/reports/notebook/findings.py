"""Findings in a notebook: of a by-law, of a package that was read, of somebody else's file."""

from collections.abc import Iterator, Sequence

from communitywelfare.errors import Finding, Severity
from communitywelfare.io.foreign.importing import Imported
from communitywelfare.io.package import Reading
from communitywelfare.reports import _html as html
from communitywelfare.reports._html import Html
from communitywelfare.reports.fund_page import FINDING_MARKS
from communitywelfare.reports.import_findings import groups_of
from communitywelfare.reports.import_page import rows_text, total_name
from communitywelfare.reports.notebook.frame import heading, mark, plain
from communitywelfare.reports.notebook.funds import fund_facts
from communitywelfare.wording import Language, label, phrase, place_words, words

__all__ = ["findings_table", "shown_fragment"]

_SHOWN = 200
_ORDER = list(Severity)


def shown_fragment(values: Sequence[Finding] | Sequence[Reading] | Sequence[Imported], language: Language) -> Html:
    """Findings as a table, the worst first; what was read with what was found in it."""
    findings = [each for each in values if isinstance(each, Finding)]
    if findings:
        return findings_table(findings, language)
    return html.fragment(*(part for each in values for part in _read(each, language)))


def findings_table(findings: Sequence[Finding], language: Language) -> Html:
    """Findings, the worst first, up to two hundred; the rest is counted."""
    if not findings:
        return html.element("p", mark(phrase("no_findings", language), "good"))
    worst_first = sorted(findings, key=lambda finding: _ORDER.index(finding.severity))
    rows = [
        (_severity(each.severity, language), place_words(each.place, language), plain(words(each, language)), each.code)
        for each in worst_first[:_SHOWN]
    ]
    headers = [phrase(name, language) for name in ("severity", "place", "finding", "code")]
    more = len(findings) - len(rows)
    rest = [html.element("p", f"{phrase('and_more', language)} {more:,}")] if more else []
    return html.fragment(html.table(caption=phrase("notebook.findings", language), headers=headers, rows=rows), *rest)


def _severity(severity: Severity, language: Language) -> Html:
    return mark(label(severity, language), FINDING_MARKS[severity])


def _read(value: Finding | Reading | Imported, language: Language) -> Iterator[Html]:
    if isinstance(value, Reading):
        if value.package is not None:
            yield fund_facts(value.package.fund, language)
        yield findings_table(value.findings, language)
    elif isinstance(value, Imported):
        yield heading(plain(value.file), " · ", value.profile.names[language])
        yield _totals(value, language)
        yield _groups(value, language)


def _totals(imported: Imported, language: Language) -> Html:
    rows = [(total_name(each.name, language), _figure(each.before), _figure(each.after)) for each in imported.totals]
    headers = [phrase(f"dryrun.{name}", language) for name in ("total", "before", "after")]
    return html.table(caption=phrase("dryrun.totals", language), headers=headers, rows=rows, numeric=(1, 2))


def _figure(figure: object) -> str:
    return f"{figure:,}" if isinstance(figure, int) else str(figure)


def _groups(imported: Imported, language: Language) -> Html:
    """What was found, drawn together by kind and column."""
    rows = [
        (
            _severity(group.severity, language),
            f"{group.count:,}",
            plain(group.column or "–"),
            rows_text(group) or "–",
            plain(words(group.first, language)),
        )
        for group in groups_of(imported)
    ]
    headers = [phrase(f"dryrun.{name}", language) for name in ("severity", "count", "column", "rows", "what")]
    return html.table(caption=phrase("notebook.findings", language), headers=headers, rows=rows, numeric=(1,))
