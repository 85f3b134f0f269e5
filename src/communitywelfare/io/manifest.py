"""The manifest of a package: which format, whose, as of when, what its tables add up to, the digests of its files.

Versions: the number at the end of the format's name. A newer one is refused, for what it means cannot be known; version
1 is the first, so there is no older one to be migrated yet, and version 0 is told to be none.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import sha256

from attrs import asdict, field, frozen

from communitywelfare.calendar import iso_day
from communitywelfare.errors import Finding, FormatError, InvalidDay, Place, Severity
from communitywelfare.io._json_text import json_document

__all__ = [
    "BYLAW",
    "ENCODINGS",
    "FORMAT",
    "MANIFEST",
    "Manifest",
    "Masking",
    "digest",
    "not_understood",
    "parse_manifest",
    "version_fault",
]

FORMAT = "communitywelfare.package/1"
MANIFEST, BYLAW = "manifest.json", "bylaw.toml"
ENCODINGS = ("utf-8-sig", "utf-8", "cp874")


@frozen(kw_only=True)
class Masking:
    """For whom a package was masked, under which key and for which purpose its pseudonyms were made."""

    level: str = ""
    key_id: str = ""
    purpose: str = ""


@frozen(kw_only=True)
class Manifest:
    """What a package says of itself. `hashes` are SHA-256 by file, `rows` counts by table.

    `masking`: personal values are masked, so the register serves to count and not to work with.

    It vouches for the other files and not for itself: whoever mends a package by hand must be able to say so in it.
    """

    fund_id: str
    as_of: date
    synthetic: bool = False
    encoding: str = "utf-8-sig"
    producer: str = ""
    hashes: Mapping[str, str] = field(factory=dict, hash=False)
    rows: Mapping[str, int] = field(factory=dict, hash=False)
    control_totals: Mapping[str, str] = field(factory=dict, hash=False)
    masking: Masking | None = None

    def json_bytes(self) -> bytes:
        """The manifest as its file."""
        document = {
            "format": FORMAT,
            "producer": self.producer,
            "fund_id": self.fund_id,
            "as_of": self.as_of.isoformat(),
            "era": "CE",
            "encoding": self.encoding,
            "masked": self.masking is not None,
            **({} if self.masking is None else asdict(self.masking)),
            "synthetic": self.synthetic,
            "rows": dict(self.rows),
            "control_totals": dict(self.control_totals),
            "sha256": dict(sorted(self.hashes.items())),
        }
        return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


_KEYS = frozenset(
    {"format", "producer", "fund_id", "as_of", "era", "encoding", "masked", "synthetic", "rows", "control_totals"}
    | {"sha256", "level", "key_id", "purpose"}
)

_OF_VERSIONS = {"format": "manifest.format", "newer": "manifest.newer", "older": "manifest.older"}


def digest(contents: bytes) -> str:
    """The SHA-256 of a file."""
    return sha256(contents).hexdigest()


def parse_manifest(contents: bytes) -> Manifest:
    """Read a manifest.

    Raises:
        FormatError: It is no JSON, of another format or version, or lacks what a package cannot do without.
    """
    try:
        document = json_document(contents)
    except ValueError:
        raise _broken("manifest.not_json", {}) from None
    found = str(document.get("format")) if isinstance(document, dict) else ""
    fault = version_fault(found, FORMAT)
    if fault is not None:
        raise _broken(_OF_VERSIONS[fault], {"found": found, "known": FORMAT})
    if document.get("era", "CE") != "CE":
        raise _broken("manifest.era", {"found": str(document["era"])})
    if document.get("encoding", "utf-8-sig") not in ENCODINGS:
        raise _broken("manifest.encoding", {"found": str(document["encoding"]), "known": ENCODINGS})
    try:
        as_of = iso_day(str(document.get("as_of", "")))
    except InvalidDay as error:
        raise _broken("manifest.as_of", {"found": str(document.get("as_of", ""))}) from error
    return Manifest(
        fund_id=str(document.get("fund_id", "")),
        as_of=as_of,
        synthetic=document.get("synthetic") is True,
        encoding=document.get("encoding", "utf-8-sig"),
        producer=str(document.get("producer", "")),
        hashes=_texts(document.get("sha256")),
        rows={name: count for name, count in _mapping(document.get("rows")).items() if type(count) is int},
        control_totals=_texts(document.get("control_totals")),
        masking=_masking(document),
    )


def _masking(document: Mapping[str, object]) -> Masking | None:
    """Whatever is not plainly unmasked is masked: such data must not be taken for whole."""
    if document.get("masked", False) is False:
        return None
    said = _texts(document)
    return Masking(level=said.get("level", ""), key_id=said.get("key_id", ""), purpose=said.get("purpose", ""))


def version_fault(found: str, known: str) -> str | None:
    """Why a format of this name cannot be read: ``newer``, ``older``, or another ``format``; None if it can."""
    name, _, version = known.rpartition("/")
    match = re.fullmatch(rf"{re.escape(name)}/(\d{{1,9}})", found, re.ASCII)
    if match is None:
        return "format"
    if int(match[1]) == int(version):
        return None
    return "newer" if int(match[1]) > int(version) else "older"


def not_understood(contents: bytes) -> Iterator[Finding]:
    """What a manifest holds that means nothing, so that a misspelt key or a value of another shape is not ignored."""
    document = _mapping(json_document(contents))
    for key in document:
        if key not in _KEYS:
            yield _told("manifest.unknown_key", key)
    for key in ("synthetic", "masked"):
        if type(document.get(key, False)) is not bool:
            yield _told("manifest.not_usable", key)
    for key, kind in (("rows", int), ("control_totals", str), ("sha256", str)):
        each = document.get(key, {})
        if not isinstance(each, dict):
            yield _told("manifest.not_usable", key)
        else:
            yield from (_told("manifest.not_usable", f"{key}.{name}") for name in each if type(each[name]) is not kind)


def _told(code: str, key: str) -> Finding:
    return Finding(code, Severity.WARNING, place=Place(file=MANIFEST, clause=key), params={"key": key})


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _texts(value: object) -> Mapping[str, str]:
    return {name: text for name, text in _mapping(value).items() if isinstance(text, str)}


def _broken(code: str, params: Mapping[str, object]) -> FormatError:
    place = Place(file=MANIFEST)
    return FormatError(
        f"manifest.json cannot be used: {code}", Finding(code, Severity.ERROR, place=place, params=params)
    )
