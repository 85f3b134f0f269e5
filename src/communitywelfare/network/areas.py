"""Areas (พื้นที่): provinces, districts, tambons, villages, local governments and zones, each by its code.

Areas are data with their source; nothing here knows the map of Thailand. A row of a list may stand for several areas of
a kind whose names are not known, so that a published number of local governments can be used without inventing any.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from enum import Enum
from functools import cached_property

from attrs import field, frozen

from communitywelfare.errors import Finding, InvalidValue, Place, Severity
from communitywelfare.masking import how_many
from communitywelfare.network.keyed import first_by

__all__ = ["LOCAL_GOVERNMENTS", "UNPLACED", "Area", "AreaKind", "Areas"]


UNPLACED = ""
"""What stands where a place has no code, for it is not known or is two at once."""


class AreaKind(Enum):
    """What an area is. From the nation to the community they lie in one another; local governments lie in districts."""

    NATION = "NATION"  # ประเทศ
    REGION = "REGION"  # ภาค
    PROVINCE = "PROVINCE"  # จังหวัด
    DISTRICT = "DISTRICT"  # อำเภอ/เขต
    TAMBON = "TAMBON"  # ตำบล/แขวง
    VILLAGE = "VILLAGE"  # หมู่บ้าน
    COMMUNITY = "COMMUNITY"  # ชุมชน
    PAO = "PAO"  # อบจ.
    CITY = "CITY"  # เทศบาลนคร
    TOWN = "TOWN"  # เทศบาลเมือง
    TAMBON_MUNICIPALITY = "TAMBON_MUNICIPALITY"  # เทศบาลตำบล
    SAO = "SAO"  # อบต.
    ZONE = "ZONE"  # โซน, made by a working group: no administrative unit

    @property
    def is_local_government(self) -> bool:
        """Whether it is a local administrative organisation (อปท.)."""
        return self in LOCAL_GOVERNMENTS


LOCAL_GOVERNMENTS = (AreaKind.PAO, AreaKind.CITY, AreaKind.TOWN, AreaKind.TAMBON_MUNICIPALITY, AreaKind.SAO)
"""The kinds of local government (องค์กรปกครองส่วนท้องถิ่น), the largest first."""

_RANKS = (
    (AreaKind.NATION,),
    (AreaKind.REGION,),
    (AreaKind.PROVINCE,),
    (AreaKind.PAO, AreaKind.ZONE, AreaKind.DISTRICT),
    (AreaKind.TAMBON, AreaKind.CITY, AreaKind.TOWN, AreaKind.TAMBON_MUNICIPALITY, AreaKind.SAO),
    (AreaKind.VILLAGE, AreaKind.COMMUNITY),
)
_RANK = {kind: rank for rank, kinds in enumerate(_RANKS) for kind in kinds}
_NAMED_BY_CODE = {
    AreaKind.DISTRICT: 2,
    AreaKind.TAMBON: 4,
}  # of DOPA's codes (2 + 2 + 2 digits) how many are the parent's


def _is_some(_area: "Area", _attribute: object, number: int) -> None:
    if number < 1:
        finding = Finding("area.number_too_low", Severity.ERROR, params={"number": number})
        raise InvalidValue(f"a row stands for at least 1 area, not {number}", finding)


@frozen(kw_only=True)
class Area:
    """One area, or a `number` of areas of one kind that are counted but not named.

    `code` is DOPA's where there is one (2, 4 or 6 digits); `parent` is the code of the area in which it lies.
    """

    code: str
    kind: AreaKind = field(converter=AreaKind)
    name: str
    name_en: str = ""
    parent: str = ""
    number: int = field(default=1, validator=_is_some)
    source: str = ""


@frozen
class Areas:
    """A list of areas, found by code. Of a code that stands twice the first row counts, and `findings` tells."""

    areas: tuple[Area, ...] = field(default=(), repr=how_many)

    def __iter__(self) -> Iterator[Area]:
        return iter(self.areas)

    def __len__(self) -> int:
        return len(self.areas)

    @cached_property
    def by_code(self) -> Mapping[str, Area]:
        """Areas by their code."""
        return first_by(self.areas, lambda area: area.code)

    @cached_property
    def children(self) -> Mapping[str, tuple[Area, ...]]:
        """What lies directly in each area, by the area's code and in the order of the list."""
        found: dict[str, list[Area]] = defaultdict(list)
        for area in self.by_code.values():
            found[area.parent].append(area)
        return {code: tuple(areas) for code, areas in found.items()}

    def above(self, code: str) -> Iterator[Area]:
        """The area with a code, if there is one, and all in which it lies, the nearest first."""
        seen: set[str] = set()
        area = self.by_code.get(code)
        while area is not None and area.code not in seen:
            yield area
            seen.add(area.code)
            area = self.by_code.get(area.parent)

    def at(self, code: str, kind: AreaKind) -> Area | None:
        """The area of a kind in which an area lies, or which it is; None where the list does not tell."""
        return next((area for area in self.above(code) if area.kind is kind), None)

    def within(self, code: str, kinds: Collection[AreaKind]) -> tuple[Area, ...]:
        """All areas of some kinds that lie in one, at any depth, and the area itself."""
        return tuple(
            area
            for area in self.by_code.values()
            if area.kind in kinds and any(each.code == code for each in self.above(area.code))
        )

    def number(self, code: str, kinds: Collection[AreaKind]) -> int:
        """How many areas of some kinds lie in one, those that are only counted among them."""
        return sum(area.number for area in self.within(code, kinds))

    def findings(self) -> Iterator[Finding]:
        """What cannot be so: a code twice, a parent that does not exist or lies no higher, a code of another parent."""
        seen: set[str] = set()
        for area in self.areas:
            if area.code in seen:
                yield _fault("area.code_twice", area)
            seen.add(area.code)
            yield from self._about_parent(area)

    def _about_parent(self, area: Area) -> Iterator[Finding]:
        if not area.parent:
            return
        parent = self.by_code.get(area.parent)
        if parent is None:
            yield _fault("area.parent_unknown", area, column="parent", parent=area.parent)
        elif _RANK[parent.kind] >= _RANK[area.kind]:
            yield _fault("area.parent_not_higher", area, column="parent", parent=area.parent, kind=parent.kind)
        elif not _has_code_of(area, parent):
            yield _fault("area.code_of_another", area, Severity.WARNING, column="parent", parent=area.parent)


def _has_code_of(area: Area, parent: Area) -> bool:
    """Whether a code of DOPA begins with that of the parent; what is no such code says nothing."""
    digits = _NAMED_BY_CODE.get(area.kind)
    return digits is None or not area.code.isdigit() or not parent.code.isdigit() or area.code[:digits] == parent.code


def _fault(
    code: str, area: Area, severity: Severity = Severity.ERROR, *, column: str = "code", **params: object
) -> Finding:
    place = Place(file="areas.csv", column=column, record=area.code)
    return Finding(code, severity, place=place, params={"area": area.code, "name": area.name, **params})
