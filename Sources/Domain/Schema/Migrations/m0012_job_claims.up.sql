-- A claim finds jobs that are leased alone without looking through all that wait.
set local role engram_owner;

create index jobs_due_alone on engram.jobs (queue, organization_id, run_after)
  where state = 1 and crashes > 1;

reset role;
