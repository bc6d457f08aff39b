import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('proposals', '0007_delegation'),
    ]

    operations = [
        migrations.CreateModel(
            name='Disagreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about_text', models.BooleanField(default=True, verbose_name='about the text of the reply')),
                ('reason', models.TextField(verbose_name='what the other side says, and why your department does not agree')),
                ('wanted', models.TextField(verbose_name='what is wanted')),
                ('raised_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='raised at')),
                ('state', models.CharField(choices=[('raised', 'To be settled'), ('settled', 'Settled'), ('taken_back', 'Taken back')], default='raised', editable=False, max_length=20, verbose_name='state')),
                ('goes_on', models.BooleanField(default=False, editable=False, verbose_name='the lead goes on meanwhile')),
                ('decided_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='decided at')),
                ('decision', models.TextField(blank=True, editable=False, verbose_name='decision')),
                ('met_on', models.DateField(blank=True, editable=False, null=True, verbose_name='meeting held on')),
                ('participants', models.CharField(blank=True, editable=False, max_length=300, verbose_name='participants')),
                ('against', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='disagreements_against', to='proposals.assignment', verbose_name='other side')),
                ('decided_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('raised_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='raised by')),
                ('raised_for', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='disagreements', to='proposals.assignment', verbose_name='raised by')),
            ],
            options={
                'verbose_name': 'disagreement',
                'verbose_name_plural': 'disagreements',
                'ordering': ('-pk',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'raised')), fields=('raised_for', 'against'), name='one_open_disagreement'), models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), models.Q(('wanted', ''), _negated=True)), name='disagreement_says_what'), models.CheckConstraint(condition=models.Q(('raised_for', models.F('against')), _negated=True), name='disagreement_has_two_sides'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('state', 'settled'), models.Q(('decision', ''), _negated=True)), models.Q(models.Q(('state', 'settled'), _negated=True), ('decided_at__isnull', True), ('decided_by__isnull', True), ('decision', ''), ('met_on__isnull', True)), _connector='OR'), name='settled_with_decision'), models.CheckConstraint(condition=models.Q(models.Q(('met_on__isnull', True), ('participants', '')), models.Q(('met_on__isnull', False), models.Q(('participants', ''), _negated=True)), _connector='OR'), name='meeting_names_who_was_there')],
            },
        ),
        migrations.CreateModel(
            name='OpinionAttachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=255, verbose_name='file name')),
                ('file', models.FileField(upload_to='opinions/', verbose_name='file')),
                ('size', models.PositiveIntegerField(verbose_name='size in bytes')),
                ('sha256', models.CharField(max_length=64)),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='proposals.opinionsubmission', verbose_name='submitted opinion')),
            ],
            options={
                'verbose_name': 'attachment of an opinion',
                'verbose_name_plural': 'attachments of opinions',
                'ordering': ('pk',),
                'constraints': [models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='opinion_file_not_empty')],
            },
        ),
    ]
