"""Pseudonyms (นามแฝง): stable stand-ins for citizen IDs that only the holder of a key can make, one set per purpose.

There are fewer than a million million citizen IDs, so a plain hash of one is found by trying them all in minutes. A
pseudonym is an HMAC-SHA-256 under a secret key; what it is for is hashed with it, so the pseudonyms of two purposes
cannot be joined. There is no key of the library's own.
"""

import hmac
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import NoReturn, Self

from attrs import field, frozen

from communitywelfare.errors import Finding, InvalidValue, Refused, Severity
from communitywelfare.identity import CitizenId

__all__ = ["KEY_BYTES", "Pseudonym", "PseudonymKey", "pseudonym", "reference", "rotation"]

KEY_BYTES = 32
_DOMAIN = "communitywelfare.pseudonym/1"
_SHOWN = 32  # letters, each of four bits
# Letters only: no program takes one for a number, a formula or a citizen ID.
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")


class PseudonymKey:
    """A secret key (กุญแจลับ) for making pseudonyms, and the id by which people tell keys apart.

    >>> PseudonymKey("2567", bytes(32))
    PseudonymKey('2567')

    Not an attrs class on purpose: ``attrs.asdict`` would open it.

    Args:
        key_id: What stands beside every pseudonym; it may be known to all.
        secret: At least 32 bytes of chance.

    Raises:
        InvalidValue: The id is blank or the secret too short. The message tells its length and nothing else.
    """

    __slots__ = ("_secret", "key_id")

    def __init__(self, key_id: str, secret: bytes) -> None:
        if not key_id.strip():
            raise _invalid("a key has an id", "key.no_id", {})
        if len(secret) < KEY_BYTES:
            params = {"wanted": KEY_BYTES, "found": len(secret)}
            raise _invalid(f"a key has {KEY_BYTES} bytes or more, this one {len(secret)}", "key.too_short", params)
        self.key_id = key_id
        self._secret = bytes(secret)

    @classmethod
    def of(cls, secret: bytes) -> Self:
        """The key of a secret, with an id that follows from it: the same secret has the same id everywhere."""
        return cls(_keyed(cls("new", secret), "key id", "")[:12], secret)

    def reveal(self, purpose: str) -> bytes:
        """The secret, for a stated purpose.

        Raises:
            ValueError: No purpose is given.
        """
        if not purpose:
            raise ValueError("say what the key is needed for")
        return self._secret

    def __repr__(self) -> str:
        return f"PseudonymKey({self.key_id!r})"

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, PseudonymKey)
            and self.key_id == other.key_id
            and hmac.compare_digest(self._secret, other._secret)
        )

    def __hash__(self) -> int:
        return hash(self.key_id)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is not copied into files or other processes")


def _named_purpose(_instance: object, _attribute: object, purpose: str) -> None:
    if not purpose.strip():
        raise _invalid("say what the pseudonyms are for", "pseudonym.no_purpose", {})


@frozen(kw_only=True, eq=False)
class Pseudonym:
    """A stand-in for one person, made with one key for one purpose (นามแฝง)."""

    key_id: str
    purpose: str = field(validator=_named_purpose)
    text: str

    def is_same_person(self, other: "Pseudonym") -> bool:
        """Whether both stand for the same citizen ID; the comparison takes as long when they do not.

        Raises:
            Refused: They were made with different keys or for different purposes, so nobody can tell.
        """
        if (self.key_id, self.purpose) != (other.key_id, other.purpose):
            params = {"keys": (self.key_id, other.key_id), "purposes": (self.purpose, other.purpose)}
            finding = Finding("pseudonym.cannot_be_compared", Severity.ERROR, params=params)
            raise Refused("pseudonyms of different keys or purposes cannot be compared", finding)
        return hmac.compare_digest(self.text.encode(), other.text.encode())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Pseudonym) or (self.key_id, self.purpose) != (other.key_id, other.purpose):
            return False
        return self.is_same_person(other)

    def __hash__(self) -> int:
        return hash((self.key_id, self.purpose, self.text))


def pseudonym(key: PseudonymKey, purpose: str, citizen_id: CitizenId) -> Pseudonym:
    """The pseudonym of a citizen ID for one purpose.

    >>> key = PseudonymKey("2567", bytes(range(32)))
    >>> pseudonym(key, "duplicates 2567", CitizenId.synthetic(1)).text
    'opodglkehpniepeofekcpgjhkkdgbihd'

    Raises:
        InvalidValue: The purpose is blank.
    """
    return Pseudonym(
        key_id=key.key_id,
        purpose=purpose,
        text=_keyed(key, "citizen ID", purpose, citizen_id.reveal("make a pseudonym")),
    )


def reference(key: PseudonymKey, purpose: str, *parts: str) -> str:
    """A stand-in for a number that a fund gives out, such as a member's; `parts` say whose and which.

    Raises:
        InvalidValue: The purpose is blank.
    """
    _named_purpose(None, None, purpose)
    return _keyed(key, "reference", purpose, *parts)[:16]


def rotation(
    old: PseudonymKey, new: PseudonymKey, purpose: str, citizen_ids: Iterable[CitizenId]
) -> Mapping[Pseudonym, Pseudonym]:
    """For each pseudonym under an old key the one under the new key: what was kept by the old ones goes on.

    Whoever has the citizen IDs can make it, and nobody else: from a pseudonym alone no other follows.
    """
    return {pseudonym(old, purpose, each): pseudonym(new, purpose, each) for each in citizen_ids}


def _keyed(key: PseudonymKey, *parts: str) -> str:
    """The letters of a keyed hash; every part is preceded by its length, so no two lists of parts run together."""
    # A purpose that was typed as bytes of no UTF-8 holds half surrogate pairs: one purpose among others.
    encoded = (each.encode(errors="surrogatepass") for each in (_DOMAIN, key.key_id, *parts))
    message = b"".join(len(part).to_bytes(8, "big") + part for part in encoded)
    digest = hmac.new(key.reveal("make a pseudonym"), message, sha256).hexdigest()
    return digest[:_SHOWN].translate(_LETTERS)


def _invalid(message: str, code: str, params: Mapping[str, object]) -> InvalidValue:
    return InvalidValue(message, Finding(code, Severity.ERROR, params=params))
