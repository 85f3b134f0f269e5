"""A package read into checked records, against a plain loop over the same files that only parses and adds up."""

import csv
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from measure import measure, table

from communitywelfare import Plan, make_package, read_package, write_package

SIZE = Plan(members=5000, years=10, seed=2569)


def _folder() -> str:
    folder = str(Path(tempfile.mkdtemp()) / "fund")
    write_package(folder, make_package(SIZE))
    return folder


def checked() -> Callable[[], object]:
    """The library: every cell read by its kind, every record checked, the hash chain verified."""
    folder = _folder()

    def run() -> object:
        reading = read_package(folder)
        if reading.package is None or reading.has_errors:
            raise SystemExit("the example package has errors")
        fund = reading.package.fund
        satang = sum(receipt.amount.satang for receipt in fund.contributions)
        rows = len(fund.contributions) + len(fund.register) + len(fund.claims) + len(fund.actions)
        return rows + sum(len(entry.voucher.postings) for entry in fund.journal), satang

    return run


def plain() -> Callable[[], object]:
    """Rows as dictionaries, days and amounts parsed, nothing checked and nothing kept but the rows."""
    folder = Path(_folder())

    def run() -> object:
        satang, count = 0, 0
        for name in ("members", "contributions", "benefits", "claim_actions", "journal"):
            rows = []
            with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
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
    """Measure both, make sure that they agree, and say what each costs."""
    rows = [measure("plain loop, parse and add", plain), measure("read_package, checked", checked)]
    if rows[0].answer != rows[1].answer:
        raise SystemExit(f"the two disagree: {rows[0].answer} and {rows[1].answer}")
    count, _satang = rows[1].answer  # type: ignore[misc]  # a pair, made above
    return table("A package of 5,000 members and 10 years read and checked", "rows", count, rows)


if __name__ == "__main__":
    print(compare())
