from django.db import migrations, models


class Migration(migrations.Migration):
    """Announcements that stand first in every reader's list until a day."""

    dependencies = [
        ('messaging', '0030_message_templates'),
    ]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="pinned_until",
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name="conversation",
            constraint=models.CheckConstraint(
                condition=models.Q(("pinned_until__isnull", True), ("kind", "announcement"), _connector="OR"),
                name="conversation_pinned_for_all_is_announced",
            ),
        ),
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(
                condition=models.Q(("pinned_until__isnull", False)),
                fields=["school", "pinned_until"],
                name="conversation_pinned_at",
            ),
        ),
    ]
