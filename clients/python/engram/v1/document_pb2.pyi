from engram.v1 import memory_pb2 as _memory_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
DOCUMENT_FORMAT_MARKDOWN: DocumentFormat
DOCUMENT_FORMAT_TEXT: DocumentFormat
DOCUMENT_FORMAT_UNSPECIFIED: DocumentFormat
PUT_OUTCOME_CREATED: PutOutcome
PUT_OUTCOME_REPLACED: PutOutcome
PUT_OUTCOME_UNCHANGED: PutOutcome
PUT_OUTCOME_UNSPECIFIED: PutOutcome

class ChunkResult(_message.Message):
    __slots__ = ["content", "document_id", "from_byte", "heading", "ordinal", "score", "source_uri", "title", "to_byte", "token_count", "updated_at", "vector_rank", "vector_score", "word_rank", "word_score"]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_ID_FIELD_NUMBER: _ClassVar[int]
    FROM_BYTE_FIELD_NUMBER: _ClassVar[int]
    HEADING_FIELD_NUMBER: _ClassVar[int]
    ORDINAL_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_URI_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    TOKEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    TO_BYTE_FIELD_NUMBER: _ClassVar[int]
    UPDATED_AT_FIELD_NUMBER: _ClassVar[int]
    VECTOR_RANK_FIELD_NUMBER: _ClassVar[int]
    VECTOR_SCORE_FIELD_NUMBER: _ClassVar[int]
    WORD_RANK_FIELD_NUMBER: _ClassVar[int]
    WORD_SCORE_FIELD_NUMBER: _ClassVar[int]
    content: str
    document_id: str
    from_byte: int
    heading: str
    ordinal: int
    score: float
    source_uri: str
    title: str
    to_byte: int
    token_count: int
    updated_at: _timestamp_pb2.Timestamp
    vector_rank: int
    vector_score: float
    word_rank: int
    word_score: float
    def __init__(self, document_id: _Optional[str] = ..., title: _Optional[str] = ..., source_uri: _Optional[str] = ..., heading: _Optional[str] = ..., ordinal: _Optional[int] = ..., from_byte: _Optional[int] = ..., to_byte: _Optional[int] = ..., content: _Optional[str] = ..., token_count: _Optional[int] = ..., score: _Optional[float] = ..., word_rank: _Optional[int] = ..., vector_rank: _Optional[int] = ..., word_score: _Optional[float] = ..., vector_score: _Optional[float] = ..., updated_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class DeleteDocumentRequest(_message.Message):
    __slots__ = ["document_id", "organization_id"]
    DOCUMENT_ID_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    document_id: str
    organization_id: str
    def __init__(self, organization_id: _Optional[str] = ..., document_id: _Optional[str] = ...) -> None: ...

class DeleteDocumentResponse(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class Document(_message.Message):
    __slots__ = ["byte_count", "chunk_count", "content", "created_at", "document_id", "embedding_state", "format", "metadata_json", "organization_id", "project_id", "scope", "source_uri", "title", "token_count", "updated_at", "user_id", "version"]
    BYTE_COUNT_FIELD_NUMBER: _ClassVar[int]
    CHUNK_COUNT_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_ID_FIELD_NUMBER: _ClassVar[int]
    EMBEDDING_STATE_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    METADATA_JSON_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    PROJECT_ID_FIELD_NUMBER: _ClassVar[int]
    SCOPE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_URI_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    TOKEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    UPDATED_AT_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    byte_count: int
    chunk_count: int
    content: str
    created_at: _timestamp_pb2.Timestamp
    document_id: str
    embedding_state: _memory_pb2.EmbeddingState
    format: DocumentFormat
    metadata_json: str
    organization_id: str
    project_id: str
    scope: _memory_pb2.MemoryScope
    source_uri: str
    title: str
    token_count: int
    updated_at: _timestamp_pb2.Timestamp
    user_id: str
    version: int
    def __init__(self, organization_id: _Optional[str] = ..., document_id: _Optional[str] = ..., scope: _Optional[_Union[_memory_pb2.MemoryScope, str]] = ..., project_id: _Optional[str] = ..., user_id: _Optional[str] = ..., title: _Optional[str] = ..., source_uri: _Optional[str] = ..., format: _Optional[_Union[DocumentFormat, str]] = ..., metadata_json: _Optional[str] = ..., version: _Optional[int] = ..., chunk_count: _Optional[int] = ..., token_count: _Optional[int] = ..., byte_count: _Optional[int] = ..., embedding_state: _Optional[_Union[_memory_pb2.EmbeddingState, str]] = ..., created_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., updated_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., content: _Optional[str] = ...) -> None: ...

class FindSimilarDocumentsRequest(_message.Message):
    __slots__ = ["document_ids", "limit", "metadata_filter_json", "organization_id", "project_id", "query", "scopes", "user_id"]
    DOCUMENT_IDS_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    METADATA_FILTER_JSON_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    PROJECT_ID_FIELD_NUMBER: _ClassVar[int]
    QUERY_FIELD_NUMBER: _ClassVar[int]
    SCOPES_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    document_ids: _containers.RepeatedScalarFieldContainer[str]
    limit: int
    metadata_filter_json: str
    organization_id: str
    project_id: str
    query: str
    scopes: _containers.RepeatedScalarFieldContainer[_memory_pb2.MemoryScope]
    user_id: str
    def __init__(self, organization_id: _Optional[str] = ..., project_id: _Optional[str] = ..., user_id: _Optional[str] = ..., query: _Optional[str] = ..., scopes: _Optional[_Iterable[_Union[_memory_pb2.MemoryScope, str]]] = ..., document_ids: _Optional[_Iterable[str]] = ..., metadata_filter_json: _Optional[str] = ..., limit: _Optional[int] = ...) -> None: ...

class FindSimilarDocumentsResponse(_message.Message):
    __slots__ = ["results", "used_embedding"]
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    USED_EMBEDDING_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[ChunkResult]
    used_embedding: bool
    def __init__(self, results: _Optional[_Iterable[_Union[ChunkResult, _Mapping]]] = ..., used_embedding: bool = ...) -> None: ...

class GetDocumentRequest(_message.Message):
    __slots__ = ["document_id", "include_content", "organization_id"]
    DOCUMENT_ID_FIELD_NUMBER: _ClassVar[int]
    INCLUDE_CONTENT_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    document_id: str
    include_content: bool
    organization_id: str
    def __init__(self, organization_id: _Optional[str] = ..., document_id: _Optional[str] = ..., include_content: bool = ...) -> None: ...

class ListDocumentsRequest(_message.Message):
    __slots__ = ["organization_id", "page_size", "page_token", "project_id", "scopes", "source_uri", "user_id"]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    PROJECT_ID_FIELD_NUMBER: _ClassVar[int]
    SCOPES_FIELD_NUMBER: _ClassVar[int]
    SOURCE_URI_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    organization_id: str
    page_size: int
    page_token: str
    project_id: str
    scopes: _containers.RepeatedScalarFieldContainer[_memory_pb2.MemoryScope]
    source_uri: str
    user_id: str
    def __init__(self, organization_id: _Optional[str] = ..., project_id: _Optional[str] = ..., user_id: _Optional[str] = ..., scopes: _Optional[_Iterable[_Union[_memory_pb2.MemoryScope, str]]] = ..., source_uri: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListDocumentsResponse(_message.Message):
    __slots__ = ["documents", "next_page_token"]
    DOCUMENTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    documents: _containers.RepeatedCompositeFieldContainer[Document]
    next_page_token: str
    def __init__(self, documents: _Optional[_Iterable[_Union[Document, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class PutDocumentRequest(_message.Message):
    __slots__ = ["content", "document_id", "format", "metadata_json", "organization_id", "project_id", "scope", "source_uri", "title", "user_id"]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_ID_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    METADATA_JSON_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    PROJECT_ID_FIELD_NUMBER: _ClassVar[int]
    SCOPE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_URI_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    content: str
    document_id: str
    format: DocumentFormat
    metadata_json: str
    organization_id: str
    project_id: str
    scope: _memory_pb2.MemoryScope
    source_uri: str
    title: str
    user_id: str
    def __init__(self, organization_id: _Optional[str] = ..., document_id: _Optional[str] = ..., scope: _Optional[_Union[_memory_pb2.MemoryScope, str]] = ..., project_id: _Optional[str] = ..., user_id: _Optional[str] = ..., title: _Optional[str] = ..., source_uri: _Optional[str] = ..., format: _Optional[_Union[DocumentFormat, str]] = ..., metadata_json: _Optional[str] = ..., content: _Optional[str] = ...) -> None: ...

class PutDocumentResponse(_message.Message):
    __slots__ = ["document", "outcome"]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    document: Document
    outcome: PutOutcome
    def __init__(self, document: _Optional[_Union[Document, _Mapping]] = ..., outcome: _Optional[_Union[PutOutcome, str]] = ...) -> None: ...

class DocumentFormat(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class PutOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
