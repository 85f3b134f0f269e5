"""The words of these pages. Reasons, answers, states and days are the library's; only labels and hints are ours."""

from collections.abc import Mapping
from typing import Final

__all__ = ["PEOPLE", "WORDS"]

PEOPLE: Final[Mapping[str, Mapping[str, str]]] = {
    "P01": {"th": "นายทะเบียน", "en": "registrar"},
    "P02": {"th": "ประธานกรรมการ", "en": "chair"},
    "P03": {"th": "เหรัญญิก", "en": "treasurer"},
}
"""Who may sit at this desk, by a code. A real program has its own login instead."""

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "other_language": ("English", "ภาษาไทย"),
    "who_are_you": ("ผู้ที่นั่งโต๊ะ", "Who is at the desk?"),
    "at_the_desk": ("ผู้ที่นั่งโต๊ะคือ", "At the desk:"),
    "sit_down": ("เริ่มทำงาน", "Begin"),
    "choose_first": (
        "เลือกก่อนว่าใครนั่งโต๊ะ แล้วจึงรับคำขอได้",
        "Say first who is at the desk; then claims can be taken in.",
    ),
    "take_in": ("รับคำขอ", "Take in a claim"),
    "newest": ("คำขอล่าสุด", "Newest claims"),
    "none": ("ยังไม่มีคำขอ", "There are no claims yet."),
    "home": ("หน้าแรก", "Home"),
    "member": ("เลขที่สมาชิก", "Member number"),
    "member_hint": ("เช่น M00003", "such as M00003"),
    "event_day": ("วันเกิดเหตุ", "Day of the event"),
    "day_hint": ("วัน/เดือน/ปี เช่น 3/10/2567", "day/month/year, such as 3/10/2567 or 3/10/2024"),
    "until": ("วันสุดท้าย (ถ้ามี)", "Last day (if there is one)"),
    "relation": ("เหตุเกิดกับ", "It happened to"),
    "documents": ("หลักฐานที่นำมา", "Papers that were brought"),
    "unknown": ("เรื่องใดยังไม่ทราบ เว้นว่างไว้ ระบบจะไม่เดา", "Leave empty what is not known. Nothing is guessed."),
    "decide": ("ตรวจตามระเบียบ", "See what the by-law says"),
    "mend": ("โปรดแก้ที่ทำเครื่องหมายไว้", "Please mend what is marked"),
    "not_done": ("ยังไม่ได้บันทึก", "Nothing was recorded"),
    "answer": ("คำตอบตามระเบียบ", "What the by-law says"),
    "assessed": ("ระเบียบให้จ่าย", "Payable by the by-law"),
    "uncapped": ("ก่อนเพดาน", "Before limits"),
    "reasons": ("เหตุผลทุกข้อ", "Every reason"),
    "no_answer": ("คำขอนี้ยังไม่ได้ตรวจที่โต๊ะนี้", "This claim was not assessed at this desk."),
    "done": ("สิ่งที่ทำไปแล้ว", "What was done"),
    "by": ("โดย", "by"),
    "fingerprint": ("รหัสตรวจสอบคำตอบ", "Fingerprint of the answer"),
    "second": ("ผู้อนุมัติ", "The second person"),
    "reference": ("เลขมติที่ประชุม", "Resolution"),
    "approve": ("อนุมัติตามยอดนี้", "Approve this sum"),
    "reason": ("เหตุผลที่ไม่อนุมัติ", "Why it is refused"),
    "reject": ("ไม่อนุมัติ", "Refuse"),
    "went_wrong": ("ระบบขัดข้อง ไม่ได้บันทึกอะไร โปรดลองใหม่", "Something went wrong, and nothing was recorded. Try again."),
    "not_found": ("ไม่พบหน้านี้", "There is no such page"),
    "bad_request": (
        "หน้านี้เก่าเกินไป โปรดกลับไปหน้าแรกแล้วทำใหม่",
        "This page is too old. Go back to the first page and begin again.",
    ),
}
"""Thai, English."""
