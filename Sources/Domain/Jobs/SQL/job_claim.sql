-- Leases open jobs of a queue that are due, fairly over organizations. The system role's.
--
-- $1 int2  queue
-- $2 int4  at most so many jobs
-- $3 text  the organization that was served last; the next one in byte order comes first, and after
--          the last one the first
-- $4 int8  milliseconds of the lease
-- $5 bool  whether one that is leased alone has its turn
--
-- A row for each job: organization_id text, job_id uuid, subject_kind int2, subject_id uuid,
-- attempts int4 that failed before, fencing_token int8, is_alone bool; those of the organization
-- served last come last. None while the queue is paused.
--
-- Each organization that has jobs gets the same share, whatever it has more of. A job waits while
-- another one for its subject is leased. A job that has lost two workers is leased alone, so that
-- one that brings its worker down is not the end of its neighbours; where there are others too, $5
-- decides, so that neither waits for all of the other.
with recursive queue as materialized (
  -- A pause waits for the claims under way, and those that come after it find no row.
  select
  from engram.job_queues
  where queue = $1 and paused_at is null
  for share
),
walk as (
  select $3::text collate "C" as organization_id, false as is_wrapped, false as is_due,
    0 as due_count, 0 as step
  from queue
  union all
  select n.organization_id, n.is_wrapped, d.is_due, w.due_count + d.is_due::int4, w.step + 1
  from walk w
  cross join lateral (
    (
      select j.organization_id, w.is_wrapped
      from engram.jobs j
      where j.queue = $1 and j.state = 1 and j.organization_id > w.organization_id
      order by j.organization_id
      limit 1
    )
    union all
    (
      select j.organization_id, true
      from engram.jobs j
      where j.queue = $1 and j.state = 1 and not w.is_wrapped
      order by j.organization_id
      limit 1
    )
    limit 1
  ) n (organization_id, is_wrapped)
  cross join lateral (
    select (
      select j.run_after
      from engram.jobs j
      where j.queue = $1 and j.state = 1 and j.organization_id = n.organization_id
      order by j.run_after
      limit 1
    ) <= now() as is_due
  ) d
  where w.due_count < $2
    -- Where very many organizations only wait for a retry, the next claim walks on.
    and w.step < greatest($2, 10000)
    and (not n.is_wrapped or n.organization_id <= $3 collate "C")
),
picked as materialized (
  select p.organization_id, p.job_id, p.is_alone, row_number() over () as place
  from (
    select w.organization_id, count(*) over () as organization_count
    from walk w
    where w.is_due
  ) o
  cross join lateral (
    -- Each by an index of its own: few have lost workers, and among all others one would look for long.
    select a.*, true as is_alone
    from (
      select j.organization_id, j.job_id
      from engram.jobs j
      where j.queue = $1
        and j.state = 1
        and j.organization_id = o.organization_id
        and j.run_after <= now()
        and j.crashes > 1
        -- A sub-select of its own is looked up by subject for each row, whatever the planner thinks.
        and (
          select l.state
          from engram.jobs l
          where l.organization_id = j.organization_id
            and l.queue = j.queue
            and l.subject_kind = j.subject_kind
            and l.subject_id = j.subject_id
            and l.state in (1, 2)
            and l.state > 1
        ) is null
      order by j.run_after
      limit 1
      for update of j skip locked
    ) a
    union all
    select t.*, false
    from (
      select j.organization_id, j.job_id
      from engram.jobs j
      where j.queue = $1
        and j.state = 1
        and j.organization_id = o.organization_id
        and j.run_after <= now()
        and j.crashes <= 1
        and (
          select l.state
          from engram.jobs l
          where l.organization_id = j.organization_id
            and l.queue = j.queue
            and l.subject_kind = j.subject_kind
            and l.subject_id = j.subject_id
            and l.state in (1, 2)
            and l.state > 1
        ) is null
      order by j.run_after
      limit greatest(1, $2 / o.organization_count)
      for update of j skip locked
    ) t
  ) p
),
turn as materialized (
  select bool_and(is_alone) or (bool_or(is_alone) and $5) as is_alone
  from picked
),
chosen as materialized (
  select p.organization_id, p.job_id, p.is_alone, p.place
  from picked p
  join turn t using (is_alone)
  order by p.place
  limit case when (select is_alone from turn) then 1 else $2 end
),
leased as (
  update engram.jobs j
  set state = 2,
    -- The time as well: after a crash of the server, which may lose the last claims, or a fail-over
    -- no token is given a second time.
    fencing_token = greatest(
      j.fencing_token + 1, (extract(epoch from clock_timestamp()) * 1000000)::int8),
    lease_until = now() + $4 * interval '1 millisecond'
  from chosen c
  where j.organization_id = c.organization_id and j.job_id = c.job_id
  returning j.organization_id, j.job_id, j.subject_kind, j.subject_id, j.attempts,
    j.fencing_token, c.is_alone, c.place
)
select organization_id, job_id, subject_kind, subject_id, attempts, fencing_token, is_alone
from leased
order by place
