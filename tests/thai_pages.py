"""Pages in Thai: each is the English page with its words taken from a gettext catalogue, and with Thai commands.

The home page in Thai, ``docs/th/index.md``, lists the pages that are translated. Of each of them

* the English page is ``docs/PAGE.md``, the only one that people write;
* the catalogue is ``docs/locale/th/LC_MESSAGES/PAGE.po``: every heading, paragraph and cell of the page that has
  English words in it, every comment of an example, and what its Python says to people, in the order of the page;
* the Thai page is ``docs/th/PAGE.md``, made from these two. Its commands are the English ones without ``--lang en``,
  its Python asks for Thai where the English page asks for English alone, and what both print there is printed by
  running them.

Sphinx can translate pages by itself, but puts ``::`` where a fence of Markdown has a translation (MyST-Parser, issue
444), so that a page in Thai would show English output. ``test_docs.py`` makes the pages anew and follows them.
"""

import ast
import io
import os
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po
from markdown_it import MarkdownIt
from markdown_it.token import Token

DOCS = Path(__file__).resolve().parents[1] / "docs"
HOME = DOCS / "th" / "index.md"
CATALOGUES = DOCS / "locale" / "th" / "LC_MESSAGES"

HEADER = r"""msgid ""
msgstr ""
"Project-Id-Version: communitywelfare\n"
"Language: th\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""
TOCTREE = re.compile(r"^```\{toctree\}\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
REGION = re.compile(r"<!-- generated: (?P<name>[\w-]+) -->\n.*?<!-- end -->", re.DOTALL)
TARGET = re.compile(r"\([\w-]+\)=")
CODE = re.compile(r"(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)")
LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
TO_THAI = re.compile(r"^\*\[ภาษาไทย\]\(.*\)\*$", re.MULTILINE)
COMMENT = re.compile(r"(?P<before>(?:^|\s)# )(?P<words>\S.*)$")
COLON_FENCE = re.compile("^:{3,}.*$", re.MULTILINE)  # what stands in one is translated, and its title left alone
COMMENTED = {"toml", "python"}
STRING = re.compile(r'f?(?P<quotes>"{3}|")\s*(?P<words>[^"\\\n]*?)\s*(?P=quotes)')  # on one line, nothing escaped
FIELD = re.compile(r"\{[^{}]*\}")
ASKED_FOR = {'"en"': '"th"', '"/?lang=en"': '"/"'}  # how Python asks for English, and how for Thai
CELLS = {"th", "td"}
NOTICE = "<!-- made by `python tasks.py words` from {page} and {catalogue}: change those, not this -->"


def translated() -> list[str]:
    """The pages that the home page in Thai lists, as ``tutorial/first-fund``."""
    lines = "\n".join(found["body"] for found in TOCTREE.finditer(HOME.read_text("utf-8"))).splitlines()
    return [line for line in lines if line and not line.startswith(":")]


def english(page: str) -> Path:
    """Where the English page lies."""
    return DOCS / f"{page}.md"


def thai(page: str) -> Path:
    """Where the Thai page lies."""
    return DOCS / "th" / f"{page}.md"


def catalogue_of(page: str) -> Path:
    """Where the catalogue of a page lies."""
    return CATALOGUES / f"{page}.po"


# --- what there is to translate ----------------------------------------------------------------------------


def has_words(text: str) -> bool:
    """Whether there is anything to translate: names in code, numbers and Thai stay as they are."""
    return re.search("[A-Za-z]", LINK.sub("]", CODE.sub("", text))) is not None


class Piece(NamedTuple):
    """A heading, paragraph, cell, term or definition: its tag, its first line, the line after it, and its text."""

    tag: str
    start: int
    end: int
    text: str

    @property
    def words(self) -> str:
        """Its text as a message."""
        return re.sub(r"\s*\n\s*", " ", self.text)


def pieces(text: str) -> Iterator[Piece]:
    """Each stretch of words of a page; not what is generated."""
    generated = [range(text[: at.start()].count("\n"), text[: at.end()].count("\n")) for at in REGION.finditer(text)]
    plain = COLON_FENCE.sub("", text)
    for around, token in pairwise(MarkdownIt("commonmark").enable("table").parse(plain)):
        if token.type == "inline" and not any(token.map[0] in lines for lines in generated):
            for piece in terms_and_definitions(around.tag, token):
                if has_words(piece.text) and not TARGET.fullmatch(piece.text) and not TO_THAI.fullmatch(piece.text):
                    yield piece


def terms_and_definitions(tag: str, token: Token) -> Iterator[Piece]:
    """A token whole, or the terms and definitions that it holds: they are one paragraph to plain Markdown."""
    start, end = token.map
    for part in token.content.split("\n: "):
        after = start + part.count("\n") + 1
        yield Piece(tag, start, end if tag in CELLS else after, part)
        start = after


def comments(text: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Each comment of an example that says something in English, with the number of its line."""
    lines = text.split("\n")
    for token in MarkdownIt("commonmark").parse(text):
        if token.type == "fence" and token.info in COMMENTED:
            for number in range(token.map[0] + 1, token.map[1] - 1):
                found = COMMENT.search(lines[number])
                if found and has_words(found["words"]):
                    yield number, found


