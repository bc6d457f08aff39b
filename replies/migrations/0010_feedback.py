import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("replies", "0009_publication")]

    operations = [
        migrations.AlterField(
            model_name="reply",
            name="created_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="opened by",
            ),
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("document_sha256", models.CharField(blank=True, max_length=64, verbose_name="SHA-256 of the document")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("link", "By personal link"),
                            ("account", "Signed in"),
                            ("paper", "Paper form, entered by the assigning body"),
                        ],
                        max_length=10,
                        verbose_name="channel",
                    ),
                ),
                ("grades", models.JSONField(help_text="What is rated → the code of the grade.", verbose_name="grades")),
                (
                    "verdict",
                    models.CharField(
                        choices=[("satisfied", "Satisfied"), ("basic", "Basically satisfied"), ("dissatisfied", "Dissatisfied")],
                        max_length=12,
                        verbose_name="verdict",
                    ),
                ),
                ("reasons", models.TextField(blank=True, verbose_name="reasons")),
                ("remarks", models.TextField(blank=True, verbose_name="remarks")),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="given at")),
                ("received_on", models.DateField(help_text="The day on which it came in, on paper or here.", verbose_name="received on")),
                ("scan", models.FileField(blank=True, upload_to="forms/%Y/", verbose_name="scan of the form")),
                ("scan_name", models.CharField(blank=True, max_length=255, verbose_name="file name")),
                ("scan_sha256", models.CharField(blank=True, max_length=64, verbose_name="SHA-256 of the scan")),
                ("replaced_because", models.TextField(blank=True, verbose_name="reason of the correction")),
            ],
            options={
                "verbose_name": "rating",
                "verbose_name_plural": "ratings",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="RatingLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_digest", models.CharField(max_length=64, unique=True, verbose_name="SHA-256")),
                ("expires_on", models.DateField(verbose_name="good until")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="made at")),
                ("mailed_to", models.EmailField(blank=True, max_length=254, verbose_name="mailed to")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked at")),
            ],
            options={
                "verbose_name": "rating link",
                "verbose_name_plural": "rating links",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Settlement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("rework", "Handled again"),
                            ("stands", "The answer stands"),
                            ("meeting", "Meeting (座谈)"),
                            ("evaluation", "Evaluation (评估)"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("words", models.TextField(verbose_name="reason or result")),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="held on")),
                ("participants", models.CharField(blank=True, max_length=200, verbose_name="who took part")),
                ("settled_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at")),
            ],
            options={
                "verbose_name": "settlement",
                "verbose_name_plural": "settlements",
                "ordering": ("pk",),
            },
        ),
        migrations.AddField(
            model_name="rating",
            name="entered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="entered by",
            ),
        ),
        migrations.AddField(
            model_name="rating",
            name="proposer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="ratings", to="proposals.proposer", verbose_name="proposer"
            ),
        ),
        migrations.AddField(
            model_name="rating",
            name="replaces",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="replies.rating",
                verbose_name="replaces",
            ),
        ),
        migrations.AddField(
            model_name="rating",
            name="reply",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="ratings", to="replies.reply", verbose_name="reply"
            ),
        ),
        migrations.AddField(
            model_name="rating",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="ratings", to="replies.replyversion", verbose_name="version"
            ),
        ),
        migrations.AddField(
            model_name="ratinglink",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="made by"
            ),
        ),
        migrations.AddField(
            model_name="ratinglink",
            name="proposer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="rating_links", to="proposals.proposer", verbose_name="proposer"
            ),
        ),
        migrations.AddField(
            model_name="ratinglink",
            name="reply",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="rating_links", to="replies.reply", verbose_name="reply"
            ),
        ),
        migrations.AddField(
            model_name="ratinglink",
            name="revoked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="revoked by",
            ),
        ),
        migrations.AddField(
            model_name="rating",
            name="link",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rating",
                to="replies.ratinglink",
                verbose_name="rating link",
            ),
        ),
        migrations.AddField(
            model_name="settlement",
            name="reply",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="settlements", to="replies.reply", verbose_name="reply"
            ),
        ),
        migrations.AddField(
            model_name="settlement",
            name="settled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="recorded by",
            ),
        ),
        migrations.AddConstraint(
            model_name="ratinglink",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at__isnull", True)), fields=("reply", "proposer"), name="one_rating_link_each"
            ),
        ),
        migrations.AddConstraint(
            model_name="ratinglink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revoked_at__isnull", True), ("revoked_by__isnull", True)),
                    models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                    _connector="OR",
                ),
                name="link_revoked_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaces__isnull", True)), fields=("reply", "proposer"), name="rated_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("channel", "link"), ("entered_by__isnull", True), ("link__isnull", False)),
                    models.Q(("channel__in", ["account", "paper"]), ("entered_by__isnull", False), ("link__isnull", True)),
                    _connector="OR",
                ),
                name="rating_channel_link_or_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("channel", "paper"), models.Q(("scan", ""), _negated=True), models.Q(("scan_sha256", ""), _negated=True)),
                    models.Q(models.Q(("channel", "paper"), _negated=True), ("replaces__isnull", True), ("scan", ""), ("scan_sha256", "")),
                    _connector="OR",
                ),
                name="paper_rating_with_scan",
            ),
        ),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.CheckConstraint(
                condition=models.Q(("reasons", ""), ("verdict", "dissatisfied"), _negated=True), name="dissatisfied_with_reasons"
            ),
        ),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("replaced_because", ""), ("replaces__isnull", True)),
                    models.Q(("replaces__isnull", False), models.Q(("replaced_because", ""), _negated=True)),
                    _connector="OR",
                ),
                name="rating_replaced_because",
            ),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("held_on__isnull", False), ("kind__in", ["meeting", "evaluation"]), models.Q(("participants", ""), _negated=True)
                    ),
                    models.Q(("held_on__isnull", True), ("kind__in", ["rework", "stands"]), ("participants", "")),
                    _connector="OR",
                ),
                name="meeting_has_day_and_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.CheckConstraint(condition=models.Q(("words", ""), _negated=True), name="settlement_has_words"),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.CheckConstraint(
                condition=models.Q(("settled_by__isnull", False), ("kind", "rework"), _connector="OR"), name="settled_by_somebody"
            ),
        ),
    ]
