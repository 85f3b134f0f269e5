"""Thai digits (เลขไทย) and ours."""

__all__ = ["thai_digits", "western_digits"]

_THAI = "๐๑๒๓๔๕๖๗๘๙"
_TO_WESTERN = str.maketrans(_THAI, "0123456789")
_TO_THAI = str.maketrans("0123456789", _THAI)


def western_digits(text: str) -> str:
    """Thai digits as 0–9; everything else as it is."""
    return text.translate(_TO_WESTERN)


def thai_digits(text: str) -> str:
    """The digits 0–9 as ๐–๙; everything else as it is."""
    return text.translate(_TO_THAI)
