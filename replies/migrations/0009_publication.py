from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("replies", "0008_merged_letters")]

    operations = []
