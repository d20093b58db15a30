-- The words of a query, as memories are indexed by them.
--
-- $1 text  name of the text search configuration
-- $2 text  the query, as SearchText.query made it
--
-- Rows in the order of the query: lexeme text.
select lexeme
from unnest(to_tsvector($1::text::regconfig, $2::text))
order by positions[1]
