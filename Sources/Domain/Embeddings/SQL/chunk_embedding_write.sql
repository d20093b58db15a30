-- Writes embeddings of chunks. Runs after document_lock in the same unit. The system role's.
--
-- $1 text[]    organization_ids
-- $2 uuid[]    document_ids, in step with $1
-- $3 int8[]    versions, in step with $1
-- $4 int4[]    ordinals, in step with $1
-- $5 int2      model_id
-- $6 int4      dimensions of the model
-- $7 float4[]  the embeddings, one after the other
--
-- No rows. A chunk that is gone by now gets none, nor does one whose organization does not use the
-- model.
with given as materialized (
  select c.organization_id, c.document_id, c.version, c.ordinal, c.scope_key, c.project_id, w.place
  from unnest($1::text[], $2::uuid[], $3::int8[], $4::int4[]) with ordinality
    as w (organization_id, document_id, version, ordinal, place)
  join engram.document_chunks c using (organization_id, document_id, version, ordinal)
),
written as (
  insert into engram.chunk_embeddings (
    organization_id, document_id, version, ordinal, model_id, scope_key, project_id, embedding)
  select g.organization_id, g.document_id, g.version, g.ordinal, $5, g.scope_key, g.project_id,
    engram.embedding(($7::real[])[($6::int4 * (g.place - 1) + 1):($6::int4 * g.place)])
  from given g
  join engram.models_in_use a on a.organization_id = g.organization_id and a.model_id = $5
  on conflict do nothing
  returning organization_id, document_id
)
insert into engram.document_embeddings as e (
  organization_id, document_id, model_id, embedded_count)
select organization_id, document_id, $5, count(*)
from written
group by organization_id, document_id
on conflict (organization_id, document_id, model_id) do update
set embedded_count = e.embedded_count + excluded.embedded_count
