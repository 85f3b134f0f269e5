"""Baht in words (จำนวนเงินตัวอักษร), as receipts and vouchers carry them."""

from communitywelfare.money import Money

__all__ = ["baht_text"]

_DIGITS = ("ศูนย์", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_PLACES = ("", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน")


def baht_text(amount: Money) -> str:
    """An amount in Thai words; เอ็ด stands in every units place after a higher digit.

    >>> baht_text(Money.baht("1121.25"))
    'หนึ่งพันหนึ่งร้อยยี่สิบเอ็ดบาทยี่สิบห้าสตางค์'
    """
    baht, satang = divmod(abs(amount.satang), 100)
    sign = "ลบ" if amount.satang < 0 else ""
    if not satang:
        return f"{sign}{_whole(baht)}บาทถ้วน"
    return f"{sign}{_whole(baht) + 'บาท' if baht else ''}{_whole(satang)}สตางค์"


def _whole(number: int) -> str:
    millions, rest = divmod(number, 1_000_000)
    head = f"{_whole(millions)}ล้าน" if millions else ""
    return head + (_below_a_million(rest, after_more=bool(millions)) if rest or not millions else "")


def _below_a_million(number: int, *, after_more: bool) -> str:
    if number == 0:
        return _DIGITS[0]
    text = ""
    for place in range(5, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += _digit(digit, place, is_first=not (text or after_more))
    return text


def _digit(digit: int, place: int, *, is_first: bool) -> str:
    if place == 0:
        return "เอ็ด" if digit == 1 and not is_first else _DIGITS[digit]
    if place == 1:
        return {1: "", 2: "ยี่"}.get(digit, _DIGITS[digit]) + _PLACES[1]
    return _DIGITS[digit] + _PLACES[place]
