"""What is looked at, and how: a policy that a committee decides on, and the setting of a run (นโยบาย และการตั้งค่า)."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property

from attrs import evolve, field, frozen

from communitywelfare.calendar import Month
from communitywelfare.cofunding import Scheme
from communitywelfare.contributions import DuesHistory
from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.fund import Fund
from communitywelfare.rules import ByLaw
from communitywelfare.rules.changes import Change, changed
from communitywelfare.simulation.account import WhenEmpty
from communitywelfare.simulation.levels import Risks

__all__ = ["Policy", "Setting"]

_BOUNDS = (
    ("years", 1, 100),
    ("scenarios", 1, 1_000_000),
    ("first_scenario", 0, 1_000_000_000),
    ("match_comes_after", 0, 120),
)


@frozen(kw_only=True)
class Setting:
    """How a projection is run: how far, how often, by which chance, and with which risks.

    A future is known by its number: those from `first_scenario` on are the same whether they are run alone or among
    others, so that one can be looked at again, and many parted among machines.

    `match_comes_after` is how many months after its cut-off the money of a round comes: no source says, an assumption.
    """

    years: int = 20
    scenarios: int = 1_000
    first_scenario: int = 0
    seed: int = 1
    risks: Risks = Risks()
    when_empty: WhenEmpty = WhenEmpty.OWE
    priorities: tuple[str, ...] = ()
    match_comes_after: int = 6

    def __attrs_post_init__(self) -> None:
        for name, least, most in _BOUNDS:
            value = getattr(self, name)
            if not least <= value <= most:
                params = {"what": name, "found": value, "least": least, "below": most + 1}
                finding = Finding("draw.outside", Severity.ERROR, params=params)
                raise InvalidValue(f"{name} is {value}, wanted from {least} to {most}", finding)

    def __str__(self) -> str:
        return f"{self.scenarios:,} futures of {self.years} years"

    @property
    def months(self) -> int:
        """How many months are projected."""
        return 12 * self.years


def _day_of(on: object) -> date:
    """The day, or the first of the month."""
    if isinstance(on, Month):
        return on.first
    if isinstance(on, date):
        return on
    finding = Finding("simulation.month_wanted", Severity.ERROR, params={"what": "on", "found": repr(on)})
    raise InvalidValue(f"on is {on!r}; wanted a day or a month, such as start.first or Month(2024, 10)", finding)


def _in_all_languages(name: Mapping[str, str] | str) -> Mapping[str, str]:
    return {"th": name, "en": name} if isinstance(name, str) else name


@frozen(eq=False, kw_only=True)
class Policy:
    """What a committee decides on: a by-law with its dues, and whose money is expected to come.

    A `name` that is one text is that in every language.
    """

    name: Mapping[str, str] = field(factory=dict, converter=_in_all_languages)
    bylaw: ByLaw
    schemes: tuple[Scheme, ...] = ()

    @classmethod
    def of(cls, fund: Fund, schemes: Sequence[Scheme] = ()) -> "Policy":
        """The fund's by-law as it is."""
        return cls(name={"th": "ระเบียบปัจจุบัน", "en": "the by-law as it is"}, bylaw=fund.bylaw, schemes=tuple(schemes))

    def changed(
        self, changes: Mapping[str, object], *, on: date | Month, name: Mapping[str, str] | str | None = None
    ) -> "Policy":
        """This policy with some values of its by-law changed from a day on, such as ``{"dues.rate": "1.50"}``.

        Args:
            changes: New values by their paths, as `rules.changes.changed` takes them.
            on: The day, or the month, from which they hold, such as the first month of a projection.
            name: What the new policy is called; by default by its changes.

        Raises:
            InvalidValue: What `rules.changes.changed` raises, or `on` is neither a day nor a month.
        """
        change = Change.of(changes)
        named = change.name if name is None else name
        return evolve(self, name=named, bylaw=changed(self.bylaw, change.changes, on=_day_of(on)))

    def __repr__(self) -> str:
        called = self.name.get("en") or next(iter(self.name.values()), "")
        return f"<Policy {called!r}: {self.bylaw!r}>"

    @cached_property
    def bylaw_keys(self) -> tuple[str, ...]:
        """Its clauses, in the order of the sums."""
        return tuple(dict.fromkeys(clause.key for version in self.bylaw.versions for clause in version.benefits))

    @cached_property
    def dues(self) -> DuesHistory:
        """What members are asked to contribute."""
        return self.bylaw.dues
