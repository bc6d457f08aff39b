from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0015_assigning"),
    ]

    operations: list[migrations.operations.base.Operation] = [
        migrations.AddField("user", "last_seen_at", models.DateTimeField(blank=True, editable=False, null=True)),
        migrations.AddField("user", "away_since", models.DateTimeField(blank=True, editable=False, null=True)),
        migrations.AddIndex("event", models.Index(fields=["at"], name="event_at")),
    ]
