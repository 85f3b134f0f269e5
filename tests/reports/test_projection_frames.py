"""Projections and expectations as tables of Arrow: every figure stands in the row of its fund or future and month."""

from datetime import date
from io import BytesIO

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from attrs import asdict, evolve

import communitywelfare as cw
from communitywelfare.fingerprints import fingerprint
from communitywelfare.io.assumptions_toml import shipped_assumptions
from communitywelfare.reports.projection_frames import (
    benefits_table,
    expected_benefits_table,
    expected_table,
    futures_table,
    parquet,
)
from communitywelfare.reports.stamps import Stamp
from communitywelfare.simulation.batches import Batch
from communitywelfare.simulation.expected_nation import expect_nation
from communitywelfare.simulation.policy import Policy, Setting
from communitywelfare.simulation.projection import project
from communitywelfare.simulation.start import Start

SETTING = Setting(years=2, scenarios=3)


def start_of(seed, without=""):
    fund = cw.make_package(cw.Plan(members=30, years=2, seed=seed)).fund
    version = fund.bylaw.versions[-1]
    version = evolve(version, benefits=tuple(each for each in version.benefits if each.key != without))
    bylaw = evolve(fund.bylaw, versions=(*fund.bylaw.versions[:-1], version))
    return Start.of(evolve(fund, profile=evolve(fund.profile, fund_id=f"F{seed}"), bylaw=bylaw))


@pytest.fixture(scope="module")
def expected():
    return expect_nation([Batch.of([start_of(1), start_of(2, without="birth")])], shipped_assumptions(), SETTING)


@pytest.fixture(scope="module")
def projection():
    start = start_of(1)
    return project(start, Policy.of(start.fund), shipped_assumptions(), SETTING)


def test_what_is_expected_of_each_fund_stands_in_its_rows(expected):
    table = expected_table(expected)
    assert table.num_rows == 2 * 24
    own = table.filter(pc.equal(table["fund"], "F2"))
    assert own["month"].to_pylist()[:2] == [expected.horizon.at(month).last for month in range(2)]
    for name in ("members", "elderly", "payers", "dues", "fees", "expenses", "interest", "balance"):
        assert own[name].to_pylist() == getattr(expected, name)[1].tolist()
    assert own["benefits"].to_pylist() == expected.benefits[1].sum(axis=1).tolist()
    assert own["cofunding"].to_pylist() == [0.0] * 24


def test_what_each_clause_is_expected_to_pay_stands_under_its_own_name(expected):
    """The two funds have their clauses at other places."""
    table = expected_benefits_table(expected)
    assert expected.keys[0] != expected.keys[1]
    for fund, keys in enumerate(expected.keys):
        own = table.filter(pc.equal(table["fund"], expected.funds[fund]))
        assert set(own["benefit"].to_pylist()) <= set(keys)
        for place, key in enumerate(keys):
            some = own.filter(pc.equal(own["benefit"], key))
            assert sum(some["satang"].to_pylist()) == pytest.approx(expected.benefits[fund, :, place].sum())
    assert all(isinstance(day, date) for day in table["month"].to_pylist())


def test_futures_and_what_clauses_paid_in_them_add_up_alike(projection):
    futures, benefits = futures_table(projection), benefits_table(projection)
    assert futures.num_rows == 3 * 24
    assert sum(futures["benefits"].to_pylist()) == sum(benefits["satang"].to_pylist()) > 0
    assert futures["balance"].to_pylist() == projection.balance.closing.reshape(-1).tolist()
    one = benefits.filter(pc.equal(benefits["scenario"], 1))
    assert sum(one["satang"].to_pylist()) == projection.balance.paid[1].sum()


def test_tables_of_futures_say_what_they_hang_on_also_in_a_file(projection):
    policy, setting = projection.policy, projection.setting
    for found in (futures_table(projection), benefits_table(projection)):
        told = {name.decode(): text.decode() for name, text in found.schema.metadata.items()}
        assert told == asdict(Stamp.of(projection.assumptions, setting, policy.bylaw))
        assert (told["seed"], told["bylaw"]) == (str(setting.seed), fingerprint(policy.bylaw)[:16])
        assert pq.read_table(BytesIO(parquet(found))).schema.metadata == found.schema.metadata


def test_a_table_goes_through_a_file(expected):
    table = expected_table(expected)
    assert pq.read_table(BytesIO(parquet(table))).to_pylist() == table.to_pylist()
    assert np.isfinite(table["balance"].to_numpy()).all()
