"""The order in which claims of a history are decided: day by day, and what falls due on a day before what is asked.

Of what falls due on one day the order is that of the fund's desk: by the clause's key, then by membership.
"""

from typing import Any

import numpy as np

from communitywelfare.rules.columns.book import MOST_CLAUSES, Book
from communitywelfare.rules.columns.days import NONE, Days, Flags, Whole
from communitywelfare.rules.columns.facts import Texts, gathered
from communitywelfare.rules.columns.people import OWN, Lived, People

__all__ = ["in_order", "merged", "turns"]

Columns = dict[str, Any]  # arrays by name, and for two names mappings of arrays


def merged(parts: list[Columns]) -> Columns:
    """The claims of events, the first part, together with those that fell due."""
    parts = [each for each in parts if len(each["who"])] or parts[:1]
    return parts[0] if len(parts) == 1 else _one_after_another(parts)


def in_order(book: Book, people: People, claims: Columns) -> Columns:
    """Claims by person, and of each person in the order in which they are decided."""
    owner: Whole = claims["who"]
    day: Whole = claims["claim_day" if "claim_day" in claims else "event_day"]
    if people.person is not None:
        owner = people.person[owner].astype(np.int64)
    goes_back = (owner[1:] == owner[:-1]) & (day[1:] < day[:-1]) | (owner[1:] < owner[:-1])
    if not goes_back.any() and claims["event"].min(initial=0) >= 0:
        return claims
    by = _on_one_day(book, claims["event"], claims["clause"], claims["who"])
    order = np.lexsort((*by, day, owner)) if people.person is not None else _merged_order(owner, day, by)
    return {name: gathered(each, order) for name, each in claims.items()}


def _merged_order(who: Whole, day: Days, by: tuple[Whole, Whole, Flags]) -> Whole:
    """The same order where each membership is a person: one number for each claim, which is sorted where it goes back.

    Events stand in their own order already, and of one person's claims that fall due on a day the key tells the turn.
    """
    _by_whom, by_what, is_event = by
    first = int(day.min())
    days = int(day.max()) - first + 1
    place = ((who * days + (day - first)) * 2 + is_event) * MOST_CLAUSES + np.where(is_event, 0, by_what)
    return np.argsort(place, kind="stable")


def turns(book: Book, facts: Lived) -> Whole:
    """When each claim is decided, among those of a household."""
    turn = np.empty(len(facts), np.int64)
    order = np.lexsort((*_on_one_day(book, facts.event, facts.clause, facts.who), facts.claim_day))
    turn[order] = np.arange(len(facts))
    return turn


def _on_one_day(book: Book, event: Whole, clause: Whole, who: Whole) -> tuple[Whole, Whole, Flags]:
    """What claims of one day are put in order by, the last first: what falls due, keys and people, or the events."""
    is_due = event < 0
    by_whom, by_what = who * is_due, np.where(is_due, book.alphabetical[clause], event).astype(np.int64)
    return by_whom, by_what, ~is_due


def _one_after_another(parts: list[Columns]) -> Columns:
    counts = [len(each["who"]) for each in parts]
    columns: Columns = {}
    for name in dict.fromkeys(name for part in parts for name in part):
        if name in {"attributes", "documents"}:
            columns[name] = _stated(parts, counts, name)
            continue
        columns[name] = np.concatenate(
            [
                part[name] if name in part else _filled(part, name, count)
                for part, count in zip(parts, counts, strict=True)
            ]
        )
    return columns


def _filled(part: Columns, name: str, count: int) -> Whole:
    """What claims hold of a column that is not told of them."""
    return part["event_day"] if name == "claim_day" else np.full(count, _FILLED[name])


_FILLED = {"units": NONE, "opening": NONE, "relations": OWN}


def _stated(parts: list[Columns], counts: list[int], name: str) -> Columns:
    """What events state, and nothing for what fell due."""
    found: Columns = {}
    for each, column in parts[0].get(name, {}).items():
        rest = sum(counts[1:])
        if isinstance(column, Texts):
            found[each] = Texts(np.concatenate([column.codes, np.full(rest, -1, np.int32)]), column.texts)
        else:
            found[each] = np.concatenate([column, np.zeros(rest, bool)])
    return found
