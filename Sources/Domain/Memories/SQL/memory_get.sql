-- A memory that is there to be seen.
--
-- $1 text  organization_id
-- $2 uuid  memory_id
--
-- One row, or none.
select
  m.memory_id, m.type, m.scope, m.project_id, m.user_id, m.conversation_id, m.from_seq, m.to_seq,
  m.content, m.importance, m.metadata, m.is_ready, m.created_at, m.updated_at, m.expires_at,
  m.origin, m.consolidation_id, m.superseded_by
from engram.live_memories m
where m.organization_id = $1 and m.memory_id = $2
