-- What a document that is there to be seen says, by chunks, each of which begins with the end of the
-- one before it.
--
-- $1 text  organization_id
-- $2 uuid  document_id
-- $3 int8  version
--
-- Rows in their order: from_byte int4, content text. None when the document has another version.
select c.from_byte, c.content
from engram.live_documents d
cross join lateral (
  select c.ordinal, c.from_byte, c.content
  from engram.document_chunks c
  where c.organization_id = $1 and c.document_id = $2 and c.version = d.version
  offset 0
) c
where d.organization_id = $1 and d.document_id = $2 and d.version = $3
order by c.ordinal
