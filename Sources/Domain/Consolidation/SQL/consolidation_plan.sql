-- What there is to do for the jobs of conversations. Runs after conversation_lock in the same unit. The
-- system role's.
--
-- One entry for each job:
-- $1 text[]  organization_ids
-- $2 uuid[]  conversation_ids
-- $3 uuid[]  job_ids
-- $4 int4[]  of known memories at most so many
-- Of the deployment, for organizations that have not set their own:
-- $5 int4  from more active messages than this on a conversation is due
-- $6 int4  or from more tokens in them than this on
-- $7 int4  how many of the newest messages stay active
-- $8 int4  seconds of silence after which all but those are summarised
-- $9 int2  summary_scope
-- $10 int2  retention
-- $11 int4 more current summaries of one level than this are merged
-- And for all:
-- $12 int4 bytes of the longest known memory
--
-- A row for each conversation that is there:
--   number int8, its entry, from 1
--   user_id text, project_id text or null, consolidated_seq int8
--   target_seq      int8  up to where messages are to be summarised; not beyond consolidated_seq when
--                         there are none
--   summary_scope   int2
--   retention       int2
--   progress        text  what an earlier attempt of this job has kept, or null
--   previous        text  the latest current summary, or null
--   full_level      int2  the lowest level that has more current summaries than $11, or null
--   known_ids       uuid[], known_contents text[]
--                         what is known of the user and, where summaries are shared, of the project,
--                         for an LLM to say what is true no longer: the most important first, of these
--                         the newest
--   scope_keys      text[]  those of them that can have memories already
select g.number, c.user_id, c.project_id, c.consolidated_seq,
  greatest(
    case when j.target_seq is not null then least(j.target_seq, c.next_seq - 1) end,
    case
      when c.next_seq - 1 - c.consolidated_seq > coalesce(t.message_threshold, $5::int4)
        or c.token_total - c.consolidated_tokens > coalesce(t.token_threshold, $6::int4)
        or c.updated_at <= now() - coalesce(t.idle_seconds, $8::int4) * interval '1 second'
        then c.next_seq - 1 - coalesce(t.keep_recent, $7::int4)
    end,
    c.consolidated_seq) as target_seq,
  coalesce(t.summary_scope, $9::int2) as summary_scope,
  coalesce(t.retention, $10::int2) as retention,
  j.progress,
  (
    select s.content
    from engram.consolidations s
    where s.organization_id = c.organization_id
      and s.conversation_id = c.conversation_id
      and s.replaced_by is null
    order by s.from_seq desc
    limit 1
  ) as previous,
  (
    select s.level
    from engram.consolidations s
    where s.organization_id = c.organization_id
      and s.conversation_id = c.conversation_id
      and s.replaced_by is null
    group by s.level
    having count(*) > $11::int4
    order by s.level
    limit 1
  ) as full_level,
  known.ids as known_ids, known.contents as known_contents,
  array(
    select s.scope_key
    from engram.memory_scopes s
    where s.organization_id = g.organization_id and s.scope_key = any (p.keys)
  ) as scope_keys
from unnest($1::text[], $2::uuid[], $3::uuid[], $4::int4[]) with ordinality as g (
  organization_id, conversation_id, job_id, known_count, number)
join engram.live_conversations c using (organization_id, conversation_id)
join engram.jobs j on j.organization_id = g.organization_id and j.job_id = g.job_id
left join engram.organization_settings t on t.organization_id = g.organization_id
cross join lateral (
  select array_remove(
    array[
      '3:' || c.user_id,
      case when coalesce(t.summary_scope, $9::int2) = 1 then '2:' || c.project_id end
    ], null) as keys
  offset 0
) p
cross join lateral (
  select coalesce(array_agg(k.memory_id order by k.place), '{}') as ids,
    coalesce(array_agg(k.content order by k.place), '{}') as contents
  from (
    select m.memory_id, m.content,
      row_number() over (
        order by m.importance desc, m.created_at desc, m.memory_id desc) as place
    from engram.live_memories m
    where g.known_count > 0
      and m.organization_id = g.organization_id
      and m.scope_key = any (p.keys)
      and m.origin <> 2
      and m.type <> 1
      and m.superseded_by is null
      and octet_length(m.content) <= $12::int4
    order by m.importance desc, m.created_at desc, m.memory_id desc
    limit g.known_count
  ) k
  offset 0
) known
