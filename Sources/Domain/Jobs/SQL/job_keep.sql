-- Keeps what a handler has of a job so far, for the next attempt. The system role's.
--
-- $1 text  organization_id
-- $2 uuid  job_id
-- $3 int8  fencing_token
-- $4 text  what to keep
--
-- One row when the job is still held, without columns of interest.
update engram.jobs
set progress = $4
where organization_id = $1 and job_id = $2 and fencing_token = $3 and state = 2
returning 1
