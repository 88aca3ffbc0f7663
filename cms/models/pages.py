"""Pages that Wagtail keeps: public ones it also serves, and the classes', which it never does."""

from typing import Any, ClassVar

from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PagePermissionTester

from cms.models.blocks import class_blocks, public_blocks


class PublicPage(Page):  # type: ignore[misc]
    """What the public pages share: a lead, blocks, and a key to find them by."""

    lead = models.CharField(max_length=300, blank=True, default="")
    body = StreamField(public_blocks(), blank=True, default=list)
    search_key = models.CharField(max_length=600, blank=True, editable=False, default="")

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Keep the search key in step; Wagtail's own editor saves here, not through an action."""
        self.search_key = f"{self.title} {self.lead}".casefold()[:600]
        return super().save(*args, **kwargs)


class FrontPage(PublicPage):
    """The municipality's front page."""

    template = "cms/front_page.html"
    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["cms.SchoolIndexPage"]


class SchoolIndexPage(PublicPage):
    """The list of schools; gives them their place, /skoler/."""

    template = "cms/school_index_page.html"
    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["cms.FrontPage"]
    subpage_types: ClassVar[list[str]] = ["cms.SchoolPage"]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With the schools, by name; one query."""
        schools = SchoolPage.objects.live().select_related("school").order_by("title")
        return {**super().get_context(request, *args, **kwargs), "schools": schools}


class SchoolPage(PublicPage):
    """A school's public page; name, address and telephone come from the register."""

    school = models.OneToOneField("schools.School", models.SET_NULL, null=True, related_name="page")

    template = "cms/school_page.html"
    content_panels = [*PublicPage.content_panels, FieldPanel("school", read_only=True)]
    parent_page_types: ClassVar[list[str]] = ["cms.SchoolIndexPage"]
    subpage_types: ClassVar[list[str]] = ["cms.ClassPage"]


class ClosedToAdministration(PagePermissionTester):  # type: ignore[misc]
    """Whoever may open the administration sees no content of classes by that."""

    def __getattribute__(self, name: str) -> Any:
        return _refuse if name.startswith("can_") else super().__getattribute__(name)


def _refuse(*_args: Any, **_kwargs: Any) -> bool:
    return False


class ClassPage(Page):  # type: ignore[misc]
    """A class's page: kept here for blocks and history, read at /klasse/<uuid>/ by a plain view.

    Its own address answers 404 to everyone; Wagtail's privacy covers neither listings nor images.
    """

    group = models.OneToOneField("schools.Group", models.SET_NULL, null=True, related_name="page")
    body = StreamField(class_blocks(), blank=True, default=list)
    search_key = models.TextField(blank=True, editable=False, default="")

    parent_page_types: ClassVar[list[str]] = ["cms.SchoolPage"]
    subpage_types: ClassVar[list[str]] = []
    is_creatable = False
    content_panels: ClassVar[list[Any]] = []
    promote_panels: ClassVar[list[Any]] = []
    settings_panels: ClassVar[list[Any]] = []

    class Meta:
        verbose_name = _("class page")

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Never served from the tree."""
        raise Http404

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Never served from the tree."""
        raise Http404

    def get_url_parts(self, request: HttpRequest | None = None) -> None:
        """Has no public address."""

    def permissions_for_user(self, user: Any) -> Any:
        """Nobody edits it in the administration."""
        return ClosedToAdministration(user, self)


class ClassPicture(models.Model):
    """A picture on a class page: a private file of our own, never a Wagtail image.

    Wagtail's renditions have public addresses. ``is_shown``: the page shows it now; what was
    taken off stays for undoing that, and nobody reads it meanwhile.
    """

    group = models.ForeignKey("schools.Group", models.CASCADE, related_name="pictures")
    file = models.OneToOneField("schools.PrivateFile", models.CASCADE, related_name="class_picture")
    is_shown = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.group_id} {self.file_id}"
