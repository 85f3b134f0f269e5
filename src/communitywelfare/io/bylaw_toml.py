"""By-law files: TOML to a `ByLaw`, every mistake with its line."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache

from attrs import evolve

from communitywelfare.errors import ByLawError, Finding, Place, Severity
from communitywelfare.io._files import read_resource
from communitywelfare.io._toml_lines import lines_of
from communitywelfare.io.plugins import installed_forms
from communitywelfare.rules import ByLaw, build_bylaw
from communitywelfare.rules.lint import lint
from communitywelfare.rules.templates import Templates

__all__ = ["lint_bylaw", "parse_bylaw", "shipped_templates"]


def parse_bylaw(contents: bytes, file: str) -> ByLaw:
    """Read a by-law from the bytes of its file.

    Raises:
        ByLawError: It is not UTF-8, not TOML, or says something a by-law cannot say; every mistake is a finding with
            the line it stands on.
    """
    try:
        text = contents.decode("utf-8-sig")
        document = tomllib.loads(text)
    except UnicodeDecodeError as error:
        place = Place(file=file, row=contents.count(b"\n", 0, error.start) + 1)
        params = {"declared": "utf-8", "fits": ""}
        finding = Finding("file.encoding", Severity.ERROR, place=place, params=params)
        raise ByLawError(f"{file} is not UTF-8", finding) from None
    except (ValueError, RecursionError) as error:  # tomllib lets numbers too long for Python through as they are
        found = re.search(r"line (\d+)", str(error))
        place = Place(file=file, row=int(found[1]) if found else None)
        finding = Finding("bylaw.not_toml", Severity.ERROR, place=place, params={"reason": str(error)})
        raise ByLawError(f"{file} is not TOML: {error}", finding) from None
    try:
        return build_bylaw(document, forms=installed_forms(), templates=shipped_templates())
    except ByLawError as error:
        lines = lines_of(text)
        placed = tuple(_placed(finding, file, lines) for finding in error.findings)
        raise ByLawError(str(error), *placed) from None


@cache
def shipped_templates() -> Templates:
    """Versions that a by-law may start from (``based_on``), by name; they come with the library."""
    return tomllib.loads(read_resource("data/bylaws/templates.toml").decode("utf-8"))


def lint_bylaw(contents: bytes, file: str) -> tuple[Finding, ...]:
    """What is wrong or weak in a by-law file, from top to bottom; what cannot be read at all is told instead."""
    try:
        bylaw = parse_bylaw(contents, file)
    except ByLawError as error:
        return error.findings
    lines = lines_of(contents.decode("utf-8-sig"))
    found = (_placed(finding, file, lines) for finding in lint(bylaw))
    return tuple(sorted(found, key=lambda finding: finding.place.row or 0))


def _placed(finding: Finding, file: str, lines: Mapping[str, int]) -> Finding:
    """The finding with the line of its clause, or of the nearest table around it."""
    path = finding.place.clause or ""
    while path and path not in lines:
        path = path.rpartition("[")[0] if path.endswith("]") else path.rpartition(".")[0]
    return evolve(finding, place=evolve(finding.place, file=file, row=lines.get(path, 1)))
