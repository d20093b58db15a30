-- Models of organizations: which one, how it is reached, and what its tokens are to the estimate.

set local role engram_owner;

-- Each null where it is the deployment's. llm_api_key is encrypted: see docs/llm.md.
alter table engram.organization_settings
  add column llm_base_url text,
  add column llm_model text,
  add column llm_temperature double precision,
  add column llm_max_output_tokens integer,
  add column llm_api_key bytea,
  add constraint organization_settings_llm_base_url_length
    check (octet_length(llm_base_url) between 1 and 2048),
  add constraint organization_settings_llm_model_length
    check (octet_length(llm_model) between 1 and 256),
  add constraint organization_settings_llm_temperature_range
    check (llm_temperature between 0 and 2),
  add constraint organization_settings_llm_max_output_tokens_range
    check (llm_max_output_tokens between 1 and 1000000),
  add constraint organization_settings_llm_api_key_length
    check (octet_length(llm_api_key) between 1 and 8192);

-- What the estimate of tokens is to be multiplied by for a model, learned from what providers report.
create table engram.token_calibrations (
  organization_id text collate "C" not null,
  model text collate "C" not null,
  factor double precision not null default 1,
  report_count bigint not null default 0,
  updated_at timestamptz not null default now(),
  constraint token_calibrations_pkey primary key (organization_id, model),
  constraint token_calibrations_organization_fkey foreign key (organization_id)
    references engram.organizations,
  constraint token_calibrations_model_length check (octet_length(model) between 1 and 256),
  constraint token_calibrations_factor_range check (factor between 0.8 and 2)
);

-- The factor that a conversation has for a model since its consolidated_seq is this one.
create table engram.token_pins (
  organization_id text collate "C" not null,
  conversation_id uuid not null,
  model text collate "C" not null,
  consolidated_seq bigint not null,
  factor double precision not null,
  constraint token_pins_pkey primary key (organization_id, conversation_id, model),
  constraint token_pins_conversation_fkey foreign key (organization_id, conversation_id)
    references engram.conversations on delete cascade,
  constraint token_pins_model_length check (octet_length(model) between 1 and 256),
  constraint token_pins_consolidated_seq_range check (consolidated_seq >= 0),
  constraint token_pins_factor_range check (factor between 0.8 and 2)
);

alter table engram.token_calibrations enable row level security, force row level security;
alter table engram.token_pins enable row level security, force row level security;

create policy service on engram.token_calibrations for select to engram_service
  using (coalesce(organization_id = any ((select engram.current_organizations())::text[]), false));
create policy service on engram.token_pins to engram_service
  using (coalesce(organization_id = any ((select engram.current_organizations())::text[]), false));
create policy system on engram.token_calibrations to engram_system using (true);
create policy system on engram.token_pins to engram_system using (true);

grant select on engram.token_calibrations to engram_service;
grant select, insert, update on engram.token_pins to engram_service;
grant select, insert, update, delete on engram.token_calibrations, engram.token_pins
  to engram_system;

reset role;
