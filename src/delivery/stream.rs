//! A TCP connection that never waits without a limit.

use std::fmt;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep};
use tokio_rustls::client::TlsStream;
use tokio_util::either::Either;

/// How long a single read or write may take; shared with the session, which
/// grants more time where a server is known to need it.
#[derive(Debug, Clone)]
pub(super) struct Patience {
    base: Duration,
    times: Arc<AtomicU32>,
}

impl Patience {
    pub(super) fn new(base: Duration) -> Self {
        Self { base, times: Arc::new(AtomicU32::new(1)) }
    }

    /// Waits `times` as long from the next read or write on.
    pub(super) fn stretch(&self, times: u32) {
        self.times.store(times, Ordering::Relaxed);
    }

    /// How long the next read or write may take.
    pub(super) fn limit(&self) -> Duration {
        self.base.saturating_mul(self.times.load(Ordering::Relaxed))
    }
}

/// Notices when somebody listens on a connection: by then all that was to be
/// said before has left this machine's hands. Shared with the session, which can
/// tell by it how far a letter had come.
#[derive(Debug, Clone, Default)]
pub(super) struct ReplyWatch(Arc<AtomicBool>);

impl ReplyWatch {
    /// Whether somebody has listened since [`Self::forget`].
    pub(super) fn has_listened(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Begins anew.
    pub(super) fn forget(&self) {
        self.0.store(false, Ordering::Relaxed);
    }

    fn listen(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// How much of what has arrived one read takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// All there is.
    Freely,
    /// At most to the end of a line. Before STARTTLS nothing may be read
    /// ahead: what somebody slipped in behind the server's go-ahead would
    /// otherwise be taken for an answer given under TLS. Left where it is, it
    /// breaks the handshake.
    ByLine,
}

/// A TCP connection with a deadline on every read and every write.
pub(super) struct DeadlineStream {
    tcp: TcpStream,
    reading: Reading,
    patience: Patience,
    /// How many bytes may still be read.
    left: u64,
    reply_watch: ReplyWatch,
    read_deadline: Deadline,
    write_deadline: Deadline,
}

impl DeadlineStream {
    pub(super) fn new(tcp: TcpStream, reading: Reading, patience: Patience, reply_watch: ReplyWatch) -> Self {
        Self {
            tcp,
            reading,
            patience,
            left: u64::MAX,
            reply_watch,
            read_deadline: Deadline::default(),
            write_deadline: Deadline::default(),
        }
    }

    /// The same, for a conversation in which the other side may say this many bytes in all.
    pub(super) fn at_most(self, bytes: u64) -> Self {
        Self { left: bytes, ..self }
    }

    /// The same, once nothing can be slipped in any more.
    pub(super) fn freely(self) -> Self {
        Self { reading: Reading::Freely, ..self }
    }

    /// Counts what was read, and ends a conversation that never comes to its end.
    fn count(&mut self, bytes: usize) -> io::Result<()> {
        let left = self.left.checked_sub(u64::try_from(bytes).unwrap_or(u64::MAX));
        self.left = left.ok_or_else(|| io::Error::from(io::ErrorKind::FileTooLarge))?;
        Ok(())
    }
}

/// Runs from the first time something has to wait until it no longer has to.
#[derive(Default)]
struct Deadline {
    sleep: Option<Pin<Box<Sleep>>>,
}

impl Deadline {
    /// Passes a result on and ends the wait, or fails when the wait has lasted `limit`.
    fn watch<T>(
        &mut self,
        cx: &mut Context<'_>,
        limit: Duration,
        poll: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if poll.is_ready() {
            self.sleep = None;
            return poll;
        }
        let sleep =
            self.sleep.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(Instant::now() + limit)));
        ready!(sleep.as_mut().poll(cx));
        self.sleep = None;
        Poll::Ready(Err(io::Error::from(io::ErrorKind::TimedOut)))
    }
}

/// Reads no further than the end of the first line that has arrived.
fn poll_read_line(tcp: &mut TcpStream, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
    let mut window = [0; 1024];
    let room = buf.remaining().min(window.len());
    let mut peeked = ReadBuf::new(&mut window[..room]);
    ready!(tcp.poll_peek(cx, &mut peeked))?;
    let seen = peeked.filled();
    let length = seen.iter().position(|&byte| byte == b'\n').map_or(seen.len(), |end| end + 1);
    let mut line = ReadBuf::new(&mut window[..length]);
    ready!(Pin::new(tcp).poll_read(cx, &mut line))?;
    buf.put_slice(line.filled());
    Poll::Ready(Ok(()))
}

impl AsyncRead for DeadlineStream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buf.filled().len();
        this.reply_watch.listen();
        let poll = match this.reading {
            Reading::Freely => Pin::new(&mut this.tcp).poll_read(cx, buf),
            Reading::ByLine => poll_read_line(&mut this.tcp, cx, buf),
        };
        ready!(this.read_deadline.watch(cx, this.patience.limit(), poll))?;
        Poll::Ready(this.count(buf.filled().len() - before))
    }
}

impl AsyncWrite for DeadlineStream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let poll = Pin::new(&mut this.tcp).poll_write(cx, buf);
        this.write_deadline.watch(cx, this.patience.limit(), poll)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let poll = Pin::new(&mut this.tcp).poll_flush(cx);
        this.write_deadline.watch(cx, this.patience.limit(), poll)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let poll = Pin::new(&mut this.tcp).poll_shutdown(cx);
        this.write_deadline.watch(cx, this.patience.limit(), poll)
    }
}

impl fmt::Debug for DeadlineStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeadlineStream").field("reading", &self.reading).finish_non_exhaustive()
    }
}

/// A connection to a mail server or a mailbox, encrypted or not.
#[derive(Debug)]
pub(super) enum MailStream {
    /// In the clear: on this machine, or before it turns to TLS.
    Plain(DeadlineStream),
    /// Under TLS.
    Tls(Box<TlsStream<DeadlineStream>>),
}

impl MailStream {
    fn either(self: Pin<&mut Self>) -> Either<&mut DeadlineStream, &mut TlsStream<DeadlineStream>> {
        match self.get_mut() {
            Self::Plain(stream) => Either::Left(stream),
            Self::Tls(stream) => Either::Right(stream),
        }
    }
}

impl AsyncRead for MailStream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.either()).poll_read(cx, buf)
    }
}

impl AsyncWrite for MailStream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.either()).poll_write(cx, buf)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.either()).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.either()).poll_shutdown(cx)
    }
}

impl AsyncTokioStream for MailStream {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        match self {
            Self::Plain(stream) => stream.tcp.peer_addr(),
            Self::Tls(stream) => stream.get_ref().0.tcp.peer_addr(),
        }
    }
}
