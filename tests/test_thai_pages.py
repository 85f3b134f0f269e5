"""The pages in Thai say what the English pages say, all of it, and nothing of theirs is written twice.

After a change to an English page, ``python tasks.py words`` renews its catalogue and its Thai page: what is new there
has no Thai yet, and what changed has the old Thai and is marked fuzzy. Mend both, take the marks away, run it again.
"""

import re
import unicodedata
from collections import Counter

import pytest
import test_docs
import thai_pages
from babel.messages.catalog import Message
from thai_pages import CODE, FIELD, LINK, bare, catalogue_of, composed, english, entries, messages, thai

PAGES = thai_pages.translated()
by_page = pytest.mark.parametrize("page", PAGES)


# --- each message ------------------------------------------------------------------------------------------


@by_page
def test_every_message_has_its_thai_and_none_is_in_doubt(page):
    assert [each.id for each in entries(page) if not each.string] == []
    assert [each.id for each in entries(page) if each.fuzzy] == []


def parts(words: str) -> dict[str, Counter[str]]:
    """What of a message is the same in both languages: code, links, numbers, what is stressed and what is filled in."""
    plain = LINK.sub("]", CODE.sub("", words))
    return {
        "fields": Counter(FIELD.findall(plain)),
        "code": Counter(code[0] for code in CODE.finditer(words)),
        "links": Counter(link["target"] for link in LINK.finditer(words)),
        "numbers": Counter(re.findall(r"\d+(?:[.,]\d+)*", plain)),
        "stress": Counter(re.findall(r"\*+", plain)),
    }


@by_page
def test_code_links_and_numbers_of_a_message_are_those_of_the_english(page):
    assert [(each.id, each.string) for each in entries(page) if parts(each.string) != parts(each.id)] == []


MARK = "[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]"
FAULTS = {
    "sara am of two characters": "\u0e4d[\u0e48-\u0e4b]?\u0e32",
    "sara ae of two characters": "\u0e40\u0e40",
    "a mark twice": f"({MARK})\\1",
    "a tone mark before its vowel": "[\u0e48-\u0e4b][\u0e31\u0e34-\u0e3a]",
    "a mark without a letter": f"(^|[^\u0e01-\u0e2e\u0e31\u0e34-\u0e3a\u0e47-\u0e4c]){MARK}",
    "two spaces": "  ",
    "a full stop": "[\u0e01-\u0e4e]\\.$",
    "an invisible character": "[\u200b-\u200f\ufeff\u00a0]",
}


def faults(words: str) -> list[str]:
    """What is wrong with how Thai is typed, whatever it says."""
    return [what for what, wrong in FAULTS.items() if re.search(wrong, words)]


@by_page
def test_the_thai_of_a_message_is_typed_well(page):
    assert {each.string: faults(CODE.sub("x", each.string)) for each in entries(page)} == {
        each.string: [] for each in entries(page)
    }
    assert [each.string for each in entries(page) if unicodedata.normalize("NFC", each.string) != each.string] == []


# --- each page ---------------------------------------------------------------------------------------------


@by_page
def test_the_catalogue_of_a_page_holds_what_the_page_says(page):
    assert [each.id for each in entries(page)] == messages(english(page).read_text("utf-8"))
    assert catalogue_of(page).read_text("utf-8") == thai_pages.renewed(page)


@by_page
def test_the_page_in_thai_is_the_english_page_with_the_words_of_its_catalogue(page):
    made = composed(page, thai_pages.thai_words(page), frozenset(test_docs.GENERATORS))
    assert bare(thai(page).read_text("utf-8")) == bare(made)


@by_page
def test_the_english_page_shows_the_way_to_the_thai_one(page):
    text = english(page).read_text("utf-8")
    assert thai_pages.with_way_to_thai(text, page) == text


def test_nothing_in_thai_lies_about_that_the_home_page_does_not_list():
    def names(folder, ending):
        return {path.relative_to(folder).as_posix().removesuffix(ending) for path in folder.rglob(f"*{ending}")}

    assert names(thai_pages.HOME.parent, ".md") == {"index", *PAGES}
    assert names(thai_pages.CATALOGUES, ".po") == set(PAGES)


