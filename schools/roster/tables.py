"""The tables of OneRoster CSV 1.1 and 1.2 that matter here: columns in the order of the text.

Source: 1EdTech, OneRoster 1.1 CSV tables and OneRoster 1.2 Rostering CSV binding.
"""

_HEAD = ("sourcedId", "status", "dateLastModified")
_PEOPLE = ("username", "userIds", "givenName", "familyName", "middleName", "identifier", "email")
_REACH = ("sms", "phone", "agentSourcedIds", "grades", "password")
_PREFERRED = ("preferredGivenName", "preferredMiddleName", "preferredFamilyName")

ORGS = (*_HEAD, "name", "type", "identifier", "parentSourcedId")
SESSIONS = (
    *_HEAD,
    "title",
    "type",
    "startDate",
    "endDate",
    "parentSourcedId",
    "schoolYear",
)
COURSES = (
    *_HEAD,
    "schoolYearSourcedId",
    "title",
    "courseCode",
    "grades",
    "orgSourcedId",
    "subjects",
    "subjectCodes",
)
CLASSES = (
    *_HEAD,
    "title",
    "grades",
    "courseSourcedId",
    "classCode",
    "classType",
    "location",
    "schoolSourcedId",
    "termSourcedIds",
    "subjects",
    "subjectCodes",
    "periods",
)
USERS_11 = (*_HEAD, "enabledUser", "orgSourcedIds", "role", *_PEOPLE, *_REACH)
USERS_12 = (
    *_HEAD,
    "enabledUser",
    *_PEOPLE,
    *_REACH,
    "userMasterIdentifier",
    "resourceSourcedIds",
    *_PREFERRED,
    "primaryOrgSourcedId",
    "pronouns",
)
ROLES = (
    *_HEAD,
    "userSourcedId",
    "roleType",
    "role",
    "beginDate",
    "endDate",
    "orgSourcedId",
    "userProfileSourcedId",
)
ENROLLMENTS = (
    *_HEAD,
    "classSourcedId",
    "schoolSourcedId",
    "userSourcedId",
    "role",
    "primary",
    "beginDate",
    "endDate",
)
METADATA = ("metadata.parentalResponsibility", "metadata.addressProtection", "metadata.household")

MANIFEST = "manifest"
COLUMNS = {
    "1.1": {
        "orgs": ORGS,
        "academicSessions": SESSIONS,
        "courses": COURSES,
        "classes": CLASSES,
        "users": USERS_11,
        "enrollments": ENROLLMENTS,
    },
    "1.2": {
        "orgs": ORGS,
        "academicSessions": SESSIONS,
        "courses": COURSES,
        "classes": CLASSES,
        "users": USERS_12,
        "roles": ROLES,
        "enrollments": ENROLLMENTS,
    },
}
# Without one of these columns nothing can be understood of the file.
NEEDED = {
    "orgs": ("sourcedId", "name", "type"),
    "academicSessions": ("sourcedId", "type", "startDate", "endDate"),
    "classes": ("sourcedId", "title", "classType", "schoolSourcedId"),
    "users": ("sourcedId", "username", "givenName", "familyName"),
    "roles": ("sourcedId", "userSourcedId", "role", "orgSourcedId"),
    "enrollments": ("sourcedId", "classSourcedId", "userSourcedId", "role"),
}
NEEDED_11 = {**NEEDED, "users": (*NEEDED["users"], "role", "orgSourcedIds")}
# Seen in the field; read as the right name, with a warning.
MISSPELT = {
    "termSourcedId": "termSourcedIds",
    "stateofBirthAbbreviation": "stateOfBirthAbbreviation",
    "orgSourcedId": "orgSourcedIds",
    "agentSourcedId": "agentSourcedIds",
    "schoolSourcedIds": "schoolSourcedId",
}
