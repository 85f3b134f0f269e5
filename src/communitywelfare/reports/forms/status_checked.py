"""The last pages of the status form: whether its figures agree, what to know of them, and what is still missing."""

from collections.abc import Iterable, Iterator

from communitywelfare.fund.forms.status import StatusForm
from communitywelfare.fund.identities import Identity, Relation
from communitywelfare.reports.documents.document import Block, Heading, Prose
from communitywelfare.reports.forms.cells import finding_words
from communitywelfare.reports.sheets import Column, Kind, Row, Table, Words, said
from communitywelfare.wording import LANGUAGES

__all__ = ["checked"]

_EQUAL = {True: "holds", False: "differs", None: "cannot_tell"}
_BOUND = {True: "paper.form_right", False: "paper.form_wrong", None: "cannot_tell"}
_SIGNS = {Relation.EQUAL: "=", Relation.AT_MOST: "≤", Relation.AT_LEAST: "≥"}


def checked(form: StatusForm) -> Iterator[Block]:
    """What nobody fills in and everybody who signs should read, on a page of its own."""
    yield Heading(said("identities"), on_new_page=True)
    yield _identities(form.identities)
    if form.notes:
        yield Heading(said("paper.form_notes"))
        yield from (Prose(finding_words(note)) for note in form.notes)
    yield Heading(said("paper.form_missing"))
    yield _missing(form) if form.missing else Prose(said("paper.form_complete"))


def _identities(identities: Iterable[Identity]) -> Table:
    columns = (
        Column("identity", said("identity")),
        Column("left", said("left"), Kind.EITHER),
        Column("relation", said("paper.form_relation"), Kind.CODE),
        Column("right", said("right"), Kind.EITHER),
        Column("result", said("result"), Kind.CODE),
    )
    return Table(columns=columns, rows=(row for each in identities for row in _rows(each)))


def _rows(identity: Identity) -> Iterator[Row]:
    name = said(f"identity_{identity.id.replace('.', '_')}")
    yield Row((name, identity.left, _SIGNS[identity.relation], identity.right, _result(identity)))
    for each in identity.also:
        yield from _rows(each)


def _result(identity: Identity) -> Words:
    lacking = ", ".join(_file(name) for name in identity.why.split(", ") if name)
    results = _EQUAL if identity.relation is Relation.EQUAL else _BOUND
    result = said(results[identity.holds])
    return {language: f"{result[language]}: {lacking}" if lacking else result[language] for language in LANGUAGES}


def _file(name: str) -> str:
    """What an identity lacks, by the file where it would stand."""
    table, _dot, column = name.partition(".")
    return f"{table}.csv: {column}" if column else f"{table}.csv"


def _missing(form: StatusForm) -> Table:
    columns = (
        Column("id", said("paper.form_item"), Kind.CODE),
        Column("item", said("sheet.description")),
        Column("fill", said("paper.form_fill")),
    )
    return Table(columns=columns, rows=(Row((item.id, item.label, finding_words(why))) for item, why in form.missing))
