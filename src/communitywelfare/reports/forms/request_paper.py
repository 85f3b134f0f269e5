"""The request for co-funding laid out as a paper: its parts and items as the form has them, and two helps behind."""

from collections.abc import Iterator

from attrs import evolve

from communitywelfare.errors import Severity
from communitywelfare.fund.forms import said_in
from communitywelfare.fund.forms.request import Chosen, Filled, FilledPart, Met, RequestForm
from communitywelfare.fund.forms.request.coverage import GroupCount
from communitywelfare.fund.forms.request.money import KindReceived, RoundDues, RoundLine
from communitywelfare.io.shipped import benefit_categories
from communitywelfare.money import total
from communitywelfare.reports.documents.document import (
    Block,
    Choices,
    Document,
    Facts,
    Heading,
    Prose,
    Signatures,
    Sum,
    document_of,
    in_both,
)
from communitywelfare.reports.forms.cells import filled_cell, finding_words, option_words, revealed, rows_of
from communitywelfare.reports.sheets import Cell, Column, Kind, Row, Table, Words, labelled, said
from communitywelfare.wording import LANGUAGES

__all__ = ["request_document"]

_GAP = "\N{NO-BREAK SPACE}"  # a page would draw others together
_ABREAST = 2  # signatures side by side, so that a long name stands on one line


def request_document(form: RequestForm, *, unmasked: bool = False) -> Document:
    """The request as a paper. People stay masked unless the paper is to be `unmasked`."""
    blocks: list[Block] = []
    for part in form.parts:
        blocks += _part(form, part, unmasked=unmasked)
    blocks += _criteria(form)
    blocks += _to_fill_in(form)
    number = said("paper.budget_year", year=form.request.budget_year, cut_off=in_both(form.request.cut_off))
    paper = document_of("REQUEST", "request", form.fund, blocks, number=number)
    return evolve(paper, title=form.version.title)  # the form's own, of its year


def _part(form: RequestForm, part: FilledPart, *, unmasked: bool) -> Iterator[Block]:
    title = part.part.label
    yield Heading({language: f"{part.part.number} {title[language]}" for language in LANGUAGES})
    pairs: list[tuple[Words, Cell]] = []
    for filled in part.items:
        block = _block(form, filled)
        if block is None:
            pairs.append((filled.item.label, _fact(filled, unmasked=unmasked)))
            continue
        yield from _facts(pairs)
        pairs = []
        yield block
    yield from _facts(pairs)
    if any(filled.item.shows == "request.amount" for filled in part.items):
        yield Sum(form.request.amount)
        yield Prose(_trace(form))
        yield from (Prose(finding_words(step)) for step in form.request.steps)
    if part.part.says is not None:
        yield Prose(part.part.says)
    signing = [(signer.role, revealed(name, unmasked=unmasked)) for signer, name in part.signers]
    for place in range(0, len(signing), _ABREAST):
        yield Signatures(tuple(signing[place : place + _ABREAST]))


def _facts(pairs: list[tuple[Words, Cell]]) -> Iterator[Block]:
    if pairs:
        yield Facts(tuple(pairs))


def _fact(filled: Filled, *, unmasked: bool) -> Cell:
    """A value; of an item with a list of answers, all of them, the one that was given with a stroke in its brackets."""
    options = filled.item.options
    if not options or (filled.value is not None and said_in(options, filled.value) is None):
        return filled_cell(filled, unmasked=unmasked)
    marks = [f"({_GAP}/{_GAP})" if option.id == filled.value else f"({_GAP * 3})" for option in options]
    return {
        language: (_GAP * 3 + " ").join(
            f"{mark} {option.label[language]}" for mark, option in zip(marks, options, strict=True)
        )
        for language in LANGUAGES
    }


def _block(form: RequestForm, filled: Filled) -> Block | None:
    """What is more than a fact: boxes to tick, groups side by side, a table."""
    match filled.item.shows:
        case "rounds.option":
            return Choices(tuple(_options(form, filled)))
        case "members.groups":
            return Facts(_groups(filled), across=3)
        case "rounds.table":
            return _rounds(filled)
        case "contributions.by_round" if filled.value is not None:
            return _dues_by_round(filled)
        case "benefits.table" if filled.value is not None:
            return _benefits(filled)
    return None


def _options(form: RequestForm, filled: Filled) -> Iterator[tuple[Words, bool]]:
    chosen = filled.value
    for option in form.version.options:
        is_chosen = isinstance(chosen, Chosen) and option == chosen.option
        number = chosen.number if isinstance(chosen, Chosen) and is_chosen else None
        yield option_words(option.label, number), is_chosen


