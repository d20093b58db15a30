-- Chunks of some documents that are still to be embedded, by the models that are in use or being
-- built for their organizations. Runs after document_lock in the same unit. The system role's.
--
-- $1 text[]  organization_ids
-- $2 uuid[]  document_ids, in step with $1
-- $3 int4    at most so many rows
--
-- Rows, those of the active model first: organization_id text, document_id uuid, version int8,
-- ordinal int4, model_id int2, title text, heading text, content text.
select m.organization_id, m.document_id, m.version, c.ordinal, a.model_id, m.title, c.heading,
  c.content
from (
  select d.organization_id, d.document_id, d.version, d.title, d.chunk_count
  from unnest($1::text[], $2::uuid[]) as wanted (organization_id, document_id)
  join engram.documents d using (organization_id, document_id)
) m
join engram.models_in_use a using (organization_id)
cross join lateral (
  select c.ordinal, c.heading, c.content
  from engram.document_chunks c
  where c.organization_id = m.organization_id
    and c.document_id = m.document_id
    and c.version = m.version
    and not exists (
      select
      from engram.document_embeddings w
      where w.organization_id = m.organization_id
        and w.document_id = m.document_id
        and w.model_id = a.model_id
        and w.embedded_count >= m.chunk_count
    )
    and not exists (
      select
      from engram.chunk_embeddings e
      where e.organization_id = c.organization_id
        and e.document_id = c.document_id
        and e.version = c.version
        and e.ordinal = c.ordinal
        and e.model_id = a.model_id
    )
  order by c.ordinal
  limit $3
) c
order by a.state desc, m.organization_id, m.document_id, c.ordinal
limit $3
