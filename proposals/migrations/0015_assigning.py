from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0014_saved_views"),
    ]

    operations: list[migrations.operations.base.Operation] = []
