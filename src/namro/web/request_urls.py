from django.urls import path

from namro.web.views import baselines, reconciliation, requests

app_name = "requests"
urlpatterns = [
    path("", requests.list_requests, name="list-requests"),
    path("moi/", requests.new_request, name="new-request"),
    path("<int:request_id>/", requests.show_request, name="show-request"),
    path("<int:request_id>/dong/", requests.end_request, name="close-request"),
    path("doi-chieu/", reconciliation.list_differences, name="reconcile"),
    path("doi-chieu/nguon-khac/", reconciliation.other_figures, name="other-figures"),
    path("doi-chieu/<int:unit_id>/ghi/", reconciliation.note_difference, name="note-difference"),
    path("so-goc/", baselines.list_rounds, name="list-rounds"),
    path("so-goc/<int:round_id>/", baselines.show_round, name="show-round"),
    path("so-goc/phan/<int:answer_id>/", baselines.answer_round, name="answer-round"),
    path("so-goc/phan/<int:answer_id>/xac-nhan/", baselines.confirm_answer, name="confirm-answer"),
    path("so-goc/phan/<int:answer_id>/tra-lai/", baselines.give_back, name="give-back"),
]
