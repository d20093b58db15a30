-- How queues stand. The system role's.
--
-- $1 int2  only this queue, null for all
--
-- A row for each queue, in the order of their numbers: queue int2, open int8, due int8, leased int8,
-- dead int8, oldest_due_ms int8 (0 when none is due), paused_at timestamptz or null, paused_by text
-- or null.
select q.queue, o.open, o.due, h.leased, h.dead,
  coalesce((extract(epoch from now() - o.oldest_due) * 1000)::int8, 0) as oldest_due_ms,
  q.paused_at, q.paused_by
from engram.job_queues q
cross join lateral (
  select count(*) as open,
    count(*) filter (where j.run_after <= now()) as due,
    min(j.run_after) filter (where j.run_after <= now()) as oldest_due
  from engram.jobs j
  where j.queue = q.queue and j.state = 1
) o
cross join lateral (
  select count(*) filter (where j.state = 2) as leased,
    count(*) filter (where j.state = 4) as dead
  from engram.jobs j
  where j.queue = q.queue and j.state in (2, 4)
) h
where $1::int2 is null or q.queue = $1
order by q.queue
