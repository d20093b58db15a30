-- Writes embeddings of memories. Runs after memory_lock in the same unit. The system role's.
--
-- $1 text[]    organization_ids
-- $2 uuid[]    memory_ids, in step with $1, each once
-- $3 bytea[]   hashes of the contents that were embedded, in step with $1
-- $4 int2      model_id
-- $5 int4      dimensions of the model
-- $6 float4[]  the embeddings, one after the other
--
-- No rows. A memory that is gone, or says something else by now, gets none.
insert into engram.memory_embeddings (
  organization_id, memory_id, model_id, scope_key, project_id, expires_at, embedding)
select m.organization_id, m.memory_id, $4, m.scope_key,
  case when m.scope = 3 then m.project_id end, m.expires_at,
  engram.embedding(($6::real[])[($5::int4 * (w.place - 1) + 1):($5::int4 * w.place)])
from unnest($1::text[], $2::uuid[], $3::bytea[]) with ordinality
  as w (organization_id, memory_id, content_hash, place)
join engram.memories m
  on m.organization_id = w.organization_id
  and m.memory_id = w.memory_id
  and m.content_hash = w.content_hash
join engram.embedding_models a on a.model_id = $4 and a.state in (1, 2)
order by m.organization_id, m.memory_id
on conflict (organization_id, memory_id, model_id) do nothing
