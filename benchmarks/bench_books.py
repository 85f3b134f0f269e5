"""The books of one fund read, checked and added up: as objects and as columns, against others on the same ledger.

``python bench_books.py [POSTINGS]`` measures a smaller ledger. Programs that are not installed are named and left out:
beancount, polars and pyarrow come from PyPI, hledger and ledger from the system's packages.
"""

import csv
import gc
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import ledgers
from attrs import frozen
from measure import Measured, measure

from communitywelfare.accounting import Journal, trial_balance
from communitywelfare.accounting.faults import conflicts, faults
from communitywelfare.accounting.journal import Entry
from communitywelfare.accounting.soundness import Soundness
from communitywelfare.io._journal_reading import read_journal
from communitywelfare.io.journal import journal_text
from communitywelfare.io.journal_columns import journal_columns
from communitywelfare.io.shipped import shipped_chart, shipped_sources
from communitywelfare.uncollected import uncollected

POSTINGS, SLOW = 1_000_000, 100_000
Work = Callable[[], Callable[[], object]]


# --- ours --------------------------------------------------------------------------------------------------


def objects(folder: str) -> Callable[[], object]:
    """The library's books: every cell and the chain, every voucher against the chart, the sources and those before."""
    chart, sources = shipped_chart(), shipped_sources()

    def run() -> object:
        with uncollected():
            reading = read_journal(Path(folder, "journal.csv").read_bytes(), "utf-8-sig")
            if not reading.is_sound:
                raise SystemExit("the journal is damaged")
            journal = Journal(reading.entries)
            soundness = Soundness(chart, sources)
            taken: dict[str, str] = {}
            reversible: dict[str, Entry] = {}
            for entry in journal:
                voucher = entry.voucher
                if not soundness.holds(voucher) or voucher.number in taken or voucher.reverses:
                    found = [*faults(voucher, chart, sources), *conflicts(voucher, taken, reversible)]
                    if found:
                        raise SystemExit(f"{entry.number}: {found}")
                taken[voucher.number] = entry.number
                reversible[entry.number] = entry
            return trial_balance(journal, chart, date.max).debit.satang

    return run


def columns(folder: str) -> Callable[[], object]:
    """The library's columns, over one fund or many: every cell, every line, every voucher and the chain."""
    return lambda: _columns(folder, verify=True)


def columns_verified_before(folder: str) -> Callable[[], object]:
    """The same of journals whose chain was verified before."""
    return lambda: _columns(folder, verify=False)


def _columns(folder: str, *, verify: bool) -> int:
    chart = shipped_chart()
    journals = ((path.name, path.read_bytes()) for path in sorted(Path(folder).glob("*.csv")))
    found = journal_columns(journals, chart, shipped_sources(), verify=verify)
    if found.findings:
        raise SystemExit(f"findings: {found.findings[:3]}")
    return sum(found.trial_balance(fund, chart, date.max).debit.satang for fund in found.funds)


# --- by hand -----------------------------------------------------------------------------------------------


@frozen
class PlainPosting:
    """A line, as one would write it by hand."""

    account: str
    source: str
    satang: int
    member: str
    holder: str


@frozen
class PlainVoucher:
    """A voucher, as one would write it by hand."""

    number: str
    day: date
    kind: str
    paper: str
    description: str
    postings: tuple[PlainPosting, ...]


def plain(folder: str) -> Callable[[], object]:
    """By hand: the csv into frozen values, each voucher balanced source by source, a trial balance."""
    return lambda: _plain(folder)


def plain_uncollected(folder: str) -> Callable[[], object]:
    """The same with the garbage collector off."""

    def run() -> object:
        gc.disable()
        return _plain(folder)

    return run


