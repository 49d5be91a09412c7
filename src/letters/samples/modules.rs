//! The modules of the sample letters, with why they matter.

use crate::domain::recipient::language::Localised;

/// A module and what the municipality's document says of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct About {
    pub(super) key: &'static str,
    pub(super) document: &'static str,
    name: (&'static str, &'static str),
    why: (&'static str, &'static str),
}

impl About {
    pub(super) fn name(&self) -> Localised {
        localised(self.name)
    }

    pub(super) fn why(&self) -> Localised {
        localised(self.why)
    }
}

pub(super) fn localised((sv, en): (&str, &str)) -> Localised {
    Localised { sv: sv.to_owned(), en: (!en.is_empty()).then(|| en.to_owned()) }
}

pub(super) const LOG: About = About {
    key: "larlogg",
    document: "Förväntansdokumentet 2.1",
    name: ("Lärlogg", "Learning log"),
    why: (
        "Vårdnadshavare ska kunna följa sitt barns lärande under hela terminen.",
        "Guardians should be able to follow their child's learning all through the term.",
    ),
};

pub(super) const PLANNING: About = About {
    key: "planering",
    document: "Förväntansdokumentet 2.3",
    name: ("Planering", "Planning"),
    why: (
        "Med en gemensam planering vet elever och kollegor vad som kommer.",
        "With a shared plan, pupils and colleagues know what comes next.",
    ),
};

pub(super) const ASSESSMENT: About = About {
    key: "bedomning",
    document: "Förväntansdokumentet 3.2",
    name: ("Bedömning", "Assessment"),
    why: (
        "Alla elever ska ha minst ett publicerat omdöme före utvecklingssamtalet.",
        "Every pupil should have a published assessment before the progress talk.",
    ),
};

pub(super) const BLOG: About = About {
    key: "blogg",
    document: "Förväntansdokumentet 4.1",
    name: ("Blogg", "Blog"),
    why: (
        "Korta inlägg gör vardagen synlig för dem där hemma.",
        "Short posts let those at home see what the days are like.",
    ),
};

pub(super) const APP: About = About {
    key: "familjeapp",
    document: "Förväntansdokumentet 5.1",
    name: ("Familjeappen", "Family app"),
    why: (
        "I appen når viktig information fram samma dag.",
        "In the app important messages arrive the same day.",
    ),
};

/// Without a reason, a place in the document and an English name.
pub(super) const FORMS: About =
    About { key: "blanketter", document: "", name: ("Blanketter", ""), why: ("", "") };

pub(super) const ATTENDANCE: About =
    About { key: "franvaro", document: "", name: ("Frånvaro", "Attendance"), why: ("", "") };

pub(super) const TIMETABLE: About =
    About { key: "schema", document: "", name: ("Schema", "Timetable"), why: ("", "") };
