"""Chance whose address is what is drawn: who, in which future, what for, in which year, which draw of it.

Nothing here knows an order of drawing. A draw is a pure function of a seed and an `Address`, so the same question has
the same answer however members and scenarios are cut into pieces, on whatever machine, alone or among others; and a
purpose that comes later moves no draw that was there before.

>>> her = Address(member=member_uid("CWF-1", "00012"), purpose=Purpose.EXIT_DEATH, scenario=[0, 1, 2])
>>> [round(float(each), 3) for each in uniforms(1, her)]
[0.414, 0.85, 0.283]
"""

from collections.abc import Sequence
from enum import IntEnum, unique
from hashlib import blake2b
from typing import Any

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import ArrayLike, NDArray

from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.simulation import philox
from communitywelfare.simulation.philox import Words

__all__ = [
    "DRAWS",
    "EVERYBODY",
    "SCENARIOS",
    "YEARS",
    "Address",
    "Purpose",
    "Words",
    "integers",
    "key_of",
    "member_uid",
    "member_uids",
    "outside",
    "place_of",
    "refuse_shared",
    "uniforms",
    "uniforms_of",
    "words",
]

SCENARIOS, YEARS, DRAWS = 1 << 32, 1 << 12, 1 << 13
"""How many futures, years, and draws for one purpose in one year have an address."""

EVERYBODY = 0
"""Whose draws are the same for all funds, such as an epidemic or the end of a match."""

_UIDS = 1 << 64
_KEY = b"communitywelfare.simulation.draws/1"


@unique
class Purpose(IntEnum):
    """What a draw is for. A number is never changed, nor given to something else: a new purpose takes the next one."""

    EXIT_DEATH = 1
    """When a member dies."""
    YEAR_OF_ADMISSIONS = 2
    """How often a member lies in hospital in a year of membership."""
    ADMISSION = 3
    """The nights and the day of one admission of that year."""
    JOINER = 4
    """How many join, and who they are."""
    EXIT_LEAVING = 5
    """When a member leaves of their own will."""
    SYSTEMIC = 6
    """What strikes everybody at once; drawn for `EVERYBODY`."""
    BIRTH = 7
    """The births of a year."""
    BEHAVIOUR = 8
    """Paying late, coming back, answering a change of the by-law."""
    PARAMETER = 9
    """How far the true rates are from the assumed ones."""


def _within(limit: int) -> Any:
    """Arrays of whole numbers from 0 to below a limit, as 64 bits without a sign."""

    def checked(_instance: "Address", attribute: Any, value: Words) -> None:
        if value.size and int(value.max()) >= limit:
            raise outside(attribute.name, int(value.max()), limit)

    return checked


def _whole(value: ArrayLike) -> Words:
    array = np.asarray(value)
    if array.size and not np.issubdtype(array.dtype, np.integer):
        raise outside("a part of an address", str(array.dtype), _UIDS)
    if array.dtype.kind == "i" and array.size and int(array.min()) < 0:
        raise outside("a part of an address", int(array.min()), _UIDS)
    return array.astype(np.uint64)


