-- Takes leave to call an LLM once, now. Runs after llm_lock in the same unit. The system role's.
--
-- $1 int2  limiter
-- $2 int4  at most so many calls
-- $3 int8  in any so many milliseconds
--
-- One row: wait int8, 0 when leave is given, else in how many milliseconds to ask again.
with moment as materialized (
  select clock_timestamp() as at, $3 * interval '1 millisecond' as length
),
gate as materialized (
  select ceil(
      extract(epoch from greatest(l.closed_until, oldest.taken_at + m.length) - m.at) * 1000)
      as wait
  from moment m
  join engram.llm_limiters l on l.limiter = $1
  left join lateral (
    -- The one that has to be over for another one to begin.
    select c.taken_at
    from engram.llm_calls c
    where c.limiter = $1 and c.taken_at > m.at - m.length
    order by c.taken_at desc
    offset $2 - 1
    limit 1
  ) oldest on true
),
taken as (
  insert into engram.llm_calls (limiter, taken_at)
  select $1, m.at
  from moment m
  cross join gate g
  where g.wait <= 0
)
select greatest(g.wait, 0)::int8 as wait
from gate g
