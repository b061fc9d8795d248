"""The rows of the house, by concept."""

from approvals.models.decisions import Decision
from approvals.models.deputies import Deputy
from approvals.models.general import GeneralRequest, GeneralRequestFile, RequestKind
from approvals.models.requests import Request, Submission
from approvals.models.routes import Route, RouteStep
from approvals.models.steps import RequestStep, StepApprover

__all__ = [
    "Decision", "Deputy", "GeneralRequest", "GeneralRequestFile", "Request", "RequestKind", "RequestStep", "Route",
    "RouteStep", "StepApprover", "Submission",
]  # fmt: skip
