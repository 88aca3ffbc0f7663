from django.db import migrations, models

SUBJECTS = [
    ("receipt", "An answer was recorded for you"),
    ("doubt", "A recorded answer is said to be wrong"),
    ("today", "A message matters today"),
    ("report", "A message was reported"),
]


class Migration(migrations.Migration):
    """A new subject of notices to one person; the table stays as it is."""

    dependencies = [
        ('messaging', '0036_covers'),
    ]

    operations = [
        migrations.AlterField(
            model_name="notice",
            name="subject",
            field=models.CharField(
                blank=True,
                choices=SUBJECTS,
                db_default="",
                default="",
                editable=False,
                max_length=8,
            ),
        ),
    ]
