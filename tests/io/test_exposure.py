"""Nothing leaves because somebody forgot it: every column of every table says at which level it may."""

import tomllib
from collections import Counter

import pytest

from communitywelfare.io._files import read_resource
from communitywelfare.io._schema import schemas
from communitywelfare.io.exposure import Fate, Level, Sharing, exposure

DOCUMENT = tomllib.loads(read_resource("data/exposure.toml").decode())
COLUMNS = [(name, column) for name, schema in schemas().items() for column in schema.columns]
SETTINGS = {"network", "public", "purpose"}


@pytest.mark.parametrize("table", schemas())
def test_every_column_of_a_table_has_exactly_one_class(table):
    given = DOCUMENT["table"][table]
    said = Counter(column for kind, columns in given.items() if kind not in SETTINGS for column in columns)
    assert said == Counter(column.id for column in schemas()[table].columns)


def test_a_new_table_or_class_is_not_forgotten():
    assert set(DOCUMENT["table"]) == set(schemas())
    used = {kind for given in DOCUMENT["table"].values() for kind in given} - SETTINGS
    assert used == set(DOCUMENT["class"])
    assert {given["purpose"] for given in DOCUMENT["table"].values()} == set(DOCUMENT["purpose"])


@pytest.mark.parametrize(("table", "column"), [each for each in COLUMNS if each[1].is_personal], ids=str)
def test_what_is_masked_in_messages_is_kept_by_no_export_in_the_clear(table, column):
    if column.id == "pseudonym":  # made anew for the export
        return
    allowed = {Fate.DROP, Fate.PSEUDONYM, Fate.COARSEN}
    assert {exposure().fate(table, column.id, level) for level in (Level.NETWORK, Level.PUBLIC)} <= allowed


@pytest.mark.parametrize("table", schemas())
def test_health_details_stay_at_the_level_of_the_fund(table):
    classes = exposure().tables[table].classes
    health = [column for column, kind in classes.items() if kind == "health"]
    assert {exposure().fate(table, column, Level.NETWORK) for column in health} <= {Fate.DROP}
    assert {exposure().fate(table, column, Level.PUBLIC) for column in health} <= {Fate.DROP}


def test_no_rows_about_people_are_public():
    for name, table in exposure().tables.items():
        is_about_people = any(exposure().is_personal(name, column) for column in table.classes)
        if table.sharing[Level.PUBLIC] is Sharing.ROWS and is_about_people:
            kept = {column for column in table.classes if exposure().fate(name, column, Level.PUBLIC) is Fate.KEEP}
            assert not {column for column in kept if exposure().is_personal(name, column)}
            assert name == "fund"  # the fund's own address and telephone, dropped


def test_the_public_learns_of_no_column_more_than_the_network():
    order = [Fate.KEEP, Fate.SUPPRESS, Fate.COARSEN, Fate.STATED, Fate.PSEUDONYM, Fate.DROP]
    for each in exposure().classes.values():
        assert order.index(each.fates[Level.NETWORK]) <= order.index(each.fates[Level.PUBLIC])
        assert each.fates[Level.FUND] is Fate.KEEP
