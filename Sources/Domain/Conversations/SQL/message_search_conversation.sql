-- A live conversation, for a search of its messages.
--
-- $1 text  organization_id
-- $2 uuid  conversation_id
-- $3 text  only when it is of this project; null for any and none
-- $4 int2  model_id of the embeddings that are looked at, 0 for none
--
-- One row as in message_search_conversations, or none.
select c.conversation_id, c.created_at, c.next_seq, c.consolidated_seq, c.erased_version,
  c.token_total, coalesce(p.embedded_seq, 0) as embedded_seq, true as is_last
from engram.live_conversations c
left join lateral (
  select p.embedded_seq
  from engram.message_embedding_progress p
  where p.organization_id = $1 and p.conversation_id = $2 and p.model_id = $4::int2
  offset 0
) p on true
where c.organization_id = $1
  and c.conversation_id = $2
  and ($3::text is null or c.project_id = $3)
