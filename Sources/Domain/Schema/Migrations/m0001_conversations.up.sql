-- Roles, row-level security, organizations, projects, users, conversations and messages.

-- Roles belong to the whole cluster: another database may hold them already, or be creating them
-- at this very moment. The login that migrates is a superuser, or has CREATEROLE and owns the
-- database; where it may not grant itself the roles, an administrator has to have done so.
do $$
declare
  role_name text;
  is_superuser constant boolean :=
    (select rolsuper from pg_catalog.pg_roles where rolname = current_user);
begin
  foreach role_name in array array['engram_owner', 'engram_service', 'engram_system'] loop
    if not exists (select from pg_catalog.pg_roles where rolname = role_name) then
      begin
        execute format('create role %I nologin', role_name);
      exception when duplicate_object or unique_violation then
        null;
      end;
    end if;
    if not is_superuser then
      begin
        execute format('grant %I to current_user', role_name);
      exception when unique_violation or insufficient_privilege then
        null;
      end;
    end if;
  end loop;
end
$$;

-- Whoever owns a schema must be able to create in the database. The login stays able to use the
-- schema, as a member of its owner.
do $$
begin
  execute format('grant create on database %I to engram_owner', current_database());
end
$$;

create schema if not exists engram;
alter schema engram owner to engram_owner;

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
-- empty. request_hash tells a repeated create from another one with the same id. Appends update
-- the row, and the free space lets them do so without touching an index.
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
  constraint conversations_pkey primary key (organization_id, conversation_id),
  constraint conversations_user_fkey foreign key (organization_id, user_id)
    references engram.users,
  constraint conversations_project_fkey foreign key (organization_id, project_id)
    references engram.projects,
  constraint conversations_title_length check (octet_length(title) <= 500),
  constraint conversations_metadata_object check (jsonb_typeof(metadata) = 'object'),
  constraint conversations_request_hash_length check (octet_length(request_hash) = 32),
  constraint conversations_consolidated_range
    check (consolidated_seq >= 0 and consolidated_seq < next_seq)
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

reset role;
