"""Departments and the people who work in them."""

from collections.abc import Collection
from datetime import date
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals.kept import Kept, related
from proposals.permissions import ROLE_CHOICES, ROLES, Relation
from proposals.querysets import DepartmentQuerySet

if TYPE_CHECKING:
    from proposals.models.delegation import Delegation


class Department(models.Model):
    class Kind(models.TextChoices):
        GOVERNMENT = "government", _("Government department")
        DISTRICT = "district", _("District or county government")
        PARTY = "party", _("Party department")
        ASSIGNING_BODY = "assigning_body", _("Assigning body")
        OTHER = "other", _("Other organ")
        UNSTATED = "unstated", _("Not stated in the source")

    class Form(models.TextChoices):
        PLAIN = "plain", _("Plain, without masthead")
        FILE = "file", _("File format")
        LETTER = "letter", _("Letter format")

    class Sealing(models.TextChoices):
        SEAL = "seal", _("Seal of the department")
        NONE = "none", _("No seal")
        STAMP = "stamp", _("Stamp of the signer's name")

    full_name = models.CharField(_("full name"), max_length=100, unique=True)
    short_name = models.CharField(_("standard short name"), max_length=50, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.GOVERNMENT)
    contact_name = models.CharField(_("contact office"), max_length=100, blank=True, help_text=_("As printed after the date."))
    contact_phone = models.CharField(_("contact telephone"), max_length=50, blank=True)
    address = models.CharField(
        _("postal address"), max_length=100, blank=True, help_text=_("Where forms are returned to, with the postcode.")
    )
    suggestion_word = models.CharField(_("document word for suggestions"), max_length=20, blank=True, help_text=_("Such as 津科建议."))
    proposal_word = models.CharField(_("document word for proposals"), max_length=20, blank=True, help_text=_("Such as 津科提案."))
    form = models.CharField(_("form of the reply"), max_length=10, choices=Form, default=Form.FILE)
    masthead = models.CharField(_("masthead"), max_length=60, blank=True, help_text=_("Empty: the full name."))
    masthead_says_document = models.BooleanField(_("masthead ends in 文件"), default=True, help_text=_("In the file format."))
    masthead_size = models.PositiveSmallIntegerField(
        _("type size of the masthead"),
        null=True,
        blank=True,
        validators=[MinValueValidator(22), MaxValueValidator(80)],
        help_text=_("In points, at most as large as the width allows. Empty: by the form."),
    )
    sealing = models.CharField(_("sealing"), max_length=10, choices=Sealing, default=Sealing.SEAL)
    # Pictures lie in the storage under their digests (`proposals.pictures`): a signed reply names the one that it was sealed with.
    seal_sha256 = models.CharField(_("picture of the seal"), max_length=64, blank=True, editable=False)
    seal_size = models.PositiveSmallIntegerField(
        _("diameter of the seal"),
        default=42,
        validators=[MinValueValidator(30), MaxValueValidator(60)],
        help_text=_("In millimetres, 30 to 60."),
    )
    stamp_sha256 = models.CharField(_("picture of the stamp"), max_length=64, blank=True, editable=False)
    signer_office = models.CharField(_("office of the signer"), max_length=30, blank=True, help_text=_("Printed before the stamp: 局长."))
    shows_signer = models.BooleanField(
        _("names the signer beside the number"), default=False, help_text=_("签发人, where the document goes upward; in the file format.")
    )
    copies = models.TextField(_("copies of every reply"), max_length=1000, blank=True, help_text=_("One organ to a line."))
    printing_office = models.CharField(_("printing office"), max_length=60, blank=True, help_text=_("印发机关. Empty: the full name."))
    opinion_form = models.CharField(_("form of a co-handler's opinion"), max_length=10, choices=Form, default=Form.LETTER)
    opinion_word = models.CharField(_("document word for opinions"), max_length=20, blank=True, help_text=_("Such as 云教提函."))
    search_keys = models.CharField(
        _("search keys"),
        max_length=200,
        blank=True,
        help_text=_("Pinyin or other names by which it is also found, with spaces between; needed where a reading is unusual."),
    )
    active = models.BooleanField(_("active"), default=True)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ("short_name",)

    def __str__(self) -> str:
        return self.short_name

    @property
    def contact_line(self) -> str:
        """Unit and telephone as the contact note prints them, empty where neither is known."""
        return "，".join(part for part in (self.contact_name or (self.contact_phone and self.full_name), self.contact_phone) if part)

    def layout(self) -> dict[str, Any]:
        """What the department puts around a letter, as a signed reply keeps it: pictures by digest, sizes in pt and mm."""
        stated = self.kind != self.Kind.UNSTATED
        return {
            "issuer": self.full_name if stated else "",
            "masthead": self.masthead or self.full_name,
            "form": self.form if stated else self.Form.PLAIN,
            "says_document": self.masthead_says_document,
            "masthead_size": self.masthead_size,
            "sealing": self.sealing,
            "seal": self.seal_sha256 if self.sealing == self.Sealing.SEAL else "",
            "seal_size": self.seal_size,
            "stamp": self.stamp_sha256 if self.sealing == self.Sealing.STAMP else "",
            "signer_office": self.signer_office,
            "printed_by": self.printing_office or self.full_name,
        }

    def related_departments(self, relation: Relation) -> Collection[int | None]:
        return {self.pk} if relation == Relation.OWN else ()


class Joined(models.Aggregate):
    """The texts of a group, with commas between them."""

    function = "GROUP_CONCAT"
    output_field = models.TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="STRING_AGG", template="%(function)s(%(expressions)s, ',')", **context)


