from django.urls import path

from namro.web.views import report_answers, report_versions

app_name = "chain"
urlpatterns = [
    path("doi-chieu/", report_versions.find_by_code, name="find-by-code"),
    path("<int:report_id>/phien-ban/", report_versions.compare_versions, name="compare-versions"),
    path("<int:report_id>/tra-loi/", report_answers.answer_remark, name="answer-remark"),
    path("<int:report_id>/ghi-nhan/", report_answers.note_corrections, name="note-corrections"),
    path("<int:report_id>/gui-len/", report_answers.send_up_report, name="send-up-report"),
    path("<int:report_id>/dang-mo/", report_answers.note_presence, name="note-presence"),
]
