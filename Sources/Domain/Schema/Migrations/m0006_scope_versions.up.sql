-- Versions of what has memories: a server knows by them whether a copy that it keeps is complete.

set local role engram_owner;

-- What follows a version. None comes twice for a scope, also when it is erased and made anew, or
-- when a crash loses the latest commits: the clock has gone on since.
create function engram.version_after(bigint) returns bigint
language sql volatile parallel safe
return greatest($1 + 1, (extract(epoch from clock_timestamp()) * 1000000)::bigint);

alter table engram.memory_scopes
  add column version bigint not null default engram.version_after(0);

-- As the extension's own function sends it: dimensions int2, unused int2, then float2 numbers.
do $$
declare
  home constant text := (
    select n.nspname
    from pg_catalog.pg_extension e
    join pg_catalog.pg_namespace n on n.oid = e.extnamespace
    where e.extname = 'vector');
begin
  execute format(
    'create function engram.embedding_bytes(%1$I.halfvec) returns bytea
     language sql immutable strict parallel safe
     return %1$I.halfvec_send($1)', home);
end
$$;

create or replace view engram.live_memory_scopes with (security_invoker = true) as
select s.*
from engram.memory_scopes s
where s.deleted_at is null
  and exists (
    select
    from engram.organizations o
    where o.organization_id = s.organization_id and o.deleted_at is null
    offset 0
  )
  and not exists (
    select
    from engram.projects p
    where p.organization_id = s.organization_id
      and p.project_id = s.project_id
      and p.deleted_at is not null
    offset 0
  )
  and not exists (
    select
    from engram.users u
    where u.organization_id = s.organization_id
      and u.user_id = s.user_id
      and u.deleted_at is not null
    offset 0
  );

reset role;
