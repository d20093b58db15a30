-- Deletes the history of memories that have been gone for 30 days. The system role's.
--
-- $1 int4  at most so many of their ends are looked at
--
-- One row: deleted int8, how many rows are gone.
with gone as (
  select e.organization_id, e.memory_id
  from engram.memory_events e
  where e.event <> 2 and e.occurred_at < statement_timestamp() - interval '30 days'
    and not exists (
      select
      from engram.memories m
      where m.organization_id = e.organization_id and m.memory_id = e.memory_id
    )
  order by e.occurred_at
  limit $1
),
deleted as (
  delete from engram.memory_events e
  using (select distinct organization_id, memory_id from gone) g
  where e.organization_id = g.organization_id and e.memory_id = g.memory_id
  returning 1
)
select count(*) as deleted from deleted
