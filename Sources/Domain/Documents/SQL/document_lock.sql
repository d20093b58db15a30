-- Locks documents, in the order of their keys, before another statement of the unit reads and
-- changes them or their embeddings.
--
-- $1 text[]  organization_ids
-- $2 uuid[]  document_ids, in step with $1
--
-- One row without columns of interest.
with locked as materialized (
  select d.document_id
  from unnest($1::text[], $2::uuid[]) as wanted (organization_id, document_id)
  join engram.documents d using (organization_id, document_id)
  order by d.organization_id, d.document_id
  for no key update of d
)
select count(*) from locked
