"""Ways out of the house, and back. SMS, push and mail in are off until they have an address."""

from typing import Any

from config import env

EMAIL_BACKEND = "messaging.channels.smtp.EmailBackend"
# a server that is silent for longer has not answered
EMAIL_TIMEOUT = env.number("SKOLEBRO_SMTP_SECONDS", 20)
globals().update(env.mail_server(env.text("SKOLEBRO_SMTP_URL", "smtp://localhost:25")))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("SKOLEBRO_MAIL_FROM", "skolebro@localhost")

# --- what goes out by HTTP (SMS, Web Push): a proxy's address when there is no way without
OUTBOUND_PROXY = env.text("SKOLEBRO_OUTBOUND_PROXY", "")

# --- SMS
SMS: dict[str, Any] = {
    # off; file and console (for trying); link = LINK Mobility
    "adapter": env.text("SKOLEBRO_SMS_ADAPTER", "off"),
    "sender": env.text("SKOLEBRO_SMS_SENDER", "Skolen"),
    "url": env.text("SKOLEBRO_SMS_URL", ""),
    "user": env.text("SKOLEBRO_SMS_USER", ""),
    "password": env.text("SKOLEBRO_SMS_PASSWORD", ""),
    "platform": env.text("SKOLEBRO_SMS_PLATFORM", "COMMON_API"),
    "partner": env.text("SKOLEBRO_SMS_PARTNER", ""),
    "gate": env.text("SKOLEBRO_SMS_GATE", ""),  # where delivery reports go
    "webhook_secret": env.text("SKOLEBRO_SMS_WEBHOOK_SECRET", ""),
    "seconds": env.number("SKOLEBRO_SMS_SECONDS", 20),
    "most_an_hour": env.number("SKOLEBRO_SMS_MOST_AN_HOUR", 500),  # per school
    "file": env.text("SKOLEBRO_SMS_FILE", "var/sms.jsonl"),
}

# --- Web Push
PUSH: dict[str, Any] = {
    # from manage.py make_vapid_keys; empty = off. Another key makes every subscription useless.
    "private_key": env.text("SKOLEBRO_VAPID_PRIVATE_KEY", ""),
    "subject": env.text("SKOLEBRO_VAPID_SUBJECT", ""),  # mailto: or https:, whom they write to
    # Addresses come from browsers: this server calls no others.
    "hosts": env.words(
        "SKOLEBRO_PUSH_HOSTS",
        "fcm.googleapis.com,*.push.services.mozilla.com,*.push.apple.com,*.notify.windows.com",
    ),
    "plain_loopback": False,  # for a push service on the same machine: tests
    "seconds": env.number("SKOLEBRO_PUSH_SECONDS", 10),
}

# --- mail that comes in (answers, returned mail): the domain that the mail server hands to us
MAIL_DOMAIN = env.text("SKOLEBRO_MAIL_DOMAIN", "")  # empty = none comes in
MAIL_MOST_BYTES = env.number("SKOLEBRO_MAIL_MAX_MB", 25) * 1024 * 1024
