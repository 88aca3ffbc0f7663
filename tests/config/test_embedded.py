"""Celery inside the demo process."""

import threading

from celery import Celery

from config.embedded import EmbeddedCelery


def _application() -> tuple[Celery, threading.Event]:
    app = Celery("embedded-test", broker="memory://", set_as_current=False)
    app.conf.broker_transport_options = {"polling_interval": 0.05}
    ran = threading.Event()

    @app.task(name="embedded-test.run", ignore_result=True, shared=False)
    def run() -> None:
        ran.set()

    return app, ran


def test_embedded_celery_runs_a_queued_task() -> None:
    app, ran = _application()
    embedded = EmbeddedCelery(app)
    embedded.start()
    try:
        app.send_task("embedded-test.run")
        assert ran.wait(30)
    finally:
        embedded.stop()


def test_embedded_celery_runs_what_beat_is_told_to() -> None:
    app, ran = _application()
    app.conf.beat_schedule = {"often": {"task": "embedded-test.run", "schedule": 0.1}}
    embedded = EmbeddedCelery(app)
    embedded.start()
    try:
        assert ran.wait(30)
    finally:
        embedded.stop()
