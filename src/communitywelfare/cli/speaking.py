"""How commands speak: words or JSON, progress on a terminal only, and errors as sentences with an exit code."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar

import click
from attrs import frozen

from communitywelfare.accounting import Voucher
from communitywelfare.calendar import Month, ReadDay, read_day
from communitywelfare.cli.months import read_month
from communitywelfare.errors import Finding, InvalidValue, MissingFact, Refused, Severity, WelfareError
from communitywelfare.io._cells import parser_of
from communitywelfare.masking import masked_ids
from communitywelfare.money import Money
from communitywelfare.reports import as_json, json_text
from communitywelfare.wording import Language, label, phrase, place_words, shown, words

__all__ = ["BAHT", "DAY", "MONTHS", "PIECES", "Voice", "exit_code_of", "findings_data", "speaking"]

F = TypeVar("F", bound=Callable[..., Any])
DONE, FOUND_ERRORS, WRONG_USAGE, REFUSED = 0, 1, 2, 3
_FOUND_ERRORS = "communitywelfare.found_errors"


@frozen
class Voice:
    """In which language a command speaks, and whether to people or to machines."""

    language: Language
    is_json: bool

    def t(self, code: str) -> str:
        """A label of the command line."""
        return phrase(f"cli.{code}", self.language)

    def answer(self, document: Mapping[str, object], *lines: str) -> None:
        """What came of a command: the document for machines, the lines for people."""
        click.echo(json_text(document) if self.is_json else "\n".join(lines))

    def findings(self, findings: Sequence[Finding], *, err: bool = False) -> None:
        """Every finding on a line of its own, and how many there are of each kind."""
        for finding in findings:
            click.echo(self.line(finding), err=err)
        self.findings_counted(findings, err=err)

    def findings_counted(self, findings: Sequence[Finding], *, err: bool = False) -> None:
        """How many findings there are of each kind."""
        counts = [
            f"{sum(finding.severity is severity for finding in findings)} {self.t(name)}"
            for severity, name in ((Severity.ERROR, "errors"), (Severity.WARNING, "warnings"), (Severity.INFO, "notes"))
        ]
        click.echo(" · ".join(counts) if findings else self.t("no_findings"), err=err)

    def warn_of_errors(self, findings: Sequence[Finding]) -> None:
        """Say which errors the data have, after what could be done was done; the command then ends with 1."""
        errors = [finding for finding in findings if finding.is_error]
        if errors:
            self.findings(errors, err=True)
        self.note_errors(findings)

    def note_errors(self, findings: Sequence[Finding]) -> None:
        """Let the command end with 1 where any finding is an error."""
        if any(finding.is_error for finding in findings):
            click.get_current_context().meta[_FOUND_ERRORS] = True

    def line(self, finding: Finding) -> str:
        """A finding with its severity, its place and its code."""
        colour = {Severity.ERROR: "red", Severity.WARNING: "yellow"}.get(finding.severity)
        severity = click.style(label(finding.severity, self.language), fg=colour)
        where = place_words(finding.place, self.language)
        parts = (severity, where and f"{where}:", masked_ids(words(finding, self.language)), f"[{finding.code}]")
        return " ".join(part for part in parts if part)

    def day(self, read: ReadDay) -> None:
        """Which day was understood, where it was typed with a Buddhist year."""
        if not self.is_json and read.era.value == "BE":
            click.echo(f"{self.t('understood')} {shown(read.day, self.language)} ({self.t('era_BE')})", err=True)

    def doubts(self, findings: Sequence[Finding]) -> None:
        """What may be a slip in what was typed, after it was written down all the same."""
        if not self.is_json:
            for finding in findings:
                click.echo(self.line(finding), err=True)

    def late(self, voucher: Voucher) -> None:
        """On which day the books took what happened on one that they take no more."""
        if not self.is_json and voucher.event_day is not None:
            taken, happened = shown(voucher.day, self.language), shown(voucher.event_day, self.language)
            click.echo(f"{self.t('late')} {voucher.number}: {happened} → {taken}", err=True)

    @contextmanager
    def progress(self, what: str, steps: int) -> Iterator[Callable[[str], None]]:
        """A bar on a terminal, nothing in a pipe."""
        if self.is_json or not sys.stderr.isatty():
            yield _ignore
            return
        with click.progressbar(length=steps, label=self.t(what), file=sys.stderr, show_eta=False) as bar:
            yield lambda _stage: bar.update(1)

    def error(self, error: WelfareError) -> None:
        """A refusal or an error as sentences; never a traceback."""
        if self.is_json:
            click.echo(json_text({"error": type(error).__name__, "findings": findings_data(error.findings)}))
        else:
            for finding in error.findings:
                click.echo(self.line(finding), err=True)


def _ignore(_stage: str) -> None:
    """Nobody is watching."""


def findings_data(findings: Sequence[Finding]) -> object:
    """Findings for machines, with their words in both languages."""
    return as_json(tuple(findings))


def speaking(command: F) -> F:
    """Give a command ``--lang`` and ``--json``, and its first argument, the voice."""

    @click.option("--lang", "language", type=click.Choice(["th", "en"]), default="th", help="ภาษา / language")
    @click.option("--json", "is_json", is_flag=True, help="ผลลัพธ์เป็น JSON / answer as JSON")
    @wraps(command)
    def with_voice(*args: Any, language: Language, is_json: bool, **options: Any) -> None:
        voice = Voice(language, is_json)
        try:
            command(voice, *args, **options)
        except WelfareError as error:
            voice.error(error)
            raise click.exceptions.Exit(exit_code_of(error)) from None
        if click.get_current_context().meta.get(_FOUND_ERRORS):
            raise click.exceptions.Exit(FOUND_ERRORS)

    return with_voice  # type: ignore[return-value]  # the options are click's own business


def exit_code_of(error: WelfareError) -> int:
    """3 for what is refused, 2 for what cannot be read or does not exist."""
    return REFUSED if isinstance(error, Refused) and not isinstance(error, MissingFact) else WRONG_USAGE


class _Day(click.ParamType):  # type: ignore[type-arg]  # generic only in the newest click
    """A day as people type it, of either era."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> ReadDay:
        if isinstance(value, ReadDay):
            return value
        try:
            return read_day(str(value))
        except InvalidValue as error:
            self.fail(f"{words(error.findings[0], 'th')} / {words(error.findings[0], 'en')}", param, ctx)


