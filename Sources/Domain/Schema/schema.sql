-- The whole schema, as all migrations together leave it. For reading, and for the test that holds
-- the migrations against it; the roles engram_owner, engram_service and engram_system exist.

create schema if not exists engram authorization engram_owner;

set local role engram_owner;

grant usage on schema engram to engram_service, engram_system;

-- The organizations that the current unit is for; none when it named none.
create function engram.current_organizations() returns text[]
language sql stable parallel safe
return coalesce(nullif(current_setting('engram.organizations', true), '')::text[], '{}');

revoke execute on function engram.current_organizations() from public;
grant execute on function engram.current_organizations() to engram_service;

-- Organizations, projects and users share one life: live; deleted_at set: out of sight, being
-- erased; purged_at set: a tombstone, which the next use revives as the next generation.
--
-- metadata_bytes is the length of metadata as text, for lists to measure their pages by.

create table engram.organizations (
  organization_id text collate "C" not null,
  display_name text not null default '',
  metadata jsonb,
  metadata_bytes integer not null
    generated always as (coalesce(octet_length(metadata::text), 0)) stored,
  generation bigint not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  purged_at timestamptz,
  constraint organizations_pkey primary key (organization_id),
  constraint organizations_id_length check (octet_length(organization_id) between 1 and 128),
  constraint organizations_display_name_length check (octet_length(display_name) <= 500),
  constraint organizations_metadata_object check (jsonb_typeof(metadata) = 'object'),
  constraint organizations_generation_positive check (generation >= 1),
  constraint organizations_purged_once_deleted check (purged_at is null or deleted_at is not null)
);

create table engram.projects (
  organization_id text collate "C" not null,
  project_id text collate "C" not null,
  display_name text not null default '',
  metadata jsonb,
  metadata_bytes integer not null
    generated always as (coalesce(octet_length(metadata::text), 0)) stored,
  generation bigint not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  purged_at timestamptz,
  constraint projects_pkey primary key (organization_id, project_id),
  constraint projects_organization_fkey foreign key (organization_id)
    references engram.organizations,
  constraint projects_id_length check (octet_length(project_id) between 1 and 128),
  constraint projects_display_name_length check (octet_length(display_name) <= 500),
  constraint projects_metadata_object check (jsonb_typeof(metadata) = 'object'),
  constraint projects_generation_positive check (generation >= 1),
  constraint projects_purged_once_deleted check (purged_at is null or deleted_at is not null)
);

create table engram.users (
  organization_id text collate "C" not null,
  user_id text collate "C" not null,
  display_name text not null default '',
  metadata jsonb,
  metadata_bytes integer not null
    generated always as (coalesce(octet_length(metadata::text), 0)) stored,
  generation bigint not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  purged_at timestamptz,
  constraint users_pkey primary key (organization_id, user_id),
  constraint users_organization_fkey foreign key (organization_id)
    references engram.organizations,
  constraint users_id_length check (octet_length(user_id) between 1 and 128),
  constraint users_display_name_length check (octet_length(display_name) <= 500),
  constraint users_metadata_object check (jsonb_typeof(metadata) = 'object'),
  constraint users_generation_positive check (generation >= 1),
  constraint users_purged_once_deleted check (purged_at is null or deleted_at is not null)
);

-- What the purge has still to erase.
create index organizations_purging on engram.organizations (deleted_at)
  where deleted_at is not null and purged_at is null;
create index projects_purging on engram.projects (deleted_at)
  where deleted_at is not null and purged_at is null;
create index users_purging on engram.users (deleted_at)
  where deleted_at is not null and purged_at is null;

-- title_seq is the message that the title was made from; null while the title is the caller's or
-- empty. request_hash tells a repeated create from another one with the same id. erased_version is
-- raised when the content of messages is erased. Appends update the row, and the free space lets
-- them do so without touching an index.
create table engram.conversations (
  organization_id text collate "C" not null,
  conversation_id uuid not null,
  user_id text collate "C" not null,
  project_id text collate "C",
  title text not null default '',
  title_seq bigint,
  metadata jsonb,
  metadata_bytes integer not null
    generated always as (coalesce(octet_length(metadata::text), 0)) stored,
  request_hash bytea not null,
  next_seq bigint not null default 1,
  consolidated_seq bigint not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  token_total bigint not null default 0,
  consolidated_tokens bigint not null default 0,
  erased_version bigint not null default 0,
  constraint conversations_pkey primary key (organization_id, conversation_id),
  constraint conversations_user_fkey foreign key (organization_id, user_id)
    references engram.users,
  constraint conversations_project_fkey foreign key (organization_id, project_id)
    references engram.projects,
  constraint conversations_title_length check (octet_length(title) <= 500),
  constraint conversations_metadata_object check (jsonb_typeof(metadata) = 'object'),
  constraint conversations_request_hash_length check (octet_length(request_hash) = 32),
  constraint conversations_consolidated_range
    check (consolidated_seq >= 0 and consolidated_seq < next_seq),
  constraint conversations_consolidated_tokens_range
    check (consolidated_tokens between 0 and token_total)
) with (fillfactor = 85);

create index conversations_newest
  on engram.conversations (organization_id, created_at desc, conversation_id desc);
create index conversations_by_user
  on engram.conversations (organization_id, user_id, created_at desc, conversation_id desc);
create index conversations_by_project
  on engram.conversations (organization_id, project_id, created_at desc, conversation_id desc)
  where project_id is not null;
create index conversations_purging on engram.conversations (deleted_at)
  where deleted_at is not null;

-- role: 1 system, 2 user, 3 assistant, 4 tool. request_hash tells a repeated append from another
-- one with the same id; it outlives the content.
create table engram.messages (
  organization_id text collate "C" not null,
  conversation_id uuid not null,
  seq bigint not null,
  message_id uuid not null,
  role smallint not null,
  name text not null,
  content text not null,
  metadata jsonb,
  metadata_bytes integer not null
    generated always as (coalesce(octet_length(metadata::text), 0)) stored,
  token_count integer not null,
  request_hash bytea not null,
  created_at timestamptz not null,
  occurred_at timestamptz not null,
  deleted_at timestamptz,
  constraint messages_pkey primary key (organization_id, conversation_id, seq),
  constraint messages_message_id_key unique (organization_id, message_id),
  constraint messages_conversation_fkey foreign key (organization_id, conversation_id)
    references engram.conversations,
  constraint messages_seq_positive check (seq >= 1),
  constraint messages_role_known check (role between 1 and 4),
  constraint messages_name_length check (octet_length(name) <= 128),
  constraint messages_content_length check (octet_length(content) <= 1048576),
  constraint messages_metadata_object check (jsonb_typeof(metadata) = 'object'),
  constraint messages_token_count_range check (token_count >= 0),
  constraint messages_request_hash_length check (octet_length(request_hash) = 32),
  constraint messages_deleted_is_empty
    check (deleted_at is null or (content = '' and name = '' and metadata is null))
);

