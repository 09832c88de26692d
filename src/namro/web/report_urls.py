from django.urls import path

from namro.web.views import completeness, consolidated, report_chain, report_fill, report_lists

app_name = "reports"
urlpatterns = [
    path("", report_lists.my_reports, name="my-reports"),
    path("cho-tiep-nhan/", report_lists.review_queue, name="review-queue"),
    path("tinh-hinh-nop/", completeness.completeness, name="completeness"),
    path("tong-hop/<int:plan_id>/<str:period_code>/", consolidated.show_consolidated, name="consolidated"),
    path(
        "tong-hop/<int:plan_id>/<str:period_code>/<slug:element>/<slug:breakdown>/",
        consolidated.trace_total,
        name="trace-total",
    ),
    path(
        "so-lieu/<int:unit_id>/<slug:element>/<slug:breakdown>/<str:start>/<str:end>/",
        consolidated.trace_figure,
        name="trace-figure",
    ),
    path("<int:report_id>/", report_chain.show_report, name="show-report"),
    path("<int:report_id>/dien/", report_fill.fill_report, name="fill-report"),
    path("<int:report_id>/dien/<slug:section>/", report_fill.save_section, name="save-section"),
    path("<int:report_id>/loi/<slug:code>/", report_fill.save_words, name="save-words"),
    path("<int:report_id>/ly-do/", report_fill.save_reason, name="save-reason"),
    path("<int:report_id>/so-goc/", report_fill.record_baseline, name="record-baseline"),
    path("<int:report_id>/in/", report_chain.print_report, name="print-report"),
    path("<int:report_id>/van-ban/", report_chain.record_document, name="record-document"),
    path("<int:report_id>/ban-ky/", report_chain.attach_signed_file, name="attach-signed-file"),
    path("<int:report_id>/ban-ky/<int:file_id>/", report_chain.download_signed_file, name="download-signed-file"),
    path("<int:report_id>/gui/", report_chain.submit_report, name="submit-report"),
    path("<int:report_id>/thu-hoi/", report_chain.recall_report, name="recall-report"),
    path("<int:report_id>/tra-lai/", report_chain.return_report, name="return-report"),
    path("<int:report_id>/tiep-nhan/", report_chain.accept_report, name="accept-report"),
    path("<int:report_id>/dinh-chinh/", report_chain.correct_report, name="correct-report"),
]
