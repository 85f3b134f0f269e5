"""Personal data at the command line: exports for others, and the keys they need."""

import json
import shutil

import pytest


@pytest.fixture
def key(tmp_path, ask):
    path = tmp_path / "secret.key"
    code, answer = ask("privacy", "key", path)
    assert code == 0
    assert answer["key_id"] not in path.read_text()
    return path


def test_a_key_is_private_and_is_not_overwritten(key, run):
    before = key.read_text()
    assert (len(before.strip()), key.stat().st_mode & 0o777) == (64, 0o600)
    code, out, err = run("privacy", "key", key, "--lang", "en")
    assert (code, key.read_text()) == (3, before)
    assert "cannot be made again" in err
    assert before.strip() not in out + err


@pytest.mark.parametrize("level", ["network", "public"])
def test_an_export_is_masked_and_says_so(level, package, key, tmp_path, ask):
    target = tmp_path / "out.zip"
    code, answer = ask("convert", package, target, "--level", level, "--key", key, "--purpose", "audit 2567")
    assert (code, answer["level"]) == (0, level)
    code, answer = ask("convert", package, tmp_path / "out", "--level", level, "--key", key, "--purpose", "audit 2567")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert (manifest["masked"], manifest["level"], manifest["key_id"]) == (True, level, answer["key_id"])
    assert key.read_text().strip() not in (tmp_path / "out" / "manifest.json").read_text()


def test_the_network_checks_an_export_and_nobody_enters_anything_in_it(package, key, tmp_path, run):
    target = tmp_path / "out"
    assert run("convert", package, target, "--level", "network", "--key", key, "--purpose", "audit")[0] == 0
    assert run("check", target)[0] == 0
    before = {path.name: path.read_bytes() for path in target.iterdir()}
    code, _out, err = run("member", "enrol", target, "--name", "สมใจ ใจดี", "--no-id-reason", "x", "--lang", "en")
    assert code == 3
    assert "masked" in err
    assert {path.name: path.read_bytes() for path in target.iterdir()} == before


@pytest.mark.parametrize("missing", ["--key", "--purpose"])
def test_an_export_needs_a_key_and_a_purpose(missing, package, key, tmp_path, run):
    words = {"--key": key, "--purpose": "audit"}
    words.pop(missing)
    given = [word for pair in words.items() for word in pair]
    code, _out, err = run("convert", package, tmp_path / "out", "--level", "public", *given)
    assert (code, (tmp_path / "out").exists()) == (2, False)
    assert "[exposure.needs_key]" in err


@pytest.mark.parametrize("contents", ["", "00", "สวัสดี", "zz" * 32, "ab" * 31])
def test_what_is_no_key_is_refused_and_not_shown(contents, package, tmp_path, run):
    path = tmp_path / "bad.key"
    path.write_text(contents, encoding="utf-8")
    code, out, err = run("convert", package, tmp_path / "out", "--level", "public", "--key", path, "--purpose", "audit")
    assert (code, (tmp_path / "out").exists()) == (2, False)
    assert not contents or contents not in (out + err).replace(str(path), "")
    assert run("convert", package, tmp_path / "out", "--level", "public", "--key", "no", "--purpose", "x")[0] == 2


@pytest.mark.parametrize("ending", ["html", "json"])
def test_a_person_gets_all_that_is_held_about_them_in_a_private_file(ending, package, tmp_path, run, ask):
    out = tmp_path / f"M00003.{ending}"
    before = {path.name: path.read_bytes() for path in package.iterdir()}
    code, answer = ask("member", "export", package, "M00003", "--out", out)
    assert (code, answer["members"]) == (0, ["M00003"])
    assert answer["rows"]["members"] == 1
    assert out.stat().st_mode & 0o777 == 0o600
    assert "M00003" in out.read_text("utf-8")
    assert {path.name: path.read_bytes() for path in package.iterdir()} == before


def test_who_is_not_in_the_register_and_what_is_no_file_are_refused(package, tmp_path, run):
    assert run("member", "export", package, "M99999", "--out", tmp_path / "x.html")[0] == 2
    assert run("member", "export", package, "M00003", "--out", tmp_path / "x.pdf")[0] == 2
    assert list(tmp_path.glob("x.*")) == []


