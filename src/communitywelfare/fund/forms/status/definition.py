"""What the status form asks (แบบแสดงสถานะกองทุน): its sections and their parts, as one budget year has them."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from types import MappingProxyType

from attrs import field, frozen

from communitywelfare.fund.forms.definition import Item, Origin, Words

__all__ = ["FormDefinition", "Part", "Section"]


@frozen(kw_only=True)
class Part:
    """A part of a section with its items, such as 3.1; a section without parts is its own only one."""

    number: str
    label: Words = field(hash=False)
    items: tuple[Item, ...]


@frozen(kw_only=True)
class Section:
    """A numbered section of a form."""

    number: str
    label: Words = field(hash=False)
    parts: tuple[Part, ...]


@frozen(kw_only=True)
class FormDefinition:
    """The form of one budget year and those after it, until another comes.

    `positions` are the ways in which committees write a position that the form asks for by name, `rounds` how many
    rounds of the state it lists in any case, `benefits` the categories of benefits that it prints. `asked_elsewhere`
    are answers that another form of the same year asks for.
    """

    form_id: str
    first_budget_year: int
    cite: str
    title: Words = field(hash=False)
    sections: tuple[Section, ...]
    positions: Mapping[str, tuple[str, ...]] = field(factory=dict, hash=False)
    rounds: int = 0
    benefits: tuple[str, ...] = ()
    asked_elsewhere: tuple[Item, ...] = ()

    @property
    def items(self) -> Iterator[Item]:
        """Every item of the form itself, in its order."""
        for section in self.sections:
            for part in section.parts:
                yield from part.items

    @cached_property
    def by_id(self) -> Mapping[str, Item]:
        """The items of the form by their id."""
        return MappingProxyType({item.id: item for item in self.items})

    @cached_property
    def questions(self) -> Mapping[str, Item]:
        """Everything that a fund may answer in its table of answers, by id."""
        asked = (*self.items, *self.asked_elsewhere)
        return MappingProxyType({item.id: item for item in asked if item.origin is Origin.ANSWER})
