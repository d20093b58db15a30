//! Generates the messages from Proto/ with the generator of the protobuf crate.

use std::{env, fs, path::PathBuf};

fn main() {
    let proto = PathBuf::from("../../Proto");
    let package = proto.join("engram/v1");
    // A schema imports others of its package: all of them.
    println!("cargo:rerun-if-changed={}", package.display());
    let mut inputs: Vec<PathBuf> = fs::read_dir(&package)
        .expect("the schemas are there")
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|name| name == "proto"))
        .collect();
    inputs.push(proto.join("grpc/health/v1/health.proto"));
    inputs.sort();
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
