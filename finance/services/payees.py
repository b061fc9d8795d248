"""Where people are paid: a change closes the account before and keeps it."""

import re
import unicodedata
from datetime import datetime
from functools import partial

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.errors import RuleBroken
from finance.models import PayeeAccount
from notices.services.notices import tell
from people.models import Employee

SHORTEST, LONGEST = 12, 19
CARD = 16  # from so many digits on it is a card, whose last digit checks the others
DOTS = re.compile("[•‧・･．.]")


@transaction.atomic
def set_account(*, employee: Employee, holder: str, bank: str, number: str, by: Employee, at: datetime) -> PayeeAccount:
    """Let somebody be paid there from now on. The same account again changes nothing. What is in a batch keeps its account.

    Raises RuleBroken for another holder than the employee, for letters, and for a number too short or too long.
    """
    employee = Employee.objects.select_for_update().get(pk=employee.pk)  # two who change it at once go one by one
    digits = digits_of(number)
    if plain_name(holder) != plain_name(employee.name):
        raise RuleBroken(_("Money is paid to the person's own account only: the holder is %(name)s."), name=employee.name)
    if not bank.strip():
        raise RuleBroken(_("Name the bank and the branch."))
    now = account_of(employee)
    if now and (now.number, now.bank) == (digits, bank.strip()):
        return now
    if now:
        now.until = at
        now.save(update_fields=["until"])
    made = PayeeAccount.objects.create(
        employee=employee, holder=employee.name, bank=bank.strip(), number=digits, since=at, entered_by=by
    )  # fmt: skip
    if by.pk != employee.pk:
        words = partial(_entered, by, digits)
        tell(recipients=[employee], kind="finance", words=words, link=reverse("finance:payee-mine"), sender=by, at=at)
    return made


def _entered(by: Employee, digits: str) -> tuple[str, str]:
    return gettext("Your account was entered by %(who)s: %(number)s") % {"who": by.name, "number": masked(digits)}, ""


def account_of(employee: Employee) -> PayeeAccount | None:
    """Where the person is paid now."""
    return PayeeAccount.objects.filter(employee=employee, until=None).first()


def digits_of(typed: str) -> str:
    """The number without blanks and dashes. Raises RuleBroken for anything but 12 to 19 digits."""
    digits = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", typed))
    if not (digits.isascii() and digits.isdigit()):
        raise RuleBroken(_("An account number has digits only. Compare it with the card."))
    if not SHORTEST <= len(digits) <= LONGEST:
        raise RuleBroken(
            _("An account number has %(shortest)d to %(longest)d digits; this one has %(count)d. Compare it with the card."),
            shortest=SHORTEST, longest=LONGEST, count=len(digits),
        )  # fmt: skip
    return digits


def doubt(number: str) -> str:
    """A sentence when the last digit of a card does not check the others, "" else. Some accounts are no cards, so nothing is refused."""
    if len(number) < CARD or passes_luhn(number):
        return ""
    return gettext("The last digit does not fit the others, as it does on most cards. Compare the number once more.")


def passes_luhn(number: str) -> bool:
    """ISO/IEC 7812-1: of every second digit from the right the double counts, with its digits added."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def masked(number: str) -> str:
    """`**** 4321`: what pages show of an account."""
    return f"**** {number[-4:]}" if number else ""


def plain_name(name: str) -> str:
    """A name as it compares: without blanks, with one kind of dot."""
    return DOTS.sub("·", re.sub(r"\s", "", unicodedata.normalize("NFKC", name)))
