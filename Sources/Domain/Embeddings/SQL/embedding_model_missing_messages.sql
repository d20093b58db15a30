-- Whether a model of the deployment lacks messages that the active one has, of organizations that
-- have none of their own. Conversations that changed in the last 10 seconds are being seen to, and
-- those whose embedding was given up are not waited for. The system role's.
--
-- $1 int2  model_id
--
-- One row: is_missing bool.
select exists (
  select
  from engram.message_embedding_progress p
  join engram.embedding_models a on a.model_id = p.model_id and a.state = 2
  join engram.live_conversations c using (organization_id, conversation_id)
  where c.updated_at < statement_timestamp() - interval '10 seconds'
    and not exists (
      select
      from engram.organization_settings t
      where t.organization_id = p.organization_id and t.embedding_model_id is not null
    )
    and not exists (
      select
      from engram.message_embedding_progress n
      where n.organization_id = p.organization_id
        and n.conversation_id = p.conversation_id
        and n.model_id = $1
        and n.embedded_seq >= p.embedded_seq
    )
    and not exists (
      select
      from engram.jobs j
      where j.organization_id = p.organization_id
        and j.queue = 2
        and j.subject_kind = 4
        and j.subject_id = p.conversation_id
        and j.state = 4
    )
) as is_missing
