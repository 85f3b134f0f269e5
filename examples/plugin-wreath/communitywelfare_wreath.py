"""A form of amount: a wreath (พวงหรีด), and so much more for each completed year of membership, up to a most."""

from communitywelfare import Money
from communitywelfare.rules.functions import Baht, Years, amount_form

__all__ = ["wreath"]


@amount_form(
    "wreath",
    keys=("worth", "more", "most"),
    rises_with=("membership",),
    pays={
        "th": "พวงหรีดมูลค่า {worth} บาท และเพิ่มปีละ {more} บาทตามอายุสมาชิก ไม่เกิน {most} บาท",
        "en": "a wreath worth {worth} baht, and {more} baht more for each year of membership, up to {most} baht",
    },
    because={
        "th": "พวงหรีด {worth} บาท เป็นสมาชิกครบ {membership} เพิ่มปีละ {more} บาท ไม่เกิน {most} บาท จึงได้ {amount} บาท",
        "en": "a wreath of {worth} baht; a member for {membership} at {more} baht, up to {most}, so {amount} baht",
    },
)
def wreath(membership: Years, worth: Baht, more: Baht, most: Baht) -> Money:
    """The wreath's worth by the years of membership."""
    return min(worth + more * membership, most)
