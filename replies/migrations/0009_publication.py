import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# The index of the search (replies/searching.py): a row for each public page, of the kind that the database has for it.
MAKE = {
    "sqlite": ["CREATE VIRTUAL TABLE replies_public_pairs USING fts5(pairs, detail=none)"],
    "postgresql": [
        "CREATE TABLE replies_public_pairs (rowid bigint PRIMARY KEY, pairs text[] NOT NULL)",
        "CREATE INDEX replies_public_pairs_gin ON replies_public_pairs USING gin (pairs)",
    ],
}


def make_index(apps, schema_editor):
    for statement in MAKE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    schema_editor.execute("DROP TABLE replies_public_pairs")


class Migration(migrations.Migration):

    dependencies = [
        ('replies', '0008_merged_letters'),
    ]

    operations = [
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('to_check', 'To check for publication'), ('checked', 'Checked, to publish'), ('published', 'Published'), ('withdrawn', 'Withdrawn from the public'), ('not_published', 'Not published')], default='to_check', editable=False, max_length=20, verbose_name='state')),
                ('published_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='published at')),
                ('changed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='page changed at')),
                ('withdrawn_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='withdrawn at')),
                ('withdrawal', models.TextField(blank=True, editable=False, verbose_name='reason of the withdrawal')),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='opened at')),
            ],
            options={
                'verbose_name': 'publication of a reply',
                'verbose_name_plural': 'publications of replies',
                'ordering': ('-published_at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='PublicText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='text')),
                ('mode', models.CharField(choices=[('full', 'Full text'), ('summary', 'Summary')], max_length=10, verbose_name='mode')),
                ('reason', models.TextField(blank=True, verbose_name='why a summary')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('addressee', models.TextField(blank=True, verbose_name='addressee')),
                ('body', models.TextField(verbose_name='text')),
                ('attachments', models.JSONField(blank=True, default=list, verbose_name='attachments')),
                ('decisions', models.JSONField(blank=True, default=list, verbose_name='decisions')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='saved at')),
                ('digest', models.CharField(editable=False, max_length=64)),
            ],
            options={
                'verbose_name': 'text for the public',
                'verbose_name_plural': 'texts for the public',
                'ordering': ('publication', 'number'),
            },
        ),
        migrations.AddField(
            model_name='publication',
            name='published_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='published by'),
        ),
        migrations.AddField(
            model_name='publication',
            name='reply',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='public_record', to='replies.reply', verbose_name='reply'),
        ),
        migrations.AddField(
            model_name='publictext',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author'),
        ),
        migrations.AddField(
            model_name='publictext',
            name='publication',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='replies.publication', verbose_name='publication'),
        ),
        migrations.AddField(
            model_name='publictext',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='replies.replyversion', verbose_name='signed version'),
        ),
        migrations.AddField(
            model_name='publication',
            name='shown',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='replies.publictext', verbose_name='text shown'),
        ),
        migrations.AddConstraint(
            model_name='publictext',
            constraint=models.UniqueConstraint(fields=('publication', 'number'), name='public_text_number_once'),
        ),
        migrations.AddIndex(
            model_name='publication',
            index=models.Index(fields=['state', '-published_at'], name='replies_pub_state_3319e3_idx'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), models.Q(('changed_at__isnull', False), ('published_at__isnull', False), ('published_by__isnull', False), ('shown__isnull', False), ('withdrawn_at__isnull', True)), _connector='OR'), name='published_text_at_and_by'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), _negated=True), ('withdrawn_at__isnull', False), _connector='OR'), name='publication_withdrawn_at'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawal', ''), ('withdrawn_at__isnull', True)), models.Q(('withdrawn_at__isnull', False), models.Q(('withdrawal', ''), _negated=True)), _connector='OR'), name='public_withdrawal_has_reason'),
        ),
        migrations.RunPython(make_index, drop_index),
    ]
