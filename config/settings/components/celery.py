"""Celery: everything timed is a row that beat sweeps, so a lost queue loses nothing."""

from config import env

CELERY_BROKER_URL = env.text("SKOLEBRO_BROKER_URL", env.text("SKOLEBRO_REDIS_URL", "memory://"))
# The memory broker polls once a second by default: 871 ms from task to browser, 27 ms like this.
# A Redis that is away is told of after a second: whoever queues has somebody waiting.
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, float] = (
    {"polling_interval": 0.05}
    if CELERY_BROKER_URL == "memory://"
    else {"socket_connect_timeout": 1, "max_retries": 0}
    if CELERY_BROKER_URL.startswith("redis")
    else {}
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Europe/Oslo"
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "sweep-invitations": {"task": "schools.tasks.sweep_invitations", "schedule": 300.0},
    "sweep-files": {"task": "schools.tasks.sweep_files", "schedule": 600.0},
    "publish-leftover-events": {
        "task": "messaging.tasks.publish_leftover_events",
        "schedule": 1.0,
        "options": {"expires": 2},
    },
    # what a busy worker did not get round to in time, the next tick asks for again
    "deliver-notices": {
        "task": "messaging.tasks.deliver_notices",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "climb": {
        "task": "messaging.tasks.climb",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "sweep-letters": {"task": "messaging.tasks.sweep_letters", "schedule": 300.0},
    "send-scheduled": {
        "task": "messaging.tasks.send_scheduled",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "send-weekly": {
        "task": "messaging.tasks.send_weekly",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "count-noise": {
        "task": "messaging.tasks.count_noise",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "close-past-reservations": {
        "task": "devices.tasks.close_past_reservations",
        "schedule": 300.0,
    },
    "sweep-roster": {"task": "schools.tasks.sweep_roster", "schedule": 600.0},
}
