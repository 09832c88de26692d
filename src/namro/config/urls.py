from django.urls import include, path

urlpatterns = [path("", include("namro.web.urls"))]

handler500 = "namro.config.middleware.server_error"
