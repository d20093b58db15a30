-- Marks leased jobs as dead. The system role's.
--
-- $1 text[]  organization_ids
-- $2 uuid[]  job_ids, in step with $1
-- $3 int8[]  fencing_tokens, in step with $1
-- $4 text[]  why
--
-- A row for each job that was still held: job_id uuid.
update engram.jobs j
set state = 4,
  fencing_token = j.fencing_token + 1,
  attempts = j.attempts + 1,
  lease_until = null,
  finished_at = now(),
  last_error = b.reason
from unnest($1::text[], $2::uuid[], $3::int8[], $4::text[])
  as b (organization_id, job_id, fencing_token, reason)
where j.organization_id = b.organization_id
  and j.job_id = b.job_id
  and j.fencing_token = b.fencing_token
returning j.job_id
