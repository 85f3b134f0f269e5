"""The commands about networks of funds."""

import json
from pathlib import Path

import pytest

from communitywelfare.cli import main

ROOT = Path(__file__).resolve().parents[2]
LOPBURI = ROOT / "examples" / "lopburi"


def test_the_published_figures_of_lop_buri_cannot_all_be(capsys):
    assert main(["network", "check-published", str(LOPBURI), "--lang", "en"]) == 1
    said = capsys.readouterr().out
    assert "78 (กองทุนสวัสดิการชุมชนในจังหวัด) cannot be 66.14 % of any whole number" in said
    assert "78/117 = 66.67 %, 78/118 = 66.10 %" in said
    assert "66.14 % could be 84/127, 125/189" in said
    assert "(tambon) of จังหวัดลพบุรี add up to 82, of 124 in the list" in said


def test_machines_are_told_the_same(capsys):
    assert main(["network", "check-published", str(LOPBURI), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["figures"], told["areas"]) == (18, 147)
    assert [each["code"] for each in told["findings"] if each["severity"] == "error"] == [
        "published.percent_impossible"
    ]


def test_figures_that_can_be_are_said_to(tmp_path, capsys):
    (tmp_path / "areas.csv").write_text("code,kind,name_th\n16,PROVINCE,ลพบุรี\n", encoding="utf-8")
    (tmp_path / "published.csv").write_text('id,text,unit,value\na,กองทุน,FUND,"1,234"\n', encoding="utf-8")
    assert main(["network", "check-published", str(tmp_path)]) == 0
    assert "ไม่พบตัวเลขที่เป็นไปไม่ได้" in capsys.readouterr().out


@pytest.mark.parametrize("missing", ["areas.csv", "published.csv"])
def test_a_folder_without_its_lists_is_refused(missing, tmp_path, capsys):
    for name in ("areas.csv", "published.csv"):
        if name != missing:
            (tmp_path / name).write_bytes((LOPBURI / name).read_bytes())
    assert main(["network", "check-published", str(tmp_path), "--lang", "en"]) == 2
    assert missing in capsys.readouterr().err
