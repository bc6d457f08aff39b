from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class RepliesConfig(AppConfig):
    name = "replies"
    verbose_name = _("Replies")

    def ready(self) -> None:
        from proposals import notifying
        from proposals.actions import merging
        from proposals.models import notices
        from replies import triggers
        from replies.actions.following import stand_alone
        from replies.board import owing_a_co_signature
        from replies.ratings import users_who_rated

        notifying.DONE_BY["feedback"] = users_who_rated
        if owing_a_co_signature not in notices.OWED_BESIDES:
            notices.OWED_BESIDES.append(owing_a_co_signature)

        if stand_alone not in merging.AFTER_RELEASE:
            merging.AFTER_RELEASE.append(stand_alone)
        pre_migrate.connect(triggers.before_migrating, sender=self)
        post_migrate.connect(triggers.after_migrating, sender=self)
