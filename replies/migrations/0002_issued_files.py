import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models
from django.db.models import F


def unsigned_so_far(apps, schema_editor):
    """Every file until now was issued as it was made."""
    apps.get_model("replies", "OfficialDocument")._base_manager.update(content_sha256=F("sha256"))


class Migration(migrations.Migration):

    dependencies = [
        ('proposals', '0001_initial'),
        ('replies', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='DepartmentCertificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('pkcs12', 'PKCS#12 file'), ('pkcs11', 'PKCS#11 module (key in a device)')], default='pkcs12', max_length=10, verbose_name='kind')),
                ('path', models.CharField(help_text="The PKCS#12 file, or the device's module, in the signing directory.", max_length=200, verbose_name='file')),
                ('token', models.CharField(blank=True, help_text='Of a device: its label.', max_length=100, verbose_name='token')),
                ('label', models.CharField(blank=True, help_text='Of a device: label of key and certificate.', max_length=100, verbose_name='label of the key')),
                ('secret', models.CharField(blank=True, help_text='The environment has the password as SIGNING_PASSWORD_ and this name. Empty: it is in the file whose name ends in .secret.', max_length=50, verbose_name='name of the password')),
                ('subject', models.CharField(editable=False, max_length=300, verbose_name='issued to')),
                ('fingerprint', models.CharField(editable=False, max_length=64, verbose_name='fingerprint (SHA-256)')),
                ('valid_from', models.DateTimeField(editable=False, verbose_name='valid from')),
                ('valid_to', models.DateTimeField(editable=False, verbose_name='valid to')),
                ('active', models.BooleanField(default=True, verbose_name='active')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='proposals.department', verbose_name='department')),
            ],
            options={
                'verbose_name': 'certificate of a department',
                'verbose_name_plural': 'certificates of departments',
                'ordering': ('department', '-valid_to'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('active', True)), fields=('department',), name='one_active_certificate', violation_error_message='The department has an active certificate already; make that one inactive first.')],
            },
        ),
        migrations.AddField(
            model_name='officialdocument',
            name='content_sha256',
            field=models.CharField(default='', max_length=64, verbose_name='SHA-256 before the signature'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='officialdocument',
            name='signature',
            field=models.JSONField(blank=True, default=dict, verbose_name='signature'),
        ),
        migrations.AddField(
            model_name='officialdocument',
            name='verification_code',
            field=models.CharField(blank=True, db_index=True, max_length=20, verbose_name='verification number'),
        ),
        migrations.AlterField(
            model_name='officialdocument',
            name='sha256',
            field=models.CharField(db_index=True, max_length=64, verbose_name='SHA-256'),
        ),
        migrations.RunPython(unsigned_so_far, migrations.RunPython.noop),
        migrations.RemoveConstraint(
            model_name='officialdocument',
            name='document_once',
        ),
        migrations.AddConstraint(
            model_name='officialdocument',
            constraint=models.UniqueConstraint(fields=('reply', 'content_sha256'), name='document_once'),
        ),
        migrations.CreateModel(
            name='LostFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, unique=True, verbose_name='SHA-256')),
                ('found_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='found lost at')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lost_files', to='replies.officialdocument', verbose_name='official document')),
            ],
            options={
                'verbose_name': 'lost file',
                'verbose_name_plural': 'lost files',
            },
        ),
    ]
