"""Forms of the pages: each parses one submission; what it means is the service's."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common import clock
from people.fields import DepartmentField, EmployeeField
from people.models import AssignmentKind, DepartmentKind, Employee, Post, Role, User
from people.validators import MOBILE, NUMBER


def today() -> date:
    return clock.today()


class DayField(forms.DateField):
    """A day, today unless somebody says otherwise."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"initial": today, **options})


class DirectoryFilter(forms.Form):
    q = forms.CharField(label=_("Search"), required=False, max_length=64, widget=forms.SearchInput())
    department = forms.CharField(label=_("Unit"), required=False, max_length=64)
    order = forms.ChoiceField(
        label=_("Order"), required=False, choices=[("", _("by name")), ("department", _("by unit"))],
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["q"].widget.attrs["placeholder"] = _("Name, pinyin or number")


class DayFilter(forms.Form):
    on = forms.DateField(label=_("The tree on"), required=False)


class ContactForm(forms.ModelForm):
    class Meta:
        model = Employee
        fields = ["mobile", "email", "phone"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["mobile"].validators.append(MOBILE)
        self.fields["mobile"].widget.input_type = "tel"


class PaperForm(forms.Form):
    """The act by which the company made somebody head."""

    authority = forms.CharField(label=_("appointing authority"), max_length=100)
    appointed_on = DayField(label=_("appointed on"))
    document_number = forms.CharField(label=_("document number"), max_length=64)
    document = forms.FileField(label=_("document"), required=False, help_text=_("A scan or the signed PDF."))


class HireForm(forms.ModelForm):
    """A new employee with their first post."""

    post = forms.ModelChoiceField(Post.objects.none(), label=_("post"))
    password = forms.CharField(
        label=_("initial password"), max_length=128, required=False, widget=forms.PasswordInput(render_value=True),
        help_text=_("To be changed at the first login. Without one the account stays shut until a password is set."),
    )  # fmt: skip

    class Meta:
        model = Employee
        fields = ["number", "name", "mobile", "email", "phone", "joined_on"]

    field_order = ["number", "name", "joined_on", "post", "mobile", "email", "phone", "password"]

    def __init__(self, *args: Any, posts: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["post"] = post_field(posts)
        self.fields["number"].validators.append(NUMBER)
        self.fields["mobile"].validators.append(MOBILE)
        self.fields["joined_on"].initial = today

    def clean_password(self) -> str | None:
        password = self.cleaned_data["password"]
        if password:
            validate_password(password, User(username=self.data.get("number", ""), name=self.data.get("name", "")))
        return password or None


class PostChoice(forms.ModelChoiceField):
    def label_from_instance(self, post: Post) -> str:
        return f"{post.department.name} · {post.title}"


def post_field(posts: Any) -> PostChoice:
    """A choice among posts, each with its unit."""
    listed = posts.select_related("department").order_by("department__code", "-rank", "pk")
    return PostChoice(listed, label=_("post"), empty_label=_("Please choose"))


class TransferForm(forms.Form):
    """Another regular post from a day on."""

    post = forms.ModelChoiceField(Post.objects.none())
    start = DayField(label=_("from"))
    reason = forms.CharField(label=_("reason"), max_length=200, required=False)

    def __init__(self, *args: Any, posts: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["post"] = post_field(posts)


class UntilForm(forms.Form):
    """Something that may have a last day."""

    last_day = forms.DateField(label=_("last day"), required=False)

    def end(self) -> date | None:
        """The day after the last one."""
        last_day = self.cleaned_data["last_day"]
        return last_day + timedelta(days=1) if last_day else None


class AssignForm(UntilForm, TransferForm):
    """A post beside the regular one, or instead of somebody who is away."""

    kind = forms.ChoiceField(label=_("kind"), choices=[c for c in AssignmentKind.choices if c[0] != "regular"])

    field_order = ["kind", "post", "start", "last_day", "reason"]


class StandInForm(UntilForm):
    """Who leads a unit while its head is away."""

    employee = EmployeeField(label=_("acting head"))
    start = DayField(label=_("from"))
    reason = forms.CharField(label=_("reason"), max_length=200, required=False)

    field_order = ["employee", "start", "last_day", "reason"]


class LastDayForm(forms.Form):
    last_day = DayField(label=_("last day"))


class LeaveForm(forms.Form):
    last_day = DayField(label=pgettext_lazy("employment", "last day"))


class DepartmentForm(UntilForm):
    """A new unit below another."""

    code = forms.CharField(label=_("code"), max_length=32, validators=[NUMBER])
    name = forms.CharField(label=_("name"), max_length=64)
    kind = forms.ChoiceField(label=_("kind"), choices=[c for c in DepartmentKind.choices if c[0] != "company"], initial="department")
    parent = DepartmentField(label=_("superior unit"))
    accountable = EmployeeField(label=_("accountable person"))
    start = DayField(label=_("from"))

    field_order = ["code", "name", "kind", "parent", "accountable", "start", "last_day"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["last_day"].help_text = _("For a group that is opened for a time.")


class ChangeDepartmentForm(forms.Form):
    """What is different from a day on; what stays empty stays as it is."""

    start = DayField(label=_("from"), help_text=_("The days before stay as they were."))
    name = forms.CharField(label=_("name"), max_length=64, required=False)
    parent = DepartmentField(label=_("superior unit"), required=False)
    accountable = EmployeeField(label=_("accountable person"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.get(name) for name in ("name", "parent", "accountable")):
            raise ValidationError(_("Enter at least one thing that changes."))
        return cleaned


class PostForm(forms.ModelForm):
    start = DayField(label=_("from"))

    class Meta:
        model = Post
        fields = ["title", "rank", "is_head", "reports_to", "role"]

    def __init__(self, *args: Any, posts: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reports_to"] = post_field(posts)
        self.fields["reports_to"].required = False
        self.fields["reports_to"].empty_label = _("by rank")  # type: ignore[attr-defined]
        self.fields["reports_to"].label = _("reports to")
        self.fields["reports_to"].help_text = _("Only where the rank does not say it.")
        self.fields["role"] = forms.ModelChoiceField(
            Role.objects.givable_by(user), label=_("role"), required=False, empty_label=_("none of its own")
        )


class StructureForm(forms.Form):
    """What a ready structure is loaded with."""

    company = forms.CharField(label=_("name of the company"), max_length=64)
    accountable = EmployeeField(label=_("accountable person"), help_text=_("Answers for every unit until you name others."))
    start = DayField(label=_("from"))


class PowerUseForm(forms.Form):
    """One use of a power. key: the same form sent twice is one use."""

    purpose = forms.CharField(label=_("what for"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    amount = forms.DecimalField(label=_("amount in CNY"), max_digits=12, decimal_places=2, min_value=0, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, has_limit: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["amount"].required = has_limit


class ImportForm(forms.Form):
    file = forms.FileField(label=_("Excel file"), help_text=_("The first sheet of an .xlsx file, at most 5,000 people."))


class ApplyForm(forms.Form):
    """How the new accounts get their first password."""

    passwords = forms.ChoiceField(
        label=_("Passwords"), widget=forms.RadioSelect, initial="own",
        choices=[("own", _("One for each person, in a list that can be fetched once")), ("same", _("The same for all"))],
    )  # fmt: skip
    password = forms.CharField(
        label=pgettext_lazy("import", "The password for all"), max_length=128, required=False, widget=forms.PasswordInput(render_value=True)
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("passwords") != "same":
            return cleaned
        if not cleaned.get("password"):
            self.add_error("password", _("Enter the password."))
            return cleaned
        try:
            validate_password(cleaned["password"])
        except ValidationError as error:
            self.add_error("password", error)
        return cleaned
