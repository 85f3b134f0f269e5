"""Training (การอบรม): exercises on example funds, and whether what a learner did is what was asked for.

An exercise is data. What it wants is told as facts that must be there, such as a receipt of a member, and as questions
whose answers the library computes from the fund as it was: no answer is written down anywhere.
"""

from communitywelfare.training.checking import Checked, check_work
from communitywelfare.training.exercises import Exercise, Exercises, Figure, Question, Spoil, Want
from communitywelfare.training.facts import FACTS, Work
from communitywelfare.training.figures import FIGURES, Start, known_values
from communitywelfare.training.preparing import passbook_of, prepared

__all__ = [
    "FACTS",
    "FIGURES",
    "Checked",
    "Exercise",
    "Exercises",
    "Figure",
    "Question",
    "Spoil",
    "Start",
    "Want",
    "Work",
    "check_work",
    "known_values",
    "passbook_of",
    "prepared",
]
