"""Forms of the replies. What is typed is never cut or dropped: what cannot be taken comes back with the reason beside it."""

from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals import pictures
from proposals.errors import InvalidInput
from proposals.forms import DeskForm
from proposals.models import Department
from replies.comment_forms import SettlementForm
from replies.models import Reply, ReplyVersion, Volume

# What the fields of a version are called where they are written and compared.
LABELS = {
    "title": _("Title of the letter"),
    "addressee": _("To"),
    "body": _("Text"),
    "contact": _("Contact note"),
    "copies": _("Copies"),
    "notes": _("Note"),
    "attachments": _("Attachments"),
    "secrecy": _("Secrecy"),
    "urgency": _("Urgency"),
    "issuers": _("Issued jointly with"),
}
# 60 mm at 600 points to the inch.
SEAL_POINTS = 1400
ATTACHMENTS = "attachments"  # the prefix of their fields
SETTLEMENTS = "settlements"  # what was chosen for the comments, where a form is opened with it
# What is decided with the letter beside its text.
DECIDED = ("outcome", "publication", "publication_reason", "contact_exception")


def _field(name: str, *, rows: int = 1, help_text: Any = "", required: bool = False) -> forms.CharField:
    """A column of ReplyVersion. No maxlength: a browser would cut a paste without a word; the action says what is too long."""
    widget = forms.TextInput() if rows == 1 else forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=LABELS[name], widget=widget, help_text=help_text, required=required, strip=False)


