"""Every page in every role, on a phone in the dark and enlarged: nothing lost, nothing untranslated, nothing that shuts anybody out.

The tests of the roles look at the same pages on a desk, in the light.
"""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone

from proposals.actions import requests, supervision
from proposals.actions.co_handling import submit_opinion
from proposals.actions.disagreements import raise_disagreement
from proposals.actions.rule_sets import fields_of, save_rule_set
from proposals.actions.saved_views import Shown, save_view
from proposals.models import Assignment, Commitment, CoOpinion, Group, Person, RuleSet, Session, Supervision
from replies import binding
from replies.actions import batches, drafts, links, publishing, ratings, volumes
from replies.actions.commitments import enter_commitment
from replies.demo import story
from replies.models import RenderBatch
from replies.promises import candidates
from replies.verification.codes import grouped
from tests import factories
from tests.browser import yunlan
from tests.browser.barriers import PHONE_WIDTH, contrast, narrow
from tests.browser.conftest import OpenDesk
from tests.browser.desk import FACES, PHONE, SHOTS, Desk
from tests.browser.every_role import PEOPLE, not_opened, pages_of
from tests.browser.published import dispatched, left_out
from tests.browser.shapes import Seen, Shapes
from tests.replies import rating_rows

pytestmark = [pytest.mark.browser, pytest.mark.long]

# What only hands out a file or a part of a page, or only answers a form.
NO_PAGES = {
    "attachment_download",
    "document_download",
    "batch_progress",
    "logout",
    "case_close",
    "assignment_accept",
    "assignment_put_back",
    "opinion_adopt",
}
NO_PAGES |= {"assign_next", "case_assign_dues", "case_assign_here", "case_skip", "case_take_up", "case_unassign"}
NO_PAGES |= {"notice_read", "mail_choice", "reply_comment", "comment_close", "comment_reopen", "reply_page"}
NO_PAGES |= {"opinion_letter", "feedback_form", "volume_progress", "volume_download"}
NO_PAGES |= {"case_export", "case_bulk", "view_counts", "view_move", "view_first", "view_remove", "view_restore"}
NO_PAGES |= {"figure_picture", "reply_start", "reply_submit", "printing_send"}
NO_PAGES |= {"opinion_file_download", "disagreement_take_back", "objection_take_back", "extension_take_back", "delegation_end"}
NO_PAGES |= {"rating_links", "rating_link_revoke", "rating_scan", "rate_document"}
NO_PAGES |= {"publication_take", "public_figure", "robots", "public_feed", "statistics_workbook", "yearly_report_file"}
NO_PAGES |= {"start", "statistics_owed", "document_thumbnail", "number_register_file"}
NO_PAGES |= {"batch_go_on", "batch_cancel", "batch_archive", "batch_joined"}
NO_PAGES |= {"commitment_answer", "commitment_file", "look_back", "case_archive", "archive_download", "supervision_file"}
NO_PAGES |= {"setup", "master_import_template", "department_retire", "department_restore", "user_password", "user_open"}
NO_PAGES |= {"rule_set_sample", "working_copy_keep", "working_copy_drop", "working_copy_restore", "reply_preview", "reply_proof"}

Visits = dict[str, list[tuple[str, str]]]
# The pages on which most of the work is done.
MAIN = {"work", "case_list", "case_detail", "case_assign", "reply_edit", "reply_review", "components", "statistics", "public_page"}
# Roles that open pages of this kind over other rows than those of `visits`: a view of one's own, a text that may be taken back.
ELSEWHERE = {("head", "view_edit"), ("office_reviewer", "publication_step")}


def latin(address: str) -> set[str]:
    """Latin that a page may show beside the names of faces: the number of a document, as in its address; the kind of an archive."""
    accounts = re.findall("[a-z]+", " ".join(one["username"] for one in story.load()["users"])) if "/master/" in address else []
    return FACES | set(re.findall("[A-Z]{2,}", address)) | {"SHA", "ZIP", "CSV", *accounts}


def follow_up_rows() -> tuple[Commitment, Supervision]:
    """A promise of a letter that was sent, and a note of supervision of its case."""
    reply = yunlan.sent("0088", case_no="0304")
    sentence = next(one.sentence for one in candidates(reply.signed_version.body, reply.issued_on))
    by, day = yunlan.person("nigao"), timezone.localdate() + timedelta(days=20)
    promise = enter_commitment(reply, by=by, sentence=sentence, owner="办公室", due_on=day)
    chosen = supervision.Sponsorship("沈听澜", "市人大常委会副主任", "市人大常委会主任会议", timezone.localdate())
    coordinator = yunlan.person("jiaoban")
    case = yunlan.case("0304")
    supervision.choose_priority(case, chosen, by=coordinator)
    return promise, supervision.supervise(case, reply.department, by=coordinator, question="请说明选址进展。", due_on=day)


