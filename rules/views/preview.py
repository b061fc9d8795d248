"""What a draft would have changed in past weeks, before anybody is judged by it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from common import clock
from rules.evaluators import registered
from rules.forms.reading import PreviewForm
from rules.selectors.preview import concerned, differing_values, is_about, last_weeks, may_be_tried
from rules.selectors.preview import preview as tried
from rules.views.opening import edition_to_see, may_write, note_reading, reader, require


@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Past days judged by what was in force and by the draft. For whoever writes it and may see how these people are judged."""
    edition, today, user = edition_to_see(request, pk), clock.today(), reader(request)
    require(may_write(request, edition))
    if not may_be_tried(edition, today):
        return redirect("rules:edition", pk)
    note_reading(edition)
    form = PreviewForm(request.GET, usual=last_weeks(today), today=today)
    about = [one for one in registered() if is_about(edition, one)]
    seen = [one for one in about if user.access.has(one.permission)]
    context = {"edition": edition, "form": form, "previews": [], "values": [], "period": None, "is_closed": bool(about) and not seen}
    if form.is_valid():
        period, unit = form.period(), form.cleaned_data["unit"]
        context["period"] = period
        context["values"] = differing_values(edition, today, seen)
        context["previews"] = [
            tried(one, concerned(user, edition, period, one.permission, unit), edition, period, clock.now()) for one in seen
        ]
    return render(request, "rules/preview.html", context, status=422 if form.errors else 200)
