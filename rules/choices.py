"""Choices that both the models and the domain need."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Numbering(models.TextChoices):
    """How the clauses of an edition are numbered."""

    OUTLINE = "outline", "一、（一）1.（1）"
    ARTICLES = "articles", "第一章 第一条（一）1."


class State(models.TextChoices):
    """How far an edition has come. From `published` on its day decides: coming, in force, superseded."""

    DRAFT = "draft", pgettext_lazy("edition", "draft")
    CONSULTATION = "consultation", pgettext_lazy("edition", "consultation")
    REVIEW = "review", pgettext_lazy("edition", "legality review")
    REVIEWED = "reviewed", pgettext_lazy("edition", "review passed")
    APPROVAL = "approval", pgettext_lazy("edition", "waiting for approval")
    APPROVED = "approved", pgettext_lazy("edition", "approved")
    PUBLISHED = "published", pgettext_lazy("edition", "published")


class Act(models.TextChoices):
    """What can be done to an edition."""

    CONSULT = "consult", _("ask the staff")
    CONCLUDE = "conclude", _("close the consultation")
    ASK_REVIEW = "ask_review", _("hand to legality review")
    PASS = "pass", _("pass the review")
    FIX = "fix", _("ask for corrections")
    REOPEN = "reopen", _("take back to draft")
    SUBMIT = "submit", _("submit for approval")
    APPROVE = "approve", _("approve")
    RETURN = "return", _("come back from approval")
    PUBLISH = "publish", _("publish")


class EffectiveRule(models.TextChoices):
    """From which day an edition is in force (POL-06)."""

    ON_PUBLICATION = "on_publication", _("from the day of publication")
    ON_NOTICE = "on_notice", _("from the day after everybody was told")
    FIXED = "fixed", _("from a fixed date")


class Verdict(models.TextChoices):
    """What a legality review found (POL-04)."""

    PASS = "pass", pgettext_lazy("review", "passes")
    FIX = "fix", pgettext_lazy("review", "needs corrections")


class ClauseKind(models.TextChoices):
    """What a node of the tree is. Intros and closings carry no number."""

    CLAUSE = "clause", _("clause")
    INTRO = "intro", _("introduction")
    CLOSING = "closing", _("closing words")


class Weight(models.TextChoices):
    """Whether an edition asks to be read anew. A small one changes no value, no binding and no clause's place."""

    MAJOR = "major", pgettext_lazy("edition", "changes what holds")
    MINOR = "minor", pgettext_lazy("edition", "corrects the wording only")


class KindOfRulebook(models.TextChoices):
    """A rulebook, or the duties of a post that its holder acknowledges (ORG-09)."""

    RULES = "rules", pgettext_lazy("rulebook", "rules")
    ROLE = "role", pgettext_lazy("rulebook", "role description")


class Tag(models.TextChoices):
    """What a clause says about the whole (POL-03). Others can be linked to it."""

    NONE = "", pgettext_lazy("clause", "none")
    PURPOSE = "purpose", pgettext_lazy("clause", "purpose")
    DEFINITION = "definition", pgettext_lazy("clause", "definition")
    TENET = "tenet", pgettext_lazy("clause", "tenet")
    PRINCIPLE = "principle", pgettext_lazy("clause", "principle")


class Regime(models.TextChoices):
    """What a company must have rules for (POL-22)."""

    GOALS = "goals", _("goals")
    PROCESS = "process", _("processes")
    PERFORMANCE = "performance", _("performance")
    QUALITY = "quality", _("quality")
    COST = "cost", _("cost")
    PERSONNEL = "personnel", _("personnel")
    FINANCE = "finance", _("finance")
    OPERATION = "operation", _("operation process")
    RISK = "risk", _("risk")
    ATTENDANCE = "attendance", _("attendance")
    SAFETY = "safety", _("safety")
    INFORMATION = "information", _("information")


class NodeKind(models.TextChoices):
    """What a node of an imported document is."""

    CLAUSE = "clause", _("clause")
    INTRO = "intro", _("introduction")
    CLOSING = "closing", _("closing words")
    SENTENCE = "sentence", _("sentence")


class ImportFlag(models.TextChoices):
    """What a person must look at before an imported text is published (SYS-05)."""

    TRUNCATED = "truncated", _("breaks off")
    REPAIRED = "repaired", _("was repaired")
    RENUMBERED = "renumbered", _("got another number")
    GAP = "gap", _("a number is missing before it")
    SUSPECT_TYPO = "suspect_typo", _("may be a slip of the pen")
    REDACTED = "redacted", _("words are blacked out")


class MeetingKind(models.TextChoices):
    """With whom a draft was discussed (Labour Contract Law art. 4): the first two discuss, the last two settle."""

    ALL_STAFF = "all_staff", _("all staff")
    CONGRESS = "congress", _("staff congress")
    UNION = "union", _("union")
    REPRESENTATIVES = "representatives", _("staff representatives")


class RemarkKind(models.TextChoices):
    """What somebody says about a rule."""

    OPINION = "opinion", pgettext_lazy("remark", "opinion")
    COMMENT = "comment", pgettext_lazy("remark", "comment")
    PROPOSAL = "proposal", pgettext_lazy("remark", "proposal")
    OBJECTION = "objection", pgettext_lazy("remark", "objection")


class PilotDecision(models.TextChoices):
    """What follows from a pilot (POL-17)."""

    PROMOTE = "promote", _("holds for everybody")
    ADJUST = "adjust", _("is adjusted first")
    STOP = "stop", _("is given up")


class ReviewDecision(models.TextChoices):
    """What follows from a periodic review (POL-16)."""

    KEEP = "keep", pgettext_lazy("review", "keep")
    REVISE = "revise", pgettext_lazy("review", "revise")
    REPEAL = "repeal", pgettext_lazy("review", "repeal")


class FindingKind(models.TextChoices):
    """What a periodic review found."""

    DEFECT = "defect", pgettext_lazy("finding", "defect")
    GAP = "gap", pgettext_lazy("finding", "gap")


class AskedBecause(models.TextChoices):
    """Why somebody is asked to read an edition."""

    PUBLISHED = "published", _("it was published")
    JOINED = "joined", _("they came into its scope")


class EvidenceKind(models.TextChoices):
    """What proves an acknowledgement."""

    ELECTRONIC = "electronic", _("electronic")
    PAPER = "paper", _("on paper")


class Script(models.TextChoices):
    """The characters in which a text was shown."""

    HANS = "hans", _("simplified characters")
    HANT = "hant", _("traditional characters")
