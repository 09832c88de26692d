from django.urls import path

from namro.web.views import rule_sets, verdict_trials, verdicts

app_name = "verdicts"
urlpatterns = [
    path("", verdicts.list_verdicts, name="list-verdicts"),
    path("bang-tinh/", verdicts.verdicts_workbook, name="verdicts-workbook"),
    path("tinh/", verdicts.show_province, name="show-province"),
    path("so-sanh/", verdict_trials.compare_rule_sets, name="compare-rule-sets"),
    path("bo-tieu-chi/", rule_sets.list_rule_sets, name="list-rule-sets"),
    path("bo-tieu-chi/tai-len/", rule_sets.load_file, name="load-rule-set"),
    path("bo-tieu-chi/<str:rule_set>/", rule_sets.show_rule_set, name="show-rule-set"),
    path("bo-tieu-chi/<str:rule_set>/tep/", rule_sets.download_rule_set, name="download-rule-set"),
    path("bo-tieu-chi/<str:rule_set>/ap-dung/", rule_sets.adopt, name="adopt-rule-set"),
    path("bo-tieu-chi/<str:rule_set>/cach-doc/<str:option>/", rule_sets.settle_reading, name="settle-reading"),
    path("<int:unit_id>/", verdicts.show_verdict, name="show-verdict"),
    path("<int:unit_id>/thu/", verdict_trials.try_figures, name="try-figures"),
]