def _plain(folder: str) -> int:
    vouchers: list[PlainVoucher] = []
    with Path(folder, "journal.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.reader(stream)
        next(rows)
        head, postings = [""], list[PlainPosting]()
        for row in rows:
            if row[0] != head[0]:
                if postings:
                    vouchers.append(_plain_voucher(head, postings))
                head, postings = row, []
            satang = _plain_satang(row[6]) if row[6] else -_plain_satang(row[7])
            postings.append(PlainPosting(row[4], row[5], satang, row[11], row[12]))
        vouchers.append(_plain_voucher(head, postings))
    sums: dict[str, int] = defaultdict(int)
    for voucher in vouchers:
        within: dict[str, int] = {}
        for posting in voucher.postings:
            within[posting.source] = within.get(posting.source, 0) + posting.satang
            sums[posting.account] += posting.satang
        if any(within.values()):
            raise SystemExit(f"{voucher.number} does not balance")
    return _debit(sums.values())


def _plain_satang(text: str) -> int:
    baht, _point, rest = text.partition(".")
    return int(baht) * 100 + int(rest)


def _plain_voucher(head: list[str], postings: list[PlainPosting]) -> PlainVoucher:
    return PlainVoucher(head[0], date.fromisoformat(head[1]), head[9], head[10], head[8], tuple(postings))


def polars_by_hand(folder: str) -> Callable[[], object]:
    """By hand with polars: only the columns that are needed, decimals, each voucher balanced source by source."""
    import polars as pl  # noqa: PLC0415 - a peer that may be missing

    paths = sorted(Path(folder).glob("*.csv"))
    sides = ("debit", "credit")
    kinds: dict[str, object] = dict.fromkeys(("entry_no", "account", "source"), pl.String)
    kinds |= dict.fromkeys(sides, pl.Decimal(18, 2))

    def run() -> object:
        debit = 0
        for path in paths:
            table = pl.read_csv(path, columns=[*kinds], schema_overrides=kinds)
            moved = pl.col("debit").fill_null(0) - pl.col("credit").fill_null(0)
            table = table.with_columns((moved * 100).cast(pl.Int64).alias("satang"))
            by_voucher = table.group_by("entry_no", "source").agg(pl.col("satang").sum())
            if (by_voucher["satang"] != 0).any():
                raise SystemExit("a voucher does not balance")
            debit += _debit(table.group_by("account").agg(pl.col("satang").sum())["satang"].to_list())
        return debit

    return run


def pyarrow_by_hand(folder: str) -> Callable[[], object]:
    """By hand with pyarrow and numpy: only the columns that are needed, decimals, vouchers balanced by source."""
    import numpy as np  # noqa: PLC0415 - peers that may be missing
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.compute as pc  # noqa: PLC0415
    from pyarrow import csv as pa_csv  # noqa: PLC0415

    paths = sorted(Path(folder).glob("*.csv"))
    code, money = pa.dictionary(pa.int32(), pa.string()), pa.decimal128(18, 2)
    kinds = {"entry_no": pa.string(), "account": code, "source": code, "debit": money, "credit": money}
    options = pa_csv.ConvertOptions(include_columns=[*kinds], column_types=kinds)

    def satang_of(column: object) -> object:
        scaled = pc.multiply(pc.fill_null(column, 0), pa.scalar(100, pa.int64()))
        return pc.cast(scaled, pa.int64()).to_numpy()

    def run() -> object:
        debit = 0
        for path in paths:
            table = pa_csv.read_csv(path, convert_options=options).combine_chunks()
            satang = satang_of(table["debit"]) - satang_of(table["credit"])  # type: ignore[operator]
            numbers = table["entry_no"].chunk(0)
            is_new = pc.not_equal(numbers[1:], numbers[:-1]).to_numpy(zero_copy_only=False)
            entry = np.concatenate(([0], np.cumsum(is_new)))
            source, account = (table[name].chunk(0).indices.to_numpy() for name in ("source", "account"))
            if _added(np, satang, entry * (int(source.max()) + 1) + source).any():  # type: ignore[attr-defined]
                raise SystemExit("a voucher does not balance")
            debit += _debit(_added(np, satang, account).tolist())  # type: ignore[attr-defined]
        return debit

    return run


def _added(np: object, satang: object, by: object) -> object:
    sums = np.zeros(int(by.max()) + 1, dtype=np.int64)  # type: ignore[attr-defined]
    np.add.at(sums, by, satang)  # type: ignore[attr-defined]
    return sums


def _debit(sums: Iterable[int]) -> int:
    return sum(satang for satang in sums if satang > 0)


# --- other programs ----------------------------------------------------------------------------------------


def beancount(folder: str) -> Callable[[], object]:
    """Load, book and validate, then add up by account."""
    os.environ["BEANCOUNT_DISABLE_LOAD_CACHE"] = "1"  # else only the first of the runs reads the text
    from beancount import loader  # noqa: PLC0415 - a peer that may be missing
    from beancount.core.data import Transaction  # noqa: PLC0415

    def run() -> object:
        entries, errors, _options = loader.load_file(str(Path(folder, "beancount")))
        if errors:
            raise SystemExit(f"beancount: {errors[:3]}")
        sums: dict[str, int] = defaultdict(int)
        for entry in entries:
            if isinstance(entry, Transaction):
                for posting in entry.postings:
                    sums[posting.account.split(":")[1]] += int(posting.units.number * 100)
        return _debit(sums.values())

    return run


def program(name: str, folder: str) -> Callable[[], object]:
    """``hledger`` or ``ledger``: the balance of every account."""
    command = [shutil.which(name) or name, "-f", str(Path(folder, "hledger")), "bal", "--flat"]

    def run() -> object:
        done = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 - one of two names, our own file
        sums: dict[str, int] = defaultdict(int)
        amounts: list[int] = []
        for line in done.stdout.decode().split("\n"):
            words = line.split()
            if len(words) > 1 and words[1].startswith("THB"):
                amounts.append(int(words[0].replace(".", "")))
            if len(words) > 1 and ":" in words[-1]:  # several amounts may stand above an account's name
                sums[words[-1].split(":")[1]] += sum(amounts)
                amounts = []
        return _debit(sums.values())

    return run


# --- the comparisons ---------------------------------------------------------------------------------------


@frozen
class Peer:
    """Something to hold the books against: what it needs, and whether it is too slow for all postings."""

    name: str
    work: Callable[[str], Callable[[], object]]
    needs: str = ""
    is_slow: bool = False

    @property
    def is_there(self) -> bool:
        """Whether it is installed."""
        return not self.needs or bool(find_spec(self.needs) or shutil.which(self.needs))


OBJECTS = (
    Peer("plain objects by hand", plain),
    Peer("plain objects by hand, garbage collector off", plain_uncollected),
    Peer("the books as objects, every check and the chain", objects),
    Peer("ledger bal", partial(program, "ledger"), needs="ledger"),
    Peer("hledger bal", partial(program, "hledger"), needs="hledger", is_slow=True),
    Peer("beancount, loaded and validated", beancount, needs="beancount", is_slow=True),
)
COLUMNS = (
    Peer("pyarrow and numpy by hand", pyarrow_by_hand, needs="pyarrow"),
    Peer("polars by hand", polars_by_hand, needs="polars"),
    Peer("journal_columns, every check but the chain", columns_verified_before),
    Peer("journal_columns, every check and the chain", columns),
)


def compare(postings: int = POSTINGS) -> str:
    """Both shapes of a ledger as objects and as columns, and many funds as columns."""
    parts = []
    with tempfile.TemporaryDirectory() as place:
        for shape in ("pairs", "sheets"):
            folders = [
                _written(Path(place, f"{shape}{size}"), shape, size)
                for size in dict.fromkeys((postings, min(postings, SLOW)))
            ]
            title = f"Books of {postings:,} postings as {shape}"
            parts.append(_compared(f"{title}: objects", postings, OBJECTS, folders))
            parts.append(_compared(f"{title}: columns", postings, COLUMNS, folders))
        many = Path(place, "many")
        each = postings // 50
        _apart(_write_many, many, each)
        parts.append(_compared(f"Books of 50 funds, {each:,} postings each: columns", postings, COLUMNS, [str(many)]))
    return "\n".join(parts)


def _apart(work: Callable[..., object], *given: object) -> None:
    """Do it in a process of its own: a process starts with the peak memory of the one that started it."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        pool.apply(work, given)


def _written(folder: Path, shape: str, postings: int) -> str:
    _apart(_write_ledger, folder, shape, postings)
    return str(folder)


def _write_ledger(folder: Path, shape: str, postings: int) -> None:
    folder.mkdir()
    books = ledgers.journal(shape, postings)
    (folder / "journal.csv").write_text(journal_text(books), encoding="utf-8-sig", newline="")
    for name, text in ledgers.foreign_texts(books).items():
        (folder / name).write_text(text, encoding="utf-8")


def _write_many(folder: Path, postings: int) -> None:
    folder.mkdir()
    for number, books in enumerate(ledgers.funds(50, "sheets", postings)):
        (folder / f"{number:02d}.csv").write_text(journal_text(books), encoding="utf-8", newline="")


def _compared(title: str, postings: int, peers: Iterable[Peer], folders: list[str]) -> str:
    rows, missing, answers = [], [], dict[str, set[object]]()
    for peer in peers:
        if not peer.is_there:
            missing.append(peer.needs)
            continue
        scale = postings / SLOW if peer.is_slow and postings > SLOW else 1
        folder = folders[-1] if scale != 1 else folders[0]
        found = measure(peer.name, partial(peer.work, folder))
        rows.append((found, scale))
        answers.setdefault(folder, set()).add(found.answer)
    if any(len(each) > 1 for each in answers.values()):
        raise SystemExit(f"the answers disagree: {answers}")
    return _table(title, rows, missing)


def _table(title: str, rows: list[tuple[Measured, float]], missing: list[str]) -> str:
    peer, peer_scale = rows[0]
    lines = [
        f"## {title}",
        "",
        "Best of 3 runs, each row in a process of its own; rows with × were measured on 100,000 postings and scaled.",
        *([f"Not installed here: {', '.join(missing)}."] if missing else []),
        "",
        "| | wall s | CPU s | times the first row | peak MB |",
        "|---|--:|--:|--:|--:|",
    ]
    for row, scale in rows:
        memory = "–" if row.megabytes is None else f"{row.megabytes:,.0f}"
        times = row.seconds * scale / (peer.seconds * peer_scale)
        mark = "" if scale == 1 else f" (×{scale:g})"
        lines.append(
            f"| {row.name}{mark} | {row.wall * scale:.2f} | {row.seconds * scale:.2f} | {times:.2f} | {memory} |"
        )
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    print(compare(*map(int, sys.argv[1:])))
