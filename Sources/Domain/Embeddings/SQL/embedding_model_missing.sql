-- Whether a model of the deployment lacks memories, of organizations that have none of their own. Those
-- that changed in the last 10 seconds are being seen to, and those whose embedding was given up are
-- not waited for. The system role's.
--
-- $1 int2  model_id
--
-- One row: is_missing bool.
select exists (
  select
  from engram.memories m
  where m.updated_at < statement_timestamp() - interval '10 seconds'
    and not exists (
      select
      from engram.organization_settings t
      where t.organization_id = m.organization_id and t.embedding_model_id is not null
    )
    and not exists (
      select
      from engram.memory_embeddings e
      where e.organization_id = m.organization_id
        and e.memory_id = m.memory_id
        and e.model_id = $1
    )
    and not exists (
      select
      from engram.jobs j
      where j.organization_id = m.organization_id
        and j.queue = 2
        and j.subject_kind = 1
        and j.subject_id = m.memory_id
        and j.state = 4
    )
) as is_missing
