"""Very many values at once: just what they are one by one."""

import pickle

import pytest
from attrs import NOTHING, Converter, define, field, fields, frozen
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.accounting import Entry, Voucher
from communitywelfare.accounting.journal import Seal
from communitywelfare.bulk import ManyValues, filled, made
from communitywelfare.claims import Action, ActionKind
from communitywelfare.contributions import Receipt


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


@given(st.data(), st.sampled_from([Voucher, Seal, Receipt, Converted, LookedAt]))
def test_empty_values_are_filled_with_what_they_would_have_been_made_of(data, kind):
    count = data.draw(st.integers(0, 4))
    names = [each.name for each in fields(kind) if each.default is NOTHING or data.draw(st.booleans())]
    columns = {name: data.draw(st.lists(st.integers(), min_size=count, max_size=count)) for name in names}
    empty = [object.__new__(kind) for _each in range(count)]
    filled(empty, columns)
    assert empty == made(kind, count, columns)


def test_what_looks_at_itself_as_a_whole_cannot_be_filled():
    with pytest.raises(TypeError, match="LookedAtAfter"):
        filled([object.__new__(LookedAtAfter)], {"number": [1]})


@st.composite
def many(draw):
    """Receipts of which some fields are given, kept as columns; and the same, made one by one."""
    count = draw(st.integers(0, 5))
    needed = count > 0 or draw(st.booleans())  # a table without any row has no columns
    names = [each.name for each in fields(Receipt) if (needed and each.default is NOTHING) or draw(st.booleans())]
    columns = {name: draw(st.lists(st.integers(), min_size=count, max_size=count)) for name in names}
    alone = tuple(Receipt(**{name: column[row] for name, column in columns.items()}) for row in range(count))
    return ManyValues(Receipt, count, columns), alone


@given(many(), st.sampled_from([each.name for each in fields(Receipt)]), st.data())
def test_many_values_are_a_sequence_of_those_made_one_by_one(both, name, data):
    """Whatever is asked first: that they were made changes no answer."""
    values, alone = both
    places = data.draw(st.lists(st.sampled_from(range(len(alone))), max_size=4)) if alone else []
    asked = {
        "len": lambda: (len(values), len(alone)),
        "column": lambda: (list(values.column(name)), [getattr(each, name) for each in alone]),
        "some": lambda: (values.some(places), [alone[place] for place in places]),
        "one": lambda: ([values[place] for place in places], [alone[place] for place in places]),
        "slice": lambda: (values[1:], alone[1:]),
        "all": lambda: (tuple(values), alone),
        "values": lambda: (values.values, alone),
        "pickled": lambda: (tuple(pickle.loads(pickle.dumps(values))), alone),  # noqa: S301 - made here
    }
    for question in data.draw(st.permutations(sorted(asked))):
        found, expected = asked[question]()
        assert found == expected
    assert values.values is values.values


def test_many_values_are_made_all_at_once_or_not_at_all():
    values = ManyValues(Seal, 3, {"prev": ["a", "b", "c"], "hash": ["d", "e", "f"]})
    values.column("prev")
    alone = values.some([1])
    assert alone == [Seal("b", "e")]
    assert repr(values) == "<3 of Seal>"
    assert values[1] is values[1] is not alone[0]
    assert values.some([1])[0] is values[1]


@pytest.mark.parametrize("kind", [Converted, ConvertedWith, LookedAt, LookedAtAfter])
def test_what_would_be_refused_late_is_not_kept(kind):
    with pytest.raises(TypeError, match=f"{kind.__name__} must be made"):
        ManyValues(kind, 1, {"number": ["x"]})


def test_a_field_without_a_value_is_missed_at_once():
    with pytest.raises(TypeError, match="Seal must be made"):
        ManyValues(Seal, 1, {"prev": ["a"]})
    with pytest.raises(TypeError, match="WithList must be made"):
        ManyValues(WithList, 1, {"number": [1]})
