"""The lists of a network, as CSV files that lie in one folder: areas, zones, funds, their lives, published figures.

    reading = read_network("examples/lopburi")
    reading.network.areas.number("16", LOCAL_GOVERNMENTS)

Only ``areas.csv`` must be there. A row that cannot be used is set aside and told, and the others go on.
"""

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, TypeVar

from attrs import evolve, frozen

from communitywelfare.errors import Finding, FormatError, InvalidValue, Place, Severity
from communitywelfare.io._columns import read_rows
from communitywelfare.io._files import FilePath, file_names, is_folder, parted, path_text, read_file
from communitywelfare.io._schema import network_schemas
from communitywelfare.io._tables import Sheet, utf_8
from communitywelfare.io.records_plans import activity_of, goal_of, plan_of
from communitywelfare.network import (
    Area,
    Areas,
    Body,
    Centre,
    CentreKind,
    Covers,
    Governance,
    InZone,
    LifeEvent,
    Meeting,
    Network,
    NetworkFund,
    Partner,
    Plans,
    Published,
    Resolution,
    Seat,
    Tag,
    Training,
    Zones,
)

__all__ = ["NetworkReading", "read_network", "read_published"]

_SHARE = re.compile(r"[1-9]\d{0,3}/[1-9]\d{0,3}|1", re.ASCII)
T = TypeVar("T")
Cells = Mapping[str, Any]


@frozen(kw_only=True)
class NetworkReading:
    """A network as its lists tell it, and everything that was found in them."""

    network: Network
    governance: Governance
    plans: Plans
    findings: tuple[Finding, ...]


def read_network(path: FilePath) -> NetworkReading:
    """Read the lists of a network.

    Args:
        path: The folder in which they lie, or the file of areas, beside which the others lie.

    Raises:
        FormatError: There is no list of areas, or it cannot be read.
    """
    path = path_text(path)
    lists = _Lists(path)
    areas = Areas(lists.records("areas", _area, is_needed=True))
    network = Network(
        areas=areas,
        zones=Zones(areas=areas, rows=lists.records("zones", _in_zone)),
        funds=lists.records("funds", _fund),
        covers=lists.records("fund_areas", _covers),
        life=lists.records("fund_life", _life_event),
        tags=lists.records("tags", _tag),
        partners=lists.records("partners", _partner),
        training=lists.records("training", _training),
        centres=lists.records("centres", _centre),
    )
    governance = Governance(
        bodies=lists.records("bodies", _body),
        seats=lists.records("seats", _seat),
        meetings=lists.records("meetings", _meeting),
        resolutions=lists.records("resolutions", _resolution),
    )
    plans = Plans(
        plans=lists.records("plans", plan_of),
        goals=lists.records("goals", goal_of),
        activities=lists.records("activities", activity_of),
    )
    findings = (*lists.findings, *network.findings(), *governance.findings(), *plans.findings(network))
    return NetworkReading(network=network, governance=governance, plans=plans, findings=findings)


def read_published(folder: FilePath) -> tuple[tuple[Published, ...], tuple[Finding, ...]]:
    """Read the published figures of a folder, and say what was found in their file.

    Raises:
        FormatError: There is no such file, or it cannot be read.
    """
    folder = path_text(folder)
    lists = _Lists(folder)
    return lists.records("published", _published, is_needed=True), tuple(lists.findings)


class _Lists:
    """The files of one folder, read one after the other."""

    def __init__(self, path: str) -> None:
        self.folder, self._areas = (path, "areas.csv") if is_folder(path) else parted(path)
        self._names = file_names(self.folder)
        self.findings: list[Finding] = []

    def records(self, name: str, of: Callable[[Cells], T], *, is_needed: bool = False) -> tuple[T, ...]:
        """The usable rows of a list; none where its file is not there."""
        schema = network_schemas()[name]
        file = self._areas if name == "areas" else schema.file
        if file not in self._names:
            if is_needed:
                finding = Finding("file.missing", Severity.ERROR, place=Place(file=file), params={"file": file})
                raise FormatError(f"there is no {file} in {self.folder}", finding)
            return ()
        rows = read_rows(Sheet(file, utf_8(file, read_file(self.folder, file), "utf-8-sig")), schema)
        self.findings += rows.findings
        found = []
        for row in rows:
            try:
                found.append(of(row.values))
            except InvalidValue as error:
                place = Place(file=file, row=row.line)
                self.findings += [evolve(finding, place=place) for finding in error.findings]
        return tuple(found)


def _area(values: Cells) -> Area:
    return Area(
        code=values["code"],
        kind=values["kind"],
        name=values["name_th"],
        name_en=values["name_en"] or "",
        parent=values["parent"] or "",
        number=1 if values["number"] is None else values["number"],
        source=values["source"] or "",
    )


def _in_zone(values: Cells) -> InZone:
    return InZone(zone=values["zone"], area=values["area"], **_term(values), decided_by=values["decided_by"] or "")


def _fund(values: Cells) -> NetworkFund:
    return NetworkFund(fund=values["fund_id"], name=values["fund_name"], area=values["area"])


def _covers(values: Cells) -> Covers:
    return Covers(fund=values["fund_id"], area=values["area"], **_term(values))


def _centre(values: Cells) -> Centre:
    return Centre(
        fund=values["fund_id"],
        name=values["name"],
        kind=values["kind"] or CentreKind.CENTRE,
        area=values["area"] or "",
        **_term(values),
    )


def _life_event(values: Cells) -> LifeEvent:
    return LifeEvent(
        fund=values["fund_id"],
        step=values["step"],
        day=values["date"],
        into=values["into"] or "",
        reference=values["reference"] or "",
    )


def _tag(values: Cells) -> Tag:
    return Tag(subject=values["subject"], tag=values["tag"], **_term(values))


def _partner(values: Cells) -> Partner:
    return Partner(subject=values["subject"], name=values["name"], role=values["role"] or "", **_term(values))


def _training(values: Cells) -> Training:
    return Training(fund=values["fund_id"], topic=values["topic"], persons=values["persons"], **_term(values))


def _body(values: Cells) -> Body:
    quorum = values["quorum"]
    if quorum is not None and not _SHARE.fullmatch(quorum):
        finding = Finding("governance.quorum_unusable", Severity.ERROR, params={"quorum": quorum})
        raise InvalidValue(f"{quorum} is no share such as 1/2", finding)
    body = Body(body=values["body"], name=values["name"], of=values["of"], **_term(values))
    return body if quorum is None else evolve(body, quorum=Fraction(quorum))


def _seat(values: Cells) -> Seat:
    return Seat(body=values["body"], person=values["person"], role=values["role"] or "", **_term(values))


def _meeting(values: Cells) -> Meeting:
    return Meeting(
        meeting=values["meeting"],
        body=values["body"],
        day=values["date"],
        present=values["present"] or (),
        minutes=values["minutes"] or "",
    )


def _resolution(values: Cells) -> Resolution:
    return Resolution(
        resolution=values["resolution"],
        meeting=values["meeting"],
        text=values["text"],
        about=values["about"] or "",
        votes_for=values["votes_for"],
        votes_against=values["votes_against"],
    )


def _published(values: Cells) -> Published:
    return Published(
        id=values["id"],
        text=values["text"],
        unit=values["unit"],
        value=values["value"],
        place=values["place"] or "",
        part=values["part"] or "",
        whole=values["whole"] or "",
        total_of=tuple(sorted(values["total_of"] or ())),
        as_of=values["as_of"],
        source=values["source"] or "",
    )


def _term(values: Cells) -> Mapping[str, Any]:
    return {"since": values["since"], "until": values["until"]}
