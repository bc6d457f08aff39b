"""Addresses of the answers, of one's work and of the printing room."""

from django.urls import path

from replies.views import documents, drafts, printing, review, versions, work

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
    path("printing/", printing.room, name="printing_room"),
    path("printing/send/", printing.send, name="printing_send"),
    path("printing/batches/<int:pk>/", printing.batch_detail, name="batch_detail"),
    path("printing/batches/<int:pk>/progress/", printing.batch_progress, name="batch_progress"),
    path("printing/jobs/<int:pk>/retry/", printing.retry, name="job_retry"),
    path("documents/<int:pk>/", documents.download, name="document_download"),
]
