-- Jobs: what is to be done in the background.

set local role engram_owner;

-- queue: 1 consolidation, 2 embedding. subject_kind: 1 memory, 2 document, 3 message,
-- 4 conversation. state: 1 open, 2 leased, 3 done, 4 dead.
--
-- fencing_token goes up by one with each lease and with each end of one: who holds an older one
-- holds nothing any more, and a token alone says that the job is leased.
-- attempts counts failures that a handler reported, crashes those leases that ran out.
-- published_epoch is the epoch that a wake-up was last published in, 0 for never; publish_after is
-- when one is next due in that same epoch.
create table engram.jobs (
  organization_id text collate "C" not null,
  job_id uuid not null default gen_random_uuid(),
  queue smallint not null,
  subject_kind smallint not null,
  subject_id uuid not null,
  state smallint not null default 1,
  attempts integer not null default 0,
  crashes integer not null default 0,
  fencing_token bigint not null default 0,
  run_after timestamptz not null default now(),
  lease_until timestamptz,
  publish_after timestamptz not null default now(),
  published_at timestamptz,
  published_epoch bigint not null default 0,
  last_error text,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  constraint jobs_pkey primary key (organization_id, job_id),
  constraint jobs_queue_known check (queue between 1 and 2),
  constraint jobs_subject_kind_known check (subject_kind between 1 and 4),
  constraint jobs_state_known check (state between 1 and 4),
  constraint jobs_counts_range check (attempts >= 0 and crashes >= 0 and fencing_token >= 0),
  constraint jobs_lease_while_leased check ((state = 2) = (lease_until is not null)),
  constraint jobs_last_error_length check (octet_length(last_error) <= 500)
) with (fillfactor = 85);

-- At most one open job a subject, and beside it at most one that is leased: a change that comes
-- while a job runs finds no open one, so it gets a job of its own, which waits for the other.
create unique index jobs_subject
  on engram.jobs (organization_id, queue, subject_kind, subject_id, state) where state in (1, 2);
-- What a worker claims, organization by organization.
create index jobs_due on engram.jobs (queue, organization_id, run_after) where state = 1;
-- What a relay publishes.
create index jobs_unpublished
  on engram.jobs (queue, published_epoch, publish_after) where state = 1;
-- What a sweep looks through: few, and no open one pays for it.
create index jobs_held on engram.jobs (queue, state) where state in (2, 4);

-- As in 0001. The service adds jobs and reads them; all else is the system's.
alter table engram.jobs enable row level security, force row level security;
create policy service on engram.jobs to engram_service
  using (coalesce(organization_id = any ((select engram.current_organizations())::text[]), false));
create policy system on engram.jobs to engram_system using (true);
grant select, insert on engram.jobs to engram_service;
grant select, insert, update, delete on engram.jobs to engram_system;

reset role;
