"""Pictures that no page shows any more cannot be opened."""

from django.db import migrations, models


def show_what_pages_use(apps, schema_editor):
    page = apps.get_model("cms", "ClassPage")
    picture = apps.get_model("cms", "ClassPicture")
    for found in page.objects.exclude(group=None).iterator():
        blocks = [block for block in found.body.raw_data if block["type"] == "picture"]
        used = [block["value"]["file"] for block in blocks]
        picture.objects.filter(group=found.group_id, file__uuid__in=used).update(is_shown=True)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0003_hand_in_retry_key"),
    ]

    operations = [
        migrations.AddField(
            model_name="classpicture",
            name="is_shown",
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(show_what_pages_use, migrations.RunPython.noop),
    ]
