import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


def delivered_when_dispatched(apps, schema_editor):
    """Until now the day of the record was the only one known."""
    for reply in apps.get_model("replies", "Reply").objects.filter(dispatched_at__isnull=False).iterator():
        reply.delivered_on = timezone.localdate(reply.dispatched_at)
        reply.save(update_fields=["delivered_on"])


def looked_when_decided(apps, schema_editor):
    """Whoever decided about a version has looked at it."""
    looks = apps.get_model("replies", "Look").objects
    decided = apps.get_model("replies", "ReviewStep").objects.filter(decision__in=["agreed", "sent_back"]).order_by("pk")
    for step in decided.iterator():
        looks.get_or_create(
            person_id=step.decided_by_id, version_id=step.version_id, defaults={"reply_id": step.reply_id, "at": step.decided_at}
        )


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0006_notices"),
        ("replies", "0006_joint_issuers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("paragraph", models.PositiveIntegerField(verbose_name="paragraph")),
                ("quote", models.TextField(verbose_name="paragraph commented on")),
                ("text", models.TextField(verbose_name="comment")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="made at")),
                (
                    "settlement",
                    models.CharField(
                        blank=True,
                        choices=[("changed", "Changed"), ("not_taken", "Not taken up")],
                        max_length=10,
                        verbose_name="settled how",
                    ),
                ),
                ("answer", models.TextField(blank=True, verbose_name="in a word")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="settled at")),
            ],
            options={
                "verbose_name": "comment",
                "verbose_name_plural": "comments",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("in_person", "Handed over in person"),
                            ("registered_mail", "By registered mail"),
                            ("courier", "By the confidential courier"),
                            ("assigning_body", "Through the assigning body"),
                            ("online", "Through the online platform"),
                            ("other", "Another way"),
                        ],
                        max_length=20,
                        verbose_name="way of delivery",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=100, verbose_name="in words")),
                ("delivered_on", models.DateField(verbose_name="delivered on")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="recorded at")),
                ("received_on", models.DateField(blank=True, null=True, verbose_name="received on")),
                ("received_by", models.CharField(blank=True, max_length=50, verbose_name="received by")),
                ("receipt_recorded_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="receipt recorded at")),
            ],
            options={
                "verbose_name": "delivery",
                "verbose_name_plural": "deliveries",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Look",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="first looked at")),
            ],
            options={
                "verbose_name": "look at a version",
                "verbose_name_plural": "looks at versions",
                "ordering": ("pk",),
            },
        ),
        migrations.AddField(
            model_name="reply",
            name="contact_exception",
            field=models.TextField(
                blank=True, help_text="Whoever signs reads this and has to accept it.", verbose_name="why it goes out without the contact"
            ),
        ),
        migrations.AddField(
            model_name="reply",
            name="delivered_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="delivered on"),
        ),
        migrations.AddField(
            model_name="reply",
            name="publication_reason",
            field=models.TextField(blank=True, verbose_name="reason not to publish"),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.CheckConstraint(
                condition=models.Q(("publication", "none"), ("publication_reason", ""), _connector="OR"), name="reason_not_to_publish"
            ),
        ),
        migrations.RunPython(delivered_when_dispatched, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("delivered_on__isnull", True), ("dispatched_at__isnull", True)),
                    models.Q(("delivered_on__isnull", False), ("dispatched_at__isnull", False)),
                    _connector="OR",
                ),
                name="reply_dispatched_and_delivered",
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="author"
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="reply",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="comments", to="replies.reply", verbose_name="reply"
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="settled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="settled by",
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="comments", to="replies.replyversion", verbose_name="version"
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="proposer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="proposals.proposer", verbose_name="addressee"
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="receipt_recorded_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="receipt recorded by",
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="recorded by"
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="reply",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="deliveries", to="replies.reply", verbose_name="reply"
            ),
        ),
        migrations.AddField(
            model_name="look",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="person"
            ),
        ),
        migrations.AddField(
            model_name="look",
            name="reply",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="looks", to="replies.reply", verbose_name="reply"
            ),
        ),
        migrations.AddField(
            model_name="look",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="looks", to="replies.replyversion", verbose_name="version"
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(("paragraph__gt", 0), models.Q(("quote", ""), _negated=True)), name="comment_on_a_paragraph"
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="comment_not_empty"),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("settled_at__isnull", True), ("settled_by__isnull", True), ("settlement", "")),
                    models.Q(("settled_at__isnull", False), ("settled_by__isnull", False), ("settlement__in", ["changed", "not_taken"])),
                    _connector="OR",
                ),
                name="comment_settled_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer", ""), ("settlement", "not_taken"), _negated=True), name="comment_not_taken_with_a_word"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(fields=("reply", "proposer"), name="delivered_once"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(("way", "other"), ("words", ""), _negated=True), name="another_way_in_words"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("receipt_recorded_at__isnull", True),
                        ("receipt_recorded_by__isnull", True),
                        ("received_by", ""),
                        ("received_on__isnull", True),
                    ),
                    models.Q(
                        ("receipt_recorded_at__isnull", False),
                        ("receipt_recorded_by__isnull", False),
                        ("received_on__gte", models.F("delivered_on")),
                        models.Q(("received_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="receipt_whole_and_after_delivery",
            ),
        ),
        migrations.AddConstraint(
            model_name="look",
            constraint=models.UniqueConstraint(fields=("person", "version"), name="look_once"),
        ),
        migrations.RunPython(looked_when_decided, migrations.RunPython.noop),
    ]
