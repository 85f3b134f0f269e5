"""What the status form asks (แบบแสดงสถานะกองทุน): its sections and their parts, as one budget year has them."""

from collections.abc import Mapping
from functools import cached_property

from attrs import field, frozen

from communitywelfare.fund.forms.definition import FormVersion, Item, Part, Words, items_of

__all__ = ["Section", "StatusVersion"]


@frozen(kw_only=True)
class Section:
    """A numbered section of the form; one without parts is its own only part."""

    number: str
    label: Words = field(hash=False)
    parts: tuple[Part, ...]


@frozen(kw_only=True)
class StatusVersion(FormVersion):
    """The status form as it stands from one budget year on.

    `rounds` says how many rounds of the state it lists in any case, `benefits` are the categories that it prints.
    """

    sections: tuple[Section, ...]
    rounds: int = 0
    benefits: tuple[str, ...] = ()

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """Every item by its id, in the order of the form."""
        return items_of(part for section in self.sections for part in section.parts)
