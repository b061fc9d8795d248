"""Copies on walls: hung up, taken down, replaced when their edition is (POL-11, POL-12)."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import partial

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.services.turns import day_of
from common.errors import RuleBroken
from common.models import Upload
from common.uploads import IMAGES, content_type_of, store_upload
from notices.services.notices import tell
from people.models import Assignment, Department, DepartmentPath, Employee
from rules.models import Edition, Force, Posting, PostingPlace, ReplaceTask, Rulebook
from rules.selectors.postings import PHOTO, due_editions
from rules.sheets.sizes import size_of
from workdays.selectors import due_on_workday

NOTICE = "rule_step"
LEAST_WORDS = 4  # of a sentence that confirms without a photo


# -- places ----------------------------------------------------------------------------------


@transaction.atomic
def add_place(*, name: str, department: Department, size: str, note: str = "") -> PostingPlace:
    """A wall, a board or a frame that belongs to a unit. Raises RuleBroken for a name that the unit has already, or no size."""
    place = PostingPlace(name=name.strip(), department=department, size=size_of(size).name, note=note.strip())
    _refuse_same_name(place)
    place.save(force_insert=True)
    return place


@transaction.atomic
def change_place(*, place: PostingPlace, name: str, size: str, note: str = "") -> PostingPlace:
    """Call it otherwise, or put a larger frame there. What hangs keeps the size in which it was printed."""
    place = PostingPlace.objects.select_for_update().get(pk=place.pk)
    place.name, place.size, place.note = name.strip(), size_of(size).name, note.strip()
    _refuse_same_name(place)
    place.save(update_fields=["name", "size", "note"])
    return place


@transaction.atomic
def end_place(*, place: PostingPlace, at: datetime) -> PostingPlace:
    """Nothing is hung there any more. Raises RuleBroken while something hangs."""
    place = PostingPlace.objects.select_for_update().get(pk=place.pk)
    if place.postings.filter(taken_down_on=None).exists():
        raise RuleBroken(_("Copies still hang there. Take them down first."))
    if place.ended_on is None:
        place.ended_on = day_of(at)
        place.save(update_fields=["ended_on"])
    return place


def _refuse_same_name(place: PostingPlace) -> None:
    same = PostingPlace.objects.select_for_update().filter(department=place.department_id, name=place.name).exclude(pk=place.pk)
    if same.exists():
        raise RuleBroken(_("%(unit)s has a place with this name already."), unit=place.department.name)


# -- copies ---------------------------------------------------------------------------------------


@transaction.atomic
def post_copy(
    *, place: PostingPlace, edition: Edition, by: Employee, at: datetime, size: str = "", photo: UploadedFile | None = None
) -> Posting:
    """Write down that a copy hangs there. size: of the sheet, that of the place unless named.

    Raises RuleBroken for an edition that is not published or was replaced, and while another copy of the rulebook hangs there.
    """
    place = PostingPlace.objects.select_for_update().get(pk=place.pk)
    if place.ended_on is not None and place.ended_on <= day_of(at):
        raise RuleBroken(_("%(place)s is not used any more. Choose another place."), place=place)
    if not Force.objects.lasting(day_of(at)).filter(edition=edition).exists():
        raise RuleBroken(_("%(edition)s is not in force and will not be. Post the edition that is."), edition=edition)
    there = place.postings.filter(rulebook=edition.rulebook_id, taken_down_on=None).select_related("edition__rulebook").first()
    if there is not None:
        raise RuleBroken(_("%(edition)s hangs there already. Replace that copy, or take it down first."), edition=there.edition)
    return _posted(place=place, edition=edition, by=by, at=at, size=size, photo=_kept(photo, by))


@transaction.atomic
def take_down(
    *, posting: Posting, by: Employee, at: datetime, photo: UploadedFile | None = None, confirmation: str = ""
) -> Posting:  # fmt: skip
    """A copy comes down and no other takes its place. Where its replacement is awaited, that needs a photo or a sentence."""
    posting = _locked(posting)
    task = posting.tasks.select_for_update().filter(done_at=None).first()
    if task is not None:
        _close(task, by=by, at=at, photo=_proof(photo, confirmation, by), confirmation=confirmation, posting=None)
    _down(posting, by, at)
    return posting


@transaction.atomic
def close_replacement(
    *, task: ReplaceTask, by: Employee, at: datetime, photo: UploadedFile | None = None, confirmation: str = ""
) -> ReplaceTask:
    """The old copy is down and the new one hangs: proven by a photo, or confirmed in a sentence (POL-12).

    What hangs from now on is the edition in force there today, or the announced one. Raises RuleBroken without proof, and when
    somebody else was first.
    """
    old = _locked(task.old)
    task = ReplaceTask.objects.select_for_update(of=("self",)).select_related("edition__rulebook").get(pk=task.pk)
    kept = _proof(photo, confirmation, by)
    _down(old, by, at)
    new = _hung_instead(task, old, by, at, kept)
    _close(task, by=by, at=at, photo=kept, confirmation=confirmation, posting=new)
    return task


def _locked(posting: Posting) -> Posting:
    """The copy, locked: place first, so that everybody who changes what hangs there waits in the same order."""
    PostingPlace.objects.select_for_update().get(pk=posting.place_id)
    posting = Posting.objects.select_for_update(of=("self",)).select_related("place", "edition__rulebook").get(pk=posting.pk)
    if posting.taken_down_on is not None:
        raise RuleBroken(_("This copy was taken down by %(name)s already."), name=posting.taken_down_by)
    return posting


def _hung_instead(task: ReplaceTask, old: Posting, by: Employee, at: datetime, photo: Upload | None) -> Posting | None:
    """The new copy, of the edition that belongs there: none for a repealed rulebook, the one that hangs where it hangs already."""
    if task.edition is None:
        return None
    edition = task.edition
    if edition.effective_on is not None and edition.effective_on <= day_of(at):
        due = due_editions([(edition.rulebook_id, old.place.department_id)], day_of(at))
        edition = Edition.objects.select_related("rulebook").get(pk=due.get((edition.rulebook_id, old.place.department_id), edition.pk))
    there = old.place.postings.filter(rulebook=edition.rulebook_id, taken_down_on=None).first()
    return there or _posted(place=old.place, edition=edition, by=by, at=at, size=old.size, photo=photo)


def _posted(*, place: PostingPlace, edition: Edition, by: Employee, at: datetime, size: str, photo: Upload | None) -> Posting:
    posting = Posting.objects.create(
        place=place, edition=edition, rulebook_id=edition.rulebook_id, size=size_of(size or place.size).name, posted_on=day_of(at),
        posted_by=by, photo=photo,
    )  # fmt: skip
    _await_next(posting, at)
    return posting


def _await_next(posting: Posting, at: datetime) -> None:
    """Hung up when its replacement was published already: the task that publication opened for the others is opened for it too."""
    ends = posting.edition.forces.filter(replaced_by__isnull=False).select_related("replaced_by").order_by("during", "pk")
    for force in ends:
        _open([posting], force.replaced_by, force.during.upper, at)


def _down(posting: Posting, by: Employee, at: datetime) -> None:
    posting.taken_down_on, posting.taken_down_by = max(day_of(at), posting.posted_on), by
    posting.save(update_fields=["taken_down_on", "taken_down_by"])


def _close(task: ReplaceTask, *, by: Employee, at: datetime, photo: Upload | None, confirmation: str, posting: Posting | None) -> None:
    task.done_at, task.done_by, task.photo, task.confirmation, task.posting = at, by, photo, confirmation.strip(), posting
    task.save(update_fields=["done_at", "done_by", "photo", "confirmation", "posting"])


def _proof(photo: UploadedFile | None, confirmation: str, by: Employee) -> Upload | None:
    """The photo, kept. Raises RuleBroken when there is neither a photo nor a sentence."""
    if photo is None and len(confirmation.strip()) < LEAST_WORDS:
        raise RuleBroken(_("Add a photo of the wall, or confirm in a sentence what was done."))
    return _kept(photo, by)


def _kept(photo: UploadedFile | None, by: Employee) -> Upload | None:
    if photo is None:
        return None
    if by.user is None:
        raise RuleBroken(_("%(name)s has no account. Only an account can keep a file."), name=by)
    if photo.size and content_type_of(photo) not in IMAGES:
        raise RuleBroken(_("“%(name)s” is no picture. Take a photo of the wall."), name=photo.name)
    return store_upload(file=photo, purpose=PHOTO, by=by.user)


# -- what publication sets off --------------------------------------------------------------------------


@transaction.atomic
def open_replacements(*, edition: Edition, first_day: date, at: datetime) -> int:
    """Every place where an older edition hangs gets its task, visible now and due when the new one holds (POL-12).

    A copy that goes on being right where it hangs (a pilot elsewhere) gets none. Returns how many were opened.
    """
    books = [edition.rulebook_id, *edition.supersedes.values_list("pk", flat=True)]
    hanging = list(_hanging(books).exclude(edition=edition))
    due = due_editions([(one.rulebook_id, one.place.department_id) for one in hanging], first_day)
    wrong = [one for one in hanging if due.get((one.rulebook_id, one.place.department_id)) != one.edition_id]
    return _open(wrong, edition, first_day, at)


@transaction.atomic
def open_removals(*, rulebook: Rulebook, first_day: date, at: datetime) -> int:
    """A repealed rulebook comes down everywhere: a task for each copy, due on the day from which it holds no more."""
    return _open(list(_hanging([rulebook.pk])), None, first_day, at)


def _hanging(rulebooks: Iterable[int]):  # type: ignore[no-untyped-def]
    rows = Posting.objects.filter(rulebook__in=rulebooks, taken_down_on=None)
    return rows.filter(~Q(tasks__done_at=None, tasks__isnull=False)).select_related("place").order_by("pk")


def _open(copies: list[Posting], edition: Edition | None, first_day: date, at: datetime) -> int:
    if not copies:
        return 0
    days = {unit: due_on_workday(first_day, unit) for unit in {copy.place.department_id for copy in copies}}
    tasks = [ReplaceTask(old=copy, edition=edition, opened_at=at, due_on=days[copy.place.department_id]) for copy in copies]
    made = ReplaceTask.objects.bulk_create(tasks, ignore_conflicts=True)
    _tell(copies, edition, first_day, at)
    return len(made)


def _tell(copies: list[Posting], edition: Edition | None, first_day: date, at: datetime) -> None:
    """The heads of the units to which the walls belong, or of the nearest unit above that has one."""
    heads = heads_of({copy.place.department_id for copy in copies}, day_of(at))
    if not heads:
        return
    tell(
        recipients=heads,
        kind=NOTICE,
        words=partial(_words, copies, edition),
        link=reverse("rules:postings"),
        at=at,
    )


def _words(copies: list[Posting], edition: Edition | None) -> tuple[str, str]:
    replaced = _("Copies on the wall are to be replaced: %(edition)s") % {"edition": edition}
    places = "、".join(sorted({str(copy.place) for copy in copies}))
    return replaced if edition else _("Copies are to come down"), _("They hang at: %(places)s") % {"places": places}


def heads_of(departments: set[int], day: date) -> list[Employee]:
    """Who heads each unit, or the nearest above it that has a head."""
    above = DepartmentPath.objects.on(day).filter(descendant__in=departments).order_by("descendant", "depth")
    paths: dict[int, list[int]] = {}
    for descendant, ancestor in above.values_list("descendant", "ancestor"):
        paths.setdefault(descendant, []).append(ancestor)
    units = {unit for path in paths.values() for unit in path}
    held: dict[int, list[Employee]] = {}
    for row in Assignment.objects.on(day).filter(department__in=units, is_head=True).select_related("employee").order_by("pk"):
        held.setdefault(row.department_id, []).append(row.employee)
    found = [next((held[unit] for unit in path if unit in held), []) for path in paths.values()]
    return list(dict.fromkeys(person for group in found for person in group))
