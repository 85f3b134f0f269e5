"""How sphinx builds the documentation: ``python tasks.py docs``."""

import logging
from importlib.metadata import version as installed

from sphinx.application import Sphinx

project = "communitywelfare"
author = "communitywelfare contributors"
copyright = author
release = version = installed("communitywelfare")
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_copybutton"]
exclude_patterns = ["_build"]

# A room of the index whose pages are still to be written is no fault; every other warning is one.
# Sphinx 9.0 gives this one warning no type, so that suppress_warnings cannot name it.
logging.getLogger("sphinx.sphinx.directives.other").addFilter(
    lambda record: getattr(record, "subtype", "") != "empty_glob"
)

html_theme = "furo"
html_static_path = ["_static", "../src/communitywelfare/reports/fonts"]
html_css_files = ["pages.css"]
_stacks = {
    "font-stack": "system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif",
    "font-stack--monospace": "monospace",
}
html_theme_options = {"light_css_variables": {name: f"Sarabun Thai, {stack}" for name, stack in _stacks.items()}}
html_title = f"communitywelfare {release}"

myst_enable_extensions = ["colon_fence", "deflist"]  # no dollar maths: amounts of money stand in the text
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
    """Let a property's first line be a sentence: napoleon would take what stands before a colon for its type."""
    app.connect("autodoc-process-docstring", _begin_with_a_comment, priority=400)


def _begin_with_a_comment(*about: object) -> None:
    _app, what, *_thing, lines = about
    if what == "property":
        lines[:0] = ["..", ""]


nitpicky = True
autodoc_preserve_defaults = True  # a default is shown as it is written
# Names from outside the library are not linked: the build needs no network.
outside = (
    "attr attrs click collections concurrent datetime decimal enum fractions "
    "hypothesis logging numpy pathlib pyarrow types typing"
)
# Nor are type variables, and what lives in a private module.
inside = r"communitywelfare\.(.+\.[A-Z]|(.+\.)?_[a-z]+\..+)"
nitpick_ignore = [("py:class", "Block")]  # a type that stands for itself before it is defined
nitpick_ignore_regex = [("py:.*", rf"({outside.replace(' ', '|')})(\..+)?"), ("py:.*", inside)]
