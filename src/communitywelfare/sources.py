"""Who money comes from (แหล่งทุน): members, local government, the state through CODI, groups that share profits, donors.

A source's code is also its *pot* in the books: every posting says whose money it moves. A fund may have sources of its
own, such as a second local government; the accounts that are a source's own say on which line of the forms it stands.
"""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from attrs import field, frozen
from attrs.converters import optional

__all__ = ["MEMBERS", "Source", "SourceKind"]

MEMBERS = "MEMBERS"


class SourceKind(Enum):
    """What kind of payer a source is, as section 4.3 of the status form tells them apart."""

    MEMBERS = "MEMBERS"
    CODI = "CODI"
    LOCAL_GOVERNMENT = "LOCAL_GOVERNMENT"
    OTHER_STATE = "OTHER_STATE"
    GROUP_PROFIT = "GROUP_PROFIT"
    DONORS = "DONORS"
    OTHER = "OTHER"


_KNOWN: Mapping[str, SourceKind] = MappingProxyType(
    {
        MEMBERS: SourceKind.MEMBERS,
        "CODI_SEED": SourceKind.CODI,
        "GOV_VIA_CODI": SourceKind.CODI,
        "LAO": SourceKind.LOCAL_GOVERNMENT,
        "OTHER_STATE": SourceKind.OTHER_STATE,
        "GROUP_PROFIT": SourceKind.GROUP_PROFIT,
        "DONATION": SourceKind.DONORS,
    }
)


@frozen(kw_only=True)
class Source:
    """One payer, and in which order its money is spent.

    `pay_order` is 1 for the pot that benefits are paid from first; `restricted` money may be spent on benefits only.
    `kind` is None where a file does not tell; `payer` then goes by the usual codes.
    """

    code: str
    name: Mapping[str, str] = field(hash=False)
    restricted: bool
    pay_order: int
    kind: SourceKind | None = field(default=None, converter=optional(SourceKind))

    @property
    def payer(self) -> SourceKind:
        """What kind of payer it is."""
        return self.kind or _KNOWN.get(self.code, SourceKind.OTHER)
