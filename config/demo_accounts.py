"""The only accounts of the demo data that have a password."""

from dataclasses import dataclass

PASSWORD = "skolebro-demo"  # noqa: S105 -- printed on the sign-in page of the demo


@dataclass(frozen=True)
class Account:
    """One door into the demo. ``given`` and ``family`` are what the roster says too."""

    username: str
    given: str
    family: str
    who: str

    @property
    def name(self) -> str:
        """Full name."""
        return f"{self.given} {self.family}"


ACCOUNTS = (
    Account("larer.kari", "Kari", "Bergslien", "Kontaktlærer for 7B ved Lade skole"),
    Account("elev.jonas", "Jonas", "Fossheim", "Elev i 7B"),
    Account("foresatt.ola", "Ola", "Fossheim", "Far til Jonas i 7B og Sara i 3A"),
    Account("foresatt.mona", "Mona", "Tangvik", "Mor til Jonas i 7B, i det andre hjemmet"),
    Account("foresatt.amina", "Amina", "Warsame", "Mor til barn ved Lade og Rosenborg"),
    Account("larer.per", "Per", "Solhaug", "Lærer for 5A, og far til Oskar i 7B"),
    Account("rektor.lade", "Ingrid", "Stavne", "Rektor ved Lade skole"),
    Account("kontor.lade", "Turid", "Kvernmo", "Kontoret ved Lade skole"),
    Account("ikt.lade", "Farid", "Haugan", "IKT-kontakt ved Lade skole"),
    Account("kommune.admin", "Nils", "Granmo", "Administrator i kommunen"),
    Account("utenfor", "Vegard", "Lillestrand", "Far til en elev ved Åsvang: ser ikke Lade"),
)
