"""Very many values at once: just what they are one by one."""

import pytest
from attrs import NOTHING, Converter, define, field, fields, frozen
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.accounting import Entry, Voucher
from communitywelfare.accounting.journal import Seal
from communitywelfare.claims import Action, ActionKind
from communitywelfare.contributions import Receipt
from communitywelfare.io.bulk import made


@frozen
class Converted:
    number: int = field(converter=int)
    other: str = field(default=1, converter=str)


@frozen
class ConvertedWith:
    number: int = field(converter=Converter(lambda value, self: (value, type(self)), takes_self=True))
    other: str = field(default=1, converter=str)


@frozen
class LookedAt:
    number: int = field()

    @number.validator
    def _is_no_text(self, _attribute, number):
        if isinstance(number, str):
            raise TypeError(number)


@define
class LookedAtAfter:
    number: int

    def __attrs_post_init__(self):
        self.number += 1


@define
class WithList:
    number: int = 0
    others: list[int] = field(factory=list)


@given(
    st.data(),
    st.sampled_from([Entry, Voucher, Seal, Receipt, Converted, ConvertedWith, LookedAt, LookedAtAfter, WithList]),
)
def test_values_made_at_once_are_those_made_one_by_one(data, kind):
    """Every name is given, or now and then only those that have no default."""
    count = data.draw(st.integers(0, 4))
    names = [each.name for each in fields(kind) if each.default is NOTHING or data.draw(st.booleans())]
    values = st.sampled_from(ActionKind) if kind is Action else st.integers()
    columns = {name: data.draw(st.lists(values, min_size=count, max_size=count)) for name in names}
    rows = [{name: column[row] for name, column in columns.items()} for row in range(count)]
    at_once = made(kind, count, columns)
    assert at_once == [kind(**row) for row in rows]
    assert all(
        getattr(one, each.name) == getattr(kind(**row), each.name)
        for one, row in zip(at_once, rows, strict=True)
        for each in fields(kind)
    )


def test_what_a_kind_refuses_is_refused_at_once_too():
    with pytest.raises(TypeError, match="x"):
        made(LookedAt, 2, {"number": [1, "x"]})
    with pytest.raises(TypeError, match="hash"):
        made(Seal, 2, {"prev": ["a", "b"]})


def test_a_default_that_is_made_each_time_is_shared_by_none():
    one, other = made(WithList, 2, {"number": [1, 2]})
    assert one.others is not other.others
