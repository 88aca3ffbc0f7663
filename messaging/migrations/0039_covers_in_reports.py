from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def keep_what_stands(apps: Any, schema_editor: Any) -> None:
    """Pictures above what was reported before; nobody changes them any more, but for today's."""
    covers = apps.get_model("messaging", "Attachment").objects.filter(
        message=OuterRef("message"), is_cover=True
    )
    reports = apps.get_model("messaging", "MessageReport").objects.annotate(
        held=Subquery(covers.values("file")[:1])
    )
    reports.filter(held__isnull=False).update(
        cover=Subquery(covers.values("file")[:1]), cover_alt=Subquery(covers.values("alt")[:1])
    )


class Migration(migrations.Migration):
    """The picture above a reported announcement, as it stood; old code writes none."""

    dependencies = [
        ('messaging', '0038_in_place_of'),
        ('schools', '0005_helper_appointments'),
    ]

    operations = [
        migrations.AddField(
            model_name="messagereport",
            name="cover",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="schools.privatefile",
            ),
        ),
        migrations.AddField(
            model_name="messagereport",
            name="cover_alt",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=200
            ),
        ),
        migrations.RunPython(keep_what_stands, migrations.RunPython.noop),
    ]
