from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("replies", "0009_publication")]

    operations = []
