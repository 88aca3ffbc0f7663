"""Week plans for three stages: what repeats every week, and what changes from week to week.

A line is ``subject | weekday | theme | goal | homework | due weekday | gear``.
"""

YOUNGEST = (
    (
        (
            "Norsk|1|Bokstaven {letter}|Jeg kjenner igjen og skriver {letter}.|"
            "Les side {page} to ganger høyt for en voksen.|3|"
        ),
        (
            "Matematikk|1|Tall og mengder|Jeg kan dele tallet {number} i to på flere måter.|"
            "Gjør de to øverste oppgavene på arket.|4|"
        ),
        "Engelsk|2|{english}|Jeg kan si fem ord om dette.|Øv på ukas engelske ord.|5|",
        "Naturfag|3|{nature}|Jeg kan fortelle hva jeg ser.||5|",
        "Kroppsøving|2|Lek og samarbeid|Jeg kan vente på tur.|||Gymtøy og innesko",
        (
            "Uteskole|4|Vi går til skogen|Jeg kan finne fram sammen med andre.|||"
            "Klær etter været, sekk, drikke og mat til bål"
        ),
        "Kunst og håndverk|5|{craft}|Jeg kan bruke saks trygt.|||",
    ),
    {
        "letter": ("M", "O", "R", "I", "S", "E", "A", "L", "V", "Å", "T", "K", "N", "U", "P"),
        "page": ("12", "14", "16", "20", "22", "26", "28", "30", "34", "36", "40", "42", "44"),
        "number": ("5", "6", "7", "8", "9", "10", "12", "14", "15", "16", "18", "20"),
        "english": ("Colours", "My family", "Animals", "My school", "The weather", "Food"),
        "nature": ("Trær om høsten", "Spor etter dyr", "Regn og vind", "Fugler ved vannet"),
        "craft": ("Vi tegner med kull", "Høstmaske", "Papirfugler", "Vi vever"),
    },
)

MIDDLE = (
    (
        ("Norsk|1|{norwegian}|Jeg kan bruke det vi har lært i en egen tekst.|"
        "Les kapittelet og skriv tre spørsmål til det.|4|"),
        ("Matematikk|1|{maths}|Jeg kan forklare hvordan jeg tenker.|"
        "Gjør oppgave {task} i boka. Vis utregningen.|3|"),
        ("Engelsk|2|{english}|I can talk about this for one minute.|"
        "Øv på glosene og skriv fem setninger.|5|"),
        "Naturfag|3|{science}|Jeg kan planlegge og gjøre et forsøk.||5|",
        ("Samfunnsfag|4|{society}|Jeg kan finne to kilder og sammenligne dem.|"
        "Spør noen hjemme om hvordan det var før.|5|"),
        "KRLE|3|{belief}|Jeg kan samtale om det uten å dømme.||5|",
        "Kroppsøving|2|{sport}|Jeg kan gjøre andre gode.|||Gymtøy, håndkle og innesko",
        "Mat og helse|4|{food}|Jeg kan følge en oppskrift.|||Forkle og boks",
        "Musikk|5|{music}|Jeg kan holde rytmen sammen med andre.|||",
    ),
    {
        "norwegian": (
            "Fortellende tekst", "Argumentere i et leserbrev", "Sammensatte ord", "Faktatekst",
            "Dikt og bilder", "Nynorsk: eg, me og ikkje", "Dialog i en novelle", "Referat",
        ),
        "maths": (
            "Brøk på tallinja", "Prosent i butikken", "Negative tall", "Omkrets og areal",
            "Desimaltall", "Målestokk og kart", "Vinkler", "Sannsynlighet",
        ),
        "task": ("3.12", "3.20", "3.31", "4.5", "4.16", "4.22", "5.3", "5.11"),
        "english": (
            "Cities", "Inventions", "The news", "At the doctor", "Sport and teams", "Roald Dahl",
        ),
        "science": (
            "Elektriske kretser", "Vannets kretsløp", "Kroppen og hvile", "Fotosyntese",
            "Lyd og lys", "Stoffer og blandinger",
        ),
        "society": (
            "Trondheim i middelalderen", "Stortinget", "Personvern på nett", "Befolkning og by",
            "Vikingtid og handel", "Kart og himmelretninger",
        ),
        "belief": ("Høytider om høsten", "Samvittighet", "Religioner i nærmiljøet", "Vennskap"),
        "sport": ("Ballspill", "Orientering", "Dans", "Turn", "Svømming", "Volleyball"),
        "food": ("Grov pizza", "Fiskesuppe", "Grønnsaksgryte", "Lefse"),
        "music": ("Rytme på bøtter", "Ukulele", "Lytt og fortell", "Sang til avslutningen"),
    },
)  # fmt: skip

