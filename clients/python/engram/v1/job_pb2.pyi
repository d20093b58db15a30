from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
JOB_STATE_DEAD: JobState
JOB_STATE_DONE: JobState
JOB_STATE_LEASED: JobState
JOB_STATE_OPEN: JobState
JOB_STATE_UNSPECIFIED: JobState
QUEUE_CONSOLIDATION: Queue
QUEUE_EMBEDDING: Queue
QUEUE_UNSPECIFIED: Queue
SUBJECT_KIND_CONVERSATION: SubjectKind
SUBJECT_KIND_DOCUMENT: SubjectKind
SUBJECT_KIND_MEMORY: SubjectKind
SUBJECT_KIND_MESSAGE: SubjectKind
SUBJECT_KIND_ORGANIZATION: SubjectKind
SUBJECT_KIND_UNSPECIFIED: SubjectKind

class GetJobRequest(_message.Message):
    __slots__ = ["job_id", "organization_id"]
    JOB_ID_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    job_id: str
    organization_id: str
    def __init__(self, organization_id: _Optional[str] = ..., job_id: _Optional[str] = ...) -> None: ...

class GetQueueStatsRequest(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class GetQueueStatsResponse(_message.Message):
    __slots__ = ["queues"]
    QUEUES_FIELD_NUMBER: _ClassVar[int]
    queues: _containers.RepeatedCompositeFieldContainer[QueueStats]
    def __init__(self, queues: _Optional[_Iterable[_Union[QueueStats, _Mapping]]] = ...) -> None: ...

class Job(_message.Message):
    __slots__ = ["attempts", "crashes", "created_at", "finished_at", "job_id", "last_error", "lease_until", "organization_id", "queue", "run_after", "state", "subject_id", "subject_kind"]
    ATTEMPTS_FIELD_NUMBER: _ClassVar[int]
    CRASHES_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    FINISHED_AT_FIELD_NUMBER: _ClassVar[int]
    JOB_ID_FIELD_NUMBER: _ClassVar[int]
    LAST_ERROR_FIELD_NUMBER: _ClassVar[int]
    LEASE_UNTIL_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    QUEUE_FIELD_NUMBER: _ClassVar[int]
    RUN_AFTER_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_ID_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_KIND_FIELD_NUMBER: _ClassVar[int]
    attempts: int
    crashes: int
    created_at: _timestamp_pb2.Timestamp
    finished_at: _timestamp_pb2.Timestamp
    job_id: str
    last_error: str
    lease_until: _timestamp_pb2.Timestamp
    organization_id: str
    queue: Queue
    run_after: _timestamp_pb2.Timestamp
    state: JobState
    subject_id: str
    subject_kind: SubjectKind
    def __init__(self, organization_id: _Optional[str] = ..., job_id: _Optional[str] = ..., queue: _Optional[_Union[Queue, str]] = ..., subject_kind: _Optional[_Union[SubjectKind, str]] = ..., subject_id: _Optional[str] = ..., state: _Optional[_Union[JobState, str]] = ..., attempts: _Optional[int] = ..., crashes: _Optional[int] = ..., run_after: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., lease_until: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., last_error: _Optional[str] = ..., created_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., finished_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListJobsRequest(_message.Message):
    __slots__ = ["organization_id", "page_size", "page_token", "queue", "state"]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    QUEUE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    organization_id: str
    page_size: int
    page_token: str
    queue: Queue
    state: JobState
    def __init__(self, organization_id: _Optional[str] = ..., queue: _Optional[_Union[Queue, str]] = ..., state: _Optional[_Union[JobState, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListJobsResponse(_message.Message):
    __slots__ = ["jobs", "next_page_token"]
    JOBS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    jobs: _containers.RepeatedCompositeFieldContainer[Job]
    next_page_token: str
    def __init__(self, jobs: _Optional[_Iterable[_Union[Job, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class PauseQueueRequest(_message.Message):
    __slots__ = ["paused_by", "queue"]
    PAUSED_BY_FIELD_NUMBER: _ClassVar[int]
    QUEUE_FIELD_NUMBER: _ClassVar[int]
    paused_by: str
    queue: Queue
    def __init__(self, queue: _Optional[_Union[Queue, str]] = ..., paused_by: _Optional[str] = ...) -> None: ...

class QueueStats(_message.Message):
    __slots__ = ["dead_count", "due_count", "leased_count", "limiter_wait_ms", "oldest_due_ms", "open_count", "paused_at", "paused_by", "queue"]
    DEAD_COUNT_FIELD_NUMBER: _ClassVar[int]
    DUE_COUNT_FIELD_NUMBER: _ClassVar[int]
    LEASED_COUNT_FIELD_NUMBER: _ClassVar[int]
    LIMITER_WAIT_MS_FIELD_NUMBER: _ClassVar[int]
    OLDEST_DUE_MS_FIELD_NUMBER: _ClassVar[int]
    OPEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    PAUSED_AT_FIELD_NUMBER: _ClassVar[int]
    PAUSED_BY_FIELD_NUMBER: _ClassVar[int]
    QUEUE_FIELD_NUMBER: _ClassVar[int]
    dead_count: int
    due_count: int
    leased_count: int
    limiter_wait_ms: int
    oldest_due_ms: int
    open_count: int
    paused_at: _timestamp_pb2.Timestamp
    paused_by: str
    queue: Queue
    def __init__(self, queue: _Optional[_Union[Queue, str]] = ..., open_count: _Optional[int] = ..., due_count: _Optional[int] = ..., leased_count: _Optional[int] = ..., dead_count: _Optional[int] = ..., oldest_due_ms: _Optional[int] = ..., paused_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., paused_by: _Optional[str] = ..., limiter_wait_ms: _Optional[int] = ...) -> None: ...

class ResumeQueueRequest(_message.Message):
    __slots__ = ["queue"]
    QUEUE_FIELD_NUMBER: _ClassVar[int]
    queue: Queue
    def __init__(self, queue: _Optional[_Union[Queue, str]] = ...) -> None: ...

class RetryJobRequest(_message.Message):
    __slots__ = ["job_id", "organization_id"]
    JOB_ID_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    job_id: str
    organization_id: str
    def __init__(self, organization_id: _Optional[str] = ..., job_id: _Optional[str] = ...) -> None: ...

class Queue(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class SubjectKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class JobState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
