-- Moves factors towards what providers reported: at once a good part of the way up, slowly down.
-- Runs after calibration_ensure in the same unit. The system role's.
--
-- $1 text[]    organization_ids
-- $2 text[]    the models, one for each
-- $3 float8[]  the highest share of the estimate that was reported
-- $4 float8[]  the mean of these shares
-- $5 int4[]    of how many reports
-- $6 float8    the part of the way up to the highest
-- $7 float8    the part of the way down to the mean, for each report
-- $8 float8    the least that a factor may be
-- $9 float8    the most
--
-- No rows.
with reported as (
  select c.organization_id, c.model, r.highest, r.mean, r.count
  from unnest($1::text[], $2::text[], $3::float8[], $4::float8[], $5::int4[])
    as r (organization_id, model, highest, mean, count)
  join engram.token_calibrations c using (organization_id, model)
  order by c.organization_id, c.model
  for update of c
)
update engram.token_calibrations c
set factor = least(greatest(
      case
        when r.highest > c.factor then c.factor + $6 * (r.highest - c.factor)
        else c.factor + (1 - power(1 - $7, r.count)) * (r.mean - c.factor)
      end, $8), $9),
    report_count = c.report_count + r.count,
    updated_at = now()
from reported r
where c.organization_id = r.organization_id and c.model = r.model
