"""A rulebook begins, empty or from one of the shipped ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from approvals.choices import Mode, Who
from approvals.models import Route, RouteStep
from common.errors import RuleBroken
from common.models import Level
from people.models import Department, Employee, Post, Role
from rules.catalogue import is_known
from rules.domain.text import keys_in
from rules.domain.tree import Node
from rules.models import Clause, ClauseBinding, ClauseText, Edition, PrincipleLink, Rulebook, Value
from rules.services.drafts import arrange, ensure_brief
from rules.shipped import ShippedRulebook

KIND = "rules.edition"  # of its approval; each rulebook is a variant with a route of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a rulebook is, as a person enters it. departments, posts: whom it binds; none of them means all.

    interpreter: the unit that says how it is to be read, None for its owner (POL-07). regimes: what it covers (POL-22).
    """

    number: str
    title: str
    owner: Department
    purpose: str = ""
    departments: Sequence[Department] = ()
    posts: Sequence[Post] = ()
    level: str = Level.DEPARTMENT
    fallback: Rulebook | None = None
    interpreter: Department | None = None
    regimes: Sequence[str] = ()


@transaction.atomic
def start_rulebook(*, facts: Facts, by: Employee, at: datetime, template: ShippedRulebook | None = None) -> Edition:
    """Make a rulebook with the draft of its first edition and a route for its approval by the company's management.

    template: a shipped rulebook whose clauses and values it starts from. Raises RuleBroken when the number is taken.
    """
    try:
        with transaction.atomic():
            rulebook = Rulebook.objects.create(
                number=facts.number, title=facts.title, purpose=facts.purpose, owner=facts.owner, level=facts.level,
                fallback=facts.fallback, interpreter=facts.interpreter, regimes=list(facts.regimes), created_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise RuleBroken(_("There is already a rulebook with the number %(number)s."), number=facts.number) from error
    rulebook.departments.set(facts.departments)
    rulebook.posts.set(facts.posts)
    _ensure_route(rulebook)
    edition = Edition.objects.create(rulebook=rulebook, number=1, prepared_by=by, created_at=at)
    ensure_brief(edition=edition)
    if template is not None:
        fill_from(edition=edition, template=template, at=at)
    return edition


@transaction.atomic
def change_rulebook(*, rulebook: Rulebook, facts: Facts) -> Rulebook:
    """Change what a rulebook is. Its number and title stay for good once an edition is published: its digest holds both.

    Whom it binds counts from the next edition on: the editions in force keep the units they were published for.
    """
    rulebook = Rulebook.objects.select_for_update().get(pk=rulebook.pk)
    is_renamed = (facts.number, facts.title) != (rulebook.number, rulebook.title)
    if is_renamed and rulebook.editions.filter(published_at__isnull=False).exists():
        raise RuleBroken(
            _("Number and title of a published rulebook stay: they are printed on sheets and cited. Let a new rulebook replace it.")
        )
    if facts.fallback is not None and facts.fallback.pk == rulebook.pk:
        raise RuleBroken(_("A rulebook cannot fall back on itself."))
    if facts.number != rulebook.number:
        Route.objects.filter(kind=kind_of(rulebook)).update(kind=f"{KIND}:{facts.number}")
    rulebook.number, rulebook.title, rulebook.purpose = facts.number, facts.title, facts.purpose
    rulebook.owner, rulebook.level, rulebook.fallback = facts.owner, facts.level, facts.fallback
    rulebook.interpreter, rulebook.regimes = facts.interpreter, list(facts.regimes)
    try:
        with transaction.atomic():
            rulebook.save(update_fields=["number", "title", "purpose", "owner", "level", "fallback", "interpreter", "regimes"])
    except IntegrityError as error:
        raise RuleBroken(_("There is already a rulebook with the number %(number)s."), number=facts.number) from error
    rulebook.departments.set(facts.departments)
    rulebook.posts.set(facts.posts)
    return rulebook


def kind_of(rulebook: Rulebook) -> str:
    """The kind of request by which this rulebook's editions are approved."""
    return f"{KIND}:{rulebook.number}"


def _ensure_route(rulebook: Rulebook) -> None:
    """Until somebody draws another route: one step, the company's management."""
    kind, management = kind_of(rulebook), Role.objects.filter(code="executive").first()
    if management is None or Route.objects.filter(kind=kind).exists():
        return
    route = Route.objects.create(kind=kind, name=gettext_noop("Company management"))
    RouteStep.objects.create(route=route, order=1, name=gettext_noop("Company management"), who=Who.ROLE, role=management, mode=Mode.ANY)


def fill_from(*, edition: Edition, template: ShippedRulebook, at: datetime) -> None:
    """Write a shipped rulebook's clauses, values and bindings into an empty draft."""
    edition.numbering = template.numbering
    edition.save(update_fields=["numbering"])
    clauses = Clause.objects.bulk_create([Clause(rulebook_id=edition.rulebook_id, created_in=edition) for _one in template.clauses])
    pairs = list(zip(clauses, template.clauses, strict=True))
    ClauseText.objects.bulk_create(
        [
            ClauseText(
                edition=edition,
                clause=clause,
                order=order,
                depth=told.depth,
                kind=told.kind,
                heading=told.heading,
                text=told.text,
                tag=told.tag,
            )
            for order, (clause, told) in enumerate(pairs, start=1)
        ]
    )
    Value.objects.bulk_create(
        [
            Value(edition=edition, clause=clause, key=key, raw=template.values.get(key), decided_at=at if key in template.values else None)
            for clause, told in pairs
            for key in keys_in(told.text)
            if is_known(key)
        ]
    )
    ClauseBinding.objects.bulk_create(
        [ClauseBinding(edition=edition, clause=clause, code=code) for clause, told in pairs for code in told.bindings]
    )
    tagged = {told.heading: clause for clause, told in pairs if told.tag}
    PrincipleLink.objects.bulk_create(
        [PrincipleLink(edition=edition, clause=clause, principle=tagged[name]) for clause, told in pairs for name in told.serves]
    )
    arrange(edition, [Node(clause.pk, told.depth) for clause, told in pairs])
