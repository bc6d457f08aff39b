"""Departments and the people who work in them."""

from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from proposals.permissions import ROLE_CHOICES, ROLES


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

    full_name = models.CharField(_("full name"), max_length=100, unique=True)
    short_name = models.CharField(_("standard short name"), max_length=50, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.GOVERNMENT)
    contact_name = models.CharField(_("contact office"), max_length=100, blank=True, help_text=_("As printed after the date."))
    contact_phone = models.CharField(_("contact telephone"), max_length=50, blank=True)
    suggestion_word = models.CharField(_("document word for suggestions"), max_length=20, blank=True, help_text=_("Such as 津科建议."))
    proposal_word = models.CharField(_("document word for proposals"), max_length=20, blank=True, help_text=_("Such as 津科提案."))
    form = models.CharField(_("form of the reply"), max_length=10, choices=Form, default=Form.FILE)
    masthead = models.CharField(_("masthead"), max_length=60, blank=True, help_text=_("Empty: the full name."))
    active = models.BooleanField(_("active"), default=True)

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


class RoleHolderManager(UserManager["User"]):
    def get_queryset(self) -> models.QuerySet["User"]:
        return super().get_queryset().select_related("department").prefetch_related("role_grants")


class User(AbstractUser):
    """A person who signs in. What he or she may do follows from the roles and the department."""

    first_name = None  # type: ignore[assignment]  # a Chinese name is one field
    last_name = None  # type: ignore[assignment]
    display_name = models.CharField(_("name"), max_length=50)
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="users", verbose_name=_("department"))
    office = models.CharField(_("office"), max_length=50, blank=True, help_text=_("The office within the department."))

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
        """The codes of the roles held, as named in `permissions.ROLES`."""
        return frozenset(grant.role for grant in self.role_grants.all())

    @property
    def role_names(self) -> list[str]:
        return [str(ROLES[code].name) for code in ROLES if code in self.role_codes]

    def grant(self, *roles: str) -> None:
        """Adds roles to those held."""
        for role in roles:
            RoleGrant.objects.get_or_create(user=self, role=role)
        self.__dict__.pop("role_codes", None)
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
