"""Addresses of ``cms``."""

from django.urls import URLPattern, URLResolver, path

from cms.views import assignments, class_pages, hand_ins, marking, plans, public

urlpatterns: list[URLPattern | URLResolver] = [
    path("", public.front, name="front"),
    path("plan/", plans.plan, name="plan"),
    path("klasse/", class_pages.classes, name="classes"),
    path("klasse/<uuid:uuid>/", class_pages.class_page, name="class_page"),
    path("klasse/<uuid:uuid>/rediger/", class_pages.edit_class_page, name="edit_class_page"),
    path("klasse/<uuid:uuid>/blokk/ny/<slug:kind>/", class_pages.new_block, name="new_block"),
    path("klasse/<uuid:uuid>/blokk/<uuid:block>/", class_pages.edit_block, name="edit_block"),
    path("klasse/<uuid:uuid>/blokk/<uuid:block>/flytt/", class_pages.move_block, name="move_block"),
    path(
        "klasse/<uuid:uuid>/blokk/<uuid:block>/slett/",
        class_pages.delete_block,
        name="delete_block",
    ),
    path("klasse/<uuid:uuid>/angre/", class_pages.undo_change, name="undo_class_page"),
    path("klasse/<uuid:uuid>/plan/", plans.group_plan, name="group_plan"),
    path("klasse/<uuid:uuid>/plan/rediger/", plans.edit_plan, name="edit_plan"),
    path("klasse/<uuid:uuid>/plan/kopier/", plans.copy_plan, name="copy_plan"),
    path("klasse/<uuid:uuid>/plan/publiser/", plans.publish_plan, name="publish_plan"),
    path("oppgaver/", assignments.assignments, name="assignments"),
    path("oppgaver/<uuid:uuid>/", assignments.assignment, name="assignment"),
    path("oppgaver/<uuid:uuid>/rediger/", assignments.edit_assignment, name="edit_assignment"),
    path(
        "oppgaver/<uuid:uuid>/publiser/", assignments.publish_assignment, name="publish_assignment"
    ),
    path("oppgaver/<uuid:uuid>/skjul/", assignments.withdraw_assignment, name="hide_assignment"),
    path(
        "oppgaver/<uuid:uuid>/fjern-fil/<uuid:file>/",
        assignments.remove_assignment_file,
        name="remove_assignment_file",
    ),
    path("oppgaver/<uuid:uuid>/kladd/", hand_ins.save_draft, name="save_draft"),
    path("oppgaver/<uuid:uuid>/lever/", hand_ins.hand_in, name="hand_in"),
    path(
        "oppgaver/<uuid:uuid>/kladd/fjern-fil/<uuid:file>/",
        hand_ins.remove_draft_file,
        name="remove_draft_file",
    ),
    path("oppgaver/<uuid:uuid>/tilbakemeldinger/", marking.publish_all, name="publish_feedback"),
    path("oppgaver/<uuid:uuid>/elev/<uuid:pupil>/", marking.mark, name="mark"),
    path("oppgaver/<uuid:uuid>/elev/<uuid:pupil>/apne/", marking.reopen, name="reopen_hand_in"),
    path("klasse/<uuid:uuid>/oppgaver/", assignments.group_assignments, name="group_assignments"),
    path("klasse/<uuid:uuid>/oppgaver/ny/", assignments.new_assignment, name="new_assignment"),
]
