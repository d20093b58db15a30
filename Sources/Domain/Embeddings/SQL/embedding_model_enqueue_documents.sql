-- Enqueues the embedding of documents that a model lacks, of organizations that use it, in the order
-- of their keys. The system role's.
--
-- $1 int2  model_id
-- $2 text  organization_id and
-- $3 uuid  document_id after which to begin; empty and all zeros for the first
-- $4 text  organization_id with which to end
-- $5 int4  at most so many documents are looked at
--
-- One row when there are documents left: organization_id and document_id of the last one looked at.
with batch as materialized (
  select d.organization_id, d.document_id, d.chunk_count
  from engram.documents d
  where (d.organization_id, d.document_id) > ($2, $3)
    and d.organization_id <= $4
  order by d.organization_id, d.document_id
  limit $5
),
queued as (
  insert into engram.jobs (organization_id, queue, subject_kind, subject_id)
  select b.organization_id, 2, 2, b.document_id
  from batch b
  join engram.models_in_use a on a.organization_id = b.organization_id and a.model_id = $1
  where not exists (
    select
    from engram.document_embeddings e
    where e.organization_id = b.organization_id
      and e.document_id = b.document_id
      and e.model_id = $1
      and e.embedded_count >= b.chunk_count
  )
  on conflict do nothing
)
select organization_id, document_id
from batch
order by organization_id desc, document_id desc
limit 1
