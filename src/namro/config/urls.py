from django.conf.urls import handler403, handler404, handler500  # noqa: F401
from django.urls import include, path

urlpatterns = [path("", include("namro.web.urls"))]
