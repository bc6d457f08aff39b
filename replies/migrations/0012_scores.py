import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0010_rework"),
        ("replies", "0011_provenance"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("addressee", models.CharField(blank=True, max_length=100, verbose_name="addressee")),
                ("paragraphs", models.TextField(blank=True, max_length=20000, verbose_name="own paragraphs")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="changed at")),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="report_drafts",
                        to="proposals.department",
                        verbose_name="assigning body",
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="changed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "draft of a yearly report",
                "verbose_name_plural": "drafts of yearly reports",
                "ordering": ("-year", "body"),
                "constraints": [models.UniqueConstraint(fields=("body", "year"), name="report_draft_once")],
            },
        ),
        migrations.CreateModel(
            name="ScoreScheme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("rows", models.JSONField(verbose_name="rows")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="changed at")),
                (
                    "body",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="score_scheme",
                        to="proposals.department",
                        verbose_name="assigning body",
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="changed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "table of scores",
                "verbose_name_plural": "tables of scores",
                "ordering": ("body",),
            },
        ),
        migrations.CreateModel(
            name="ScoreEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("row", models.CharField(max_length=30, verbose_name="row")),
                ("points", models.DecimalField(decimal_places=1, max_digits=5, verbose_name="points")),
                ("reason", models.TextField(verbose_name="reason")),
                ("entered_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="entered at")),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="proposals.department",
                        verbose_name="assigning body",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="score_entries",
                        to="proposals.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="entered by",
                    ),
                ),
            ],
            options={
                "verbose_name": "points entered by hand",
                "verbose_name_plural": "points entered by hand",
                "ordering": ("pk",),
                "indexes": [models.Index(fields=["body", "year"], name="replies_sco_body_id_b824cf_idx")],
                "constraints": [models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="score_entry_has_reason")],
            },
        ),
    ]
