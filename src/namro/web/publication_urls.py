from django.urls import path

from namro.web.views import publication_follow_up
from namro.web.views import publications as views

app_name = "publications"
urlpatterns = [
    path("", views.list_publications, name="list-publications"),
    path("<int:publication_id>/", views.show_publication, name="show-publication"),
    path("<int:publication_id>/tep/", views.download, name="download-publication"),
    path("<int:publication_id>/tep/<str:form>/", views.download_file, name="download-form"),
    path("<int:publication_id>/so/<int:line>/", views.trace_line, name="trace-line"),
    path("<int:publication_id>/gui-len/", publication_follow_up.send_up, name="send-up"),
    path("<int:publication_id>/xu-ly/", publication_follow_up.settle, name="settle"),
    path("ke-hoach/<int:plan_id>/<str:period_code>/", views.publish_report, name="publish-report"),
]
