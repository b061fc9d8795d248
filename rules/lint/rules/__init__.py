"""Every rule of the legal check, one module for each section of the law."""

from rules.lint.model import Rule
from rules.lint.rules import acknowledgement, disputes, ending, hiring, holidays, hours, leave, making, personal_data, wages

SECTIONS = (making, hiring, ending, hours, holidays, wages, leave, disputes, personal_data, acknowledgement)

RULES: tuple[Rule, ...] = tuple(rule for section in SECTIONS for rule in section.RULES)
BY_ID: dict[str, Rule] = {rule.id: rule for rule in RULES}
