-- Opens a dead job again.
--
-- $1 text  organization_id
-- $2 uuid  job_id
--
-- A row if there is such a job: as in job_get, and is_open bool. When it was dead, that is the job
-- that is open for its subject now: itself, or another one, and then it is removed. Else it is the
-- job as it is, with is_open false.
--
-- Should another one be inserted at this very moment, the unique index refuses; the next try sees it.
with dead as materialized (
  select j.*,
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
  where j.organization_id = $1 and j.job_id = $2 and j.state = 4
  for update of j
),
removed as (
  delete from engram.jobs j
  using dead d
  where d.other_id is not null
    and j.organization_id = d.organization_id
    and j.job_id = d.job_id
    and j.state = 4
),
opened as (
  update engram.jobs j
  set state = 1,
    attempts = 0,
    crashes = 0,
    fencing_token = j.fencing_token + 1,
    run_after = now(),
    publish_after = now(),
    published_epoch = 0,
    finished_at = null
  from dead d
  where d.other_id is null
    and j.organization_id = d.organization_id
    and j.job_id = d.job_id
    and j.state = 4
  returning j.*
),
result as (
  select o.*, true as is_open
  from opened o
  union all
  select j.*, true
  from dead d
  join engram.jobs j on j.organization_id = d.organization_id and j.job_id = d.other_id
  union all
  select j.*, false
  from engram.jobs j
  where j.organization_id = $1 and j.job_id = $2 and not exists (select from dead)
)
select organization_id, job_id, queue, subject_kind, subject_id, state, attempts, crashes,
  run_after, lease_until, last_error, created_at, finished_at, is_open
from result
