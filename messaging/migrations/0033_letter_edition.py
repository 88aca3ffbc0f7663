from django.db import migrations, models


class Migration(migrations.Migration):
    """Letters from before have no boxes, and old code writes none."""

    dependencies = [
        ('messaging', '0032_announcements_later'),
    ]

    operations = [
        migrations.AddField(
            model_name="homeletter",
            name="edition",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
    ]
