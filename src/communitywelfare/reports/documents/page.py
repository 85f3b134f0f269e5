"""Papers as pages."""

from collections.abc import Iterable, Iterator

from communitywelfare.reports import _html as html
from communitywelfare.reports._html import Html
from communitywelfare.reports._shown import Digits, words_in
from communitywelfare.reports.documents.document import (
    Beside,
    Block,
    Choices,
    Document,
    Facts,
    Heading,
    Prose,
    Signatures,
    Sum,
    Together,
    fact_text,
)
from communitywelfare.reports.sheet_html import table_html
from communitywelfare.reports.sheets import Table
from communitywelfare.wording import Language, phrase

__all__ = ["document_html"]

_DOTS = "." * 40


def document_html(document: Document, language: Language, digits: Digits = "arabic") -> bytes:
    """A paper as an HTML page that needs nothing beside itself."""
    parts = list(_under_heads(document.blocks, language, digits, words_in(document.title, language)))
    parts += [html.element("p", words_in(note, language), class_="notice") for note in document.notes]
    if document.stamp is not None:
        parts.insert(0, html.element("p", words_in(document.stamp, language), class_="stamp"))
    head = (document.fund, document.address, words_in(document.number, language))
    return html.document(
        title=words_in(document.title, language),
        lang=language,
        subtitle=" · ".join(part for part in head if part),
        body=html.fragment(*parts),
        footer=html.definition_list(((phrase("journal_head", language), document.fingerprint[:8] or "–"),)),
    ).encode()


def _under_heads(blocks: Iterable[Block], language: Language, digits: Digits, head: str) -> Iterator[Html]:
    """Blocks, those without a name of their own named by the heading above them."""
    for each in blocks:
        if isinstance(each, Heading):
            head = words_in(each.words, language)
        yield _block(each, language, digits, head)


def _block(block: Block, language: Language, digits: Digits, title: str) -> Html:
    match block:
        case Facts():
            return html.definition_list(
                (words_in(name, language), fact_text(value, language, digits) or _DOTS) for name, value in block.pairs
            )
        case Prose():
            return html.element("p", words_in(block.words, language))
        case Heading():
            look = "new-page" if block.on_new_page else None
            return html.element(f"h{block.level + 1}", words_in(block.words, language), class_=look)
        case Choices():
            return _choices(block, language)
        case Sum():
            name = phrase("paper.in_words", language)
            return html.definition_list(((name, html.element("strong", words_in(block.words, language))),))
        case Signatures():
            return _signatures(block, language)
        case Table():
            return table_html(block, language, digits, caption=words_in(block.name, language) or title)
        case Beside():
            sides = (_block(each, language, digits, title) for each in (block.left, block.right))
            return html.element("figure", html.element("div", *sides, class_="sides"), class_="two-sided")
        case Together():
            inner = _under_heads(block.blocks, language, digits, title)
            return html.element("div", *inner, class_="together")


def _choices(block: Choices, language: Language) -> Html:
    boxes = [f"{'☑' if ticked else '☐'} {words_in(words, language)}" for words, ticked in block.choices]
    if block.name is None:
        return html.fragment(*(html.element("p", box) for box in boxes))
    spans = [html.fragment(html.element("span", box, class_="choice"), " ") for box in boxes]
    return html.definition_list(((words_in(block.name, language), html.fragment(*spans)),))


def _signatures(block: Signatures, language: Language) -> Html:
    sign = phrase("sheet.sign", language)
    lines = (f"{sign} {_DOTS} {words_in(role, language)}{f' ({name})' if name else ''}" for role, name in block.who)
    return html.fragment(*(html.element("p", line) for line in lines))
