-- Consolidation: old messages become summaries and memories.

set local role engram_owner;

-- What all messages of a conversation cost in tokens, and what the summarised ones among them do.
alter table engram.conversations
  add column token_total bigint not null default 0,
  add column consolidated_tokens bigint not null default 0,
  add constraint conversations_consolidated_tokens_range
    check (consolidated_tokens between 0 and token_total);

-- Each null where it is the deployment's. summary_scope: 1 the project's where there is one, 2 the
-- user's. retention: 1 summarised messages stay, 2 their content is erased at once.
alter table engram.organization_settings
  add column consolidates boolean,
  add column message_threshold integer,
  add column token_threshold integer,
  add column keep_recent integer,
  add column idle_seconds integer,
  add column summary_scope smallint,
  add column retention smallint,
  add column archive_days integer,
  add constraint organization_settings_message_threshold_range
    check (message_threshold between 1 and 100000),
  add constraint organization_settings_token_threshold_range
    check (token_threshold between 100 and 100000000),
  add constraint organization_settings_keep_recent_range check (keep_recent between 0 and 10000),
  add constraint organization_settings_idle_seconds_range
    check (idle_seconds between 60 and 31536000),
  add constraint organization_settings_summary_scope_known check (summary_scope between 1 and 2),
  add constraint organization_settings_retention_known check (retention between 1 and 2),
  add constraint organization_settings_archive_days_range check (archive_days between 1 and 36500);

-- target_seq: up to where messages are to be summarised; progress: what a handler keeps between
-- attempts, such as an answer that was paid for. Both are null until a handler sets them.
alter table engram.jobs
  add column target_seq bigint,
  add column progress text,
  add constraint jobs_target_seq_positive check (target_seq >= 1),
  add constraint jobs_progress_length check (octet_length(progress) <= 1048576);

-- A conversation's dead job.
create index jobs_dead_consolidation
  on engram.jobs (organization_id, subject_id) where state = 4 and queue = 1;

-- The summaries of a conversation. level 1 is made from messages, a higher one from summaries of the
-- level below. replaced_by is the one that a summary was merged into: those that it is null for cover
-- each message up to the conversation's consolidated_seq exactly once. fact_ratio: which share of the
-- names, numbers and dates of the messages the summary has. model is empty where nothing was asked,
-- since nothing was said. erased_at is when the content of its messages was erased.
create table engram.consolidations (
  organization_id text collate "C" not null,
  conversation_id uuid not null,
  consolidation_id uuid not null,
  level smallint not null,
  from_seq bigint not null,
  to_seq bigint not null,
  content text not null,
  token_count integer not null,
  message_tokens bigint not null,
  model text not null,
  input_tokens bigint not null default 0,
  output_tokens bigint not null default 0,
  fact_ratio double precision not null,
  created_at timestamptz not null,
  replaced_by uuid,
  erased_at timestamptz,
  constraint consolidations_pkey
    primary key (organization_id, conversation_id, consolidation_id),
  constraint consolidations_conversation_fkey foreign key (organization_id, conversation_id)
    references engram.conversations on delete cascade,
  constraint consolidations_level_range check (level between 1 and 60),
  constraint consolidations_range check (1 <= from_seq and from_seq <= to_seq),
  constraint consolidations_content_length check (octet_length(content) <= 262144),
  constraint consolidations_tokens_range check (
    token_count >= 0 and message_tokens >= 0 and input_tokens >= 0 and output_tokens >= 0),
  constraint consolidations_fact_ratio_range check (fact_ratio between 0 and 1)
);

-- No two current ones begin, or end, at the same message.
create unique index consolidations_current
  on engram.consolidations (organization_id, conversation_id, from_seq)
  where replaced_by is null;
create unique index consolidations_current_end
  on engram.consolidations (organization_id, conversation_id, to_seq)
  where replaced_by is null;
create index consolidations_by_range
  on engram.consolidations (organization_id, conversation_id, from_seq, level);
-- Whose messages are kept for a time only.
create index consolidations_unerased on engram.consolidations (created_at)
  where level = 1 and erased_at is null;

-- Conversations with more messages than are kept, and when to see whether they have fallen silent.
create table engram.consolidation_checks (
  organization_id text collate "C" not null,
  conversation_id uuid not null,
  check_at timestamptz not null,
  constraint consolidation_checks_pkey primary key (organization_id, conversation_id),
  constraint consolidation_checks_conversation_fkey
    foreign key (organization_id, conversation_id)
    references engram.conversations on delete cascade
);

create index consolidation_checks_due on engram.consolidation_checks (check_at);

