"""Many funds at once (ภาพของหลายกองทุน): thousands of them in one process, or in as many as there are.

batches = Batch.of(starts, schemes).split()
results = simulate_nation(batches, assumptions, Setting(years=20, scenarios=100))
results.ruin(0)[-1].share

**Executors.** One after the other is the default. To run batches elsewhere, pass any `concurrent.futures.Executor`,
such as ``ProcessPoolExecutor(2)`` or, of the extra ``distributed``, ``dask.distributed.Client(…).get_executor()``. What
is asked of it:

- ``submit(function, *arguments)`` gives a `concurrent.futures.Future`. Functions, arguments and results are of this
  library and numpy, and go through ``pickle``; there is no shared memory, and no worker asks another anything.
- Batches may be run in any order, anywhere, and more than once: a batch is a pure function of what is sent. Results are
  whole numbers that are put in the batches' order or added up, so the bytes are the same as those of one process.
- At most `in_flight` batches are waiting or running at a time, and a further one is only then taken from `batches`. A
  batch may be a `Batch`, or a function that makes it where it is run: from a file that the worker can read.
- The first error ends the run, and is raised as it was; what has not begun is cancelled. Whoever made the executor
  shuts it down.
"""

from collections.abc import Callable, Iterable, Mapping, Sized
from concurrent.futures import Executor

from communitywelfare.simulation.assumptions import Assumptions
from communitywelfare.simulation.batch_run import run_batch
from communitywelfare.simulation.batch_work import Source, all_done, made, nobody_told
from communitywelfare.simulation.drawing import LIVES_AT_ONCE
from communitywelfare.simulation.policy import Setting
from communitywelfare.simulation.results import FundResults
from communitywelfare.uncollected import uncollected

__all__ = ["Source", "simulate_nation"]


def simulate_nation(
    batches: Iterable[Source],
    assumptions: Assumptions,
    setting: Setting,
    *,
    with_dues: bool = False,
    executor: Executor | None = None,
    in_flight: int = 8,
    known: Mapping[int, FundResults] | None = None,
    told: Callable[[int, FundResults], object] = nobody_told,
    lives_at_once: int = LIVES_AT_ONCE,
) -> FundResults:
    """Follow the funds of all batches, each under its own by-law, through the same futures.

    Args:
        batches: The funds; how they are cut does not matter, but no fund may be there twice.
        assumptions: What is taken for given.
        setting: How far, how often, and with which risks.
        with_dues: Whether the least dues of each future are asked for as well.
        executor: Where batches are run; in this process, one after the other, if there is none.
        in_flight: How many batches are at most sent out at a time.
        known: Results of batches by their number, out of a run that was interrupted: they are not run again.
        told: Told each batch's number and results when it is done, so that they can be kept; not those that are known.
        lives_at_once: How many lives are followed together. Nothing but memory depends on it.

    Raises:
        InvalidValue: There are no batches, a fund is there twice, or something else of what is given cannot be.
        Refused: A scheme has a rule that arrays do not hold; the message names it.
    """
    many = len(batches) if isinstance(batches, Sized) else in_flight
    options = {"with_dues": with_dues, "lives_at_once": lives_at_once, "like_it": many}
    work = _Work(assumptions, setting, options)
    results = all_done(batches, work, executor=executor, in_flight=in_flight, known=known, told=told)
    return FundResults.together(results)


class _Work:
    """What is done with each batch, wherever."""

    def __init__(self, assumptions: Assumptions, setting: Setting, options: Mapping[str, int]) -> None:
        self._given, self._options = (assumptions, setting), dict(options)

    def __call__(self, source: Source) -> FundResults:
        with uncollected():  # by-laws are very many values, and nothing in a run refers to itself
            return run_batch(made(source), *self._given, **self._options)  # type: ignore[arg-type]  # a flag among them
