"""Statements written once a process and filled in for each request.

Django takes longer to write one of our statements (visibility has a reason per line) than the
database takes to answer it. A function decorated with ``written_once`` returns a queryset; the
first call with arguments of one *shape* runs it with stand-ins for the arguments and keeps the
SQL, later calls put the real values into it. See docs/adr/0007.
"""

from schools.statements.copied import insert_from
from schools.statements.inserted import insert, update, update_if, upsert
from schools.statements.plans import plan_once, planned_anew, planned_once
from schools.statements.together import together
from schools.statements.written import written_once

__all__ = [
    "insert",
    "insert_from",
    "plan_once",
    "planned_anew",
    "planned_once",
    "together",
    "update",
    "update_if",
    "upsert",
    "written_once",
]
