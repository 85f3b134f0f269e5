"""Writers killed in the middle of their work leave the old or the new, whole; `tasks.py crashes` does all of it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "crashes.py"
MEMORY = Path("/dev/shm")  # noqa: S108 - a kill loses nothing that was written: no disk is needed, and none is worn
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="processes are traced as Linux does it")


@LINUX
def test_a_writer_killed_before_or_after_a_system_call_leaves_the_old_or_the_new():
    settings = os.environ | ({"TMPDIR": str(MEMORY)} if MEMORY.is_dir() else {})
    command = [sys.executable, str(SCRIPT), "--json", "--most", "10", "--random", "2"]
    done = subprocess.run(command, env=settings, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    results = json.loads(done.stdout)
    assert done.returncode == 0, [result["broken"] for result in results]
    assert [result["broken"] for result in results] == [[]] * 6
    assert all(result["stops"] > 100 for result in results)
    assert all(sum(result["left"].values()) >= 10 for result in results)
    assert {kind for result in results for kind in result["left"]} == {"old", "new"}


CARELESS = """
import sys
sys.path.insert(0, sys.argv[1])
import crashes


def careless(room):
    for name, data in crashes.AFTER.items():
        (room / "fund" / name).write_bytes(data)


def look(room):
    return crashes.package_left(room, crashes.BEFORE, crashes.AFTER)


result = crashes.try_out(crashes.Writer("careless", crashes.make_package_folder, careless, look), most=12, at_random=0)
print(len(result.broken), crashes.page([result]).count("AssertionError"))
"""


@LINUX
def test_a_writer_that_leaves_half_of_its_work_would_be_found():
    done = subprocess.run(
        [sys.executable, "-c", CARELESS, str(SCRIPT.parent)], capture_output=True, text=True, check=False
    )
    broken, told = map(int, done.stdout.split())
    assert broken == told > 0
