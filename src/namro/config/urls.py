from django.urls import include, path

urlpatterns = [path("api/", include("namro.api.urls")), path("", include("namro.web.urls"))]

handler500 = "namro.config.middleware.server_error"
