import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proposals", "0006_notices")]

    operations = [
        migrations.CreateModel(
            name="Delegation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("begins_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(verbose_name="last day")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="entered at")),
                ("ended_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="ended early at")),
                (
                    "principal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegations",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person who is away",
                    ),
                ),
                (
                    "deputy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standing_in",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="deputy",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="entered by",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ended early by",
                    ),
                ),
            ],
            options={
                "verbose_name": "delegation",
                "verbose_name_plural": "delegations",
                "ordering": ("-begins_on", "-pk"),
                "indexes": [models.Index(fields=["deputy", "ends_on"], name="proposals_d_deputy__30db43_idx")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("ends_on__gte", models.F("begins_on"))), name="delegation_days_in_order"),
                    models.CheckConstraint(
                        condition=models.Q(("principal", models.F("deputy")), _negated=True), name="delegation_to_another"
                    ),
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="delegation_has_reason"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="delegation_ended_at_and_by",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="extensionrequest",
            name="told_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="proposer told on"),
        ),
        migrations.AddField(
            model_name="extensionrequest",
            name="told_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="extensionrequest",
            name="told_how",
            field=models.CharField(blank=True, max_length=100, verbose_name="how the proposer was told"),
        ),
        migrations.AddConstraint(
            model_name="extensionrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("told_by__isnull", True), ("told_how", ""), ("told_on__isnull", True)),
                    models.Q(
                        ("state", "granted"),
                        ("told_by__isnull", False),
                        ("told_on__isnull", False),
                        models.Q(("told_how", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="extension_told_on_and_by",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="extension",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notices",
                to="proposals.extensionrequest",
                verbose_name="extension",
            ),
        ),
        migrations.RemoveConstraint(model_name="notice", name="notice_of_a_clock_or_urged"),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("clock__isnull", False),
                        ("days__isnull", False),
                        ("due_on__isnull", False),
                        ("extension__isnull", True),
                        ("urged_by__isnull", True),
                    ),
                    models.Q(
                        ("clock__isnull", False),
                        ("days__isnull", True),
                        ("due_on__isnull", False),
                        ("extension__isnull", False),
                        ("urged_by__isnull", True),
                    ),
                    models.Q(
                        ("assignment__isnull", False),
                        ("clock__isnull", True),
                        ("days__isnull", True),
                        ("extension__isnull", True),
                        ("urged_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="notice_of_a_clock_or_urged",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="elected_by",
            field=models.CharField(
                blank=True,
                help_text="The place whose congress elected the deputy, where the rules copy replies to it.",
                max_length=50,
                verbose_name="elected by",
            ),
        ),
    ]
