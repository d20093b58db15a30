from engram.v1 import message_pb2 as _message_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class MessageResult(_message.Message):
    __slots__ = ["conversation_id", "is_summarised", "message", "score", "vector_rank", "word_rank"]
    CONVERSATION_ID_FIELD_NUMBER: _ClassVar[int]
    IS_SUMMARISED_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    VECTOR_RANK_FIELD_NUMBER: _ClassVar[int]
    WORD_RANK_FIELD_NUMBER: _ClassVar[int]
    conversation_id: str
    is_summarised: bool
    message: _message_pb2.Message
    score: float
    vector_rank: int
    word_rank: int
    def __init__(self, conversation_id: _Optional[str] = ..., message: _Optional[_Union[_message_pb2.Message, _Mapping]] = ..., score: _Optional[float] = ..., word_rank: _Optional[int] = ..., vector_rank: _Optional[int] = ..., is_summarised: bool = ...) -> None: ...

class SearchMessagesRequest(_message.Message):
    __slots__ = ["conversation_id", "limit", "occurred_after", "occurred_before", "organization_id", "project_id", "query", "roles", "user_id", "whole_organization"]
    CONVERSATION_ID_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    OCCURRED_AFTER_FIELD_NUMBER: _ClassVar[int]
    OCCURRED_BEFORE_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    PROJECT_ID_FIELD_NUMBER: _ClassVar[int]
    QUERY_FIELD_NUMBER: _ClassVar[int]
    ROLES_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    WHOLE_ORGANIZATION_FIELD_NUMBER: _ClassVar[int]
    conversation_id: str
    limit: int
    occurred_after: _timestamp_pb2.Timestamp
    occurred_before: _timestamp_pb2.Timestamp
    organization_id: str
    project_id: str
    query: str
    roles: _containers.RepeatedScalarFieldContainer[_message_pb2.Role]
    user_id: str
    whole_organization: bool
    def __init__(self, organization_id: _Optional[str] = ..., conversation_id: _Optional[str] = ..., user_id: _Optional[str] = ..., whole_organization: bool = ..., project_id: _Optional[str] = ..., query: _Optional[str] = ..., roles: _Optional[_Iterable[_Union[_message_pb2.Role, str]]] = ..., occurred_after: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., occurred_before: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., limit: _Optional[int] = ...) -> None: ...

class SearchMessagesResponse(_message.Message):
    __slots__ = ["is_complete", "results", "used_embedding"]
    IS_COMPLETE_FIELD_NUMBER: _ClassVar[int]
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    USED_EMBEDDING_FIELD_NUMBER: _ClassVar[int]
    is_complete: bool
    results: _containers.RepeatedCompositeFieldContainer[MessageResult]
    used_embedding: bool
    def __init__(self, results: _Optional[_Iterable[_Union[MessageResult, _Mapping]]] = ..., used_embedding: bool = ..., is_complete: bool = ...) -> None: ...
