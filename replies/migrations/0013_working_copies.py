from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("replies", "0012_scores"),
    ]

    operations: list[migrations.operations.base.Operation] = []
