"""The front page and the list of schools, so that an empty installation has a site."""

from django.db import migrations


def make(apps, schema_editor):
    page = apps.get_model("wagtailcore", "Page")
    site = apps.get_model("wagtailcore", "Site")
    locale = apps.get_model("wagtailcore", "Locale")
    content_type = apps.get_model("contenttypes", "ContentType")
    front_page = apps.get_model("cms", "FrontPage")
    index_page = apps.get_model("cms", "SchoolIndexPage")
    language = locale.objects.filter(language_code="nb").first() or locale.objects.first()
    if front_page.objects.exists() or language is None:
        return
    site.objects.all().delete()
    # Wagtail's own welcome page, untouched by anybody
    page.objects.filter(depth=2, path="00010001").delete()
    root = page.objects.get(depth=1)
    front = front_page.objects.create(
        title="Skolebro",
        draft_title="Skolebro",
        slug="skolebro",
        lead="Her møtes skole og hjem.",
        search_key="skolebro her møtes skole og hjem.",
        locale=language,
        content_type=_type(content_type, "frontpage"),
        path="00010001",
        depth=2,
        numchild=1,
        url_path="/skolebro/",
        live=True,
    )
    index_page.objects.create(
        title="Skoler",
        draft_title="Skoler",
        slug="skoler",
        search_key="skoler ",
        locale=language,
        content_type=_type(content_type, "schoolindexpage"),
        path="000100010001",
        depth=3,
        numchild=0,
        url_path="/skolebro/skoler/",
        live=True,
        show_in_menus=True,
    )
    root.numchild = 1
    root.save()
    site.objects.create(
        hostname="localhost", site_name="Skolebro", root_page=front, is_default_site=True
    )


def _type(content_type, model):
    return content_type.objects.get_or_create(app_label="cms", model=model)[0]


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
