from django.urls import path

from namro.web.views import mapped_workbooks, workbooks

app_name = "workbooks"
urlpatterns = [
    path("", workbooks.upload, name="upload"),
    path("tai-len/<int:run_id>/", workbooks.show_run, name="show-run"),
    path("tai-len/<int:run_id>/ghi/", workbooks.confirm_run, name="confirm-run"),
    path("tai-len/<int:run_id>/bo/", workbooks.discard_run, name="discard-run"),
    path("bieu/<int:report_id>/", workbooks.download_report, name="download-report"),
    path("bieu/<int:plan_id>/<str:period_code>/", workbooks.download_period, name="download-period"),
    path("mau/", mapped_workbooks.list_mapped, name="list-mapped"),
    path("mau/<int:workbook_id>/", mapped_workbooks.map_workbook, name="map-workbook"),
    path("mau/<int:workbook_id>/bo-o/<int:cell_id>/", mapped_workbooks.unmap_cell, name="unmap-cell"),
    path("mau/<int:workbook_id>/xoa/", mapped_workbooks.drop_workbook, name="drop-mapped"),
    path("mau/<int:workbook_id>/dien/", mapped_workbooks.preview_filling, name="preview-filling"),
    path(
        "mau/<int:workbook_id>/dien/<int:plan_id>/<str:period_code>/",
        mapped_workbooks.download_filled,
        name="download-filled",
    ),
]
