from django.urls import path

from namro.web.views import indicator_editor, indicators

app_name = "indicators"
urlpatterns = [
    path("", indicators.list_indicators, name="list-indicators"),
    path("bang-tinh/", indicators.export_indicators, name="export-indicators"),
    path("moi/", indicator_editor.define_indicator, name="define-indicator"),
    path("xem-thu/", indicator_editor.preview, name="preview"),
    path("so-lieu/", indicator_editor.offer_elements, name="offer-elements"),
    path("<slug:indicator>/", indicators.show_indicator, name="show-indicator"),
    path("<slug:indicator>/sua/", indicator_editor.change_indicator, name="change-indicator"),
    path("<slug:indicator>/phien-ban/<int:number>/", indicator_editor.restore_indicator, name="restore-indicator"),
]