@frozen(kw_only=True, eq=False)
class Address:
    """What is drawn. Each part is a number or an array of them; together they are broadcast, as numpy does it.

    A part beyond its limit is refused, for its bits would run into another part: `SCENARIOS`, `YEARS`, `DRAWS`.
    """

    member: Words = field(converter=_whole)
    """A uid, from `member_uids`."""
    purpose: Purpose = field(converter=Purpose)
    scenario: Words = field(default=0, converter=_whole, validator=_within(SCENARIOS))
    year: Words = field(default=0, converter=_whole, validator=_within(YEARS))
    """A year of membership, a calendar year or none, as the purpose has it."""
    draw: Words = field(default=0, converter=_whole, validator=_within(DRAWS))
    """Which draw, where one purpose needs several in a year."""

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of what is drawn."""
        return np.broadcast_shapes(self.member.shape, self.scenario.shape, self.year.shape, self.draw.shape)


def words(seed: ArrayLike, address: Address) -> Words:
    """64 bits of chance for each address.

    The counter is, from its lowest bit: draw (two to a block) 12, year 12, purpose 8, scenario 32, member 64.

    Raises:
        InvalidValue: The seed is negative, or has more than 64 bits.
    """
    low = place_of(address.purpose, address.year, address.draw) | address.scenario
    return philox.words(_whole(seed), address.member, low, address.draw & np.uint64(1))


def key_of(seed: int) -> np.uint64:
    """The key of a run.

    Raises:
        InvalidValue: The seed is negative, or has more than 64 bits.
    """
    return np.uint64(_whole(seed)[()])


def place_of(purpose: Purpose, year: Words, draw: ArrayLike = 0) -> Words:
    """The lower half of a counter, but for the scenario: that of a draw and of the one after it, if it is even."""
    block = np.asarray(draw, np.uint64) >> np.uint64(1)
    return (np.uint64(purpose << 24) | (year << np.uint64(12)) | block) << np.uint64(32)


def uniforms(seed: ArrayLike, address: Address) -> NDArray[np.float64]:
    """A number in [0, 1) for each address: one of 2⁵³ equally distant ones, exactly."""
    return uniforms_of(words(seed, address))


def uniforms_of(drawn: Words) -> NDArray[np.float64]:
    """The number in [0, 1) that goes with each word."""
    return np.asarray((drawn >> np.uint64(11)) * 2.0**-53, dtype=np.float64)


def integers(seed: ArrayLike, address: Address, below: ArrayLike) -> Words:
    """A whole number from 0 to below `below` for each address, each as likely as the others, to the last bit.

    The upper half of word × below (Lemire 2019). A word that would make some numbers likelier is thrown away, at most
    once in 2⁶⁴ / below times; the next one is drawn at the same address, with the word thrown away as its seed.

    Raises:
        InvalidValue: `below` is not a whole number from 1 on, or has more than 64 bits.
    """
    limit = _whole(below)
    if limit.size and not limit.all():
        raise outside("below", 0, _UIDS, least=1)
    drawn, limit = np.broadcast_arrays(words(seed, address), limit)
    shape, drawn, limit = drawn.shape, drawn.reshape(-1), limit.reshape(-1)
    upper, lower = _product(drawn, limit)
    again = np.flatnonzero((lower < limit) & (lower < (~limit + np.uint64(1)) % limit))
    if again.size:
        upper[again] = integers(drawn[again], _picked(address, shape, again), limit[again])
    return upper.reshape(shape)


def _picked(address: Address, shape: tuple[int, ...], places: NDArray[np.intp]) -> Address:
    def picked(part: Words) -> Words:
        return np.broadcast_to(part, shape).reshape(-1)[places]

    return evolve(
        address,
        member=picked(address.member),
        scenario=picked(address.scenario),
        year=picked(address.year),
        draw=picked(address.draw),
    )


def _product(one: Words, other: Words) -> tuple[Words, Words]:
    """The upper and the lower 64 bits of a product of 128."""
    low, half = np.uint64(0xFFFF_FFFF), np.uint64(32)
    a, b, c, d = one >> half, one & low, other >> half, other & low
    middle = a * d + (b * d >> half)
    other_middle = b * c + (middle & low)
    return a * c + (middle >> half) + (other_middle >> half), one * other


def member_uid(fund_id: str, member_no: str) -> int:
    """The uid of a member (or of a joiner to be): 64 bits that follow from fund and number, never from a row's place.

    BLAKE2b under a key of its own; the fund's id is preceded by its length, so no two pairs run together. It is no
    pseudonym: who has the numbers can make it.

    >>> hex(member_uid("CWF-1", "00012"))
    '0x2db3e43fcfeaf4a0'
    """
    return int(member_uids(fund_id, [member_no])[0])


def member_uids(fund_id: str, member_nos: Sequence[str]) -> Words:
    """The uids of a fund's members, in their order.

    Raises:
        InvalidValue: Two members have one uid; see `refuse_shared`.
    """
    fund = fund_id.encode()
    hashed = blake2b(len(fund).to_bytes(8, "little") + fund, digest_size=8, key=_KEY)

    def digest(member_no: str) -> bytes:
        each = hashed.copy()
        each.update(member_no.encode())
        return each.digest()

    uids = np.frombuffer(b"".join(map(digest, member_nos)), dtype="<u8").astype(np.uint64)
    refuse_shared(uids)
    return uids


def refuse_shared(uids: Words) -> None:
    """Make sure that nobody shares a uid with another, or with `EVERYBODY`: they would share every fate.

    Of 7 million members two have one by chance once in 750,000 nations; the same number listed twice has it always.

    Raises:
        InvalidValue: It names the rows of the first two.
    """
    in_order = np.sort(uids)  # without telling who is where, which is wanted of those alone who share one
    if (in_order[1:] == in_order[:-1]).any():
        order = np.argsort(uids, kind="stable")
        alike = np.flatnonzero(uids[order][1:] == uids[order][:-1])
        first, second = (int(order[alike[0] + place]) for place in (0, 1))
        finding = Finding("draw.shared_uid", Severity.ERROR, params={"first": first, "second": second})
        raise InvalidValue(
            f"rows {first} and {second} have the same uid: one member twice, or two who collide", finding
        )
    if in_order.size and in_order[0] == EVERYBODY:
        raise outside("uid", EVERYBODY, _UIDS, least=1)


def outside(what: str, found: object, below: int, *, least: int = 0) -> InvalidValue:
    """That something is no whole number within its bounds."""
    params = {"what": what, "found": found, "least": least, "below": below}
    message = f"{what} is {found}, wanted a whole number from {least} to below {below}"
    return InvalidValue(message, Finding("draw.outside", Severity.ERROR, params=params))
