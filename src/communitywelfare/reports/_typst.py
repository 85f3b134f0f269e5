"""The door to the typesetter (the extra ``report``): data in, a paper out, the same bytes every time."""

import json
from collections.abc import Mapping
from functools import cache
from types import ModuleType
from typing import Any

from communitywelfare.errors import NotInstalled
from communitywelfare.io._files import read_resource, resource_folder

__all__ = ["typeset"]


def _typst() -> ModuleType:
    try:
        import typst  # noqa: PLC0415  # an extra: it may not be there
    except ImportError:
        raise NotInstalled("typst", "report") from None
    return typst  # type: ignore[no-any-return]  # where types are checked it is not there


@cache
def _fonts() -> Any:
    """Sarabun and nothing else: the paper looks the same on every machine."""
    with resource_folder("reports/fonts") as folder:
        return _typst().Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


def typeset(paper: Mapping[str, object], *, is_tagged: bool = True) -> bytes:
    """A paper as PDF. What it says are data for the layout, and cannot change it.

    Tags let programs read a paper aloud; of a list of thousands they weigh ten times the paper itself.

    Raises:
        NotInstalled: The extra ``report`` is not there.
    """
    data = {"paper": json.dumps(paper, ensure_ascii=False)}
    compiler = _typst().Compiler(read_resource("reports/typst/paper.typ"), font_paths=_fonts(), sys_inputs=data)
    return bytes(compiler.compile(format="pdf", timestamp=0, pdf_tags=is_tagged))
