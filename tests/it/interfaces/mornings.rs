//! An interface from morning to morning: what it gave before stays until it gives something better.

use nyttja::domain::account::receipt::SourceReport;
use nyttja::domain::unit::UnitKey;
use nyttja::domain::usage::figure::Figure;
use nyttja::weekly::Weekly;

use super::case::Case;
use crate::readings::seen::MUNICIPALITY;
use crate::readings::world;
use crate::world::World;

/// The daemon of a municipality with one interface.
struct Daemon {
    weekly: Weekly,
    _world: World,
}

impl Daemon {
    /// The interface gives these answers, one after the other, to what `source` says.
    async fn with(source: &str, answers: &[&str]) -> Self {
        let case =
            format!("name = \"api\"\nsource = '''\n{source}\n'''\nanswers = [\n{}\n]", answers.join(",\n"));
        let case: Case = toml::from_str(&case).unwrap();
        let server = case.server();
        let world = world();
        world.write("config/nyttja.toml", format!("{MUNICIPALITY}\n{}", case.source("api", server.port())));
        Self { weekly: world.weekly().await, _world: world }
    }

    /// What came of reading it at a time of a Monday, in UTC.
    async fn fetch(&self, time: &str) -> SourceReport {
        let now = format!("2026-11-23T{time}:00Z").parse().unwrap();
        let mut reports = self.weekly.fetcher.fetch(now).await.unwrap();
        assert_eq!(reports.len(), 1);
        reports.remove(0)
    }

    /// How many people of 99000101 and 99000105 were active in the newest record.
    async fn active(&self) -> [Option<u32>; 2] {
        let mut active = [None; 2];
        for (unit, active) in ["99000101", "99000105"].into_iter().zip(&mut active) {
            let delivered = self.weekly.store.usage.delivered(&UnitKey(unit.into())).await.unwrap();
            let newest = delivered.iter().max_by_key(|record| record.usage.period.to);
            *active = newest.and_then(|record| record.usage.figures.active).and_then(Figure::known);
        }
        active
    }
}

/// All ten units.
const WHOLE: &str = r#"{ at = "/usage", body = '{"data": [{1-10}]}' }"#;

/// The first unit with another figure, on the first page of two.
const PART: &str = r#"{ at = "/usage", body = '{"data": [{"unit": "99000101", "module": "larlogg", "audience": "staff", "from": "2026-11-16", "to": "2026-11-22", "active": 40, "eligible": 44}], "next": "/usage?page=2"}' }"#;

#[tokio::test]
async fn what_was_read_before_stays_where_a_list_goes_on_elsewhere() {
    let daemon = Daemon::with("", &[WHOLE, PART]).await;
    assert_eq!(daemon.fetch("05:00").await.failures, Vec::<String>::new());

    let report = daemon.fetch("06:00").await;

    assert!(report.failures[0].contains("page 1") && report.failures[0].contains("next"), "{report:?}");
    assert_eq!(daemon.active().await, [Some(11), Some(15)]);
}

#[tokio::test]
async fn a_reading_whose_second_page_fails_leaves_nothing_half_kept() {
    let lost = r#"{ at = "/usage?page=2", status = 404, body = '{"message": "gone"}' }"#;
    let daemon = Daemon::with("next = \"/next\"", &[WHOLE, PART, lost]).await;
    daemon.fetch("05:00").await;

    let report = daemon.fetch("06:00").await;

    assert!(report.failures[0].contains("page 2") && report.failures[0].contains("404"), "{report:?}");
    assert_eq!((report.kept, daemon.active().await), (0, [Some(11), Some(15)]));
}

#[tokio::test]
async fn a_warning_of_the_server_stands_in_the_account() {
    let warned = r#"{ at = "/usage", body = '{"data": [{1-10}], "warnings": [{"code": "PARTIAL", "message": "Sunday is not ready yet"}]}' }"#;
    let daemon = Daemon::with("warning = \"/warnings\"", &[warned]).await;

    let report = daemon.fetch("05:00").await;

    assert!(report.notes.iter().any(|note| note.contains("Sunday is not ready yet")), "{report:?}");
    assert_eq!((report.kept, report.failures), (10, Vec::<String>::new()));
}
