"""Whether this company is one to try things in."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from common.templatetags.show import bare_day


class DemoMark(models.Model):
    """The one row that says: these people and figures were made up by `manage.py demo`, for that day and seed."""

    made_at = models.DateTimeField(db_default=Now(), editable=False)
    made_for = models.DateField(editable=False)
    seed = models.IntegerField(editable=False)

    class Meta:
        constraints = [models.CheckConstraint(name="people_demo_mark_is_one", condition=Q(pk=1))]

    def __str__(self) -> str:
        return f"{bare_day(self.made_for)} · {self.seed}"
