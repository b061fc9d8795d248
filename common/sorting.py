"""The order in which a Chinese reader looks for words."""

from typing import Any

from django.db.models import BinaryField, Func


class InPinyinOrder(Func):
    """A column of words by pinyin, as GB 18030 (and GB 2312 in it) numbers the common characters; the database needs no ICU for it.

    Names of people have a better key (people.domain.names.pinyin_key), which knows how surnames are read.
    """

    function = "convert_to"
    template = "%(function)s(%(expressions)s, 'GB18030')"
    arity = 1

    def __init__(self, *expressions: Any, **extra: Any) -> None:
        super().__init__(*expressions, output_field=BinaryField(), **extra)
