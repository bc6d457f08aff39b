from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("replies", "0013_working_copies"),
    ]

    operations: list[migrations.operations.base.Operation] = []
