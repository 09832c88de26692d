from django.urls import path

from namro.web.views import overview as views

app_name = "overview"
urlpatterns = [
    path("", views.show_programme, name="show-programme"),
    path("bang-tinh/", views.programme_workbook, name="programme-workbook"),
    path("mot-trang/", views.one_page, name="one-page"),
    path("mot-trang/<str:form>/", views.one_page_file, name="one-page-file"),
    path("don-vi/<int:unit_id>/", views.show_unit, name="show-unit"),
    path("don-vi/<int:unit_id>/bang-tinh/", views.unit_workbook, name="unit-workbook"),
]
