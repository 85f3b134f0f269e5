"""The exception list as data and as a page: what was found in the books, check by check, and what to do about it."""

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from importlib.metadata import version
from itertools import groupby

from attrs import field, frozen

from communitywelfare.errors import Finding, Severity
from communitywelfare.fund import Fund
from communitywelfare.fund.exceptions import CHECKS, exceptions
from communitywelfare.io.package import Reading
from communitywelfare.reports import _html as html
from communitywelfare.reports._html import Content, Html, Kind
from communitywelfare.reports._json import as_json, json_bytes
from communitywelfare.wording import LANGUAGES, Language, label, phrase, place_words, shown, words

__all__ = ["AUDIT_FILES", "Audit", "Group", "audit_data", "audit_files", "audit_of"]

AUDIT_FILES = ("index.html", "exceptions.json")
_BOOKS = frozenset(
    f"{table}.csv"
    for table in (
        "accounts",
        "benefits",
        "claim_actions",
        "cofunding",
        "contributions",
        "journal",
        "opening",
        "sources",
    )
)
_FACTS = "facts"
_PILLS: Mapping[Severity, Kind] = {Severity.ERROR: "bad", Severity.WARNING: "warning", Severity.INFO: "note"}


@frozen
class Group:
    """What one check found; the group `facts` holds what is wrong with the data themselves."""

    name: str
    findings: tuple[Finding, ...]

    def title(self, language: Language) -> str:
        """What was checked."""
        return phrase("auditor.facts" if self.name == _FACTS else f"check.{self.name}", language)

    def chore(self, language: Language) -> str:
        """What an auditor should do about it."""
        return phrase("auditor.facts_do" if self.name == _FACTS else f"check_do.{self.name}", language)

    @property
    def worst(self) -> Severity:
        """The most serious of its findings."""
        return min((finding.severity for finding in self.findings), key=list(Severity).index)


@frozen(kw_only=True)
class Audit:
    """One look at the books: whether the chain holds, what is wrong with the data, and the exceptions."""

    fund: Fund = field(repr=False)
    chain_holds: bool
    facts: tuple[Finding, ...]
    exceptions: tuple[Finding, ...]
    checks: tuple[str, ...]

    @property
    def head(self) -> str:
        """The hash of the last entry, which vouches for all before it."""
        return self.fund.journal.head

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that was found."""
        return (*self.facts, *self.exceptions)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """What was found, check by check; a check that found nothing has no group."""
        facts = (Group(_FACTS, self.facts),) if self.facts else ()
        return (*facts, *(Group(name, tuple(found)) for name, found in groupby(self.exceptions, key=_check_of)))


def _check_of(finding: Finding) -> str:
    made = finding.params.get("check")
    return str(made) if finding.code == "audit.not_made" else finding.code.partition(".")[2]


def audit_of(reading: Reading, only: Collection[str] = ()) -> Audit:
    """Look at the books of a package that was read.

    Args:
        reading: The package, with what was found while it was read.
        only: Names of checks; where any is named, the data themselves are told of only as far as the chain goes.

    Raises:
        ValueError: No package could be made of what was read.
        InvalidValue: There is no check of a name.
    """
    if reading.package is None:
        raise ValueError("there is no package to look at")
    found = exceptions(reading.package.fund, only=only)
    facts = (
        each
        for each in reading.findings
        if each.code == "journal.chain_broken" or (not only and each.place.file in _BOOKS)
    )
    return Audit(
        fund=reading.package.fund,
        chain_holds=not reading.package.chain_is_broken,
        facts=tuple(facts),
        exceptions=found,
        checks=tuple(name for name in CHECKS if not only or name in only),
    )


def audit_data(audit: Audit) -> Mapping[str, object]:
    """The audit for machines: the chain, and every check that was made with how often it found something."""
    counts = {group.name: len(group.findings) for group in audit.groups}
    return {
        "as_of": as_json(audit.fund.as_of),
        "chain": {"holds": audit.chain_holds, "head": audit.head, "entries": len(audit.fund.journal)},
        "checks": [
            {
                "check": name,
                "severity": CHECKS[name].severity.value,
                "title": {language: phrase(f"check.{name}", language) for language in LANGUAGES},
                "do": {language: phrase(f"check_do.{name}", language) for language in LANGUAGES},
                "count": counts.get(name, 0),
            }
            for name in audit.checks
        ],
    }


def audit_files(audit: Audit, language: Language) -> Mapping[str, bytes]:
    """The exception list as files: a page to print and sign, and the same as data."""
    made_by = f"communitywelfare {version('communitywelfare')}"
    data = {**audit_data(audit), "findings": audit.findings}
    return {"index.html": _page(audit, language, made_by).encode(), "exceptions.json": json_bytes(data)}


def _page(audit: Audit, language: Language, made_by: str) -> str:
    subtitle = f"{phrase('auditor.title', language)} · {phrase('as_of', language)} {shown(audit.fund.as_of, language)}"
    sections = (_section(group, language) for group in audit.groups)
    nothing = html.element("p", phrase("auditor.nothing", language))
    made, head = (phrase(f"auditor.{name}", language) for name in ("made_by", "head"))
    body = (_first_figures(audit, language), _summary(audit, language), *(tuple(sections) or (nothing,)))
    return html.document(
        title=audit.fund.profile.name,
        lang=language,
        subtitle=subtitle,
        body=html.fragment(*body),
        footer=f"{made} {made_by} · {head} {audit.head or '–'}",
    )


def _first_figures(audit: Audit, language: Language) -> Html:
    chain = phrase(f"auditor.{'chain_holds' if audit.chain_holds else 'chain_broken'}", language)
    counts = (
        (label(severity, language), str(sum(each.severity is severity for each in audit.findings)))
        for severity in _PILLS
    )
    entries = f"{len(audit.fund.journal):,}"
    sign = html.pill(chain, "good" if audit.chain_holds else "bad")
    return html.figures(
        ((phrase("auditor.chain", language), sign), (phrase("auditor.entries", language), entries), *counts)
    )


def _summary(audit: Audit, language: Language) -> Html:
    """All checks that were made, with how many things each found."""
    found = {group.name: group for group in audit.groups}
    rows = (
        (
            html.fragment(phrase(f"check.{name}", language), " ", html.element("small", name)),
            _verdict(found.get(name), language),
            str(len(found[name].findings)) if name in found else "0",
        )
        for name in audit.checks
    )
    title = phrase("auditor.checks_made", language)
    headers = [phrase(f"auditor.{name}", language) for name in ("check", "severity", "count")]
    return html.section(title, html.table(caption=title, headers=headers, rows=rows, numeric=(2,)), id="checks")


def _verdict(group: Group | None, language: Language) -> Html:
    if group is None:
        return html.pill(phrase("auditor.nothing", language), "good")
    return html.pill(label(group.worst, language), _PILLS[group.worst])


def _section(group: Group, language: Language) -> Html:
    title = group.title(language)
    headers = [phrase(f"auditor.{name}", language) for name in ("where", "what", "behind")]
    chore = html.element("p", f"{phrase('auditor.do', language)}: {group.chore(language)}", class_="notice")
    table = html.table(caption=title, headers=headers, rows=_rows(group, language))
    return html.section(title, chore, table, id=group.name)


def _rows(group: Group, language: Language) -> Iterator[tuple[Content, ...]]:
    for finding in group.findings:
        behind = finding.params.get("entries", ())
        yield place_words(finding.place, language), words(finding, language), shown(behind, language)
