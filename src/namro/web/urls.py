from django.urls import include, path

from namro.web.views import calendar_feed, home

urlpatterns = [
    path("", home.home, name="home"),
    path("lich/<str:token>.ics", calendar_feed.calendar_feed, name="calendar-feed"),
    path("tai-khoan/", include("namro.web.account_urls")),
    path("tong-quan/", include("namro.web.overview_urls")),
    path("", include("namro.web.offline_urls")),
    path("", include("namro.web.org_urls")),
    path("", include("namro.web.people_urls")),
    path("ke-hoach/", include("namro.web.plan_urls")),
    path("bao-cao/", include("namro.web.chain_urls")),
    path("bao-cao/", include("namro.web.report_urls")),
    path("bang-tinh/", include("namro.web.workbook_urls")),
    path("cong-bo/", include("namro.web.publication_urls")),
    path("bieu-mau/", include("namro.web.form_urls")),
    path("chi-bao/", include("namro.web.indicator_urls")),
    path("kho-khan/", include("namro.web.difficulty_urls")),
    path("ban-do/", include("namro.web.map_urls")),
    path("yeu-cau/", include("namro.web.request_urls")),
    path("xep-loai/cong-nhan/", include("namro.web.recognition_urls")),
    path("xep-loai/", include("namro.web.verdict_urls")),
]
