-- Erases documents of scopes that are being erased, and those that are bound to projects that are.
-- The system role's.
--
-- $1 int4  at most so many chunks, and one document more
--
-- One row: erased int8, how many documents are gone.
--
-- Nothing is put where something is marked, so what this statement sees is all there is. Documents
-- that somebody holds are left for the next round.
with doomed as (
  (
    select d.organization_id, d.document_id, d.chunk_count
    from engram.memory_scopes s
    join engram.documents d using (organization_id, scope_key)
    where s.deleted_at is not null
    limit $1
  )
  union
  (
    select d.organization_id, d.document_id, d.chunk_count
    from engram.projects p
    join engram.documents d using (organization_id, project_id)
    where p.deleted_at is not null and p.purged_at is null and d.scope = 3
    limit $1
  )
),
batch as materialized (
  select d.organization_id, d.document_id
  from engram.documents d
  join (
    select organization_id, document_id,
      sum(chunk_count) over (order by organization_id, document_id) - chunk_count as before
    from doomed
  ) x using (organization_id, document_id)
  where x.before < $1
  for update of d skip locked
),
erased as (
  delete from engram.documents d
  using batch b
  where d.organization_id = b.organization_id and d.document_id = b.document_id
  returning 1
)
select count(*) as erased from erased
