-- Takes a live conversation out of sight; the purge erases it.
--
-- $1 text  organization_id
-- $2 uuid  conversation_id
--
-- One row when there was one, without columns of interest.
update engram.conversations c
set deleted_at = now(), updated_at = now()
where c.organization_id = $1
  and c.conversation_id = $2
  and c.deleted_at is null
  and exists (
    select
    from engram.live_conversations l
    where l.organization_id = $1 and l.conversation_id = $2
  )
returning 1
