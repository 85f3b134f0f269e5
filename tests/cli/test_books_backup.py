"""Backup and restore as a treasurer types them."""

import shutil


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_backup_lies_beside_the_package_and_is_restored(ask, run, package, tmp_path):
    before = contents(package)
    code, answer = ask("books", "backup", package)
    assert code == 0
    assert answer["file"] == str(tmp_path / f"{answer['fund']}-2024-09-30-{answer['head'][:8]}.zip")
    assert answer["left_out"] == []
    shutil.rmtree(package)
    code, out, _err = run("books", "restore", answer["file"], package, "--lang", "en")
    assert (code, answer["head"][:8] in out) == (0, True)
    assert contents(package) == before
    code, again = ask("books", "restore", answer["file"], package)
    assert (code, again["was_same"], again["package"]) == (0, True, str(package))
    assert "เหมือนเดิม" in run("books", "restore", answer["file"], package)[1]


def test_newer_entries_are_refused_in_both_languages_and_another_folder_takes_them(ask, run, package, tmp_path):
    file = tmp_path / "kept" / "b.zip"
    (package / "photo.jpg").write_bytes(b"")
    code, out, _err = run("books", "backup", package, "--out", file)
    assert (code, "photo.jpg" in out) == (0, True)
    assert run("receive", package, "M00001", "30", "--on", "2024-10-05")[0] == 0
    before = contents(package)
    for language, word in (("th", "กู้คืนลงโฟลเดอร์อื่น"), ("en", "restore into another folder")):
        code, _out, err = run("books", "restore", file, package, "--lang", language)
        assert (code, word in err) == (3, True)
    assert contents(package) == before
    assert ask("books", "restore", file, package, "--into", tmp_path / "other")[0] == 0
    assert run("check", tmp_path / "other")[0] == 0


def test_what_is_no_backup_or_no_package_ends_with_2_or_3(run, package, tmp_path):
    (tmp_path / "x.zip").write_bytes(b"PK")
    assert run("books", "restore", tmp_path / "x.zip", package)[0] == 2
    assert run("books", "restore", tmp_path / "none.zip", package)[0] == 2
    assert run("books", "backup", tmp_path / "none")[0] == 2
    (package / "members.csv").write_bytes(b"")
    assert run("books", "backup", package)[0] == 3