class RoleHolderManager(UserManager["User"]):
    def get_queryset(self) -> models.QuerySet["User"]:
        from proposals.models.delegation import Delegation

        stands_in = models.Prefetch("standing_in", Delegation.objects.not_over())
        roles = RoleGrant.objects.filter(user=models.OuterRef("pk")).order_by().values("user").annotate(all=Joined("role")).values("all")
        people = super().get_queryset().select_related("department")
        # The class names the type of what is annotated here.
        return people.annotate(roles_held=models.Subquery(roles)).prefetch_related(stands_in)  # type: ignore[no-redef]

    def get(self, *args: Any, **conditions: Any) -> "User":
        """Every page asks for the person who is signed in, by the key."""
        key = conditions.get("pk")
        if args or len(conditions) > 1 or type(key) is not int:
            return super().get(*args, **conditions)
        person, delegations = _by_key(timezone.localdate())
        for one in person.ask(key):
            related([one], "standing_in", delegations.ask(key), "deputy_id")
            return one  # type: ignore[no-any-return]
        raise User.DoesNotExist


@lru_cache(2)
def _by_key(_today: date) -> tuple[Kept, Kept]:
    """The person, and for whom he or she stands in; a delegation that is over today is left out."""
    from proposals.models.delegation import Delegation

    return Kept(User.objects.filter(pk=-1).prefetch_related(None)), Kept(Delegation.objects.filter(deputy=-1).not_over())


class Appearance(models.TextChoices):
    SYSTEM = "system", _("as the device has it")
    LIGHT = "light", _("light")
    DARK = "dark", _("dark")


LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]


class User(AbstractUser):
    """A person who signs in. What he or she may do follows from the roles and the department."""

    first_name = None  # type: ignore[assignment]  # a Chinese name is one field
    last_name = None  # type: ignore[assignment]
    display_name = models.CharField(_("name"), max_length=50)
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="users", verbose_name=_("department"))
    office = models.CharField(_("office"), max_length=50, blank=True, help_text=_("The office within the department."))

    appearance = models.CharField(_("appearance"), max_length=10, choices=Appearance, default=Appearance.SYSTEM)
    high_contrast = models.BooleanField(_("high contrast"), default=False)
    single_keys = models.BooleanField(
        _("single keys"),
        default=True,
        help_text=_("Letters such as j and k do something outside fields. Switch them off if you dictate."),
    )
    language = models.CharField(_("language"), max_length=10, choices=LANGUAGES, default=LANGUAGES[0][0])
    # How the list of cases opens: with which columns, and with which of the saved views.
    case_columns = models.CharField(_("columns of the list"), max_length=200, blank=True, editable=False)
    case_view = models.ForeignKey("SavedView", models.SET_NULL, null=True, blank=True, related_name="+", editable=False)

    # Of an account whose password somebody else has given: nothing else is shown before it is changed.
    must_change_password = models.BooleanField(default=False, editable=False)

    # The last look at “my work”, and the last one of an earlier day: what happened since then is shown there.
    last_seen_at = models.DateTimeField(null=True, blank=True, editable=False)
    away_since = models.DateTimeField(null=True, blank=True, editable=False)

    roles_held: str | None  # of one loaded by `objects`: the codes, with commas between them

    objects: ClassVar[RoleHolderManager] = RoleHolderManager()

    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ("username",)

    def __str__(self) -> str:
        return self.display_name

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name

    @cached_property
    def role_codes(self) -> frozenset[str]:
        """The codes of the roles held, as named in `permissions.ROLES`. No query for one that was loaded by `User.objects`."""
        if "roles_held" in self.__dict__:
            return frozenset(filter(None, (self.roles_held or "").split(",")))
        return frozenset(grant.role for grant in self.role_grants.all())

    @property
    def role_names(self) -> list[str]:
        return [str(ROLES[code].name) for code in ROLES if code in self.role_codes]

    @property
    def stands_in(self) -> "list[Delegation]":
        """For whom the person stands in today, the first to be away first. No query for one that was loaded by `User.objects`."""
        found = self._delegations  # nobody's as a rule, and a page asks a hundred times
        return [one for one in found if one.counts_on(timezone.localdate())]

    @cached_property
    def _delegations(self) -> "list[Delegation]":
        loaded = "standing_in" in getattr(self, "_prefetched_objects_cache", {})
        found = self.standing_in.all() if loaded else self.standing_in.all().not_over()
        for one in found:
            one.deputy = self
        return sorted(found, key=lambda one: (one.begins_on, one.pk))

    def principals(self, role: str) -> "list[User]":
        """Those who are away today and hold the role themselves, for whom the person stands in; nobody where it is not one to pass on."""
        if role not in ROLES or not ROLES[role].delegable:
            return []
        return [one.principal for one in self.stands_in if role in one.principal.role_codes]

    @property
    def delegable_role_names(self) -> list[str]:
        return [str(ROLES[code].name) for code in self.own_delegable_roles]

    @property
    def own_delegable_roles(self) -> list[str]:
        """The codes of the roles that a deputy would hold."""
        return [code for code, role in ROLES.items() if code in self.role_codes and role.delegable]

    def grant(self, *roles: str) -> None:
        """Adds roles to those held."""
        for role in roles:
            RoleGrant.objects.get_or_create(user=self, role=role)
        for known in ("role_codes", "roles_held"):
            self.__dict__.pop(known, None)
        self._prefetched_objects_cache: dict[str, Any] = {}


class RoleGrant(models.Model):
    user = models.ForeignKey(User, models.CASCADE, related_name="role_grants", verbose_name=_("user"))
    role = models.CharField(_("role"), max_length=30, choices=ROLE_CHOICES)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="role_granted_once")]

    def __str__(self) -> str:
        return str(ROLES[self.role].name)
