"""Batches of funds done one after the other, or elsewhere (งานทีละกลุ่มกองทุน): whatever is asked of each."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from typing import Protocol, TypeVar

from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.simulation.batches import Batch

__all__ = ["OfFunds", "Source", "all_done", "made", "nobody_told"]

Source = Batch | Callable[[], Batch]
"""A batch, or what makes it where it is run."""


class OfFunds(Protocol):
    """Results of some funds."""

    @property
    def funds(self) -> tuple[str, ...]:
        """Their ids."""


R = TypeVar("R", bound=OfFunds)


def nobody_told(_number: int, _results: object) -> None:
    """Nobody is told."""


def made(source: Source) -> Batch:
    """The batch itself, made here if it is not yet."""
    return source if isinstance(source, Batch) else source()


def all_done(
    batches: Iterable[Source],
    work: Callable[[Source], R],
    *,
    executor: Executor | None,
    in_flight: int,
    known: Mapping[int, R] | None = None,
    told: Callable[[int, R], object] = nobody_told,
) -> list[R]:
    """The results of all batches in their order.

    Args:
        batches: What is worked on; how they are cut does not matter, but no fund may be there twice.
        work: What is done with each, wherever.
        executor: Where; in this process, one after the other, if there is none.
        in_flight: How many batches are at most sent out at a time.
        known: Results by the number of the batch, which are not asked for again.
        told: Told each number and results when they are done; not those that are known.

    Raises:
        InvalidValue: There are no batches, or a fund is there twice.
    """
    found = dict(known or {})
    left = ((number, batch) for number, batch in enumerate(batches) if number not in found)
    for number, results in _here(work, left) if executor is None else _there(executor, work, left, in_flight):
        found[number] = results
        told(number, results)
    if not found:
        finding = Finding("nation.nobody", Severity.ERROR)
        raise InvalidValue("there is no fund to project", finding)
    ordered = [found[number] for number in sorted(found)]
    _refuse_twice(ordered)
    return ordered


def _here(work: Callable[[Source], R], left: Iterator[tuple[int, Source]]) -> Iterator[tuple[int, R]]:
    for number, batch in left:
        yield number, work(batch)


def _there(
    executor: Executor, work: Callable[[Source], R], left: Iterator[tuple[int, Source]], in_flight: int
) -> Iterator[tuple[int, R]]:
    waiting: dict[Future[R], int] = {}
    try:
        for number, batch in left:
            waiting[executor.submit(work, batch)] = number
            if len(waiting) >= in_flight:
                yield from _done(waiting)
        while waiting:
            yield from _done(waiting)
    finally:
        for future in waiting:
            future.cancel()


def _done(waiting: dict[Future[R], int]) -> Iterator[tuple[int, R]]:
    """What is done next; the first error is raised."""
    for future in wait(waiting, return_when=FIRST_COMPLETED).done:
        number = waiting.pop(future)
        yield number, future.result()


def _refuse_twice(found: Iterable[OfFunds]) -> None:
    seen: set[str] = set()
    for results in found:
        for fund in results.funds:
            if fund in seen:
                finding = Finding("nation.fund_twice", Severity.ERROR, params={"fund": fund})
                raise InvalidValue(f"{fund} is there twice", finding)
            seen.add(fund)
