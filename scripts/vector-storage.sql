-- Measures how fast the vectors of one scope are read, by how they are stored: 1,600 vectors of
-- 1536 dimensions out of 99,200, whose rows lie in random order. Medians of 21 interleaved rounds.
--
--   createdb scratch && psql -X -d scratch -f scripts/vector-storage.sql
--
-- Fills the schema vector_storage of that database and drops it again: 3 GB, about a minute.
\set ON_ERROR_STOP on
\set QUIET on
\pset footer off
set client_min_messages = warning;
set jit = off;
create extension if not exists vector;
drop schema if exists vector_storage cascade;
create schema vector_storage;
set search_path = vector_storage, public;

create table pool as
select n, (
  select array_agg(random() - 0.5) from generate_series(1, 1536 + 0 * n)
)::float4[]::vector as embedding
from generate_series(1, 2000) n;
alter table pool add primary key (n);

create table memory as
select 'org-' || o as organization_id, gen_random_uuid() as memory_id,
  case when i <= 1000 then '1' when i <= 1500 then '2:p' else '3:u' end as scope_key,
  repeat('content ', 20) as content, 1 + (random() * 1999)::int as n
from generate_series(1, 62) o, generate_series(1, 1600) i
order by random();
alter table memory add primary key (organization_id, memory_id);
create index on memory (organization_id, scope_key);

-- name: the table; type, storage: of its vectors; rows: the order in which they are written
create function fill(name text, type text, storage text, rows text) returns void
language plpgsql as $$
begin
  execute format(
    'create table %I (organization_id text not null, memory_id uuid not null,
       scope_key text not null, embedding %s not null)', name, type);
  execute format('alter table %I alter embedding set storage %s', name, storage);
  execute format(
    'insert into %I select organization_id, memory_id, scope_key, embedding::%s
     from memory join pool using (n) order by %s', name, type, rows);
  execute format('alter table %I add primary key (organization_id, memory_id)', name);
  execute format('create index on %I (organization_id, scope_key)', name);
end
$$;

select fill('vector_toast', 'vector', 'external', 'random()'),
  fill('vector_plain', 'vector', 'plain', 'random()'),
  fill('halfvec_toast', 'halfvec', 'external', 'random()'),
  fill('halfvec_plain', 'halfvec', 'plain', 'random()'),
  fill('halfvec_clustered', 'halfvec', 'plain', 'organization_id, scope_key') \g /dev/null

create table bits as
select organization_id, memory_id, scope_key, binary_quantize(embedding)::bit(1536) as bits
from halfvec_plain;
create index on bits (organization_id, scope_key);
vacuum analyze;

create table stored (ordinal serial, name text, size text, sql text);
insert into stored (name, size, sql)
select t || suffix, pg_size_pretty(pg_table_size(t::regclass)), format(form, t, split_part(t, '_', 1))
from unnest(array['vector_toast', 'vector_plain', 'halfvec_toast', 'halfvec_plain',
    'halfvec_clustered']) t,
  (values
    ('', 'select memory_id from %s where organization_id = $1
       and scope_key in (''1'', ''2:p'', ''3:u'') order by embedding <#> $2::%s limit 100'),
    (', joined', 'select memory_id from memory m join %s e using (organization_id, memory_id)
       where organization_id = $1 and m.scope_key in (''1'', ''2:p'', ''3:u'')
       order by embedding <#> $2::%s limit 100')
  ) as f (suffix, form)
union all
select 'bits, best 400 by halfvec_plain', pg_size_pretty(pg_table_size('bits')),
  'with b as materialized (
     select memory_id from bits where organization_id = $1 and scope_key in (''1'', ''2:p'', ''3:u'')
     order by bits <~> binary_quantize($2)::bit(1536) limit 400)
   select memory_id from b join halfvec_plain e using (memory_id) where e.organization_id = $1
   order by embedding <#> $2::halfvec limit 100';

create table measured (ordinal int, ms float8);
do $$
declare
  s record;
  query vector;
  started timestamptz;
begin
  for round in 1..31 loop
    select embedding into query from pool where n = round;
    for s in select * from stored loop
      started := clock_timestamp();
      execute 'select count(*) from (' || s.sql || ') found' using 'org-' || (round % 20 + 1), query;
      if round > 10 then
        insert into measured values
          (s.ordinal, 1000 * extract(epoch from clock_timestamp() - started));
      end if;
    end loop;
  end loop;
end
$$;

select name, size as "table",
  round((percentile_cont(0.5) within group (order by ms))::numeric, 2) as "median ms"
from stored join measured using (ordinal)
group by ordinal, name, size
order by ordinal;
drop schema vector_storage cascade;