def test_a_former_member_is_erased_and_a_member_is_not(package, run, ask):
    reason = ("--reason", "เจ้าของข้อมูลขอให้ลบ", "--reference", "มติ 1/2568")
    number = "M00003"
    before = (package / "journal.csv").read_bytes()
    code, _out, err = run("member", "erase", package, number, *reason)
    assert code == 3
    assert "[erasure.still_member]" in err
    assert run("member", "leave", package, number, "--cause", "MOVED")[0] == 0
    code, answer = ask("member", "erase", package, number, *reason)
    assert (code, answer["members"], answer["findings"]) == (0, [number], [])
    assert (package / "journal.csv").read_bytes() == before
    assert run("check", package)[0] == 0
    assert number in (package / "erasures.csv").read_text("utf-8-sig")
    assert run("member", "erase", package, number, *reason)[0] == 3


def test_an_erasure_says_where_words_still_name_the_person(package, run):
    number = "M00003"
    assert run("member", "leave", package, number, "--cause", "MOVED")[0] == 0
    row = next(
        line for line in (package / "members.csv").read_text("utf-8-sig").splitlines() if line.startswith(number)
    )
    first, last = row.split(",")[4:6]
    words = f"ค่ารถของ {first} {last}"
    assert run("voucher", "cost", package, "52030", "30", "--for", words)[0] == 0
    code, _out, err = run("member", "erase", package, number, "--reason", "ขอลบ", "--lang", "en")
    assert code == 0
    assert "[erasure.still_named]" in err
    assert first not in err


def test_what_was_kept_too_long_is_proposed_and_left(package, tmp_path, run, ask):
    assert run("member", "leave", package, "M00003", "--cause", "MOVED")[0] == 0
    before = {path.name: path.read_bytes() for path in package.iterdir()}
    code, answer = ask("privacy", "retention", package, "--on", "2044-10-01")
    assert code == 0
    assert ("members", "M00003") in {(each["table"], each["record"]) for each in answer["proposals"]}
    assert all(each["assumed"] for each in answer["proposals"])
    assert "ข้อสมมติ" in run("privacy", "retention", package, "--on", "2044-10-01")[1]
    rules = tmp_path / "periods.toml"
    rules.write_text('format = "communitywelfare.retention/1"\nrule = []\n', "utf-8")
    assert "ไม่มี" in run("privacy", "retention", package, "--rules", rules)[1]
    rules.write_text("nonsense", "utf-8")
    assert run("privacy", "retention", package, "--rules", rules)[0] == 2
    assert {path.name: path.read_bytes() for path in package.iterdir()} == before


def test_nobody_twice_in_one_fund_is_a_duplicate_and_a_pseudonym_is_led_back(package, key, tmp_path, run, ask):
    target, purpose = tmp_path / "out", "duplicates"
    assert run("convert", package, target, "--level", "network", "--key", key, "--purpose", purpose)[0] == 0
    assert ask("privacy", "duplicates", target) == (0, {"duplicates": []})
    assert "ไม่พบ" in run("privacy", "duplicates", target)[1]
    text = (target / "members.csv").read_text("utf-8-sig").splitlines()[3].split(",")[0]
    assert ask("privacy", "who", package, text, "--key", key, "--purpose", purpose) == (0, {"member": "M00003"})
    assert "ไม่ตรง" in run("privacy", "who", package, "x", "--key", key, "--purpose", purpose)[1]
    assert run("privacy", "duplicates", package)[0] == 3
    assert run("privacy", "duplicates", target, target)[0] == 3


def test_one_person_in_two_funds_is_told_by_pseudonyms(package, key, tmp_path, run):
    exports = []
    for name in ("F01", "F02"):
        folder = tmp_path / name
        manifest = json.loads((package / "manifest.json").read_text("utf-8"))
        shutil.copytree(package, folder)
        for file in ("fund.csv", "manifest.json", "bylaw.toml"):
            text = (folder / file).read_text("utf-8").replace(manifest["fund_id"], name)
            (folder / file).write_text(text, "utf-8")
        out = tmp_path / f"{name}.zip"
        run("convert", folder, out, "--level", "network", "--key", key, "--purpose", "duplicates")
        exports.append(out)
    code, out, err = run("privacy", "duplicates", *exports, "--lang", "en")
    assert code == 0
    assert "members of both at once" in out
    assert "M0000" not in out + err
