"""Ways out of the house. Without a mail server nothing is mailed; production names one."""

from config import env

EMAIL_BACKEND = "messaging.channels.email.SmtpBackend"
EMAIL_TIMEOUT = 20  # seconds; a server that is silent for longer has not answered
globals().update(env.mail_server(env.text("SKOLEBRO_SMTP_URL", "smtp://localhost:25")))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("SKOLEBRO_MAIL_FROM", "skolebro@localhost")
