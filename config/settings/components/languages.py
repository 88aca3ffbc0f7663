"""Languages and time: bokmål first, UTC in the database, Oslo on the page."""

from pathlib import Path

LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")]
LOCALE_PATHS = [
    Path(__file__).resolve().parents[3] / "locale" / app
    for app in ("config", "cms", "devices", "messaging", "schools")
]
TIME_ZONE = "Europe/Oslo"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["config.formats"]
