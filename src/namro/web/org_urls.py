from django.urls import path

from namro.web.views import organisations as views

app_name = "units"
urlpatterns = [
    path("don-vi/", views.list_units, name="list-units"),
    path("don-vi/<int:unit_id>/", views.show_unit, name="show-unit"),
    path("nguoi-dung/", views.list_people, name="list-people"),
    path("nguoi-dung/moi/", views.open_account, name="open-account"),
    path("nguoi-dung/<int:person_id>/", views.show_person, name="show-person"),
    path("nguoi-dung/<int:person_id>/vai-tro/", views.give_role, name="give-role"),
    path("nguoi-dung/<int:person_id>/mat-khau/", views.set_password, name="set-password"),
    path("nguoi-dung/<int:person_id>/dong/", views.close_account, name="close-account"),
    path("vai-tro/<int:assignment_id>/ket-thuc/", views.end_role, name="end-role"),
    path("nhat-ky/", views.show_audit, name="audit"),
]
