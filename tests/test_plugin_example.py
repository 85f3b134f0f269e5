"""The example of a package with a form of its own works as it stands in its folder."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import communitywelfare

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "plugin-wreath"
PATH = os.pathsep.join((str(Path(communitywelfare.__file__).parents[1]), str(EXAMPLE)))


def run(*words, path=PATH):
    return subprocess.run(
        [sys.executable, *map(str, words)],
        env=os.environ | {"PYTHONPATH": path, "PYTHONUTF8": "1"},
        cwd=EXAMPLE,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_its_own_test_passes_from_its_files():
    done = run("-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:cov")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout


def test_once_installed_it_is_found_by_what_its_pyproject_announces(tmp_path):
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text("utf-8"))["project"]
    (entry,) = project["entry-points"]["communitywelfare.amounts"].items()
    info = tmp_path / "communitywelfare_wreath-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: 0.1.0\n", "utf-8")
    (info / "entry_points.txt").write_text(f"[communitywelfare.amounts]\n{' = '.join(entry)}\n", "utf-8")
    law = (ROOT / "src/communitywelfare/data/bylaws/chamuang.toml").read_text("utf-8")
    start = law.index("amount = {")
    amount = 'amount = { form = "wreath", worth = "500.00", more = "10.00", most = "800.00" }'
    (tmp_path / "bylaw.toml").write_text(law[:start] + amount + law[law.index("\n", start) :], "utf-8")
    path = os.pathsep.join((PATH, str(tmp_path)))
    printed = run("-B", "-W", "error", "-m", "communitywelfare", "bylaw", "print", tmp_path / "bylaw.toml", path=path)
    assert printed.returncode == 0, printed.stderr
    assert "พวงหรีดมูลค่า 500.00 บาท และเพิ่มปีละ 10.00 บาทตามอายุสมาชิก ไม่เกิน 800.00 บาท" in printed.stdout
    assert "plugin." not in printed.stdout
