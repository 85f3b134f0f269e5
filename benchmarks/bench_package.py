"""A package read into checked records, against a plain loop over the same files that only parses and adds up.

One is of a large fund, one of a tambon's fund after twenty years, whose 100,000 postings should open in under a second;
that one is also opened as a program does that has opened nothing before.
"""

import csv
import multiprocessing
import tempfile
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from measure import RUNS, Measured, measure, table

from communitywelfare import Plan, make_package, read_package, write_package
from communitywelfare.io.package import Reading

LARGE = Plan(members=5000, years=10, seed=2569)
TAMBON = Plan(members=1950, years=20, seed=2569)


def checked(folder: str) -> Callable[[], Reading]:
    """The library: every cell read by its kind, every record checked, the hash chain verified."""
    return partial(read_package, folder)


def _told(reading: Reading) -> object:
    if reading.package is None or reading.has_errors:
        raise SystemExit("the example package has errors")
    fund = reading.package.fund
    satang = sum(receipt.amount.satang for receipt in fund.contributions)
    rows = len(fund.contributions) + len(fund.register) + len(fund.claims) + len(fund.actions)
    return rows + sum(len(entry.voucher.postings) for entry in fund.journal), satang


def plain(folder: str) -> Callable[[], object]:
    """Rows as dictionaries, days and amounts parsed, nothing checked and nothing kept but the rows."""

    def run() -> object:
        satang, count = 0, 0
        for name in ("members", "contributions", "benefits", "claim_actions", "journal"):
            rows = []
            with Path(folder, f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
                for row in csv.DictReader(stream):
                    for column, text in row.items():
                        if text and column.endswith("date"):
                            row[column] = date.fromisoformat(text)  # type: ignore[assignment]
                        elif text and column in {"amount", "debit", "credit"}:
                            baht, _, rest = text.partition(".")
                            row[column] = int(baht) * 100 + int(rest)  # type: ignore[assignment]
                    rows.append(row)
            count += len(rows)
            if name == "contributions":
                satang = sum(row["amount"] for row in rows)  # type: ignore[misc]
        return count, satang

    return run


def compare() -> str:
    """Measure both packages."""
    with tempfile.TemporaryDirectory() as place:
        large = _compared(
            "A package of 5,000 members and 10 years read and checked", _written(Path(place, "large"), LARGE)
        )
        tambon = _written(Path(place, "tambon"), TAMBON)
        postings = len(Path(tambon, "journal.csv").read_bytes().splitlines()) - 1
        title = f"A tambon fund of 20 years opened: {postings:,} postings, and all else that it has"
        return "\n".join([large, _compared(title, tambon, _first(tambon))])


def _compared(title: str, folder: str, *more: Measured) -> str:
    """Make sure that all agree, and say what each costs."""
    rows = [
        measure("plain loop, parse and add", partial(plain, folder)),
        measure("read_package, checked", partial(checked, folder), told=_told),
        *more,
    ]
    if len({row.answer for row in rows}) > 1:
        raise SystemExit(f"they disagree: {[row.answer for row in rows]}")
    count, _satang = rows[0].answer  # type: ignore[misc]  # a pair, made above
    return table(title, "rows", count, rows)


def _first(folder: str) -> Measured:
    """The first reading of a process, which also reads what the library itself has in files: the best of a few."""
    name = "read_package, checked, the first one of a process"
    return min(
        (measure(name, partial(checked, folder), told=_told, runs=1) for _ in range(RUNS)),
        key=lambda found: found.seconds,
    )


def _written(folder: Path, plan: Plan) -> str:
    """Make a package in a process of its own: a process starts with the peak memory of the one that started it."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        pool.apply(_write, (str(folder), plan))
    return str(folder)


def _write(folder: str, plan: Plan) -> None:
    write_package(folder, make_package(plan))


if __name__ == "__main__":
    print(compare())
