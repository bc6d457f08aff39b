import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0010_rework"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="notice",
            name="notice_of_a_clock_or_urged",
        ),
        migrations.AddField(
            model_name="notice",
            name="event",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notices",
                to="proposals.event",
                verbose_name="event",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(fields=("recipient", "event"), name="told_of_an_event_once"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("event__isnull", True),
                    models.Q(
                        ("clock", None), ("days", None), ("due_on", None), ("extension", None), ("look_back", None), ("urged_by", None)
                    ),
                    _connector="OR",
                ),
                name="notice_of_an_event_alone",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("event__isnull", False),
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
                    models.Q(
                        ("clock__isnull", True),
                        ("days__isnull", True),
                        ("due_on__isnull", False),
                        ("look_back__isnull", False),
                        ("urged_by__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="notice_of_a_clock_or_urged",
            ),
        ),
    ]
