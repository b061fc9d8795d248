"""Role descriptions begin, and their clauses take on duties of the unit (ORG-09)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from common.errors import RuleBroken
from people.models import Department, Employee, Post
from rules.choices import KindOfRulebook
from rules.models import Clause, Edition, Responsibility, ResponsibilityLink, Rulebook
from rules.services.authoring import add_clause
from rules.services.drafts import locked_draft
from rules.services.starting import Facts, start_rulebook

CHAPTERS = ("岗位职责", "权限", "工作要求")  # the text of a rule is Chinese whatever the author's language


@transaction.atomic
def start_role_description(*, post: Post, by: Employee, at: datetime) -> Edition:
    """Begin the description of a post: a rulebook of its own kind that binds whoever holds it.

    Raises RuleBroken when the post has one already.
    """
    Post.objects.select_for_update().get(pk=post.pk)  # two who press at once: the second meets what the first made
    if Rulebook.objects.filter(kind=KindOfRulebook.ROLE, posts=post).exists():
        raise RuleBroken(_("%(post)s has a description already. Draft its next edition."), post=post.title)
    facts = Facts(
        number=f"GW-{post.pk}", title=f"{post.title}岗位职责书"[-60:], owner=post.department, departments=[post.department], posts=[post]
    )
    edition = start_rulebook(facts=facts, by=by, at=at)
    rulebook = edition.rulebook
    rulebook.kind = KindOfRulebook.ROLE
    rulebook.save(update_fields=["kind"])
    for heading in CHAPTERS:
        add_clause(edition=edition, heading=heading)
    return edition


@transaction.atomic
def take_on(*, edition: Edition, clause: Clause, duties: Iterable[Responsibility]) -> None:
    """Let a clause of a draft take on exactly these duties. Raises RuleBroken when the edition is no draft."""
    edition = locked_draft(edition)
    wanted = {duty.pk: duty for duty in duties}
    kept = set(edition.responsibilities.filter(clause=clause).values_list("responsibility", flat=True))
    edition.responsibilities.filter(clause=clause).exclude(responsibility__in=wanted).delete()
    ResponsibilityLink.objects.bulk_create(
        [ResponsibilityLink(edition=edition, clause=clause, responsibility=duty) for pk, duty in wanted.items() if pk not in kept]
    )


@transaction.atomic
def add_duty(*, department: Department, name: str, is_shared: bool = False, source: str = "") -> Responsibility:
    """Write down something for which the unit answers. Its code counts up within the unit."""
    Department.objects.select_for_update().get(pk=department.pk)
    codes = Responsibility.objects.filter(department=department).values_list("code", flat=True)
    last = max((int(code.rpartition("-")[2]) for code in codes if code.rpartition("-")[2].isdecimal()), default=0)
    try:
        with transaction.atomic():
            return Responsibility.objects.create(
                code=f"{department.code}-{last + 1:02}",
                name=name.strip(),
                department=department,
                is_shared=is_shared,
                source=source.strip(),
            )
    except IntegrityError as error:
        raise RuleBroken(_("The code %(code)s is taken."), code=f"{department.code}-{last + 1:02}") from error


@transaction.atomic
def change_duty(*, duty: Responsibility, name: str, is_shared: bool, source: str, is_active: bool) -> Responsibility:
    """Change what a duty is called, whether several posts share it, and whether it is still one."""
    duty = Responsibility.objects.select_for_update().get(pk=duty.pk)
    duty.name, duty.is_shared, duty.source, duty.is_active = name.strip(), is_shared, source.strip(), is_active
    duty.save(update_fields=["name", "is_shared", "source", "is_active"])
    return duty
