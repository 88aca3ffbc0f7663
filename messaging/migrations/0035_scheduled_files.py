import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Files of announcements that wait for their time."""

    dependencies = [
        ('messaging', '0034_helper_side'),
        ("schools", "0004_roster_run_schools"),
    ]

    operations = [
        migrations.CreateModel(
            name="ScheduledFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("announcement", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="files", to="messaging.scheduledannouncement")),
                ("file", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="scheduled_file", to="schools.privatefile")),
            ],
            options={"ordering": ["position", "pk"]},
        ),
    ]
