from django.urls import path

from namro.web.views import map as views

app_name = "map"
urlpatterns = [
    path("", views.show_map, name="show-map"),
    path("bang-tinh/", views.map_workbook, name="map-workbook"),
    path("ranh-gioi/", views.import_boundaries, name="import-boundaries"),
    path("ranh-gioi/<int:boundary_set_id>/go/", views.remove_boundaries, name="remove-boundaries"),
]
