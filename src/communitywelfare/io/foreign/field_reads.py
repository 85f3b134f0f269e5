"""One field of all records of a sheet, read: what its cells mean, what they were, and under which header they stand."""

from collections.abc import Sequence

from attrs import field, frozen

from communitywelfare.io.foreign.columns import Cell, ColumnRead

__all__ = ["FieldRead"]


@frozen(eq=False)
class FieldRead:
    """Values and flaws by record, the cells as they stood, and the label of their column; no cells where none stood."""

    read: ColumnRead = field(repr=False)
    cells: Sequence[Cell] = field(default=(), repr=False)
    label: str = ""

    @property
    def is_of_cells(self) -> bool:
        """Whether it was read from cells: a constant, or what follows from other fields, was not."""
        return bool(self.cells)
