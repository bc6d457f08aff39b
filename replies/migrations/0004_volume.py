import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('proposals', '0003_address_and_ratings'),
        ('replies', '0003_attachments_and_figures'),
    ]

    operations = [
        migrations.CreateModel(
            name='Volume',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=100, verbose_name='title')),
                ('grouping', models.CharField(choices=[('kind', 'By session and kind'), ('department', 'By department')], default='kind', max_length=12, verbose_name='grouping')),
                ('choice', models.JSONField(blank=True, default=dict, help_text='The filter, as in the address of the page.', verbose_name='chosen by')),
                ('requested_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='asked at')),
                ('state', models.CharField(choices=[('queued', 'Waiting to be bound'), ('running', 'Being bound'), ('done', 'Bound'), ('failed', 'Not bound')], default='queued', editable=False, max_length=10, verbose_name='state')),
                ('total', models.PositiveIntegerField(verbose_name='number of replies')),
                ('bound', models.PositiveIntegerField(default=0, editable=False, verbose_name='replies set')),
                ('attempts', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='attempts')),
                ('error', models.TextField(blank=True, editable=False, verbose_name='reason of the failure')),
                ('file', models.FileField(blank=True, editable=False, upload_to='volumes/', verbose_name='file')),
                ('sha256', models.CharField(blank=True, editable=False, max_length=64, verbose_name='SHA-256')),
                ('size', models.PositiveIntegerField(default=0, editable=False, verbose_name='size in bytes')),
                ('pages', models.PositiveIntegerField(default=0, editable=False, verbose_name='pages')),
                ('heard_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('finished_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='finished at')),
                ('lease', models.CharField(blank=True, editable=False, max_length=32)),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.department', verbose_name='department of whoever asked')),
                ('replies', models.ManyToManyField(related_name='volumes', to='replies.reply', verbose_name='replies')),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='volumes', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
            ],
            options={
                'verbose_name': 'collection volume',
                'verbose_name_plural': 'collection volumes',
                'ordering': ('-pk',),
                'indexes': [models.Index(fields=['state', 'heard_at'], name='replies_vol_state_5a6b84_idx')],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('sha256', ''), ('state', 'done'), _negated=True), name='done_volume_has_file'),
                    models.CheckConstraint(condition=models.Q(('error', ''), ('state', 'failed'), _negated=True), name='failed_volume_has_reason'),
                ],
            },
        ),
    ]
