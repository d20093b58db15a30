-- Ends the pause of a queue; one that is not paused stays as it is. The system role's.
--
-- $1 int2  queue
-- $2 int4  at most so many due jobs are to be published again
--
-- What was announced before the pause is forgotten by now: some of what is due is announced anew, so
-- that workers look at once, and whoever looks goes on while there is something.
with resumed as (
  update engram.job_queues
  set paused_at = null, paused_by = null
  where queue = $1 and paused_at is not null
  returning queue
),
due as materialized (
  select j.organization_id, j.job_id
  from resumed r
  join engram.jobs j on j.queue = r.queue
  where j.state = 1 and j.run_after <= now()
  limit $2
  for update of j skip locked
)
update engram.jobs j
set published_epoch = 0
from due d
where j.organization_id = d.organization_id and j.job_id = d.job_id
