"""What others' packages serve: one row per prefix, denied but for named roles."""

# prefix in the URL configuration: (an address under it, codes in the order of COLUMNS)
PREFIXES: dict[str, tuple[str, str]] = {
    # only these of allauth are wired: schools/signin/urls.py
    "konto/": ("/konto/login/", "rwwwwwwwwwwwww"),
    "cms/": ("/cms/", "swwwwwwwwwwwww"),
    "dokumenter/": ("/dokumenter/1/x.pdf", "s............."),
    # pictures of public pages, by signature
    "^bilder/": ("/bilder/x/1/max-10x10/", "ffffffffffffff"),
    # Wagtail's catch-all: public pages of the school sites
    "": ("/finnes-ikke/", ".............."),
}
