from engram.v1 import llm_settings_pb2 as _llm_settings_pb2
from google.protobuf import field_mask_pb2 as _field_mask_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

AUTOMATIC_CONSOLIDATION_OFF: AutomaticConsolidation
AUTOMATIC_CONSOLIDATION_ON: AutomaticConsolidation
AUTOMATIC_CONSOLIDATION_UNSPECIFIED: AutomaticConsolidation
DESCRIPTOR: _descriptor.FileDescriptor
MESSAGE_EMBEDDINGS_OFF: MessageEmbeddings
MESSAGE_EMBEDDINGS_ON: MessageEmbeddings
MESSAGE_EMBEDDINGS_UNSPECIFIED: MessageEmbeddings
MESSAGE_RETENTION_ARCHIVE: MessageRetention
MESSAGE_RETENTION_DELETE: MessageRetention
MESSAGE_RETENTION_UNSPECIFIED: MessageRetention
SUMMARY_SCOPE_PROJECT: SummaryScope
SUMMARY_SCOPE_UNSPECIFIED: SummaryScope
SUMMARY_SCOPE_USER: SummaryScope

class ConsolidationSettings(_message.Message):
    __slots__ = ["archive_days", "automatic", "idle_seconds", "keep_recent", "message_threshold", "retention", "summary_scope", "token_threshold"]
    ARCHIVE_DAYS_FIELD_NUMBER: _ClassVar[int]
    AUTOMATIC_FIELD_NUMBER: _ClassVar[int]
    IDLE_SECONDS_FIELD_NUMBER: _ClassVar[int]
    KEEP_RECENT_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_THRESHOLD_FIELD_NUMBER: _ClassVar[int]
    RETENTION_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_SCOPE_FIELD_NUMBER: _ClassVar[int]
    TOKEN_THRESHOLD_FIELD_NUMBER: _ClassVar[int]
    archive_days: int
    automatic: AutomaticConsolidation
    idle_seconds: int
    keep_recent: int
    message_threshold: int
    retention: MessageRetention
    summary_scope: SummaryScope
    token_threshold: int
    def __init__(self, automatic: _Optional[_Union[AutomaticConsolidation, str]] = ..., message_threshold: _Optional[int] = ..., token_threshold: _Optional[int] = ..., keep_recent: _Optional[int] = ..., idle_seconds: _Optional[int] = ..., summary_scope: _Optional[_Union[SummaryScope, str]] = ..., retention: _Optional[_Union[MessageRetention, str]] = ..., archive_days: _Optional[int] = ...) -> None: ...

class DeleteOrganizationRequest(_message.Message):
    __slots__ = ["organization_id"]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    organization_id: str
    def __init__(self, organization_id: _Optional[str] = ...) -> None: ...

