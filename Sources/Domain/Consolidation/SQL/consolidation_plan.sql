-- What there is to do for the job of a conversation. The system role's.
--
-- $1 text  organization_id
-- $2 uuid  conversation_id
-- $3 uuid  job_id
-- Of the deployment, for organizations that have not set their own:
-- $4 int4  from more active messages than this on a conversation is due
-- $5 int4  or from more tokens in them than this on
-- $6 int4  how many of the newest messages stay active
-- $7 int4  seconds of silence after which all but those are summarised
-- $8 int2  summary_scope
-- $9 int2  retention
-- $10 int4 more current summaries of one level than this are merged
--
-- One row when the conversation is there:
--   user_id text, project_id text or null, consolidated_seq int8
--   target_seq      int8  up to where messages are to be summarised; not beyond consolidated_seq when
--                         there are none
--   summary_scope   int2
--   retention       int2
--   progress        text  what an earlier attempt of this job has kept, or null
--   previous        text  the latest current summary, or null
--   full_level      int2  the lowest level that has more current summaries than $10, or null
select c.user_id, c.project_id, c.consolidated_seq,
  greatest(
    case when j.target_seq is not null then least(j.target_seq, c.next_seq - 1) end,
    case
      when c.next_seq - 1 - c.consolidated_seq > coalesce(t.message_threshold, $4::int4)
        or c.token_total - c.consolidated_tokens > coalesce(t.token_threshold, $5::int4)
        or c.updated_at <= now() - coalesce(t.idle_seconds, $7::int4) * interval '1 second'
        then c.next_seq - 1 - coalesce(t.keep_recent, $6::int4)
    end,
    c.consolidated_seq) as target_seq,
  coalesce(t.summary_scope, $8::int2) as summary_scope,
  coalesce(t.retention, $9::int2) as retention,
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
    having count(*) > $10::int4
    order by s.level
    limit 1
  ) as full_level
from engram.live_conversations c
join engram.jobs j on j.organization_id = c.organization_id and j.job_id = $3
left join engram.organization_settings t on t.organization_id = c.organization_id
where c.organization_id = $1 and c.conversation_id = $2
