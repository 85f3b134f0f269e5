"""Answers to the items of official forms: what a text of `answers.csv` means for the item that it answers."""

from datetime import date
from typing import TypeAlias

from communitywelfare.calendar import iso_day
from communitywelfare.digits import western_digits
from communitywelfare.errors import Finding, InvalidDay, InvalidMoney, Place, Severity
from communitywelfare.fund.forms.definition import Item, ItemKind, option_of
from communitywelfare.money import Money

__all__ = ["Answered", "read_answer"]

Answered: TypeAlias = str | int | Money | date


def read_answer(item: Item, text: str) -> Answered | Finding:
    """What an answer says: the id of a choice, a number, an amount, a day, or words; a finding where it is none."""
    found = _READERS[item.kind](item, text.strip())
    if found is not None:
        return found
    place = Place(file="answers.csv", column="answer", record=item.id)
    params: dict[str, object] = {"item": item.id, "answer": text, "kind": item.kind.value}
    if item.options:
        params["known"] = tuple(option.id for option in item.options)
        return Finding("form.answer_not_an_option", Severity.WARNING, place=place, params=params)
    return Finding("form.answer_unreadable", Severity.WARNING, place=place, params=params)


def _words(_item: Item, text: str) -> str | None:
    return text or None


def _count(_item: Item, text: str) -> int | None:
    digits = western_digits(text).replace(",", "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 12 else None


def _money(_item: Item, text: str) -> Money | None:
    try:
        return Money.baht(text)
    except InvalidMoney:
        return None


def _money_or_words(item: Item, text: str) -> Money | str | None:
    money = _money(item, text)
    return _words(item, text) if money is None else money


def _day(_item: Item, text: str) -> date | None:
    try:
        return iso_day(text)
    except InvalidDay:
        return None


def _choice(item: Item, text: str) -> str | None:
    return option_of(item.options, text)


_READERS = {
    ItemKind.TEXT: _words,
    ItemKind.TABLE: _words,
    ItemKind.COUNT: _count,
    ItemKind.MONEY: _money,
    ItemKind.MONEY_OR_TEXT: _money_or_words,
    ItemKind.DAY: _day,
    ItemKind.CHOICE: _choice,
}
