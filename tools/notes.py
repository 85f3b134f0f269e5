"""The notes of a release, taken from CHANGELOG.md, in the plain text that a signed tag carries.

``python tasks.py notes 0.1.0 > notes.txt`` and then ``git tag --sign --file notes.txt v0.1.0``: git takes a line that
begins with ``#`` for a comment, so no line does, and links keep their words only.
"""

import re
import sys

from tools.project import ROOT, described

__all__ = ["notes", "sections"]

_HEADING = re.compile(r"^## \[(?P<version>[^\]]+)\](?: - (?P<day>\d{4}-\d{2}-\d{2}))?$", re.MULTILINE)
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\([^)]+\)")
_PART = re.compile(r"^### (.+)$", re.MULTILINE)


def sections(changelog: str) -> dict[str, tuple[str, str]]:
    """Each version of a changelog with its day (empty if it is not released) and its text, as they stand."""
    parts = list(_HEADING.finditer(changelog))
    ends = [*(each.start() for each in parts[1:]), len(changelog)]
    return {
        each["version"]: (each["day"] or "", changelog[each.end() : end].strip())
        for each, end in zip(parts, ends, strict=True)
    }


def notes(changelog: str, version: str) -> str:
    """The notes of ``version``.

    Raises:
        SystemExit: The changelog has no such version, or nothing is said of it.
    """
    found = sections(changelog)
    if version not in found:
        raise SystemExit(f"CHANGELOG.md has no {version}; it has {', '.join(found)}")
    day, body = found[version]
    if not body:
        raise SystemExit(f"CHANGELOG.md says nothing of {version}")
    head = f"{described()['name']} {version}" + (f" ({day})" if day else "")
    plain = _PART.sub(lambda part: f"{part[1]}:", _LINK.sub(r"\1", body))
    return f"{head}\n\n{plain}\n"


if __name__ == "__main__":
    print(notes((ROOT / "CHANGELOG.md").read_text("utf-8"), sys.argv[1]), end="")
