from finance.models.archive import ArchiveVolume
from finance.models.budgets import Budget, BudgetAccount, BudgetEntry, BudgetLine, BudgetReview, BudgetReviewLine, BudgetVersion
from finance.models.claims import Claim, ClaimAnswer, ClaimLine
from finance.models.payments import Advance, AdvanceSettlement, PayeeAccount, Payment, PaymentBatch
from finance.models.receipts import FapiaoUse, FapiaoVerification, Receipt
from finance.models.setup import BillingEntity, ExpenseCategory

__all__ = [
    "Advance",
    "AdvanceSettlement",
    "ArchiveVolume",
    "BillingEntity",
    "Budget",
    "BudgetAccount",
    "BudgetEntry",
    "BudgetLine",
    "BudgetReview",
    "BudgetReviewLine",
    "BudgetVersion",
    "Claim",
    "ClaimAnswer",
    "ClaimLine",
    "ExpenseCategory",
    "FapiaoUse",
    "FapiaoVerification",
    "PayeeAccount",
    "Payment",
    "PaymentBatch",
    "Receipt",
]
