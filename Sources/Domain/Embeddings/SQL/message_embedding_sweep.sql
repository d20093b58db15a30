-- Has messages embedded that are not, of conversations in the order of their keys. The system role's.
--
-- $1 bool  whether messages are embedded, where their organization says nothing
-- $2 text  organization_id and
-- $3 uuid  conversation_id after which to begin; empty and all zeros for the first
-- $4 int4  at most so many conversations are looked at
--
-- One row when there were conversations left: organization_id text and conversation_id uuid of the
-- last one looked at, and queued int8, the jobs that were added. None when nobody has messages
-- embedded.
with batch as materialized (
  select c.organization_id, c.conversation_id, c.next_seq, c.deleted_at
  from engram.conversations c
  where (c.organization_id, c.conversation_id) > ($2, $3)
    and ($1 or exists (select from engram.organization_settings where embeds_messages))
  order by c.organization_id, c.conversation_id
  limit $4
),
queued as (
  insert into engram.jobs (organization_id, queue, subject_kind, subject_id)
  select b.organization_id, 2, 4, b.conversation_id
  from batch b
  left join engram.organization_settings t using (organization_id)
  where b.deleted_at is null
    and coalesce(t.embeds_messages, $1)
    and exists (
      select
      from engram.models_in_use a
      left join engram.message_embedding_progress p
        on p.organization_id = b.organization_id
        and p.conversation_id = b.conversation_id
        and p.model_id = a.model_id
      where a.organization_id = b.organization_id and coalesce(p.embedded_seq, 0) < b.next_seq - 1
    )
    and not exists (
      select
      from engram.jobs j
      where j.organization_id = b.organization_id
        and j.queue = 2
        and j.subject_kind = 4
        and j.subject_id = b.conversation_id
        and j.state in (1, 4)
    )
  on conflict do nothing
  returning 1
)
select organization_id, conversation_id, (select count(*) from queued) as queued
from batch
order by organization_id desc, conversation_id desc
limit 1
