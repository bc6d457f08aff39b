from django.db import migrations

from proposals import pinyin


def spell(apps, schema_editor):
    """Anew, since the readings are now of all hanzi and no longer of the most frequent alone."""
    for model in (apps.get_model("proposals", "Person"), apps.get_model("proposals", "Group")):
        rows = list(model.objects.only("name"))
        for row in rows:
            row.spelling = " ".join(pinyin.spellings_of_person(row.name))
        model.objects.bulk_update(rows, ["spelling"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0021_narrow_rows"),
    ]

    operations = [
        migrations.RunPython(spell, migrations.RunPython.noop),
    ]