class _Months(click.ParamType):  # type: ignore[type-arg]  # generic only in the newest click
    """A month, or the first and the last of several, as people type them, of either era."""

    name = "months"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[Month, Month]:
        if isinstance(value, tuple):
            return value
        first, _, last = str(value).partition("..")
        try:
            return read_month(first), read_month(last or first)
        except InvalidValue as error:
            self.fail(f"{words(error.findings[0], 'th')} / {words(error.findings[0], 'en')}", param, ctx)


class _Baht(click.ParamType):  # type: ignore[type-arg]  # generic only in the newest click
    """An amount of baht, exact."""

    name = "baht"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Money:
        if isinstance(value, Money):
            return value
        try:
            return Money.baht(str(value))
        except InvalidValue as error:
            self.fail(f"{words(error.findings[0], 'th')} / {words(error.findings[0], 'en')}", param, ctx)


class _Pieces(click.ParamType):  # type: ignore[type-arg]  # generic only in the newest click
    """Notes and coins as a count of cash writes them."""

    name = "pieces"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> object:
        if not isinstance(value, str):
            return value
        try:
            return parser_of("pieces")(value)
        except InvalidValue as error:
            self.fail(f"{words(error.findings[0], 'th')} / {words(error.findings[0], 'en')}", param, ctx)


DAY, MONTHS, BAHT, PIECES = _Day(), _Months(), _Baht(), _Pieces()
