//! What a mail server is told to do, word by word.

/// What the server does next: first unasked, then after each line it hears, or after a whole
/// letter where the last answer called for one.
#[derive(Debug, Clone, Copy)]
pub enum Act {
    /// Says this, and a line's end.
    Say(&'static str),
    /// Says the first at once and the second right behind it, unasked, and hangs up.
    SayAndEnd(&'static str, &'static str),
    /// Hears so many more lines before it says this.
    SayAfter(usize, &'static str),
    /// Says this, and turns to TLS.
    SayAndEncrypt(&'static str),
    /// Says nothing more, and waits until the other side hangs up.
    StaySilent,
    /// Hangs up.
    Cut,
    /// Serves by the book from here on, as the manners of the server say.
    Serve,
}

/// A greeting, and two answers to EHLO, from a server that wants to be asked one thing at a time.
pub const HELLO: [Act; 3] = [Act::Say("220 hi"), Act::Say("250 hi"), Act::Say("250 hi")];
/// The same from a server that takes several commands at once.
pub const PIPELINING: [Act; 3] =
    [Act::Say("220 hi"), Act::Say("250 hi"), Act::Say("250-hi\r\n250 PIPELINING")];
/// Both.
pub const GREETINGS: [[Act; 3]; 2] = [HELLO, PIPELINING];
/// Answers to MAIL, RCPT and DATA.
pub const ENVELOPE: [Act; 3] = [Act::Say("250 sender"), Act::Say("250 recipient"), Act::Say("354 go on")];
