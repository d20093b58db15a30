-- Tables that grow fast are analyzed before autovacuum comes to them.
set local role engram_owner;

-- Analyzes tables that have grown to more than four times their size since that was noted last, up to
-- 1,000 pages; beyond that autovacuum is in time. A plan is kept for as long as the statistics it was
-- made with: one that is made while a table is empty reads all of it later.
create function engram.analyze_grown() returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  grown regclass;
begin
  for grown in
    select c.oid
    from pg_catalog.pg_class c
    where c.relnamespace = 'engram'::regnamespace
      and c.relkind = 'r'
      and c.relpages < 1000
      and pg_relation_size(c.oid)
        > 4 * greatest(c.relpages, 1) * current_setting('block_size')::int8
  loop
    execute format('analyze (skip_locked) %s', grown);
  end loop;
end
$$;

revoke execute on function engram.analyze_grown() from public;
grant execute on function engram.analyze_grown() to engram_system;

reset role;
