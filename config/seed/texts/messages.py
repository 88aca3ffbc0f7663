"""Announcements, class threads and talks with homes.

``{d1}`` … ``{d9}`` are the next school days in words, ``{p3}`` the third before today.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """A message and its answers; ``by`` is a word for who answers, see ``config.seed.letters``."""

    title: str
    body: str
    days_ago: int
    answers: tuple[tuple[str, str], ...] = ()
    confirm: bool = False


# what the schools begin messages with; the fields are filled in each time
TEMPLATES = (
    (
        "Tur {dato}",
        (
            "{dato} drar {klasse} på tur til {sted}. Vi møtes klokka {oppmøte} og er tilbake "
            "klokka {tilbake}.\n\nTa med klær etter været, drikke og mat.\n\nHilsen {avsender}"
        ),
    ),
    (
        "Fravær uten melding",
        (
            "Hei. {elev} er ikke på skolen i dag, og vi har ikke fått melding om fravær. Gi oss "
            "beskjed så snart dere kan.\n\nHilsen {avsender}, {skole}"
        ),
    ),
    (
        "Foreldremøte {dato}",
        (
            "Velkommen til foreldremøte for {klasse} {dato} klokka {klokkeslett} i {sted}.\n\n"
            "Hilsen {avsender}"
        ),
    ),
)

SCHOOL = (
    Said(
        "Velkommen til et nytt skoleår",
        "Kjære elever og foresatte.\n\nVi gleder oss til å ta imot dere. Første skoledag møtes vi "
        "i skolegården klokka 09.00. Skoleruta med alle fridager finner dere på skolens side.\n\n"
        "Hilsen alle oss på skolen",
        70,
    ),
    Said(
        "Skolefotografering",
        "Fotografen kommer til skolen {p5}. Klassebildet tas ute hvis været tillater det. "
        "Det er frivillig å bli med, og ingen bilder legges ut.",
        20,
    ),
    Said(
        "Stengt port mot nord",
        "Porten mot nord er stengt ut uka fordi kommunen legger ny vannledning. Bruk hovedporten. "
        "Sykler kan settes på gressplenen ved gymsalen.",
        1,
        confirm=True,
    ),
)

CLASS = (
    Said(
        "Turdag {d3}",
        "{d3} går vi til Estenstadmarka hele klassen. Vi møtes i klasserommet som vanlig og er "
        "tilbake til siste time.\n\nTa med: varme klær, sitteunderlag, drikke og mat til bål. "
        "Skolen har med ved.\n\nBekreft at dere har lest, så vet vi at alle har fått beskjeden.",
        2,
        confirm=True,
    ),
    Said(
        "Foreldremøte for trinnet",
        "Velkommen til foreldremøte {d8} klokka 18.00 i amfiet. Vi snakker om klassemiljø, "
        "nettvett og vårens leirskole. Ta med spørsmål!",
        6,
        confirm=True,
    ),
    Said(
        "Bøker på biblioteket",
        "Vi mangler elleve bøker fra forrige lån. Se gjerne etter hjemme under senga og i sekken.",
        12,
    ),
    Said(
        "Juleverksted",
        "{d9} blir det verksted i klassen. Ta med rene glass og små bokser til {d6}, så maler vi.",
        4,
    ),
)

THREADS = (
    Said(
        "Kjøring til håndballkampen",
        "Hei! Klassen spiller turnering lørdag, og vi trenger fire biler. Hvem kan kjøre?",
        9,
        (
            ("guardian", "Vi kan ta fire."),
            ("guardian", "Jeg kan kjøre tre, men må hjem klokka 13."),
            ("guardian", "Vi har plass til to til hjemturen."),
            ("teacher", "Tusen takk! Da er alle på plass. Oppmøte ved gymsalen klokka 09.15."),
        ),
    ),
    Said(
        "Gymtøy på tirsdager",
        "Fra nå av har vi kroppsøving i idrettshallen på tirsdager. Husk innesko med lys såle.",
        16,
        (
            ("guardian", "Får de dusje der?"),
            ("teacher", "Ja, det er garderober med dusj. Ta med håndkle."),
        ),
    ),
)

PUPIL_THREADS = (
    Said(
        "Grupper til byprosjektet",
        "Gruppene henger på tavla. Skriv her hvis gruppa trenger en Chromebook utenom timen.",
        5,
        (
            ("pupil", "Gruppe 3 trenger to på torsdag."),
            ("teacher", "Fint. Bestill dem selv under Utstyr, så ligger de klare på vogna."),
            ("pupil", "Gjort!"),
        ),
    ),
)

HOMES = (
    Said(
        "Utviklingssamtale",
        "Hei! Jeg vil gjerne invitere dere til utviklingssamtale {d7} klokka 15.30 på rom 204. "
        "Passer det? Eleven er med selv.",
        7,
        (
            ("guardian", "Hei, det passer fint. Vi kommer begge to."),
            ("teacher", "Så bra! Snakk gjerne sammen om hva som går fint og hva som er strevsomt."),
        ),
    ),
    Said(
        "Godt jobbet i prosjektet",
        "Jeg ville bare si at innsatsen i byprosjektet har vært veldig god denne uka. "
        "Det smitter på resten av gruppa.",
        3,
        (("guardian", "Så hyggelig å høre! Takk for beskjeden."),),
    ),
    Said(
        "Leksebok",
        "Leseboka ligger igjen på skolen. Sida som skal leses, er lagt ved ukeplanen.",
        11,
        (("guardian", "Takk, da leser vi fra nettbrettet i kveld."),),
    ),
)

DIRECT = (
    Said(
        "Hente tidligere",
        "Hei Kari. Jonas skal til tannlegen {d2} klokka 13.00. Kan han gå fra siste time?",
        1,
        (("teacher", "Hei Ola. Det går fint, jeg skriver det opp. Han får med seg leksa."),),
    ),
)

NYNORSK_CLASS = (
    Said(
        "Fagdag {d4}",
        "{d4} har vi fagdag om energi. Vi går til Rosenborgbassenget og måler sjølve. "
        "Ta med klede etter vêret, matpakke og noko å skrive med.\n\nStadfest at de har lese.",
        2,
        confirm=True,
    ),
    Said(
        "Nye bøker i nynorsk",
        "Klassen har fått tretti nye bøker på nynorsk. Lån gjerne med dykk ei heim i helga.",
        8,
    ),
)
