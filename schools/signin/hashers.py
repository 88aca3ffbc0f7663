"""Password hashing that a school can sign in with at 08:15."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class SchoolArgon2Hasher(Argon2PasswordHasher):
    """Argon2id at OWASP's first recommended setting (19 MiB, 2 passes, 1 lane).

    Django's PBKDF2 costs 321 ms of CPU, which caps two cores at six sign-ins a second.
    """

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
