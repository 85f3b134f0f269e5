"""What draws by address cost, beside numpy's streams, a generator made for each member, and lives asked month by month.

Streams are drawn in one go, which is the best that they can do: then no number belongs to anybody. The compiled row is
there where numba is installed (the extra `fast`); both ways of ours must give the same bytes.
"""

from collections.abc import Callable
from hashlib import sha256
from importlib.util import find_spec

import numpy as np
from attrs import evolve
from measure import Measured, measure, table

from communitywelfare.simulation import philox
from communitywelfare.simulation.draws import Address, Purpose, member_uids, uniforms
from communitywelfare.simulation.lifetimes import Survival, compete, exit_months
from communitywelfare.simulation.outcomes import geometric, poisson

SEED, MEMBERS, FUTURES, MONTHS = 2569, 10_000, 1_000, 240
FEW, LIVES_FUTURES = 20_000, 200
RATE_OF_DEATH, RATE_OF_LEAVING = 0.001, 0.004


def _uids(members: int) -> np.ndarray:
    return member_uids("CWF-1", [f"{number:06}" for number in range(members)])


def _address(members: int, futures: int) -> Address:
    return Address(member=_uids(members)[:, None], purpose=Purpose.EXIT_DEATH, scenario=np.arange(futures))


def _mark(array: np.ndarray) -> str:
    return sha256(array.tobytes()).hexdigest()


# --- in bulk -----------------------------------------------------------------------------------------------


def pcg64() -> Callable[[], object]:
    """The usual stream of numpy."""
    return lambda: np.random.Generator(np.random.PCG64(SEED)).random((MEMBERS, FUTURES)) is None


def philox_stream() -> Callable[[], object]:
    """Philox4x64-10 of numpy, as a stream."""
    return lambda: np.random.Generator(np.random.Philox(SEED)).random((MEMBERS, FUTURES)) is None


def by_address() -> Callable[[], object]:
    """By address, with numpy alone."""
    philox.COMPILED_FROM = 1 << 62
    address = _address(MEMBERS, FUTURES)
    # Only some of the bytes are looked at: hashing them all would cost as much as drawing them.
    return lambda: _mark(np.ascontiguousarray(uniforms(SEED, address)[::97]))


def by_address_compiled() -> Callable[[], object]:
    """By address, compiled; the compiling is not timed."""
    run = by_address()
    philox.compiled()
    return run


# --- a generator for each member ---------------------------------------------------------------------------


def generator_each() -> Callable[[], object]:
    """A generator of numpy's Philox for each member, at the member's own counter: four numbers each."""
    uids = _uids(FEW).tolist()

    def run() -> object:
        for uid in uids:
            np.random.Generator(np.random.Philox(key=SEED, counter=[0, 0, uid, 0])).random(4)

    return run


def seeded_each() -> Callable[[], object]:
    """A generator of numpy's PCG64 for each member, seeded by seed and uid: four numbers each."""
    uids = _uids(FEW).tolist()

    def run() -> object:
        for uid in uids:
            np.random.default_rng([SEED, uid]).random(4)

    return run


def four_each() -> Callable[[], object]:
    """The same by address, with numpy alone."""
    address = _address(FEW, 4)
    return lambda: uniforms(SEED, address) is None


# --- lives -------------------------------------------------------------------------------------------------


def month_by_month() -> Callable[[], object]:
    """Everybody is asked every month whether they die and whether they leave, from numpy's stream."""

    def run() -> object:
        stream = np.random.default_rng(SEED)
        here = np.ones((1_000, LIVES_FUTURES), dtype=bool)
        month = np.full(here.shape, MONTHS)
        for now in range(MONTHS):
            goes = (stream.random(here.shape) < RATE_OF_DEATH) | (stream.random(here.shape) < RATE_OF_LEAVING)
            month[here & goes] = now
            here &= ~goes
        return round(float(month.mean()))

    return run


def by_table() -> Callable[[], object]:
    """Months of death and of leaving, by address from tables."""
    dying, leaving = (Survival.of_rates(np.full(MONTHS, rate)) for rate in (RATE_OF_DEATH, RATE_OF_LEAVING))
    deaths = _address(1_000, LIVES_FUTURES)
    leavings = evolve(deaths, purpose=Purpose.EXIT_LEAVING)

    def run() -> object:
        died = exit_months(dying, uniforms(SEED, deaths), start=0, horizon=MONTHS)
        left = exit_months(leaving, uniforms(SEED, leavings), start=0, horizon=MONTHS)
        return round(float(compete(died, left, horizon=MONTHS).month.mean()))

    return run


def numpy_counts() -> Callable[[], object]:
    """Admissions and nights by numpy's own samplers, from its stream."""

    def run() -> object:
        stream = np.random.default_rng(SEED)
        counts = stream.poisson(0.13, (MEMBERS, 100))
        nights = stream.geometric(1 / 3.7, (MEMBERS, 100))
        return round(float(counts.mean()), 2), round(float(nights.mean()), 1)

    return run


def our_counts() -> Callable[[], object]:
    """Admissions and nights by address."""
    year = evolve(_address(MEMBERS, 100), purpose=Purpose.YEAR_OF_ADMISSIONS)
    stay = evolve(year, purpose=Purpose.ADMISSION)

    def run() -> object:
        counts, nights = poisson(uniforms(SEED, year), 0.13), geometric(uniforms(SEED, stay), 1 / 3.7)
        return round(float(counts.mean()), 2), round(float(nights.mean()), 1)

    return run


def uids_of_members() -> Callable[[], object]:
    """The uids themselves, once for a register."""
    numbers = [f"{number:06}" for number in range(1_000_000)]
    return lambda: len(member_uids("CWF-1", numbers))


def hashes_alone() -> Callable[[], object]:
    """As many BLAKE2b hashes, nothing checked."""
    from hashlib import blake2b  # noqa: PLC0415  # beside what it measures

    numbers = [f"{number:06}" for number in range(1_000_000)]
    return lambda: len([blake2b(number.encode(), digest_size=8).digest() for number in numbers])


def _agreed(rows: list[Measured]) -> list[Measured]:
    answers = {row.answer for row in rows if row.answer not in (None, False)}
    if len(answers) > 1:
        raise SystemExit(f"they disagree: {answers}")
    return rows


def compare() -> str:
    """Measure all, make sure that they agree, and say what each costs."""
    bulk = [
        measure("numpy's PCG64, one stream", pcg64),
        measure("numpy's Philox4x64, one stream", philox_stream),
        measure("by address, numpy alone", by_address),
    ]
    if find_spec("numba"):
        bulk.append(measure("by address, compiled", by_address_compiled))
    each = [
        measure("a Generator(Philox) for each member", generator_each),
        measure("a seeded default_rng for each member", seeded_each),
        measure("by address, numpy alone", four_each),
    ]
    lives = [measure("asked month by month, one stream", month_by_month), measure("by table and address", by_table)]
    counts = [measure("numpy's poisson and geometric", numpy_counts), measure("by address", our_counts)]
    uids = [measure("hashes alone", hashes_alone), measure("uids, with collisions refused", uids_of_members)]
    return "\n".join(
        [
            table("Uniform numbers", "numbers", MEMBERS * FUTURES, _agreed(bulk)),
            table("Four numbers for each member", "members", FEW, each),
            table("Deaths and leavings over 240 months", "lives", 1_000 * LIVES_FUTURES, _agreed(lives)),
            table("Admissions in a year, and nights", "pairs", MEMBERS * 100, _agreed(counts)),
            table("Uids of members", "members", 1_000_000, uids),
        ]
    )


if __name__ == "__main__":
    print(compare())
