-- Erases what messages of a live conversation say; ids and places stay. Runs after
-- conversation_lock in the same unit.
--
-- $1 text    organization_id
-- $2 uuid    conversation_id
-- $3 uuid[]  message_ids, each only once
--
-- One row when the conversation is there:
--   missing_place    int8  place in $3, 1 for the first, of the first id that is not in the
--                          conversation; nothing was erased then. Else null.
--   erased_count     int4  messages erased now
--   lost_title       bool  whether the title was made from one of them, and is gone with it
with living as (
  select c.organization_id, c.conversation_id, c.title_seq
  from engram.live_conversations c
  where c.organization_id = $1 and c.conversation_id = $2
),
wanted as materialized (
  select w.place, w.message_id, m.deleted_at,
    case when m.conversation_id = c.conversation_id then m.seq end as seq
  from living c
  cross join unnest($3::uuid[]) with ordinality as w (message_id, place)
  left join engram.messages m
    on m.organization_id = c.organization_id and m.message_id = w.message_id
),
missing as (
  select min(place) as place from wanted where seq is null
),
doomed as (
  select message_id, seq
  from wanted
  where deleted_at is null and (select place from missing) is null
),
erased as (
  update engram.messages m
  set content = '', name = '', metadata = null, deleted_at = statement_timestamp()
  from doomed d
  where m.organization_id = $1 and m.message_id = d.message_id
),
-- The one of the message after it, together with it, knows it too.
unembedded as (
  delete from engram.message_embeddings e
  using (
    select seq, 1 as least_span from doomed
    union all
    select seq + 1, 2 from doomed
  ) d
  where e.organization_id = $1
    and e.conversation_id = $2
    and e.seq = d.seq
    and e.span >= d.least_span
),
touched as (
  update engram.conversations c
  set updated_at = statement_timestamp(),
      erased_version = engram.version_after(c.erased_version),
      title = case when c.title_seq in (select seq from doomed) then '' else c.title end,
      title_seq = case when c.title_seq in (select seq from doomed) then null else c.title_seq end
  where c.organization_id = $1 and c.conversation_id = $2 and exists (select from doomed)
)
select (select place from missing) as missing_place,
  (select count(*)::int4 from doomed) as erased_count,
  title_seq is not null and title_seq in (select seq from doomed) as lost_title
from living
