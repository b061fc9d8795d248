"""Rows of the wall."""

from rules.models.clauses import Clause, ClauseBinding, ClauseText, PrincipleLink, Value
from rules.models.editions import Edition, Force, Generation
from rules.models.evidence import LegalityReview, StoredSheet
from rules.models.imports import ImportedDocument, ImportedNode, ImportedSource, NodeFlag
from rules.models.linting import LintAnswer
from rules.models.making import (
    Brief,
    Consultation,
    ConsultationMeeting,
    Implementation,
    ImplementationConfirmation,
    ImplementationStep,
    PilotResult,
    Remark,
    RemarkAnswer,
    Repeal,
    Responsibility,
    ResponsibilityLink,
)
from rules.models.postings import Posting, PostingPlace, ReplaceTask, Screen
from rules.models.rulebooks import Rulebook, Study
from rules.models.telling import (
    Acknowledgement,
    AcknowledgementTrace,
    NoticeConsent,
    Opening,
    QuizAttempt,
    QuizQuestion,
    ReadingTask,
)
from rules.models.upkeep import PeriodicReview, ReviewFinding, Ruling

__all__ = [
    "Acknowledgement", "AcknowledgementTrace", "Brief", "Clause", "ClauseBinding", "ClauseText", "Consultation", "ConsultationMeeting",
    "Edition", "Force", "Generation", "Implementation", "ImplementationConfirmation", "ImplementationStep", "ImportedDocument",
    "ImportedNode", "ImportedSource", "LegalityReview", "LintAnswer", "NodeFlag", "NoticeConsent", "Opening", "PeriodicReview",
    "PilotResult", "Posting", "PostingPlace", "PrincipleLink", "QuizAttempt", "QuizQuestion", "ReadingTask", "Remark", "RemarkAnswer",
    "Repeal", "ReplaceTask", "Responsibility", "ResponsibilityLink", "ReviewFinding", "Rulebook", "Ruling", "Screen", "StoredSheet",
    "Study", "Value",
]  # fmt: skip
