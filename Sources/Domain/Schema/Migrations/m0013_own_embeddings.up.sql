-- Organizations may have a model of their own for embeddings.
set local role engram_owner;

-- embedding_model_id is the model that embedding_model, embedding_dimensions and llm_base_url say;
-- null where embeddings are the deployment's. embedding_dimensions null is 1536.
alter table engram.organization_settings
  add column embedding_model text,
  add column embedding_dimensions integer,
  add column embedding_model_id smallint,
  add constraint organization_settings_embedding_model_length
    check (octet_length(embedding_model) between 1 and 256),
  add constraint organization_settings_embedding_dimensions_range
    check (embedding_dimensions between 1 and 3800),
  add constraint organization_settings_embedding_model_reached
    check ((embedding_model is null) = (embedding_model_id is null)
      and (embedding_model is null or llm_base_url is not null)),
  add constraint organization_settings_embedding_model_fkey foreign key (embedding_model_id)
    references engram.embedding_models;

create index organization_settings_by_embedding_model
  on engram.organization_settings (embedding_model_id) where embedding_model_id is not null;

-- state: 4 of organizations alone.
alter table engram.embedding_models
  drop constraint embedding_models_state_known,
  add constraint embedding_models_state_known check (state between 1 and 4);

create unique index embedding_models_one_own on engram.embedding_models (name, dimensions, base_url)
  where state = 4;

-- Where other organizations' models are is not for the service to see.
revoke select on engram.embedding_models from engram_service;
grant select (model_id, state) on engram.embedding_models to engram_service;

-- For own_embedding_model, which runs as the owner.
create policy owner on engram.embedding_models to engram_owner using (true);

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

create or replace view engram.live_memories with (security_invoker = true) as
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

create or replace view engram.live_documents with (security_invoker = true) as
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

-- subject_kind: 5 organization, whose subject_id is all zeros.
alter table engram.jobs
  drop constraint jobs_subject_kind_known,
  add constraint jobs_subject_kind_known check (subject_kind between 1 and 5);

reset role;
