-- Opens leased jobs again, for later. The system role's.
--
-- $1 text[]  organization_ids
-- $2 uuid[]  job_ids, in step with $1
-- $3 int8[]  fencing_tokens, in step with $1
-- $4 int8[]  milliseconds until each is due
-- $5 int4[]  1 for each that failed, 0 for each that was given back
-- $6 text[]  why each failed; null leaves what is there
--
-- A row for each job that was still held: job_id uuid.
--
-- A job whose subject has got another open one meanwhile is removed, for that one does its work: it
-- inherits what was kept, asked for and counted, and waits as long. Should such a one be inserted at
-- this very moment, the unique index refuses; the next try sees it.
with released as materialized (
  select r.*,
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
  from unnest($1::text[], $2::uuid[], $3::int8[], $4::int8[], $5::int4[], $6::text[])
    as r (organization_id, job_id, fencing_token, delay, failures, reason)
  join engram.jobs j using (organization_id, job_id, fencing_token)
),
removed as (
  delete from engram.jobs j
  using released r
  where r.other_id is not null
    and j.organization_id = r.organization_id
    and j.job_id = r.job_id
    and j.fencing_token = r.fencing_token
  returning j.organization_id, j.job_id, r.other_id, r.delay, j.attempts + r.failures as attempts,
    j.crashes, j.target_seq, j.progress, coalesce(r.reason, j.last_error) as last_error
),
inherited as (
  update engram.jobs j
  set attempts = r.attempts,
    crashes = r.crashes,
    run_after = greatest(j.run_after, now() + r.delay * interval '1 millisecond'),
    publish_after = greatest(j.publish_after, now() + r.delay * interval '1 millisecond'),
    last_error = r.last_error,
    target_seq = greatest(j.target_seq, r.target_seq),
    progress = r.progress
  from removed r
  where j.organization_id = r.organization_id and j.job_id = r.other_id
),
opened as (
  update engram.jobs j
  set state = 1,
    fencing_token = j.fencing_token + 1,
    attempts = j.attempts + r.failures,
    run_after = now() + r.delay * interval '1 millisecond',
    publish_after = now() + r.delay * interval '1 millisecond',
    lease_until = null,
    last_error = coalesce(r.reason, j.last_error)
  from released r
  where r.other_id is null
    and j.organization_id = r.organization_id
    and j.job_id = r.job_id
    and j.fencing_token = r.fencing_token
  returning j.job_id
)
select job_id from removed union all select job_id from opened
