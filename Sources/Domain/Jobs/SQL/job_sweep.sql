-- Takes jobs back whose lease has run out. The system role's.
--
-- $1 int2  queue
-- $2 int4  so many crashes make a job dead
-- $3 int4  at most so many jobs
--
-- A row for each job: organization_id text, job_id uuid, crashes int4, is_dead bool.
--
-- A job whose subject has got another open one meanwhile is removed, unless it is dead; the other one
-- inherits what was kept, asked for and counted. Should such a one be inserted at this very moment,
-- the unique index refuses; the next sweep sees it.
with expired as materialized (
  select j.organization_id, j.job_id, j.crashes + 1 >= $2 as is_dead,
    (
      -- Open, in words that only the index of subjects fits.
      select o.job_id
      from engram.jobs o
      where o.organization_id = j.organization_id
        and o.queue = j.queue
        and o.subject_kind = j.subject_kind
        and o.subject_id = j.subject_id
        and o.state in (1, 2)
        and o.state < 2
    ) as other_id
  from engram.jobs j
  where j.queue = $1 and j.state = 2 and j.lease_until < now()
  limit $3
  for update of j skip locked
),
removed as (
  delete from engram.jobs j
  using expired e
  where e.other_id is not null
    and not e.is_dead
    and j.organization_id = e.organization_id
    and j.job_id = e.job_id
  returning j.organization_id, j.job_id, e.other_id, j.attempts, j.crashes + 1 as crashes,
    j.target_seq, j.progress
),
inherited as (
  update engram.jobs j
  set attempts = r.attempts,
    crashes = r.crashes,
    last_error = 'the worker did not come back',
    target_seq = greatest(j.target_seq, r.target_seq),
    progress = r.progress
  from removed r
  where j.organization_id = r.organization_id and j.job_id = r.other_id
),
changed as (
  update engram.jobs j
  set state = case when e.is_dead then 4 else 1 end,
    fencing_token = j.fencing_token + 1,
    crashes = j.crashes + 1,
    run_after = now(),
    publish_after = now(),
    lease_until = null,
    finished_at = case when e.is_dead then now() end,
    last_error = 'the worker did not come back'
  from expired e
  where (e.is_dead or e.other_id is null)
    and j.organization_id = e.organization_id
    and j.job_id = e.job_id
  returning j.organization_id, j.job_id, j.crashes, e.is_dead
)
select organization_id, job_id, crashes, false as is_dead from removed
union all
select * from changed
