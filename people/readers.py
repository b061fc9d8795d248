"""Who reads the files of the house."""

from common.models import Upload
from people.access import within_scope
from people.models import Appointment, User


def reads_appointment(user: User, upload: Upload) -> bool:
    """The paper of an appointment: whoever was appointed, and who sees assignments there."""
    papers = Appointment.objects.filter(document=upload)
    own = papers.filter(assignment__employee__user=user)
    return own.exists() or papers.filter(within_scope(user, "people.view_assignment", "assignment__department")).exists()
