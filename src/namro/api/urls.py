"""The addresses of the API."""

from namro.api import reports  # noqa: F401  puts its addresses on the API
from namro.api.door import urls

app_name = "api"
urlpatterns = urls()
