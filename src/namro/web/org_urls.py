from django.urls import path

from namro.web.views import organisations as views
from namro.web.views import unit_changes, unit_import

app_name = "units"
urlpatterns = [
    path("don-vi/", views.list_units, name="list-units"),
    path("don-vi/<int:unit_id>/", views.show_unit, name="show-unit"),
    path("don-vi/thay-doi/", unit_changes.list_changes, name="list-changes"),
    path("don-vi/thay-doi/<int:change_id>/", unit_changes.show_change, name="show-change"),
    path("don-vi/thay-doi/<int:change_id>/hoan-tac/", unit_changes.undo_change, name="undo-change"),
    path("don-vi/ghi/<slug:change_kind>/", unit_changes.make_change, name="make-change"),
    path("don-vi/nhap/", unit_import.import_units, name="import-units"),
    path("nguoi-dung/", views.list_people, name="list-people"),
    path("nguoi-dung/moi/", views.open_account, name="open-account"),
    path("nguoi-dung/<int:person_id>/", views.show_person, name="show-person"),
    path("nguoi-dung/<int:person_id>/vai-tro/", views.give_role, name="give-role"),
    path("nguoi-dung/<int:person_id>/mat-khau/", views.set_password, name="set-password"),
    path("nguoi-dung/<int:person_id>/dong/", views.close_account, name="close-account"),
    path("vai-tro/<int:assignment_id>/ket-thuc/", views.end_role, name="end-role"),
    path("nhat-ky/", views.show_audit, name="audit"),
]
