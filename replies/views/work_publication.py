"""How texts for the public are shown on “my work”."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.templatetags.desk import short_date
from replies.views.work_kinds import Group, Kind


def _sentence(publication: Any) -> str:
    reply = publication.reply
    words = {"day": short_date(reply.issued_on), "mode": reply.get_publication_display() or gettext("Full text")}
    return gettext("Signed on %(day)s; %(mode)s.") % words if reply.issued_on else gettext("Taken over as published.")


KINDS: Mapping[str, Kind] = {
    "publication_check": Kind(
        Group(_("Check for publication"), _("Personal data and page remains, before the public reads it"), _("Check the text")),
        _("publication due"),
        _sentence,
        "publication_detail",
    ),
    "publication_publish": Kind(
        Group(_("Publish replies"), _("Checked; published in full or as a summary"), _("Publish")),
        _("publication due"),
        _sentence,
        "publication_detail",
    ),
}
