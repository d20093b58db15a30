-- A page of an organization's jobs, the newest first.
--
-- $1 timestamptz  with $2: only jobs that come after the one with this created_at
-- $2 uuid         and job_id; for the first page, greater than all
-- $3 int2         only of this queue, null for all
-- $4 int2         only in this state, null for all
-- $5 int4         at most so many rows
-- $6 text         organization_id
--
-- Rows as in job_get, and found int8: how many there are for this page and beyond, at most $5 + 1.
-- More than the rows returned means that another page follows.
select
  organization_id, job_id, queue, subject_kind, subject_id, state, attempts, crashes, run_after,
  lease_until, last_error, created_at, finished_at, found
from (
  select candidate.*, count(*) over () as found
  from (
    select *
    from engram.jobs
    where organization_id = $6
      and (created_at, job_id) < ($1, $2)
      and ($3::int2 is null or queue = $3)
      and ($4::int2 is null or state = $4)
    order by created_at desc, job_id desc
    limit $5::int4 + 1
  ) candidate
) page
order by created_at desc, job_id desc
limit $5
