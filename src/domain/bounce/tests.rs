//! What messages mean, by their headers and words.

use super::*;

fn message(subject: &str, headers: &[(&str, &str)], text: &str) -> Incoming {
    let headers = headers.iter().map(|(name, words)| ((*name).to_owned(), (*words).to_owned()));
    Incoming {
        subject: subject.to_owned(),
        sender: "anna.ek@example.invalid".to_owned(),
        headers: headers.collect(),
        text: text.to_owned(),
        ..Incoming::default()
    }
}

fn is_automatic(message: Incoming) -> bool {
    matches!(message.meaning(), Meaning::Automatic(_))
}

#[test]
fn programs_that_say_so_are_believed() {
    let none: &[(&str, &str)] = &[];
    for (subject, headers) in [
        ("Hej", &[("auto-submitted", "auto-replied (vacation)")][..]),
        ("Hej", &[("x-autoreply", "yes")][..]),
        ("Hej", &[("precedence", "auto_reply")][..]),
        ("Autosvar: Veckans brev", none),
        ("Automatiskt svar: Veckans brev", none),
        ("  AUTOMATIC REPLY: Your letter", none),
        ("Out of Office AutoReply: Your letter", none),
        ("Automatische Antwort: Ihr Brief", none),
        ("Réponse automatique : votre lettre", none),
        ("AUTO: Anna Ek är inte på plats", &[("auto-submitted", "auto-generated")][..]),
        ("Frånvaro: Anna Ek", &[("x-auto-response-suppress", "All")][..]),
        ("Ur tjänst", &[("return-path", "<>")][..]),
        ("Out of office", &[("precedence", "bulk")][..]),
        ("Semester v. 28–31", &[("auto-submitted", "auto-generated")][..]),
        ("Föräldraledig", &[("in-reply-to", "<1@example.invalid>")][..]),
    ] {
        assert!(is_automatic(message(subject, headers, "")), "{subject} {headers:?}");
    }
}

#[test]
fn what_people_write_is_for_people() {
    let none: &[(&str, &str)] = &[];
    let answer = &[("in-reply-to", "<1@example.invalid>")][..];
    for (subject, headers) in [
        ("Sv: Automatiskt svar: Veckans brev", answer),
        ("Re: Out of office", answer),
        ("Frånvaro: elev i 4B", none),
        ("Semester?", none),
        ("Sv: Veckans brev", answer),
        ("Hej", &[("auto-submitted", "no")][..]),
        ("Hej", &[("precedence", "bulk")][..]),
        ("Hej", &[("x-auto-response-suppress", "OOF")][..]),
        ("Cron", &[("auto-submitted", "auto-generated")][..]),
    ] {
        assert!(
            !is_automatic(message(subject, headers, "Diagnostic-Code: smtp; 550 5.1.1")),
            "{subject} {headers:?}"
        );
    }
}

#[test]
fn an_answer_that_may_tell_of_leaving_is_recognised_in_both_languages() {
    let leaving = |text| match message("Autosvar: Brevet", &[], text).meaning() {
        Meaning::Automatic(answer) => answer.may_tell_of_leaving,
        other => panic!("{other:?}"),
    };
    assert!(leaving("Jag har slutat. Kontakta Bo Lind."));
    assert!(leaving("Anna Ek arbetar inte längre på Vikens skola"));
    assert!(leaving("I no longer work here; write to Bo."));
    for text in [
        "Adressen har upphört.",
        "Min sista arbetsdag var den 30 oktober.",
        "Jag arbetar numera på en annan skola.",
        "Anna has resigned.",
        "Adressen finns inte. Skriv till Bo.",
        "Frau Ek arbeitet nicht mehr hier.",
    ] {
        assert!(leaving(text), "{text}");
    }
    assert!(!leaving("Jag är på semester till den 10 augusti."));
    assert!(!leaving("I am out of the office until Monday."));
}

#[test]
fn what_the_mail_system_says_and_nobody_understands_is_for_people() {
    let mut warning = message("Your mailbox is nearly full", &[("auto-submitted", "auto-replied")], "");
    "Mailer-Daemon@mx.example.invalid".clone_into(&mut warning.sender);
    assert_eq!(warning.meaning(), Meaning::OfMailSystem);
}

/// How grave it is what a mail system writes to people about Anna's letter.
fn plain(subject: &str, text: &str) -> Option<Gravity> {
    let mut message = message(subject, &[("return-path", "<>")], text);
    "MAILER-DAEMON@mx.example".clone_into(&mut message.sender);
    let letter = SentLetter { recipient: "anna.ek@skola.example", from: "example.invalid" };
    match message.meaning() {
        Meaning::Report(report) => report.about(letter).unwrap().gravity,
        other => panic!("{subject}: {other:?}"),
    }
}

