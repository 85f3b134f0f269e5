"""By-law files: TOML to a `ByLaw`, every mistake with its line."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache

from attrs import evolve

from communitywelfare.errors import ByLawError, Finding, InvalidValue, Severity
from communitywelfare.io._files import FilePath, path_text, read_path, read_resource
from communitywelfare.io._toml_lines import lines_of
from communitywelfare.io._toml_text import toml_document
from communitywelfare.io.plugins import forms_with, installed_forms
from communitywelfare.rules import ByLaw, build_bylaw
from communitywelfare.rules.amounts import AmountForm
from communitywelfare.rules.lint import lint
from communitywelfare.rules.templates import Templates

__all__ = ["lint_bylaw", "parse_bylaw", "read_bylaw", "shipped_templates"]


def read_bylaw(path: FilePath, *, forms: Iterable[type[AmountForm]] = ()) -> ByLaw:
    """Read a by-law from a file.

    Raises:
        FormatError: The file cannot be opened.
        ByLawError: What `parse_bylaw` raises.
    """
    path = path_text(path)
    return parse_bylaw(read_path(path), path, forms=forms)


def parse_bylaw(contents: bytes, file: str, *, forms: Iterable[type[AmountForm]] = ()) -> ByLaw:
    """Read a by-law from the bytes of its file.

    Args:
        contents: What the file holds.
        file: Its name, for the places of findings.
        forms: Forms of amount beside the library's own and those of installed packages.

    Raises:
        InvalidValue: What is given are no bytes.
        ByLawError: It is not UTF-8, not TOML, or says something a by-law cannot say; every mistake is a finding with
            the line it stands on. Or a form that is given cannot be used.
    """
    given: object = contents  # whatever a program hands over
    if not isinstance(given, bytes):
        message = f"parse_bylaw takes the bytes of a file, not {type(given).__name__}; read_bylaw takes its place"
        raise InvalidValue(message, Finding("program.misuse", Severity.ERROR, params={"why": message}))
    known = forms_with(forms)
    try:
        text, document = toml_document(contents, file, code="bylaw.not_toml")
    except InvalidValue as error:
        raise ByLawError(str(error), *error.findings) from None
    try:
        return build_bylaw(document, forms=known, templates=shipped_templates())
    except ByLawError as error:
        lines = lines_of(text)
        placed = tuple(_placed(finding, file, lines) for finding in error.findings)
        raise ByLawError(str(error), *placed, *_left_out(placed)) from None


@cache
def shipped_templates() -> Templates:
    """Versions that a by-law may start from (``based_on``), by name; they come with the library."""
    return tomllib.loads(read_resource("data/bylaws/templates.toml").decode("utf-8"))


def _left_out(mistakes: Iterable[Finding]) -> tuple[Finding, ...]:
    """Which forms of installed packages were left out, where a by-law asks for a form that there is not."""
    asks = any(each.code == "bylaw.not_an_option" and each.params.get("key") == "form" for each in mistakes)
    return installed_forms().findings if asks else ()


def lint_bylaw(contents: bytes, file: str, *, forms: Iterable[type[AmountForm]] = ()) -> tuple[Finding, ...]:
    """What is wrong or weak in a by-law file, from top to bottom; what cannot be read at all is told instead.

    Forms of installed packages that were left out stand at the end.
    """
    left_out = installed_forms().findings
    try:
        bylaw = parse_bylaw(contents, file, forms=forms)
    except ByLawError as error:
        return (*error.findings, *(each for each in left_out if each not in error.findings))
    lines = lines_of(contents.decode("utf-8-sig"))
    found = (_placed(finding, file, lines) for finding in lint(bylaw))
    return (*sorted(found, key=lambda finding: finding.place.row or 0), *left_out)


def _placed(finding: Finding, file: str, lines: Mapping[str, int]) -> Finding:
    """The finding with the line of its clause, or of the nearest table around it."""
    path = finding.place.clause or ""
    while path and path not in lines:
        path = path.rpartition("[")[0] if path.endswith("]") else path.rpartition(".")[0]
    return evolve(finding, place=evolve(finding.place, file=file, row=lines.get(path, 1)))
