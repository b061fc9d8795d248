"""The one exception that carries a sentence for the user."""

from django.utils.functional import Promise


class RuleBroken(Exception):  # noqa: N818  named for what happened, as the sentence tells it
    """An act that a rule refuses. `str()` is the sentence: what was refused, by which rule, what to do next.

    sentence: a (lazy) translated string; `values` fill its %(name)s places when it is shown.
    """

    def __init__(self, sentence: str | Promise, **values: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.values = values

    def __str__(self) -> str:
        text = str(self.sentence)
        return text % self.values if self.values else text
