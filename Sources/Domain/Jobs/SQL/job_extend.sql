-- Extends the leases of jobs. The system role's.
--
-- $1 text[]  organization_ids
-- $2 uuid[]  job_ids, in step with $1
-- $3 int8[]  fencing_tokens, in step with $1
-- $4 int8    milliseconds from now
--
-- One row: held int8, how many are still held under their tokens.
--
-- A job that its handler is just finishing is passed over: this never waits.
with free as materialized (
  select j.organization_id, j.job_id
  from unnest($1::text[], $2::uuid[], $3::int8[]) as h (organization_id, job_id, fencing_token)
  join engram.jobs j using (organization_id, job_id, fencing_token)
  for update of j skip locked
),
extended as (
  update engram.jobs j
  set lease_until = now() + $4 * interval '1 millisecond'
  from free f
  where j.organization_id = f.organization_id and j.job_id = f.job_id
)
select count(*) as held
from unnest($1::text[], $2::uuid[], $3::int8[]) as h (organization_id, job_id, fencing_token)
join engram.jobs j using (organization_id, job_id, fencing_token)
