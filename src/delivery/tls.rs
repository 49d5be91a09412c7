//! Whom we trust under TLS: the host's own roots, and those in `ca_file`.

use std::path::Path;
use std::sync::Arc;

use lettre::transport::smtp::client::{Certificate, TlsParameters};
use rustls::ClientConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls_platform_verifier::Verifier;
use tokio_rustls::TlsConnector;

use super::error::MailerError;

/// Reads the certificates in a PEM file.
pub(super) fn read_roots(path: &Path) -> Result<Vec<CertificateDer<'static>>, MailerError> {
    let unreadable = |source| MailerError::UnreadableFile { what: "ca_file", path: path.to_owned(), source };
    let pem = std::fs::read(path).map_err(unreadable)?;
    let roots = CertificateDer::pem_slice_iter(&pem).collect::<Result<Vec<_>, _>>();
    match roots {
        Ok(roots) if !roots.is_empty() => Ok(roots),
        _ => Err(MailerError::NoCertificate(path.to_owned())),
    }
}

/// What lettre needs to turn a connection to `host` to TLS.
pub(super) fn starttls(
    host: &str,
    roots: Vec<CertificateDer<'static>>,
) -> Result<TlsParameters, MailerError> {
    let setup = |source: lettre::transport::smtp::Error| MailerError::Tls(Box::new(source));
    let mut builder = TlsParameters::builder(host.to_owned());
    for root in roots {
        builder = builder.add_root_certificate(Certificate::from_der(root.to_vec()).map_err(setup)?);
    }
    builder.build().map_err(setup)
}

/// What a handshake needs: whom to trust, and the name that the server must prove.
pub(super) type Tls = (TlsConnector, ServerName<'static>);

/// What a connection that is under TLS from its first byte needs.
pub(super) fn implicit(host: &str, roots: Vec<CertificateDer<'static>>) -> Result<Tls, MailerError> {
    // Named outright: whether the process has a default provider is the binary's affair.
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let setup = |source: rustls::Error| MailerError::Tls(Box::new(source));
    let verifier = Verifier::new_with_extra_roots(roots, Arc::clone(&provider)).map_err(setup)?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(setup)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    let name = ServerName::try_from(host.to_owned()).map_err(|source| MailerError::Tls(Box::new(source)))?;
    Ok((TlsConnector::from(Arc::new(config)), name))
}
