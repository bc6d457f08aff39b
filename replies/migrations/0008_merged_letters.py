from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("replies", "0007_comments")]

    operations = [
        migrations.AddField(
            model_name="reply",
            name="follows",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=models.PROTECT,
                related_name="letters",
                to="replies.reply",
                verbose_name="follows",
            ),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.CheckConstraint(
                condition=Q(follows__isnull=True) | ~Q(state__in=("co_signing", "office_review", "deputy_approval", "head_approval")),
                name="letter_that_follows_not_reviewed",
            ),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.CheckConstraint(condition=~Q(follows=F("pk")), name="letter_follows_another"),
        ),
    ]
