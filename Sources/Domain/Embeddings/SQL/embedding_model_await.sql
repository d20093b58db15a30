-- Waits for the stores under way, and has those to come wait, until the unit ends. Runs before
-- embedding_model_build in the same unit: whoever stores then either has been seen, or sees that a
-- model is being built. The system role's.
--
-- No rows.
--
-- Within a block, since PostgreSQL does not take the statements of a unit for a transaction that a lock
-- is of use in.
do $$
begin
  lock table engram.memories in share mode;
end
$$
