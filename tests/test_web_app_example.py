"""The example of a web program with a store of its own works as it stands in its folder."""

import os
import subprocess
import sys
from pathlib import Path

import communitywelfare

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "web-app"
PATH = os.pathsep.join((str(Path(communitywelfare.__file__).parents[1]), str(EXAMPLE)))
MEMORY = Path("/dev/shm")  # noqa: S108 - a store waits for its disk at each write, and these are thrown away


def test_its_own_tests_pass_from_its_files(tmp_path):
    settings = (
        os.environ | {"PYTHONPATH": PATH, "PYTHONUTF8": "1"} | ({"TMPDIR": str(MEMORY)} if MEMORY.is_dir() else {})
    )
    done = subprocess.run(
        [sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cov", "-p", "no:xdist", "-o", f"cache_dir={tmp_path}"],
        env=settings,
        cwd=EXAMPLE,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "passed" in done.stdout
