//! The tests.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use protobuf::{Message, RepeatedField};
use ttrpc::{Code, Error};

use crate::proto::conversation::{
    AddMessagesRequest, AddMessagesResponse, Conversation, CreateConversationRequest,
    GetConversationRequest, ListMessagesRequest, ListMessagesResponse, NewMessage,
};
use crate::proto::health::{
    HealthCheckRequest, HealthCheckResponse, HealthCheckResponse_ServingStatus,
};
use crate::proto::message::Role;
use crate::proto::organization::{DeleteOrganizationRequest, DeleteOrganizationResponse};
use crate::remote::Remote;

const CONVERSATIONS: &str = "engram.v1.ConversationService";
const ORGANIZATIONS: &str = "engram.v1.OrganizationService";
const HEALTH: &str = "grpc.health.v1.Health";

type Outcome = Result<(), String>;

/// Runs every test; returns how many passed and how many failed.
pub fn run(remote: Remote) -> (usize, usize) {
    let nanoseconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |t| t.as_nanos());
    let suite = Suite {
        remote,
        organization: format!("rust-{nanoseconds}"),
    };
    let tests: [(&str, fn(&Suite) -> Outcome); 8] = [
        ("the server is serving", Suite::server_is_serving),
        (
            "a conversation is created and read back",
            Suite::create_and_get,
        ),
        (
            "messages are appended and listed in order",
            Suite::append_and_list,
        ),
        ("a missing field is INVALID_ARGUMENT", Suite::missing_field),
        (
            "an unknown conversation is NOT_FOUND",
            Suite::unknown_conversation,
        ),
        ("an unknown method is UNIMPLEMENTED", Suite::unknown_method),
        (
            "a call needs no 40 ms delayed acknowledgement",
            Suite::calls_are_fast,
        ),
        ("an organization is deleted", Suite::delete_organization),
    ];
    let (mut passed, mut failed) = (0, 0);
    for (claim, test) in tests {
        match test(&suite) {
            Ok(()) => {
                passed += 1;
                println!("ok     {claim}");
            }
            Err(reason) => {
                failed += 1;
                println!("FAILED {claim}: {reason}");
            }
        }
    }
    (passed, failed)
}

struct Suite {
    remote: Remote,
    organization: String,
}

impl Suite {
    fn call<Reply: Message>(
        &self,
        service: &str,
        method: &str,
        request: &impl Message,
    ) -> Result<Reply, String> {
        self.remote
            .call(service, method, request)
            .map_err(|error| format!("{method}: {error}"))
    }

    fn create(&self, title: &str) -> Result<Conversation, String> {
        let request = CreateConversationRequest {
            organization_id: self.organization.clone(),
            user_id: "ada".to_string(),
            title: title.to_string(),
            ..Default::default()
        };
        self.call(CONVERSATIONS, "CreateConversation", &request)
    }

    fn server_is_serving(&self) -> Outcome {
        let reply: HealthCheckResponse =
            self.call(HEALTH, "Check", &HealthCheckRequest::default())?;
        expect(reply.status, HealthCheckResponse_ServingStatus::SERVING)
    }

    fn create_and_get(&self) -> Outcome {
        let created = self.create("Grüße aus Rust 👋")?;
        let request = GetConversationRequest {
            organization_id: self.organization.clone(),
            conversation_id: created.conversation_id.clone(),
            ..Default::default()
        };
        let got: Conversation = self.call(CONVERSATIONS, "GetConversation", &request)?;
        expect(got.title.as_str(), "Grüße aus Rust 👋")?;
        expect(got.user_id.as_str(), "ada")
    }

    fn append_and_list(&self) -> Outcome {
        let conversation = self.create("")?;
        let contents = ["What is a lemma?", "A small theorem.", "And a corollary?"];
        let messages = contents
            .iter()
            .enumerate()
            .map(|(index, content)| NewMessage {
                role: if index % 2 == 0 {
                    Role::ROLE_USER
                } else {
                    Role::ROLE_ASSISTANT
                },
                content: content.to_string(),
                ..Default::default()
            });
        let request = AddMessagesRequest {
            organization_id: self.organization.clone(),
            conversation_id: conversation.conversation_id.clone(),
            messages: RepeatedField::from_iter(messages),
            ..Default::default()
        };
        let _: AddMessagesResponse = self.call(CONVERSATIONS, "AddMessages", &request)?;
        let request = ListMessagesRequest {
            organization_id: self.organization.clone(),
            conversation_id: conversation.conversation_id,
            ..Default::default()
        };
        let listed: ListMessagesResponse = self.call(CONVERSATIONS, "ListMessages", &request)?;
        let got: Vec<_> = listed
            .messages
            .iter()
            .map(|m| (m.seq, m.content.as_str()))
            .collect();
        let wanted: Vec<_> = (1..).zip(contents).collect();
        expect(got, wanted)
    }

    fn missing_field(&self) -> Outcome {
        let request = CreateConversationRequest {
            organization_id: self.organization.clone(),
            ..Default::default()
        };
        let outcome = self
            .remote
            .call(CONVERSATIONS, "CreateConversation", &request);
        expect_code::<Conversation>(outcome, Code::INVALID_ARGUMENT)
    }

    fn unknown_conversation(&self) -> Outcome {
        let request = GetConversationRequest {
            organization_id: self.organization.clone(),
            conversation_id: "018f4e0a-0000-7000-8000-000000000000".to_string(),
            ..Default::default()
        };
        let outcome = self.remote.call(CONVERSATIONS, "GetConversation", &request);
        expect_code::<Conversation>(outcome, Code::NOT_FOUND)
    }

    fn unknown_method(&self) -> Outcome {
        let outcome = self
            .remote
            .call(CONVERSATIONS, "Nope", &GetConversationRequest::default());
        expect_code::<Conversation>(outcome, Code::UNIMPLEMENTED)
    }

    /// The stock client writes header and body apart: a server that leaves acknowledgements to
    /// the kernel's timer makes each call wait for it.
    fn calls_are_fast(&self) -> Outcome {
        const CALLS: u32 = 20;
        let started = Instant::now();
        for _ in 0..CALLS {
            let _: HealthCheckResponse =
                self.call(HEALTH, "Check", &HealthCheckRequest::default())?;
        }
        let each = started.elapsed() / CALLS;
        if each.as_millis() < 20 {
            Ok(())
        } else {
            Err(format!("{each:?} a call"))
        }
    }

    fn delete_organization(&self) -> Outcome {
        let request = DeleteOrganizationRequest {
            organization_id: self.organization.clone(),
            ..Default::default()
        };
        let _: DeleteOrganizationResponse =
            self.call(ORGANIZATIONS, "DeleteOrganization", &request)?;
        Ok(())
    }
}

fn expect<T: PartialEq + std::fmt::Debug>(got: T, wanted: T) -> Outcome {
    if got == wanted {
        Ok(())
    } else {
        Err(format!("got {got:?}, wanted {wanted:?}"))
    }
}

fn expect_code<Reply: Message>(outcome: Result<Reply, Error>, wanted: Code) -> Outcome {
    match outcome {
        Err(Error::RpcStatus(status)) => expect(status.code, wanted),
        Err(error) => Err(format!("{error}")),
        Ok(_) => Err(format!("succeeded, wanted {wanted:?}")),
    }
}
