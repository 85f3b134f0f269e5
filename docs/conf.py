"""How sphinx builds the documentation: ``python tasks.py docs``."""

import logging
import os
import re
from importlib.metadata import version as installed
from pathlib import Path

from pygments.lexer import RegexLexer
from pygments.token import Generic, Name, String, Whitespace
from sphinx.application import Sphinx

project = "communitywelfare"
author = "communitywelfare contributors"
copyright = author
release = version = installed("communitywelfare")
language = "en"  # the pages below docs/th are built by themselves: --define language=th docs/th

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_copybutton"]
exclude_patterns = ["_build", "th", "locale"]
templates_path = ["_templates"]
locale_dirs = [str(Path(__file__).parent / "_templates" / "locale")]  # the theme's own words in Thai

# A room of the index whose pages are still to be written is no fault; every other warning is one.
# Sphinx 9.0 gives this one warning no type, so that suppress_warnings cannot name it.
logging.getLogger("sphinx.sphinx.directives.other").addFilter(
    lambda record: getattr(record, "subtype", "") != "empty_glob"
)

html_theme = "furo"
html_static_path = ["_static", "../src/communitywelfare/reports/fonts"]
html_css_files = ["pages.css"]
_in_thai = Path(__file__).parent / "th"
html_context = {"pages_in_thai": {path.relative_to(_in_thai).as_posix()[:-3] for path in _in_thai.rglob("*.md")}}
_stacks = {
    "font-stack": "system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif",
    "font-stack--monospace": "monospace",
}
html_theme_options = {"light_css_variables": {name: f"Sarabun Thai, {stack}" for name, stack in _stacks.items()}}
html_title = f"communitywelfare {release}"
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "sidebar/language.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}

# No dollar maths: amounts of money stand in the text.
myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist"]
myst_heading_anchors = 3

# Examples run under pytest, which reads the same pages; only what a reader would type is copied.
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

autodoc_default_options = {"members": True, "undoc-members": True}
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True  # attributes that a class lists stand once, in its own words
default_role = "literal"  # `names` in docstrings are code


def setup(app: Sphinx) -> None:
    """Let a property's first line be a sentence: napoleon would take what stands before a colon for its type.

    And let pages of one language link to pages of the other, which another build makes, and keep the words of a command
    whole.
    """
    app.add_lexer("console", Console)
    app.connect("autodoc-process-docstring", _begin_with_a_comment, priority=400)
    app.connect("source-read", _to_the_other_language)


class Console(RegexLexer):
    """Commands word by word, so that a narrow screen breaks them between words, and what they print as it is."""

    name = "Console"
    tokens = {  # noqa: RUF012 - as pygments wants it
        "root": [(r"^\$ ", Generic.Prompt, "command"), (r".*\n", Generic.Output)],
        "command": [
            (r"\n", Whitespace, "#pop"),
            (r"[^\S\n]+", Whitespace),
            (r'"[^"\n]*"', String),
            (r"--[\w-]+", Name.Attribute),
            (r"\S+", Name),
        ],
    }


LINK = re.compile(r"\]\((?P<path>[\w./-]+)\.md(?P<place>#[\w-]+)?\)")


def _to_the_other_language(app: Sphinx, docname: str, source: list[str]) -> None:
    folder = (app.srcdir / docname).parent

    def led(link: re.Match[str]) -> str:
        page = Path(os.path.normpath(folder / f"{link['path']}.md"))
        name = os.path.relpath(page.with_suffix(""), app.srcdir).replace(os.sep, "/")
        if name in app.env.found_docs or not page.exists():
            return link[0]
        return f"]({link['path']}.html{link['place'] or ''}){{.external}}"

    source[0] = LINK.sub(led, source[0])


def _begin_with_a_comment(*about: object) -> None:
    _app, what, *_thing, lines = about
    if what == "property":
        lines[:0] = ["..", ""]


nitpicky = True
autodoc_preserve_defaults = True  # a default is shown as it is written
# Names from outside the library are not linked: the build needs no network.
outside = (
    "attr attrs click collections concurrent datetime decimal enum fractions "
    "hypothesis logging numpy os pathlib pyarrow types typing"
)
# Nor are type variables, private classes, and what lives in a private module.
inside = r"communitywelfare\.(.+\.[A-Z]|(.+\.)?_[a-z]+\..+|.+\._[A-Z]\w*)"
nitpick_ignore = [("py:class", "Block")]  # a type that stands for itself before it is defined
nitpick_ignore_regex = [("py:.*", rf"({outside.replace(' ', '|')})(\..+)?"), ("py:.*", inside)]
