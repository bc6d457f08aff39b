from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("replies", "0011_provenance")]

    operations = []
