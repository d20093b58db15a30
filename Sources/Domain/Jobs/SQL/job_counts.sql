-- How much there is in a queue. The system role's.
--
-- $1 int2  queue
-- $2 int8  stops counting here
--
-- One row: open int8, leased int8, dead int8.
select
  (
    select count(*)
    from (select from engram.jobs where queue = $1 and state = 1 limit $2) j
  ) as open,
  (
    select count(*)
    from (select from engram.jobs where queue = $1 and state = 2 limit $2) j
  ) as leased,
  (
    select count(*)
    from (select from engram.jobs where queue = $1 and state = 4 limit $2) j
  ) as dead
