import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

NOT_SENT = [
    ("gone", "You could no longer read the conversation."),
    ("may_not", "You could no longer write here."),
    ("to", "You could no longer write to all of those you chose."),
    ("unfit", "It could no longer be sent as it was: look at whom it goes to."),
]


class Migration(migrations.Migration):
    """Announcements that wait for their time."""

    dependencies = [
        ('messaging', '0031_pinned_for_all'),
        ("schools", "0004_roster_run_schools"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="scheduledmessage",
            name="not_sent",
            field=models.CharField(blank=True, choices=NOT_SENT, default="", max_length=8),
        ),
        migrations.AlterField(
            model_name="weeklyitem",
            name="not_sent",
            field=models.CharField(blank=True, choices=NOT_SENT, default="", max_length=8),
        ),
        migrations.CreateModel(
            name="ScheduledAnnouncement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", models.CharField(max_length=120)),
                ("body", models.TextField()),
                ("to", models.JSONField(default=list)),
                ("people", models.JSONField(default=list)),
                ("homes", models.JSONField(default=list)),
                ("asks_confirmation", models.BooleanField(default=False)),
                ("asks", models.JSONField(null=True)),
                ("holds_until", models.DateField(null=True)),
                ("day", models.DateField()),
                ("time", models.TimeField()),
                ("client_token", models.UUIDField()),
                ("created_at", models.DateTimeField()),
                ("not_sent", models.CharField(blank=True, choices=NOT_SENT, default="", max_length=8)),
                ("author", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="scheduled_announcements", to=settings.AUTH_USER_MODEL)),
                ("school", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="schools.school")),
            ],
            options={
                "ordering": ["day", "time", "pk"],
                "indexes": [
                    models.Index(condition=models.Q(("not_sent", "")), fields=["day", "time"], name="scheduled_announcement_waits"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("author", "client_token"), name="scheduled_announcement_once"),
                ],
            },
        ),
    ]
