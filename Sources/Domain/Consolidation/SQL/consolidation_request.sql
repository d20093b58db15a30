-- Asks for the consolidation of a conversation now. Runs after conversation_lock in the same unit.
--
-- $1 text  organization_id
-- $2 uuid  conversation_id
-- $3 int4  how many of the newest messages stay active, where the organization says nothing
--
-- One row when the conversation is there: target_seq int8, up to where it will be summarised, and
-- is_asked bool, whether there is anything to do; when not, it is summarised so far already.
--
-- An open job is told of the new aim; one that failed for good is replaced.
with asked as materialized (
  select c.organization_id, c.conversation_id,
    greatest(c.next_seq - 1 - coalesce(t.keep_recent, $3::int4), c.consolidated_seq)
      as target_seq,
    c.consolidated_seq
  from engram.live_conversations c
  left join engram.organization_settings t using (organization_id)
  where c.organization_id = $1 and c.conversation_id = $2
),
buried as (
  delete from engram.jobs j
  using asked a
  where a.target_seq > a.consolidated_seq
    and j.organization_id = a.organization_id
    and j.queue = 1
    and j.subject_kind = 4
    and j.subject_id = a.conversation_id
    and j.state = 4
),
queued as (
  insert into engram.jobs as j (organization_id, queue, subject_kind, subject_id, target_seq)
  select a.organization_id, 1, 4, a.conversation_id, a.target_seq
  from asked a
  where a.target_seq > a.consolidated_seq
  on conflict (organization_id, queue, subject_kind, subject_id, state) where state in (1, 2)
  do update
  set target_seq = greatest(j.target_seq, excluded.target_seq),
    run_after = now(),
    publish_after = now(),
    published_epoch = 0
)
select target_seq, target_seq > consolidated_seq as is_asked
from asked
