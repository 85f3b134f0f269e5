"""The books at the command line."""

import pytest
from beancount import loader


def exported(run, package, out, *words):
    code, _out, err = run("books", "export", package, "--format", "beancount", "--out", out, *words)
    return code, err


@pytest.mark.parametrize("form", ["beancount", "hledger"])
def test_the_whole_journal_is_written(ask, made, tmp_path, form):
    out = tmp_path / "new" / f"books.{form}"
    code, answer = ask("books", "export", made, "--format", form, "--out", out)
    text = out.read_text("utf-8")
    stored = (made / "journal.csv").read_text("utf-8-sig")

    assert code == 0
    assert (answer["format"], answer["findings"]) == (form, [])
    assert text.count("entry: ") == answer["entries"] > 100
    assert all(f"E{number:07d}" in text for number in range(1, answer["entries"] + 1))
    assert answer["head"] in text
    assert stored.rstrip().endswith(answer["head"])
    assert text.startswith(";")


def test_another_program_accepts_what_is_written(run, made, tmp_path):
    code, _err = exported(run, made, tmp_path / "books.beancount")

    assert code == 0
    assert loader.load_file(str(tmp_path / "books.beancount"))[1] == []


def test_what_was_there_is_replaced_whole(run, made, tmp_path):
    out = tmp_path / "books.beancount"
    out.write_text("x" * 10_000_000, encoding="utf-8")

    assert exported(run, made, out)[0] == 0
    assert "xxx" not in out.read_text("utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["books.beancount"]


def test_one_currency_names_the_source_beside_each_line(run, made, tmp_path):
    assert exported(run, made, tmp_path / "books.beancount", "--one-currency")[0] == 0

    text = (tmp_path / "books.beancount").read_text("utf-8")
    assert 'source: "MEMBERS"' in text
    assert "THBMEMBERS" not in text


def test_account_names_follow_the_language(run, made, tmp_path):
    assert exported(run, made, tmp_path / "en.beancount", "--lang", "en")[0] == 0
    assert exported(run, made, tmp_path / "th.beancount")[0] == 0

    assert "Assets:11010-Cash-with-treasurer" in (tmp_path / "en.beancount").read_text("utf-8")
    assert "Assets:11010-เงินสดในมือ" in (tmp_path / "th.beancount").read_text("utf-8")


def test_a_broken_chain_is_told_and_the_books_are_written_as_they_stand(run, package, tmp_path):
    path = package / "journal.csv"
    path.write_bytes(path.read_bytes().replace("ยอดยกมา".encode(), "ยอดอื่น".encode(), 1))
    code, err = exported(run, package, tmp_path / "books.beancount")

    assert code == 1
    assert "journal.chain_broken" in err
    assert '"ยอดอื่น"' in (tmp_path / "books.beancount").read_text("utf-8")


def test_a_dropped_line_is_told_by_us_and_found_by_the_other_program(run, package, tmp_path):
    path = package / "journal.csv"
    lines = path.read_bytes().split(b"\r\n")
    del lines[2]
    path.write_bytes(b"\r\n".join(lines))
    code, err = exported(run, package, tmp_path / "books.beancount")

    assert code == 1
    assert "journal.unbalanced" in err
    assert any("does not balance" in each.message for each in loader.load_file(str(tmp_path / "books.beancount"))[1])


def test_without_a_journal_nothing_is_written(run, ask, package, tmp_path):
    (package / "journal.csv").unlink()
    code, err = exported(run, package, tmp_path / "books.beancount")

    assert code == 2
    assert "journal.csv" in err
    assert list(tmp_path.glob("*.beancount")) == []
    assert ask("books", "export", package, "--format", "hledger", "--out", tmp_path / "x")[0] == 2


def test_without_a_fund_nothing_is_written(run, ask, package, tmp_path):
    (package / "fund.csv").unlink()
    code, err = exported(run, package, tmp_path / "books.beancount")

    assert code == 1
    assert "fund.csv" in err
    assert list(tmp_path.glob("*.beancount")) == []
    code, answer = ask("books", "export", package, "--format", "hledger", "--out", tmp_path / "x")
    assert code == 1
    assert any(each["place"]["file"] == "fund.csv" for each in answer["findings"])


@pytest.mark.parametrize("words", [["--format", "gnucash", "--out", "x"], ["--out", "x"], ["--format", "hledger"]])
def test_a_command_that_lacks_something_is_wrong_usage(run, made, words):
    assert run("books", "export", made, *words)[0] == 2


def test_a_folder_is_no_file(run, made, tmp_path):
    assert exported(run, made, tmp_path)[0] == 2
    assert list(tmp_path.parent.glob(".*.new")) == []