def test_the_home_page_says_what_each_page_is():
    home = thai_pages.TOCTREE.sub("", thai_pages.HOME.read_text("utf-8"))
    assert {f"{page}.md" for page in PAGES} <= {link["target"] for link in LINK.finditer(home)}


# --- how a page is put together ----------------------------------------------------------------------------

PAGE = """# A page

*[ภาษาไทย](../th/tutorial/first-fund.md)*

It has two
lines, and [a link](../explanation/books.md) to no Thai page, and [one](../glossary.md) to one.

<!-- save it.toml -->
```toml
key = 1  # why it is one
```

```console
$ communitywelfare check it.toml --lang en
nothing was found
$ echo $?
0
```

(named)=
## Where links lead

- An item of
  two lines.

A term
: what it
  says

> Said by
> others.

:::{note}
Take note.
:::

| a key | what it means |
|---|---|
| `one` | it \\| that |
| `two` | ไทย |

<!-- generated: mistakes -->

| left | alone |
|---|---|

<!-- end -->
"""
WORDS = {
    "A page": "หน้าหนึ่ง",
    "It has two lines, and [a link](../explanation/books.md) to no Thai page, and [one](../glossary.md) to one.": (
        "มีสองบรรทัด [ลิงก์](../explanation/books.md) และ[อีกลิงก์](../glossary.md)"
    ),
    "why it is one": "ทำไมเป็นหนึ่ง",
    "Where links lead": "ลิงก์ไปที่ใด",
    "An item of two lines.": "รายการหนึ่ง",
    "A term": "คำหนึ่ง",
    "what it says": "ความหมายของคำ",
    "Said by others.": "ผู้อื่นว่าไว้",
    "Take note.": "โปรดสังเกต",
    "a key": "คีย์",
    "what it means": "ความหมาย",
    "it | that": "นี่ | นั่น",
}
IN_THAI = """# หน้าหนึ่ง

<!-- made by `python tasks.py words` from docs/tutorial/first-fund.md and docs/locale/th/LC_MESSAGES/tutorial/first-fund.po: change those, not this -->

*[English](../../tutorial/first-fund.md)*

มีสองบรรทัด [ลิงก์](../../explanation/books.md) (ภาษาอังกฤษ) และ[อีกลิงก์](../glossary.md)

<!-- save it.toml -->
```toml
key = 1  # ทำไมเป็นหนึ่ง
```

```console
$ communitywelfare check it.toml
$ echo $?
```

(named)=
(where-links-lead)=
## ลิงก์ไปที่ใด

- รายการหนึ่ง

คำหนึ่ง
: ความหมายของคำ

> ผู้อื่นว่าไว้

:::{note}
โปรดสังเกต
:::

| คีย์ | ความหมาย |
|---|---|
| `one` | นี่ \\| นั่น |
| `two` | ไทย |

<!-- generated: mistakes-th -->
<!-- end -->
"""  # noqa: E501 - the notice is one line


def test_a_page_is_put_together_from_its_english_and_its_words(tmp_path, monkeypatch):
    page = tmp_path / "page.md"
    page.write_text(PAGE, encoding="utf-8")
    monkeypatch.setattr(thai_pages, "english", lambda name: page)
    monkeypatch.setattr(thai_pages, "linked_headings", lambda name: {"where-links-lead", "named"})
    assert messages(PAGE) == list(WORDS)
    assert composed("tutorial/first-fund", WORDS, frozenset({"mistakes-th"})) == IN_THAI


def test_a_changed_sentence_has_its_old_thai_in_doubt_until_somebody_looks(tmp_path, monkeypatch):
    page, catalogue = tmp_path / "page.md", tmp_path / "page.po"
    monkeypatch.setattr(thai_pages, "english", lambda name: page)
    monkeypatch.setattr(thai_pages, "catalogue_of", lambda name: catalogue)
    page.write_text("# A member pays dues every month\n\nGone tomorrow.\n", encoding="utf-8")
    catalogue.write_text(
        'msgid "A member pays dues every month"\nmsgstr "สมาชิกส่งเงินสมทบทุกเดือน"\n\n'
        'msgid "Gone tomorrow."\nmsgstr "พรุ่งนี้ไม่มีแล้ว"\n',
        encoding="utf-8",
    )
    page.write_text("# A member pays dues each month\n", encoding="utf-8")
    catalogue.write_text(thai_pages.renewed("page"), encoding="utf-8")
    (entry,) = entries("page")
    assert entry.fuzzy
    assert entry.string == "สมาชิกส่งเงินสมทบทุกเดือน"
    assert thai_pages.thai_words("page") == {}
    assert thai_pages.renewed("page") == catalogue.read_text("utf-8")


