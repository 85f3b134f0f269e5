"""Founding a fund (การจัดตั้งกองทุน): questions, answers, and the fund that they make; no file and no clock in it."""

from communitywelfare.founding.fund import Founded, found
from communitywelfare.founding.questions import Example, Kind, Question, Questions, questions_of

__all__ = ["Example", "Founded", "Kind", "Question", "Questions", "found", "questions_of"]