class AttachmentForm(DeskForm):
    """One attachment of a letter. Left empty it is none."""

    title = forms.CharField(label=_("Title of the attachment"), required=False, strip=False)
    body = forms.CharField(
        label=_("Text of the attachment"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"})
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        title, body = given.get("title", "").strip(), given.get("body", "").strip()
        if body and not title:
            self.add_error("title", gettext("Give the attachment a title."))
        if title and not body:
            self.add_error("body", gettext("Write the text of the attachment, or remove its title."))
        return given


class AttachmentFormSet(forms.BaseFormSet):  # type: ignore[type-arg]  # generic in the stubs alone
    """The attachments in their order; those marked to be removed and those left empty are not in `value`."""

    def add_fields(self, form: AttachmentForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["ORDER"].label, form.fields["DELETE"].label = gettext("Place"), gettext("Remove it")

    @property
    def filled(self) -> int:
        """How many have a title or a text as they stand on the screen."""
        return sum(bool(form["title"].value() or form["body"].value()) for form in self.forms)

    @property
    def value(self) -> list[dict[str, str]]:
        given = [form.cleaned_data for form in self.ordered_forms]
        return [{"title": one["title"], "body": one["body"]} for one in given if one["title"].strip() or one["body"].strip()]


Attachments = forms.formset_factory(
    AttachmentForm, formset=AttachmentFormSet, extra=1, max_num=20, can_order=True, can_delete=True, absolute_max=40
)


class DraftForm(DeskForm):
    """The text of a draft with its attachments and what is decided with it, over the version `base` that it was opened at."""

    base = forms.IntegerField(widget=forms.HiddenInput())
    title = _field("title", required=True)
    addressee = _field("addressee", required=True)
    body = _field(
        "body",
        rows=26,
        required=True,
        help_text=_("One paragraph to a line. Headings are known by their numbers: 一、 then （一） then 1. then （1）."),
    )
    contact = _field("contact")
    copies = _field("copies", rows=3, help_text=_("One organ to a line."))
    notes = _field("notes")
    level = forms.ChoiceField(
        label=LABELS["secrecy"], required=False, choices=[("", _("not secret")), ("秘密", _("Secret")), ("机密", _("Confidential"))]
    )
    term = forms.CharField(label=_("Term of secrecy"), required=False, max_length=10, help_text=_("Such as 1年 or 6个月, or 长期."))
    urgency = forms.ChoiceField(label=LABELS["urgency"], required=False, choices=[("", _("not urgent")), *ReplyVersion.Urgency.choices])
    issuers = forms.MultipleChoiceField(
        label=LABELS["issuers"],
        required=False,
        widget=forms.CheckboxSelectMultiple(),
        help_text=_("Co-handlers, whose names and seals then stand beside those of the department that answers."),
    )
    outcome = forms.ChoiceField(label=_("Handling result"), widget=forms.RadioSelect(), required=False)
    publication = forms.ChoiceField(label=_("Publication"), widget=forms.RadioSelect(), required=False, choices=Reply.Publication.choices)
    publication_reason = forms.CharField(
        label=_("Reason not to publish"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    contact_exception = forms.CharField(
        label=_("Why it goes out without the contact"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever signs reads this and has to accept it."),
    )

    def __init__(self, *args: Any, reply: Reply, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcomes = reply.case.rule_set.outcome_scheme
        self.fields["outcome"].choices = [(one.code, f"{one.label}　{one.meaning}") for one in outcomes]  # type: ignore[attr-defined]  # a ChoiceField
        names = [task.department.full_name for task in reply.co_signers()]
        self.fields["issuers"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["body"].widget.attrs |= {"class": "draft-body", "spellcheck": "false"}
        given = self.data if self.is_bound else None
        self.settlements = SettlementForm(given, initial=self.initial.get(SETTLEMENTS), comments=reply.open_comments())
        # Which class it makes is known to the factory alone.
        self.attachments: AttachmentFormSet = Attachments(given, initial=self.initial.get(ATTACHMENTS), prefix=ATTACHMENTS)  # type: ignore[assignment]

    @classmethod
    def opened(cls, reply: Reply, version: ReplyVersion, text: Mapping[str, Any] | None = None) -> "DraftForm":
        """The form over a version, with its own text or with another one (a merged one) still to be saved."""
        shown = version.text if text is None else text
        level, _star, term = shown.get("secrecy", "").partition("★")
        decided = {name: getattr(reply, name) for name in DECIDED}
        rare = {"level": level, "term": term, "issuers": shown.get("issuers", "").splitlines()}
        return cls(reply=reply, initial={**decided, **shown, **rare, "base": version.number})

    @property
    def rare(self) -> list[forms.BoundField]:
        """The fields that few letters need."""
        joint = [self["issuers"]] if self["issuers"].field.choices else []  # type: ignore[attr-defined]  # a ChoiceField
        return [self["level"], self["term"], self["urgency"], *joint]

    @property
    def marked(self) -> str:
        """What is chosen of them, in words."""
        values = (field.value() or "" for field in self.rare)
        return "　".join(text for value in values if (text := value if isinstance(value, str) else "、".join(value)))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        attached = self.attachments.is_valid()
        if not attached:
            self.add_error(None, gettext("Please look at the attachments; what you wrote is still here."))
        elif not self.settlements.is_valid():
            self.add_error(None, gettext("Please look at the comments; what you wrote is still here."))
        level, term = given.get("level", ""), given.get("term", "")
        if term and not level:
            self.add_error("level", gettext("Choose how secret it is, or remove the term."))
        return given | {
            ATTACHMENTS: self.attachments.value if attached else [],
            "secrecy": f"{level}★{term}" if term else level,
            "issuers": "\n".join(given.get("issuers", [])),
        }


def as_posted(text: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a text (`ReplyVersion.text`) as the form of a draft sends them; a list where a field is sent several times."""
    level, _star, term = text.get("secrecy", "").partition("★")
    attachments = text.get(ATTACHMENTS, [])
    fields = {name: value for name, value in text.items() if name in ReplyVersion.TEXT_FIELDS}
    fields |= {"level": level, "term": term, "urgency": text.get("urgency", ""), "issuers": text.get("issuers", "").splitlines()}
    fields |= {f"{ATTACHMENTS}-TOTAL_FORMS": len(attachments), f"{ATTACHMENTS}-INITIAL_FORMS": 0}
    for number, attachment in enumerate(attachments):
        fields |= {f"{ATTACHMENTS}-{number}-{name}": value for name, value in attachment.items()}
    return fields


class FigureForm(DeskForm):
    """A picture for the text, sent with the draft that it is for."""

    picture = forms.FileField(
        label=_("Picture"),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
        help_text=_("PNG or JPEG, at most 2 MB."),
        error_messages={"required": _("Choose the file of the picture.")},
    )
    name = forms.CharField(label=_("Name of the figure"), required=False, help_text=_("Empty: the name of the file."))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("picture") and not given.get("name", "").strip():
            given["name"] = PurePath(given["picture"].name).stem
        return given


class LayoutForm(DeskForm, forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """How a department's letters look. What is uploaded is in `uploaded`; nothing is stored before `changes` is asked for."""

    prefix = "layout"  # a field called `form` would hide the property of that name from every script on the page

    seal = forms.FileField(
        label=_("Picture of the seal"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png"}),
        help_text=_("PNG with a transparent ground, at most 2 MB. None: the seal is put on the paper by hand."),
    )
    remove_seal = forms.BooleanField(label=_("Remove the picture of the seal"), required=False)
    stamp = forms.FileField(
        label=_("Picture of the signer's stamp"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
        help_text=_("PNG or JPEG, at most 2 MB."),
    )
    remove_stamp = forms.BooleanField(label=_("Remove the picture of the stamp"), required=False)

    class Meta:
        model = Department
        fields = (
            "form", "masthead", "masthead_says_document", "masthead_size", "shows_signer", "printing_office",
            "suggestion_word", "proposal_word", "opinion_form", "opinion_word",
            "sealing", "seal_size", "signer_office", "copies",
        )  # fmt: skip
        widgets = {"form": forms.RadioSelect(), "sealing": forms.RadioSelect(), "copies": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.uploaded: dict[str, bytes] = {}
        for name, there in (("remove_seal", self.instance.seal_sha256), ("remove_stamp", self.instance.stamp_sha256)):
            if not there:
                del self.fields[name]

    def clean_seal(self) -> None:
        self._take("seal", transparent=True)

    def clean_stamp(self) -> None:
        self._take("stamp", transparent=False)

    def _take(self, name: str, *, transparent: bool) -> None:
        upload = self.cleaned_data.get(name)
        if upload:
            try:
                self.uploaded[name] = pictures.clean(upload, longest=SEAL_POINTS, transparent=transparent)
            except InvalidInput as error:
                raise forms.ValidationError(str(error)) from error

    def clean_copies(self) -> str:
        lines = (" ".join(line.split()) for line in self.cleaned_data["copies"].splitlines())
        return "\n".join(line for line in lines if line)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        # Nothing of it is saved before `changes` is: the letter of the preview shows it all the same.
        for name in ("seal", "stamp"):
            if given.get(f"remove_{name}") and name not in self.uploaded:
                setattr(self.instance, f"{name}_sha256", "")
        return given

    @property
    def changes(self) -> dict[str, Any]:
        """The columns that were changed on the screen, with their new values; the pictures uploaded are kept now."""
        changed = {name: self.cleaned_data[name] for name in self.changed_data if name in self.Meta.fields}
        for name in ("seal", "stamp"):
            if name in self.uploaded:
                changed[f"{name}_sha256"] = pictures.keep(self.uploaded[name])
            elif self.cleaned_data.get(f"remove_{name}"):
                changed[f"{name}_sha256"] = ""
        return changed


class DecisionForm(DeskForm):
    """What a reviewer decides about the version that was on the screen. Whether a reason is due is the table's to say."""

    version = forms.IntegerField(widget=forms.HiddenInput())
    decision = forms.ChoiceField(choices=[("agree", _("Agree")), ("send_back", _("Send back"))], widget=forms.HiddenInput())
    reasons = forms.MultipleChoiceField(label=_("Reasons"), widget=forms.CheckboxSelectMultiple(), required=False)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}), required=False)
    without_contact = forms.BooleanField(label=_("I accept this reason."), required=False)

    def __init__(self, *args: Any, reasons: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reasons"].choices = picked = [(text, text) for text in reasons]  # type: ignore[attr-defined]  # of a ChoiceField
        if picked:
            self.fields["reason"].help_text = _("May stay empty where a reason is picked above.")

    @property
    def said(self) -> str:
        """The reasons picked, and what was written beside them: what the drafter reads."""
        return "\n".join(part for part in ("；".join(self.cleaned_data["reasons"]), self.cleaned_data["reason"].strip()) if part)


class VolumeForm(DeskForm):
    """What a collection volume is called, and how its replies are grouped."""

    title = forms.CharField(label=_("Title of the volume"), max_length=100, required=False, help_text=_("Left empty: as shown above."))
    grouping = forms.ChoiceField(label=_("grouping"), choices=Volume.Grouping.choices, initial=Volume.Grouping.KIND)
