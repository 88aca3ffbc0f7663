"""What others' packages serve: one row per prefix, denied but for named roles."""

# prefix in the URL configuration: (an address under it, codes in the order of COLUMNS)
PREFIXES: dict[str, tuple[str, str]] = {
    # only these of allauth are wired: schools/signin/urls.py
    "konto/": ("/konto/login/", "rwwwwwwwwwwwww"),
    "cms/": ("/cms/", "swwwwwwwwwwwww"),
    # Wagtail's catch-all: public pages of the school sites
    "": ("/finnes-ikke/", "s............."),
}