-- The service sees the organizations of its unit; the system role sees all of them.
alter table engram.organizations enable row level security, force row level security;
alter table engram.projects enable row level security, force row level security;
alter table engram.users enable row level security, force row level security;
alter table engram.conversations enable row level security, force row level security;
alter table engram.messages enable row level security, force row level security;

-- The sub-select makes Postgres read the setting once for a statement, not once for a row. coalesce
-- keeps the comparison out of index conditions: there it would be tried once for each organization
-- of the set, and its guessed selectivity makes the planner take worse indexes.
create policy service on engram.organizations to engram_service
  using (coalesce(organization_id = any ((select engram.current_organizations())::text[]), false));
create policy service on engram.projects to engram_service
  using (coalesce(organization_id = any ((select engram.current_organizations())::text[]), false));
create policy service on engram.users to engram_service
  using (coalesce(organization_id = any ((select engram.current_organizations())::text[]), false));
create policy service on engram.conversations to engram_service
  using (coalesce(organization_id = any ((select engram.current_organizations())::text[]), false));
create policy service on engram.messages to engram_service
  using (coalesce(organization_id = any ((select engram.current_organizations())::text[]), false));

create policy system on engram.organizations to engram_system using (true);
create policy system on engram.projects to engram_system using (true);
create policy system on engram.users to engram_system using (true);
create policy system on engram.conversations to engram_system using (true);
create policy system on engram.messages to engram_system using (true);

-- Only the purge, which is the system's, removes rows.
grant select, insert, update on
  engram.organizations, engram.projects, engram.users, engram.conversations, engram.messages
  to engram_service;
grant select, insert, update, delete on
  engram.organizations, engram.projects, engram.users, engram.conversations, engram.messages
  to engram_system;

-- Conversations that are not being deleted, nor is anything that they belong to.
create view engram.live_conversations with (security_invoker = true) as
select c.*
from engram.conversations c
join engram.organizations o
  on o.organization_id = c.organization_id and o.deleted_at is null
join engram.users u
  on u.organization_id = c.organization_id and u.user_id = c.user_id and u.deleted_at is null
left join engram.projects p
  on p.organization_id = c.organization_id and p.project_id = c.project_id
where c.deleted_at is null and p.deleted_at is null;

grant select on engram.live_conversations to engram_service, engram_system;

-- queue: 1 consolidation, 2 embedding. subject_kind: 1 memory, 2 document, 3 message,
-- 4 conversation, 5 organization (whose subject_id is all zeros). state: 1 open, 2 leased, 3 done,
-- 4 dead.
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
  target_seq bigint,
  progress text,
  constraint jobs_pkey primary key (organization_id, job_id),
  constraint jobs_queue_known check (queue between 1 and 2),
  constraint jobs_subject_kind_known check (subject_kind between 1 and 5),
  constraint jobs_state_known check (state between 1 and 4),
  constraint jobs_counts_range check (attempts >= 0 and crashes >= 0 and fencing_token >= 0),
  constraint jobs_lease_while_leased check ((state = 2) = (lease_until is not null)),
  constraint jobs_last_error_length check (octet_length(last_error) <= 500),
  constraint jobs_target_seq_positive check (target_seq >= 1),
  constraint jobs_progress_length check (octet_length(progress) <= 1048576)
) with (fillfactor = 85);

-- At most one open job a subject, and beside it at most one that is leased: a change that comes
-- while a job runs finds no open one, so it gets a job of its own, which waits for the other.
create unique index jobs_subject
  on engram.jobs (organization_id, queue, subject_kind, subject_id, state) where state in (1, 2);
-- What a worker claims, organization by organization.
create index jobs_due on engram.jobs (queue, organization_id, run_after) where state = 1;
-- Those that are leased alone, which are few.
create index jobs_due_alone on engram.jobs (queue, organization_id, run_after)
  where state = 1 and crashes > 1;
-- What a relay publishes.
create index jobs_unpublished
  on engram.jobs (queue, published_epoch, publish_after) where state = 1;
-- What a sweep looks through: few, and no open one pays for it.
create index jobs_held on engram.jobs (queue, state) where state in (2, 4);
-- What a person looks through.
create index jobs_newest on engram.jobs (created_at, job_id);
-- What a sweep removes.
create index jobs_done on engram.jobs (queue, finished_at) where state = 3;
-- A conversation's dead job.
create index jobs_dead_consolidation
  on engram.jobs (organization_id, subject_id) where state = 4 and queue = 1;

-- The service adds jobs and reads them, and may open dead ones again or remove them; all else is the
-- system's.
alter table engram.jobs enable row level security, force row level security;
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
create policy service_move on engram.jobs for update to engram_service
  using (
    state in (1, 2)
    and coalesce(organization_id = any ((select engram.current_organizations())::text[]), false))
  with check (
    state in (1, 2)
    and coalesce(organization_id = any ((select engram.current_organizations())::text[]), false));
create policy system on engram.jobs to engram_system using (true);
grant select, insert on engram.jobs to engram_service;
grant delete, update (
  state, attempts, crashes, fencing_token, run_after, publish_after, published_epoch, finished_at,
  target_seq
) on engram.jobs to engram_service;
grant select, insert, update, delete on engram.jobs to engram_system;

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

reset role;
create extension if not exists vector with schema public;
set local role engram_owner;

