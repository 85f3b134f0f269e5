"""By-laws at the command line."""

import pytest

from communitywelfare.io.shipped import example_bylaw


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "bylaw.toml"
    path.write_bytes(example_bylaw())
    return path


def test_a_sound_bylaw_lints_with_notes_only(run, file):
    code, out, _err = run("bylaw", "lint", file, "--lang", "en")

    assert code == 0
    assert "0 errors" in out


def test_a_weak_bylaw_ends_with_1_and_names_the_line(ask, file):
    file.write_text(file.read_text("utf-8").replace('baht = "600.00"', 'baht = "100.00"'), encoding="utf-8")
    code, answer = ask("bylaw", "lint", file)
    found = next(each for each in answer["findings"] if each["severity"] == "error")

    assert code == 1
    assert found["code"] == "lint.limit_below_one"
    assert found["place"]["file"] == str(file)


def test_several_files_are_linted_in_one_run(ask, file, tmp_path):
    other = tmp_path / "other.toml"
    other.write_text(file.read_text("utf-8").replace("[version.dues]", "[version.duse]"), encoding="utf-8")
    code, answer = ask("bylaw", "lint", file, other)

    assert code == 1
    assert {each["place"]["file"] for each in answer["findings"]} == {str(file), str(other)}


def test_a_bylaw_is_printed_in_words_in_both_languages(run, file):
    thai, english = run("bylaw", "print", file), run("bylaw", "print", file, "--lang", "en")

    assert (thai[0], english[0]) == (0, 0)
    assert "เป็นสมาชิกครบ 15 ปีขึ้นไป จ่าย 30,000.00 บาท" in thai[1]
    assert "from 15 years of membership: 30,000.00 baht" in english[1]


def test_a_package_stands_for_the_bylaw_in_it(run, ask, file):
    for language in ("th", "en"):
        printed = run("bylaw", "print", file.parent, "--lang", language)
        assert printed == run("bylaw", "print", file, "--lang", language)
        assert printed[0] == 0
    assert ask("bylaw", "lint", file.parent) == ask("bylaw", "lint", file)


def test_a_folder_without_a_bylaw_is_told_by_the_file_that_is_missing(run, tmp_path):
    (tmp_path / "empty").mkdir()
    for command in ("print", "lint"):
        code, _out, err = run("bylaw", command, tmp_path / "empty")
        assert code == 2
        assert str(tmp_path / "empty" / "bylaw.toml") in err
        assert "file.missing" in err


def test_a_bylaw_with_mistakes_is_printed_with_them_marked(run, file):
    file.write_text(file.read_text("utf-8").replace("wait =", "wiat =", 1), encoding="utf-8")
    code, out, _err = run("bylaw", "print", file)

    assert code == 0
    assert "bylaw.misspelt_key" in out


def test_what_is_no_toml_and_what_is_not_there_end_with_2(run, file, tmp_path):
    file.write_text("no = toml = at all", encoding="utf-8")

    assert run("bylaw", "print", file)[0] == 2
    assert run("bylaw", "lint", file)[0] == 1
    assert run("bylaw", "lint", tmp_path / "nowhere.toml")[0] == 2


def test_a_printed_bylaw_can_be_had_as_data_with_its_findings(ask, file):
    file.write_text(file.read_text("utf-8").replace('baht = "600.00"', 'baht = "100.00"'), encoding="utf-8")
    code, answer = ask("bylaw", "print", file, "--lang", "en")

    assert code == 0
    assert any("30,000.00 baht" in line for line in answer["lines"])
    assert "lint.limit_below_one" in {finding["code"] for finding in answer["findings"]}
