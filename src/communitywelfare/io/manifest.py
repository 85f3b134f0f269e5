"""The manifest of a package: which format, whose, as of when, and the digests of its files."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import sha256

from attrs import asdict, field, frozen

from communitywelfare.calendar import iso_day
from communitywelfare.errors import Finding, FormatError, InvalidDay, Place, Severity

__all__ = ["BYLAW", "FORMAT", "MANIFEST", "Manifest", "Masking", "digest", "parse_manifest", "unknown_keys"]

FORMAT = "communitywelfare.package/1"
MANIFEST, BYLAW = "manifest.json", "bylaw.toml"
_ENCODINGS = ("utf-8", "utf-8-sig", "cp874")


@frozen(kw_only=True)
class Masking:
    """For whom a package was masked, under which key and for which purpose its pseudonyms were made."""

    level: str = ""
    key_id: str = ""
    purpose: str = ""


@frozen(kw_only=True)
class Manifest:
    """What a package says of itself. `hashes` are SHA-256 by file, `rows` counts by table.

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
        masking=_masking(document),
    )


def _masking(document: Mapping[str, object]) -> Masking | None:
    """Whatever is not plainly unmasked is masked: such data must not be taken for whole."""
    if document.get("masked", False) is False:
        return None
    said = _texts(document)
    return Masking(level=said.get("level", ""), key_id=said.get("key_id", ""), purpose=said.get("purpose", ""))


def unknown_keys(contents: bytes) -> Iterator[Finding]:
    """The keys of a manifest that mean nothing, so that a misspelt one is not silently ignored."""
    for key in json.loads(contents.decode("utf-8-sig")):
        if key not in _KEYS:
            place = Place(file=MANIFEST, clause=key)
            yield Finding("manifest.unknown_key", Severity.WARNING, place=place, params={"key": key})


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _texts(value: object) -> Mapping[str, str]:
    return {name: text for name, text in _mapping(value).items() if isinstance(text, str)}


def _broken(code: str, params: Mapping[str, object]) -> FormatError:
    place = Place(file=MANIFEST)
    return FormatError(
        f"manifest.json cannot be used: {code}", Finding(code, Severity.ERROR, place=place, params=params)
    )
