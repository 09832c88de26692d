from django.urls import path

from namro.web.views import publication_follow_up, report_drafts, report_templates
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
    path("<int:publication_id>/so-ngay/", publication_follow_up.record_signed, name="record-signed"),
    path("<int:publication_id>/bo-so-ngay/", publication_follow_up.forget_signed, name="forget-signed"),
    path("<int:publication_id>/ban-ky/", publication_follow_up.download_signed, name="download-signed"),
    path("<int:publication_id>/lam-pdf/", publication_follow_up.ask_for_pdf, name="ask-for-pdf"),
    path("<int:publication_id>/dinh-chinh/", publication_follow_up.make_erratum, name="make-erratum"),
    path("du-thao/<int:report_draft_id>/", report_drafts.show_draft, name="show-draft"),
    path("du-thao/<int:report_draft_id>/xem/", report_drafts.preview_draft, name="preview-draft"),
    path("du-thao/<int:report_draft_id>/tep/", report_drafts.preview_file, name="preview-file"),
    path("du-thao/<int:report_draft_id>/loi/<str:code>/", report_drafts.write_section, name="write-section"),
    path("du-thao/<int:report_draft_id>/lay/<str:code>/", report_drafts.pull_words, name="pull-words"),
    path("du-thao/<int:report_draft_id>/da-soat/<str:code>/", report_drafts.confirm_section, name="confirm-section"),
    path("du-thao/<int:report_draft_id>/cap-nhat/", report_drafts.regenerate, name="regenerate-draft"),
    path("du-thao/<int:report_draft_id>/trinh-bay/", report_drafts.choose_template, name="choose-template"),
    path("du-thao/<int:report_draft_id>/bo/", report_drafts.drop_draft, name="drop-draft"),
    path("du-thao/<int:report_draft_id>/khoi-phuc/", report_drafts.take_up_draft, name="take-up-draft"),
    path("du-thao/<int:report_draft_id>/chot/", report_drafts.freeze_draft, name="freeze-draft"),
    path("du-thao/<int:report_draft_id>/mau/", report_templates.list_templates, name="list-templates"),
    path("du-thao/<int:report_draft_id>/mau/khoi-dau/", report_templates.download_starting, name="starting-template"),
    path("du-thao/<int:report_draft_id>/mau/<int:template_id>/", report_templates.try_template, name="try-template"),
    path("mau/<int:template_id>/tep/", report_templates.download_template, name="download-template"),
    path("mau/<int:template_id>/an/", report_templates.retire_template, name="retire-template"),
    path("ke-hoach/<int:plan_id>/<str:period_code>/", views.publish_report, name="publish-report"),
]
