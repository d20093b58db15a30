-- Removes jobs of a queue that have long been done. The system role's.
--
-- $1 int2  queue
-- $2 int8  milliseconds that they stay
-- $3 int4  at most so many jobs
--
-- One row: removed int8, how many jobs.
with old as materialized (
  select organization_id, job_id
  from engram.jobs
  where queue = $1 and state = 3 and finished_at < now() - $2 * interval '1 millisecond'
  order by finished_at
  limit $3
  for update skip locked
),
removed as (
  delete from engram.jobs j
  using old o
  where j.organization_id = o.organization_id and j.job_id = o.job_id
  returning 1
)
select count(*) as removed
from removed
