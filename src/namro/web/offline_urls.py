from django.urls import path

from namro.web.views import offline

app_name = "offline"
urlpatterns = [
    path("sw.js", offline.worker, name="worker"),
    path("ngoai-tuyen/", offline.outbox, name="outbox"),
]
