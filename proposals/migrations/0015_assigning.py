import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0014_saved_views"),
    ]

    operations = [
        migrations.AddField(
            model_name="department",
            name="search_keys",
            field=models.CharField(
                blank=True,
                help_text="Pinyin or other names by which it is also found, with spaces between; needed where a reading is unusual.",
                max_length=200,
                verbose_name="search keys",
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["assigned_on"], name="assignments_by_day"),
        ),
        migrations.CreateModel(
            name="DeskShare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "proposal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="desk_share",
                        to="proposals.proposal",
                        verbose_name="case",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="desk_shares",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "verbose_name": "share of the desk",
                "verbose_name_plural": "shares of the desk",
            },
        ),
        migrations.CreateModel(
            name="OpenOnDesk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seen_at", models.DateTimeField(verbose_name="seen at")),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="open_on_desks",
                        to="proposals.proposal",
                        verbose_name="case",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="open_case",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "verbose_name": "case open on a desk",
                "verbose_name_plural": "cases open on desks",
            },
        ),
        migrations.CreateModel(
            name="SkippedCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="skipped_by",
                        to="proposals.proposal",
                        verbose_name="case",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="skipped_cases",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "verbose_name": "skipped case",
                "verbose_name_plural": "skipped cases",
                "constraints": [models.UniqueConstraint(fields=("user", "proposal"), name="case_skipped_once")],
            },
        ),
    ]
