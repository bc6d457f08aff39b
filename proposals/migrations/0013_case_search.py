import django.db.models.deletion
from django.db import migrations, models

# The index of the search (proposals/case_index.py), of the kind that the database has for it.
MAKE = {
    "sqlite": [
        "CREATE VIRTUAL TABLE proposals_case_pairs USING fts5(pairs, content='', detail=none, columnsize=0)",
        "CREATE TABLE proposals_case_entry (entry integer PRIMARY KEY AUTOINCREMENT, case_id bigint NOT NULL UNIQUE)",
    ],
    "postgresql": [
        "CREATE TABLE proposals_case_pairs (case_id bigint PRIMARY KEY, pairs text[] NOT NULL)",
        "CREATE INDEX proposals_case_pairs_gin ON proposals_case_pairs USING gin (pairs)",
    ],
}


def make_index(apps, schema_editor):
    for statement in MAKE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    schema_editor.execute("DROP TABLE proposals_case_pairs")
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE proposals_case_entry")


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0012_preferences"),
    ]

    operations = [
        migrations.CreateModel(
            name="Listing",
            fields=[
                ("proposal", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="listing", serialize=False, to="proposals.proposal")),
                ("session", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="proposals.session")),
                ("term", models.PositiveSmallIntegerField()),
                ("meeting", models.PositiveSmallIntegerField()),
                ("kind", models.CharField(max_length=20)),
                ("case_no", models.CharField(max_length=20)),
                ("state", models.CharField(max_length=20)),
                ("assigning_body", models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="proposals.department")),
                ("outcome", models.CharField(db_default="", max_length=20)),
                ("open_due", models.DateField(null=True)),
            ],
            options={
                "verbose_name": "row of the list",
                "verbose_name_plural": "rows of the list",
                "indexes": [
                    models.Index(fields=["open_due", "-term", "-meeting", "kind", "case_no"], name="listing_by_due"),
                    models.Index(fields=["-term", "-meeting", "kind", "case_no"], name="listing_by_number"),
                    models.Index(fields=["assigning_body", "open_due", "-term", "-meeting", "kind", "case_no"], name="listing_body_by_due"),
                    models.Index(fields=["assigning_body", "-term", "-meeting", "kind", "case_no"], name="listing_body_by_number"),
                    models.Index(fields=["assigning_body", "session", "kind", "state", "outcome", "open_due"], name="listing_counted"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="proposal",
            index=models.Index(fields=["assigning_body", "state"], name="case_of_body_by_state"),
        ),
        migrations.AddIndex(
            model_name="objection",
            index=models.Index(fields=["state"], name="objection_by_state"),
        ),
        migrations.RunPython(make_index, drop_index),
    ]
