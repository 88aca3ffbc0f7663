"""Pages: WSGI, because a Django page costs 1.4 to 7 times less CPU there than under ASGI."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = get_wsgi_application()
