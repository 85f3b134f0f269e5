"""Changes of a by-law, to be compared before anyone votes on them: new values by their paths, and what they make other.

>>> Change.of({"death.steps[4].pay": 40000}).name["en"]
'death.steps[4].pay = 40000'
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Self

from attrs import field, frozen

from communitywelfare.rules.changes.applying import changed
from communitywelfare.rules.changes.differences import Difference, what_changed
from communitywelfare.rules.changes.following import followed_by
from communitywelfare.rules.changes.paths import parts_of
from communitywelfare.rules.changes.values import plain_value

__all__ = ["Change", "Difference", "changed", "followed_by", "what_changed"]


def _read_only(table: Mapping[str, object]) -> Mapping[str, object]:
    return MappingProxyType(dict(table))


@frozen(kw_only=True)
class Change:
    """A change with a name in both languages (``th``, ``en``), and its new values by their paths.

    Raises:
        InvalidValue: A path that is none, a float, or a value that no by-law can say.
    """

    name: Mapping[str, str] = field(converter=_read_only, hash=False)
    changes: Mapping[str, object] = field(converter=_read_only, hash=False)

    def __attrs_post_init__(self) -> None:
        for path, value in self.changes.items():
            parts_of(path)
            if value is not None:
                plain_value(path, value)

    @classmethod
    def of(cls, changes: Mapping[str, object]) -> Self:
        """A change that nobody named: its paths and values are its name."""
        told = "; ".join(f"{path} = {'none' if value is None else value}" for path, value in changes.items())
        return cls(name={"th": told, "en": told}, changes=changes)
