-- Appends messages to conversations. Runs after conversation_lock in the same unit.
--
-- One entry for each append:
-- $1  text[]         organization_ids
-- $2  uuid[]         conversation_ids
-- One entry for each message, those of one append together and in order:
-- $3  int8[]         its append: 1 for the first entry of $1
-- $4  uuid[]         message_ids, each only once
-- $5  int2[]         roles
-- $6  text[]         names
-- $7  text[]         contents
-- $8  jsonb[]        metadata, null for none
-- $9  int4[]         token_counts
-- $10 bytea[]        request_hashes
-- $11 timestamptz[]  occurred_ats, null for now
-- $12 text[]         the title that a conversation without one gets from this message; empty: none
-- Of the deployment, for organizations that have not set their own:
-- $13 bool           whether conversations are consolidated by themselves
-- $14 int4           from more active messages than this on
-- $15 int4           or from more tokens in them than this on
-- $16 int4           how many of the newest messages stay active
-- $17 int4           seconds of silence after which all but those are summarised
--
-- Rows in the order of appends and messages: append int8, place int8 (the message's place within
-- its append, 1 for the first), outcome text, seq int8, token_count int4, created_at timestamptz,
-- active_message_count int8 of the conversation.
--   appended  the message is new
--   repeated  the same request appended it before
--   conflict  the one row of an append of which nothing was written: the message at this place
--             was appended before by another request; the other columns are null
-- An append to a conversation that is not there has no rows.
--
-- A conversation that is due for consolidation by now gets a job, unless one has failed for good; one
-- that would be due if nobody went on with it is looked at later.
with append as materialized (
  select a.append, c.organization_id, c.conversation_id, c.next_seq, c.consolidated_seq
  from unnest($1::text[], $2::uuid[]) with ordinality
    as a (organization_id, conversation_id, append)
  join engram.live_conversations c using (organization_id, conversation_id)
),
message as materialized (
  select m.*, row_number() over (partition by m.append order by m.number) as place
  from unnest(
    $3::int8[], $4::uuid[], $5::int2[], $6::text[], $7::text[], $8::jsonb[], $9::int4[],
    $10::bytea[], $11::timestamptz[], $12::text[]
  ) with ordinality as m (
    append, message_id, role, name, content, metadata, token_count,
    request_hash, occurred_at, title, number)
),
known as materialized (
  select m.append, m.place, k.seq, k.token_count, k.created_at,
    k.conversation_id = a.conversation_id
      and k.request_hash = m.request_hash
      and k.seq - m.place
        = first_value(k.seq - m.place) over (partition by m.append order by m.place)
      as is_repeated
  from append a
  join message m using (append)
  join engram.messages k
    on k.organization_id = a.organization_id and k.message_id = m.message_id
),
decided as materialized (
  select a.*,
    case
      when k.count is null then 'appended'
      when k.first_conflict is null and k.count = m.count then 'repeated'
      else 'conflict'
    end as outcome,
    coalesce(k.first_conflict, k.first_known) as conflict_place
  from append a
  join (select append, count(*) from message group by append) m using (append)
  left join (
    select append, count(*), min(place) as first_known,
      min(place) filter (where not is_repeated) as first_conflict
    from known
    group by append
  ) k using (append)
),
numbered as materialized (
  select d.organization_id, d.conversation_id, d.consolidated_seq, m.*,
    d.next_seq - 1 + row_number() over (
      partition by d.organization_id, d.conversation_id order by m.number) as seq
  from decided d
  join message m using (append)
  where d.outcome = 'appended'
),
inserted as (
  insert into engram.messages (
    organization_id, conversation_id, seq, message_id, role, name, content, metadata,
    token_count, request_hash, created_at, occurred_at)
  select organization_id, conversation_id, seq, message_id, role, name, content, metadata,
    token_count, request_hash, statement_timestamp(), coalesce(occurred_at, statement_timestamp())
  from numbered
),
advanced as (
  update engram.conversations c
  set next_seq = n.last_seq + 1,
      token_total = c.token_total + n.tokens,
      updated_at = statement_timestamp(),
      title = case when c.title = '' then coalesce(n.title, '') else c.title end,
      title_seq = case when c.title = '' then n.title_seq else c.title_seq end
  from (
    select organization_id, conversation_id, max(seq) as last_seq, sum(token_count) as tokens,
      (array_agg(title order by seq) filter (where title <> ''))[1] as title,
      min(seq) filter (where title <> '') as title_seq
    from numbered
    group by organization_id, conversation_id
  ) n
  where c.organization_id = n.organization_id and c.conversation_id = n.conversation_id
  returning c.organization_id, c.conversation_id, c.next_seq - 1 - c.consolidated_seq as messages,
    c.token_total - c.consolidated_tokens as tokens
),
ripe as materialized (
  select a.organization_id, a.conversation_id,
    a.messages > coalesce(t.message_threshold, $14::int4)
      or a.tokens > coalesce(t.token_threshold, $15::int4) as is_due,
    coalesce(t.idle_seconds, $17::int4) as idle_seconds
  from advanced a
  left join engram.organization_settings t using (organization_id)
  where a.messages > coalesce(t.keep_recent, $16::int4) and coalesce(t.consolidates, $13::bool)
),
queued as (
  insert into engram.jobs (organization_id, queue, subject_kind, subject_id)
  select r.organization_id, 1, 4, r.conversation_id
  from ripe r
  where r.is_due
    and not exists (
      select
      from engram.jobs j
      where j.organization_id = r.organization_id
        and j.queue = 1
        and j.subject_kind = 4
        and j.subject_id = r.conversation_id
        and j.state = 4
    )
  on conflict do nothing
),
watched as (
  insert into engram.consolidation_checks (organization_id, conversation_id, check_at)
  select r.organization_id, r.conversation_id,
    statement_timestamp() + r.idle_seconds * interval '1 second'
  from ripe r
  where not r.is_due
    and not exists (
      select
      from engram.consolidation_checks k
      where k.organization_id = r.organization_id and k.conversation_id = r.conversation_id
    )
  on conflict do nothing
)
select append, place, 'appended' as outcome, seq, token_count,
  statement_timestamp() as created_at,
  max(seq) over (partition by append) - consolidated_seq as active_message_count
from numbered
union all
select k.append, k.place, 'repeated', k.seq, k.token_count, k.created_at,
  d.next_seq - 1 - d.consolidated_seq
from known k
join decided d using (append)
where d.outcome = 'repeated'
union all
select append, conflict_place, 'conflict', null, null, null, null
from decided
where outcome = 'conflict'
order by append, place
