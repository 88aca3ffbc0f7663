from django.db import migrations, models


class Migration(migrations.Migration):
    """Old code leaves an outbox row without readers to the new sweeper."""

    dependencies = [
        ('messaging', '0028_letters'),
    ]

    operations = [
        migrations.AlterField(
            model_name="liveoutbox",
            name="recipients",
            field=models.JSONField(default=list, null=True),
        ),
    ]
