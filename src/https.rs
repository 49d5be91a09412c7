//! How requests go out to other servers: with the machine's own certificates,
//! straight to the address that the files name, and under our name.

use std::sync::Arc;

use reqwest::{Client, ClientBuilder};
use rustls_platform_verifier::BuilderVerifierExt;

/// What the reader can do where https cannot be spoken.
pub const HINT: &str = "the machine needs a store of certificates, such as the package ca-certificates";

/// A client still to be told its deadlines, and where it may be redirected.
///
/// # Errors
///
/// [`rustls::Error`] when the machine's certificates cannot be used; [`HINT`] says what to do.
pub fn client() -> Result<ClientBuilder, rustls::Error> {
    // Given whole, so that no process-wide choice of cryptography is needed.
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_platform_verifier()?
        .with_no_client_auth();
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let agent = concat!("nyttja/", env!("CARGO_PKG_VERSION"));
    Ok(Client::builder().tls_backend_preconfigured(tls).user_agent(agent).no_proxy())
}
