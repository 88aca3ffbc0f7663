"""Names as they meet in a Trondheim class today.

Given and family names are put together at random: any likeness to a person is chance.
"""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


GIVEN = {
    "nordic": _words(
        """
        Aksel Alma Anders Astrid Aurora Birk Brage Eira Elias Ella Elise Emil Emma Erlend
        Eskil Filip Frida Gabriel Guro Hanna Hedda Hennie Henrik Håkon Iben Ida Ingeborg
        Ingrid Isak Iver Jakob Jenny Johannes Jonas Julie Kaja Kasper Kristian Lars Lea Leah
        Leon Linnea Live Lukas Maja Magnus Maria Marte Mathias Mathilde Mia Mikkel Mina Nora
        Nikolai Odin Olav Oliver Olivia Oskar Oda Pia Ragna Sander Sara Sebastian Selma
        Sigrid Sigurd Signe Sindre Solveig Sofie Storm Sunniva Sverre Synne Theodor Thea
        Tiril Tobias Tora Trym Tuva Ulrik Vetle Vilde Vilja William Ylva Åse Ådne Øystein
        """
    ),
    "sami": _words(
        """
        Ánte Biret Elle Inga Isak Jovnna Máret Mihkkal Risten Sunná
        """
    ),
    "arabic": _words(
        """
        Adam Ahmed Ali Amal Amira Bilal Fatima Hamza Hana Hassan Ibrahim Khadija Layla
        Maryam Mohammad Nadia Noor Omar Rami Salma Samir Yara Yasmin Youssef Zahra Zaid
        """
    ),
    "somali": _words(
        """
        Abdi Ayaan Fadumo Faysal Hodan Idil Ifrah Liban Nasra Sagal Sahra Warsan Yusuf
        Zakaria
        """
    ),
    "eritrean": _words(
        """
        Abel Aron Bethlehem Eden Filmon Helen Luwam Meron Natnael Rahwa Saba
        """
    ),
    "polish": _words(
        """
        Adam Aleksandra Antoni Filip Hanna Jakub Jan Julia Kacper Lena Maja Mateusz Michał
        Natalia Oliwia Szymon Zofia Zuzanna
        """
    ),
    "ukrainian": _words(
        """
        Anastasiia Andrii Bohdan Daryna Ivan Kateryna Maksym Mykola Oksana Polina Sofiia
        Taras Tymofii Vira Yelyzaveta
        """
    ),
    "asian": _words(
        """
        Anh Arjun Bao Diya Kavya Khanh Linh Mai Minh Priya Quang Rohan Saanvi Thanh Vivaan
        """
    ),
}
ADULTS = {
    "nordic": _words(
        """
        Anders Anita Anne Arne Astrid Atle Berit Bente Bjørn Camilla Cathrine Christian Dag
        Egil Elin Ellen Eirik Erik Eva Frode Geir Gro Gunn Guri Hanne Hege Helge Hilde
        Håvard Heidi Ida Inger Ingunn Ivar Jan Jannike Jon Jorunn Karin Kjersti Kjetil Knut
        Kristin Kristine Lars Lena Line Linda Lise Magne Magnhild Marianne Marit Marte
        Morten Nina Odd Olav Ole Pål Ragnhild Randi Roar Roger Ronny Rune Sigrid Silje Siri
        Sissel Solveig Stein Stian Svein Terje Tone Tor Torbjørn Tore Torunn Trine Trond
        Unni Vegard Vidar Wenche Åshild Åse Øyvind
        """
    ),
    "sami": _words(
        """
        Anne Berit Elle Inga Jon Máret Nils Per Ravna Ánde
        """
    ),
    "arabic": _words(
        """
        Abdullah Ahmad Aisha Amina Bassam Fatima Hala Hussein Iman Jamal Karim Khaled Leila
        Mahmoud Mona Mustafa Nadia Rania Samira Tariq Walid Zainab
        """
    ),
    "somali": _words(
        """
        Abdirahman Asha Farah Hassan Halima Ismail Khadra Maryan Mohamed Sahal
        """
    ),
    "eritrean": _words(
        """
        Abraham Almaz Berhane Freweini Haile Kidane Letebrhan Mulugeta Selam Tesfay
        """
    ),
    "polish": _words(
        """
        Agnieszka Andrzej Anna Beata Dorota Ewa Katarzyna Krzysztof Marek Piotr Tomasz
        """
    ),
    "ukrainian": _words(
        """
        Iryna Larysa Nataliia Oleh Olena Petro Serhii Svitlana Viktor Yurii
        """
    ),
    "asian": _words(
        """
        Anil Deepa Hoa Huong Lakshmi Lan Nam Sanjay Sunita Tuan Vinh
        """
    ),
}
FAMILY = {
    "nordic": _words(
        """
        Aasen Almlid Andresen Aspaas Aune Bakken Berg Bergsli Bjørgum Bjørnstad Brekken
        Bråten Dahl Drageset Eide Ekle Elvestad Engan Evjen Fagerli Fjellheim Flatås Fossli
        Furuset Gjervan Granli Grønli Grøtting Haugen Hegstad Heggli Holten Hovde Høiseth
        Kalseth Kleven Kolstad Krogstad Kvam Kvello Lien Lillemo Lund Løvås Mellemsæther Moe
        Myhre Nervik Nordbø Nyhus Næss Opdal Overvik Ramberg Refset Reitan Rognli Rønning
        Røstad Sagmo Sandvik Selnes Skaret Skogstad Solbakk Stokkan Storli Strøm Sundet
        Svartås Sæther Sørli Tangen Teigen Tømmerås Ulvund Vang Vestli Vik Vollan Waagan
        Ystad Ødegård Øien Øverås Åsgård Aalberg
        """
    ),
    "sami": _words(
        """
        Bals Gaup Hætta Jåma Kappfjell Nordfjell Utsi
        """
    ),
    "arabic": _words(
        """
        Abbas Al-Amin Darwish Haddad Hamdan Hosseini Karimi Khalil Mansour Nasser Saleh
        """
    ),
    "somali": _words(
        """
        Abdullahi Ali Farah Hassan Hussein Ismail Jama Mohamud Nur Osman
        """
    ),
    "eritrean": _words(
        """
        Ghebremedhin Habte Kiflom Mehari Okbay Tekle Woldu Zerai
        """
    ),
    "polish": _words(
        """
        Jabłoński Kaczmarek Kamiński Kowalczyk Lewandowski Nowak Wójcik Zieliński
        """
    ),
    "ukrainian": _words(
        """
        Bondarenko Hrytsenko Kovalenko Lysenko Marchenko Shevchenko Tkachenko
        """
    ),
    "asian": _words(
        """
        Chaudhary Kumar Le Nguyen Patel Pham Sharma Tran
        """
    ),
}

# Shares of families, in per cent.
ORIGINS = {
    "nordic": 74,
    "arabic": 7,
    "somali": 4,
    "eritrean": 3,
    "polish": 4,
    "ukrainian": 3,
    "asian": 4,
    "sami": 1,
}
