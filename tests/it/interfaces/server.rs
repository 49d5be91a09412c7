//! A server on loopback that answers by a script, and remembers what it was asked.
//!
//! It writes what the script says as it is, with headers in the case that they are given in: what other
//! servers do, and libraries for servers do not.

use std::fmt::Write as _;
use std::net::TcpListener as Listener;
use std::sync::{Arc, Mutex};

use serde::Deserialize;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use super::body;

/// What the server says to a question.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The question: a method, where it is not GET, a path, and the whole query in any order, without
    /// what percent signs stand for; see [`is_at`]. The address of another server is asked of a proxy.
    at: String,
    /// Headers that the question must have, `Name: value`.
    #[serde(default)]
    needs: Vec<String>,
    /// What the body of the question must be, as JSON or else to the letter.
    asked: Option<String>,
    /// How often it is given before the next that fits; the last is given ever after.
    times: Option<usize>,
    #[serde(default = "ok")]
    status: u16,
    #[serde(default)]
    headers: Vec<String>,
    /// See [`body::written_out`].
    #[serde(default)]
    body: String,
    /// What the body is made into.
    #[serde(default)]
    form: body::Form,
    /// How many bytes of the body come before the connection breaks.
    cut: Option<usize>,
}

/// A question that was asked.
#[derive(Debug, Clone)]
pub struct Question {
    /// As in [`Answer::at`].
    pub at: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
    /// Whether the script has an answer to it.
    pub is_foreseen: bool,
}

/// A server that runs until the test ends.
#[derive(Debug)]
pub struct Server {
    script: Arc<Script>,
}

#[derive(Debug)]
struct Script {
    port: u16,
    answers: Vec<Answer>,
    given: Mutex<Vec<usize>>,
    questions: Mutex<Vec<Question>>,
}

fn ok() -> u16 {
    200
}

impl Server {
    pub fn start(answers: Vec<Answer>) -> Self {
        let listener = Listener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let given = Mutex::new(vec![0; answers.len()]);
        let script = Arc::new(Script { port, answers, given, questions: Mutex::default() });
        let shared = Arc::clone(&script);
        tokio::spawn(async move {
            let listener = TcpListener::from_std(listener).unwrap();
            while let Ok((stream, _)) = listener.accept().await {
                let script = Arc::clone(&shared);
                tokio::spawn(async move { script.converse(stream).await });
            }
        });
        Self { script }
    }

    pub fn port(&self) -> u16 {
        self.script.port
    }

    pub fn questions(&self) -> Vec<Question> {
        self.script.questions.lock().unwrap().clone()
    }
}

/// A text in which `{server}` is the server at a port, and `{other}` the same under another name.
pub fn fill_in(text: &str, port: u16) -> String {
    let (server, other) = (format!("http://127.0.0.1:{port}"), format!("http://localhost:{port}"));
    text.replace("{server}", &server).replace("{other}", &other)
}

