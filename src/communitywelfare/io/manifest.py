"""The manifest of a package: which format, whose, as of when, and the digests of its files, its own among them."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import sha256

from attrs import field, frozen

from communitywelfare.calendar import iso_day
from communitywelfare.errors import Finding, FormatError, InvalidDay, Place, Severity

__all__ = ["FORMAT", "MANIFEST", "Manifest", "digest", "manifest_faults", "parse_manifest"]

FORMAT = "communitywelfare.package/1"
MANIFEST = "manifest.json"
_ENCODINGS = ("utf-8", "utf-8-sig", "cp874")


@frozen(kw_only=True)
class Manifest:
    """What a package says of itself. `hashes` are SHA-256 by file, `rows` counts by table.

    The manifest's own hash is taken with sixty-four noughts in its place.
    """

    fund_id: str
    as_of: date
    synthetic: bool = False
    encoding: str = "utf-8-sig"
    producer: str = ""
    hashes: Mapping[str, str] = field(factory=dict, hash=False)
    rows: Mapping[str, int] = field(factory=dict, hash=False)
    control_totals: Mapping[str, str] = field(factory=dict, hash=False)

    def json_bytes(self) -> bytes:
        """The manifest as its file, sealed with its own hash."""
        document = {
            "format": FORMAT,
            "producer": self.producer,
            "fund_id": self.fund_id,
            "as_of": self.as_of.isoformat(),
            "era": "CE",
            "encoding": self.encoding,
            "masked": False,
            "synthetic": self.synthetic,
            "rows": dict(self.rows),
            "control_totals": dict(self.control_totals),
            "sha256": {**dict(sorted(self.hashes.items())), MANIFEST: _UNSEALED},
        }
        contents = (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
        return contents.replace(_seal(_UNSEALED), _seal(digest(contents)))


_UNSEALED = "0" * 64
_KEYS = frozenset(
    {"format", "producer", "fund_id", "as_of", "era", "encoding", "masked", "synthetic", "rows", "control_totals"}
    | {"sha256"}
)


def _seal(value: str) -> bytes:
    return f'"{MANIFEST}": "{value}"'.encode()


def digest(contents: bytes) -> str:
    """The SHA-256 of a file."""
    return sha256(contents).hexdigest()


def parse_manifest(contents: bytes) -> Manifest:
    """Read a manifest.

    Raises:
        FormatError: It is no JSON, of another format or version, or lacks what a package cannot do without.
    """
    try:
        document = json.loads(contents.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise _broken("manifest.not_json", {}) from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        found = str(document.get("format")) if isinstance(document, dict) else ""
        raise _broken("manifest.format", {"found": found, "known": FORMAT})
    if document.get("encoding", "utf-8-sig") not in _ENCODINGS:
        raise _broken("manifest.encoding", {"found": str(document["encoding"]), "known": _ENCODINGS})
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
        rows={name: count for name, count in _mapping(document.get("rows")).items() if isinstance(count, int)},
        control_totals=_texts(document.get("control_totals")),
    )


def manifest_faults(contents: bytes, manifest: Manifest) -> Iterator[Finding]:
    """What is wrong with a manifest that can be read: a key that means nothing, or its own hash differs."""
    for key in json.loads(contents.decode("utf-8-sig")):
        if key not in _KEYS:
            place = Place(file=MANIFEST, clause=key)
            yield Finding("manifest.unknown_key", Severity.ERROR, place=place, params={"key": key})
    stated = manifest.hashes.get(MANIFEST)
    if stated is not None and digest(contents.replace(_seal(stated), _seal(_UNSEALED))) != stated:
        place = Place(file=MANIFEST)
        yield Finding("file.hash_differs", Severity.ERROR, place=place, params={"file": MANIFEST})


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _texts(value: object) -> Mapping[str, str]:
    return {name: text for name, text in _mapping(value).items() if isinstance(text, str)}


def _broken(code: str, params: Mapping[str, object]) -> FormatError:
    place = Place(file=MANIFEST)
    return FormatError(
        f"manifest.json cannot be used: {code}", Finding(code, Severity.ERROR, place=place, params=params)
    )
