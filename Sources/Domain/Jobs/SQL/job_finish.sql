-- Removes jobs that are done. The system role's.
--
-- $1 text[]  organization_ids
-- $2 uuid[]  job_ids, in step with $1
-- $3 int8[]  fencing_tokens, in step with $1
--
-- A row for each job that was still held: job_id uuid.
delete from engram.jobs j
using unnest($1::text[], $2::uuid[], $3::int8[]) as f (organization_id, job_id, fencing_token)
where j.organization_id = f.organization_id
  and j.job_id = f.job_id
  and j.fencing_token = f.fencing_token
returning j.job_id
