-- Removes calls that no window reaches back to. The system role's.
--
-- $1 int4  at most so many
--
-- One row: removed int8.
with gone as (
  delete from engram.llm_calls c
  using (
    select limiter, taken_at, call_id
    from engram.llm_calls
    where taken_at < now() - interval '1 day'
    limit $1
  ) g
  where c.limiter = g.limiter and c.taken_at = g.taken_at and c.call_id = g.call_id
  returning 1
)
select count(*) as removed from gone
