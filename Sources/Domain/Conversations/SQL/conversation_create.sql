-- Creates a conversation of a live user, in a live project where one is named.
--
-- $1 text   organization_id
-- $2 uuid   conversation_id
-- $3 text   user_id
-- $4 text   project_id, null for none
-- $5 text   title, empty to have it made
-- $6 jsonb  metadata, null for none
-- $7 bytea  request_hash
--
-- One row: outcome text, and for the first two outcomes the conversation as in conversation_get.
--   created     it is new
--   repeated    the same request made it before
--   conflict    another request made one with this id
--   purging     it, or what it belongs to, is being erased
--   incomplete  organization, user or project is to be created first
--   raced       another call with this id has just won: ask again
--
-- The locks on user and project hold off their deletion until the conversation is there to be
-- found.
with existing as (
  select c.request_hash
  from engram.conversations c
  where c.organization_id = $1 and c.conversation_id = $2
),
living as (
  select c.*
  from engram.live_conversations c
  where c.organization_id = $1 and c.conversation_id = $2
),
organization as (
  select o.deleted_at, o.purged_at
  from engram.organizations o
  where o.organization_id = $1
),
member as (
  select m.deleted_at, m.purged_at
  from engram.users m
  where m.organization_id = $1 and m.user_id = $3 and not exists (select from existing)
  for share
),
project as (
  select m.deleted_at, m.purged_at
  from engram.projects m
  where m.organization_id = $1 and m.project_id = $4 and not exists (select from existing)
  for share
),
parent as (
  select count(*) filter (where deleted_at is null) as live,
    count(*) filter (where deleted_at is not null and purged_at is null) as purging,
    case when $4::text is null then 2 else 3 end as wanted
  from (
    select * from organization union all select * from member union all select * from project
  ) row
),
created as (
  insert into engram.conversations as c (
    organization_id, conversation_id, user_id, project_id, title, metadata, request_hash)
  select $1, $2, $3, $4, $5, $6, $7
  from parent
  where live = wanted and not exists (select from existing)
  on conflict (organization_id, conversation_id) do nothing
  returning c.*
)
select
  case
    when exists (select from created) then 'created'
    when exists (select from living where request_hash = $7) then 'repeated'
    when exists (select from living) then 'conflict'
    when exists (select from existing) or parent.purging > 0 then 'purging'
    when parent.live < parent.wanted then 'incomplete'
    else 'raced'
  end as outcome,
  c.conversation_id, c.user_id, c.project_id, c.title, c.metadata,
  c.next_seq - 1 as message_count, c.consolidated_seq, c.created_at, c.updated_at
from parent
left join (
  select * from created union all select * from living where request_hash = $7
) c on true