impl Script {
    /// Answers the questions of one connection, until nobody asks any more.
    async fn converse(&self, mut stream: TcpStream) -> Option<()> {
        let mut unread = Vec::new();
        loop {
            let head = loop {
                if let Some(end) = unread.windows(4).position(|four| four == b"\r\n\r\n") {
                    break unread.drain(..end + 4).collect::<Vec<u8>>();
                }
                read_more(&mut stream, &mut unread).await?;
            };
            let head = String::from_utf8_lossy(&head).into_owned();
            let headers: Vec<(String, String)> = head.lines().skip(1).filter_map(header).collect();
            let length =
                value(&headers, "content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
            while unread.len() < length {
                read_more(&mut stream, &mut unread).await?;
            }
            let body = String::from_utf8_lossy(&unread.drain(..length).collect::<Vec<u8>>()).into_owned();
            let mut question =
                Question { at: asked_at(head.lines().next()?)?, headers, body, is_foreseen: true };
            let answer = self.answer(&question);
            question.is_foreseen = answer.is_some();
            self.questions.lock().unwrap().push(question);
            let (bytes, is_cut) = self.written(answer);
            stream.write_all(&bytes).await.ok()?;
            if is_cut {
                return stream.shutdown().await.ok();
            }
        }
    }

    fn answer(&self, question: &Question) -> Option<&Answer> {
        let fitting = |place: &usize| self.answers[*place].fits(question);
        let first = (0..self.answers.len()).find(fitting)?;
        let alike = |place: &usize| self.answers[*place].at == self.answers[first].at;
        let fitting: Vec<usize> = (first..self.answers.len()).filter(alike).filter(fitting).collect();
        let mut given = self.given.lock().unwrap();
        let is_left = |place: &usize| self.answers[*place].times.unwrap_or(1) > given[*place];
        let place = fitting.iter().copied().find(is_left).or(fitting.last().copied())?;
        given[place] += 1;
        Some(&self.answers[place])
    }

    /// The bytes of an answer, and whether the connection ends within them.
    fn written(&self, answer: Option<&Answer>) -> (Vec<u8>, bool) {
        let Some(answer) = answer else {
            return (b"HTTP/1.1 404 Not Found\r\nContent-Length: 14\r\n\r\n{\"nothing\": 1}".into(), false);
        };
        let body = answer.form.made(&body::written_out(&fill_in(&answer.body, self.port)));
        let mut head = format!("HTTP/1.1 {} Said\r\n", answer.status);
        if !matches!(answer.status, 204 | 304) {
            write!(head, "Content-Length: {}\r\n", body.len()).unwrap();
        }
        for header in &answer.headers {
            write!(head, "{}\r\n", fill_in(header, self.port)).unwrap();
        }
        let came = answer.cut.unwrap_or(body.len()).min(body.len());
        ([head.as_bytes(), b"\r\n", &body[..came]].concat(), came < body.len())
    }
}

impl Answer {
    fn fits(&self, question: &Question) -> bool {
        let has = |needed: &String| {
            let (name, wanted) = header(needed).expect("a header");
            value(&question.headers, &name) == Some(&wanted)
        };
        is_at(&self.at, &question.at)
            && self.needs.iter().all(has)
            && self.asked.as_ref().is_none_or(|asked| is_same(asked, &question.body))
    }
}

async fn read_more(stream: &mut TcpStream, unread: &mut Vec<u8>) -> Option<()> {
    (stream.read_buf(unread).await.ok()? > 0).then_some(())
}

fn header(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(':')?;
    Some((name.to_lowercase(), value.trim().to_owned()))
}

pub fn value<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a String> {
    headers.iter().find(|(other, _)| other == name).map(|(_, value)| value)
}

/// Whether two bodies say the same.
pub fn is_same(one: &str, other: &str) -> bool {
    let json = |text| serde_json::from_str::<serde_json::Value>(text).ok();
    json(one).map_or(one == other, |one| Some(one) == json(other))
}

/// The question of a request line, as scripts write it.
fn asked_at(line: &str) -> Option<String> {
    let mut words = line.split(' ');
    let (method, target) = (words.next()?, words.next()?);
    let is_whole = target.starts_with("http://");
    let url = Url::parse("http://server").unwrap().join(target).ok()?;
    let server = if is_whole { url.origin().ascii_serialization() } else { String::new() };
    let pairs: Vec<String> = url.query_pairs().map(|(name, value)| format!("{name}={value}")).collect();
    let query = if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) };
    let method = if method == "GET" { String::new() } else { format!("{method} ") };
    Some(in_order(&format!("{method}{server}{}{query}", url.path())))
}

/// Whether a question is the one that is written: with any query where `?..` ends that, and at any path
/// below where `/..` does.
pub fn is_at(written: &str, question: &str) -> bool {
    if let Some(path) = written.strip_suffix("?..") {
        return question.split('?').next() == Some(path);
    }
    match written.strip_suffix("..") {
        Some(folder) => question.starts_with(folder),
        None => question == in_order(written),
    }
}

/// The same question with its query in order.
fn in_order(at: &str) -> String {
    let Some((path, query)) = at.split_once('?') else { return at.to_owned() };
    let mut pairs: Vec<&str> = query.split('&').collect();
    pairs.sort_unstable();
    format!("{path}?{}", pairs.join("&"))
}
