"""Addresses of the answers, of one's work and of the printing room."""

from django.urls import path

from replies.views import batches, documents, drafts, figures, layouts, printing, review, verification, versions, volumes, work

urlpatterns = [
    path("", work.work, name="work"),
    path("assignments/<int:pk>/reply/", drafts.start, name="reply_start"),
    path("replies/<int:pk>/", drafts.detail, name="reply_detail"),
    path("replies/<int:pk>/edit/", drafts.edit, name="reply_edit"),
    path("replies/<int:pk>/submit/", drafts.submit, name="reply_submit"),
    path("replies/<int:pk>/take-back/", drafts.take_back, name="reply_take_back"),
    path("replies/<int:pk>/review/", review.review, name="reply_review"),
    path("replies/<int:pk>/versions/", versions.versions, name="reply_versions"),
    path("replies/<int:pk>/versions/<int:old>/<int:new>/", versions.compare, name="reply_compare"),
    path("replies/<int:pk>/dispatch/", printing.dispatch, name="reply_dispatch"),
    path("figures/<int:pk>/", figures.figure_picture, name="figure_picture"),
    path("departments/", layouts.department_list, name="department_list"),
    path("departments/<int:pk>/layout/", layouts.department_layout, name="department_layout"),
    path("printing/", printing.room, name="printing_room"),
    path("printing/send/", printing.send, name="printing_send"),
    path("printing/preflight/", printing.preflight, name="printing_preflight"),
    path("printing/batches/<int:pk>/", batches.detail, name="batch_detail"),
    path("printing/batches/<int:pk>/progress/", batches.progress, name="batch_progress"),
    path("printing/batches/<int:pk>/go-on/", batches.go_on, name="batch_go_on"),
    path("printing/batches/<int:pk>/cancel/", batches.cancel, name="batch_cancel"),
    path("printing/batches/<int:pk>/archive/", batches.archive, name="batch_archive"),
    path("printing/batches/<int:pk>/joined/", batches.joined, name="batch_joined"),
    path("documents/<int:pk>/", documents.download, name="document_download"),
    path("opinions/<int:pk>/letter/", documents.opinion_letter, name="opinion_letter"),
    path("replies/<int:pk>/feedback-form/", documents.feedback_form, name="feedback_form"),
    path("volumes/", volumes.volume_list, name="volume_list"),
    path("volumes/<int:pk>/", volumes.volume_detail, name="volume_detail"),
    path("volumes/<int:pk>/progress/", volumes.volume_progress, name="volume_progress"),
    path("volumes/<int:pk>/file/", volumes.volume_download, name="volume_download"),
    path("verify/", verification.verify, name="verify"),
    path("verify/<str:code>/", verification.verify_code, name="verify_code"),
]
