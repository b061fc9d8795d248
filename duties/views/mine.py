"""My duties, and one item with the form that records it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common import clock
from common.errors import RuleBroken
from duties import labels, services
from duties.forms import DoneForm
from duties.models import DutyItem
from duties.selectors import mine as selector
from duties.selectors.holders import holders_of, stands_as, with_standing
from duties.selectors.mine import PAST_SHOWN
from duties.views.common import SEES, me, reader

PEOPLE = ("duty__department", "duty__post", "duty__role", "done_by", "escalated_to", "file")


@require_safe
def my_duties(request: HttpRequest) -> HttpResponse:
    """What I owe, what was brought up to me, and what I have done."""
    user, today = reader(request), clock.today()
    employee = getattr(user, "employee", None)
    context = {
        "mine": selector.mine(user, today) if employee else None,
        "done": selector.told(selector.done_by(user)[:PAST_SHOWN], today) if employee else [],
        "sees_all": user.has_perm(SEES),
    }
    return render(request, "duties/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """One occurrence: what it asks for; its owner records it here."""
    today, employee = clock.today(), getattr(request.user, "employee", None)
    rows = DutyItem.objects.visible_to(reader(request)).select_related(*PEOPLE)
    found = get_object_or_404(with_standing(rows, employee.pk if employee else 0, today, "duty__"), pk=pk)
    is_post = request.method == "POST"
    form = DoneForm(request.POST if is_post else None, request.FILES if is_post else None, item=found)
    if form.is_valid() and _done(request, found, form):
        return redirect("duties:mine")
    is_open = found.done_at is None and found.period_from <= today
    stands = stands_as(found, employee.pk, found.duty.department_id, today) if employee and is_open else None
    [(_item, word, tone)] = selector.told([found], today)
    context = {
        "item": found, "word": word, "tone": tone, "owners": labels.names([holder.name for holder in holders_of(found)]),
        "asked": labels.asked(found.demands), "form": form if stands else None, "stands": stands,
        "is_early": found.done_at is None and found.period_from > today,
    }  # fmt: skip
    return render(request, "duties/item.html", context, status=422 if is_post else 200)


def _done(request: HttpRequest, found: DutyItem, form: DoneForm) -> bool:
    given = form.cleaned_data
    try:
        services.complete_item(item=found, by=me(request), at=clock.now(), note=given["note"], file=given["file"])
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Recorded: %(duty)s") % {"duty": found.duty.name})
    return True
