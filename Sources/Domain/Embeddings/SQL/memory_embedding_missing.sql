-- What of some memories is still to be embedded, by the models that are in use or being built for
-- their organizations. The system role's.
--
-- $1 text[]  organization_ids
-- $2 uuid[]  memory_ids, in step with $1
-- $3 bool    only by the model that is in use, not by one that is being built
--
-- Rows: organization_id text, memory_id uuid, model_id int2, content text, content_hash bytea.
select m.organization_id, m.memory_id, a.model_id, m.content, m.content_hash
from unnest($1::text[], $2::uuid[]) as wanted (organization_id, memory_id)
join engram.memories m using (organization_id, memory_id)
join engram.models_in_use a using (organization_id)
where (not $3::bool or a.state = 2)
  and not exists (
    select
    from engram.memory_embeddings e
    where e.organization_id = m.organization_id
      and e.memory_id = m.memory_id
      and e.model_id = a.model_id
  )
order by a.model_id
