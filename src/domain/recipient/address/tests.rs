//! Which addresses are usable, and how they are written.

use proptest::prelude::*;

use super::*;

fn fault(text: &str) -> UnusableAddress {
    text.parse::<EmailAddress>().expect_err("an address that is not usable")
}

#[test]
fn an_address_keeps_its_spelling_before_the_at_and_is_found_again_in_any_case() {
    let address: EmailAddress = " Anna.Ek+skola@Example.INVALID ".parse().unwrap();
    assert_eq!(address.to_string(), "Anna.Ek+skola@example.invalid");
    assert_eq!(address.local(), "Anna.Ek+skola");
    assert_eq!(address.domain(), "example.invalid");
    assert_eq!(address.identity(), "anna.ek+skola@example.invalid");
}

#[test]
fn a_domain_with_swedish_letters_is_written_in_ascii() {
    let address: EmailAddress = "anna@ÄNGSVIK.example".parse().unwrap();
    assert_eq!(address.domain(), "xn--ngsvik-9ta.example");
}

#[test]
fn a_swedish_letter_before_the_at_is_named_as_the_reason() {
    assert_eq!(fault("åsa@example.invalid"), UnusableAddress::NeedsSmtputf8('å'));
    assert_eq!(
        fault("anna\u{200b}@example.invalid").to_string(),
        "the part before the @ has the character '\\u{200b}'; only servers with SMTPUTF8 deliver that"
    );
}

#[test]
fn a_line_break_anywhere_is_refused() {
    for text in ["a@example.invalid\r\nBcc: b@example.invalid", "a@example.invalid\n", "a\0@example.invalid"]
    {
        assert_eq!(fault(text), UnusableAddress::ControlCharacter);
    }
    assert_eq!("A\r\nB <a@example.invalid>".parse::<Mailbox>(), Err(UnusableAddress::ControlCharacter));
}

#[test]
fn slips_of_the_pen_are_refused_with_their_reason() {
    assert_eq!(fault("  "), UnusableAddress::Empty);
    assert_eq!(fault("anna.example.invalid"), UnusableAddress::NoAt);
    assert_eq!(fault("@example.invalid"), UnusableAddress::LocalDots);
    assert_eq!(fault("anna..ek@example.invalid"), UnusableAddress::LocalDots);
    assert_eq!(fault("anna.@example.invalid"), UnusableAddress::LocalDots);
    assert_eq!(fault("anna ek@example.invalid"), UnusableAddress::LocalCharacter(' '));
    assert_eq!(fault("a@example.invalid;b@example.invalid"), UnusableAddress::LocalCharacter('@'));
    assert_eq!(fault("\"anna ek\"@example.invalid"), UnusableAddress::LocalCharacter('"'));
    for domain in [
        "skolan",
        "example..invalid",
        "example.invalid.",
        "-a.invalid",
        "a_b.invalid",
        "[192.0.2.1]",
        "192.0.2.1",
        "",
    ] {
        assert_eq!(fault(&format!("anna@{domain}")), UnusableAddress::Domain, "{domain}");
    }
    assert_eq!(fault(&format!("{}@example.invalid", "a".repeat(65))), UnusableAddress::TooLong);
    let long = vec!["a".repeat(60); 4].join(".");
    assert_eq!(fault(&format!("{}@{long}.invalid", "a".repeat(30))), UnusableAddress::TooLong);
}

#[test]
fn a_mailbox_is_a_name_and_an_address() {
    let office: Mailbox = "Digitalt stöd <digital@example.invalid>".parse().unwrap();
    assert_eq!(office.name.as_deref(), Some("Digitalt stöd"));
    assert_eq!(office.address.as_str(), "digital@example.invalid");
    assert_eq!(office.to_string(), "Digitalt stöd <digital@example.invalid>");

    let quoted: Mailbox = r#""Ek, \"Anna\"" <anna@example.invalid>"#.parse().unwrap();
    assert_eq!(quoted.name.as_deref(), Some("Ek, \"Anna\""));
    assert_eq!(quoted.to_string().parse(), Ok(quoted));

    for bare in ["anna@example.invalid", "<anna@example.invalid>", "\"\" <anna@example.invalid>"] {
        assert_eq!(bare.parse::<Mailbox>().unwrap().to_string(), "anna@example.invalid");
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_parsers_panic(text in "\\PC*") {
        let _ = text.parse::<EmailAddress>();
        let _ = text.parse::<Mailbox>();
    }

    #[test]
    fn a_usable_address_reads_the_same_again(text in "[a-zA-Z0-9.+ -]{1,12}@[a-zA-ZåäöÅÄÖ0-9.-]{1,20}") {
        if let Ok(address) = text.parse::<EmailAddress>() {
            prop_assert_eq!(address.to_string().parse(), Ok(address.clone()));
            prop_assert!(address.as_str().is_ascii());
        }
    }
}
