"""Secret keys in files: 32 bytes as 64 hexadecimal digits, readable by their owner only."""

from communitywelfare.errors import Finding, FormatError, Place, Refused, Severity
from communitywelfare.io._files import FilePath, path_text, read_path, stands, write_file
from communitywelfare.pseudonyms import PseudonymKey

__all__ = ["read_key", "write_key"]


def read_key(path: FilePath) -> PseudonymKey:
    """The key in a file; its id follows from the secret, so that it is the same everywhere.

    Raises:
        FormatError: There is no such file, or it holds no key. Nothing of what it holds is told.
        InvalidValue: The key is too short.
    """
    path = path_text(path)
    try:
        secret = bytes.fromhex(read_path(path).decode("ascii").strip())
    except ValueError as error:
        if isinstance(error, FormatError):
            raise
        finding = Finding("key.unreadable", Severity.ERROR, place=Place(file=path), params={"file": path})
        raise FormatError(f"{path} holds no key", finding) from None
    return PseudonymKey.of(secret)


def write_key(path: FilePath, secret: bytes) -> PseudonymKey:
    """Keep a new secret in a file of its own.

    Raises:
        InvalidValue: The secret is too short.
        Refused: Something stands there already: an old key that is lost cannot be made again.
    """
    path = path_text(path)
    key = PseudonymKey.of(secret)
    if stands(path):
        finding = Finding("key.stands_there", Severity.ERROR, place=Place(file=path), params={"file": path})
        raise Refused(f"{path} is there already", finding)
    write_file(path, f"{secret.hex()}\n".encode("ascii"))
    return key
