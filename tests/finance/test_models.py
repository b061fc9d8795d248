"""What the database refuses about money."""

import pytest

from finance.models import ExpenseCategory

pytestmark = pytest.mark.django_db


def test_categories_come_with_the_product_in_three_groups():
    groups = ExpenseCategory.objects.filter(group=None)
    assert [group.name for group in groups] == ["人员费用", "办公费用", "业务费用"]
    assert all(group.members.exists() for group in groups)
