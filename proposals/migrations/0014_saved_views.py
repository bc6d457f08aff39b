import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0013_case_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=30, verbose_name="name of the view")),
                ("query", models.CharField(blank=True, max_length=2000, verbose_name="conditions")),
                ("columns", models.CharField(blank=True, max_length=200, verbose_name="columns")),
                ("sort", models.CharField(blank=True, max_length=20, verbose_name="order")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("removed", models.BooleanField(default=False, verbose_name="removed")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
                (
                    "shared_with",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="proposals.department",
                        verbose_name="shared with",
                    ),
                ),
            ],
            options={
                "verbose_name": "saved view",
                "verbose_name_plural": "saved views",
                "ordering": ("owner", "position", "pk"),
            },
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(condition=models.Q(("removed", False)), fields=("owner", "name"), name="view_named_once"),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="view_named"),
        ),
        migrations.AddField(
            model_name="user",
            name="case_columns",
            field=models.CharField(blank=True, editable=False, max_length=200, verbose_name="columns of the list"),
        ),
        migrations.AddField(
            model_name="user",
            name="case_view",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="proposals.savedview",
            ),
        ),
    ]
