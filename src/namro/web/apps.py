from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "namro.web"
    label = "web"
