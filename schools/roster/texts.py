"""The remarks of an import in words: what is wrong, and what to do about it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EXPLANATIONS: dict[str, Promise] = {
    # --- the archive
    "not_a_zip": _("This is not a zip file, or it is damaged. Export it again."),
    "too_large": _("The file is too large unpacked. Export one municipality at a time."),
    "too_many_members": _("There are too many files in the zip. Send only the OneRoster tables."),
    "nested": _("The tables lie in a folder inside the zip; they belong at its root."),
    "encrypted": _("The zip has a password. Export it without one."),
    "missing_file": _("This table is missing. Send a complete (bulk) export."),
    "only_manifest": _("The zip holds only a manifest: nothing to bring in."),
    "no_manifest": _("There is no manifest.csv; the version was guessed from the tables."),
    "bad_version": _("Only OneRoster 1.1 and 1.2 can be read. Choose one of them in the export."),
    "no_version": _("The manifest does not say the version; it was guessed from the tables."),
    "delta": _("This is an export of changes only (delta). Send a complete (bulk) export."),
    "declared_absent": _(
        "The manifest says that this table is absent, but it is there. It was read."
    ),
    # --- a table
    "encoding": _(
        "The text is not UTF-8, often because it was saved from a spreadsheet. Export it as UTF-8."
    ),
    "not_text": _("This is not a text table. Export it again."),
    "semicolons": _(
        "The cells are separated by semicolons; OneRoster wants commas. Do not save it "
        "from a spreadsheet."
    ),
    "line_too_long": _("A line is longer than 64 kB. Export the table again."),
    "too_many_rows": _("There are more than a million rows. Export one municipality at a time."),
    "quotes": _("The quotation marks of this table do not match. Export it again."),
    "empty_table": _("The table has no header. Export it again."),
    "double_column": _("The column is there twice. Remove one of them."),
    "missing_column": _("This column is missing and nothing can be understood without it."),
    "column_order": _("The columns are not in the order of the standard. They were read by name."),
    "column_name": _("The column is misspelt. It was read as the right one."),
    "number_column": _("Columns with national numbers are not wanted here. It was not read."),
    "double_header": _("The header is repeated inside the table. The row was skipped."),
    "short_row": _("The row has too few cells. The last ones were taken as empty."),
    "bare_commas": _("A list has commas but no quotation marks around it. It was put together."),
    "cell_count": _("The row has more cells than the header. Put quotation marks around lists."),
    "line_break": _("A cell has a line break. It was read as a space."),
    # --- a row
    "no_id": _("The row has no sourcedId."),
    "double_id": _("Two rows have the same sourcedId. Each may occur once."),
    "long_id": _("The sourcedId is longer than 150 characters."),
    "number_as_id": _(
        "A national number is used as id or user name. It must not leave its register."
    ),
    "odd_id": _("The id has characters that the standard does not allow. It was kept as it is."),
    "bulk_status": _("A complete (bulk) export should leave status empty. “active” was ignored."),
    "ended_status": _("The row is marked as ended and was treated as not there."),
    "odd_status": _("This status is not known. The row was treated as not there."),
    "disabled": _("The user is switched off in the source and was treated as not there."),
    "bad_date": _("This is not a date (2026-08-17). It was taken as empty."),
    "dates_swapped": _("It ends before it begins. The row was skipped."),
    "bad_grade": _("This is not a grade from 1 to 13. It was taken as empty."),
    "bad_email": _("This is not an e-mail address. It was left out."),
    "bad_phone": _("This is not a telephone number. It was left out."),
    "bad_user_id": _("This identity could not be read. It was left out."),
    "no_name": _("The user has no name."),
    "no_username": _("The user has no user name. One was made."),
    "no_org_number": _("The school has no organisation number of nine digits in identifier."),
    "double_org_number": _("Two schools have the same organisation number."),
    "odd_org_number": _("The organisation number does not check. Compare it with the register."),
    "no_year": _("There is no school year (type schoolYear) in the table."),
    "year_differs": _("The school year has other dates here. They were not changed."),
    "unknown_school": _("The school is not in orgs.csv. The row was skipped."),
    "not_a_school": _("This organisation is not a school. The row was skipped."),
    "unknown_term": _("The term is not in academicSessions.csv. It was ignored."),
    "unknown_class": _("The class is not in classes.csv. The row was skipped."),
    "unknown_user": _("The user is not in users.csv. The row was skipped."),
    "unknown_agent": _("The guardian or child is not in users.csv. The relation was skipped."),
    "other_school": _(
        "The class belongs to another school than the row says. The row was skipped."
    ),
    "class_type": _("This type of class is not known. It was read as a teaching group."),
    "same_place_twice": _(
        "The same person is in the same class twice. The rows were put together."
    ),
    "skipped_role": _("This role is not brought in. It was skipped."),
    "high_role": _("Administrators of the municipality are never made by import. It was skipped."),
    "not_a_guardian": _("This user is not a guardian in the source. The relation was skipped."),
    "same_person": _("Two users have the same national number. They are one person here."),
    # --- metadata
    "no_responsibility": _(
        "The table does not say who has parental responsibility. Guardians wait for the office."
    ),
    "no_protection": _(
        "The table does not say who has a protected address. Pupils stay hidden until the "
        "office has vouched for the source."
    ),
    "bad_responsibility": _(
        "Parental responsibility must be full, info or none. It was taken as not stated."
    ),
    "bad_protection": _(
        "Address protection must be none, confidential or strict. It was taken as not stated."
    ),
    "pair_count": _(
        "The cell must have one word, or as many as agentSourcedIds. It was taken as not stated."
    ),
    "responsibility_differs": _(
        "The rows of guardian and child differ. The stricter one was used."
    ),
    "unstated_protection": _(
        "The pupil's address protection is not stated. The pupil stays hidden."
    ),
    # --- meeting what is here
    "username_taken": _("Another person has this user name. It was not given away."),
    "email_taken": _("Another person has this e-mail address. It was not given away."),
    "guarded_account": _("User name and e-mail of administrators are not changed by import."),
    "office_differs": _(
        "The register is stricter than what the office decided. The office must decide again."
    ),
    "office_vanished": _(
        "The office gave access to a guardian who is no longer in the register. The "
        "office must decide again."
    ),
    "other_source": _("This relation belongs to another source. It was not changed."),
    "number_elsewhere": _("Another person has this identity already. It was not given away."),
    "many_end": _("Many accounts would end. Check the file, and confirm if it is right."),
    "failed": _("Something went wrong while writing. Nothing was changed."),
}

# What a run counts, in the order people ask about it.
KINDS: dict[str, Promise] = {
    "people": _("People"),
    "memberships": _("Places in classes and groups"),
    "positions": _("Work at schools"),
    "guardianships": _("Guardians of children"),
    "groups": _("Classes and groups"),
    "schools": _("Schools"),
    "years": _("School years"),
    "identities": _("Identities elsewhere"),
}


def explain(code: str) -> Promise | str:
    """The sentence of a finding, in the reader's language when drawn."""
    return EXPLANATIONS.get(code, code)
