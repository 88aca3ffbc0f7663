"""Tables of plans, assignments, curriculum and pages."""

from cms.models.assignment import Assignment, AssignmentFile
from cms.models.curriculum import Aim, AimSet, Curriculum, Year
from cms.models.hand_in import Feedback, HandIn, HandInAttempt, HandInFile
from cms.models.pages import ClassPage, ClassPicture, FrontPage, SchoolIndexPage, SchoolPage
from cms.models.plan import PlanEntry, WeekPlan

__all__ = [
    "Aim",
    "AimSet",
    "Assignment",
    "AssignmentFile",
    "ClassPage",
    "ClassPicture",
    "Curriculum",
    "Feedback",
    "FrontPage",
    "HandIn",
    "HandInAttempt",
    "HandInFile",
    "PlanEntry",
    "SchoolIndexPage",
    "SchoolPage",
    "WeekPlan",
    "Year",
]