-- Statements run without a search_path, and the extension may be in any schema: these name its
-- type and its operator once. Both are expanded where they are used.
create function engram.embedding(real[]) returns public.halfvec
language sql immutable strict parallel safe
return $1::public.halfvec;
create function engram.similarity(public.halfvec, public.halfvec) returns float8
language sql immutable strict parallel safe
return -($1 operator(public.<#>) $2);
-- As the extension's own function sends it: dimensions int2, unused int2, then float2 numbers.
create function engram.embedding_bytes(public.halfvec) returns bytea
language sql immutable strict parallel safe
return public.halfvec_send($1);

-- What follows a version. None comes twice for a scope, also when it is erased and made anew, or
-- when a crash loses the latest commits: the clock has gone on since.
create function engram.version_after(bigint) returns bigint
language sql volatile parallel safe
return greatest($1 + 1, (extract(epoch from clock_timestamp()) * 1000000)::bigint);

-- Embeddings have length 1. scope_key, project_id (of a user's memory that is bound to one) and
-- expires_at are the memory's: what a search may see is decided here, without reading memories.
create table engram.memory_embeddings (
  organization_id text collate "C" not null,
  memory_id uuid not null,
  model_id smallint not null,
  scope_key text collate "C" not null,
  project_id text collate "C",
  expires_at timestamptz,
  embedding public.halfvec not null
);

-- What is null is the deployment's. summary_scope: 1 the project's where there is one, 2 the
-- user's. retention: 1 summarised messages stay, 2 their content is erased at once.
create table engram.organization_settings (
  organization_id text collate "C" not null,
  organization_memory_limit integer,
  project_memory_limit integer,
  user_memory_limit integer,
  consolidates boolean,
  message_threshold integer,
  token_threshold integer,
  keep_recent integer,
  idle_seconds integer,
  summary_scope smallint,
  retention smallint,
  archive_days integer,
  embeds_messages boolean,
  llm_base_url text,
  llm_model text,
  llm_temperature double precision,
  llm_max_output_tokens integer,
  llm_api_key bytea,
  embedding_model text,
  embedding_dimensions integer,
  embedding_model_id smallint,
  constraint organization_settings_pkey primary key (organization_id),
  constraint organization_settings_organization_fkey foreign key (organization_id)
    references engram.organizations,
  constraint organization_settings_organization_memory_limit_range
    check (organization_memory_limit between 1 and 100000),
  constraint organization_settings_project_memory_limit_range
    check (project_memory_limit between 1 and 100000),
  constraint organization_settings_user_memory_limit_range
    check (user_memory_limit between 1 and 100000),
  constraint organization_settings_message_threshold_range
    check (message_threshold between 1 and 100000),
  constraint organization_settings_token_threshold_range
    check (token_threshold between 100 and 100000000),
  constraint organization_settings_keep_recent_range check (keep_recent between 0 and 10000),
  constraint organization_settings_idle_seconds_range
    check (idle_seconds between 60 and 31536000),
  constraint organization_settings_summary_scope_known check (summary_scope between 1 and 2),
  constraint organization_settings_retention_known check (retention between 1 and 2),
  constraint organization_settings_archive_days_range check (archive_days between 1 and 36500),
  constraint organization_settings_llm_base_url_length
    check (octet_length(llm_base_url) between 1 and 2048),
  constraint organization_settings_llm_model_length
    check (octet_length(llm_model) between 1 and 256),
  constraint organization_settings_llm_temperature_range
    check (llm_temperature between 0 and 2),
  constraint organization_settings_llm_max_output_tokens_range
    check (llm_max_output_tokens between 1 and 1000000),
  constraint organization_settings_llm_api_key_length
    check (octet_length(llm_api_key) between 1 and 8192),
  constraint organization_settings_embedding_model_length
    check (octet_length(embedding_model) between 1 and 256),
  constraint organization_settings_embedding_dimensions_range
    check (embedding_dimensions between 1 and 3800),
  constraint organization_settings_embedding_model_reached
    check ((embedding_model is null) = (embedding_model_id is null)
      and (embedding_model is null or llm_base_url is not null))
);

-- What has memories: the organization itself (scope 1), a project (2) or a user (3). Whoever adds
-- memories to it locks its row. deleted_at set: out of sight, being erased. version is raised with
-- each change of what a search can find in it.
create table engram.memory_scopes (
  organization_id text collate "C" not null,
  scope smallint not null,
  project_id text collate "C",
  user_id text collate "C",
  scope_key text collate "C" not null generated always as (
    case scope when 1 then '1' when 2 then '2:' || project_id else '3:' || user_id end
  ) stored,
  deleted_at timestamptz,
  version bigint not null default engram.version_after(0),
  constraint memory_scopes_pkey primary key (organization_id, scope_key),
  constraint memory_scopes_organization_fkey foreign key (organization_id)
    references engram.organizations,
  constraint memory_scopes_project_fkey foreign key (organization_id, project_id)
    references engram.projects,
  constraint memory_scopes_user_fkey foreign key (organization_id, user_id)
    references engram.users,
  constraint memory_scopes_owner check (
    scope between 1 and 3
    and (project_id is not null) = (scope = 2)
    and (user_id is not null) = (scope = 3)
  )
);

create index memory_scopes_purging on engram.memory_scopes (deleted_at)
  where deleted_at is not null;
create index memory_scopes_by_project on engram.memory_scopes (organization_id, project_id)
  where project_id is not null;
create index memory_scopes_by_user on engram.memory_scopes (organization_id, user_id)
  where user_id is not null;

-- project_id of a user's memory is the project it is bound to; user_id of other memories is whom
-- they came from, and no more than a note. type: 1 working, 2 episodic, 3 semantic. content_hash
-- finds the same content again; request_hash tells a repeated store from another one with the same
-- id. words is the content's, for search.
--
-- origin: 1 a caller stored it, 2 a copy of a summary, 3 a fact that was found in messages. What a
-- consolidation made goes when that one is undone. superseded_by is the memory that says what is true
-- now; superseded_importance is what this one's was until then.
create table engram.memories (
  organization_id text collate "C" not null,
  memory_id uuid not null,
  scope smallint not null,
  scope_key text collate "C" not null generated always as (
    case scope when 1 then '1' when 2 then '2:' || project_id else '3:' || user_id end
  ) stored,
  project_id text collate "C",
  user_id text collate "C",
  type smallint not null,
  importance smallint not null,
  conversation_id uuid,
  from_seq bigint,
  to_seq bigint,
  content text not null,
  metadata jsonb,
  metadata_bytes integer not null
    generated always as (coalesce(octet_length(metadata::text), 0)) stored,
  content_hash bytea not null,
  request_hash bytea not null,
  words tsvector not null,
  word_count integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  expires_at timestamptz,
  origin smallint not null default 1,
  consolidation_id uuid,
  superseded_by uuid,
  superseded_importance smallint,
  constraint memories_pkey primary key (organization_id, memory_id),
  constraint memories_scope_fkey foreign key (organization_id, scope_key)
    references engram.memory_scopes,
  constraint memories_project_fkey foreign key (organization_id, project_id)
    references engram.projects,
  constraint memories_conversation_fkey foreign key (organization_id, conversation_id)
    references engram.conversations on delete cascade,
  constraint memories_owner check (
    scope between 1 and 3
    and (scope <> 1 or project_id is null)
    and (scope <> 2 or project_id is not null)
    and (scope <> 3 or user_id is not null)
  ),
  constraint memories_user_id_length check (octet_length(user_id) between 1 and 128),
  constraint memories_type_known check (type between 1 and 3),
  constraint memories_importance_range check (importance between 1 and 10),
  constraint memories_source check (
    (from_seq is null) = (to_seq is null)
    and (from_seq is null or (conversation_id is not null and 1 <= from_seq and from_seq <= to_seq))
  ),
  constraint memories_content_length check (octet_length(content) between 1 and 65536),
  constraint memories_metadata_object check (jsonb_typeof(metadata) = 'object'),
  constraint memories_content_hash_length check (octet_length(content_hash) = 16),
  constraint memories_request_hash_length check (octet_length(request_hash) = 32),
  constraint memories_word_count_range check (word_count >= 0),
  constraint memories_origin_known check (origin between 1 and 3),
  constraint memories_superseded
    check ((superseded_by is null) = (superseded_importance is null))
);

-- What a caller sees, the most valuable first; read backwards, what is evicted first.
create index memories_by_value
  on engram.memories (organization_id, scope_key, importance desc, created_at desc, memory_id desc);
create index memories_by_content
  on engram.memories (organization_id, content_hash, scope_key);
create index memories_by_conversation on engram.memories (organization_id, conversation_id)
  where conversation_id is not null;
create index memories_by_project on engram.memories (organization_id, project_id)
  where project_id is not null;
create index memories_from_user on engram.memories (organization_id, user_id)
  where user_id is not null and scope <> 3;
create index memories_expiring on engram.memories (organization_id, scope_key, expires_at)
  where expires_at is not null;
create index memories_expired on engram.memories (expires_at)
  where expires_at is not null;
create index memories_by_consolidation on engram.memories (organization_id, consolidation_id)
  where consolidation_id is not null;
create index memories_superseded_by on engram.memories (organization_id, superseded_by)
  where superseded_by is not null;

-- What happened to memories: event 2 updated (changed: the fields), 3 deleted, 4 evicted,
-- 5 expired. added_at is when the memory was, for those that are gone.
create table engram.memory_events (
  organization_id text collate "C" not null,
  memory_id uuid not null,
  occurred_at timestamptz not null,
  event_id uuid not null default gen_random_uuid(),
  scope_key text collate "C" not null,
  event smallint not null,
  changed text[] not null default '{}',
  added_at timestamptz not null,
  constraint memory_events_pkey
    primary key (organization_id, memory_id, occurred_at, event_id),
  constraint memory_events_scope_fkey foreign key (organization_id, scope_key)
    references engram.memory_scopes on delete cascade,
  constraint memory_events_event_known check (event between 2 and 5)
);

create index memory_events_by_scope on engram.memory_events (organization_id, scope_key);
-- What is kept for a time only.
create index memory_events_gone on engram.memory_events (occurred_at) where event <> 2;

-- The models that embeddings are made with. state: 1 building, 2 active (what searches use),
-- 3 retired, its embeddings being dropped, 4 of organizations alone. base_url is null for the built-in
-- provider.
create table engram.embedding_models (
  model_id smallint not null generated always as identity,
  name text not null,
  dimensions integer not null,
  base_url text,
  state smallint not null,
  created_at timestamptz not null default now(),
  constraint embedding_models_pkey primary key (model_id),
  constraint embedding_models_name_length check (octet_length(name) between 1 and 256),
  constraint embedding_models_dimensions_range check (dimensions between 1 and 3800),
  constraint embedding_models_state_known check (state between 1 and 4)
);

create unique index embedding_models_one_building on engram.embedding_models ((true))
  where state = 1;
create unique index embedding_models_one_active on engram.embedding_models ((true))
  where state = 2;
create unique index embedding_models_one_own on engram.embedding_models (name, dimensions, base_url)
  where state = 4;

alter table engram.organization_settings
  add constraint organization_settings_embedding_model_fkey foreign key (embedding_model_id)
    references engram.embedding_models;

create index organization_settings_by_embedding_model
  on engram.organization_settings (embedding_model_id) where embedding_model_id is not null;

alter table engram.memory_embeddings
  alter column embedding set storage plain,
  -- Else PostgreSQL moves these out to make the row shorter, and every comparison fetches them.
  alter column organization_id set storage plain,
  alter column scope_key set storage plain,
  alter column project_id set storage plain,
  add constraint memory_embeddings_pkey primary key (organization_id, memory_id, model_id),
  add constraint memory_embeddings_memory_fkey foreign key (organization_id, memory_id)
    references engram.memories on delete cascade,
  add constraint memory_embeddings_model_fkey foreign key (model_id)
    references engram.embedding_models;

create index memory_embeddings_by_scope
  on engram.memory_embeddings (organization_id, model_id, scope_key);

alter table engram.organization_settings enable row level security, force row level security;
alter table engram.memory_scopes enable row level security, force row level security;
alter table engram.memories enable row level security, force row level security;
alter table engram.memory_events enable row level security, force row level security;
alter table engram.memory_embeddings enable row level security, force row level security;
alter table engram.embedding_models enable row level security, force row level security;

create policy service on engram.organization_settings to engram_service
  using (coalesce(organization_id = any ((select engram.current_organizations())::text[]), false));
create policy service on engram.memory_scopes to engram_service
  using (coalesce(organization_id = any ((select engram.current_organizations())::text[]), false));
create policy service on engram.memories to engram_service
  using (coalesce(organization_id = any ((select engram.current_organizations())::text[]), false));
create policy service on engram.memory_events to engram_service
  using (coalesce(organization_id = any ((select engram.current_organizations())::text[]), false));
create policy service on engram.memory_embeddings to engram_service
  using (coalesce(organization_id = any ((select engram.current_organizations())::text[]), false));
-- Which there are is no secret; where organizations' own ones are is.
create policy service on engram.embedding_models for select to engram_service using (true);

create policy system on engram.organization_settings to engram_system using (true);
create policy system on engram.memory_scopes to engram_system using (true);
create policy system on engram.memories to engram_system using (true);
create policy system on engram.memory_events to engram_system using (true);
create policy system on engram.memory_embeddings to engram_system using (true);
create policy system on engram.embedding_models to engram_system using (true);
-- For own_embedding_model, which runs as the owner.
create policy owner on engram.embedding_models to engram_owner using (true);

-- A memory that makes room, is deleted or goes with its conversation leaves at once.
grant select, insert, update on engram.organization_settings, engram.memory_scopes
  to engram_service;
grant select, insert, update, delete on engram.memories, engram.memory_embeddings
  to engram_service;
grant select, insert on engram.memory_events to engram_service;
grant select (model_id, state) on engram.embedding_models to engram_service;
grant select, insert, update, delete on
  engram.organization_settings, engram.memory_scopes, engram.memories, engram.memory_events,
  engram.memory_embeddings, engram.embedding_models
  to engram_system;

-- Scopes that are not being deleted, nor is anything that they belong to. Each is looked up for
-- itself, by its key.
create view engram.live_memory_scopes with (security_invoker = true) as
select s.*
from engram.memory_scopes s
where s.deleted_at is null
  and exists (
    select
    from engram.organizations o
    where o.organization_id = s.organization_id and o.deleted_at is null
    offset 0
  )
  and not exists (
    select
    from engram.projects p
    where p.organization_id = s.organization_id
      and p.project_id = s.project_id
      and p.deleted_at is not null
    offset 0
  )
  and not exists (
    select
    from engram.users u
    where u.organization_id = s.organization_id
      and u.user_id = s.user_id
      and u.deleted_at is not null
    offset 0
  );

-- The model that organizations call so, made where there is none: null where nothing is called.
create function engram.own_embedding_model(name text, dimensions integer, base_url text)
returns smallint
language plpgsql volatile security definer set search_path = '' as $$
declare
  id smallint;
begin
  if name is null or base_url is null then
    return null;
  end if;
  loop
    select m.model_id into id
    from engram.embedding_models m
    where m.name = own_embedding_model.name
      and m.dimensions = coalesce(own_embedding_model.dimensions, 1536)
      and m.base_url = own_embedding_model.base_url
      and m.state <> 3
    order by m.model_id
    limit 1;
    if found then
      return id;
    end if;
    insert into engram.embedding_models (name, dimensions, base_url, state)
    values (name, coalesce(dimensions, 1536), base_url, 4)
    on conflict do nothing;
  end loop;
end
$$;

revoke execute on function engram.own_embedding_model(text, integer, text) from public;
grant execute on function engram.own_embedding_model(text, integer, text) to engram_service;

-- The models that an organization's texts are embedded with: its own or, where it has none, the
-- deployment's. state: 1 being built, 2 the active one.
create view engram.models_in_use with (security_invoker = true) as
select o.organization_id, a.model_id,
  case when t.embedding_model_id is null then a.state else 2::smallint end as state
from engram.organizations o
left join engram.organization_settings t using (organization_id)
join engram.embedding_models a
  on case when t.embedding_model_id is null then a.state in (1, 2)
    else a.model_id = t.embedding_model_id end;

grant select on engram.models_in_use to engram_service, engram_system;

-- Memories that are there to be seen. is_ready: there is an embedding of the active model.
create view engram.live_memories with (security_invoker = true) as
select m.*,
  exists (
    select
    from engram.memory_embeddings e
    join engram.models_in_use a
      on a.organization_id = e.organization_id and a.model_id = e.model_id and a.state = 2
    where e.organization_id = m.organization_id and e.memory_id = m.memory_id
  ) as is_ready
from engram.memories m
join engram.live_memory_scopes s
  on s.organization_id = m.organization_id and s.scope_key = m.scope_key
left join engram.projects b
  on b.organization_id = m.organization_id and b.project_id = m.project_id and m.scope = 3
where b.deleted_at is null
  and (m.expires_at is null or m.expires_at > statement_timestamp());

grant select on engram.live_memory_scopes, engram.live_memories to engram_service, engram_system;

-- The summaries of a conversation. level 1 is made from messages, a higher one from summaries of the
-- level below. replaced_by is the one that a summary was merged into: those that it is null for cover
-- each message up to the conversation's consolidated_seq exactly once. fact_ratio: which share of the
-- names, numbers and dates of the messages the summary has. model is empty where nothing was asked,
-- since nothing was said. erased_at is when the content of its messages was erased.
create table engram.consolidations (
  organization_id text collate "C" not null,
  conversation_id uuid not null,
  consolidation_id uuid not null,
  level smallint not null,
  from_seq bigint not null,
  to_seq bigint not null,
  content text not null,
  token_count integer not null,
  message_tokens bigint not null,
  model text not null,
  input_tokens bigint not null default 0,
  output_tokens bigint not null default 0,
  fact_ratio double precision not null,
  created_at timestamptz not null,
  replaced_by uuid,
  erased_at timestamptz,
  constraint consolidations_pkey
    primary key (organization_id, conversation_id, consolidation_id),
  constraint consolidations_conversation_fkey foreign key (organization_id, conversation_id)
    references engram.conversations on delete cascade,
  constraint consolidations_level_range check (level between 1 and 60),
  constraint consolidations_range check (1 <= from_seq and from_seq <= to_seq),
  constraint consolidations_content_length check (octet_length(content) <= 262144),
  constraint consolidations_tokens_range check (
    token_count >= 0 and message_tokens >= 0 and input_tokens >= 0 and output_tokens >= 0),
  constraint consolidations_fact_ratio_range check (fact_ratio between 0 and 1)
);

-- No two current ones begin, or end, at the same message.
create unique index consolidations_current
  on engram.consolidations (organization_id, conversation_id, from_seq)
  where replaced_by is null;
create unique index consolidations_current_end
  on engram.consolidations (organization_id, conversation_id, to_seq)
  where replaced_by is null;
create index consolidations_by_range
  on engram.consolidations (organization_id, conversation_id, from_seq, level);
-- Whose messages are kept for a time only.
create index consolidations_unerased on engram.consolidations (created_at)
  where level = 1 and erased_at is null;

-- Conversations with more messages than are kept, and when to see whether they have fallen silent.
create table engram.consolidation_checks (
  organization_id text collate "C" not null,
  conversation_id uuid not null,
  check_at timestamptz not null,
  constraint consolidation_checks_pkey primary key (organization_id, conversation_id),
  constraint consolidation_checks_conversation_fkey
    foreign key (organization_id, conversation_id)
    references engram.conversations on delete cascade
);

create index consolidation_checks_due on engram.consolidation_checks (check_at);

-- The calls of the LLM that the limit counts, of all processes, and until when nobody calls since
-- the provider said so. limiter: 1 the deployment's.
create table engram.llm_limiters (
  limiter smallint not null,
  closed_until timestamptz not null default 'epoch',
  constraint llm_limiters_pkey primary key (limiter)
);

create table engram.llm_calls (
  limiter smallint not null,
  taken_at timestamptz not null,
  call_id uuid not null default gen_random_uuid(),
  constraint llm_calls_pkey primary key (limiter, taken_at, call_id)
);

insert into engram.llm_limiters (limiter) values (1);

-- Ends the unit with a message of its own: what has to be true is not any more.
create function engram.refuse(reason text) returns boolean
language plpgsql volatile
as $$
begin
  raise exception using errcode = 'EN001', message = reason;
end
$$;

revoke execute on function engram.refuse(text) from public;
grant execute on function engram.refuse(text) to engram_service, engram_system;

alter table engram.consolidations enable row level security, force row level security;
alter table engram.consolidation_checks enable row level security, force row level security;
alter table engram.llm_limiters enable row level security, force row level security;
alter table engram.llm_calls enable row level security, force row level security;

create policy service on engram.consolidations to engram_service
  using (coalesce(organization_id = any ((select engram.current_organizations())::text[]), false));
create policy service on engram.consolidation_checks to engram_service
  using (coalesce(organization_id = any ((select engram.current_organizations())::text[]), false));
create policy system on engram.consolidations to engram_system using (true);
create policy system on engram.consolidation_checks to engram_system using (true);
create policy system on engram.llm_limiters to engram_system using (true);
create policy system on engram.llm_calls to engram_system using (true);

grant select, delete, update on engram.consolidations to engram_service;
grant select, insert on engram.consolidation_checks to engram_service;
grant select, insert, update, delete on
  engram.consolidations, engram.consolidation_checks, engram.llm_limiters, engram.llm_calls
  to engram_system;

-- What contexts were made of, for seven days: ids, scores and tokens, no text of what was found.
create table engram.context_receipts (
  organization_id text collate "C" not null,
  receipt_id uuid not null,
  conversation_id uuid not null,
  created_at timestamptz not null,
  content jsonb not null,
  constraint context_receipts_pkey primary key (organization_id, receipt_id),
  constraint context_receipts_conversation_fkey foreign key (organization_id, conversation_id)
    references engram.conversations on delete cascade
);

create index context_receipts_by_conversation
  on engram.context_receipts (organization_id, conversation_id);
create index context_receipts_old on engram.context_receipts (created_at);

alter table engram.context_receipts enable row level security, force row level security;
create policy service on engram.context_receipts to engram_service
  using (coalesce(organization_id = any ((select engram.current_organizations())::text[]), false));
create policy system on engram.context_receipts to engram_system using (true);
grant select, insert on engram.context_receipts to engram_service;
grant select, insert, update, delete on engram.context_receipts to engram_system;

-- Documents.

-- They belong to what has memories, so these two are locked and erased in one way.
--
-- format: 1 text, 2 Markdown. version goes up with each content; its chunks have the same.
-- request_hash tells a repeated request from another one with the same id. What a document says is
-- in its chunks alone. word_count is the sum over these.
create table engram.documents (
  organization_id text collate "C" not null,
  document_id uuid not null,
  scope smallint not null,
  scope_key text collate "C" not null generated always as (
    case scope when 1 then '1' when 2 then '2:' || project_id else '3:' || user_id end
  ) stored,
  project_id text collate "C",
  user_id text collate "C",
  title text not null,
  source_uri text not null,
  format smallint not null,
  metadata jsonb,
  metadata_bytes integer not null
    generated always as (coalesce(octet_length(metadata::text), 0)) stored,
  version bigint not null,
  request_hash bytea not null,
  chunk_count integer not null,
  word_count bigint not null,
  token_count integer not null,
  byte_count integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint documents_pkey primary key (organization_id, document_id),
  constraint documents_scope_fkey foreign key (organization_id, scope_key)
    references engram.memory_scopes,
  constraint documents_project_fkey foreign key (organization_id, project_id)
    references engram.projects,
  constraint documents_owner check (
    scope between 1 and 3
    and (scope <> 1 or project_id is null)
    and (scope <> 2 or project_id is not null)
    and (scope = 3) = (user_id is not null)
  ),
  constraint documents_title_length check (octet_length(title) <= 500),
  constraint documents_source_uri_length check (octet_length(source_uri) <= 2048),
  constraint documents_format_known check (format between 1 and 2),
  constraint documents_metadata_object check (jsonb_typeof(metadata) = 'object'),
  constraint documents_version_positive check (version >= 1),
  constraint documents_request_hash_length check (octet_length(request_hash) = 32),
  constraint documents_counts_range check (
    chunk_count >= 1 and word_count >= 0 and token_count >= 1 and byte_count between 1 and 3145728)
);

-- What a caller sees, the newest first.
create index documents_by_scope
  on engram.documents (organization_id, scope_key, created_at desc, document_id desc);
create index documents_by_project on engram.documents (organization_id, project_id)
  where project_id is not null;

-- A chunk is the bytes from from_byte up to to_byte of the document, and begins with the end of the
-- chunk before it. project_id is that of a user's document that is bound to one. heading is the path
-- of headings above it, outermost first. words are those of title, heading and content, for search,
-- and one more that no text has: the scope's, so that an index knows whose chunk it is.
--
-- A row stays in one piece as long as it fits into a page: a search reads many of them.
create table engram.document_chunks (
  organization_id text collate "C" not null,
  document_id uuid not null,
  version bigint not null,
  ordinal integer not null,
  scope_key text collate "C" not null,
  project_id text collate "C",
  from_byte integer not null,
  to_byte integer not null,
  token_count integer not null,
  word_count integer not null,
  heading text not null,
  content text not null,
  words tsvector not null,
  constraint document_chunks_pkey primary key (organization_id, document_id, version, ordinal),
  constraint document_chunks_document_fkey foreign key (organization_id, document_id)
    references engram.documents on delete cascade,
  constraint document_chunks_range check (
    ordinal >= 0 and 0 <= from_byte and from_byte < to_byte and token_count >= 1
    and word_count >= 0)
) with (toast_tuple_target = 8160);

-- Searches do not look through a list of what is pending.
create index document_chunks_words on engram.document_chunks using gin (words)
  with (fastupdate = off);

create table engram.chunk_embeddings (
  organization_id text storage plain collate "C" not null,
  document_id uuid not null,
  version bigint not null,
  ordinal integer not null,
  model_id smallint not null,
  scope_key text storage plain collate "C" not null,
  project_id text storage plain collate "C",
  embedding public.halfvec storage plain not null,
  constraint chunk_embeddings_pkey
    primary key (organization_id, document_id, version, ordinal, model_id),
  constraint chunk_embeddings_chunk_fkey
    foreign key (organization_id, document_id, version, ordinal)
    references engram.document_chunks on delete cascade,
  constraint chunk_embeddings_model_fkey foreign key (model_id) references engram.embedding_models
);

create index chunk_embeddings_by_scope
  on engram.chunk_embeddings (organization_id, model_id, scope_key);

-- How many chunks of a document's current version a model has embedded.
create table engram.document_embeddings (
  organization_id text collate "C" not null,
  document_id uuid not null,
  model_id smallint not null,
  embedded_count integer not null,
  constraint document_embeddings_pkey primary key (organization_id, document_id, model_id),
  constraint document_embeddings_document_fkey foreign key (organization_id, document_id)
    references engram.documents on delete cascade,
  constraint document_embeddings_model_fkey foreign key (model_id)
    references engram.embedding_models,
  constraint document_embeddings_count_positive check (embedded_count >= 1)
);

create index document_embeddings_by_model on engram.document_embeddings (model_id);

alter table engram.documents enable row level security, force row level security;
alter table engram.document_chunks enable row level security, force row level security;
alter table engram.chunk_embeddings enable row level security, force row level security;
alter table engram.document_embeddings enable row level security, force row level security;

create policy service on engram.documents to engram_service
  using (coalesce(organization_id = any ((select engram.current_organizations())::text[]), false));
create policy service on engram.document_chunks to engram_service
  using (coalesce(organization_id = any ((select engram.current_organizations())::text[]), false));
create policy service on engram.chunk_embeddings to engram_service
  using (coalesce(organization_id = any ((select engram.current_organizations())::text[]), false));
create policy service on engram.document_embeddings to engram_service
  using (coalesce(organization_id = any ((select engram.current_organizations())::text[]), false));

create policy system on engram.documents to engram_system using (true);
create policy system on engram.document_chunks to engram_system using (true);
create policy system on engram.chunk_embeddings to engram_system using (true);
create policy system on engram.document_embeddings to engram_system using (true);

-- For the functions below, which run as the owner and ask for the organization themselves.
create policy owner on engram.document_chunks for select to engram_owner using (true);

grant select, insert, update, delete on
  engram.documents, engram.document_chunks, engram.chunk_embeddings, engram.document_embeddings
  to engram_service, engram_system;

-- Documents that are there to be seen. is_ready: the active model has embedded all chunks.
create view engram.live_documents with (security_invoker = true) as
select d.*,
  exists (
    select
    from engram.document_embeddings e
    join engram.models_in_use a
      on a.organization_id = e.organization_id and a.model_id = e.model_id and a.state = 2
    where e.organization_id = d.organization_id
      and e.document_id = d.document_id
      and e.embedded_count >= d.chunk_count
  ) as is_ready
from engram.documents d
join engram.live_memory_scopes s
  on s.organization_id = d.organization_id and s.scope_key = d.scope_key
left join engram.projects b
  on b.organization_id = d.organization_id and b.project_id = d.project_id and d.scope = 3
where b.deleted_at is null;

grant select on engram.live_documents to engram_service, engram_system;

-- The word of a scope: no parser makes one that begins with a control character.
create function engram.scope_word(organization_id text, scope_key text) returns text
language sql immutable strict parallel safe
return chr(1) || organization_id || chr(1) || scope_key;

-- The word as a query.
create function engram.word_query(word text) returns tsquery
language sql immutable strict parallel safe
return ('''' || replace(replace(word, '\', '\\'), '''', '''''') || '''')::tsquery;

revoke execute on function engram.scope_word(text, text), engram.word_query(text) from public;
grant execute on function engram.scope_word(text, text), engram.word_query(text)
  to engram_service, engram_system;

-- The chunks of some scopes that hold words, best first, at most `most`, by BM25: k1 = 1.2, b = 0.3.
-- `documents` is null for all; `caller_project` is where the caller stands. `chunk_total` and
-- `word_average` are those of all chunks that the caller sees.
--
-- It runs as the owner, for whom no policy stands between the index and the words; of other
-- organizations than the unit's it shows nothing.
--
-- Of a word that very many hold, only so many are looked at, and none where another word is rarer.
create function engram.chunks_with_words(
  organization text, scope_keys text[], caller_project text, documents uuid[], search_words text[],
  chunk_total float8, word_average float8, most integer
) returns table (document_id uuid, version bigint, ordinal integer, score float8)
language plpgsql stable security definer set search_path = '' as $$
declare
  most_hits constant integer := 5000;
  scopes constant tsquery := (
    select string_agg(engram.word_query(engram.scope_word(organization, k))::text, ' | ')::tsquery
    from unnest(scope_keys) k);
begin
  if not coalesce(organization = any (engram.current_organizations()), false) then
    return;
  end if;
  return query
  with term as materialized (
    select w.number, engram.word_query(w.word) as query
    from unnest(search_words) with ordinality as w (word, number)
  ),
  hit as materialized (
    select h.document_id, h.version, h.ordinal, h.word_count, t.number, h.frequency
    from term t
    cross join lateral (
      select *
      from (
        -- The scope's word says whose a chunk is; no other index is to be read for it.
        select c.organization_id, c.scope_key, c.project_id, c.document_id, c.version, c.ordinal,
          c.word_count,
          -- Of one word: the sum of 1/i² over its occurrences, divided by 1.644934.
          1.644934::float8 * ts_rank('{1, 1, 1, 1}', c.words, t.query) as frequency
        from engram.document_chunks c
        where c.words @@ (scopes && t.query)
        offset 0
      ) c
      where c.organization_id = organization
        and c.scope_key = any (scope_keys)
        and (c.project_id is null or c.project_id = caller_project)
      limit most_hits + 1
    ) h
  ),
  weighed as materialized (
    select h.number, count(*) > most_hits as is_common,
      ln((chunk_total - count(*) + 0.5::float8) / (count(*) + 0.5::float8)) as weight
    from hit h
    group by h.number
  )
  select h.document_id, h.version, h.ordinal,
    sum(
      w.weight * h.frequency * 2.2::float8
        / (h.frequency + 1.2::float8 * (0.7::float8 + 0.3::float8 * h.word_count / word_average))
    ) as score
  from hit h
  join weighed w using (number)
  where w.weight > 0
    and (not w.is_common or not exists (select from weighed x where not x.is_common))
    and (documents is null or h.document_id = any (documents))
  group by h.document_id, h.version, h.ordinal
  order by score desc, h.document_id, h.ordinal
  limit most;
end
$$;

revoke execute on function engram.chunks_with_words(
  text, text[], text, uuid[], text[], float8, float8, integer) from public;
grant execute on function engram.chunks_with_words(
  text, text[], text, uuid[], text[], float8, float8, integer) to engram_service;

-- How many vectors the index of a model's has, about; null while there is none, or it is not complete.
-- There is one once a scope has so many vectors that comparing all of them takes long.
create function engram.indexed_vectors(model smallint) returns float8
language sql stable strict parallel safe
return (
  select c.reltuples::float8
  from pg_catalog.pg_class c
  join pg_catalog.pg_index i on i.indexrelid = c.oid
  where c.oid = to_regclass('engram.chunk_embeddings_hnsw_' || model) and i.indisvalid
);

-- The nearest chunks of some scopes, nearest first, by that index: nearly all of them, and the fewer
-- the smaller a part of the model's vectors the scopes have. It goes on with the index until enough of
-- what it finds is in the scopes. Any other plan would be exact, and is kept for when the index goes.
create function engram.nearest_chunks(
  organization text, scope_keys text[], caller_project text, model smallint, query real[],
  most integer
) returns table (document_id uuid, version bigint, ordinal integer, similarity float8)
language plpgsql stable
set search_path = '' set enable_sort = off set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
  home constant text := (
    select n.nspname
    from pg_catalog.pg_extension e
    join pg_catalog.pg_namespace n on n.oid = e.extnamespace
    where e.extname = 'vector');
begin
  -- Known to pgvector from 0.8 on, without which there is no such index.
  perform set_config('hnsw.iterative_scan', 'relaxed_order', true);
  perform set_config('hnsw.ef_search', (2 * most)::text, true);
  return query execute format(
    'select e.document_id, e.version, e.ordinal,
       -(e.embedding::%1$I.halfvec(%2$s) operator(%1$I.<#>) $4::%1$I.halfvec(%2$s))
     from engram.chunk_embeddings e
     where e.model_id = %3$s
       and e.organization_id = $1
       and e.scope_key = any ($2)
       and (e.project_id is null or e.project_id = $3)
     order by e.embedding::%1$I.halfvec(%2$s) operator(%1$I.<#>) $4::%1$I.halfvec(%2$s)
     limit $5',
    home, array_length(query, 1), model)
  using organization, scope_keys, caller_project, query, most;
end
$$;

revoke execute on function engram.indexed_vectors(smallint), engram.nearest_chunks(
  text, text[], text, smallint, real[], integer) from public;
grant execute on function engram.indexed_vectors(smallint), engram.nearest_chunks(
  text, text[], text, smallint, real[], integer) to engram_service, engram_system;

-- chat_id is the request's message id. state: 1 running, 2 done, 3 cut, 4 failed, which has no reply.
-- owner is who runs it until lease_until; partial is what has come of the reply, saved from time to
-- time while it runs.
create table engram.chats (
  organization_id text collate "C" not null,
  conversation_id uuid not null,
  chat_id uuid not null,
  request_hash bytea not null,
  reply_id uuid not null,
  state smallint not null,
  owner uuid,
  lease_until timestamptz,
  partial text not null default '',
  constraint chats_pkey primary key (organization_id, conversation_id, chat_id),
  constraint chats_conversation_fkey foreign key (organization_id, conversation_id)
    references engram.conversations on delete cascade,
  constraint chats_state_known check (state between 1 and 4),
  constraint chats_request_hash_length check (octet_length(request_hash) = 32),
  constraint chats_held_while_running
    check ((state = 1) = (owner is not null) and (state = 1) = (lease_until is not null)),
  constraint chats_partial_while_running check (state = 1 or partial = ''),
  constraint chats_partial_length check (octet_length(partial) <= 1048576)
);

-- A conversation has one running at most.
create unique index chats_running on engram.chats (organization_id, conversation_id)
  where state = 1;
create index chats_leases on engram.chats (lease_until) where state = 1;

alter table engram.chats enable row level security, force row level security;
create policy service on engram.chats to engram_service
  using (coalesce(organization_id = any ((select engram.current_organizations())::text[]), false));
create policy system on engram.chats to engram_system using (true);
grant select, insert, update on engram.chats to engram_service;
grant select, insert, update, delete on engram.chats to engram_system;

-- Of each message that is embedded: span 1 the message itself, 2 the message before it and itself.
-- Embeddings have length 1.
create table engram.message_embeddings (
  organization_id text collate "C" not null,
  conversation_id uuid not null,
  seq bigint not null,
  model_id smallint not null,
  span smallint not null,
  embedding public.halfvec not null
);

alter table engram.message_embeddings
  alter column embedding set storage plain,
  -- Else PostgreSQL moves it out to make the row shorter.
  alter column organization_id set storage plain,
  add constraint message_embeddings_pkey
    primary key (organization_id, conversation_id, seq, model_id, span),
  add constraint message_embeddings_conversation_fkey
    foreign key (organization_id, conversation_id)
    references engram.conversations on delete cascade,
  add constraint message_embeddings_model_fkey foreign key (model_id)
    references engram.embedding_models,
  add constraint message_embeddings_span_known check (span between 1 and 2);

create index message_embeddings_by_model on engram.message_embeddings (model_id);

-- Up to which seq a model has embedded the messages of a conversation.
create table engram.message_embedding_progress (
  organization_id text collate "C" not null,
  conversation_id uuid not null,
  model_id smallint not null,
  embedded_seq bigint not null,
  constraint message_embedding_progress_pkey
    primary key (organization_id, conversation_id, model_id),
  constraint message_embedding_progress_conversation_fkey
    foreign key (organization_id, conversation_id)
    references engram.conversations on delete cascade,
  constraint message_embedding_progress_model_fkey foreign key (model_id)
    references engram.embedding_models,
  constraint message_embedding_progress_seq_range check (embedded_seq >= 0)
);

alter table engram.message_embeddings enable row level security, force row level security;
alter table engram.message_embedding_progress
  enable row level security, force row level security;

create policy service on engram.message_embeddings to engram_service
  using (coalesce(organization_id = any ((select engram.current_organizations())::text[]), false));
create policy service on engram.message_embedding_progress to engram_service
  using (coalesce(organization_id = any ((select engram.current_organizations())::text[]), false));
create policy system on engram.message_embeddings to engram_system using (true);
create policy system on engram.message_embedding_progress to engram_system using (true);

-- What a message said leaves at once.
grant select, delete on engram.message_embeddings to engram_service;
grant select on engram.message_embedding_progress to engram_service;
grant select, insert, update, delete on
  engram.message_embeddings, engram.message_embedding_progress
  to engram_system;

-- What the estimate of tokens is to be multiplied by for a model, learned from what providers report.
create table engram.token_calibrations (
  organization_id text collate "C" not null,
  model text collate "C" not null,
  factor double precision not null default 1,
  report_count bigint not null default 0,
  updated_at timestamptz not null default now(),
  constraint token_calibrations_pkey primary key (organization_id, model),
  constraint token_calibrations_organization_fkey foreign key (organization_id)
    references engram.organizations,
  constraint token_calibrations_model_length check (octet_length(model) between 1 and 256),
  constraint token_calibrations_factor_range check (factor between 0.8 and 2)
);

-- The factor that a conversation has for a model since its consolidated_seq is this one.
create table engram.token_pins (
  organization_id text collate "C" not null,
  conversation_id uuid not null,
  model text collate "C" not null,
  consolidated_seq bigint not null,
  factor double precision not null,
  constraint token_pins_pkey primary key (organization_id, conversation_id, model),
  constraint token_pins_conversation_fkey foreign key (organization_id, conversation_id)
    references engram.conversations on delete cascade,
  constraint token_pins_model_length check (octet_length(model) between 1 and 256),
  constraint token_pins_consolidated_seq_range check (consolidated_seq >= 0),
  constraint token_pins_factor_range check (factor between 0.8 and 2)
);

alter table engram.token_calibrations enable row level security, force row level security;
alter table engram.token_pins enable row level security, force row level security;

create policy service on engram.token_calibrations for select to engram_service
  using (coalesce(organization_id = any ((select engram.current_organizations())::text[]), false));
create policy service on engram.token_pins to engram_service
  using (coalesce(organization_id = any ((select engram.current_organizations())::text[]), false));
create policy system on engram.token_calibrations to engram_system using (true);
create policy system on engram.token_pins to engram_system using (true);

grant select on engram.token_calibrations to engram_service;
grant select, insert, update on engram.token_pins to engram_service;
grant select, insert, update, delete on engram.token_calibrations, engram.token_pins
  to engram_system;

-- Analyzes tables that have grown to more than four times their size since that was noted last, up to
-- 1,000 pages; beyond that autovacuum is in time. A plan is kept for as long as the statistics it was
-- made with: one that is made while a table is empty reads all of it later.
create function engram.analyze_grown() returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  grown regclass;
begin
  for grown in
    select c.oid
    from pg_catalog.pg_class c
    where c.relnamespace = 'engram'::regnamespace
      and c.relkind = 'r'
      and c.relpages < 1000
      and pg_relation_size(c.oid)
        > 4 * greatest(c.relpages, 1) * current_setting('block_size')::int8
  loop
    execute format('analyze (skip_locked) %s', grown);
  end loop;
end
$$;

revoke execute on function engram.analyze_grown() from public;
grant execute on function engram.analyze_grown() to engram_system;

reset role;
