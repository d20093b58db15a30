-- Locks a limiter before another statement of the unit counts its calls. The system role's.
--
-- $1 int2  limiter
--
-- No rows of interest.
select from engram.llm_limiters where limiter = $1 for update
