-- Changes title, metadata or both of a live conversation.
--
-- $1 text   organization_id
-- $2 uuid   conversation_id
-- $3 bool   whether to change the title
-- $4 text   title; empty to have it made
-- $5 bool   whether to change the metadata
-- $6 jsonb  metadata, null for none
--
-- One row as in conversation_get, or none.
update engram.conversations c
set title = case when $3 then $4 else c.title end,
    title_seq = case when $3 then null else c.title_seq end,
    metadata = case when $5 then $6 else c.metadata end,
    updated_at = statement_timestamp()
where c.organization_id = $1
  and c.conversation_id = $2
  and c.deleted_at is null
  and exists (
    select
    from engram.live_conversations l
    where l.organization_id = $1 and l.conversation_id = $2
  )
returning
  c.conversation_id, c.user_id, c.project_id, c.title, c.metadata,
  c.next_seq - 1 as message_count, c.consolidated_seq, c.created_at, c.updated_at
