-- Chats: which reply belongs to which request, and who is making it.

set local role engram_owner;

-- chat_id is the request's message id. state: 1 running, 2 done, 3 cut, 4 failed, which has no reply.
-- owner is who runs it until lease_until; partial is what has come of the reply, saved from time to
-- time while it runs.
create table engram.chats (
  organization_id text collate "C" not null,
  conversation_id uuid not null,
  chat_id uuid not null,
  request_hash bytea not null,
  reply_id uuid not null,
  state smallint not null,
  owner uuid,
  lease_until timestamptz,
  partial text not null default '',
  constraint chats_pkey primary key (organization_id, conversation_id, chat_id),
  constraint chats_conversation_fkey foreign key (organization_id, conversation_id)
    references engram.conversations on delete cascade,
  constraint chats_state_known check (state between 1 and 4),
  constraint chats_request_hash_length check (octet_length(request_hash) = 32),
  constraint chats_held_while_running
    check ((state = 1) = (owner is not null) and (state = 1) = (lease_until is not null)),
  constraint chats_partial_while_running check (state = 1 or partial = ''),
  constraint chats_partial_length check (octet_length(partial) <= 1048576)
);

-- A conversation has one running at most.
create unique index chats_running on engram.chats (organization_id, conversation_id)
  where state = 1;
create index chats_leases on engram.chats (lease_until) where state = 1;

alter table engram.chats enable row level security, force row level security;
create policy service on engram.chats to engram_service
  using (coalesce(organization_id = any ((select engram.current_organizations())::text[]), false));
create policy system on engram.chats to engram_system using (true);
grant select, insert, update on engram.chats to engram_service;
grant select, insert, update, delete on engram.chats to engram_system;

reset role;
