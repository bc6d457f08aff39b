import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("replies", "0012_scores"),
    ]

    operations: list[migrations.operations.base.Operation] = [
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("window", models.CharField(max_length=32, verbose_name="window")),
                ("place", models.CharField(blank=True, max_length=60, verbose_name="place")),
                ("seen_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="seen at")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "reply",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="presences",
                        to="replies.reply",
                        verbose_name="reply",
                    ),
                ),
            ],
            options={
                "verbose_name": "open draft",
                "verbose_name_plural": "open drafts",
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(fields=("reply", "person", "window"), name="presence_once"),
                    models.CheckConstraint(condition=models.Q(("window", ""), _negated=True), name="presence_in_a_window"),
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkingCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("window", models.CharField(max_length=32, verbose_name="window")),
                ("base", models.PositiveIntegerField(verbose_name="over version")),
                ("posted", models.JSONField(verbose_name="fields")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="kept at")),
                ("dropped_at", models.DateTimeField(blank=True, null=True, verbose_name="dropped at")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "reply",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="working_copies",
                        to="replies.reply",
                        verbose_name="reply",
                    ),
                ),
            ],
            options={
                "verbose_name": "working copy",
                "verbose_name_plural": "working copies",
                "ordering": ("-at",),
                "constraints": [
                    models.UniqueConstraint(fields=("reply", "person", "window"), name="working_copy_once"),
                    models.CheckConstraint(condition=models.Q(("window", ""), _negated=True), name="working_copy_of_a_window"),
                ],
            },
        ),
    ]
