from django.apps import AppConfig


class CliConfig(AppConfig):
    name = "namro.cli"
    label = "namro_cli"
