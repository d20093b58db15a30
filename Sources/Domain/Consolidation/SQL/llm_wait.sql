-- In how long an LLM may be called again. The system role's.
--
-- $1 int2  limiter
-- $2 int4  at most so many calls
-- $3 int8  in any so many milliseconds
--
-- One row: wait int8, milliseconds, 0 for now.
select greatest(
    ceil(extract(epoch from
      greatest(l.closed_until, oldest.taken_at + $3 * interval '1 millisecond') - m.at) * 1000),
    0)::int8 as wait
from (select clock_timestamp() as at) m
join engram.llm_limiters l on l.limiter = $1
left join lateral (
  select c.taken_at
  from engram.llm_calls c
  where c.limiter = $1 and c.taken_at > m.at - $3 * interval '1 millisecond'
  order by c.taken_at desc
  offset $2 - 1
  limit 1
) oldest on true
