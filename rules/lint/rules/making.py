"""Making a rule valid: Labour Contract Law art. 4."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from rules.lint.checks import mentions, says
from rules.lint.laws import law
from rules.lint.model import Check, Hit, Rule, Severity, Subject

SECTION = _("Making a rule valid")

# What concerns staff directly (art. 4 para. 2), by the beginning of a key and by words.
KEYS = ("work.", "att.", "lev.", "ot.", "ros.", "pay.", "rnp.", "saf.", "trn.", "apr.")
TOPICS = (
    r"考勤|工资|薪酬|劳动报酬|奖金|工作时间|工时|加班|休息日|休假|请假|年假|劳动安全|社会保险|福利|职工培训|员工培训"
    r"|劳动纪律|奖惩|处分|旷工|劳动定额|辞退|解除劳动合同"
)


def concerns_staff(subject: Subject) -> bool:
    """Whether the edition is about pay, hours, leave, safety, insurance, training, discipline or quotas."""
    return any(one.key.startswith(KEYS) for one in subject.values) or mentions(subject, TOPICS)


def _procedure(subject: Subject) -> Iterator[Hit]:
    making = subject.making
    if making.is_minor or not concerns_staff(subject):
        return
    if making.discussed_on is None and making.asked_on is None:
        yield Hit(
            mark="discussed", sentence=_("No discussion with all staff or their congress is on record, nor a closed round of opinions.")
        )
    if making.settled_on is None:
        yield Hit(mark="settled", sentence=_("No consultation with the union or staff representatives is on record."))


def _told(subject: Subject) -> Iterator[Hit]:
    making = subject.making
    if making.is_minor or making.published_on is None:
        return
    if not making.postings and not making.read:
        yield Hit(mark="untold", sentence=_("It is published, and neither a posted copy nor an acknowledgement is on record."))
    elif making.read < making.readers and not making.postings:
        yield Hit(
            mark="unread",
            severity=Severity.WARN,
            sentence=_("Some whom it binds have not acknowledged it, and no posted copy is on record."),
        )


def _objections() -> Check:
    def check(subject: Subject) -> Iterator[Hit]:
        if concerns_staff(subject) and not mentions(subject, r"异议|申诉|投诉|提出意见|意见反馈|建议"):
            yield Hit(mark="objections")

    return check


RULES = (
    Rule(
        id="L01",
        laws=law("LCL 4(2)"),
        severity=Severity.ERROR,
        check=_procedure,
        title=_(
            "A rule on matters that concern staff directly is discussed by all staff or their congress and settled with "
            "the union or representatives."
        ),
        remedy=_("Hold the consultation and record it: opinions, minutes, and what was settled with whom on which day."),
    ),
    Rule(
        id="L02",
        laws=law("LCL 4(4)"),
        severity=Severity.ERROR,
        check=_told,
        title=_("A rule is posted or told to every worker, and the proof is kept."),
        remedy=_("Record where it hangs, with a photo, or collect the acknowledgements."),
    ),
    Rule(
        id="L03",
        laws=law("SPC1 50(1)"),
        severity=Severity.ERROR,
        title=_("A rule counts in court only when it was made democratically, is lawful and was made public."),
        not_checkable=_(
            "Belongs to acts of discipline, which the system does not hold yet. Its three conditions are L01, L02 and this check."
        ),
    ),
    Rule(
        id="L04",
        laws=law("SPC1 50(2)"),
        severity=Severity.WARN,
        title=_("The contract prevails over a less favourable rule when the worker asks."),
        not_checkable=_("Needs the contracts of persons, which the system does not hold yet."),
    ),
    Rule(
        id="L05",
        laws=law("LCL 4(3)"),
        severity=Severity.WARN,
        check=_objections(),
        title=_("Workers and the union may object to a rule while it is applied; it is then negotiated."),
        remedy=_("Name the way on which somebody can object or propose a change."),
    ),
    Rule(
        id="L06",
        laws=law("LCL 80, 38, 46", "LL 89"),
        severity=Severity.INFO,
        title=_("An unlawful rule is ordered to be corrected; damages are due, and the worker may leave with compensation."),
        not_checkable=_("States what follows from a breach, and has no limit of its own."),
    ),
    Rule(
        id="L07",
        laws=law("LCL 35", "SPC1 43"),
        severity=Severity.WARN,
        check=says(
            r"(?:随时|单方|有权|无条件)~12(?:调整|变更|调换|调动|降低)~12(?:岗位|职位|职务|工作地点|工资|薪|待遇)",
            r"(?:必须|应当?|无条件)~4服从~8(?:调岗|岗位调整|岗位调动|工作调动|调动)",
            unless=r"协商一致|书面同意|双方协商",
        ),
        title=_("Terms of a contract change by written agreement, not by the employer alone."),
        remedy=_("Say that post, place and pay change by agreement, in writing."),
    ),
)
