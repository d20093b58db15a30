-- Writes embeddings of memories. Runs after memory_lock in the same unit. The system role's.
--
-- $1 text[]    organization_ids
-- $2 uuid[]    memory_ids, in step with $1, each once
-- $3 bytea[]   hashes of the contents that were embedded, in step with $1
-- $4 int2      model_id
-- $5 int4      dimensions of the model
-- $6 float4[]  the embeddings, one after the other
--
-- No rows. A memory that is gone, or says something else by now, gets none, nor does one whose
-- organization does not use the model.
with given as materialized (
  select m.organization_id, m.memory_id, m.scope, m.scope_key, m.project_id, m.expires_at, w.place
  from unnest($1::text[], $2::uuid[], $3::bytea[]) with ordinality
    as w (organization_id, memory_id, content_hash, place)
  join engram.memories m
    on m.organization_id = w.organization_id
    and m.memory_id = w.memory_id
    and m.content_hash = w.content_hash
  order by m.organization_id, m.memory_id
  -- What is deleted at this moment is left out, and nothing here is deleted before it is written.
  for key share of m
)
insert into engram.memory_embeddings (
  organization_id, memory_id, model_id, scope_key, project_id, expires_at, embedding)
select g.organization_id, g.memory_id, $4, g.scope_key,
  case when g.scope = 3 then g.project_id end, g.expires_at,
  engram.embedding(($6::real[])[($5::int4 * (g.place - 1) + 1):($5::int4 * g.place)])
from given g
join engram.models_in_use a on a.organization_id = g.organization_id and a.model_id = $4
on conflict (organization_id, memory_id, model_id) do nothing
