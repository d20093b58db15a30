-- Memories, their embeddings, their history, and the settings of organizations.

-- The extension stays where an administrator has put it.
create extension if not exists vector with schema public;

set local role engram_owner;

-- Statements run without a search_path, and the extension may be in any schema: these name its
-- type and its operator once. Both are expanded where they are used.
do $$
declare
  home constant text := (
    select n.nspname
    from pg_catalog.pg_extension e
    join pg_catalog.pg_namespace n on n.oid = e.extnamespace
    where e.extname = 'vector');
begin
  execute format(
    'create function engram.embedding(real[]) returns %1$I.halfvec
     language sql immutable strict parallel safe
     return $1::%1$I.halfvec', home);
  execute format(
    'create function engram.similarity(%1$I.halfvec, %1$I.halfvec) returns float8
     language sql immutable strict parallel safe
     return -($1 operator(%1$I.<#>) $2)', home);
  -- Embeddings have length 1. scope_key, project_id (of a user''s memory that is bound to one) and
  -- expires_at are the memory''s: what a search may see is decided here, without reading memories.
  execute format(
    'create table engram.memory_embeddings (
      organization_id text collate "C" not null,
      memory_id uuid not null,
      model_id smallint not null,
      scope_key text collate "C" not null,
      project_id text collate "C",
      expires_at timestamptz,
      embedding %I.halfvec not null
    )', home);
end
$$;

-- A limit that is null is the deployment's.
create table engram.organization_settings (
  organization_id text collate "C" not null,
  organization_memory_limit integer,
  project_memory_limit integer,
  user_memory_limit integer,
  constraint organization_settings_pkey primary key (organization_id),
  constraint organization_settings_organization_fkey foreign key (organization_id)
    references engram.organizations,
  constraint organization_settings_organization_memory_limit_range
    check (organization_memory_limit between 1 and 100000),
  constraint organization_settings_project_memory_limit_range
    check (project_memory_limit between 1 and 100000),
  constraint organization_settings_user_memory_limit_range
    check (user_memory_limit between 1 and 100000)
);

-- What has memories: the organization itself (scope 1), a project (2) or a user (3). Whoever adds
-- memories to it locks its row. deleted_at set: out of sight, being erased.
create table engram.memory_scopes (
  organization_id text collate "C" not null,
  scope smallint not null,
  project_id text collate "C",
  user_id text collate "C",
  scope_key text collate "C" not null generated always as (
    case scope when 1 then '1' when 2 then '2:' || project_id else '3:' || user_id end
  ) stored,
  deleted_at timestamptz,
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
  constraint memories_word_count_range check (word_count >= 0)
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
-- 3 retired, its embeddings being dropped. base_url is null for the built-in provider.
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
  constraint embedding_models_state_known check (state between 1 and 3)
);

create unique index embedding_models_one_building on engram.embedding_models ((true))
  where state = 1;
create unique index embedding_models_one_active on engram.embedding_models ((true))
  where state = 2;

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
-- The deployment's, and no secret.
create policy service on engram.embedding_models for select to engram_service using (true);

create policy system on engram.organization_settings to engram_system using (true);
create policy system on engram.memory_scopes to engram_system using (true);
create policy system on engram.memories to engram_system using (true);
create policy system on engram.memory_events to engram_system using (true);
create policy system on engram.memory_embeddings to engram_system using (true);
create policy system on engram.embedding_models to engram_system using (true);

-- A memory that makes room, is deleted or goes with its conversation leaves at once.
grant select, insert, update on engram.organization_settings, engram.memory_scopes
  to engram_service;
grant select, insert, update, delete on engram.memories, engram.memory_embeddings
  to engram_service;
grant select, insert on engram.memory_events to engram_service;
grant select on engram.embedding_models to engram_service;
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

-- Memories that are there to be seen. is_ready: there is an embedding of the active model.
create view engram.live_memories with (security_invoker = true) as
select m.*,
  exists (
    select
    from engram.memory_embeddings e
    join engram.embedding_models a on a.model_id = e.model_id and a.state = 2
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

reset role;
