//! Daemons in the states that somebody should be woken for.

use std::fmt::Write as _;

use chrono::{DateTime, TimeDelta, Utc};
use nyttja::clock::Clock;
use nyttja::domain::series::Series;
use nyttja::domain::week::Week;
use nyttja::web::{Web, WebSettings};
use nyttja::weekly::Order;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use tokio_util::sync::CancellationToken;

use super::super::serving::daemon;
use crate::builders::week;
use crate::mail_server::{MailServer, Manners};
use crate::postfix::free_port;
use crate::trials::process::Process;
use crate::world::{World, table};

/// A daemon in some state.
pub struct State {
    pub name: &'static str,
    /// Where its web server answers.
    pub address: String,
    alerts: &'static [&'static str],
    /// What must live as long.
    _kept: Kept,
}

#[derive(Default)]
struct Kept {
    _world: Option<World>,
    _process: Option<Process>,
    _web: Option<Web>,
    _mail: Option<MailServer>,
}

impl State {
    /// What should fire on it, each with its own name.
    pub fn alerts(&self) -> impl Iterator<Item = (String, String)> {
        self.alerts.iter().map(|alert| (self.name.to_owned(), (*alert).to_owned()))
    }

    /// A daemon that serves `world`.
    fn serving(
        name: &'static str,
        alerts: &'static [&'static str],
        world: World,
        mail: Option<MailServer>,
    ) -> Self {
        world.set("web.listen", "127.0.0.1:0");
        let process = Process::start(world.command(&["serve"]));
        let line = process.line_with("the web server listens");
        let address = line.split("address=").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
        Self {
            name,
            address,
            alerts,
            _kept: Kept { _world: Some(world), _process: Some(process), _web: None, _mail: mail },
        }
    }
}

fn ago(time: TimeDelta) -> DateTime<Utc> {
    Clock::system().now() - time
}

/// A world in which no job falls due while somebody looks at it.
fn world() -> World {
    let world = World::in_a_file();
    for job in ["fetch", "letters", "summaries"] {
        world.set(&format!("schedule.{job}"), "");
    }
    world
}

/// Writes and sends the letters of a week, as at `at`. There are figures for week 48, and none for week 50.
async fn run(world: &World, of: &str, at: DateTime<Utc>) {
    let order = Order { series: Series::Letters, week: week(of), unit: None, dry_run: false };
    let weekly = world.weekly().await;
    weekly.run(&order, Clock::starting_at(at), &CancellationToken::new()).await.unwrap();
    weekly.store.close().await;
}

/// Every state.
pub async fn all_states() -> Vec<State> {
    vec![
        well().await,
        never_ran().await,
        no_complete_run().await,
        held().await,
        failed().await,
        waiting().await,
        nobody_signs_in().await,
        a_job_fails().await,
        a_source_fails().await,
        settings_refused(),
        doubted().await,
        standing_still().await,
        down(),
    ]
}

async fn well() -> State {
    let world = World::in_a_file();
    let later = Clock::system().now() + TimeDelta::hours(12);
    for job in ["fetch", "letters", "summaries"] {
        world.set(&format!("schedule.{job}"), later.format("%M %H * * *").to_string());
    }
    let server = MailServer::start();
    world.set("mail.transport", server.transport(""));
    run(&world, "2026-W48", ago(TimeDelta::hours(1))).await;
    State::serving("well", &[], world, Some(server))
}

async fn never_ran() -> State {
    let world = world();
    let store = world.weekly().await.store;
    store.moments.installed_at(ago(TimeDelta::days(9))).await.unwrap();
    store.close().await;
    State::serving("never ran", &["NyttjaNeverRan"], world, None)
}

/// A run that was complete, of the week that was nine days ago, with the figures of the weeks before it.
async fn no_complete_run() -> State {
    let world = world();
    let at = ago(TimeDelta::days(9));
    let of = Week::of(at.date_naive());
    let mut usage = "Enhet;Modul;Målgrupp;Från;Till;Aktiva;Antal;Inlägg\n".to_owned();
    for back in 1..=4 {
        let monday = of.monday() - TimeDelta::weeks(back);
        let sunday = monday + TimeDelta::days(6);
        for unit in [
            "12345678;larlogg;staff",
            "FSK-07;larlogg;staff",
            "87654321;larlogg;staff",
            "FSK-09;larlogg;staff",
        ] {
            writeln!(usage, "{unit};{monday};{sunday};8;9;12").unwrap();
        }
    }
    world.write("data/inbox/usage.csv", usage);
    world.change("config/units.csv", ",34,412,690,", ",9,412,690,");
    run(&world, &of.to_string(), at).await;
    State::serving("no complete run", &["NyttjaNoCompleteRun"], world, None)
}

