-- Pauses a queue; one that is paused stays as it is. The system role's.
--
-- $1 int2  queue
-- $2 text  who says so, null for nobody in particular
--
-- Waits for the claims under way; once it has committed, nothing is claimed.
update engram.job_queues
set paused_at = now(), paused_by = $2
where queue = $1 and paused_at is null
