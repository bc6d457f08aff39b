import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('proposals', '0008_disagreement'),
        ('replies', '0010_feedback'),
    ]

    operations = [
        migrations.CreateModel(
            name='TakenParagraph',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='text')),
                ('agreed_digest', models.CharField(max_length=64)),
                ('taken_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='taken at')),
                ('reply', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='taken', to='replies.reply', verbose_name='reply')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='taken', to='proposals.opinionsubmission', verbose_name='submitted opinion')),
                ('taken_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='taken by')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='taken', to='replies.replyversion', verbose_name='version')),
            ],
            options={
                'verbose_name': 'paragraph taken from an opinion',
                'verbose_name_plural': 'paragraphs taken from opinions',
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('version', 'submission', 'agreed_digest'), name='paragraph_taken_once'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='taken_paragraph_not_empty')],
            },
        ),
    ]
