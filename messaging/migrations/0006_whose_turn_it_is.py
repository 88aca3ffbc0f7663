from django.db import migrations
from django.db.models import Case, Exists, F, OuterRef, Subquery, Value, When


def whose_turn_it_is(apps, _schema_editor):
    """Threads with a home, and those a guardian began with somebody: as if kept from the start."""
    conversations = apps.get_model("messaging", "Conversation").objects
    places = apps.get_model("messaging", "Participant").objects
    here = places.filter(conversation=OuterRef("pk"))
    staff = here.filter(side="staff").order_by("pk").values("person")[:1]
    turn = Case(When(last_side="staff", then=Value("waiting")), default=Value("open"))
    conversations.filter(kind="home", state="").update(state=turn, owner=F("created_by"))
    begun = here.filter(side="guardian", person=OuterRef("created_by"))
    between = conversations.filter(Exists(begun), kind="direct", state="")
    between.update(state=turn, owner=Subquery(staff))


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0005_owner_and_state'),
    ]

    operations = [
        migrations.RunPython(whose_turn_it_is, migrations.RunPython.noop),
    ]
