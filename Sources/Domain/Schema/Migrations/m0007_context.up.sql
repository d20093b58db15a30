set local role engram_owner;

-- What contexts were made of, for seven days: ids, scores and tokens, no text of what was found.
create table engram.context_receipts (
  organization_id text collate "C" not null,
  receipt_id uuid not null,
  conversation_id uuid not null,
  created_at timestamptz not null,
  content jsonb not null,
  constraint context_receipts_pkey primary key (organization_id, receipt_id),
  constraint context_receipts_conversation_fkey foreign key (organization_id, conversation_id)
    references engram.conversations on delete cascade
);

create index context_receipts_by_conversation
  on engram.context_receipts (organization_id, conversation_id);
create index context_receipts_old on engram.context_receipts (created_at);

alter table engram.context_receipts enable row level security, force row level security;
create policy service on engram.context_receipts to engram_service
  using (coalesce(organization_id = any ((select engram.current_organizations())::text[]), false));
create policy system on engram.context_receipts to engram_system using (true);
grant select, insert on engram.context_receipts to engram_service;
grant select, insert, update, delete on engram.context_receipts to engram_system;

reset role;
