"""The one door through which a stored file leaves."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from common import audit
from common.models import CONFIDENTIAL, Upload, Verb
from common.uploads import SHOWN_IN_BROWSER, may_read


@require_safe
def file(request: HttpRequest, pk: UUID) -> FileResponse:
    """Send the file to who may read it. To anybody else it does not exist, and the attempt is written down."""
    upload = get_object_or_404(Upload, pk=pk)
    if not may_read(request.user, upload):
        audit.record(Verb.ATTEMPT, upload)
        raise Http404
    if upload.level in CONFIDENTIAL:
        audit.record(Verb.VIEW, upload)
    shown = upload.content_type in SHOWN_IN_BROWSER
    kind = f"{upload.content_type}; charset=utf-8" if upload.content_type == "text/plain" else upload.content_type
    response = FileResponse(upload.file.open("rb"), as_attachment=not shown, filename=upload.name, content_type=kind)
    response["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
