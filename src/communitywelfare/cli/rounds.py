"""What commands about rounds of co-funding share: which round, by which scheme, and how a round is told."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import PurePath
from typing import Any, TypeVar

import click

from communitywelfare.calendar import ReadDay
from communitywelfare.cli.claim_desk import when_done
from communitywelfare.cli.desk import PACKAGE, change, key_option, on_day
from communitywelfare.cli.speaking import Voice
from communitywelfare.cofunding import CofundingState, Round, RoundStanding, Scheme
from communitywelfare.errors import Finding, MissingFact, Severity
from communitywelfare.fund import Fund
from communitywelfare.fund.claims_desk import When
from communitywelfare.fund.matched import of_its_scheme
from communitywelfare.fund.round_steps import RoundKey, round_of
from communitywelfare.io._files import read_path
from communitywelfare.io.scheme_toml import parse_scheme, shipped_schemes
from communitywelfare.reports import as_json
from communitywelfare.wording import label

__all__ = [
    "SCHEME",
    "STATES_SCHEME",
    "STATES_SCHEMES",
    "about_round",
    "do_step",
    "figures_of",
    "of_round",
    "scheme_of",
    "scheme_of_round",
    "told_lines",
]

F = TypeVar("F", bound=Callable[..., Any])
_OF = "หลักเกณฑ์: รหัส หรือไฟล์ .toml / a scheme's id or file"
SCHEME = click.option("--scheme", default="", help=f"{_OF}; the source's own")
STATES_SCHEME = click.option("--scheme", default="state-via-codi", show_default=True, help=_OF)
STATES_SCHEMES = click.option(
    "--scheme", "schemes", default=["state-via-codi"], show_default=True, multiple=True, help=f"{_OF}; several times"
)


def of_round(command: F) -> F:
    """Give a command its package and its round, ``SOURCE ROUND``, its day and its key."""
    return about_round(key_option(command))


def about_round(command: F) -> F:
    """The same for a command that does the same however often it is given: it needs no key."""
    for decorate in (
        on_day,
        click.argument("number", type=int, metavar="ROUND"),
        click.argument("source"),
        click.argument("package", type=PACKAGE),
    ):
        command = decorate(command)
    return command


def scheme_of(text: str, source: str) -> Scheme:
    """The scheme that is named, or the shipped one of a source.

    Raises:
        MissingFact: There is none.
        FormatError: The file cannot be read, or is no scheme.
    """
    if PurePath(text).suffix:
        return parse_scheme(read_path(text), PurePath(text).name)
    shipped = shipped_schemes()
    found = shipped.get(text) or next((each for each in shipped.values() if not text and each.source == source), None)
    if found is None:
        params = {"scheme": text or source, "known": tuple(shipped)}
        raise MissingFact(f"no scheme {text or source}", Finding("cofunding.no_scheme", Severity.ERROR, params=params))
    return found


def scheme_of_round(fund: Fund, key: RoundKey, text: str) -> Scheme:
    """The scheme that is named, or else that of the round: its own, or the shipped one of its source.

    Raises:
        MissingFact: There is no such round, or no such scheme.
        Refused: The round follows another scheme.
    """
    row = round_of(fund, key)
    scheme = scheme_of(text or row.scheme, row.source)
    of_its_scheme(row, scheme)
    return scheme


def do_step(
    voice: Voice,
    package: str,
    key: RoundKey,
    do: Callable[[Fund, When], Fund],
    *,
    actor: str,
    on: ReadDay | None,
    idempotency: str,
) -> None:
    """Let something be done about a round, and tell where it stands then."""

    def doing(fund: Fund, day: date) -> tuple[Fund, tuple[Round, RoundStanding]]:
        changed = do(fund, when_done(day, actor, idempotency))
        row = round_of(changed, key)
        return changed, (row, changed.round_standing(row, date.max))

    (row, standing), day = change(voice, package, on, doing)
    rest = {"not_come": standing.not_come} if standing.state in _ENDED else {}
    lines = (f"  {voice.t('not_come')} {amount}" for amount in rest.values())
    voice.answer({**figures_of(row, standing), **rest, "on": day}, *told_lines(voice, row, standing), *lines)


_ENDED = frozenset({CofundingState.RECONCILED, CofundingState.REPORTED})


def figures_of(row: Round, standing: RoundStanding) -> Mapping[str, object]:
    """A round for machines: its state and its figures, none computed from another."""
    return {
        "source": row.source,
        "round": row.number,
        "budget_year": row.budget_year,
        "agency": row.agency,
        "cut_off": row.as_of,
        "state": standing.state,
        "requested": standing.requested,
        "approved": standing.approved,
        "members": standing.members,
        "received": standing.received,
        "in_kind": as_json(standing.in_kind),
        "owed_back": standing.owed_back,
        "returned": standing.returned,
    }


def told_lines(voice: Voice, row: Round, standing: RoundStanding) -> tuple[str, ...]:
    """A round for people: where it stands, and its figures."""
    agency = f" {row.agency}" if row.agency else ""
    head = f"{voice.t('round')} {row.reference} ({row.budget_year}){agency}: {label(standing.state, voice.language)}"
    figures = (
        (voice.t("requested"), standing.requested),
        (voice.t("approved"), standing.approved),
        (voice.t("came"), standing.received),
        (voice.t("owed_back"), standing.owed_back),
        (voice.t("went_back"), standing.returned),
    )
    said = " · ".join(f"{name} {'–' if amount is None else amount}" for name, amount in figures)
    things = (f"  {each.what}{'' if each.worth is None else f' ({each.worth})'}" for each in standing.in_kind)
    return (head, f"  {said}", *things)
