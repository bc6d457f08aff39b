from django.db import migrations, models

from proposals import pinyin


def spell(apps, schema_editor):
    for model in (apps.get_model("proposals", "Person"), apps.get_model("proposals", "Group")):
        rows = list(model.objects.only("name"))
        for row in rows:
            row.spelling = " ".join(pinyin.spellings(row.name))
        model.objects.bulk_update(rows, ["spelling"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0018_speed"),
    ]

    operations = [
        migrations.AddField("person", "spelling", models.TextField(default="", editable=False)),
        migrations.AddField("group", "spelling", models.TextField(default="", editable=False)),
        migrations.RunPython(spell, migrations.RunPython.noop),
    ]
