import django.db.models.deletion
from django.db import migrations, models

# The pairs of a case fill kilobytes, of which a search needs none once the index has found the row: kept apart from the keys, the rows of
# all hits lie on a few pages. What is there is entered again after the migrations, as the rows of the list are.
APART = [
    "ALTER TABLE proposals_case_pairs SET (toast_tuple_target = 128)",
    "TRUNCATE proposals_case_pairs",
    # By the index, as `proposals_cases_with`; whether more than so many cases have the tokens, without a key of any.
    """CREATE FUNCTION proposals_is_common(tokens text[], few integer) RETURNS boolean LANGUAGE sql STABLE SET enable_seqscan TO off
    AS $$ SELECT EXISTS (SELECT 1 FROM proposals_case_pairs WHERE pairs @> tokens OFFSET few) $$""",
]
TOGETHER = ["DROP FUNCTION proposals_is_common", "ALTER TABLE proposals_case_pairs RESET (toast_tuple_target)"]


def on_postgres(statements):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for statement in statements:
                schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0001_squashed_0020_tally"),
    ]

    operations = [
        migrations.CreateModel(
            name="DepartmentListing",
            fields=[
                ("pk", models.CompositePrimaryKey("proposal", "department", blank=True, editable=False, primary_key=True, serialize=False)),
                ("term", models.PositiveSmallIntegerField()),
                ("meeting", models.PositiveSmallIntegerField()),
                ("kind", models.CharField(max_length=20)),
                ("case_no", models.CharField(max_length=20)),
                ("state", models.CharField(max_length=20)),
                ("outcome", models.CharField(max_length=20)),
                ("due", models.DateField(null=True)),
                ("part", models.CharField(max_length=12)),
                (
                    "department",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="proposals.department",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="proposals.proposal",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="proposals.session",
                    ),
                ),
            ],
            options={
                "verbose_name": "row of a department's list",
                "verbose_name_plural": "rows of a department's list",
                "indexes": [
                    models.Index(
                        fields=["department", "due", "-term", "-meeting", "kind", "case_no", "proposal"], name="departments_by_due"
                    ),
                    models.Index(
                        fields=["department", "session", "kind", "state", "outcome", "due", "part", "proposal"], name="departments_counted"
                    ),
                ],
            },
        ),
        migrations.RunPython(on_postgres(APART), on_postgres(TOGETHER)),
    ]
