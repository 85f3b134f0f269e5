"""By-law files: TOML to a `ByLaw`, every mistake with its line."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache

from attrs import evolve

from communitywelfare.errors import ByLawError, Finding, Place, Severity
from communitywelfare.io._files import read_resource
from communitywelfare.io._toml_lines import lines_of
from communitywelfare.io.plugins import forms_with, installed_forms
from communitywelfare.rules import ByLaw, build_bylaw
from communitywelfare.rules.amounts import AmountForm
from communitywelfare.rules.lint import lint
from communitywelfare.rules.templates import Templates

__all__ = ["lint_bylaw", "parse_bylaw", "shipped_templates"]

_MOST_BYTES = 8_000_000
# Possessive, so that neither a long word nor a long text is looked at twice.
_TEXTS = re.compile(r'"(?:[^"\\\n]|\\.)*+"|\'[^\'\n]*+\'|#[^\n]*+')
_BEYOND = re.compile(r"(?<![\w-])(?:[\w-]++[ \t]*+\.[ \t]*+){64}|[0-9_]{400}")


def parse_bylaw(contents: bytes, file: str, *, forms: Iterable[type[AmountForm]] = ()) -> ByLaw:
    """Read a by-law from the bytes of its file.

    Args:
        contents: What the file holds.
        file: Its name, for the places of findings.
        forms: Forms of amount beside the library's own and those of installed packages.

    Raises:
        ByLawError: It is not UTF-8, not TOML, or says something a by-law cannot say; every mistake is a finding with
            the line it stands on. Or a form that is given cannot be used.
    """
    if len(contents) > _MOST_BYTES:
        finding = Finding("file.too_large", Severity.ERROR, place=Place(file=file), params={"file": file})
        raise ByLawError(f"{file} is larger than {_MOST_BYTES} bytes", finding)
    known = forms_with(forms)
    try:
        text = contents.decode("utf-8-sig")
        document = _document(text)
    except UnicodeDecodeError as error:
        place = Place(file=file, row=contents.count(b"\n", 0, error.start) + 1)
        params = {"declared": "utf-8", "fits": ""}
        finding = Finding("file.encoding", Severity.ERROR, place=place, params=params)
        raise ByLawError(f"{file} is not UTF-8", finding) from None
    except ValueError as error:
        found = re.search(r"line (\d+)", str(error))
        place = Place(file=file, row=int(found[1]) if found else None)
        finding = Finding("bylaw.not_toml", Severity.ERROR, place=place, params={"reason": str(error)})
        raise ByLawError(f"{file} is not TOML: {error}", finding) from None
    try:
        return build_bylaw(document, forms=known, templates=shipped_templates())
    except ByLawError as error:
        lines = lines_of(text)
        placed = tuple(_placed(finding, file, lines) for finding in error.findings)
        raise ByLawError(str(error), *placed, *_left_out(placed)) from None


def _document(text: str) -> Mapping[str, object]:
    """The values of a TOML text, unless reading it would take all memory or all time there is.

    Raises:
        ValueError: It is not TOML, or something in it is beyond measure; the message names the line.
    """
    bare = _TEXTS.sub("_", text)
    beyond = _BEYOND.search(bare)
    if beyond:
        line = bare.count("\n", 0, beyond.start()) + 1
        raise ValueError(f"{beyond[0][:20]}… has too many parts (at line {line})")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError(f"nested too deep (at line {_deepest(bare)})") from None


def _deepest(bare: str) -> int:
    """The line on which most brackets are open."""
    depth, most, found = 0, 0, 1
    for number, line in enumerate(bare.splitlines(), start=1):
        opened = line.count("[") + line.count("{")
        if depth + opened > most:
            most, found = depth + opened, number
        depth += opened - line.count("]") - line.count("}")
    return found


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
