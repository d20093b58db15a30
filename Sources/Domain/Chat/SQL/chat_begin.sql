-- Takes the place of the one chat that a live conversation may have at a time. Runs after
-- conversation_lock in the same unit.
--
-- $1 text   organization_id
-- $2 uuid   conversation_id
-- $3 uuid   chat_id
-- $4 bytea  request_hash
-- $5 uuid   the id that the reply gets
-- $6 uuid   who runs it
-- $7 int4   seconds for which it is theirs
--
-- One row when the conversation is there: outcome text, chat_id uuid, reply_id uuid, partial text.
--   begun     it is theirs; a chat that had failed before keeps the id of its reply
--   repeated  it has its reply already
--   conflict  another request that did not fail has this id
--   busy      one is running
--   expired   one was running whose owner is lost: it is theirs now, to be ended with what came of its
--             reply; then the call is to be repeated
with living as (
  select c.organization_id, c.conversation_id
  from engram.live_conversations c
  where c.organization_id = $1 and c.conversation_id = $2
),
same as materialized (
  select *
  from engram.chats
  where organization_id = $1 and conversation_id = $2 and chat_id = $3
),
running as materialized (
  select chat_id, lease_until < clock_timestamp() as is_expired
  from engram.chats
  where organization_id = $1 and conversation_id = $2 and state = 1
),
decided as materialized (
  select l.*,
    case
      when s.request_hash <> $4 and s.state <> 4 then 'conflict'
      when s.state in (2, 3) then 'repeated'
      when r.is_expired then 'expired'
      when r.chat_id is not null then 'busy'
      else 'begun'
    end as outcome
  from living l
  left join same s on true
  left join running r on true
),
begun as (
  insert into engram.chats (
    organization_id, conversation_id, chat_id, request_hash, reply_id, state, owner, lease_until)
  select organization_id, conversation_id, $3, $4, $5, 1, $6,
    clock_timestamp() + $7::int4 * interval '1 second'
  from decided
  where outcome = 'begun'
  on conflict on constraint chats_pkey do update
    set state = 1, owner = excluded.owner, lease_until = excluded.lease_until,
        request_hash = excluded.request_hash
  returning chat_id, reply_id, partial
),
taken as (
  update engram.chats c
  set owner = $6, lease_until = clock_timestamp() + $7::int4 * interval '1 second'
  from decided d
  where d.outcome = 'expired'
    and c.organization_id = d.organization_id
    and c.conversation_id = d.conversation_id
    and c.state = 1
  returning c.chat_id, c.reply_id, c.partial
)
select d.outcome, coalesce(b.chat_id, t.chat_id, $3), coalesce(b.reply_id, t.reply_id, s.reply_id, $5),
  coalesce(t.partial, '')
from decided d
left join same s on true
left join begun b on true
left join taken t on true
