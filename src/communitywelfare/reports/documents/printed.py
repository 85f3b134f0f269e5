"""Papers in print (the extra ``report``): A4, stamped across where they are void."""

from collections.abc import Mapping

from communitywelfare.reports._shown import Digits, in_digits, words_in
from communitywelfare.reports._typst import typeset
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
from communitywelfare.reports.sheet_pdf import foot_text, paper_of, printable, signature_block, table_block
from communitywelfare.reports.sheets import Table
from communitywelfare.wording import Language, phrase

__all__ = ["document_pdf"]


def document_pdf(document: Document, language: Language, digits: Digits = "arabic") -> bytes:
    """A paper as a PDF file; the same paper gives the same bytes.

    Raises:
        NotInstalled: The extra ``report`` is not there.
    """
    blocks: list[object] = [_block(each, language, digits) for each in document.blocks]
    blocks.append({"type": "notes", "notes": [words_in(note, language) for note in document.notes]})
    return typeset(
        paper_of(
            blocks,
            language,
            digits,
            fund=document.fund,
            title=document.title,
            subtitle=document.address,
            number=words_in(document.number, language),
            stamp=words_in(document.stamp, language),
            foot=foot_text(document.id, document.fingerprint, language),
        )
    )


def _block(block: Block, language: Language, digits: Digits) -> Mapping[str, object]:
    match block:
        case Facts():
            pairs = [
                [printable(words_in(name, language)), printable(fact_text(value, language, digits))]
                for name, value in block.pairs
            ]
            return {"type": "facts", "across": block.across, "pairs": pairs}
        case Prose():
            return {"type": "prose", "text": printable(words_in(block.words, language))}
        case Heading():
            text = printable(words_in(block.words, language))
            return {"type": "heading", "text": text, "level": block.level, "on-new-page": block.on_new_page}
        case Choices():
            boxes = [
                {"ticked": ticked, "text": printable(words_in(words, language))} for words, ticked in block.choices
            ]
            return {"type": "choices", "choices": boxes, "name": printable(words_in(block.name, language))}
        case Sum():
            return {
                "type": "sum",
                "name": phrase("paper.in_words", language),
                "words": words_in(block.words, language),
                "figure": in_digits(str(block.amount), digits),
            }
        case Signatures():
            return signature_block(block.who, language)
        case Table():
            return table_block(block, language, digits)
        case Beside():
            sides = [table_block(each, language, digits) for each in (block.left, block.right)]
            return {"type": "together", "blocks": [{"type": "beside", "tables": sides}]}
        case Together():
            return {"type": "together", "blocks": [_block(each, language, digits) for each in block.blocks]}
