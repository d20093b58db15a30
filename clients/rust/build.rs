//! Generates the messages from Proto/ with the generator of the protobuf crate.

use std::{env, path::PathBuf};

fn main() {
    let proto = PathBuf::from("../../Proto");
    let inputs = [
        "engram/v1/control.proto",
        "engram/v1/conversation.proto",
        "engram/v1/llm_settings.proto",
        "engram/v1/message.proto",
        "engram/v1/organization.proto",
        "grpc/health/v1/health.proto",
    ]
    .map(|name| proto.join(name));
    for input in &inputs {
        println!("cargo:rerun-if-changed={}", input.display());
    }
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    protobuf_codegen_pure::Codegen::new()
        .out_dir(out)
        .inputs(&inputs)
        .include(&proto)
        .include("/usr/include")
        .customize(protobuf_codegen_pure::Customize {
            gen_mod_rs: Some(true),
            ..Default::default()
        })
        .run()
        .expect("the schemas compile");
}
