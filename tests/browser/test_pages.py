"""Every page on a phone in the dark: nothing is wider than the window, nothing untranslated, nothing that shuts anybody out.

The tests of the roles look at the same pages on a desk, in the light.
"""

import re
from datetime import timedelta

import pytest
from django.urls import get_resolver, reverse

from proposals.actions import requests
from proposals.actions.co_handling import submit_opinion
from proposals.models import Assignment, CoOpinion
from replies import binding
from replies.actions import batches, drafts, volumes
from replies.models import RenderBatch
from replies.verification.codes import grouped
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk
from tests.browser.desk import FACES, PHONE

pytestmark = pytest.mark.browser

# What only hands out a file or a part of a page, or only answers a form.
NO_PAGES = {"attachment_download", "document_download", "batch_progress", "logout", "case_close", "assignment_accept", "opinion_adopt"}
NO_PAGES |= {"notice_read", "mail_choice"}
NO_PAGES |= {"opinion_letter", "feedback_form", "volume_progress", "volume_download"}
NO_PAGES |= {"figure_picture", "reply_start", "reply_submit", "printing_send"}
NO_PAGES |= {"objection_take_back", "extension_take_back"}
NO_PAGES |= {"batch_go_on", "batch_cancel", "batch_archive", "batch_joined"}

Visits = dict[str, list[tuple[str, str]]]


def latin(address: str) -> set[str]:
    """Latin that a page may show beside the names of faces: the number of a document, as in its address; the kind of an archive."""
    return FACES | set(re.findall("[A-Z]{2,}", address)) | {"SHA", "ZIP", "CSV"}


def visits() -> Visits:
    """Person → the names and addresses of pages, over cases that stand where the pages are of use."""
    registered = yunlan.walk("0142", "registered")
    assigned = yunlan.walk("0117", "assigned")
    to_file = yunlan.walk("0121", "registered")
    yunlan.signed_for("0103")
    opinion = CoOpinion.objects.get(assignment__proposal__case_no="0103")
    yunlan.signed_for("0027")
    draft = drafts.open_reply(yunlan.lead("0027"), by=yunlan.person("nigao"))
    yunlan.walk("0088", "office_review")
    in_review = yunlan.reply("0088")
    yunlan.walk("0088", "head_approval", case_no="0301")
    to_sign = yunlan.reply("0301")
    printed = yunlan.signed("0061")
    batches.number_and_print([printed], by=yunlan.person("wenshu"))
    assert yunlan.press() == ["done"]
    batch = RenderBatch.objects.get()

    number = printed.documents.get().verification_code

    clerk = yunlan.person("wenshu")
    volume = volumes.make_volume([printed], by=clerk, grouping="kind", choice={})
    waiting = volumes.make_volume([printed], by=clerk, grouping="kind", choice={})
    assert binding.run_volume(volume.pk) == "done"

    def page(name: str, *args: int, query: str = "") -> tuple[str, str]:
        return name, reverse(name, args=args) + query

    submit_opinion(opinion, "请优先安排校车线路。", by=yunlan.person("nigao"))
    objected = yunlan.walk("0117", "assigned", case_no="0302", assigned_days_ago=2).assignments.get(mode__in=Assignment.ANSWERING)
    objection = requests.raise_objection(objected, by=yunlan.person("nigao"), reason="用地审批由其他单位负责。")
    recent = yunlan.walk("0117", "assigned", case_no="0303", assigned_days_ago=2).assignments.get(mode__in=Assignment.ANSWERING)
    late = objected.due_on + timedelta(days=10)
    more_time = requests.ask_extension(objected, by=yunlan.person("nigao"), until=late, reason="需逐处现场勘察。")
    return {
        "": [page("login"), page("verify"), ("verify_code", reverse("verify_code", args=[grouped(number)]))],
        "jiaoban": [
            page("objection_detail", objection.pk),
            page("extension_detail", more_time.pk),
            page("case_detail", objected.proposal_id),
            *(page(name) for name in ("work", "case_list", "case_register", "password", "notice_list", "urging")),
            *(page(name, registered.pk) for name in ("case_detail", "case_assign", "case_withdraw", "case_merge")),
            *(page(name) for name in ("case_filing_queue", "case_assign_many")),
            page("case_filing", to_file.pk),
        ],
        "nigao": [
            page("work"),
            page("contact_record", assigned.pk),
            *(page(name, recent.pk) for name in ("objection_raise", "extension_ask")),
            page("case_detail", objected.proposal_id),
            page("reply_edit", draft.pk),
            *(page(name, in_review.pk) for name in ("reply_detail", "reply_take_back", "reply_versions")),
            page("reply_compare", in_review.pk, 1, 2),
            page("opinion_detail", opinion.pk),
            page("case_detail", in_review.case.pk),
        ],
        "jiaotong": [page("opinion_detail", opinion.pk), page("opinion_send_back", opinion.pk)],
        "hegao": [page("reply_review", in_review.pk)],
        "qianfa": [page("reply_review", to_sign.pk), page("reply_review", to_sign.pk, query="?confirm=1")],
        "wenshu": [
            page("department_list"),
            page("department_layout", printed.department.pk),
            page("printing_room"),
            page("printing_preflight", query=f"?reply={printed.pk}"),
            page("batch_detail", batch.pk),
            page("reply_dispatch", printed.pk),
            page("reply_detail", printed.pk),
            page("volume_list"),
            page("volume_list", query="?kind=cppcc_proposal"),
            page("volume_detail", volume.pk),
            page("volume_detail", waiting.pk),
        ],
        "daibiao": [page("work"), page("case_list"), page("case_detail", in_review.case.pk)],
        "shenji": [page("work"), page("case_list")],
        "guanli": [page("calendar_list"), page("calendar_year", 2027)],
    }


def test_every_page_on_a_phone_in_the_dark(desk: OpenDesk) -> None:
    listed = visits()
    for username, pages in listed.items():
        at = desk(username, color_scheme="dark", **PHONE)
        for n, (name, address) in enumerate(pages):
            at.go(address)
            at.look(f"phone-dark-{username or 'nobody'}-{n}-{name}", latin=latin(address))
    seen = {name for pages in listed.values() for name, _address in pages}
    assert seen == {name for name in get_resolver().reverse_dict if isinstance(name, str)} - NO_PAGES
