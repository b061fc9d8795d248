"""Who reads the files of the house."""

from common.models import Upload
from duties.models import DutyItem
from people.models import User


def reads_evidence(user: User, upload: Upload) -> bool:
    """What shows that a duty was done: whoever sees the duty."""
    return DutyItem.objects.visible_to(user).filter(file=upload).exists()
