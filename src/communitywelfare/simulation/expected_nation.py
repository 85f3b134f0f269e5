"""What is to be expected of many funds (ค่าคาดหมายของทั้งประเทศ): without chance, each under its own by-law.

found = expect_nation(Batch.of(starts, schemes).split(), assumptions, Setting(years=20))
found.closing(0, 119)

It is what `expect` reckons fund by fund, by another way that is for thousands of them: what follows from the month of
birth or of joining is reckoned once for all funds, and then added up person by person. As there, money is taken to
suffice, and of a setting's risks none is looked at. Executors are those of `simulate_nation`.
"""

from collections.abc import Callable, Iterable, Sized
from concurrent.futures import Executor

from communitywelfare.simulation.assumptions import Assumptions
from communitywelfare.simulation.batch_work import Source, all_done, made, nobody_told
from communitywelfare.simulation.fund_expectations import FundExpectations
from communitywelfare.simulation.policy import Setting
from communitywelfare.simulation.summed.batch import expect_batch
from communitywelfare.uncollected import uncollected

__all__ = ["expect_nation"]


def expect_nation(
    batches: Iterable[Source],
    assumptions: Assumptions,
    setting: Setting,
    *,
    executor: Executor | None = None,
    in_flight: int = 8,
    told: Callable[[int, FundExpectations], object] = nobody_told,
) -> FundExpectations:
    """What is to be expected of the funds of all batches, each under its own by-law.

    Clauses that cannot be reckoned exactly are valued by the mean of as many futures as the setting has, and named.
    How funds are cut into batches, and where these are done, changes nothing; whether machine code or numpy adds up may
    change the last bit of a sum.

    Args:
        batches: The funds; no fund may be there twice.
        assumptions: What is taken for given.
        setting: How far, and how many futures value what is not exact.
        executor: Where batches are done; in this process, one after the other, if there is none.
        in_flight: How many batches are at most sent out at a time.
        told: Told each batch's number and expectations when it is done.

    Raises:
        InvalidValue: There are no batches, a fund is there twice, or something else of what is given cannot be.
        Refused: A scheme has a rule that arrays do not hold; the message names it.
    """
    many = len(batches) if isinstance(batches, Sized) else in_flight
    work = _Work(assumptions, setting, many)
    return FundExpectations.together(all_done(batches, work, executor=executor, in_flight=in_flight, told=told))


class _Work:
    """What is done with each batch, wherever."""

    def __init__(self, assumptions: Assumptions, setting: Setting, like_it: int) -> None:
        self._given, self._like_it = (assumptions, setting), like_it

    def __call__(self, source: Source) -> FundExpectations:
        with uncollected():  # as `simulate_nation`
            return expect_batch(made(source), *self._given, like_it=self._like_it)
