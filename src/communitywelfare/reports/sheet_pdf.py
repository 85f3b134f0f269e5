"""Sheets on paper (the extra ``report``): A4, the head on every page, the journal's fingerprint at the foot."""

import re
from collections.abc import Iterable, Mapping

from communitywelfare.reports._shown import Digits, cell_text, in_digits, is_wide, period_text, words_in
from communitywelfare.reports._typst import typeset
from communitywelfare.reports.sheets import Kind, Row, RowKind, Sheet, Table, Words
from communitywelfare.wording import Language, phrase

__all__ = ["foot_text", "paper_of", "printable", "sheet_pdf", "signature_block", "table_block"]

_READ_ALOUD = 5_000  # cells; who wants a longer list read aloud takes the page
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def sheet_pdf(sheet: Sheet, language: Language, digits: Digits = "arabic") -> bytes:
    """A sheet as a PDF file; the same sheet gives the same bytes.

    Raises:
        NotInstalled: The extra ``report`` is not there.
    """
    cells = sum(len(row.cells) for table in sheet.tables for row in table.rows)
    return typeset(_sheet_paper(sheet, language, digits), is_tagged=cells <= _READ_ALOUD)


def _sheet_paper(sheet: Sheet, language: Language, digits: Digits) -> Mapping[str, object]:
    tables = [table_block(table, language, digits) for table in sheet.tables]
    blocks: list[object] = [{"type": "beside", "tables": tables}] if sheet.beside else [*tables]
    blocks.append({"type": "notes", "notes": [printable(words_in(note, language)) for note in sheet.notes]})
    if sheet.signatures:
        blocks.append(signature_block(((role, "") for role in sheet.signatures), language))
    widths = [len(table.columns) for table in sheet.tables]
    width = sum(widths) if sheet.beside else max(widths, default=0)
    return paper_of(
        blocks,
        language,
        digits,
        fund=sheet.fund,
        title=sheet.title,
        subtitle=words_in(sheet.subtitle, language),
        period=period_text(sheet, language, digits),
        foot=foot_text(sheet.id, sheet.fingerprint, language),
        size=10 if width <= 8 else 9 if width <= 12 else 7.5,
        landscape=is_wide(sheet),
    )


def paper_of(
    blocks: list[object], language: Language, digits: Digits, *, fund: str, title: Words, **more: object
) -> Mapping[str, object]:
    """What the layout asks of every paper, with what this one says of itself."""
    return {
        "lang": language,
        "thai-digits": digits == "thai",
        "fund": printable(fund),
        "title": printable(words_in(title, language)),
        "subtitle": "",
        "period": "",
        "number": "",
        "stamp": "",
        "size": 11,
        "landscape": False,
        "page": phrase("sheet.page", language),
        "sign": phrase("sheet.sign", language),
        "blocks": blocks,
        **{name: printable(value) if isinstance(value, str) else value for name, value in more.items()},
    }


def foot_text(name: str, fingerprint: str, language: Language) -> str:
    """What stands at the foot of every page: which paper it is, and what vouches for its figures."""
    head = phrase("sheet.fingerprint", language).format(head=fingerprint[:8] or "–")
    return f"{name} · {head}"


def table_block(table: Table, language: Language, digits: Digits) -> Mapping[str, object]:
    """A table for the layout, every cell as text."""
    fluid = [column.kind is Kind.TEXT for column in table.columns]
    return {
        "type": "table",
        "name": printable(words_in(table.name, language)),
        "inset": 3 if len(table.columns) > 12 else 5,
        "columns": [
            {"name": printable(words_in(column.name, language)), "figure": column.kind.is_figure, "fluid": wide}
            for column, wide in zip(table.columns, fluid, strict=True)
        ],
        "rows": [
            {"kind": row.kind.value, "cells": [printable(text) for text in _texts(row, table, language, digits)]}
            for row in table.rows
        ],
    }


def _texts(row: Row, table: Table, language: Language, digits: Digits) -> Iterable[str]:
    if row.kind is RowKind.HEADING:
        return [in_digits(words_in(row.cells[0], language), digits)]  # type: ignore[arg-type]  # a heading is words
    return (
        cell_text(cell, column.kind, language, digits) for cell, column in zip(row.cells, table.columns, strict=True)
    )


def signature_block(who: Iterable[tuple[Words, str]], language: Language) -> Mapping[str, object]:
    """Lines to sign on: a role, and the name where it is known."""
    signing = [{"role": printable(words_in(role, language)), "name": printable(name)} for role, name in who]
    return {"type": "signatures", "who": signing}


def printable(text: str) -> str:
    """Text that can stand on paper; what cannot is left as U+FFFD."""
    return _UNPRINTABLE.sub("\ufffd", text)
