"""What a page of this house hands in, checked."""

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from common.digests import digest
from notices.kinds import registered
from notices.models import Channel, NoticeLevel
from notices.selectors import people_in_scope, staff_of, units_to_tell
from people.models import Department, Employee

if TYPE_CHECKING:
    from people.models import User

SEPARATORS = re.compile(r"[\s,，、;；]+")


class FilterForm(forms.Form):
    """Narrows the list of what was received."""

    show = forms.ChoiceField(
        label=pgettext_lazy("notices", "show"),
        choices=[("", pgettext_lazy("notices", "all")), ("unread", _("unread"))],
        required=False,
    )
    kind = forms.ChoiceField(label=_("kind"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.code, kind.label) for kind in registered().values()]
        self.fields["kind"].choices = [("", pgettext_lazy("notices", "all kinds")), *kinds]  # type: ignore[attr-defined]


class SendForm(forms.Form):
    """A notice and whom it is for. `recipients` are the people when it is valid."""

    kind = forms.ChoiceField(label=_("kind"))
    level = forms.ChoiceField(label=_("importance"), choices=NoticeLevel, initial=NoticeLevel.INFO)
    subject = forms.CharField(label=_("subject"), max_length=120)
    body = forms.CharField(label=_("text"), max_length=5000, required=False, widget=forms.Textarea)
    departments = forms.MultipleChoiceField(
        label=_("departments"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("Each with everything below it.")
    )
    titles = forms.CharField(
        label=_("only these posts"),
        required=False,
        help_text=_("Titles, separated by commas. With departments only their holders there, otherwise everywhere in your scope."),
    )
    people = forms.CharField(
        label=_("these people as well"), required=False, help_text=_("Employee numbers or names, separated by commas.")
    )

    def __init__(self, *args: Any, user: "User", day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.day = user, day
        self.recipients: list[Employee] = []
        self.fields["kind"].choices = [(kind.code, kind.label) for kind in registered().values() if kind.by_hand]  # type: ignore[attr-defined]
        indent = "　"
        self.fields["departments"].choices = [(unit.id, indent * unit.depth + unit.name) for unit in units_to_tell(user, day)]  # type: ignore[attr-defined]

    def clean_titles(self) -> list[str]:
        return [title for title in SEPARATORS.split(self.cleaned_data["titles"]) if title]

    def clean_people(self) -> list[Employee]:
        wanted = list(dict.fromkeys(name for name in SEPARATORS.split(self.cleaned_data["people"]) if name))
        found = people_in_scope(self.user, self.day)
        by_name: dict[str, list[Employee]] = {}
        for person in found.filter(number__in=wanted).union(found.filter(name__in=wanted)) if wanted else ():
            for key in {person.number, person.name} & set(wanted):
                by_name.setdefault(key, []).append(person)
        missing = [name for name in wanted if name not in by_name]
        if missing:
            raise forms.ValidationError(_("Nobody in your scope: %(names)s.") % {"names": "、".join(missing)})
        twice = [f"{name}（{'、'.join(p.number for p in people)}）" for name, people in by_name.items() if len(people) > 1]
        if twice:
            raise forms.ValidationError(_("Several people have this name; give the number: %(names)s.") % {"names": "；".join(twice)})
        return [by_name[name][0] for name in wanted]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        departments = list(Department.objects.filter(pk__in=cleaned["departments"]))
        staff = staff_of(self.user, departments, cleaned["titles"], self.day)
        self.recipients = list(dict.fromkeys([*staff, *cleaned["people"]]))
        if not self.recipients:
            raise forms.ValidationError(_("Nobody would receive this. Choose departments, posts or people."))
        return cleaned

    @property
    def recipients_digest(self) -> str:
        """Says which people were shown, so that a changed choice is shown again before it is sent."""
        return digest(sorted(person.pk for person in self.recipients))

    @property
    def summary(self) -> str:
        """How many people would receive it, and who come first."""
        count, shown = len(self.recipients), 20
        names = "、".join(person.name for person in self.recipients[:shown]) + ("…" if count > shown else "")
        return ngettext(
            "%(count)d person will receive it: %(names)s", "%(count)d people will receive it: %(names)s", count
        ) % {"count": count, "names": names}  # fmt: skip


class NewChannelForm(forms.Form):
    """A channel to add. What is wrong with the address the service says."""

    label = forms.CharField(label=_("name"), max_length=64, help_text=_("Such as “DingTalk group of our team”."))
    address = forms.CharField(
        label=_("address"),
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_(
            "The web hook of a robot of DingTalk, Feishu or WeCom, as its settings show it. "
            "If the robot asks for a keyword, give it: Operations notice."
        ),
    )
    secret = forms.CharField(
        label=_("signing secret"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Only for a DingTalk robot that signs: begins with SEC."),
    )


class ChannelForm(forms.ModelForm):
    """What goes over a channel, and when not."""

    kinds = forms.MultipleChoiceField(
        label=_("kinds of notice"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("None ticked: all.")
    )
    levels = forms.MultipleChoiceField(
        label=_("importance"), required=False, choices=NoticeLevel, widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all."),
    )  # fmt: skip

    class Meta:
        model = Channel
        fields = ["label", "is_enabled", "kinds", "levels", "quiet_from", "quiet_until"]
        help_texts = {"quiet_until": _("What comes in the quiet hours goes out when they end.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = [(k.code, k.label) for k in registered().values() if k.code != "channel_test"]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("quiet_from"), cleaned.get("quiet_until")
        if not self.errors and ((start is None) != (end is None) or (start is not None and start == end)):
            self.add_error("quiet_until", _("Quiet hours need a start and a different end."))
        return cleaned
