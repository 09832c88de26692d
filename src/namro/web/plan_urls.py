from django.urls import path

from namro.web.views import plan_pages, plan_publish, plan_review, plans

app_name = "plans"
urlpatterns = [
    path("", plans.list_plans, name="list-plans"),
    path("tai-len/", plans.upload_document, name="upload-document"),
    path("ban-nhap/<int:draft_id>/", plan_review.review_draft, name="review-draft"),
    path("ban-nhap/<int:draft_id>/phan-dau/", plan_review.edit_header, name="edit-header"),
    path("ban-nhap/<int:draft_id>/them/", plan_review.add_item, name="add-item"),
    path("ban-nhap/<int:draft_id>/nhan-ca-loai/", plan_review.accept_kind, name="accept-kind"),
    path("ban-nhap/<int:draft_id>/huy/", plan_review.abandon_draft, name="abandon-draft"),
    path("ban-nhap/<int:draft_id>/tep-goc/", plan_review.download_draft, name="download-draft"),
    path("ban-nhap/<int:draft_id>/cong-bo/", plan_publish.publish_draft, name="publish-draft"),
    path("ban-nhap/<int:draft_id>/chot/", plan_publish.settle_draft, name="settle-draft"),
    path("muc/<int:item_id>/", plan_review.decide_item, name="decide-item"),
    path("muc/<int:item_id>/sua/", plan_review.edit_item, name="edit-item"),
    path("<int:plan_id>/", plan_pages.show_plan, name="show-plan"),
    path("<int:plan_id>/tep-goc/", plan_pages.download_source, name="download-source"),
    path("<int:plan_id>/bang-phan-cong.docx", plan_pages.assignment_table, name="assignment-table"),
    path("<int:plan_id>/cong-van.docx", plan_pages.official_letter, name="official-letter"),
    path("chi-tieu/<int:target_id>/can-bo/", plan_pages.name_target_officer, name="name-target-officer"),
    path("phan-viec/<int:part_id>/can-bo/", plan_pages.name_part_officer, name="name-part-officer"),
    path("phan-viec/<int:part_id>/tien-do/", plan_pages.set_task_state, name="set-task-state"),
]
