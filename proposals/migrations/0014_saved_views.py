from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0013_case_search"),
    ]

    operations: list[migrations.operations.base.Operation] = []
