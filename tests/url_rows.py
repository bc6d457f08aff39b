"""Who gets what of each address: the table that `test_urls.py` holds the site against."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests import assigning_urls, follow_up_urls, master_urls, rule_set_urls, work_urls
from tests.factories import Office, World
from tests.url_objects import (
    answered,
    assigned,
    attachment,
    bad_rating,
    batch,
    bound,
    case,
    commented,
    counted,
    delegation,
    disagreement,
    document,
    failed_batch,
    figure,
    handled,
    imported,
    more_time,
    more_time_allowed,
    objection,
    opinion,
    opinion_file,
    paper_rating,
    paper_to_enter,
    printed_batch,
    publication,
    rating_link,
    removed_view,
    reply,
    sent_letter,
    submitted,
    to_file,
    to_send,
    view,
    volume,
    working_copy,
)

LEAD = frozenset(f"lead.{role}" for role in Office.ROLES)
CO = frozenset(f"co.{role}" for role in Office.ROLES)
STRANGER = frozenset(f"stranger.{role}" for role in Office.ROLES)
# Whoever has every role and no department reads all, as the auditor does, and does what needs no department.
READERS = frozenset({"auditor", "administrator", "without department"})
EVERYONE = LEAD | CO | STRANGER | READERS | {"coordinator", "stranger.coordinator", "proposer", "without role"}
CLERKS = frozenset({"lead.document_administrator", "co.document_administrator", "stranger.document_administrator", "without department"})
BINDERS = CLERKS | {"coordinator", "stranger.coordinator"}
URGERS = frozenset({"coordinator", "stranger.coordinator", "lead.drafter", "co.drafter", "stranger.drafter", "without department"})
VOLUME = READERS | {"lead.document_administrator"}  # who sees what the lead's clerk has had bound

FILERS = frozenset({"coordinator", "stranger.coordinator", "without department"})

COUNTERS = LEAD | CO | STRANGER | READERS | {"coordinator", "stranger.coordinator"}  # who has figures to look at
SCORERS = frozenset({"coordinator", "stranger.coordinator", "administrator", "without department"})
REPORTERS = frozenset({"coordinator", "stranger.coordinator"})

ASKED = LEAD | READERS | {"coordinator"}  # who sees what the lead asks of the assigning body
HANDLERS = LEAD | CO | READERS | {"coordinator"}  # who sees the inside of a case
CASE = HANDLERS | {"proposer"}  # who sees the case
DRAFT = LEAD | READERS  # who sees a draft that no co-handler was asked to co-sign
REPLY = LEAD | CO | READERS  # who sees it from then on, until it is sent

PUBLICATION = LEAD | READERS | {"coordinator"}  # who sees how a text came to the public
PUBLISHERS = frozenset({"lead.office_reviewer", "lead.document_administrator"})


@dataclass(frozen=True)
class Row:
    """Who gets what at one address. None: the method is not served (405). Whoever does not see the object gets 404, whoever sees it
    and may not gets 403, or 409 where it was that person's turn before; the others `got` for GET and `posted` for POST, with the
    exceptions in `posts`."""

    sees: frozenset[str]
    get: frozenset[str] | None = None
    post: frozenset[str] | None = None
    make: Callable[[World], dict[str, Any]] = lambda world: {}
    data: dict[str, Any] = field(default_factory=dict)
    got: int = 200
    posted: int = 302
    posts: dict[str, int] = field(default_factory=dict)
    before: frozenset[str] = frozenset()

    def expected(self, method: str, who: str) -> int:
        may = self.get if method == "GET" else self.post
        if may is None:
            return 405
        if method == "POST" and who in self.posts:
            return self.posts[who]
        if who not in self.sees:
            return 404
        if who not in may:
            return 409 if who in self.before else 403
        return self.got if method == "GET" else self.posted


def of(*who: str) -> frozenset[str]:
    return frozenset(who)


# The one reply of the world, once it is made.
THE_REPLY = object()

TABLE: dict[str, Row] = {
    "work": Row(EVERYONE, get=EVERYONE),
    "help": Row(EVERYONE, get=EVERYONE),
    "help_page": Row(EVERYONE, get=EVERYONE, make=lambda world: {"slug": "drafter"}),
    "case_list": Row(EVERYONE, get=EVERYONE),
    "case_columns": Row(EVERYONE, get=EVERYONE, post=EVERYONE, posted=422),  # no column was ticked
    "case_export": Row(EVERYONE, get=EVERYONE, make=lambda world: {"kind": "csv"}),
    "case_bulk": Row(EVERYONE, post=EVERYONE, posted=422),  # nothing was chosen
    "view_list": Row(EVERYONE, get=EVERYONE),
    "view_counts": Row(EVERYONE, get=EVERYONE),
    "view_new": Row(EVERYONE, get=EVERYONE, post=EVERYONE, posted=422),  # it was given no name
    # Seen by those with whom it is shared, and changed by its owner alone.
    "view_edit": Row(LEAD, get=of("lead.head"), post=of("lead.head"), make=lambda world: {"pk": view(world).pk}, data={"name": "本周"}),
    "view_move": Row(LEAD, post=of("lead.head"), make=lambda world: {"pk": view(world).pk}),
    "view_first": Row(LEAD, post=LEAD, make=lambda world: {"pk": view(world).pk}),
    "view_remove": Row(LEAD, post=of("lead.head"), make=lambda world: {"pk": view(world).pk}),
    "view_restore": Row(of("lead.head"), post=of("lead.head"), make=removed_view),
    "case_register": Row(
        EVERYONE,
        get=of("coordinator", "stranger.coordinator", "without department"),
        post=of("coordinator", "stranger.coordinator", "without department"),
        posted=422,  # nothing was filled in
    ),
    "case_detail": Row(CASE, get=CASE, make=assigned),
    "case_summary": Row(CASE, get=CASE, make=assigned),
    # Whoever has every role and no department sees an empty queue.
    "case_filing_queue": Row(EVERYONE, get=FILERS, post=FILERS, posted=422),  # nothing was chosen
    "case_assign_many": Row(EVERYONE, get=FILERS, post=FILERS, posted=422),
    "case_filing": Row(
        READERS | {"coordinator", "proposer"}, get=of("coordinator"), post=of("coordinator"), make=to_file, data={"decision": "filed"}
    ),
    "case_merge": Row(READERS | {"coordinator", "proposer"}, get=of("coordinator"), post=of("coordinator"), make=case, posted=422),
    "case_withdraw": Row(CASE, get=of("coordinator"), post=of("coordinator"), make=assigned, data={"reason": "来函撤回"}),
    "case_close": Row(CASE, post=of("coordinator"), make=answered),
    "contact_record": Row(CASE, get=of("lead.drafter"), post=of("lead.drafter"), make=handled, posted=422),
    "case_wishes": Row(CASE, get=of("lead.drafter"), post=of("lead.drafter"), make=handled),
    "assignment_accept": Row(
        CASE, post=of("lead.drafter", "lead.co_handler"), make=lambda world: {"pk": world.lead_of(world.assigned()).pk}
    ),
    "objection_raise": Row(
        CASE,
        get=of("lead.drafter", "lead.co_handler"),
        post=of("lead.drafter", "lead.co_handler"),
        make=lambda world: {"pk": world.lead_of(world.assigned()).pk},
        data={"reason": "不属我局职责"},
    ),
    "objection_detail": Row(
        ASKED, get=ASKED, post=of("coordinator"), make=objection, data={"decision": "refuse", "reason": "三定方案中有此职责"}
    ),
    "objection_take_back": Row(ASKED, post=of("lead.drafter", "lead.co_handler"), make=objection),
    "extension_ask": Row(
        CASE,
        get=of("lead.drafter", "lead.co_handler"),
        post=of("lead.drafter", "lead.co_handler"),
        make=lambda world: {"pk": world.lead_of(world.assigned()).pk},
        posted=422,  # no day was chosen
    ),
    "extension_detail": Row(ASKED, get=ASKED, post=of("coordinator"), make=more_time, data={"decision": "allow"}),
    "extension_take_back": Row(ASKED, post=of("lead.drafter", "lead.co_handler"), make=more_time),
    "opinion_detail": Row(
        HANDLERS, get=HANDLERS, post=of("co.co_handler"), make=lambda world: {"pk": opinion(world).pk}, data={"text": "场地可用。"}
    ),
    "opinion_adopt": Row(HANDLERS, post=of("lead.drafter"), make=submitted),
    "opinion_send_back": Row(
        HANDLERS, get=of("lead.drafter"), post=of("lead.drafter"), make=submitted, data={"ground": "no_facts", "reason": "请写明面积"}
    ),
    "attachment_download": Row(CASE, get=CASE, make=attachment),
    "opinion_file_download": Row(HANDLERS, get=HANDLERS, make=opinion_file),
    "disagreement_raise": Row(
        CASE,
        get=of("co.drafter", "co.co_handler"),
        post=of("co.drafter", "co.co_handler"),
        make=lambda world: {"pk": world.assigned().assignments.get(department=world.co.department).pk},
        posted=422,  # nothing was filled in
    ),
    "disagreement_detail": Row(HANDLERS, get=HANDLERS, post=of("coordinator"), make=disagreement, data={"decision": "照会办意见改"}),
    "disagreement_take_back": Row(HANDLERS, post=of("co.drafter", "co.co_handler"), make=disagreement),
    "board": Row(
        EVERYONE, get=EVERYONE - {"proposer", "without role"}, post=EVERYONE - {"proposer", "without role"}, posted=422
    ),  # nothing was chosen
    "reply_start": Row(CASE, post=of("lead.drafter"), make=lambda world: {"pk": world.lead_of(world.handled()).pk}),
    "reply_detail": Row(REPLY, get=REPLY, make=reply("office_review")),
    "reply_edit": Row(DRAFT, get=of("lead.drafter"), post=of("lead.drafter"), make=reply("drafting"), posted=422),
    "reply_earlier": Row(DRAFT, get=DRAFT, make=reply("drafting")),
    "working_copy_keep": Row(DRAFT, post=of("lead.drafter"), make=reply("drafting"), posted=409),  # from no account's window
    "working_copy_drop": Row(of("lead.drafter"), post=of("lead.drafter"), make=working_copy),
    "working_copy_restore": Row(of("lead.drafter"), post=of("lead.drafter"), make=working_copy),
    "reply_preview": Row(DRAFT, post=of("lead.drafter"), make=reply("drafting"), posted=200),
    "reply_proof": Row(DRAFT, get=DRAFT, post=of("lead.drafter"), make=reply("drafting"), posted=422),  # nothing was typed
    "reply_submit": Row(DRAFT, post=of("lead.drafter"), make=reply("drafting")),
    "reply_take_back": Row(
        REPLY, get=of("lead.drafter"), post=of("lead.drafter"), make=reply("office_review"), data={"reason": "补充数据"}
    ),
    "reply_review": Row(
        REPLY,
        get=of("lead.office_reviewer"),
        post=of("lead.office_reviewer"),
        make=reply("office_review"),
        data={"version": 2, "decision": "send_back", "reason": "数字有误"},
        before=of("co.co_handler"),
    ),
    "reply_comment": Row(
        REPLY,
        post=of("lead.office_reviewer"),
        make=reply("office_review"),
        data={"version": 2, "paragraph": 1, "text": "请注明截止日期。"},
    ),
    "comment_close": Row(REPLY, post=of("lead.office_reviewer"), make=commented()),
    "comment_reopen": Row(REPLY, post=of("lead.office_reviewer"), make=commented(settled=True)),
    "reply_page": Row(REPLY, get=REPLY, make=reply("office_review", version=2, page=1)),
    "reply_versions": Row(REPLY, get=REPLY, make=reply("office_review")),
    "reply_compare": Row(REPLY, get=REPLY, make=reply("office_review", old=1, new=2)),
    "reply_dispatch": Row(
        REPLY,
        get=of("lead.document_administrator"),
        post=of("lead.document_administrator"),
        make=reply("printed"),
        data={"way": "in_person"},
        posted=422,  # of none of the addressees
    ),
    "delivery_receipt": Row(
        CASE, get=of("lead.document_administrator"), post=of("lead.document_administrator"), make=sent_letter, posted=422, data={"x": "1"}
    ),
    "publication_list": Row(EVERYONE, get=EVERYONE),
    "publication_detail": Row(
        PUBLICATION,
        get=PUBLICATION,
        post=PUBLISHERS,
        make=publication("to_check"),
        posted=422,  # no base was sent
    ),
    "publication_text": Row(PUBLICATION, get=PUBLISHERS, post=PUBLISHERS, make=publication("to_check"), posted=422),
    "publication_step": Row(PUBLICATION, get=PUBLISHERS, post=PUBLISHERS, make=publication("checked", event="reopen")),
    "publication_take": Row(REPLY | {"coordinator", "proposer"}, post=of("lead.document_administrator"), make=imported),
    "figure_picture": Row(DRAFT, get=DRAFT, make=figure),
    "department_list": Row(EVERYONE, get=CLERKS | {"administrator"}),
    "department_layout": Row(
        DRAFT,
        get=of("lead.document_administrator", "administrator", "without department"),
        post=of("lead.document_administrator", "administrator", "without department"),
        make=lambda world: {"pk": world.lead.department.pk},
        posted=422,
    ),
    "printing_room": Row(EVERYONE, get=CLERKS),
    # Without a choice there is nothing to look at, and the room says so.
    "printing_preflight": Row(EVERYONE, get=CLERKS, got=422),
    "printing_send": Row(
        EVERYONE,
        post=CLERKS,
        make=to_send,
        data={"reply": THE_REPLY},
        # Not seen, or seen and not one's own: nothing is printed, and the page says why.
        posts={"stranger.document_administrator": 404, "co.document_administrator": 409, "without department": 409},
    ),
    "batch_detail": Row(REPLY, get=REPLY, make=lambda world: {"pk": batch(world).pk}),
    "batch_progress": Row(REPLY, get=REPLY, make=lambda world: {"pk": batch(world).pk}),
    "batch_go_on": Row(REPLY, post=of("lead.document_administrator"), make=failed_batch),
    "batch_cancel": Row(REPLY, post=of("lead.document_administrator"), make=lambda world: {"pk": batch(world).pk}),
    "batch_archive": Row(REPLY, get=REPLY, make=printed_batch),
    "batch_joined": Row(REPLY, get=REPLY, make=printed_batch),
    "document_download": Row(REPLY, get=REPLY, make=document),
    "opinion_letter": Row(HANDLERS, get=HANDLERS, make=submitted),
    "feedback_form": Row(REPLY, get=REPLY, make=reply("printed")),
    "case_ratings": Row(CASE, get=of("coordinator"), make=answered),
    "rating_links": Row(CASE, post=of("coordinator"), make=reply("dispatched")),
    "rating_link_revoke": Row(READERS | {"coordinator"}, post=of("coordinator"), make=rating_link),
    "rating_paper": Row(CASE, get=of("coordinator"), post=of("coordinator"), make=paper_to_enter, posted=422),
    "rating_correct": Row(CASE, get=of("coordinator"), post=of("coordinator"), make=paper_rating, posted=422),
    "rating_scan": Row(CASE, get=CASE, make=paper_rating),
    "rating_settle": Row(CASE, get=of("coordinator"), post=of("coordinator"), make=bad_rating, posted=422),
    "rating_meeting": Row(CASE, get=of("coordinator"), post=of("coordinator"), make=bad_rating, posted=422),
    "rate_signed_in": Row(CASE, get=of("proposer"), post=of("proposer"), make=reply("dispatched"), posted=422),
    "volume_list": Row(EVERYONE, get=BINDERS, post=BINDERS, posted=422),  # nothing was filled in
    "volume_detail": Row(VOLUME, get=VOLUME, make=volume),
    "volume_progress": Row(VOLUME, get=VOLUME, make=volume),
    "volume_download": Row(VOLUME, get=VOLUME, make=bound),
    "statistics": Row(EVERYONE, get=COUNTERS),
    "statistics_workbook": Row(EVERYONE, get=COUNTERS, make=counted),
    "statistics_measure": Row(EVERYONE, get=COUNTERS, make=lambda world: counted(world) | {"code": "answered"}),
    "scores": Row(EVERYONE, get=COUNTERS, make=counted),
    "score_points": Row(EVERYONE, get=SCORERS, post=SCORERS, make=counted, posted=422),  # nothing was filled in
    "score_table": Row(EVERYONE, get=SCORERS, post=SCORERS, make=counted, posted=422),
    "yearly_report": Row(EVERYONE, get=REPORTERS | READERS, post=REPORTERS, make=counted, data={"paragraphs": "下一步抓紧办理。"}),
    "yearly_report_file": Row(EVERYONE, get=REPORTERS | READERS, make=counted),
    "notice_list": Row(EVERYONE, get=EVERYONE),
    "notice_read": Row(EVERYONE, post=EVERYONE),
    "mail_choice": Row(EVERYONE, post=EVERYONE),
    "delegation_list": Row(
        EVERYONE, get=EVERYONE - {"proposer", "without role"}, post=EVERYONE - {"proposer", "without role", "auditor"}, posted=422
    ),
    "delegation_end": Row(
        LEAD | READERS, post=of("lead.head", "administrator", "without department"), make=lambda world: {"pk": delegation(world).pk}
    ),
    "extension_told": Row(
        ASKED, get=of("lead.drafter", "coordinator"), post=of("lead.drafter", "coordinator"), make=more_time_allowed, posted=422
    ),
    "urging": Row(EVERYONE, get=URGERS, post=URGERS, posted=422),  # nothing was chosen
    "components": Row(EVERYONE, get=EVERYONE),
    "preferences": Row(EVERYONE, get=EVERYONE, post=EVERYONE, posted=422),
    "password": Row(EVERYONE, get=EVERYONE, post=EVERYONE, posted=200),  # an empty form comes back with what is missing
    **assigning_urls.table(Row),
    **follow_up_urls.table(Row),
    **work_urls.table(Row),
    **master_urls.table(Row),
    **rule_set_urls.table(Row),
}
# What is open without signing in has tests of its own
# (proposals/test_views_accounts.py, replies/test_verification.py, replies/test_rating_links.py).
OPEN = {"robots", "public_list", "public_page", "public_figure", "public_feed"}
OPEN |= {"login", "logout", "verify", "verify_code", "rate", "rate_document"}
