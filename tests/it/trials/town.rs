//! A municipality that is large enough for every part of a run to take its time.

use std::fmt::Write as _;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Timelike, Utc};
use nyttja::clock::Clock;
use nyttja::domain::week::Week;
use nyttja::store::{Store, StoreSettings};

use crate::world::World;

/// How many principals it has, each with a letter of their own.
pub const PRINCIPALS: usize = 24;

/// How many sources tell its usage.
pub const SOURCES: usize = 6;

/// How many connections the mail server grants.
pub const CONNECTIONS: usize = 3;

const MODULES: [&str; 6] = ["larlogg", "franvaro", "veckobrev", "planering", "bedomning", "meddelanden"];

/// How it is told to behave.
pub struct Town {
    /// The port of its mail server.
    pub port: u16,
    /// What it decided about letters that may have arrived.
    pub on_unknown: &'static str,
    /// Whether its daemon is to write the letters at once, as if it had missed them a little while ago.
    pub is_due: bool,
}

impl Town {
    /// Writes its files into a world, and says what its letters are about.
    pub fn settle(&self, world: &World) -> Week {
        let due = due();
        let week = Week::of(due.date_naive());
        world.write("config/nyttja.toml", self.daemon(world, due));
        world.write("config/expectations.toml", expectations());
        world.write("config/units.csv", units());
        std::fs::remove_file(world.path("data/inbox/usage.csv")).expect("the usage of another municipality");
        for source in 0..SOURCES {
            world.write(&format!("data/inbox/{source}.csv"), usage(source, week));
        }
        week
    }

    fn daemon(&self, world: &World, due: DateTime<Utc>) -> String {
        let before = world.read("config/nyttja.toml");
        let store = before.lines().find(|line| line.starts_with("url = \"postgres")).unwrap_or_default();
        let pattern = format!("{} {} * * *", due.minute(), due.hour());
        let letters = if self.is_due { pattern } else { String::new() };
        let sources = (0..SOURCES).fold(String::new(), |mut all, number| {
            let _ = write!(
                all,
                "[[source]]\nname = \"export {number}\"\nkind = \"sheet\"\npath = \"inbox/{number}.csv\"\n\
                 columns = {{ unit = \"Enhet\", module = \"Modul\", audience = \"Målgrupp\", from = \"Från\", \
                 to = \"Till\", active = \"Aktiva\", eligible = \"Antal\", items = \"Inlägg\" }}\n\n"
            );
            all
        });
        let Self { port, on_unknown, .. } = self;
        format!(
            "[municipality]\nname = \"Ängsvik\"\nzone = \"UTC\"\n\n\
             [schedule]\nfetch = \"\"\nletters = \"{letters}\"\nsummaries = \"\"\ncatch_up_within = \"3 days\"\n\n\
             [store]\n{store}\ntake_over_after = \"2 seconds\"\n\n{sources}\
             [mail]\nfrom = \"Digitalt stöd <digital@example.invalid>\"\ncoordinators = []\n\
             transport = {{ kind = \"smtp\", host = \"127.0.0.1\", port = {port}, tls = \"none\", hello = \"nyttja\" }}\n\
             connections = {CONNECTIONS}\nper_minute = 0\non_unknown = \"{on_unknown}\"\n"
        )
    }
}

/// When its letters were due: by the real clock, as a daemon sees it.
fn due() -> DateTime<Utc> {
    let now = Clock::system().now() - TimeDelta::minutes(10);
    now.with_second(0).and_then(|now| now.with_nanosecond(0)).expect("a minute")
}

/// Opens the store that a world's files name, and nothing else: that is quick.
pub async fn store(world: &World) -> Store {
    let file = world.read("config/nyttja.toml");
    let url =
        file.lines().find_map(|line| line.strip_prefix("url = \"")).map(|url| url.trim_end_matches('"'));
    let settings = url.map_or_else(StoreSettings::default, StoreSettings::at);
    Store::open(&settings, &world.path("data")).await.unwrap()
}

fn expectations() -> String {
    let mut text = String::new();
    for module in MODULES {
        let _ = write!(
            text,
            "[[module]]\nkey = \"{module}\"\nname = {{ sv = \"Modulen {module}\" }}\n\n\
             [[expectation]]\nkey = \"{module}-personal\"\nmodule = \"{module}\"\naudience = \"staff\"\n\
             measure = \"active_share\"\nweeks = 1\ntarget = \"60 %\"\nnear = \"50 %\"\n\
             why = {{ sv = \"Alla ska kunna följa arbetet.\" }}\ndocument = \"Förväntansdokumentet\"\n\n"
        );
    }
    text
}

/// The address of a principal.
pub fn principal(number: usize) -> String {
    format!("rektor{number:02}@example.invalid")
}

/// Every third principal leads a preschool too.
fn units() -> String {
    let mut text =
        "unit,name,forms,area,staff,students,guardians,principal_name,principal_email,language\n".to_owned();
    for number in 0..PRINCIPALS {
        let address = principal(number);
        let language = if number % 4 == 0 { "en" } else { "sv" };
        let _ = writeln!(
            text,
            "8000{number:04},Skola {number},GR,Norr,40,300,500,Rektor {number},{address},{language}"
        );
        if number % 3 == 0 {
            let _ = writeln!(
                text,
                "9000{number:04},Förskola {number},FS,Norr,20,90,150,Rektor {number},{address},{language}"
            );
        }
    }
    text
}

/// What one source tells of one module: eight weeks, and some rows that cannot be used.
fn usage(source: usize, week: Week) -> String {
    let mut text = "Enhet;Modul;Målgrupp;Från;Till;Aktiva;Antal;Inlägg\n".to_owned();
    let module = MODULES[source % MODULES.len()];
    for back in (1..=8).rev() {
        let monday: NaiveDate = week.monday() - TimeDelta::weeks(back);
        let sunday = monday + TimeDelta::days(6);
        for number in 0..PRINCIPALS {
            // Few ask for anything: a picture of how it came about takes a long time to draw.
            let active = if number % 10 == source { 10 + back } else { 25 + back };
            let _ =
                writeln!(text, "8000{number:04};{module};staff;{monday};{sunday};{active};40;{}", active * 3);
            if number % 3 == 0 {
                let active = 13 + number % 5;
                let _ =
                    writeln!(text, "9000{number:04};{module};staff;{monday};{sunday};{active};20;{active}");
            }
        }
        let _ = writeln!(text, "nobody-{};{module};staff;{monday};{sunday};1;2;3", monday.day());
    }
    text
}
