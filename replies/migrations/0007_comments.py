from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("replies", "0006_joint_issuers")]

    operations = []
