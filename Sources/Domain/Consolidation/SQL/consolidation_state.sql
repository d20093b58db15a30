-- How far a conversation is summarised, and whether its consolidation has failed for good.
--
-- $1 text  organization_id
-- $2 uuid  conversation_id
--
-- One row when the conversation is there: consolidated_seq int8, active_messages int8, and has_failed
-- bool.
select c.consolidated_seq, c.next_seq - 1 - c.consolidated_seq as active_messages,
  exists (
    select
    from engram.jobs j
    where j.organization_id = $1
      and j.queue = 1
      and j.subject_kind = 4
      and j.subject_id = $2
      and j.state = 4
  ) as has_failed
from engram.live_conversations c
where c.organization_id = $1 and c.conversation_id = $2
