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
    REVIEW = "review", pgettext_lazy("edition", "legality review")
    REVIEWED = "reviewed", pgettext_lazy("edition", "review passed")
    APPROVAL = "approval", pgettext_lazy("edition", "waiting for approval")
    APPROVED = "approved", pgettext_lazy("edition", "approved")
    PUBLISHED = "published", pgettext_lazy("edition", "published")


class Act(models.TextChoices):
    """What can be done to an edition."""

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
