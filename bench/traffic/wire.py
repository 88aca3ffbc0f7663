"""What goes over the line, read and written without the libraries of a browser."""

from typing import Any

BOUNDARY = "traffic"
QUICK = b'{"type":"posted","conversation":"'


def posted(text: bytes) -> dict[str, Any]:
    """What matters of the commonest event, without reading the fragment in it."""

    def after(name: bytes) -> bytes:
        start = text.rindex(b'"' + name + b'":') + len(name) + 3
        return text[start : start + 40].split(b",")[0].strip(b'"}')

    return {
        "type": "posted",
        "version": int(after(b"version")),
        "seq": int(after(b"seq")),
        "message": after(b"message").decode(),
        "readers": int(after(b"readers")),
    }


def form(csrf: str, token: str) -> bytes:
    """As a browser sends the composer: no file chosen is an empty file."""
    fields = {
        "csrfmiddlewaretoken": csrf,
        "client_token": token,
        "body": "Husk gymtøy i morgen. " * 14,
        "day": "",
        "time": "",
    }
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    parts.append(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename=""\r\n'
        "Content-Type: application/octet-stream\r\n\r\n\r\n"
    )
    return "".join([*parts, f"--{BOUNDARY}--\r\n"]).encode()
