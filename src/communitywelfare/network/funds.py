"""The funds of a network (กองทุนในเครือข่าย): which there are, where, since when, and who stands beside them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Self

from attrs import field, frozen

from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.masking import how_many
from communitywelfare.network.areas import UNPLACED, Area, AreaKind, Areas
from communitywelfare.network.centres import Centre
from communitywelfare.network.keyed import doubled, first_by
from communitywelfare.network.life import FundState, LifeEvent, life_findings, state_on
from communitywelfare.network.terms import holds
from communitywelfare.network.zones import Zones

__all__ = ["Covers", "Network", "NetworkFund", "Partner", "Tag", "Training"]


@frozen(kw_only=True)
class NetworkFund:
    """A fund as its network knows it. `area` is where it is at home: every figure of it is counted there, and once."""

    fund: str
    name: str
    area: str


@frozen(kw_only=True)
class Covers:
    """That a fund takes members from an area: a tambon, a local government or a part of one, for some time."""

    fund: str
    area: str
    since: date | None = None
    until: date | None = None


@frozen(kw_only=True)
class Tag:
    """What a fund or an area is for some time: an innovation area (พื้นที่นวัตกรรม), a pilot."""

    subject: str
    tag: str
    since: date | None = None
    until: date | None = None


@frozen(kw_only=True)
class Partner:
    """A body that stands beside a fund or an area: the community organisation council (สภาองค์กรชุมชน), an agency."""

    subject: str
    name: str
    role: str = ""
    since: date | None = None
    until: date | None = None


@frozen(kw_only=True)
class Training:
    """How many people of a fund can do something, such as run the books in SWF, and since when."""

    fund: str
    topic: str
    persons: int
    since: date | None = None
    until: date | None = None


@frozen(kw_only=True)
class Network:
    """Everything that a network knows of its funds and areas beside the funds' own figures."""

    areas: Areas = Areas()
    zones: Zones = field()
    funds: tuple[NetworkFund, ...] = field(default=(), repr=how_many)
    covers: tuple[Covers, ...] = field(default=(), repr=how_many)
    life: tuple[LifeEvent, ...] = field(default=(), repr=how_many)
    tags: tuple[Tag, ...] = field(default=(), repr=how_many)
    partners: tuple[Partner, ...] = field(default=(), repr=how_many)
    training: tuple[Training, ...] = field(default=(), repr=how_many)
    centres: tuple[Centre, ...] = field(default=(), repr=how_many)

    @zones.default
    def _no_zones(self) -> Zones:
        return Zones(areas=self.areas)

    @classmethod
    def of_one(cls, fund: str, name: str) -> Self:
        """A network of one fund, of whose place nothing is known."""
        return cls(funds=(NetworkFund(fund=fund, name=name, area=""),))

    @cached_property
    def by_id(self) -> Mapping[str, NetworkFund]:
        """Funds by their id; of one that stands twice the first row counts."""
        return first_by(self.funds, lambda fund: fund.fund)

    @cached_property
    def _life_of(self) -> Mapping[str, tuple[LifeEvent, ...]]:
        found: dict[str, list[LifeEvent]] = defaultdict(list)
        for event in self.life:
            found[event.fund].append(event)
        return {fund: tuple(events) for fund, events in found.items()}

    def state(self, fund: str, on: date) -> FundState:
        """What a fund is at the end of a day."""
        return state_on(self._life_of.get(fund, ()), on)

    def active(self, on: date) -> tuple[NetworkFund, ...]:
        """The funds that are active at the end of a day, in the order of the list."""
        return tuple(fund for fund in self.by_id.values() if self.state(fund.fund, on) is FundState.ACTIVE)

    def areas_of(self, fund: str, on: date) -> tuple[str, ...]:
        """The codes of the areas that a fund covers on a day; where no row tells of the fund, that of its home."""
        rows = [row for row in self.covers if row.fund == fund]
        home = self.by_id[fund].area if fund in self.by_id else ""
        found = [row.area for row in rows if holds(row, on)] if rows else [home] if home else []
        return tuple(dict.fromkeys(found))

    def place(self, area: str, kind: AreaKind, on: date) -> str:
        """The code of the place of a kind that an area is in on a day; `UNPLACED` where there is none, or two zones."""
        if kind is AreaKind.ZONE:
            zones = self.zones.of(area, on)
            return zones[0] if len(zones) == 1 else UNPLACED
        found = self.areas.at(area, kind)
        return UNPLACED if found is None else found.code

    def home(self, fund: str, kind: AreaKind) -> Area | None:
        """The area of a kind in which a fund is at home; None where it is not known."""
        return self.areas.at(self.by_id[fund].area, kind) if fund in self.by_id else None

    def findings(self) -> tuple[Finding, ...]:
        """All that cannot be so in the lists of a network."""
        return (*self.areas.findings(), *self.zones.findings(), *self._of_funds())

    def _of_funds(self) -> Iterator[Finding]:
        for fund in doubled(each.fund for each in self.funds):
            yield _fault("network.fund_twice", "funds", "fund_id", fund)
        for each in self.funds:
            yield from self._of_area("funds", each.fund, each.area)
        for table, rows in self._naming_funds().items():
            for name, area in rows:
                if name not in self.by_id:
                    yield _fault("network.fund_unknown", table, "fund_id", name)
                yield from self._of_area(table, name, area)
        for table, subjects in (
            ("tags", [each.subject for each in self.tags]),
            ("partners", [each.subject for each in self.partners]),
        ):
            for subject in subjects:
                if subject not in self.by_id and subject not in self.areas.by_code:
                    yield _fault("network.subject_unknown", table, "subject", subject)
        yield from life_findings(self.life, frozenset(self.by_id))

    def _naming_funds(self) -> Mapping[str, list[tuple[str, str | None]]]:
        """The lists that name a fund of the list in each row, and perhaps an area: both as they stand there."""
        return {
            "fund_areas": [(each.fund, each.area) for each in self.covers],
            "training": [(each.fund, None) for each in self.training],
            "centres": [(each.fund, each.area or None) for each in self.centres],
        }

    def _of_area(self, table: str, fund: str, area: str | None) -> Iterator[Finding]:
        if area is not None and area not in self.areas.by_code:
            yield _fault("network.area_unknown", table, "area", fund, area=area)


def _fault(code: str, table: str, column: str, record: str, **params: object) -> Finding:
    place = Place(file=f"{table}.csv", column=column, record=record)
    return Finding(code, Severity.ERROR, place=place, params={"fund": record, **params})
