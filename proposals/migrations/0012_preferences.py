from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0011_event_notices"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="appearance",
            field=models.CharField(
                choices=[("system", "as the device has it"), ("light", "light"), ("dark", "dark")],
                default="system",
                max_length=10,
                verbose_name="appearance",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="high_contrast",
            field=models.BooleanField(default=False, verbose_name="high contrast"),
        ),
        migrations.AddField(
            model_name="user",
            name="single_keys",
            field=models.BooleanField(
                default=True,
                help_text="Letters such as j and k do something outside fields. Switch them off if you dictate.",
                verbose_name="single keys",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="language",
            field=models.CharField(
                choices=[("zh-hans", "简体中文"), ("en", "English")], default="zh-hans", max_length=10, verbose_name="language"
            ),
        ),
    ]
