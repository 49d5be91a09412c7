//! libFuzzer, compiled: `fuzz/run` takes its archive from what is built for this crate.
