from django.db import migrations, models


# As `proposals_case_pairs @> tokens`, always by the index: the planner of PostgreSQL takes no account of what unpacking a row costs, and
# reads the whole table for a word that stands in very many cases, ten times as slowly.
MAKE = """
CREATE FUNCTION proposals_cases_with(tokens text[]) RETURNS SETOF bigint LANGUAGE sql STABLE SET enable_seqscan TO off
AS $$ SELECT case_id FROM proposals_case_pairs WHERE pairs @> tokens $$
"""


def make_function(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(MAKE)


def drop_function(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION proposals_cases_with")


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0017_first_set_up"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["department", "proposal", "state", "mode", "due_on"], name="tasks_of_department"),
        ),
        migrations.AddIndex(model_name="assignment", index=models.Index(fields=["mode", "proposal", "state"], name="tasks_by_mode")),
        migrations.RemoveIndex(model_name="listing", name="listing_counted"),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                fields=["assigning_body", "session", "kind", "state", "outcome", "open_due", "proposal"], name="listing_counted"
            ),
        ),
        migrations.AddIndex(model_name="coopinion", index=models.Index(fields=["state"], name="opinions_by_state")),
        migrations.AddIndex(model_name="supervision", index=models.Index(fields=["state"], name="supervision_by_state")),
        migrations.RunPython(make_function, drop_function),
    ]
