"""The garbage collector is held, and given back as it was found."""

import gc
import subprocess
import sys

import pytest

from communitywelfare.uncollected import uncollected


@pytest.fixture(autouse=True)
def as_before():
    was_on = gc.isenabled()
    yield
    gc.unfreeze()
    (gc.enable if was_on else gc.disable)()


@pytest.mark.parametrize("was_on", [True, False])
def test_the_collector_is_held_and_left_as_it_was(was_on):
    (gc.enable if was_on else gc.disable)()
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled() is was_on


def test_it_is_given_back_also_after_an_error():
    gc.enable()
    with pytest.raises(ValueError, match="x"), uncollected():
        raise ValueError("x")
    assert gc.isenabled()


FREEZES = """
import gc
from communitywelfare.uncollected import uncollected
gc.enable()
gc.freeze()
frozen = gc.get_freeze_count()
with uncollected():
    pass
assert gc.get_freeze_count() == frozen > 0, (gc.get_freeze_count(), frozen)
"""


def test_what_somebody_froze_stays_frozen():
    """In a process of its own: of a process that has other threads, these let go of frozen values meanwhile."""
    done = subprocess.run([sys.executable, "-c", FREEZES], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_what_was_made_is_not_looked_at_again_at_once():
    """The new values count among the old ones: the youngest generation begins anew."""
    gc.enable()
    gc.collect()
    with uncollected():
        made = [[number] for number in range(50_000)]
    assert gc.get_count()[0] < 10_000
    assert len(made) == 50_000
