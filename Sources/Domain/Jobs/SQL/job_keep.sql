-- Keeps what handlers have of jobs so far, for the next attempts. The system role's.
--
-- $1 text[]  organization_ids
-- $2 uuid[]  job_ids, each only once, in step with $1
-- $3 int8[]  fencing_tokens, in step with $1
-- $4 text[]  what to keep, in step with $1
--
-- A row for each job that is still held: number int8, its place in $1, from 1.
update engram.jobs j
set progress = g.progress
from unnest($1::text[], $2::uuid[], $3::int8[], $4::text[]) with ordinality as g (
  organization_id, job_id, fencing_token, progress, number)
where j.organization_id = g.organization_id
  and j.job_id = g.job_id
  and j.fencing_token = g.fencing_token
  and j.state = 2
returning g.number