def public_pages() -> list[tuple[str, str]]:
    publication = dispatched("0061", case_no="0401")
    clerk, newest = yunlan.person("wenshu"), publication.newest
    given = publishing.NewText(newest.mode, newest.title, newest.addressee, newest.body, reason="篇幅较长")
    saved = publishing.save_text(publication, given, base=newest.number, by=clerk)
    publishing.settle(publication, left_out(publication), base=saved.number, by=clerk)
    publishing.finish_check(publication, by=clerk)
    publishing.publish(publication, by=clerk)
    return [("public_list", reverse("public_list")), ("public_page", reverse("public_page", args=[publication.pk]))]


def publication_pages() -> list[tuple[str, str]]:
    pk = dispatched("0061", case_no="0402").pk
    addresses = [("publication_detail", [pk]), ("publication_text", [pk]), ("publication_step", [pk, "not_publish"])]
    return [("publication_list", reverse("publication_list")), *((name, reverse(name, args=args)) for name, args in addresses)]


def rule_set_pages() -> list[tuple[str, str]]:
    rules = RuleSet.objects.get(code="qingdao-suggestion")
    base = fields_of(rules)
    save_rule_set(rules, base | {"name": "本市（代表建议）"}, base=base, by=yunlan.person("guanli"))
    names = ("rule_set_edit", "rule_set_copy", "rule_set_restore", "rule_set_log")
    return [("rule_set_list", reverse("rule_set_list")), *((name, reverse(name, args=[rules.pk])) for name in names)]


def master_pages() -> list[tuple[str, str]]:
    person = yunlan.person("nigao")
    addresses: list[tuple[str, Any]] = [
        *((name, []) for name in ("master", "user_list", "session_list", "person_list", "department_list")),
        *((f"{name}_new", []) for name in ("department", "user", "session", "person", "group")),
        ("department_edit", [person.department_id or 0]),
        ("user_edit", [person.pk]),
        ("user_close", [person.pk]),
        *((f"{model.__name__.lower()}_edit", [model._default_manager.order_by("pk")[0].pk]) for model in (Session, Person, Group)),
        ("master_import", ["people"]),
        *(("setup_step", [code]) for code in ("place", "people", "rules", "done")),
    ]
    return [(name, reverse(name, args=args)) for name, args in addresses]


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
    sent = yunlan.signed("0061", case_no="0305")
    factories.printed(sent, by=clerk)
    factories.hand_over(sent, by=clerk)

    promise, supervised = follow_up_rows()

    rated = yunlan.signed("0061", case_no="0306", proposers=["顾晚舟", "叶青梧"])
    factories.printed(rated, by=clerk)
    factories.hand_over(rated, by=clerk)
    lead, other = rated.case.proposers.all()
    on_paper = {"received_on": timezone.localdate(), "scan": rating_rows.scan(), "by": yunlan.person("jiaoban")}
    bad = ratings.enter_paper(rated, other, rating_rows.BAD, **on_paper)
    (link,) = links.make_links(rated, [lead], by=yunlan.person("jiaoban"))

    def page(name: str, *args: int, query: str = "") -> tuple[str, str]:
        return name, reverse(name, args=args) + query

    submit_opinion(opinion, "请优先安排校车线路。", by=yunlan.person("nigao"))
    side = Assignment.objects.get(proposal=opinion.case, mode=Assignment.Mode.CO)
    differing = raise_disagreement(
        side, by=yunlan.person("nigao"), against=yunlan.lead("0103"), reason="对方称校车线路已够。", wanted="增设两条线路。"
    )
    objected = yunlan.walk("0117", "assigned", case_no="0302", assigned_days_ago=2).assignments.get(mode__in=Assignment.ANSWERING)
    objection = requests.raise_objection(objected, by=yunlan.person("nigao"), reason="用地审批由其他单位负责。")
    recent = yunlan.walk("0117", "assigned", case_no="0303", assigned_days_ago=2).assignments.get(mode__in=Assignment.ANSWERING)
    late = objected.due_on + timedelta(days=10)
    more_time = requests.ask_extension(objected, by=yunlan.person("nigao"), until=late, reason="需逐处现场勘察。")
    more = requests.ask_extension(recent, by=yunlan.person("nigao"), until=late, reason="需逐处现场勘察。")
    requests.allow_extension(more, by=yunlan.person("jiaoban"))
    view = save_view("本月答复", Shown("due=month"), by=yunlan.person("jiaoban"), shared=True)
    return {
        "": [
            ("rate", reverse("rate", args=[link.token])),
            page("login"),
            page("verify"),
            *public_pages(),
            ("verify_code", reverse("verify_code", args=[grouped(number)])),
        ],
        "jiaoban": [
            *(page(name) for name in ("supervision_list", "archive_many")),
            *(page(name, supervised.proposal_id) for name in ("case_priority", "case_supervise", "case_detail", "case_summary")),
            page("case_ratings", rated.case.pk),
            page("rating_paper", rated.pk, lead.pk),
            page("rating_correct", bad.pk),
            *(page(name, rated.pk) for name in ("rating_settle", "rating_meeting")),
            page("objection_detail", objection.pk),
            page("extension_detail", more_time.pk),
            page("board"),
            page("disagreement_detail", differing.pk),
            page("extension_told", more.pk),
            page("case_detail", objected.proposal_id),
            *(
                page(name)
                for name in ("work", "case_list", "case_register", "password", "preferences", "components", "notice_list", "urging")
            ),
            *(page(name, registered.pk) for name in ("case_detail", "case_assign", "case_withdraw", "case_merge")),
            *(page(name) for name in ("case_filing_queue", "case_assign_many", "assign_deal")),
            page("case_filing", to_file.pk),
            *(page(name, query="?state=handling") for name in ("case_columns", "view_new")),
            page("view_edit", view.pk),
            page("view_list"),
            *(page(name) for name in ("statistics", "scores", "score_points", "score_table", "yearly_report")),
            ("statistics_measure", reverse("statistics_measure", args=["answered"])),
        ],
        "nigao": [
            page("help"),
            ("help_page", reverse("help_page", args=["situations"])),
            page("commitment_list"),
            page("commitment_detail", promise.pk),
            page("commitment_new", promise.assignment.replies.get().pk),
            page("supervision_detail", supervised.pk),
            page("work"),
            page("contact_record", assigned.pk),
            page("case_wishes", assigned.pk),
            page("disagreement_raise", side.pk),
            *(page(name, recent.pk) for name in ("objection_raise", "extension_ask")),
            page("case_detail", objected.proposal_id),
            page("reply_edit", draft.pk),
            page("reply_earlier", draft.pk),
            *(page(name, in_review.pk) for name in ("reply_detail", "reply_take_back", "reply_versions")),
            page("reply_compare", in_review.pk, 1, 2),
            page("opinion_detail", opinion.pk),
            page("case_detail", in_review.case.pk),
        ],
        "jiaotong": [page("opinion_detail", opinion.pk), page("opinion_send_back", opinion.pk)],
        "hegao": [page("reply_review", in_review.pk)],
        "qianfa": [page("delegation_list"), page("reply_review", to_sign.pk), page("reply_review", to_sign.pk, query="?confirm=1")],
        "wenshu": [
            *publication_pages(),
            page("department_list"),
            page("department_layout", printed.department.pk),
            page("printing_room"),
            page("number_register"),
            page("printing_preflight", query=f"?reply={printed.pk}"),
            page("batch_detail", batch.pk),
            page("reply_dispatch", printed.pk),
            page("reply_detail", printed.pk),
            page("delivery_receipt", sent.deliveries.get().pk),
            page("reply_detail", sent.pk),
            page("volume_list"),
            page("volume_list", query="?kind=cppcc_proposal"),
            page("volume_detail", volume.pk),
            page("volume_detail", waiting.pk),
        ],
        "daibiao": [page("work"), page("rate_signed_in", rated.pk), page("case_list"), page("case_detail", in_review.case.pk)],
        "shenji": [page("work"), page("case_list")],
        "guanli": [page("calendar_list"), page("calendar_year", 2027), *rule_set_pages(), *master_pages()],
    }


