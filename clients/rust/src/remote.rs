//! Typed calls through the stock client.
//!
//! Debian 12 has no ttrpc-codegen, so what its stubs would do stands here once, for all methods.

use std::{io, net::TcpStream, os::unix::io::IntoRawFd, os::unix::net::UnixStream};

use protobuf::Message;
use ttrpc::{Client, Error, Request};

const TIMEOUT_NANO: i64 = 10_000_000_000;

/// A connection to the server.
pub struct Remote {
    client: Client,
}

impl Remote {
    /// Connects to `HOST:PORT` or `unix:PATH`.
    pub fn connect(address: &str) -> io::Result<Remote> {
        let fd = match address.strip_prefix("unix:") {
            Some(path) => UnixStream::connect(path)?.into_raw_fd(),
            None => TcpStream::connect(address)?.into_raw_fd(),
        };
        Ok(Remote {
            client: Client::new(fd),
        })
    }

    /// Calls a unary method.
    pub fn call<Reply: Message>(
        &self,
        service: &str,
        method: &str,
        request: &impl Message,
    ) -> Result<Reply, Error> {
        let envelope = Request {
            service: service.to_string(),
            method: method.to_string(),
            timeout_nano: TIMEOUT_NANO,
            payload: request.write_to_bytes().map_err(other)?,
            ..Default::default()
        };
        let response = self.client.request(envelope)?;
        Reply::parse_from_bytes(&response.payload).map_err(other)
    }
}

fn other(error: protobuf::ProtobufError) -> Error {
    Error::Others(error.to_string())
}
