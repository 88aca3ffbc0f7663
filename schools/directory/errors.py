"""How asking the directory can end without a person."""


class DirectoryError(Exception):
    """Base; the text is for the log and holds no names, filters or passwords."""


class Unreachable(DirectoryError):
    """No server answered properly in time; says nothing about the password."""


class Refused(DirectoryError):
    """The directory does not know the user name or the password, or knows two of them."""


class Closed(DirectoryError):
    """The password is right, but the account is disabled, expired, locked or must change it."""
