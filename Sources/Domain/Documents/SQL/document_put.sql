-- Begins to put a document in its place: a new one, or the next version of one that is there, whose
-- chunks go. Runs after document_lock; document_chunk_add and document_seal follow in the same unit.
--
-- $1  text   organization_id
-- $2  uuid   document_id
-- $3  int2   scope
-- $4  text   project_id, null for none
-- $5  text   user_id, null for none
-- $6  text   title
-- $7  text   source_uri
-- $8  int2   format
-- $9  jsonb  metadata, null for none
-- $10 bytea  request_hash
-- $11 int4   how many chunks follow
-- $12 int4   token_count
-- $13 int4   byte_count
--
-- One row: outcome text.
--   created     it is new
--   replaced    it was there, with another request
--   repeated    the same request was the last to put it
--   incomplete  what it is to belong to is to be created first, or is being erased
--   purging     it is being erased
--   raced       another call with this id has just won: ask again
--
-- The locks hold off the deletion of scope and project until the document is there to be found; that
-- on the scope lets memories be stored.
with scope as (
  select s.scope_key
  from engram.memory_scopes s
  where s.organization_id = $1
    and s.scope_key = case $3::int2 when 1 then '1' when 2 then '2:' || $4::text
      else '3:' || $5::text end
    and exists (
      select
      from engram.live_memory_scopes l
      where l.organization_id = s.organization_id and l.scope_key = s.scope_key
    )
  for key share
),
bound as (
  select p.project_id
  from engram.projects p
  where p.organization_id = $1 and p.project_id = $4::text and p.deleted_at is null and $3::int2 = 3
  for share
),
home as materialized (
  select scope_key
  from scope
  where $3::int2 <> 3 or $4::text is null or exists (select from bound)
),
existing as materialized (
  select d.version, d.request_hash,
    exists (
      select
      from engram.live_documents l
      where l.organization_id = $1 and l.document_id = $2
    ) as is_live
  from engram.documents d
  where d.organization_id = $1 and d.document_id = $2
),
created as (
  insert into engram.documents (
    organization_id, document_id, scope, project_id, user_id, title, source_uri, format, metadata,
    version, request_hash, chunk_count, word_count, token_count, byte_count, created_at, updated_at)
  select $1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $11, 0, $12, $13, statement_timestamp(),
    statement_timestamp()
  from home
  where not exists (select from existing)
  on conflict (organization_id, document_id) do nothing
  returning 1
),
outdated as materialized (
  select e.version
  from existing e
  cross join home
  where e.is_live and e.request_hash <> $10
),
dropped as (
  delete from engram.document_chunks c
  using outdated o
  where c.organization_id = $1 and c.document_id = $2 and c.version = o.version
),
forgotten as (
  delete from engram.document_embeddings e
  using outdated o
  where e.organization_id = $1 and e.document_id = $2
),
replaced as (
  update engram.documents d
  set scope = $3,
      project_id = $4,
      user_id = $5,
      title = $6,
      source_uri = $7,
      format = $8,
      metadata = $9,
      version = o.version + 1,
      request_hash = $10,
      chunk_count = $11,
      word_count = 0,
      token_count = $12,
      byte_count = $13,
      updated_at = statement_timestamp()
  from outdated o
  -- One that was not there to be locked may have been put twice since.
  where d.organization_id = $1 and d.document_id = $2 and d.version = o.version
  returning 1
)
select
  case
    when exists (select from created) then 'created'
    when exists (select from replaced) then 'replaced'
    when exists (select from existing where is_live and request_hash = $10) then 'repeated'
    when exists (select from existing where not is_live) then 'purging'
    when not exists (select from home) then 'incomplete'
    else 'raced'
  end as outcome
