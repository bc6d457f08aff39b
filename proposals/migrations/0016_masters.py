from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0015_assigning"),
    ]

    operations: list[migrations.operations.base.Operation] = []
