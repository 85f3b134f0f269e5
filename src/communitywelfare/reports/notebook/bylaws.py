"""By-laws in a notebook, in words: a whole one, a version, a clause."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from communitywelfare.reports import _html as html
from communitywelfare.reports._html import Html
from communitywelfare.reports.notebook.frame import bullets, heading, plain
from communitywelfare.rules.bylaws import Benefit, BenefitPolicy, ByLaw
from communitywelfare.wording import Language, bylaw_lines, clause_lines, version_lines

__all__ = ["shown_fragment"]

_ITEM = "   - "


def shown_fragment(values: Sequence[ByLaw | BenefitPolicy | Benefit], language: Language) -> Html:
    """What each says, as a committee would read it."""
    return html.fragment(*(part for each in values for part in _said(each, language)))


def _said(value: ByLaw | BenefitPolicy | Benefit, language: Language) -> Iterator[Html]:
    match value:
        case Benefit():
            yield heading(value.label.get(language, value.key))
            yield bullets(map(plain, clause_lines(value, language)))
        case BenefitPolicy():
            yield from _laid_out(version_lines(value, language))
        case ByLaw():
            name, *lines = bylaw_lines(value, language)
            yield heading(plain(name))
            yield from _laid_out(lines)


def _laid_out(lines: Iterable[str]) -> Iterator[Html]:
    """Lines of a by-law as paragraphs, with what a clause says as a list below its name."""
    for is_item, group in groupby((line for line in lines if line), lambda line: line.startswith(_ITEM)):
        if is_item:
            yield bullets(plain(line.removeprefix(_ITEM)) for line in group)
        else:
            yield from (html.element("p", plain(line.strip())) for line in group)
