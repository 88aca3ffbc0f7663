from django.db import migrations, models


class Migration(migrations.Migration):
    """A picture above an announcement; old code writes none."""

    dependencies = [
        ('messaging', '0035_scheduled_files'),
    ]

    operations = [
        *[
            migrations.AddField(model, name, field)
            for model in ("attachment", "scheduledfile")
            for name, field in (
                ("is_cover", models.BooleanField(db_default=False, default=False)),
                ("alt", models.CharField(blank=True, db_default="", default="", max_length=200)),
            )
        ],
        migrations.AddConstraint(
            "attachment",
            models.UniqueConstraint(
                fields=["message"], condition=models.Q(is_cover=True), name="attachment_one_cover"
            ),
        ),
        migrations.AddConstraint(
            "scheduledfile",
            models.UniqueConstraint(
                fields=["announcement"],
                condition=models.Q(is_cover=True),
                name="scheduled_file_one_cover",
            ),
        ),
        migrations.AddField(
            "conversation", "cover", models.UUIDField(blank=True, editable=False, null=True)
        ),
    ]