PYTHON = """# A page

```python
def half(fund, name):
    \"\"\"Half of what is there.\"\"\"
    return fund[name] / 2  # not rounded


dearer = today.changed({"dues.rate": "1.50"}, name="dearer dues")
print("left:", half({"left": 3}, "left"), "baht", cw.words(finding, "en"), f"{dearer}", sep="; ")
for each in ("a.csv", "b.csv"):
    print(
        f"    {each} has {len(each):,.0f} letters" if each else "it says \\"no\\"",
    )
    print(f"    {each} has {len(each):,.0f} letters")
print("baht", "baht")
```

```python
print(cw.words(finding, "th"), cw.words(finding, "en"), answer("/?lang=en"))
```

```python
>>> print("a session stays")
```

```python
print(answer("/"), answer("/?lang=en"))
```
"""
PYTHON_WORDS = {
    "A page": "หน้าหนึ่ง",
    "Half of what is there.": "ครึ่งหนึ่งของที่มี",
    "not rounded": "ไม่ปัดเศษ",
    "dearer dues": "เงินสมทบที่แพงขึ้น",
    "left:": "เหลือ:",
    "baht": "บาท",
    "{each} has {len(each):,.0f} letters": "{each} มี {len(each):,.0f} ตัวอักษร",
}
PYTHON_IN_THAI = """```python
def half(fund, name):
    \"\"\"ครึ่งหนึ่งของที่มี\"\"\"
    return fund[name] / 2  # ไม่ปัดเศษ


dearer = today.changed({"dues.rate": "1.50"}, name="เงินสมทบที่แพงขึ้น")
print("เหลือ:", half({"left": 3}, "left"), "บาท", cw.words(finding, "th"), f"{dearer}", sep="; ")
for each in ("a.csv", "b.csv"):
    print(
        f"    {each} has {len(each):,.0f} letters" if each else "it says \\"no\\"",
    )
    print(f"    {each} มี {len(each):,.0f} ตัวอักษร")
print("บาท", "บาท")
```

```python
print(cw.words(finding, "th"), cw.words(finding, "en"), answer("/"))
```

```python
>>> print("a session stays")
```

```python
print(answer("/"), answer("/?lang=en"))
```
"""


def test_python_speaks_thai_where_it_speaks_to_people(tmp_path, monkeypatch):
    page = tmp_path / "page.md"
    page.write_text(PYTHON, encoding="utf-8")
    monkeypatch.setattr(thai_pages, "english", lambda name: page)
    monkeypatch.setattr(thai_pages, "linked_headings", lambda name: set())
    assert messages(PYTHON) == list(PYTHON_WORDS)
    made = composed("tutorial/first-fund", PYTHON_WORDS)
    assert made[made.index("```") :] == PYTHON_IN_THAI
    assert bare(made) == bare(bare(made))


@pytest.mark.parametrize(
    ("english_words", "thai_said"),
    [
        ("pays `200`", "จ่าย `300`"),
        ("see [there](a.md)", "ดู[ที่นั่น](b.md)"),
        ("at most 3 months", "ไม่เกิน 2 เดือน"),
        ("it *may* be", "อาจเป็น"),
        ("{count} futures", "{total} อนาคต"),
    ],
)
def test_the_comparison_finds_what_differs(english_words, thai_said):
    entry = Message(english_words, thai_said)
    assert parts(entry.string) != parts(entry.id)


@pytest.mark.parametrize("words", ["นํ้า", "เเล้ว", "ที่่", "ก้ำ  ๆ", "ท่ี", "จบแล้ว.", " ่"])
def test_the_search_for_bad_typing_finds_it(words):
    assert faults(words) != []
