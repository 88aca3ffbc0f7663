"""Who may open the files that assignments, hand-ins and class pages own, both directions."""

from typing import Any

from django.db.models import Q, QuerySet

from cms.models import AssignmentFile, ClassPage, ClassPicture, HandInFile
from cms.visibility.assignments import assignment_viewers, visible_assignments
from cms.visibility.groups import class_page_viewers, visible_class_pages
from cms.visibility.hand_ins import hand_in_viewers, visible_hand_ins
from schools.models import Person

Column = QuerySet[Any, Any]


def assignment_files(viewer: Person) -> Column:
    """Ids of files on assignments the viewer sees."""
    rows = AssignmentFile.objects.filter(assignment__in=visible_assignments(viewer).values("pk"))
    return rows.values("file")


def viewers_of_assignment_file(file_id: int) -> QuerySet[Person]:
    """The inverse of ``assignment_files``."""
    row = AssignmentFile.objects.select_related("assignment").filter(file=file_id).first()
    return assignment_viewers(row.assignment) if row else Person.objects.none()


def hand_in_files(viewer: Person) -> Column:
    """Ids of files the viewer handed in or keeps in a draft, and of those handed in to them."""
    rows = HandInFile.objects.filter(hand_in__in=visible_hand_ins(viewer).values("pk"))
    reasons = Q(hand_in__pupil=viewer.pk)
    reasons |= Q(attempts__isnull=False)
    return rows.filter(reasons).values("file")


def viewers_of_hand_in_file(file_id: int) -> QuerySet[Person]:
    """The inverse of ``hand_in_files``."""
    rows = HandInFile.objects.select_related("hand_in__assignment", "hand_in__pupil")
    row = rows.filter(file=file_id).first()
    if row is None:
        return Person.objects.none()
    viewers = hand_in_viewers(row.hand_in)
    return viewers if row.attempts.exists() else viewers.filter(pk=row.hand_in.pupil_id)


def class_pictures(viewer: Person) -> Column:
    """Ids of pictures that class pages the viewer reads show now."""
    pages = visible_class_pages(viewer).values("group")
    return ClassPicture.objects.filter(is_shown=True, group__in=pages).values("file")


def viewers_of_class_picture(file_id: int) -> QuerySet[Person]:
    """The inverse of ``class_pictures``."""
    row = ClassPicture.objects.filter(file=file_id, is_shown=True).first()
    page = ClassPage.objects.filter(group=row.group_id).first() if row else None
    return class_page_viewers(page) if page else Person.objects.none()
