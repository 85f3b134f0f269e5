"""The catalogues: every code with its sentence, in gettext files that translators' tools can open."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from io import BytesIO
from types import MappingProxyType
from typing import Literal

from babel.messages.pofile import read_po

from communitywelfare.errors import Finding, InvalidValue, Severity

__all__ = ["LANGUAGES", "Language", "known_codes", "known_phrases", "sentence"]

Language = Literal["th", "en"]
LANGUAGES: tuple[Language, ...] = ("th", "en")


@cache
def catalogue(language: Language) -> Mapping[str, str]:
    """All sentences of one language by code.

    Raises:
        InvalidValue: There is no such language; a page may hand on what a browser asked for.
    """
    if language not in LANGUAGES:
        params = {"wanted": LANGUAGES, "found": str(language)}
        raise InvalidValue(
            f"{language!r} is not one of {LANGUAGES}", Finding("language.unknown", Severity.ERROR, params=params)
        )
    contents = files("communitywelfare.wording").joinpath("locale", f"{language}.po").read_bytes()
    entries = read_po(BytesIO(contents), locale=language)
    return MappingProxyType({str(entry.id): str(entry.string) for entry in entries if entry.id})


def known_codes() -> frozenset[str]:
    """Every code that has a sentence."""
    return frozenset(catalogue("en"))


def known_phrases() -> frozenset[str]:
    """Every key that `phrase` has words for: headings and labels of pages and of the command line."""
    return frozenset(code.removeprefix("ui.") for code in known_codes() if code.startswith("ui."))


def sentence(code: str, language: Language) -> str | None:
    """The sentence of a code, with its places to fill; None where there is none."""
    return catalogue(language).get(code)
