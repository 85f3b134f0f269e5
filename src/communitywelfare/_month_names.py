"""The months of the year by their names in Thai and English; `communitywelfare.calendar` gives them on."""

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["MONTH_NAMES", "MONTH_NUMBERS", "SHORT_MONTH_NAMES"]

# fmt: off
MONTH_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "th": (
        "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
        "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
})
SHORT_MONTH_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "th": ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."),
    "en": tuple(name[:3] for name in MONTH_NAMES["en"]),
})
# fmt: on
MONTH_NUMBERS: Mapping[str, int] = MappingProxyType(
    {
        name.casefold(): number
        for names in (*MONTH_NAMES.values(), *SHORT_MONTH_NAMES.values())
        for number, name in enumerate(names, start=1)
    }
)
"""The number of a month by any of its names, in small letters."""
