"""A projection, and what is expected of many funds, as tables of Arrow: for polars, pandas, DuckDB and Parquet files.

    import polars
    polars.from_arrow(futures_table(projection))
    futures_table(projection).to_pandas()

Money is in whole satang (``int64``); what is expected is in satang as floats. Tables of a projection, and Parquet files
of them, bear in their metadata what they hang on (`stamps.Stamp`). It needs the extra `frames`.
"""

from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
from attrs import asdict
from numpy.typing import NDArray

from communitywelfare.io._arrow import pyarrow
from communitywelfare.reports.stamps import Stamp
from communitywelfare.simulation.fund_expectations import FundExpectations
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.projection import Projection

if TYPE_CHECKING:
    from pyarrow import Table

__all__ = ["benefits_table", "expected_benefits_table", "expected_table", "futures_table", "parquet"]


def futures_table(projection: Projection) -> "Table":
    """Every future month by month: ``scenario``, ``month`` (its last day), ``members``, ``elderly``, and satang.

    These are ``dues``, ``fees``, ``cofunding``, ``benefits`` (what was paid), ``expenses``, ``interest`` and the
    ``balance`` at the end of the month.

    Raises:
        NotInstalled: pyarrow is not there.
    """
    arrow, flows, balance = pyarrow(), projection.flows, projection.balance
    shape = flows.dues.shape
    futures, months = shape
    cofunding = sum(flows.cofunding.values(), np.zeros(shape, np.int64))
    columns = {
        "members": projection.members,
        "elderly": projection.elderly,
        "dues": flows.dues,
        "fees": np.broadcast_to(flows.fees, shape),
        "cofunding": cofunding,
        "benefits": balance.paid.sum(axis=2),
        "expenses": np.broadcast_to(flows.expenses, shape),
        "interest": balance.interest,
        "balance": balance.closing,
    }
    return arrow.table(
        {
            "scenario": arrow.array(np.repeat(np.arange(futures, dtype=np.int32), months)),
            "month": arrow.array(np.tile(_last_days(projection.horizon), futures)),
            **{name: arrow.array(np.ascontiguousarray(column).reshape(-1)) for name, column in columns.items()},
        },
        metadata=_stamp_of(projection),
    )


def benefits_table(projection: Projection) -> "Table":
    """What each clause paid in each future and month in which it did: ``scenario``, ``month``, ``benefit``, ``satang``.

    Raises:
        NotInstalled: pyarrow is not there.
    """
    arrow, paid = pyarrow(), projection.balance.paid
    scenario, month, key = np.nonzero(paid)
    return arrow.table(
        {
            "scenario": arrow.array(scenario.astype(np.int32)),
            "month": arrow.array(_last_days(projection.horizon)[month]),
            "benefit": arrow.DictionaryArray.from_arrays(key.astype(np.int32), list(projection.balance.keys)),
            "satang": arrow.array(paid[scenario, month, key]),
        },
        metadata=_stamp_of(projection),
    )


def _stamp_of(projection: Projection) -> dict[str, str]:
    return asdict(Stamp.of(projection.assumptions, projection.setting, projection.policy.bylaw))


def expected_table(found: FundExpectations) -> "Table":
    """What is expected of each fund month by month: ``fund``, ``month`` (its last day), people, and satang as floats.

    People are ``members``, ``elderly`` and ``payers``; money is ``dues``, ``fees``, ``cofunding``, ``benefits``,
    ``expenses``, ``interest`` and the ``balance`` at the end of the month.

    Raises:
        NotInstalled: pyarrow is not there.
    """
    arrow, (funds, months) = pyarrow(), found.members.shape
    columns = {name: getattr(found, name) for name in ("members", "elderly", "payers", "dues", "fees")}
    columns["cofunding"] = sum(found.cofunding.values(), np.zeros(found.members.shape))
    columns["benefits"] = found.benefits.sum(axis=2)
    columns |= {name: getattr(found, name) for name in ("expenses", "interest", "balance")}
    return arrow.table(
        {
            "fund": arrow.DictionaryArray.from_arrays(
                np.repeat(np.arange(funds, dtype=np.int32), months), list(found.funds)
            ),
            "month": arrow.array(np.tile(_last_days(found.horizon), funds)),
            **{name: arrow.array(np.ascontiguousarray(column).reshape(-1)) for name, column in columns.items()},
        }
    )


def expected_benefits_table(found: FundExpectations) -> "Table":
    """What each clause of a fund is expected to pay by month: ``fund``, ``month``, ``benefit``, ``satang``.

    Months in which that is nothing are left out.

    Raises:
        NotInstalled: pyarrow is not there.
    """
    arrow = pyarrow()
    fund, month, place = np.nonzero(found.benefits)
    names = list(dict.fromkeys(key for keys in found.keys for key in keys))
    name_of = np.zeros(found.benefits.shape[::2], np.int32)
    for number, keys in enumerate(found.keys):
        name_of[number, : len(keys)] = [names.index(key) for key in keys]
    return arrow.table(
        {
            "fund": arrow.DictionaryArray.from_arrays(fund.astype(np.int32), list(found.funds)),
            "month": arrow.array(_last_days(found.horizon)[month]),
            "benefit": arrow.DictionaryArray.from_arrays(name_of[fund, place], names),
            "satang": arrow.array(found.benefits[fund, month, place]),
        }
    )


def _last_days(horizon: Horizon) -> NDArray[np.datetime64]:
    """The last day of each month."""
    return np.array([horizon.at(each).last for each in range(horizon.months)], "M8[D]")


def parquet(table: "Table") -> bytes:
    """A table as the bytes of a Parquet file.

    Raises:
        NotInstalled: pyarrow is not there.
    """
    pyarrow()
    from pyarrow.parquet import write_table  # noqa: PLC0415  # of an extra

    out = BytesIO()
    write_table(table, out)
    return out.getvalue()