#[test]
fn what_mail_systems_write_in_plain_words_is_understood_in_several_languages() {
    let hard = Some(Gravity::Hard);
    let soft = Some(Gravity::Soft);
    for (subject, text, right) in [
        (
            "Olevererbart: Brevet",
            "Det gick inte att leverera till\nanna.ek@skola.example\n\nAdressen hittades inte.",
            hard,
        ),
        (
            "Olevererbart: Brevet",
            "Leveransen misslyckades:\n\nanna.ek@skola.example\nBrevlådan är full.",
            soft,
        ),
        ("Olevererbart: Brevet", "anna.ek@skola.example\nDet gick inte att hitta adressen.", hard),
        ("Fördröjt: Brevet", "Brevet till anna.ek@skola.example har ännu inte levererats.", None),
        ("Unzustellbar: Brief", "anna.ek@skola.example\nDer Empfänger existiert nicht.", hard),
        ("Unzustellbar: Brief", "anna.ek@skola.example\nDas Postfach ist voll.", soft),
        ("Verzögert: Brief", "Noch nicht zugestellt an anna.ek@skola.example", None),
        ("Non remis : lettre", "anna.ek@skola.example\nL'adresse n'existe pas.", hard),
        ("Échec", "Votre message n'a pas pu être remis à anna.ek@skola.example", soft),
        ("No se puede entregar: carta", "anna.ek@skola.example\nNo se encontró la dirección.", hard),
        ("Aviso", "No se pudo entregar a anna.ek@skola.example", soft),
        ("配信不能: 手紙", "anna.ek@skola.example\n宛先のアドレスが見つかりませんでした。", hard),
        ("通知", "anna.ek@skola.example への配信に失敗しました。", soft),
        (
            "Undeliverable Mail: \"Brevet\"",
            "Could not be delivered because of\n\n550 5.1.1 no such user\n\nRecipients:\n  anna.ek@skola.example",
            hard,
        ),
        (
            "Undeliverable Mail: \"Brevet\"",
            "Because of\n\n550 5.1.1 no such user\n\nRecipients:\n bo@skola.example\n  anna.ek@skola.example",
            soft,
        ),
        (
            "Mail System Error",
            "Failed recipient:\nanna.ek@skola.example\n\nError message:\n\n550 no such user here",
            hard,
        ),
        ("Mail status", "The letter to anna.ek@skola.example was automatically rejected.", soft),
    ] {
        assert_eq!(plain(subject, text), right, "{subject}: {text}");
    }
}

#[test]
fn a_mail_system_that_gives_no_address_of_its_own_is_known_by_that() {
    let mut nobody = message("", &[("return-path", "<>"), ("auto-submitted", "auto-replied")], "");
    nobody.sender.clear();
    "You wrote to anna.ek@skola.example. That's not a valid user here.".clone_into(&mut nobody.text);
    let Meaning::Report(report) = nobody.meaning() else { panic!("no report") };
    let letter = SentLetter { recipient: "anna.ek@skola.example", from: "example.invalid" };
    assert_eq!(report.about(letter).unwrap().gravity, Some(Gravity::Hard));
}

#[test]
fn an_administrator_who_answers_is_a_person() {
    let from = |subject: &str| {
        let headers = &[("return-path", "<postmaster@skola.example>")];
        let mut message = message(subject, headers, "anna.ek@skola.example: user unknown");
        "Postmaster@skola.example".clone_into(&mut message.sender);
        message.meaning()
    };
    assert_eq!(from("Sv: Undeliverable: Brevet"), Meaning::ForPeople);
    assert!(matches!(from("Undeliverable: Brevet"), Meaning::Report(_)));
}

#[test]
fn a_report_that_was_wrapped_counts_where_a_mail_system_wrapped_it_and_says_nothing_itself() {
    let wrapped = |sender: &str, text: &str| {
        let mut message = message("Vb: Undelivered", &[], text);
        sender.clone_into(&mut message.sender);
        message.wrapped = Some(Report { words: vec![Word::default()], ..Report::default() });
        message.meaning()
    };
    assert!(matches!(wrapped("mailer-daemon@gateway.example", ""), Meaning::Report(_)));
    assert_eq!(wrapped("bo.lind@example.invalid", ""), Meaning::ForPeople);
    let Meaning::Report(report) = wrapped("mailer-daemon@x.example", "A report could not be delivered")
    else {
        panic!("no report")
    };
    assert!(report.words.is_empty(), "it speaks of the report, and not of the letter");
}

#[test]
fn a_report_is_about_the_letter_it_answers_and_else_about_one_that_it_brings_back_or_quotes() {
    let back = Trace { by: TracedBy::Letter, message_id: "<back@example.invalid>".to_owned() };
    let report = Report { traces: vec![back], ..Report::default() };
    let headers = &[("references", "<a@x.invalid>\t<b@x.invalid>"), ("in-reply-to", "<c@x.invalid>")];
    let quoted = vec!["<text@example.invalid>".to_owned()];
    let incoming = Incoming { report: Some(report), quoted, ..message("Undelivered", headers, "") };
    let Meaning::Report(report) = incoming.meaning() else { panic!("no report") };
    let ids: Vec<_> = report.traces.iter().map(|trace| trace.message_id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "<c@x.invalid>",
            "<a@x.invalid>",
            "<b@x.invalid>",
            "<back@example.invalid>",
            "<text@example.invalid>"
        ]
    );
}

#[test]
fn a_message_is_the_same_with_either_kind_of_line_ends() {
    assert_eq!(digest(b"a\r\nb\r\n"), digest(b"a\nb\n"));
    assert_ne!(digest(b"a\nb\n"), digest(b"a\nc\n"));
}

#[test]
fn words_stand_on_one_line_and_end_somewhere() {
    assert_eq!(one_line(" 550 \t5.1.1\r\n\u{1b}[31m no\u{0}such  user "), "550 5.1.1 [31m no such user");
    assert!(one_line(&"å ".repeat(3000)).chars().count() < 410);
    assert_eq!(message_ids("<a@b> c <d @e> <f@g"), ["<a@b>"]);
}
