-- One job of an organization.
--
-- $1 text  organization_id
-- $2 uuid  job_id
--
-- A row if there is such a job: organization_id text, job_id uuid, queue int2, subject_kind int2,
-- subject_id uuid, state int2, attempts int4, crashes int4, run_after timestamptz, lease_until
-- timestamptz or null, last_error text or null, created_at timestamptz, finished_at timestamptz or
-- null.
select organization_id, job_id, queue, subject_kind, subject_id, state, attempts, crashes, run_after,
  lease_until, last_error, created_at, finished_at
from engram.jobs
where organization_id = $1 and job_id = $2
