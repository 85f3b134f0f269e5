"""What a form says, read: all that is wrong is told at once, each fault beside its field, in the library's words."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from communitywelfare import Claim, Event, Finding, Severity, WelfareError
from communitywelfare.calendar import read_day
from communitywelfare.counts import read_count
from communitywelfare.digits import western_digits
from communitywelfare.errors import InvalidDay, InvalidValue
from communitywelfare.members import Relationship
from communitywelfare.rules import Benefit, Stated

__all__ = ["Form"]

T = TypeVar("T")
NEEDED = {"th": "โปรดกรอกช่องนี้", "en": "please fill this in"}


class Form:
    """A form that was sent, with what is wrong in it by field."""

    def __init__(self, sent: Mapping[str, str], documents: frozenset[str], today: date) -> None:
        self._sent, self._documents, self._today = sent, documents, today
        self.faults: dict[str, Finding] = {}

    def claim(self, clause: Benefit, stated: Stated) -> Claim:
        """The claim that it makes, without a number yet; worth nothing where there are faults.

        What is left empty is not known, which is not zero: the decision will name what it lacks.
        """
        attributes = {each.name: self._read(f"stated.{each.name}", western_digits) for each in stated.attributes}
        event = Event(
            day=self._read("event_day", self._day, is_needed=True) or self._today,
            until=self._read("until", self._day),
            units=self._read("units", read_count),
            attributes={name: text for name, text in attributes.items() if text},
        )
        return Claim(
            number="",
            day=self._today,
            member=self._read("member", western_digits, is_needed=True) or "",
            benefit=clause.key,
            category=clause.category,
            event=event,
            relation=self._read("relation", _relation) or Relationship.SELF,
            documents=self._documents & {*stated.documents},
        )

    def _read(self, field: str, reader: Callable[[str], T], *, is_needed: bool = False) -> T | None:
        text = self._sent.get(field, "").strip()
        try:
            if text:
                return reader(text)
            if is_needed:
                raise InvalidValue(f"{field} is empty", Finding("form.needed", Severity.ERROR, params={"says": NEEDED}))
        except WelfareError as error:
            self.faults[field] = error.findings[0]
        return None

    def _day(self, text: str) -> date:
        day = read_day(text).day
        if day > self._today:
            params = {"day": day, "today": self._today}
            raise InvalidDay(f"{day} is still to come", Finding("day.in_future", Severity.ERROR, params=params))
        return day


def _relation(text: str) -> Relationship:
    try:
        return Relationship(text)
    except ValueError:
        options = tuple(Relationship)
        finding = Finding("cell.not_an_option", Severity.ERROR, params={"value": text, "options": options})
        raise InvalidValue("not a relationship", finding) from None
