"""Week plans, assignments, hand-ins and feedback of a term."""

import datetime as dt
from collections.abc import Sequence

from cms.actions import assignments, feedback, hand_ins, plans
from cms.actions.assignments import AssignmentText
from cms.actions.plans import PlanLine
from cms.choices import Outcome
from cms.models import Aim, Assignment
from config.seed.people import SeedClass, SeedPupil
from config.seed.texts import assignments as tasks
from config.seed.texts import plans as texts
from config.seed.texts.assignments import Task
from config.seed.world import World
from config.seed.year import first_monday, term_weeks
from schools import clock
from schools.models import Person

_SHOWN = "7B"
_MIDDLE, _LOWER_SECONDARY = 5, 8
_GIVEN_BEFORE = 14  # days
_SOME = 7


def plan_weeks(world: World) -> None:
    """A plan for every class and week of the term; next week's is a draft in half of them."""
    weeks = term_weeks(world.year, world.today)
    for school in world.schools:
        for number, room in enumerate(school.classes):
            for index, monday in enumerate(weeks):
                last = index == len(weeks) - 1
                _plan_week(world, room, monday, index, draft=last and number % 2 == 1)


def assign(world: World) -> None:
    """Assignments with aims; most of them handed in, and the older ones assessed."""
    aims = {code: _aims(code) for code in ("NOR", "MAT")}
    for school in world.schools:
        for number, room in enumerate(school.classes):
            for index, task in enumerate(_tasks(room, number)):
                _assign(world, room, task, index, aims[task.subject])


def _plan_week(world: World, room: SeedClass, monday: dt.date, index: int, *, draft: bool) -> None:
    lines, choices = _texts(room)
    nynorsk = lines is texts.NYNORSK[0]
    headings = texts.HEADINGS_NYNORSK if nynorsk else texts.HEADINGS
    to_home = texts.TO_HOME_NYNORSK if nynorsk else texts.TO_HOME
    turn = index + room.grade
    chosen = {key: words[(turn + len(key)) % len(words)] for key, words in choices.items()}
    teacher = world.contact_teacher(room)
    iso = monday.isocalendar()
    friday = max(monday - dt.timedelta(days=3), world.year.starts)
    with clock.set_to(min(world.moment(friday, 14), clock.now())):
        plan = plans.save_plan(
            actor=teacher,
            group=world.group(room),
            iso_year=iso.year,
            iso_week=iso.week,
            heading=headings[turn % len(headings)],
            to_home=to_home[turn % len(to_home)],
            lines=[_line(line.format(**chosen)) for line in lines],
        )
        if not draft:
            plans.publish_plan(actor=teacher, plan=plan)


def _texts(room: SeedClass) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    if room.name == "9C":
        return texts.NYNORSK
    if room.grade >= _LOWER_SECONDARY:
        return texts.OLDEST
    return texts.MIDDLE if room.grade >= _MIDDLE else texts.YOUNGEST


def _line(text: str) -> PlanLine:
    subject, weekday, theme, goal, homework, due, gear = text.split("|")
    return PlanLine(
        weekday=int(weekday) if weekday else None,
        subject=subject,
        theme=theme,
        goal=goal,
        homework=homework,
        due_weekday=int(due) if due and homework else None,
        gear=gear,
    )


def _tasks(room: SeedClass, number: int) -> Sequence[Task]:
    if room.name == _SHOWN:
        return tasks.TASKS
    if room.grade < _MIDDLE:
        return tasks.YOUNG_TASKS[number % 2 :][:1]
    return [tasks.TASKS[(number + step) % len(tasks.TASKS)] for step in range(3)]


def _aims(subject: str) -> list[str]:
    """Codes of the aims of a subject that the curriculum in the database holds."""
    held = Aim.objects.filter(is_current=True, curriculum__code__startswith=subject)
    return list(held.values_list("code", flat=True)[:40])


def _assign(world: World, room: SeedClass, task: Task, index: int, aims: list[str]) -> None:
    """The first tasks are due in the days to come, the others were due before today."""
    due_day = world.school_day((3, 8, -4, -9, -15, -22)[index])
    teacher = world.contact_teacher(room)
    given = max(due_day - dt.timedelta(days=_GIVEN_BEFORE), first_monday(world.year))
    if due_day <= given:
        return  # the term is too young for it
    with clock.set_to(min(world.moment(given, 9), clock.now())):
        assignment = assignments.create_assignment(
            actor=teacher,
            group=world.group(room),
            text=AssignmentText(
                title=task.title,
                due_at=world.moment(due_day, 15),
                instructions=task.instructions,
                judged_by=task.judged_by,
                accepts_late=True,
                aims=aims[index * 3 : index * 3 + 2],
            ),
        )
        assignment = assignments.publish_assignment(actor=teacher, assignment=assignment)
    if task.answers:
        _hand_in(world, room, task, assignment, due_day)


def _hand_in(
    world: World, room: SeedClass, task: Task, assignment: Assignment, due_day: dt.date
) -> None:
    shown, over = room.name == _SHOWN, due_day < world.today
    if not (over or shown):
        return
    done = []
    for number, pupil in enumerate(room.pupils):
        moment = min(
            world.moment(due_day - dt.timedelta(days=number % 3), 10 + number % 5),
            clock.now() - dt.timedelta(minutes=5 + number),
        )
        if not _has_worked(world, pupil, shown=shown, over=over):
            continue
        if assignment.published_at is None or moment <= assignment.published_at:
            continue
        done.append(world.person(pupil.person))
        with clock.set_to(moment):
            hand_ins.hand_in(
                actor=done[-1],
                assignment=assignment,
                text=task.answers[number % len(task.answers)],
            )
    if shown and due_day < world.school_day(-6):
        _assess(world, room, assignment, done, due_day)


def _has_worked(world: World, pupil: SeedPupil, *, shown: bool, over: bool) -> bool:
    if pupil.person.username == "elev.jonas" and not over:
        return False  # for whoever tries the demo to do
    share = (0.9 if over else 0.3) if shown else 0.35
    return world.chance.random() < share


def _assess(
    world: World, room: SeedClass, assignment: Assignment, pupils: list[Person], due_day: dt.date
) -> None:
    teacher = world.contact_teacher(room)
    with clock.set_to(world.moment(due_day + dt.timedelta(days=3), 19)):
        for number, pupil in enumerate(pupils):
            returned = number % 9 == _SOME
            said = tasks.RETURNED if returned else tasks.FEEDBACK
            feedback.save_feedback(
                actor=teacher,
                assignment=assignment,
                pupil=pupil,
                text=said[number % len(said)],
                outcome=Outcome.RETURNED if returned else Outcome.ASSESSED,
            )
        feedback.publish_all_feedback(actor=teacher, assignment=assignment)
