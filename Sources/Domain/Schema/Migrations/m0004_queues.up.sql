-- Queues that pause, jobs that people look at and try again, and done jobs that go after a while.

set local role engram_owner;

-- One row a queue. paused_at is null for one that is not paused; a claim shares a lock on its row,
-- so that none is under way once a pause has committed.
create table engram.job_queues (
  queue smallint not null,
  paused_at timestamptz,
  paused_by text,
  constraint job_queues_pkey primary key (queue),
  constraint job_queues_known check (queue between 1 and 2),
  constraint job_queues_paused_by_length check (octet_length(paused_by) <= 500),
  constraint job_queues_paused_by_while_paused check (paused_at is not null or paused_by is null)
);

insert into engram.job_queues (queue) values (1), (2);

-- The deployment's, and no secret.
alter table engram.job_queues enable row level security, force row level security;
create policy service on engram.job_queues for select to engram_service using (true);
create policy system on engram.job_queues to engram_system using (true);
grant select on engram.job_queues to engram_service;
grant select, update on engram.job_queues to engram_system;

-- What a person looks through. There are few jobs at this point, so it is not built concurrently.
create index jobs_newest on engram.jobs (created_at, job_id);
-- What a sweep removes.
create index jobs_done on engram.jobs (queue, finished_at) where state = 3;

-- Of its own organizations' jobs the service may open dead ones again, or remove them, and change
-- no others.
drop policy service on engram.jobs;
create policy service_select on engram.jobs for select to engram_service
  using (coalesce(organization_id = any ((select engram.current_organizations())::text[]), false));
create policy service_insert on engram.jobs for insert to engram_service
  with check (
    coalesce(organization_id = any ((select engram.current_organizations())::text[]), false));
create policy service_update on engram.jobs for update to engram_service
  using (
    state = 4
    and coalesce(organization_id = any ((select engram.current_organizations())::text[]), false))
  with check (
    state = 1
    and coalesce(organization_id = any ((select engram.current_organizations())::text[]), false));
create policy service_delete on engram.jobs for delete to engram_service
  using (
    state = 4
    and coalesce(organization_id = any ((select engram.current_organizations())::text[]), false));
grant delete, update (
  state, attempts, crashes, fencing_token, run_after, publish_after, published_epoch, finished_at
) on engram.jobs to engram_service;

reset role;
