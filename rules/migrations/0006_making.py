"""A pilot goes before what holds otherwise without closing it: each is one edition a day in one place, the one above the other."""

from importlib import import_module

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.functions.comparison
from django.db import migrations, models
from django.db.models import F, Func, Q, Value

import people.models.organisation

before = import_module("rules.migrations.0004_guards_of_the_whole").SQL
start = before.index("-- The days of force")
FORMER = before[start : before.index("END $$;", start) + len("END $$;")]

NOW = (
    FORMER.replace(
        "        RETURN NEW;\n    END IF;\n    IF NEW.id = OLD.id",
        """        IF NEW.is_pilot AND NOT EXISTS (
            SELECT FROM rules_edition e WHERE e.id = NEW.edition_id AND e.is_pilot AND upper(NEW.during) <= e.pilot_until + 1
        ) THEN
            RAISE EXCEPTION 'only a pilot is tried, and not after its last day' USING ERRCODE = 'restrict_violation';
        END IF;
        IF NOT NEW.is_pilot AND EXISTS (SELECT FROM rules_edition e WHERE e.id = NEW.edition_id AND e.is_pilot) AND NOT EXISTS (
            SELECT FROM rules_pilotresult r
            WHERE r.edition_id = NEW.edition_id AND r.decision = 'promote' AND r.from_on <= lower(NEW.during)
        ) THEN
            RAISE EXCEPTION 'a pilot holds for everybody after its result says so' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.id = OLD.id""",
    ).replace("AND NEW.posts = OLD.posts\n", "AND NEW.posts = OLD.posts AND NEW.is_pilot = OLD.is_pilot\n")
)  # fmt: skip
if NOW.count("is_pilot") != 6:
    raise ValueError("the guard of forces is no longer the one that this migration changes")


def one_a_day(name, *, is_pilot, sentence):
    """One edition of a rulebook in one place on a day, among those in force or among those tried."""
    place = django.db.models.functions.comparison.Coalesce(F("department"), Value(0))
    overlaps = django.contrib.postgres.fields.ranges.RangeOperators.OVERLAPS
    return django.contrib.postgres.constraints.ExclusionConstraint(
        name=name,
        condition=Q(is_pilot=is_pilot),
        expressions=[
            (people.models.organisation.IdRange("rulebook"), overlaps),
            (Func(place, place, Value("[]"), function="int8range"), overlaps),
            ("during", overlaps),
        ],
        violation_error_message=sentence,
    )


class Migration(migrations.Migration):
    dependencies = [("rules", "0005_fill_search")]
    operations = [
        migrations.AddField(model_name="force", name="is_pilot", field=models.BooleanField(default=False, verbose_name="pilot")),
        migrations.RemoveConstraint(model_name="force", name="rules_force_one_edition_a_day"),
        migrations.AddConstraint(
            model_name="force",
            constraint=one_a_day(
                "rules_force_one_edition_a_day", is_pilot=False,
                sentence="Another edition of this rulebook is in force there on some of these days.",
            ),
        ),
        migrations.AddConstraint(
            model_name="force",
            constraint=one_a_day(
                "rules_force_one_pilot_a_day", is_pilot=True,
                sentence="Another edition of this rulebook is tried there on some of these days.",
            ),
        ),
        migrations.RunSQL(NOW, FORMER),
    ]  # fmt: skip
