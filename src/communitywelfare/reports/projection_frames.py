"""A projection as tables of Arrow: for polars, pandas, DuckDB and Parquet files.

    import polars
    polars.from_arrow(futures_table(projection))
    futures_table(projection).to_pandas()

Money is in whole satang (``int64``). It needs the extra `frames`.
"""

from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np

from communitywelfare.io._arrow import pyarrow
from communitywelfare.simulation.projection import Projection

if TYPE_CHECKING:
    from pyarrow import Table

__all__ = ["benefits_table", "futures_table", "parquet"]


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
    days = [projection.horizon.at(month).last for month in range(months)]
    return arrow.table(
        {
            "scenario": arrow.array(np.repeat(np.arange(futures, dtype=np.int32), months)),
            "month": arrow.array(days * futures, arrow.date32()),
            **{name: arrow.array(np.ascontiguousarray(column).reshape(-1)) for name, column in columns.items()},
        }
    )


def benefits_table(projection: Projection) -> "Table":
    """What each clause paid in each future and month in which it did: ``scenario``, ``month``, ``benefit``, ``satang``.

    Raises:
        NotInstalled: pyarrow is not there.
    """
    arrow, paid = pyarrow(), projection.balance.paid
    scenario, month, key = np.nonzero(paid)
    days = np.array([projection.horizon.at(each).last for each in range(paid.shape[1])], "M8[D]")
    return arrow.table(
        {
            "scenario": arrow.array(scenario.astype(np.int32)),
            "month": arrow.array(days[month]),
            "benefit": arrow.DictionaryArray.from_arrays(key.astype(np.int32), list(projection.balance.keys)),
            "satang": arrow.array(paid[scenario, month, key]),
        }
    )


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
