-- Takes back the latest summary of a conversation. Runs after conversation_lock_memories in the same unit.
--
-- $1 text  organization_id
-- $2 uuid  conversation_id
-- $3 uuid  consolidation_id
--
-- One row when there is such a summary:
--   refusal       text  why it stays, else null: merged, not_latest, erased
--   from_seq      int8  the first message that is active again
--   to_seq        int8  and the last
--   memory_count  int8  memories that were made with it and are gone
with subject as materialized (
  select s.*,
    case
      when s.replaced_by is not null or s.level > 1 then 'merged'
      when s.to_seq <> c.consolidated_seq then 'not_latest'
      when s.erased_at is not null then 'erased'
    end as refusal
  from engram.live_conversations c
  join engram.consolidations s using (organization_id, conversation_id)
  where c.organization_id = $1 and c.conversation_id = $2 and s.consolidation_id = $3
),
undone as (
  delete from engram.consolidations s
  using subject u
  where u.refusal is null
    and s.organization_id = u.organization_id
    and s.conversation_id = u.conversation_id
    and s.consolidation_id = u.consolidation_id
  returning s.organization_id, s.conversation_id, s.consolidation_id, s.from_seq, s.message_tokens
),
reopened as (
  update engram.conversations c
  set consolidated_seq = u.from_seq - 1,
    consolidated_tokens = greatest(c.consolidated_tokens - u.message_tokens, 0)
  from undone u
  where c.organization_id = u.organization_id and c.conversation_id = u.conversation_id
),
withdrawn as (
  delete from engram.memories m
  using undone u
  where m.organization_id = u.organization_id and m.consolidation_id = u.consolidation_id
  returning m.organization_id, m.memory_id, m.scope_key, m.created_at
),
-- What they had contradicted is true again.
restored as (
  update engram.memories m
  set superseded_by = null,
    importance = m.superseded_importance,
    superseded_importance = null,
    updated_at = statement_timestamp()
  from (
    select m.memory_id
    from undone u
    join engram.memories m
      on m.organization_id = u.organization_id and m.consolidation_id = u.consolidation_id
  ) w
  where m.organization_id = $1
    and m.superseded_by = w.memory_id
    and m.consolidation_id is distinct from $3
  returning m.organization_id, m.memory_id, m.scope_key, m.created_at
),
raised as (
  update engram.memory_scopes s
  set version = engram.version_after(s.version)
  from (
    select distinct m.organization_id, m.scope_key
    from undone u
    join engram.memories m
      on m.organization_id = u.organization_id and m.consolidation_id = u.consolidation_id
  ) m
  where s.organization_id = m.organization_id and s.scope_key = m.scope_key
),
noted as (
  insert into engram.memory_events (
    organization_id, memory_id, occurred_at, scope_key, event, changed, added_at)
  select organization_id, memory_id, statement_timestamp(), scope_key, 3, '{}'::text[], created_at
  from withdrawn
  union all
  select organization_id, memory_id, statement_timestamp(), scope_key, 2,
    '{superseded_by,importance}', created_at
  from restored
)
select u.refusal, u.from_seq, u.to_seq, (select count(*) from withdrawn) as memory_count
from subject u
