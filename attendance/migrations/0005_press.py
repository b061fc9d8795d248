"""A press in one call: the server plans its statements once for a connection, not at every press.

The numbers (how many in an hour, how far apart) and the ways to press come with the call, from attendance.services.punching.
"""

from django.db import migrations

SQL = r"""
-- Nobody presses for the account's employee until the transaction ends. Statements after this one see what whoever held it wrote.
CREATE FUNCTION attendance_hold_presses(account bigint) RETURNS void LANGUAGE sql VOLATILE AS $$
    SELECT pg_advisory_xact_lock(1886746211, (e.id % 2147483647)::int) FROM people_employee e WHERE e.user_id = account
$$;

-- No row: nobody of that day stands behind the account. No punch: there were too many in the last hour.
CREATE FUNCTION attendance_press(
    account bigint, pressed_at timestamptz, pressed_on date, pressed_second bigint, zone_name text, zone_offset smallint, way text,
    ways_to_press text[], press_key uuid, digested text, told_device text, told_address inet, office inet, most int, seconds_apart int,
    told_latitude numeric, told_longitude numeric, told_accuracy int, told_distance int, told_place bigint,
    OUT person bigint, OUT punch bigint, OUT punched_at timestamptz, OUT is_new boolean
) RETURNS SETOF record LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    is_recorded boolean;
    in_an_hour bigint;
BEGIN
    PERFORM attendance_hold_presses(account);
    SELECT e.id INTO person FROM people_employee e
    WHERE e.user_id = account AND e.joined_on <= pressed_on AND (e.left_on IS NULL OR e.left_on >= pressed_on);
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT bool_or(p.source = ANY(ways_to_press) AND abs(p.second - pressed_second) < seconds_apart),
        count(*) FILTER (WHERE p.second > pressed_second - 3600) INTO is_recorded, in_an_hour
    FROM attendance_punch p WHERE p.employee_id = person AND p.local_on >= pressed_on - 1;
    IF is_recorded IS NOT TRUE AND in_an_hour < most THEN
        IF way = 'button' AND EXISTS (
            SELECT 1 FROM attendance_officenetwork n WHERE n.is_active
            AND CASE WHEN pg_input_is_valid(n.prefix, 'inet') THEN office <<= n.prefix::inet ELSE false END
        ) THEN
            way := 'network';
        END IF;
        INSERT INTO attendance_punch (employee_id, at, second, zone, offset_minutes, source, key, trace_digest)
        VALUES (person, pressed_at, pressed_second, zone_name, zone_offset, way, press_key, digested)
        ON CONFLICT DO NOTHING RETURNING id, at INTO punch, punched_at;
    END IF;
    is_new := punch IS NOT NULL;
    IF is_new THEN
        INSERT INTO attendance_punchtrace (punch_id, device, address, created_at)
        VALUES (punch, told_device, told_address, pressed_at);
        IF told_latitude IS NOT NULL THEN
            INSERT INTO attendance_punchplace (punch_id, latitude, longitude, accuracy_m, distance_m, place_id, created_at)
            VALUES (punch, told_latitude, told_longitude, told_accuracy, told_distance, told_place, pressed_at);
        END IF;
    ELSE
        SELECT p.id, p.at INTO punch, punched_at FROM attendance_punch p
        WHERE p.employee_id = person
        AND (p.key = press_key OR p.source = ANY(ways_to_press) AND abs(p.second - pressed_second) < seconds_apart)
        ORDER BY p.key = press_key DESC, p.id LIMIT 1;
    END IF;
    RETURN NEXT;
END $$;
"""
UNDO = "DROP FUNCTION attendance_press; DROP FUNCTION attendance_hold_presses;"


class Migration(migrations.Migration):
    dependencies = [("attendance", "0004_after_the_fact_and_places")]
    operations = [migrations.RunSQL(SQL, UNDO)]
