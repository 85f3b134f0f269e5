"""The requests of many funds as a sheet: who passes the criteria, who is granted what, and what has come."""

from collections.abc import Sequence
from datetime import date

from attrs import evolve

from communitywelfare.cofunding import Scheme
from communitywelfare.fund.forms.request import Met
from communitywelfare.money import total
from communitywelfare.network import Envelope, FundRequest, Screened
from communitywelfare.reports.network_words import words_of
from communitywelfare.reports.sheets import Column, Kind, Row, Sheet, Table, Words, labelled, said
from communitywelfare.wording import LANGUAGES

__all__ = ["envelope_sheet"]


def envelope_sheet(envelopes: Sequence[tuple[Scheme, Envelope]], budget_year: int, on: date) -> Sheet:
    """The requests to each scheme for a budget year, fund by fund, and what they come to; no scheme with another."""
    many = len(envelopes) > 1
    funds = {
        scheme.scheme_id: said("network.so_many_funds", funds=f"{len(each.lines):,}") for scheme, each in envelopes
    }
    subtitles = [_of(scheme, funds[scheme.scheme_id]) for scheme, _each in envelopes]
    return Sheet(
        id="N",
        fund="",
        title=said("network.envelope", year=budget_year),
        subtitle={language: "; ".join(each[language] for each in subtitles) for language in LANGUAGES},
        tables=[
            evolve(table, name=_of(scheme, table.name)) if many and table.name else table
            for scheme, each in envelopes
            for table in (_screening(each), _money(each), _why(each))
        ],
        last=on,
        notes=[_of(scheme, note) if many else note for scheme, each in envelopes for note in _notes(each)],
    )


def _of(scheme: Scheme, what: Words) -> Words:
    """Words about one of several schemes."""
    return {language: f"{scheme.name[language]} · {what[language]}" for language in LANGUAGES}


def _screening(envelope: Envelope) -> Table:
    """Whom each fund asks for, and which criteria it meets."""
    ids = tuple(dict.fromkeys(name for line in envelope.lines for name in line.request.criteria))
    columns = (
        *_FUND,
        Column("members", said("network.asked_for"), Kind.COUNT),
        *(Column(name, {"th": name, "en": name}) for name in ids),
        Column("screened", said("network.screened")),
    )
    rows = [_screened(line.request, ids) for line in envelope.lines]
    counted = envelope.counted()
    passing: Words = {language: f"{counted[Met.PASS]:,} / {len(rows):,}" for language in LANGUAGES}
    members = sum(line.request.members for line in envelope.lines)
    whole = Row.total(said("sheet.sum"), None, members, *(None for _name in ids), passing)
    return Table(columns=columns, rows=[*rows, whole], name=said("network.screening"))


def _screened(request: FundRequest, ids: Sequence[str]) -> Row:
    met = (labelled(request.criteria[name]) if name in request.criteria else None for name in ids)
    return Row((request.name, request.fund, request.members, *met, labelled(request.screened)))


def _money(envelope: Envelope) -> Table:
    """What each fund asks for, is granted, was approved and has received: figures of their own, each."""
    columns = (
        _FUND[0],
        Column("amount", said("network.requested_money"), Kind.MONEY),
        Column("granted", said("network.granted_money"), Kind.MONEY),
        Column("approved", said("network.approved_money"), Kind.MONEY),
        Column("received", said("network.received_money"), Kind.MONEY),
        Column("tranches", said("network.tranches"), Kind.COUNT),
        Column("returned", said("network.returned_money"), Kind.MONEY),
    )
    asked = [line.request for line in envelope.lines]
    whole = Row.total(
        said("sheet.sum"),
        envelope.asked,
        None if envelope.rationing is None else envelope.rationing.granted,
        total(request.approved for request in asked if request.approved is not None),
        total(request.received for request in asked),
        sum(request.tranches for request in asked),
        total(request.returned for request in asked),
    )
    return Table(columns=columns, rows=[*map(_paid, envelope.lines), whole], name=said("network.followed"))


def _paid(line: Screened) -> Row:
    asked = line.request
    figures = (asked.approved, asked.received, asked.tranches, asked.returned)
    return Row((asked.name, asked.amount, line.granted, *figures))


def _why(envelope: Envelope) -> Table:
    """Why a fund is granted less than it asks for, or nothing, and what would decide what is open."""
    rows = [
        Row((line.request.name, line.request.fund, words_of(reason)))
        for line in envelope.lines
        for reason in line.reasons
    ]
    columns = (
        *_FUND,
        Column("why", said("network.why")),
    )
    return Table(columns=columns, rows=rows, name=said("network.reasons"))


def _notes(envelope: Envelope) -> list[Words]:
    if envelope.rationing is None:
        return [said("network.no_budget")]
    shared = envelope.rationing
    told = map(words_of, shared.findings)
    budget = said("network.budget", budget=shared.budget, granted=shared.granted, unspent=shared.unspent)
    return [budget, *told]


_FUND = (Column("fund", said("network.fund")), Column("id", said("network.fund_id"), Kind.CODE))