def sentences(text: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Each string in English that an example of Python prints, names or explains with, and the number of its line."""
    for token in MarkdownIt("commonmark").parse(text):
        if token.type == "fence" and token.info == "python" and ">>>" not in token.content:
            said = [string for node in ast.walk(ast.parse(token.content)) for string in told_by(node)]
            for string in sorted(said, key=lambda each: (each.lineno, each.col_offset)):
                found = STRING.fullmatch(ast.get_source_segment(token.content, string) or "")
                if found and has_words(FIELD.sub("", found["words"])):
                    yield token.map[0] + string.lineno, found


def told_by(node: ast.AST) -> list[ast.expr]:
    """What a piece of code says to people: what is printed, what something is called, a function's explanation."""
    match node:
        case ast.Call(func=ast.Name(id="print"), args=printed):
            return printed
        case ast.Call(keywords=keywords):
            return [each.value for each in keywords if each.arg == "name"]
        case ast.FunctionDef(body=[ast.Expr(value=explanation), *_]):
            return [explanation]
    return []


def messages(text: str) -> list[str]:
    """What is to be translated on a page, in its order and each message once."""
    found = [(piece.start, piece.words) for piece in pieces(text)]
    found += [(number, said["words"]) for number, said in (*comments(text), *sentences(text))]
    return list(dict.fromkeys(words for _, words in sorted(found, key=lambda each: each[0])))


# --- catalogues --------------------------------------------------------------------------------------------


def entries(page: str) -> list[Message]:
    """The messages of a page's catalogue, each with its Thai; without one, nothing."""
    path = catalogue_of(page)
    return [each for each in read_po(io.BytesIO(path.read_bytes())) if each.id] if path.exists() else []


def renewed(page: str) -> str:
    """The catalogue of a page as it must be for what the page says now; what is new has no Thai or a fuzzy one."""
    path = catalogue_of(page)
    catalog = read_po(io.BytesIO(path.read_bytes())) if path.exists() else Catalog()
    template = Catalog()
    for words in messages(english(page).read_text("utf-8")):
        template.add(words)
    catalog.update(template)
    written = io.BytesIO()
    write_po(written, catalog, width=None, omit_header=True, ignore_obsolete=True)
    return HEADER + written.getvalue().decode().strip("\n") + "\n"


def thai_words(page: str) -> dict[str, str]:
    """The Thai of each message that has some and is not in doubt."""
    return {each.id: each.string for each in entries(page) if each.string and not each.fuzzy}


# --- the page in Thai --------------------------------------------------------------------------------------


def composed(page: str, words: dict[str, str], generators: frozenset[str] = frozenset()) -> str:
    """The page in Thai, with nothing below its commands yet.

    Args:
        page: Its name, as ``tutorial/first-fund``.
        words: The Thai of each message; without any, the English stays.
        generators: Names of what is made from the source; where ``NAME-th`` is one of them, it is asked for.
    """
    text = english(page).read_text("utf-8")
    lines = text.split("\n")
    wanted = linked_headings(page)
    for piece in pieces(text):
        in_thai = words.get(piece.words, piece.words)
        if piece.tag in CELLS:
            lines[piece.start] = with_cell(lines[piece.start], piece.text, in_thai)
            continue
        before = lines[piece.start].partition(piece.text.split("\n")[0])[0]
        target = f"({slug(piece.text)})=\n" if piece.tag[0] == "h" and slug(piece.text) in wanted else ""
        lines[piece.start : piece.end] = [f"{target}{before}{in_thai}", *[GONE] * (piece.end - piece.start - 1)]
    for number, comment in comments(text):
        in_thai = words.get(comment["words"], comment["words"])
        lines[number] = f"{lines[number][: comment.start('words')]}{in_thai}"
    for number, string in sentences(text):
        in_thai = words.get(string["words"], string["words"])
        lines[number] = lines[number].replace(string[0], string[0].replace(string["words"], in_thai), 1)
    whole = "\n".join(line for line in lines if line is not GONE)
    whole = REGION.sub(lambda found: region_in_thai(found, generators), FENCE.sub(fence_in_thai, whole))
    return with_head(relinked(TO_THAI.sub("", whole, count=1), page), page)


GONE = "\0"
IN_ENGLISH = "(ภาษาอังกฤษ)"
FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```[ ]*$", re.MULTILINE | re.DOTALL)


def with_cell(line: str, old: str, new: str) -> str:
    """The line of a table with ``new`` in the first cell that holds ``old``."""
    cells = re.split(r"(?<!\\)\|", line)
    place = next(at for at, cell in enumerate(cells) if cell.strip().replace(r"\|", "|") == old)
    cells[place] = f" {new.replace('|', chr(92) + '|')} "
    return "|".join(cells)


def fence_in_thai(found: re.Match[str]) -> str:
    """A fence with its commands in Thai, and nothing yet below them; or its Python, asking for Thai."""
    if found["info"] == "python":
        return python_in_thai(found[0])
    if found["info"] != "console":
        return found[0]
    commands = [line.replace(" --lang en", "") for line in found["body"].splitlines() if line.startswith("$ ")]
    return "\n".join(("```console", *commands, "```"))


def python_in_thai(code: str) -> str:
    """Python that asks for English alone, asking for Thai; what asks for both stays."""
    for in_english, in_thai in ASKED_FOR.items():
        if in_thai not in code:
            code = code.replace(in_english, in_thai)
    return code


def region_in_thai(found: re.Match[str], generators: frozenset[str]) -> str:
    """A part that is made from the source, empty, and for Thai where there is such a one."""
    name = f"{found['name']}-th" if f"{found['name']}-th" in generators else found["name"]
    return f"<!-- generated: {name} -->\n<!-- end -->"


def slug(heading: str) -> str:
    """What a link calls a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def linked_headings(page: str) -> set[str]:
    """The headings and targets of a page that translated pages link to."""
    return {
        place
        for other in translated()
        for link in LINK.finditer(english(other).read_text("utf-8"))
        for name, place in [destination(link["target"], other)]
        if name == page
    }


def destination(target: str, page: str) -> tuple[str, str]:
    """The page that a link on ``page`` leads to, and the place on it; no page where it leaves the documentation."""
    path, _, place = target.partition("#")
    if "://" in path:
        return "", ""
    name = os.path.normpath(Path(page).parent / path).replace(os.sep, "/").removesuffix(".md")
    return (name if path else page), place


def relinked(text: str, page: str) -> str:
    """The page with links to pages that have no Thai leading to the English ones, and saying so."""

    def led(link: re.Match[str]) -> str:
        name, place = destination(link["target"], page)
        if not name or name in translated():
            return link[0]
        way = os.path.relpath(DOCS / name, thai(page).parent).replace(os.sep, "/")
        return f"]({way}.md{place and '#'}{place}) {IN_ENGLISH}"

    return LINK.sub(led, text)


def with_head(text: str, page: str) -> str:
    """The page with the notice of what made it, and the way to the English one below its title."""
    up = "../" * (page.count("/") + 1)
    notice = NOTICE.format(page=f"docs/{page}.md", catalogue=catalogue_of(page).relative_to(DOCS.parent).as_posix())
    title, rest = text.split("\n", 1)
    return f"{title}\n\n{notice}\n\n*[English]({up}{page}.md)*\n\n{rest.lstrip()}"


def with_way_to_thai(text: str, page: str) -> str:
    """The English page with the way to the Thai one below its title."""
    line = f"*[ภาษาไทย]({'../' * page.count('/')}th/{page}.md)*"
    if TO_THAI.search(text):
        return TO_THAI.sub(line, text)
    title, rest = text.split("\n", 1)
    return f"{title}\n\n{line}\n{rest}"


def bare(text: str) -> str:
    """A page without what is printed or made from the source."""
    text = REGION.sub(lambda found: f"<!-- generated: {found['name']} -->\n<!-- end -->", text)
    return FENCE.sub(lambda found: "```text\n```" if found["info"] == "text" else fence_in_thai(found), text)
