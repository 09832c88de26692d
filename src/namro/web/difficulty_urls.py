from django.urls import path

from namro.web.views import difficulties

app_name = "difficulties"
urlpatterns = [
    path("", difficulties.list_difficulties, name="list-difficulties"),
    path("ghi/", difficulties.raise_difficulty, name="raise-difficulty"),
    path("<int:difficulty_id>/", difficulties.show_difficulty, name="show-difficulty"),
    path("<int:difficulty_id>/xu-ly/", difficulties.settle_difficulty, name="settle-difficulty"),
    path("<int:difficulty_id>/neu-lai/", difficulties.reopen_difficulty, name="reopen-difficulty"),
]
