"""Words that models, services and the domain share."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(TextChoices):
    """Where a request is. At which step it waits is read from its steps."""

    SUBMITTED = "submitted", pgettext_lazy("request state", "submitted")
    SENT_BACK = "sent_back", pgettext_lazy("request state", "sent back")
    APPROVED = "approved", pgettext_lazy("request state", "approved")
    REFUSED = "refused", pgettext_lazy("request state", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("request state", "withdrawn")


OPEN = (State.SUBMITTED, State.SENT_BACK)
CLOSED = (State.APPROVED, State.REFUSED, State.WITHDRAWN)


class Act(TextChoices):
    """What can be done to a request. All but the last two are written down as decisions."""

    APPROVE = "approve", pgettext_lazy("act on a request", "approved")
    REFUSE = "refuse", pgettext_lazy("act on a request", "refused")
    SEND_BACK = "send_back", pgettext_lazy("act on a request", "sent it back")
    COMMENT = "comment", pgettext_lazy("act on a request", "commented")
    WITHDRAW = "withdraw", pgettext_lazy("act on a request", "withdrew it")
    REMIND = "remind", pgettext_lazy("act on a request", "reminded")
    ADD = "add", pgettext_lazy("act on a request", "added an approver")
    TRANSFER = "transfer", pgettext_lazy("act on a request", "transferred it")
    RESUBMIT = "resubmit", pgettext_lazy("act on a request", "submitted it again")
    ESCALATE = "escalate", pgettext_lazy("act on a request", "brought to the superior")


DECIDING = (Act.APPROVE, Act.REFUSE, Act.SEND_BACK)
WITH_REASON = (Act.REFUSE, Act.SEND_BACK)
NEVER_BY_APPLICANT = (*DECIDING, Act.ADD, Act.TRANSFER)


class StepState(TextChoices):
    WAITING = "waiting", pgettext_lazy("step state", "not yet")
    ACTIVE = "active", pgettext_lazy("step state", "waiting")
    DONE = "done", pgettext_lazy("step state", "decided")
    SKIPPED = "skipped", pgettext_lazy("step state", "not needed")


class Mode(TextChoices):
    ALL = "all", _("all of them")
    ANY = "any", _("any one of them")


class Who(TextChoices):
    """How a step finds its approvers."""

    SUPERIOR = "superior", _("a superior of the applicant")
    HEAD = "head", _("the head of a department")
    PERSON = "person", _("a named person")
    POST = "post", _("whoever holds a post")
    ROLE = "role", _("whoever has a role")


class Source(TextChoices):
    """Why somebody is an approver."""

    RULE = "rule", _("by the route")
    SUPERIOR = "superior", _("in place of the applicant")
    FALLBACK = "fallback", _("as fall-back person")
    DEPUTY = "deputy", _("as deputy")
    ADDED = "added", _("added by an approver")
    TRANSFERRED = "transferred", _("transferred by an approver")
    ESCALATED = "escalated", _("brought up because it was overdue")
    SUCCESSOR = "successor", _("in place of somebody who left")


class Where(TextChoices):
    """Whether an added approver is asked before or after the one who adds."""

    BEFORE = "before", _("before me")
    AFTER = "after", _("after me")


class Need(TextChoices):
    """Whether a form of the general request asks for a field."""

    HIDDEN = "hidden", pgettext_lazy("form field", "not shown")
    OPTIONAL = "optional", pgettext_lazy("form field", "may be given")
    REQUIRED = "required", pgettext_lazy("form field", "must be given")


class GeneralState(TextChoices):
    """A general request: a draft, then what its request says."""

    DRAFT = "draft", pgettext_lazy("request state", "draft")
    SUBMITTED = State.SUBMITTED.value, State.SUBMITTED.label
    SENT_BACK = State.SENT_BACK.value, State.SENT_BACK.label
    APPROVED = State.APPROVED.value, State.APPROVED.label
    REFUSED = State.REFUSED.value, State.REFUSED.label
    WITHDRAWN = State.WITHDRAWN.value, State.WITHDRAWN.label


EDITABLE = (GeneralState.DRAFT, GeneralState.SENT_BACK)