async fn held() -> State {
    let world = world();
    run(&world, "2026-W50", ago(TimeDelta::hours(1))).await;
    State::serving("held", &["NyttjaHeld"], world, None)
}

async fn failed() -> State {
    let world = world();
    let server = MailServer::start();
    server.refuse("anna.ek@example.invalid", "554 5.7.1 no");
    world.set("mail.transport", server.transport(""));
    run(&world, "2026-W48", ago(TimeDelta::hours(1))).await;
    State::serving("failed", &["NyttjaLettersFailed", "NyttjaRunIncomplete"], world, Some(server))
}

async fn waiting() -> State {
    let world = world();
    world.cut_mail_off();
    run(&world, "2026-W48", ago(TimeDelta::hours(7))).await;
    let alerts = &["NyttjaLettersWait", "NyttjaMailBarred", "NyttjaRunIncomplete"];
    State::serving("waiting", alerts, world, None)
}

async fn nobody_signs_in() -> State {
    let world = world();
    let server = MailServer::with(Manners { password: Some("hemligt"), ..Manners::default() });
    world.set("mail.transport", server.transport("user = \"nyttja\"\npassword = \"fel\""));
    run(&world, "2026-W48", ago(TimeDelta::hours(1))).await;
    State::serving("nobody signs in", &["NyttjaMailBarred", "NyttjaRunIncomplete"], world, Some(server))
}

/// The database takes no account of a source, so the job that reads the sources fails.
async fn a_job_fails() -> State {
    let world = world();
    world.set("schedule.fetch", "* * * * *");
    world.set("schedule.catch_up_within", "1 day");
    let mut daemon = daemon(&world).await;
    for minutes in [7, 5] {
        daemon.clock = Clock::starting_at(ago(TimeDelta::minutes(minutes)));
        Box::pin(daemon.beat(&CancellationToken::new())).await;
    }
    let options = SqliteConnectOptions::new().filename(world.path("data/nyttja.db"));
    let mut database = options.connect().await.unwrap();
    let broken = "CREATE TRIGGER broken BEFORE INSERT ON fetches BEGIN SELECT RAISE(FAIL, 'broken'); END";
    sqlx::query(broken).execute(&mut database).await.unwrap();
    database.close().await.unwrap();
    daemon.clock = Clock::starting_at(ago(TimeDelta::minutes(3)));
    Box::pin(daemon.beat(&CancellationToken::new())).await;
    daemon.weekly.store.close().await;
    world.set("schedule.fetch", "");
    State::serving("a job fails", &["NyttjaJobFails"], world, None)
}

async fn a_source_fails() -> State {
    let world = world();
    world.write("data/inbox/usage.csv", "This;is;no;export\n1;2;3;4\n");
    let weekly = world.weekly().await;
    weekly.fetcher.fetch(ago(TimeDelta::hours(1))).await.unwrap();
    weekly.store.close().await;
    State::serving("a source fails", &["NyttjaSourceFails"], world, None)
}

fn settings_refused() -> State {
    let world = world();
    let file = world.path("config/expectations.toml");
    let state = State::serving("settings refused", &["NyttjaSettingsRefused"], world, None);
    std::fs::write(file, "nonsense").unwrap();
    state
}

async fn doubted() -> State {
    let world = world();
    world.set("bounces", table("mailbox = { kind = \"maildir\", path = \"bounces\" }\nbrake = \"0 or 0 %\""));
    let server = MailServer::start();
    server.refuse("anna.ek@example.invalid", "550 5.1.1 nobody");
    world.set("mail.transport", server.transport(""));
    run(&world, "2026-W48", ago(TimeDelta::hours(1))).await;
    State::serving("doubted", &["NyttjaDecisionAwaited", "NyttjaRunIncomplete"], world, Some(server))
}

/// The web server of a daemon whose work has stood still for an hour.
async fn standing_still() -> State {
    let world = world();
    let store = world.weekly().await.store;
    store.moments.beat(ago(TimeDelta::hours(1))).await.unwrap();
    let settings = WebSettings::at("127.0.0.1:0".parse().unwrap());
    let web = Web::start(settings, &world.path("data"), store, Clock::system()).await.unwrap();
    State {
        name: "standing still",
        address: web.address().to_string(),
        alerts: &["NyttjaStandsStill"],
        _kept: Kept { _world: Some(world), _web: Some(web), ..Kept::default() },
    }
}

fn down() -> State {
    let address = format!("127.0.0.1:{}", free_port());
    State { name: "down", address, alerts: &["NyttjaDown"], _kept: Kept::default() }
}