def look(at: Desk, address: str, *, main: bool) -> list[str]:
    """What is wrong with the page on a phone in the dark, enlarged, and a main one in high contrast."""
    at.page.set_viewport_size(PHONE_WIDTH)
    at.go(address)
    found = at.wrong(latin=latin(address))
    if main:
        found += contrast(at.page)
    return found + narrow(at.page)


def test_every_page_in_every_role_on_a_phone_in_the_dark(desk: OpenDesk) -> None:
    listed = visits()
    every = list(dict.fromkeys(page for pages in listed.values() for page in pages))
    names = {name for name, _address in every}
    assert names == {name for name in get_resolver().reverse_dict if isinstance(name, str)} - NO_PAGES
    seen, opened, wrong = Seen("pages"), set(), []
    for username in ["", *PEOPLE]:
        at = desk(username, color_scheme="dark", reduced_motion="reduce", **PHONE)
        own = listed.get(username, [])
        pages = pages_of(username, [*own, *(page for page in every if page not in own)]) if username else ((*page, "") for page in own)
        for name, address, markup in pages:
            shapes = Shapes(markup)
            opened.add((username, name))
            wrong += [f"{username} {address}: {one} twice" for one in shapes.twice]
            new = [seen.is_new(name, shapes.page), seen.is_new("", shapes.masthead)]
            if not username or any(new):
                main = name in MAIN and seen.is_new("high contrast", {(name,)})
                if found := look(at, address, main=main):
                    at.page.screenshot(path=SHOTS / f"wrong-{username or 'nobody'}-{name}.png", full_page=True)
                wrong += [f"{username} {address}: {one}" for one in found]
    assert not wrong, "\n".join(wrong)
    assert not_opened({one for one in opened if one[0]}, names) == ELSEWHERE
