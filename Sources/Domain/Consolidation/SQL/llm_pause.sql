-- Has nobody call an LLM for a while. The system role's.
--
-- $1 int2  limiter
-- $2 int8  milliseconds
--
-- No rows.
update engram.llm_limiters
set closed_until = greatest(closed_until, clock_timestamp() + $2 * interval '1 millisecond')
where limiter = $1
