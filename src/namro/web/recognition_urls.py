from django.urls import path

from namro.web.views import decisions, dossiers, recognition

app_name = "recognition"
urlpatterns = [
    path("", recognition.show_newest, name="show-newest"),
    path("da-doc/", recognition.read_notices, name="read-notices"),
    path("<int:year>/", recognition.show_year, name="show-year"),
    path("<int:year>/bang-tinh/", recognition.year_workbook, name="year-workbook"),
    path("<int:year>/lich/<str:step>/", recognition.lay_down_day, name="lay-down-day"),
    path("<int:year>/dang-ky/", recognition.register, name="register"),
    path("dang-ky/<int:registration_id>/rut/", recognition.withdraw, name="withdraw-registration"),
    path("xa/<int:unit_id>/", recognition.show_commune, name="show-commune"),
    path("<int:year>/tu-danh-gia/<int:unit_id>/", dossiers.propose, name="propose"),
    path("<int:year>/tham-dinh/", dossiers.queue, name="queue"),
    path("<int:year>/tham-dinh/nhieu/", dossiers.verify_together, name="verify-together"),
    path("ho-so/<int:dossier_id>/", dossiers.show_dossier, name="show-dossier"),
    path("ho-so/<int:dossier_id>/thu-hoi/", dossiers.recall, name="recall"),
    path("ho-so/<int:dossier_id>/tra-lai/", dossiers.give_back, name="give-back"),
    path("ho-so/<int:dossier_id>/tham-dinh/", dossiers.verify, name="verify"),
    path("ho-so/<int:dossier_id>/tep/<int:dossier_file_id>/", dossiers.download_file, name="download-file"),
    path("ho-so/<int:dossier_id>/tep/<int:dossier_file_id>/bo/", dossiers.remove_file, name="remove-file"),
    path("<int:year>/quyet-dinh/", decisions.record, name="record-decision"),
    path("<int:year>/du-thao/<str:paper>/", decisions.draft, name="draft-paper"),
    path("quyet-dinh/<int:decision_id>/", decisions.show, name="show-decision"),
    path("quyet-dinh/<int:decision_id>/ban-ky/", decisions.signed_file, name="signed-file"),
    path("quyet-dinh/<int:decision_id>/dinh-chinh/", decisions.correct, name="correct-decision"),
    path("danh-sach/", decisions.lists, name="lists"),
    path("danh-sach/bang-tinh/", decisions.lists_workbook, name="lists-workbook"),
    path("danh-sach/dua-ra/", decisions.remove, name="remove-from-list"),
]
