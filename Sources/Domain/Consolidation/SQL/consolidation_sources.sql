-- The current summaries of a level, which are to be merged. The system role's.
--
-- $1 text  organization_id
-- $2 uuid  conversation_id
-- $3 int2  level
-- $4 int4  at most so many, the oldest ones
--
-- Rows in order: consolidation_id uuid, from_seq int8, to_seq int8, content text.
select consolidation_id, from_seq, to_seq, content
from engram.consolidations
where organization_id = $1 and conversation_id = $2 and level = $3 and replaced_by is null
order by from_seq
limit $4
