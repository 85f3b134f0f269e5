"""How sphinx builds the documentation: ``python tasks.py docs``."""

import logging
from importlib.metadata import version as installed

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
html_title = f"communitywelfare {release}"

myst_enable_extensions = ["colon_fence", "deflist"]  # no dollar maths: amounts of money stand in the text
myst_heading_anchors = 3

# Examples run under pytest, which reads the same pages; only what a reader would type is copied.
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
napoleon_google_docstring = True
napoleon_numpy_docstring = False

nitpicky = True
# Names from outside the library are not linked: the build needs no network.
outside = "attr attrs click collections datetime decimal enum fractions hypothesis pathlib types typing"
nitpick_ignore_regex = [("py:.*", rf"({outside.replace(' ', '|')})(\..+)?")]
