//! The way out: an authority of one's own that vouches for the server, and a proxy that leads to it.

use std::fs;
use std::sync::Mutex;

use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::*;

/// The server's name, which no resolver knows.
const NAME: &str = "api.example.invalid";

/// What a server or a proxy was asked, by connection.
type Heard = Arc<Mutex<Vec<String>>>;

/// A root in PEM, and what a server of that name shows that it vouches for.
fn vouched_for(name: &str) -> (String, Arc<ServerConfig>) {
    let root_key = rcgen::KeyPair::generate().unwrap();
    let mut root = rcgen::CertificateParams::new(Vec::new()).unwrap();
    root.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let pem = root.self_signed(&root_key).unwrap().pem();
    let key = rcgen::KeyPair::generate().unwrap();
    let leaf = rcgen::CertificateParams::new(vec![name.to_owned()]).unwrap();
    let leaf = leaf.signed_by(&key, &rcgen::Issuer::new(root, root_key)).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], PrivateKeyDer::try_from(key.serialize_der()).unwrap())
        .unwrap();
    (pem, Arc::new(config))
}

/// What comes before the first blank line.
async fn head(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    String::from_utf8(head).unwrap()
}

async fn say(stream: &mut (impl AsyncWrite + Unpin), text: &str) {
    stream.write_all(text.as_bytes()).await.unwrap();
    stream.flush().await.unwrap();
}

/// A server that answers to whoever trusts its certificate; its port.
async fn server(config: Arc<ServerConfig>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = TlsAcceptor::from(Arc::clone(&config)).accept(stream).await else {
                continue;
            };
            head(&mut stream).await;
            let body = json!({ "data": [record(8)] }).to_string();
            let length = body.len();
            let answer =
                format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}");
            say(&mut stream, &answer).await;
            // Whoever goes without a word would look like one that was cut off.
            let _ = stream.shutdown().await;
        }
    });
    port
}

/// A proxy that leads everybody to the server on that port; its port, and what it hears.
async fn proxy(server: u16) -> (u16, Heard) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (port, heard) = (listener.local_addr().unwrap().port(), Heard::default());
    let written = Arc::clone(&heard);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let asked = head(&mut stream).await;
            written.lock().unwrap().push(asked);
            say(&mut stream, "HTTP/1.1 200 Connected\r\n\r\n").await;
            let mut onward = TcpStream::connect(("127.0.0.1", server)).await.unwrap();
            tokio::spawn(async move { copy_bidirectional(&mut stream, &mut onward).await });
        }
    });
    (port, heard)
}

/// What a fetch gives through a proxy on that port, with the roots of that file.
async fn fetch(folder: &Path, proxy: u16) -> Result<Reading, SourceError> {
    let more = format!("{}\nca_file = \"ca.pem\"\nproxy = \"http://127.0.0.1:{proxy}\"", bearer());
    let settings = settings(&format!("https://{NAME}"), &more);
    let source = Source::new(&settings, folder).unwrap();
    source.waiting_by(Wait::by(|_| std::future::ready(()))).read(&asked()).await
}

#[tokio::test]
async fn a_root_of_ones_own_and_a_proxy_lead_to_a_server_that_no_one_else_knows() {
    let folder = tempfile::tempdir().unwrap();
    let (pem, config) = vouched_for(NAME);
    fs::write(folder.path().join("ca.pem"), format!("Our root\n{pem}")).unwrap();
    let (port, heard) = proxy(server(config).await).await;
    assert_eq!(fetch(folder.path(), port).await.unwrap().records().len(), 1);
    let heard = heard.lock().unwrap().clone();
    assert!(heard.iter().all(|head| head.starts_with(&format!("CONNECT {NAME}:443 "))), "{heard:?}");
    assert!(heard.len() == 1 && !heard[0].contains(TOKEN), "{heard:?}");
}

#[tokio::test]
async fn a_server_that_nobody_vouches_for_is_not_asked_and_ca_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let ((_, config), (stranger, _)) = (vouched_for(NAME), vouched_for(NAME));
    let (port, heard) = proxy(server(config).await).await;
    fs::write(folder.path().join("ca.pem"), stranger).unwrap();
    let error = fetch(folder.path(), port).await.unwrap_err();
    assert!(error.to_string().contains("the certificate of the server is not trusted: "), "{error}");
    assert!(error.hint().contains("`ca_file`") && !error.is_temporary(), "{}", error.hint());
    assert_eq!(heard.lock().unwrap().len(), 1, "it is asked once");

    let (pem, config) = vouched_for("another.example.invalid");
    let (port, _) = proxy(server(config).await).await;
    fs::write(folder.path().join("ca.pem"), pem).unwrap();
    let error = fetch(folder.path(), port).await.unwrap_err();
    assert!(error.to_string().contains("not trusted") && error.to_string().contains(NAME), "{error}");
}

#[tokio::test]
async fn a_file_of_roots_is_read_for_each_fetch_and_one_that_is_gone_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let error = fetch(folder.path(), 9).await.unwrap_err();
    assert!(error.to_string().contains("ca.pem`, cannot be read: "), "{error}");
    fs::write(folder.path().join("ca.pem"), "Our root will come\n").unwrap();
    let error = fetch(folder.path(), 9).await.unwrap_err();
    assert!(error.to_string().contains("holds no certificate") && error.hint().contains("PEM"), "{error}");
}

#[tokio::test]
async fn a_proxy_that_does_not_answer_is_named() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("ca.pem"), vouched_for(NAME).0).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let error = fetch(folder.path(), port).await.unwrap_err();
    let words = format!("the server cannot be reached: through the proxy http://127.0.0.1:{port}: ");
    assert!(error.to_string().contains(&words) && error.is_temporary(), "{error}");
}
