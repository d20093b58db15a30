-- Documents, the chunks that they are cut into, and the embeddings of these.

set local role engram_owner;

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

-- As in 0003: the extension may be in any schema, and vectors lie in their rows.
do $$
declare
  home constant text := (
    select n.nspname
    from pg_catalog.pg_extension e
    join pg_catalog.pg_namespace n on n.oid = e.extnamespace
    where e.extname = 'vector');
begin
  execute format(
    'create table engram.chunk_embeddings (
      organization_id text collate "C" not null,
      document_id uuid not null,
      version bigint not null,
      ordinal integer not null,
      model_id smallint not null,
      scope_key text collate "C" not null,
      project_id text collate "C",
      embedding %I.halfvec not null
    )', home);
end
$$;

alter table engram.chunk_embeddings
  alter column embedding set storage plain,
  alter column organization_id set storage plain,
  alter column scope_key set storage plain,
  alter column project_id set storage plain,
  add constraint chunk_embeddings_pkey
    primary key (organization_id, document_id, version, ordinal, model_id),
  add constraint chunk_embeddings_chunk_fkey
    foreign key (organization_id, document_id, version, ordinal)
    references engram.document_chunks on delete cascade,
  add constraint chunk_embeddings_model_fkey foreign key (model_id)
    references engram.embedding_models;

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
    join engram.embedding_models a on a.model_id = e.model_id and a.state = 2
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

reset role;
