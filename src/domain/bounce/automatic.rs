//! Answers that a program gives in somebody's place: out of office, on leave,
//! no longer here (RFC 3834, and what programs in use do besides).

use super::Incoming;

/// An automatic answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Automatic {
    /// The Message-IDs of what it answers, in angle brackets.
    pub answers: Vec<String>,
    /// Whether it may tell that somebody has left for good: then people should read it.
    pub may_tell_of_leaving: bool,
}

/// How subjects begin that no human being writes.
const CERTAIN: [&str; 20] = [
    "autosvar:",
    "automatiskt svar:",
    "automatisk svar:",
    "automatic reply:",
    "automatic response:",
    "autoreply:",
    "auto-reply:",
    "auto reply:",
    "autoresponse:",
    "out of office autoreply:",
    "autosvar -",
    "automatische antwort:",
    "abwesenheitsnotiz:",
    "automatisch antwoord:",
    "automaattinen vastaus:",
    "automatyczna odpowiedź",
    "[automatyczna odpowiedź]",
    "réponse automatique",
    "respuesta automática:",
    "risposta automatica:",
];

/// How subjects begin that a human being might write too: something else must speak for a program.
const LIKELY: [&str; 19] = [
    "frånvaro",
    "frånvarande",
    "ur tjänst",
    "ej i tjänst",
    "inte i tjänst",
    "ej på plats",
    "semester",
    "på semester",
    "tjänstledig",
    "föräldraledig",
    "autosvar",
    "out of office",
    "out of the office",
    "on leave",
    "vacation",
    "auto:",
    "abwesenheit",
    "fraværende",
    "poissaolo",
];

/// What somebody says who has left, or whose place another one has taken.
const LEAVING: [&str; 80] = [
    "slutat",
    "slutar",
    "slutade",
    "jobbar inte kvar",
    "arbetar inte kvar",
    "inte längre",
    "inte kvar",
    "lämnat min tjänst",
    "lämnat tjänsten",
    "gått i pension",
    "ny tjänst",
    "nytt jobb",
    "ny rektor",
    "ny adress",
    "ny e-post",
    "adressen används inte",
    "no longer",
    "left the",
    "have left",
    "has left",
    "retired",
    "new position",
    "new principal",
    "new address",
    "upphört",
    "upphör att gälla",
    "adressen stängs",
    "kontot stängs",
    "adressen avslutas",
    "avvecklas",
    "sista arbetsdag",
    "sista dag på",
    "arbetar numera",
    "jobbar numera",
    "arbetar nu på",
    "jobbar nu på",
    "arbetar från och med nu",
    "bytt arbetsplats",
    "bytt arbete",
    "bytt jobb",
    "bytt skola",
    "avslutat min anställning",
    "avslutat sin anställning",
    "ej längre",
    "inte anställd",
    "ej anställd",
    "efterträd",
    "ersätts av",
    "ersatts av",
    "pensionär",
    "har lämnat",
    "resigned",
    "retiring",
    "retirement",
    "former employee",
    "moved on",
    "last day",
    "not employed",
    "now works",
    "now working",
    "replaced by",
    "succeeded by",
    "been discontinued",
    "been deactivated",
    "will be closed",
    "changed my e-mail",
    "changed my email",
    "changed jobs",
    "left his",
    "left her",
    "left their",
    "left my",
    "does not exist",
    "not a valid address",
    "not a valid user",
    "adressen finns inte",
    "adressen är stängd",
    "nicht mehr",
    "n'est plus",
    "ya no ",
];

/// The automatic answer that `message` is; none where a human being may have written it.
pub(super) fn of(message: &Incoming, answers: Vec<String>) -> Option<Automatic> {
    // What the mail system itself says, and is no report that we understand, is for people.
    if message.is_from_a_mail_system() || !is_automatic(message, !answers.is_empty()) {
        return None;
    }
    let said = format!("{}\n{}", message.subject, message.text).to_lowercase();
    let may_tell_of_leaving = LEAVING.iter().any(|phrase| said.contains(phrase));
    Some(Automatic { answers, may_tell_of_leaving })
}

fn is_automatic(message: &Incoming, answers_something: bool) -> bool {
    let header = |name| message.header(name).unwrap_or_default().trim().to_lowercase();
    let submitted = header("auto-submitted");
    if submitted.starts_with("auto-replied") {
        return true;
    }
    let says_so = |name| !matches!(header(name).as_str(), "" | "no" | "false");
    if says_so("x-autoreply") || says_so("x-autorespond") || says_so("x-autoresponder") {
        return true;
    }
    let precedence = header("precedence");
    if precedence == "auto_reply" || precedence == "auto-reply" {
        return true;
    }
    let subject = message.subject.trim().to_lowercase();
    let begins = |list: &[&str]| list.iter().any(|beginning| subject.starts_with(beginning));
    if begins(&CERTAIN) {
        return true;
    }
    let is_marked = submitted.starts_with("auto-")
        || says_so("x-auto-response-suppress")
        || header("return-path") == "<>"
        || ["bulk", "junk"].contains(&precedence.as_str());
    // Who answers by hand has "Sv:" or "Re:" before the subject.
    begins(&LIKELY) && (is_marked || answers_something)
}
