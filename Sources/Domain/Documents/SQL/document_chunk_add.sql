-- Adds chunks to a document that document_put has begun in the same unit.
--
-- $1  text    organization_id
-- $2  uuid    document_id
-- $3  bytea   request_hash of what was put
-- $4  text    the text search configuration
-- $5  text    the words of the title, as SearchText made them
-- $6  int4[]  ordinals
-- $7  int4[]  from_bytes, in step with $6
-- $8  int4[]  to_bytes
-- $9  int4[]  token_counts
-- $10 text[]  headings
-- $11 text[]  the words of these, as SearchText made them
-- $12 text[]  contents
-- $13 text[]  the words of these, as SearchText made them
--
-- No rows. Nothing is added when the document was not put, or is there already.
insert into engram.document_chunks (
  organization_id, document_id, version, ordinal, scope_key, project_id, from_byte, to_byte,
  token_count, word_count, heading, content, words)
select $1, $2, d.version, c.ordinal, d.scope_key, case when d.scope = 3 then d.project_id end,
  c.from_byte, c.to_byte, c.token_count, length(w.words), c.heading, c.content,
  array_to_tsvector(array[engram.scope_word($1, d.scope_key)]) || w.words
from engram.documents d
cross join unnest(
  $6::int4[], $7::int4[], $8::int4[], $9::int4[], $10::text[], $11::text[], $12::text[],
  $13::text[]
) as c (
  ordinal, from_byte, to_byte, token_count, heading, heading_words, content, content_words)
cross join lateral (
  select setweight(to_tsvector($4::text::regconfig, $5::text || ' ' || c.heading_words), 'A')
    || to_tsvector($4::text::regconfig, c.content_words) as words
  offset 0
) w
where d.organization_id = $1
  and d.document_id = $2
  and d.request_hash = $3
  and not exists (
    select
    from engram.document_chunks k
    where k.organization_id = $1
      and k.document_id = $2
      and k.version = d.version
      and k.ordinal = ($6::int4[])[1]
  )
