from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0019_spelling"),
    ]

    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("assigning_body_id", models.BigIntegerField(null=True)),
                ("session_id", models.BigIntegerField()),
                ("kind", models.CharField(max_length=20)),
                ("state", models.CharField(max_length=20)),
                ("outcome", models.CharField(max_length=20)),
                ("open_due", models.DateField(null=True)),
                ("cases", models.IntegerField()),
            ],
            options={
                "verbose_name": "number of cases",
                "verbose_name_plural": "numbers of cases",
            },
        ),
    ]
