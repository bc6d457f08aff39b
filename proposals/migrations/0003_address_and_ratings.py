from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('proposals', '0002_department_layout'),
    ]

    operations = [
        migrations.AddField(
            model_name='department',
            name='address',
            field=models.CharField(blank=True, help_text='Where forms are returned to, with the postcode.', max_length=100, verbose_name='postal address'),
        ),
        migrations.AddField(
            model_name='ruleset',
            name='ratings',
            field=models.JSONField(blank=True, default=list, help_text='Of the form by which proposers rate a reply. Empty: 满意, 基本满意, 不满意.', verbose_name='levels of rating'),
        ),
    ]
