-- Marks open jobs as published: those that never were, or in another epoch, or too long ago. The
-- system role's.
--
-- $1 int2  queue
-- $2 int8  the epoch, positive
-- $3 int8  milliseconds until a job that is still open is published again
-- $4 int4  at most so many jobs of each kind
--
-- One row: published int8, how many jobs.
--
-- A job that another relay or a worker is at is passed over. While the queue is paused none is
-- published.
with queue as materialized (
  select
  from engram.job_queues
  where queue = $1 and paused_at is null
),
older as materialized (
  select organization_id, job_id
  from engram.jobs
  where queue = $1 and state = 1 and published_epoch < $2 and exists (select from queue)
  order by published_epoch
  limit $4
  for update skip locked
),
newer as materialized (
  select organization_id, job_id
  from engram.jobs
  where queue = $1 and state = 1 and published_epoch > $2 and exists (select from queue)
  order by published_epoch
  limit $4
  for update skip locked
),
stale as materialized (
  select organization_id, job_id
  from engram.jobs
  where queue = $1 and state = 1 and published_epoch = $2 and publish_after <= now()
    and exists (select from queue)
  order by publish_after
  limit $4
  for update skip locked
),
published as (
  update engram.jobs j
  set published_at = now(),
    published_epoch = $2,
    -- One that is not due yet is announced when it is.
    publish_after = case
      when j.run_after > now() then j.run_after
      else now() + $3 * interval '1 millisecond'
    end
  from (
    select * from older union all select * from newer union all select * from stale
  ) d
  where j.organization_id = d.organization_id and j.job_id = d.job_id
  returning 1
)
select count(*) as published
from published
