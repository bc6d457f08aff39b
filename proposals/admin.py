"""Django's admin for the master data. Cases, tasks, opinions and events can be looked at; a state has no back door."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.views import redirect_to_login
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from proposals import permissions
from proposals.models import (
    Assignment,
    Checkpoint,
    CoOpinion,
    Department,
    Event,
    Group,
    Person,
    Proposal,
    RoleGrant,
    RuleSet,
    Session,
    User,
)


def keeps_master_data(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and permissions.holds(request.user, "master.edit")


class DeskAdminSite(admin.AdminSite):
    """The admin, open to whoever keeps the master data; Django's own staff flag counts for nothing."""

    site_header = site_title = _("Master data")
    index_title = _("Departments, people, sessions and rules")

    def has_permission(self, request: HttpRequest) -> bool:
        return keeps_master_data(request)

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The desk's own page signs people in; whoever is signed in and may not enter is told why."""
        if not isinstance(request.user, User):
            return redirect_to_login(request.GET.get("next", reverse("admin:index")))
        permissions.check(request.user, "master.edit")
        return redirect("admin:index")


site = DeskAdminSite(name="admin")


class MasterAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs alone
    """Everything may be changed by whoever keeps the master data; what is in use cannot be deleted, the database says so."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return keeps_master_data(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return keeps_master_data(request)

    has_change_permission = has_delete_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return keeps_master_data(request)


class ReadOnlyAdmin(MasterAdmin):
    """Rows that only the workflow writes, or a page of the desk that checks and records more than this one could."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    has_delete_permission = has_change_permission


class RoleGrantInline(admin.TabularInline):  # type: ignore[type-arg]  # generic in the stubs alone
    model = RoleGrant
    extra = 1

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return keeps_master_data(request)

    has_change_permission = has_delete_permission = has_add_permission = has_view_permission


class NewUserForm(AdminUserCreationForm):  # type: ignore[type-arg]  # generic in the stubs alone
    class Meta:
        model = User
        fields = ("username", "display_name", "department", "office")


class UserForm(UserChangeForm):  # type: ignore[type-arg]  # generic in the stubs alone
    class Meta:
        model = User
        fields = "__all__"


@admin.register(User, site=site)
class DeskUserAdmin(MasterAdmin, UserAdmin):  # type: ignore[type-arg]  # generic in the stubs alone
    """People leave by being made inactive: what they did stays theirs, so a user is never deleted."""

    add_form = NewUserForm
    form = UserForm
    fieldsets = (
        (None, {"fields": ("username", "password", "display_name", "department", "office", "is_active")}),
        (None, {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("username", "display_name", "department", "office", "usable_password", "password1", "password2")}),)
    readonly_fields = ("last_login", "date_joined")
    inlines = (RoleGrantInline,)
    list_display = ("username", "display_name", "department", "office", "is_active")
    list_filter = ("is_active", "department", "role_grants__role")
    search_fields = ("username", "display_name")
    filter_horizontal = ()
    list_select_related = ("department",)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Department, site=site)
class DepartmentAdmin(MasterAdmin):
    list_display = ("short_name", "full_name", "kind", "suggestion_word", "proposal_word", "form", "active")
    list_filter = ("kind", "active", "form")
    search_fields = ("short_name", "full_name")


@admin.register(Session, site=site)
class SessionAdmin(MasterAdmin):
    list_display = ("label", "organ", "opened_on", "suggestion_rules", "proposal_rules")
    list_filter = ("organ",)
    list_select_related = ("suggestion_rules", "proposal_rules")


@admin.register(RuleSet, site=site)
class RuleSetAdmin(ReadOnlyAdmin):
    """What replies and ratings rest on is taken out by nobody, and every change is on record: so it is edited on its own page alone."""

    list_display = ("code", "name", "kind", "recipients")
    list_filter = ("kind",)

    def view_on_site(self, obj: RuleSet) -> str:
        return reverse("rule_set_edit", args=[obj.pk])


@admin.register(Person, site=site)
class PersonAdmin(MasterAdmin):
    list_display = ("name", "role", "delegation", "phone", "user")
    list_filter = ("role",)
    search_fields = ("name", "delegation")
    autocomplete_fields = ("user",)
    list_select_related = ("user",)


@admin.register(Group, site=site)
class GroupAdmin(MasterAdmin):
    list_display = ("name", "kind")
    list_filter = ("kind",)
    search_fields = ("name",)
    autocomplete_fields = ("members",)


@admin.register(Proposal, site=site)
class ProposalAdmin(ReadOnlyAdmin):
    list_display = ("number_label", "title", "session", "state", "assigning_body")
    list_filter = ("state", "kind", "session")
    search_fields = ("case_no", "title")
    list_select_related = ("session", "assigning_body")


@admin.register(Assignment, site=site)
class AssignmentAdmin(ReadOnlyAdmin):
    list_display = ("proposal", "department", "mode", "state", "due_on", "due_rule")
    list_filter = ("state", "mode", "department")
    list_select_related = ("proposal", "department")


@admin.register(CoOpinion, site=site)
class CoOpinionAdmin(ReadOnlyAdmin):
    list_display = ("assignment", "state")
    list_filter = ("state",)
    list_select_related = ("assignment__department",)


@admin.register(Event, site=site)
class EventAdmin(ReadOnlyAdmin):
    list_display = ("at", "proposal", "sequence", "actor_name", "acting_as", "subject_type", "name", "source", "target")
    list_filter = ("name", "subject_type")
    search_fields = ("actor_name", "proposal__case_no")
    list_select_related = ("proposal",)


@admin.register(Checkpoint, site=site)
class CheckpointAdmin(ReadOnlyAdmin):
    list_display = ("number", "at", "cases", "digest")
