-- The chunks that a search found in copies of documents.
--
-- $1 text           organization_id
-- $2 uuid[]         document_ids, best first
-- $3 int8[]         versions, in step with $2
-- $4 timestamptz[]  their updated_ats, in step with $2
-- $5 int4[]         ordinals, in step with $2
-- $6 int8           at most so many bytes, but for the first row
--
-- Rows in the order of $2: the first ten columns of document_search, then place int8, from 1, and
-- are_all_there bool: whether no document was replaced or deleted meanwhile.
with found as (
  select w.place, d.document_id, d.title, d.source_uri, c.heading, c.ordinal, c.from_byte,
    c.to_byte, c.content, c.token_count, d.updated_at,
    -- 300: what the other fields of a row take at most.
    sum(
      300 + octet_length(d.title) + octet_length(d.source_uri) + octet_length(c.heading)
        + octet_length(c.content)
    ) over (order by w.place) as bytes,
    count(*) over () = cardinality($2::uuid[]) as are_all_there,
    row_number() over (order by w.place) as number
  from unnest($2::uuid[], $3::int8[], $4::timestamptz[], $5::int4[]) with ordinality
    as w (document_id, version, updated_at, ordinal, place)
  cross join lateral (
    select d.document_id, d.title, d.source_uri, d.updated_at
    from engram.live_documents d
    where d.organization_id = $1
      and d.document_id = w.document_id
      and d.version = w.version
      and d.updated_at = w.updated_at
    offset 0
  ) d
  cross join lateral (
    select c.heading, c.ordinal, c.from_byte, c.to_byte, c.content, c.token_count
    from engram.document_chunks c
    where c.organization_id = $1
      and c.document_id = w.document_id
      and c.version = w.version
      and c.ordinal = w.ordinal
    offset 0
  ) c
)
select f.document_id, f.title, f.source_uri, f.heading, f.ordinal, f.from_byte, f.to_byte,
  f.content, f.token_count, f.updated_at, f.place, f.are_all_there
from found f
where f.bytes <= $6::int8 or f.number = 1
order by f.place
