import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("replies", "0013_working_copies"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReturnReason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=100, verbose_name="reason")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="place in the list")),
                (
                    "rule_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="return_reasons",
                        to="proposals.ruleset",
                        verbose_name="rule set",
                    ),
                ),
            ],
            options={
                "verbose_name": "reason to send a draft back",
                "verbose_name_plural": "reasons to send a draft back",
                "ordering": ("rule_set", "order", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("rule_set", "text"), name="return_reason_once"),
                    models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="return_reason_not_empty"),
                ],
            },
        ),
    ]
