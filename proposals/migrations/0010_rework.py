import django.db.models.deletion
from django.db import migrations, models


def contact_of_the_recorder_s_department(apps, schema_editor):
    recorder = apps.get_model("proposals", "User").objects.filter(pk=models.OuterRef("recorded_by"))
    apps.get_model("proposals", "Contact").objects.update(department_id=models.Subquery(recorder.values("department_id")[:1]))


class Migration(migrations.Migration):
    dependencies = [("proposals", "0009_follow_up")]

    operations = [
        migrations.RemoveConstraint(model_name="assignment", name="assignment_assigned_and_due"),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_on__isnull", True), ("assigned_on__isnull", False), _connector="OR"),
                name="assignment_due_once_assigned",
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="by_head",
            field=models.BooleanField(default=False, verbose_name="a head of the department took part"),
        ),
        migrations.AddField(
            model_name="contact",
            name="department",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contacts",
                to="proposals.department",
                verbose_name="department",
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="participants",
            field=models.CharField(blank=True, max_length=200, verbose_name="took part for the department"),
        ),
        migrations.AddField(
            model_name="proposer",
            name="publication_wish",
            field=models.CharField(
                blank=True,
                choices=[("", "not asked yet"), ("yes", "agrees to the publication"), ("no", "does not want the publication")],
                default="",
                max_length=3,
                verbose_name="wish about the publication",
            ),
        ),
        migrations.RunPython(contact_of_the_recorder_s_department, migrations.RunPython.noop),
    ]
