"""What the web server calls for every request."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from namro.config.processes import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "namro.config.settings")

if os.environ.get("NAMRO_PROCESS") == "web":
    # A web server killed outright would leave its workers answering with old code on the same port.
    die_with_parent(os.getppid())

application = get_wsgi_application()

# What was loaded stays; a consolidation makes some hundred thousand short-lived objects, and walking through them
# again and again took a third of its time (benchmarks/consolidate.py).
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
