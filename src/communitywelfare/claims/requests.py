"""What happened, and who asks for what (เหตุและคำขอ)."""

from collections.abc import Iterable, Mapping
from datetime import date

from attrs import field, frozen

from communitywelfare.given import are_texts_by_name, as_option, as_texts, is_a, is_count, is_day, is_text, or_none
from communitywelfare.identity import HealthNote, PersonName
from communitywelfare.masking import hidden
from communitywelfare.members import Relationship

__all__ = ["Claim", "Event"]


@frozen(kw_only=True)
class Event:
    """What happened, and when: a birth, a stay in hospital, a death (เหตุ).

    `units` counts what the clause counts (nights, children); `until` is the last day of a stay. `attributes` are what
    else the by-law asks about the event, as text: a school level, a grade.

    Raises:
        InvalidValue: A day that is none or is of the Buddhist era, a count below 0, or an attribute that is no text.
    """

    day: date = field(validator=is_day)
    until: date | None = field(default=None, validator=or_none(is_day))
    units: int | None = field(default=None, validator=or_none(is_count))
    attributes: Mapping[str, str] = field(factory=dict, hash=False, repr=hidden, validator=are_texts_by_name)


def _relation(given: Relationship | str) -> Relationship:
    return as_option(given, Relationship)


def _papers(given: Iterable[str]) -> frozenset[str]:
    return as_texts(given, "Claim.documents")


@frozen(kw_only=True)
class Claim:
    """A member's request for a benefit (คำขอ).

    `benefit` is the clause of the by-law, `category` its line on the CODI status form (01 to 99).

    Raises:
        InvalidValue: Something is given that is not of its kind: a text for a day, a relation of no such name.
    """

    number: str = field(validator=is_text)
    day: date = field(validator=is_day)
    member: str = field(validator=is_text)
    benefit: str = field(validator=is_text)
    category: str = field(validator=is_text)
    event: Event = field(validator=is_a(Event))
    claimant: PersonName = field(default=PersonName(""), validator=is_a(PersonName))
    relation: Relationship = field(default=Relationship.SELF, converter=_relation)
    documents: frozenset[str] = field(default=frozenset(), repr=hidden, converter=_papers)
    place: str = field(default="", repr=hidden)
    detail: HealthNote = HealthNote("")