def _groups(filled: Filled) -> tuple[tuple[Words, Cell], ...]:
    """How many are of each group; where some may be of it and nobody knows, that is said."""
    return tuple(
        (labelled(each.group), said("paper.and_unknown", members=each.members, unknown=each.unknown))
        if each.unknown
        else (labelled(each.group), each.members)
        for each in rows_of(filled, GroupCount)
    )


def _rounds(filled: Filled) -> Table:
    columns = (
        Column("round", said("paper.round"), Kind.CODE),
        Column("as_of", said("paper.members_as_of"), Kind.DAY),
        Column("approved_on", said("paper.approved_on"), Kind.DAY),
        Column("members_total", said("paper.members_total"), Kind.COUNT),
        Column("members_full_year", said("paper.members_full_year"), Kind.COUNT),
        Column("members", said("paper.members_matched"), Kind.COUNT),
        Column("requested", said("paper.requested"), Kind.MONEY),
        Column("approved", said("paper.granted"), Kind.MONEY),
        Column("received", said("paper.came"), Kind.MONEY),
        Column("returned", said("paper.went_back"), Kind.MONEY),
    )
    lines = rows_of(filled, RoundLine)
    went_back = any(line.returned is not None for line in lines)  # seldom: the column is shown only then
    shown = len(columns) if went_back else len(columns) - 1
    rows = (Row(_round(line)[:shown]) for line in lines)
    return Table(columns=columns[:shown], rows=rows, name=filled.item.label)


def _round(line: RoundLine) -> tuple[Cell, ...]:
    number: Cell = said("paper.round_now", number=line.number) if line.is_now else str(line.number)
    members = (line.members_total, line.members_full_year, line.members)
    money = (line.requested, line.approved, line.received, line.returned)
    return (number, line.as_of, line.approved_on, *members, *money)


def _dues_by_round(filled: Filled) -> Table:
    columns = (
        Column("round", said("paper.round"), Kind.CODE),
        Column("as_of", said("paper.members_as_of"), Kind.DAY),
        Column("amount", said("paper.dues_of_year"), Kind.MONEY),
    )
    unknown = said("paper.not_known")
    rows = (
        Row((str(line.number), line.as_of, unknown if line.amount is None else line.amount))
        for line in rows_of(filled, RoundDues)
    )
    return Table(columns=columns, rows=rows, name=filled.item.label)


def _benefits(filled: Filled) -> Table:
    lines, names = rows_of(filled, KindReceived), benefit_categories()
    columns = (
        Column("benefit", said("paper.benefit")),
        Column("persons", said("paper.persons"), Kind.COUNT),
        Column("amount", said("paper.amount"), Kind.MONEY),
    )
    rows = (Row((names.get(line.category, line.category), line.persons, line.amount)) for line in lines)
    persons, amount = sum(line.persons for line in lines), total(line.amount for line in lines)
    summed = Row.total(said("paper.sum"), persons, amount)
    return Table(columns=columns, rows=(*rows, summed), name=filled.item.label)


def _trace(form: RequestForm) -> Words:
    """How the amount comes about: members times the rate, or the sum over the list where each has a sum of its own."""
    request = form.request
    members, rate = len(request.eligible), request.period.per_member
    if rate is not None and rate * members == request.amount:
        return said("paper.request_product", members=members, rate=rate, amount=request.amount)
    return said("paper.request_sum", members=members, amount=request.amount)


def _criteria(form: RequestForm) -> Iterator[Block]:
    yield Heading(said("paper.criteria"))
    columns = (Column("figures", said("paper.figures")), Column("met", said("paper.met"), Kind.CODE))
    rows: list[Row] = []
    for each in form.criteria:
        met = labelled(each.met)
        heads = {language: f"{each.rule.id} {title}: {met[language]}" for language, title in each.rule.title.items()}
        rows.append(Row.heading(heads))
        rows += [Row((finding_words(finding), labelled(_OUTCOMES[finding.severity]))) for finding in each.findings]
    yield Table(columns=columns, rows=rows)


_OUTCOMES = {Severity.INFO: Met.PASS, Severity.BLOCK: Met.FAIL, Severity.REFER: Met.UNKNOWN}


def _to_fill_in(form: RequestForm) -> Iterator[Block]:
    if not form.missing:
        return
    yield Heading(said("paper.to_fill_in"))
    columns = (
        Column("id", said("paper.item"), Kind.CODE),
        Column("label", said("paper.what")),
        Column("where", said("paper.fill_in_where")),
    )
    rows = (Row((filled.item.id, filled.item.label, filled.where)) for filled in form.missing)
    yield Table(columns=columns, rows=rows)
