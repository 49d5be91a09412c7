//! How requests go out to other servers: with the machine's own certificates,
//! straight to the address that the files name, and under our name.

use std::path::PathBuf;
use std::sync::Arc;

use reqwest::{Client, ClientBuilder, Proxy};
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls_platform_verifier::Verifier;
use url::Url;

/// What the reader can do where https cannot be spoken.
pub const HINT: &str = "the machine needs a store of certificates, such as the package ca-certificates";

/// Why no request can go out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HttpsError {
    /// The machine's certificates cannot be used.
    #[error("cannot prepare for https: {0}")]
    Setup(String),
    /// The file with further certificates cannot be read.
    #[error("the file of `ca_file`, `{}`, cannot be read: {why}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
    /// There is none in it, or something that looks like one and is none.
    #[error("the file of `ca_file`, `{}`, holds no certificate", .0.display())]
    NoCertificate(PathBuf),
}

impl HttpsError {
    /// What the reader can do.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Setup(_) => HINT,
            Self::Unreadable { .. } => {
                "the file must exist and be readable for the daemon; a path that is not absolute starts in the data folder"
            }
            Self::NoCertificate(_) => {
                "put the certificate there in PEM, with its lines BEGIN CERTIFICATE and END CERTIFICATE"
            }
        }
    }
}

/// The way out, where it is not the usual one.
#[derive(Debug, Clone, Default)]
pub struct Way {
    /// Certificates to trust beside the machine's own; read when a client is made.
    pub ca_file: Option<PathBuf>,
    /// What requests go through.
    pub proxy: Option<Url>,
}

impl Way {
    /// A client still to be told its deadlines, and where it may be redirected.
    pub fn client(&self) -> Result<ClientBuilder, HttpsError> {
        let setup = |error: &dyn std::error::Error| HttpsError::Setup(error.to_string());
        // Given whole, so that no process-wide choice of cryptography is needed.
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier = Verifier::new_with_extra_roots(self.roots()?, Arc::clone(&provider))
            .map_err(|error| setup(&error))?;
        let mut tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| setup(&error))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth();
        tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let agent = concat!("nyttja/", env!("CARGO_PKG_VERSION"));
        let client = Client::builder().tls_backend_preconfigured(tls).user_agent(agent).no_proxy();
        match &self.proxy {
            None => Ok(client),
            Some(proxy) => {
                Ok(client.proxy(Proxy::all(proxy.as_str()).map_err(|error| setup(&error.without_url()))?))
            }
        }
    }

    fn roots(&self) -> Result<Vec<CertificateDer<'static>>, HttpsError> {
        let Some(path) = &self.ca_file else { return Ok(Vec::new()) };
        let pem = std::fs::read(path)
            .map_err(|error| HttpsError::Unreadable { path: path.clone(), why: error.to_string() })?;
        let roots = CertificateDer::pem_slice_iter(&pem).collect::<Result<Vec<_>, _>>().unwrap_or_default();
        let is_one = |root: &CertificateDer<'static>| RootCertStore::empty().add(root.clone()).is_ok();
        if roots.is_empty() || !roots.iter().all(is_one) {
            return Err(HttpsError::NoCertificate(path.clone()));
        }
        Ok(roots)
    }
}

/// A client that takes the usual way, still to be told its deadlines, and where it may be redirected.
pub fn client() -> Result<ClientBuilder, HttpsError> {
    Way::default().client()
}
