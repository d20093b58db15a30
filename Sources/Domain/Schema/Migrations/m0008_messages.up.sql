-- Search of messages, and their embeddings.

set local role engram_owner;

-- Raised when the content of messages is erased: a server knows by it that words have to leave its
-- copy of the conversation.
alter table engram.conversations
  add column erased_version bigint not null default 0;

create or replace view engram.live_conversations with (security_invoker = true) as
select c.*
from engram.conversations c
join engram.organizations o
  on o.organization_id = c.organization_id and o.deleted_at is null
join engram.users u
  on u.organization_id = c.organization_id and u.user_id = c.user_id and u.deleted_at is null
left join engram.projects p
  on p.organization_id = c.organization_id and p.project_id = c.project_id
where c.deleted_at is null and p.deleted_at is null;

-- Null where it is the deployment's.
alter table engram.organization_settings
  add column embeds_messages boolean;

-- Of each message that is embedded: span 1 the message itself, 2 the message before it and itself.
-- Embeddings have length 1.
do $$
declare
  home constant text := (
    select n.nspname
    from pg_catalog.pg_extension e
    join pg_catalog.pg_namespace n on n.oid = e.extnamespace
    where e.extname = 'vector');
begin
  execute format(
    'create table engram.message_embeddings (
      organization_id text collate "C" not null,
      conversation_id uuid not null,
      seq bigint not null,
      model_id smallint not null,
      span smallint not null,
      embedding %I.halfvec not null
    )', home);
end
$$;

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

reset role;
