-- The words of some texts, as SearchText made these.
--
-- $1 text    name of the text search configuration
-- $2 text[]  the texts
--
-- Rows in the order of $2: words bytea, as PostgreSQL sends a tsvector.
select tsvectorsend(to_tsvector($1::text::regconfig, w.content)) as words
from unnest($2::text[]) with ordinality as w (content, place)
order by w.place