-- origin: 1 a caller stored it, 2 a copy of a summary, 3 a fact that was found in messages. What a
-- consolidation made goes when that one is undone. superseded_by is the
-- memory that says what is true now; superseded_importance is what this one's was until then.
alter table engram.memories
  add column origin smallint not null default 1,
  add column consolidation_id uuid,
  add column superseded_by uuid,
  add column superseded_importance smallint,
  add constraint memories_origin_known check (origin between 1 and 3),
  add constraint memories_superseded
    check ((superseded_by is null) = (superseded_importance is null));

create index memories_by_consolidation on engram.memories (organization_id, consolidation_id)
  where consolidation_id is not null;
create index memories_superseded_by on engram.memories (organization_id, superseded_by)
  where superseded_by is not null;

-- These show the new columns too.
create or replace view engram.live_conversations with (security_invoker = true) as
select c.*
from engram.conversations c
join engram.organizations o
  on o.organization_id = c.organization_id and o.deleted_at is null
join engram.users u
  on u.organization_id = c.organization_id and u.user_id = c.user_id and u.deleted_at is null
left join engram.projects p
  on p.organization_id = c.organization_id and p.project_id = c.project_id
where c.deleted_at is null and p.deleted_at is null;

drop view engram.live_memories;

create view engram.live_memories with (security_invoker = true) as
select m.*,
  exists (
    select
    from engram.memory_embeddings e
    join engram.embedding_models a on a.model_id = e.model_id and a.state = 2
    where e.organization_id = m.organization_id and e.memory_id = m.memory_id
  ) as is_ready
from engram.memories m
join engram.live_memory_scopes s
  on s.organization_id = m.organization_id and s.scope_key = m.scope_key
left join engram.projects b
  on b.organization_id = m.organization_id and b.project_id = m.project_id and m.scope = 3
where b.deleted_at is null
  and (m.expires_at is null or m.expires_at > statement_timestamp());

grant select on engram.live_memories to engram_service, engram_system;

-- The calls of the LLM that the limit counts, of all processes, and until when nobody calls since
-- the provider said so. limiter: 1 the deployment's.
create table engram.llm_limiters (
  limiter smallint not null,
  closed_until timestamptz not null default 'epoch',
  constraint llm_limiters_pkey primary key (limiter)
);

create table engram.llm_calls (
  limiter smallint not null,
  taken_at timestamptz not null,
  call_id uuid not null default gen_random_uuid(),
  constraint llm_calls_pkey primary key (limiter, taken_at, call_id)
);

insert into engram.llm_limiters (limiter) values (1);

-- Ends the unit with a message of its own: what has to be true is not any more.
create function engram.refuse(reason text) returns boolean
language plpgsql volatile
as $$
begin
  raise exception using errcode = 'EN001', message = reason;
end
$$;

revoke execute on function engram.refuse(text) from public;
grant execute on function engram.refuse(text) to engram_service, engram_system;

alter table engram.consolidations enable row level security, force row level security;
alter table engram.consolidation_checks enable row level security, force row level security;
alter table engram.llm_limiters enable row level security, force row level security;
alter table engram.llm_calls enable row level security, force row level security;

create policy service on engram.consolidations to engram_service
  using (coalesce(organization_id = any ((select engram.current_organizations())::text[]), false));
create policy service on engram.consolidation_checks to engram_service
  using (coalesce(organization_id = any ((select engram.current_organizations())::text[]), false));
create policy system on engram.consolidations to engram_system using (true);
create policy system on engram.consolidation_checks to engram_system using (true);
create policy system on engram.llm_limiters to engram_system using (true);
create policy system on engram.llm_calls to engram_system using (true);

grant select, delete, update on engram.consolidations to engram_service;
grant select, insert on engram.consolidation_checks to engram_service;
-- A request moves an open job forward, and takes the place of a dead one.
create policy service_move on engram.jobs for update to engram_service
  using (
    state in (1, 2)
    and coalesce(organization_id = any ((select engram.current_organizations())::text[]), false))
  with check (
    state in (1, 2)
    and coalesce(organization_id = any ((select engram.current_organizations())::text[]), false));
grant update (target_seq) on engram.jobs to engram_service;
grant select, insert, update, delete on
  engram.consolidations, engram.consolidation_checks, engram.llm_limiters, engram.llm_calls
  to engram_system;

reset role;

-- What is there already.
set local role engram_system;

update engram.conversations c
set token_total = t.tokens
from (
  select organization_id, conversation_id, sum(token_count) as tokens
  from engram.messages
  group by organization_id, conversation_id
) t
where c.organization_id = t.organization_id and c.conversation_id = t.conversation_id;

insert into engram.consolidation_checks (organization_id, conversation_id, check_at)
select organization_id, conversation_id, updated_at + interval '1 hour'
from engram.conversations
where next_seq - 1 - consolidated_seq > 10 and deleted_at is null;

reset role;
