import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0016_masters"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="must_change_password",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.CreateModel(
            name="FirstSetUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("region", models.CharField(blank=True, max_length=50, verbose_name="region")),
                (
                    "rules",
                    models.SlugField(blank=True, help_text="The beginning of the codes of the rule sets chosen.", verbose_name="rules"),
                ),
                ("passed", models.JSONField(blank=True, default=list)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "finished_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "first set-up",
                "verbose_name_plural": "first set-up",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="first_set_up_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finished_at__isnull", True), ("finished_by__isnull", True)),
                            models.Q(("finished_at__isnull", False), ("finished_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="first_set_up_finished_paired",
                    ),
                ],
            },
        ),
    ]