OLDEST = (
    (
        ("Norsk|1|{norwegian}|Jeg kan gi og ta imot tilbakemelding på tekst.|"
        "Skriv ferdig utkastet og legg det i mappa.|4|"),
        ("Matematikk|2|{maths}|Jeg kan velge strategi og begrunne den.|"
        "Oppgavesett {task}, minst fire oppgaver.|4|"),
        ("Engelsk|2|{english}|I can support my opinion with examples.|"
        "Read the article and note three arguments.|5|"),
        "Naturfag|3|{science}|Jeg kan skrive en rapport.||5|",
        ("Samfunnsfag|3|{society}|Jeg kan drøfte en sak fra flere sider.|"
        "Les saken og skriv ned ett argument for og ett mot.|5|"),
        "Fremmedspråk|4|{language}|Jeg kan presentere meg.|Øv på dialogen to og to.|5|",
        "Valgfag|4|{choice}||||",
        "Kroppsøving|1|{sport}|Jeg kan varme opp på egen hånd.|||Gymtøy og håndkle",
        "Utdanningsvalg|5|Yrker og veier videre|Jeg vet hvem jeg kan spørre.|||",
    ),
    {
        "norwegian": (
            "Novelle: synsvinkel", "Fagartikkel", "Sidemål: nynorsk grammatikk", "Debattinnlegg",
            "Kåseri", "Samisk litteratur", "Språk i sosiale medier",
        ),
        "maths": (
            "Likninger", "Lineære funksjoner", "Personlig økonomi", "Pytagoras", "Statistikk",
            "Algebra og mønster", "Programmering",
        ),
        "task": ("2A", "2B", "2C", "3A", "3B", "3C", "4A"),
        "english": ("Civil rights", "Climate", "Short stories", "Fake news", "Jobs", "Ireland"),
        "science": ("Celler", "Energi og effekt", "Kjemiske reaksjoner", "Arv", "Verdensrommet"),
        "society": (
            "Maktfordeling", "Mellomkrigstiden", "Bærekraftig by", "Urfolk og rettigheter",
            "Ungdom og økonomi",
        ),
        "language": ("Familie og venner", "På kafé", "Byen min", "Helg og fritid"),
        "choice": ("Friluftsliv: bål", "Programmering: spill", "Design og redesign"),
        "sport": ("Styrke", "Basket", "Orientering", "Dans", "Innebandy"),
    },
)  # fmt: skip

NYNORSK = (
    (
        (
            "Norsk|1|{norwegian}|Eg kan bruke det vi har lært i ein eigen tekst.|"
            "Skriv ferdig utkastet og legg det i mappa.|4|"
        ),
        (
            "Matematikk|2|{maths}|Eg kan forklare korleis eg tenkjer.|"
            "Oppgåvesett {task}, minst fire oppgåver.|4|"
        ),
        "Engelsk|2|Short stories|I can retell a story.|Les novella og noter tre ord.|5|",
        "Naturfag|3|{science}|Eg kan skrive ein rapport.||5|",
        (
            "Samfunnsfag|4|{society}|Eg kan drøfte ei sak frå fleire sider.|"
            "Finn ei avissak og ta henne med.|5|"
        ),
        "Kroppsøving|1|Ballspel|Eg kan gjere andre gode.|||Gymtøy og handkle",
    ),
    {
        "norwegian": ("Novelle: synsvinkel", "Fagartikkel", "Bokmål som sidemål", "Kåseri"),
        "maths": ("Likningar", "Funksjonar", "Personleg økonomi", "Statistikk"),
        "task": ("2A", "2B", "3A", "3B"),
        "science": ("Celler", "Energi", "Arv", "Verdsrommet"),
        "society": ("Maktfordeling", "Mellomkrigstida", "Urfolk og rettar"),
    },
)

HEADINGS = (
    "Ukas ord: mot", "Ukas ord: tålmodig", "Vi hilser på hverandre om morgenen",
    "Ukas mål: alle har noen å være med", "Ukas ord: nysgjerrig", "Vi rydder etter oss",
    "Ukas mål: vi hjelper før vi blir spurt", "Ukas ord: rettferdig", "Ukas ord: øve",
)  # fmt: skip
HEADINGS_NYNORSK = (
    "Ordet for veka: mot", "Målet for veka: alle har nokon å vere saman med",
    "Vi ryddar etter oss", "Ordet for veka: nyfiken",
)  # fmt: skip

TO_HOME = (
    "Husk å merke klær og sko. Det ligger mye fint i gjenglemt-kassa utenfor klasserommet.",
    "Det blir mørkt om morgenen nå. Bruk refleks, også på korte turer til skolen.",
    "Vi har hatt en fin uke med mye øving. Spør gjerne barnet om hva det er stolt av.",
    "Leksehjelpen er åpen tirsdag og torsdag fra 14.00 til 15.30 på biblioteket.",
    "Ta med drikkeflaske hver dag. Vi fyller dem sammen etter langfri.",
    "Skolens telefon er åpen fra 07.45. Meld fravær før første time.",
    "Vi låner bøker på biblioteket onsdag. Husk å levere dem fra forrige gang.",
)
TO_HOME_NYNORSK = (
    "Hugs å merkje klede og sko. Det ligg mykje fint i kassa utanfor klasserommet.",
    "Leksehjelpa er open tysdag og torsdag frå 14.10 til 15.30 på biblioteket.",
    "Det er mørkt om morgonen no. Bruk refleks, òg på korte turar.",
)
