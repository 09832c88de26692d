from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "namro.config"
    label = "namro_config"