class DeleteOrganizationResponse(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class DeleteProjectRequest(_message.Message):
    __slots__ = ["organization_id", "project_id"]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    PROJECT_ID_FIELD_NUMBER: _ClassVar[int]
    organization_id: str
    project_id: str
    def __init__(self, organization_id: _Optional[str] = ..., project_id: _Optional[str] = ...) -> None: ...

class DeleteProjectResponse(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class DeleteUserRequest(_message.Message):
    __slots__ = ["organization_id", "user_id"]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    organization_id: str
    user_id: str
    def __init__(self, organization_id: _Optional[str] = ..., user_id: _Optional[str] = ...) -> None: ...

class DeleteUserResponse(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class GetOrganizationRequest(_message.Message):
    __slots__ = ["organization_id"]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    organization_id: str
    def __init__(self, organization_id: _Optional[str] = ...) -> None: ...

class GetProjectRequest(_message.Message):
    __slots__ = ["organization_id", "project_id"]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    PROJECT_ID_FIELD_NUMBER: _ClassVar[int]
    organization_id: str
    project_id: str
    def __init__(self, organization_id: _Optional[str] = ..., project_id: _Optional[str] = ...) -> None: ...

class GetSettingsRequest(_message.Message):
    __slots__ = ["organization_id"]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    organization_id: str
    def __init__(self, organization_id: _Optional[str] = ...) -> None: ...

class GetUserRequest(_message.Message):
    __slots__ = ["organization_id", "user_id"]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    organization_id: str
    user_id: str
    def __init__(self, organization_id: _Optional[str] = ..., user_id: _Optional[str] = ...) -> None: ...

class ListOrganizationsRequest(_message.Message):
    __slots__ = ["page_size", "page_token"]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListOrganizationsResponse(_message.Message):
    __slots__ = ["next_page_token", "organizations"]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATIONS_FIELD_NUMBER: _ClassVar[int]
    next_page_token: str
    organizations: _containers.RepeatedCompositeFieldContainer[Organization]
    def __init__(self, organizations: _Optional[_Iterable[_Union[Organization, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListProjectsRequest(_message.Message):
    __slots__ = ["organization_id", "page_size", "page_token"]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    organization_id: str
    page_size: int
    page_token: str
    def __init__(self, organization_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListProjectsResponse(_message.Message):
    __slots__ = ["next_page_token", "projects"]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    PROJECTS_FIELD_NUMBER: _ClassVar[int]
    next_page_token: str
    projects: _containers.RepeatedCompositeFieldContainer[Project]
    def __init__(self, projects: _Optional[_Iterable[_Union[Project, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListUsersRequest(_message.Message):
    __slots__ = ["organization_id", "page_size", "page_token"]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    organization_id: str
    page_size: int
    page_token: str
    def __init__(self, organization_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListUsersResponse(_message.Message):
    __slots__ = ["next_page_token", "users"]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    USERS_FIELD_NUMBER: _ClassVar[int]
    next_page_token: str
    users: _containers.RepeatedCompositeFieldContainer[User]
    def __init__(self, users: _Optional[_Iterable[_Union[User, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class Organization(_message.Message):
    __slots__ = ["created_at", "display_name", "metadata_json", "organization_id", "updated_at"]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    METADATA_JSON_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    UPDATED_AT_FIELD_NUMBER: _ClassVar[int]
    created_at: _timestamp_pb2.Timestamp
    display_name: str
    metadata_json: str
    organization_id: str
    updated_at: _timestamp_pb2.Timestamp
    def __init__(self, organization_id: _Optional[str] = ..., display_name: _Optional[str] = ..., metadata_json: _Optional[str] = ..., created_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., updated_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class OrganizationSettings(_message.Message):
    __slots__ = ["consolidation", "effective_consolidation", "effective_llm", "effective_message_embeddings", "effective_organization_memory_limit", "effective_project_memory_limit", "effective_user_memory_limit", "llm", "message_embeddings", "organization_id", "organization_memory_limit", "project_memory_limit", "user_memory_limit"]
    CONSOLIDATION_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_CONSOLIDATION_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_LLM_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_MESSAGE_EMBEDDINGS_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_ORGANIZATION_MEMORY_LIMIT_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_PROJECT_MEMORY_LIMIT_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_USER_MEMORY_LIMIT_FIELD_NUMBER: _ClassVar[int]
    LLM_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_EMBEDDINGS_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_MEMORY_LIMIT_FIELD_NUMBER: _ClassVar[int]
    PROJECT_MEMORY_LIMIT_FIELD_NUMBER: _ClassVar[int]
    USER_MEMORY_LIMIT_FIELD_NUMBER: _ClassVar[int]
    consolidation: ConsolidationSettings
    effective_consolidation: ConsolidationSettings
    effective_llm: _llm_settings_pb2.LLMSettings
    effective_message_embeddings: MessageEmbeddings
    effective_organization_memory_limit: int
    effective_project_memory_limit: int
    effective_user_memory_limit: int
    llm: _llm_settings_pb2.LLMSettings
    message_embeddings: MessageEmbeddings
    organization_id: str
    organization_memory_limit: int
    project_memory_limit: int
    user_memory_limit: int
    def __init__(self, organization_id: _Optional[str] = ..., organization_memory_limit: _Optional[int] = ..., project_memory_limit: _Optional[int] = ..., user_memory_limit: _Optional[int] = ..., effective_organization_memory_limit: _Optional[int] = ..., effective_project_memory_limit: _Optional[int] = ..., effective_user_memory_limit: _Optional[int] = ..., consolidation: _Optional[_Union[ConsolidationSettings, _Mapping]] = ..., effective_consolidation: _Optional[_Union[ConsolidationSettings, _Mapping]] = ..., message_embeddings: _Optional[_Union[MessageEmbeddings, str]] = ..., effective_message_embeddings: _Optional[_Union[MessageEmbeddings, str]] = ..., llm: _Optional[_Union[_llm_settings_pb2.LLMSettings, _Mapping]] = ..., effective_llm: _Optional[_Union[_llm_settings_pb2.LLMSettings, _Mapping]] = ...) -> None: ...

class Project(_message.Message):
    __slots__ = ["created_at", "display_name", "metadata_json", "organization_id", "project_id", "updated_at"]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    METADATA_JSON_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    PROJECT_ID_FIELD_NUMBER: _ClassVar[int]
    UPDATED_AT_FIELD_NUMBER: _ClassVar[int]
    created_at: _timestamp_pb2.Timestamp
    display_name: str
    metadata_json: str
    organization_id: str
    project_id: str
    updated_at: _timestamp_pb2.Timestamp
    def __init__(self, organization_id: _Optional[str] = ..., project_id: _Optional[str] = ..., display_name: _Optional[str] = ..., metadata_json: _Optional[str] = ..., created_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., updated_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class PutOrganizationRequest(_message.Message):
    __slots__ = ["display_name", "metadata_json", "organization_id"]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    METADATA_JSON_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    display_name: str
    metadata_json: str
    organization_id: str
    def __init__(self, organization_id: _Optional[str] = ..., display_name: _Optional[str] = ..., metadata_json: _Optional[str] = ...) -> None: ...

class PutProjectRequest(_message.Message):
    __slots__ = ["display_name", "metadata_json", "organization_id", "project_id"]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    METADATA_JSON_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    PROJECT_ID_FIELD_NUMBER: _ClassVar[int]
    display_name: str
    metadata_json: str
    organization_id: str
    project_id: str
    def __init__(self, organization_id: _Optional[str] = ..., project_id: _Optional[str] = ..., display_name: _Optional[str] = ..., metadata_json: _Optional[str] = ...) -> None: ...

class PutUserRequest(_message.Message):
    __slots__ = ["display_name", "metadata_json", "organization_id", "user_id"]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    METADATA_JSON_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    display_name: str
    metadata_json: str
    organization_id: str
    user_id: str
    def __init__(self, organization_id: _Optional[str] = ..., user_id: _Optional[str] = ..., display_name: _Optional[str] = ..., metadata_json: _Optional[str] = ...) -> None: ...

class UpdateSettingsRequest(_message.Message):
    __slots__ = ["consolidation", "llm", "message_embeddings", "organization_id", "organization_memory_limit", "project_memory_limit", "update_mask", "user_memory_limit"]
    CONSOLIDATION_FIELD_NUMBER: _ClassVar[int]
    LLM_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_EMBEDDINGS_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_MEMORY_LIMIT_FIELD_NUMBER: _ClassVar[int]
    PROJECT_MEMORY_LIMIT_FIELD_NUMBER: _ClassVar[int]
    UPDATE_MASK_FIELD_NUMBER: _ClassVar[int]
    USER_MEMORY_LIMIT_FIELD_NUMBER: _ClassVar[int]
    consolidation: ConsolidationSettings
    llm: _llm_settings_pb2.LLMSettings
    message_embeddings: MessageEmbeddings
    organization_id: str
    organization_memory_limit: int
    project_memory_limit: int
    update_mask: _field_mask_pb2.FieldMask
    user_memory_limit: int
    def __init__(self, organization_id: _Optional[str] = ..., organization_memory_limit: _Optional[int] = ..., project_memory_limit: _Optional[int] = ..., user_memory_limit: _Optional[int] = ..., update_mask: _Optional[_Union[_field_mask_pb2.FieldMask, _Mapping]] = ..., consolidation: _Optional[_Union[ConsolidationSettings, _Mapping]] = ..., llm: _Optional[_Union[_llm_settings_pb2.LLMSettings, _Mapping]] = ..., message_embeddings: _Optional[_Union[MessageEmbeddings, str]] = ...) -> None: ...

class User(_message.Message):
    __slots__ = ["created_at", "display_name", "metadata_json", "organization_id", "updated_at", "user_id"]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    METADATA_JSON_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    UPDATED_AT_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    created_at: _timestamp_pb2.Timestamp
    display_name: str
    metadata_json: str
    organization_id: str
    updated_at: _timestamp_pb2.Timestamp
    user_id: str
    def __init__(self, organization_id: _Optional[str] = ..., user_id: _Optional[str] = ..., display_name: _Optional[str] = ..., metadata_json: _Optional[str] = ..., created_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., updated_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class AutomaticConsolidation(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class SummaryScope(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class MessageRetention(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class MessageEmbeddings(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
