from django.urls import path

from namro.web.views import elements, form_composer, form_preview, forms

app_name = "forms"
urlpatterns = [
    path("", forms.list_forms, name="list-forms"),
    path("moi/", forms.start_form, name="start-form"),
    path("<int:form_id>/", forms.show_form, name="show-form"),
    path("<int:form_id>/soan/", forms.start_draft, name="start-draft"),
    path("so-lieu/", elements.list_elements, name="list-elements"),
    path("so-lieu/moi/", elements.define_element, name="define-element"),
    path("so-lieu/<slug:element>/", elements.show_element, name="show-element"),
    path("so-lieu/<slug:element>/dinh-nghia/", elements.redefine_element, name="redefine-element"),
    path("soan/<int:form_draft_id>/", form_composer.compose, name="compose"),
    path("soan/<int:form_draft_id>/dau-bieu/", form_composer.change_head, name="change-head"),
    path("soan/<int:form_draft_id>/muc/", form_composer.add_section, name="add-section"),
    path("soan/<int:form_draft_id>/muc/<slug:section>/", form_composer.change_section, name="change-section"),
    path("soan/<int:form_draft_id>/muc/<slug:section>/them/", form_composer.add_cells, name="add-cells"),
    path("soan/<int:form_draft_id>/o/<slug:element>/<slug:breakdown>/", form_composer.change_cell, name="change-cell"),
    path("soan/<int:form_draft_id>/loi/", form_composer.add_narrative, name="add-narrative"),
    path("soan/<int:form_draft_id>/loi/<slug:code>/", form_composer.change_narrative, name="change-narrative"),
    path("soan/<int:form_draft_id>/dang-thuc/", form_composer.add_balance, name="add-balance"),
    path("soan/<int:form_draft_id>/quy-tac/<slug:rule>/", form_composer.remove_rule, name="remove-rule"),
    path("soan/<int:form_draft_id>/hoan-tac/", form_composer.undo, name="undo"),
    path("soan/<int:form_draft_id>/bo/", form_composer.throw_away, name="throw-away"),
    path("soan/<int:form_draft_id>/ban-hanh/", form_composer.issue, name="issue"),
    path("soan/<int:form_draft_id>/xem-truoc/", form_preview.preview, name="preview"),
]
