from django.urls import path

from namro.web.views import publications as views

app_name = "publications"
urlpatterns = [
    path("", views.list_publications, name="list-publications"),
    path("<int:publication_id>/", views.show_publication, name="show-publication"),
    path("<int:publication_id>/tep/", views.download, name="download-publication"),
    path("<int:publication_id>/so/<int:line>/", views.trace_line, name="trace-line"),
    path("ke-hoach/<int:plan_id>/<str:period_code>/", views.publish_report, name="publish-report"),
]
