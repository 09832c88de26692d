from django.urls import path

from namro.web.views import deputies, handover

app_name = "people"
urlpatterns = [
    path("uy-quyen/", deputies.show_deputies, name="show-deputies"),
    path("uy-quyen/moi/", deputies.lend, name="lend"),
    path("uy-quyen/<int:delegation_id>/ket-thuc/", deputies.revoke, name="revoke"),
    path("vang-mat/", deputies.note_absence, name="note-absence"),
    path("vang-mat/<int:absence_id>/di-lam-lai/", deputies.end_absence, name="end-absence"),
    path("nguoi-dung/<int:person_id>/ma-kich-hoat/", deputies.issue_code, name="issue-code"),
    path("kich-hoat/", deputies.activate, name="activate"),
    path("ban-giao/", handover.list_handovers, name="list-handovers"),
    path("ban-giao/don-vi/<int:unit_id>/", handover.make_handover, name="make-handover"),
    path("ban-giao/<int:handover_id>/", handover.show_handover, name="show-handover"),
    path("ban-giao/<int:handover_id>/nhan/", handover.receive_handover, name="receive-handover"),
]
