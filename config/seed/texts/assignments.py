"""Assignments, what pupils hand in and what teachers say about it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Task:
    """One assignment; ``subject`` picks the curriculum its aims are taken from."""

    subject: str
    title: str
    instructions: str
    judged_by: str = ""
    answers: tuple[str, ...] = ()


TASKS = (
    Task(
        "NOR",
        "Leserbrev om skoleveien",
        "Skriv et leserbrev på omtrent en side om noe du vil endre på skoleveien din.\n\n"
        "1. Bestem deg for hva du vil.\n2. Finn to argumenter og ett motargument.\n"
        "3. Skriv innledning, hoveddel og avslutning.",
        "Du har en tydelig mening, minst to argumenter og svarer på ett motargument.",
        (
            (
                "Jeg mener at Lade allé trenger et fotgjengerfelt til. Hver morgen står vi mange "
                "og venter, og bilene ser oss ikke i mørket.\n\nNoen sier at det blir mer kø, "
                "men det er bare ti minutter om morgenen."
            ),
            (
                "Sykkelstativene våre er for små. I fjor talte vi 84 sykler, og det er plass til "
                "40. Kommunen vil at flere skal sykle, og da må det være plass."
            ),
            (
                "Jeg går til skolen langs fjæra, og der er det ikke lys. Jeg foreslår lamper som "
                "tennes når noen går forbi. Da bruker de ikke strøm hele natta."
            ),
        ),
    ),
    Task(
        "MAT",
        "Prosent i butikken",
        "Finn tre tilbud i en avis eller på nett. Regn ut hvor mange prosent prisen er satt ned, "
        "og forklar hvordan du tenkte. Ta gjerne bilde av utregningen i kladdeboka.",
        "Du viser utregning og forklarer med egne ord.",
        (
            (
                "Jeg fant en sekk som kostet 600 kr og nå koster 450. 150 av 600 er en firedel, så "
                "den er satt ned 25 %.\n\nSkoene var 900 og ble 630. 270/900 = 0,3, altså 30 %."
            ),
            (
                "Jakke: 1200 -> 840. Forskjellen er 360. 10 % av 1200 er 120, og 360 er tre ganger "
                "så mye, så det er 30 %."
            ),
            (
                "Jeg brukte en tabell: 10 % av 250 er 25, 20 % er 50, 40 % er 100. Lua var satt "
                "ned med 100, så det er 40 %."
            ),
        ),
    ),
    Task(
        "NOR",
        "Boktips",
        "Les ut boka du har valgt, og lag et boktips for klassen på to minutter. "
        "Lever manuset her.",
        "Du forteller nok til at andre får lyst til å lese, uten å røpe slutten.",
        (
            (
                "Boka handler om en jente som finner et brev i en flaske. Jeg likte den fordi jeg "
                "ikke visste hvem jeg skulle tro på. Les den hvis du liker mysterier!"
            ),
            (
                "Denne boka er for deg som liker fotball, men også for deg som ikke gjør det. Den "
                "handler mest om å tørre å si nei."
            ),
        ),
    ),
    Task(
        "MAT",
        "Mål rommet ditt",
        "Mål et rom hjemme eller på skolen. Tegn det i målestokk 1:50 og regn ut omkrets og areal.",
        "Tegningen har mål på alle sider, og utregningen stemmer.",
        (
            (
                "Rommet mitt er 3,2 m langt og 2,5 m bredt. På tegningen blir det 6,4 cm og 5 cm. "
                "Omkretsen er 11,4 m og arealet er 8 m²."
            ),
            "Jeg målte biblioteket: 9 m og 6,5 m. Arealet er 58,5 m². Hylla tar 4 m² av det.",
        ),
    ),
    Task(
        "NOR",
        "Referat fra turen",
        "Skriv et kort referat fra turen vår: Hva gjorde vi, i hvilken rekkefølge, og hva lærte "
        "du? En halv side holder.",
        "Referatet er i riktig rekkefølge og skrevet i preteritum.",
        (
            (
                "Først tok vi bussen til Estenstadmarka. Vi gikk til hytta og tente bål. Etterpå "
                "hadde vi orientering i lag. Jeg lærte å ta ut kompasskurs."
            ),
        ),
    ),
    Task(
        "MAT",
        "Brøk i hverdagen",
        "Lag fem oppgaver med brøk til en medelev, og skriv fasit med forklaring.",
        "Oppgavene kan løses, og forklaringen viser en strategi.",
        (
            (
                "1) Du har 3/4 liter saft og drikker 1/3 av den. Hvor mye drakk du?\n"
                "Fasit: 1/4 liter, fordi 3/4 delt på tre er 1/4."
            ),
        ),
    ),
)

YOUNG_TASKS = (
    Task("NOR", "Les for noen hjemme", "Les boka fra leseposen høyt for noen du bor sammen med."),
    Task("MAT", "Tell ti ting", "Finn ti like ting ute, legg dem i grupper og ta et bilde."),
)  # fmt: skip

FEEDBACK = (
    "Du får godt fram hva du mener. Neste gang: pass på at hvert avsnitt handler om én ting.",
    "Fin forklaring! Jeg ser hvordan du tenker. Prøv også å kontrollere svaret med overslag.",
    "Her har du jobbet grundig. Les teksten høyt for deg selv, så hører du hvor punktum mangler.",
    "Godt eksempel. Det neste steget ditt er å begrunne hvorfor metoden virker.",
    "Du bruker presise ord, og det gjør teksten lett å følge. Fortsett med det.",
)
RETURNED = (
    "Dette er en god start. Legg til ett argument til og lever på nytt innen fredag.",
    "Jeg mangler utregningen på den siste. Ta et bilde av kladdeboka og lever igjen.",
)
