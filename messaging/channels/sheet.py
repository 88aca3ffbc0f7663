"""One letter as the printer's door takes it. Apart from it, which takes a second to load."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sheet:
    """``html``, in ``language``, is the letter's content, safe already; see ``render_all``."""

    language: str
    html: str
    address: str = ""
    code: str = ""
