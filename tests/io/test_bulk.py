"""Very many values at once: just what they are one by one; and the garbage collector is given back as it was found."""

import gc

import pytest
from attrs import NOTHING, Converter, define, field, fields, frozen
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.accounting import Entry, Voucher
from communitywelfare.accounting.journal import Seal
from communitywelfare.claims import Action, ActionKind
from communitywelfare.contributions import Receipt
from communitywelfare.io.bulk import made, uncollected


@pytest.fixture(autouse=True)
def as_before():
    was_on = gc.isenabled()
    yield
    gc.unfreeze()
    (gc.enable if was_on else gc.disable)()


@pytest.mark.parametrize("was_on", [True, False])
def test_the_collector_is_held_and_left_as_it_was(was_on):
    (gc.enable if was_on else gc.disable)()
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled() is was_on


def test_it_is_given_back_also_after_an_error():
    gc.enable()
    with pytest.raises(ValueError, match="x"), uncollected():
        raise ValueError("x")
    assert gc.isenabled()


def test_what_somebody_froze_stays_frozen():
    gc.enable()
    gc.freeze()
    frozen = gc.get_freeze_count()
    with uncollected():
        pass
    assert gc.get_freeze_count() == frozen > 0


def test_what_was_made_is_not_looked_at_again_at_once():
    """The new values count among the old ones: the youngest generation begins anew."""
    gc.enable()
    gc.collect()
    with uncollected():
        made = [[number] for number in range(50_000)]
    assert gc.get_count()[0] < 10_000
    assert len(made) == 50_000


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
