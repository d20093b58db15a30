//! Calls a running Engram server through the stock Rust ttrpc client, and counts what works.
//!
//!     conversationtest ADDRESS
//!
//! ADDRESS is HOST:PORT or unix:PATH. The last line is `rust: N passed, M failed`.

mod remote;
mod suite;

/// The messages, generated from `Proto/` by `build.rs`.
#[allow(warnings)]
mod proto {
    include!(concat!(env!("OUT_DIR"), "/mod.rs"));
}

use std::process::exit;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.len() != 2 {
        eprintln!("usage: conversationtest HOST:PORT|unix:PATH");
        exit(2);
    }
    let address = &arguments[1];
    let remote = match remote::Remote::connect(address) {
        Ok(remote) => remote,
        Err(error) => {
            eprintln!("{address}: {error}");
            exit(2);
        }
    };
    let (passed, failed) = suite::run(remote);
    println!("rust: {passed} passed, {failed} failed");
    if failed > 0 {
        exit(1);
    }
}
