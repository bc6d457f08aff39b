from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("proposals", "0009_follow_up")]

    operations = []
