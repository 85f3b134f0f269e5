"""A table of cases (ตารางตามกรณี): the first row whose conditions hold pays; by membership and age, level or damage."""

from typing import ClassVar, Self

from attrs import frozen

from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.money import Money
from communitywelfare.rules.amounts import Entitlement, in_one_sum, refused
from communitywelfare.rules.expressions import Condition, ask
from communitywelfare.rules.facts import ClaimFacts
from communitywelfare.rules.keys import Keys

__all__ = ["Row", "Table"]


@frozen
class Row:
    """A case, and the sum that it pays."""

    conditions: tuple[Condition, ...]
    pay: Money


@frozen
class Table:
    """Rows from top to bottom; `otherwise` pays where none holds."""

    rows: tuple[Row, ...]
    otherwise: Money | None = None
    form: ClassVar[str] = "table"

    @classmethod
    def read(cls, keys: Keys) -> Self:
        """Read ``rows``, each with ``when`` and ``pay``, and ``otherwise``."""
        rows = []
        for each in keys.tables("rows"):
            conditions = each.conditions("when")
            if not each.has("when"):
                each.report("bylaw.missing_key", "when")
            rows.append(Row(conditions, each.money("pay")))
        if not rows:
            keys.report("bylaw.steps_empty", "rows")
        return cls(tuple(rows), keys.money("otherwise") if keys.has("otherwise") else None)

    def entitlement(self, facts: ClaimFacts, place: Place) -> Entitlement:
        """One slice on the day of the event; a row that cannot be told yet stops the search, for it may be the one."""
        for number, row in enumerate(self.rows, start=1):
            answers = [ask(condition, facts, place) for condition in row.conditions]
            severities = {answer.severity for answer in answers}
            if Severity.BLOCK in severities:
                continue
            if Severity.REFER in severities:
                return in_one_sum(facts, Money(0), next(each for each in answers if each.severity is Severity.REFER))
            params = {"row": number, "amount": row.pay, "parts": tuple(answers)}
            return in_one_sum(facts, row.pay, Finding("amount.row", Severity.INFO, place=place, params=params))
        if self.otherwise is None:
            return refused(facts, "amount.no_row", place, {"rows": len(self.rows)})
        told = {"amount": self.otherwise}
        return in_one_sum(facts, self.otherwise, Finding("amount.otherwise", Severity.INFO, place=place, params=told))
