//! Whatever happens to a folder: what is kept is what reading every file again would leave.

use super::*;

/// What may happen to a folder between two fetches.
#[derive(Debug, Clone)]
enum Event {
    /// A file, by its number, is written: the active people by the Monday of the week; and is so old.
    Written(u8, BTreeMap<u32, u32>, u64),
    Removed(u8),
    Dated(u8, u64),
    Renamed(u8, u8),
    DayPasses,
}

fn event() -> impl Strategy<Value = Event> {
    let rows = proptest::collection::btree_map((0..4_u32).prop_map(|week| 2 + 7 * week), 0..13_u32, 1..4);
    prop_oneof![
        4 => (0..4_u8, rows, 0..9_u64).prop_map(|(file, rows, hour)| Event::Written(file, rows, hour)),
        1 => (0..4_u8).prop_map(Event::Removed),
        1 => (0..4_u8, 0..9_u64).prop_map(|(file, hour)| Event::Dated(file, hour)),
        1 => (0..4_u8, 0..4_u8).prop_map(|(from, to)| Event::Renamed(from, to)),
        2 => Just(Event::DayPasses),
    ]
}

/// Two folders in which the same happens: the first is read where it must be, the second every time.
struct Twins {
    both: [Inbox; 2],
    /// The rows of each file.
    rows: BTreeMap<u8, BTreeMap<u32, u32>>,
}

impl Twins {
    fn happen(&mut self, event: &Event) {
        match event {
            Event::Written(file, new, hour) => {
                let rows = self.rows.entry(*file).or_default();
                let is_new = rows.is_empty();
                for (monday, active) in new {
                    // Twelve of eleven people are refused. What a file said, it does not leave out or refuse later.
                    rows.insert(*monday, if is_new { *active } else { (*active).min(11) });
                }
                let text: String = rows.iter().map(|(monday, active)| row(*monday, *active)).collect();
                for inbox in &self.both {
                    inbox.write(&format!("{file}.csv"), &text, *hour);
                }
            }
            Event::Removed(file) if self.rows.remove(file).is_some() => {
                for inbox in &mut self.both {
                    fs::remove_file(inbox.path(*file)).unwrap();
                    // One of this name that comes next is another file.
                    inbox.fetch();
                }
            }
            Event::Renamed(from, to) if from != to && self.rows.contains_key(from) => {
                self.happen(&Event::Removed(*to));
                let rows = self.rows.remove(from).unwrap_or_default();
                self.rows.insert(*to, rows);
                for inbox in &mut self.both {
                    fs::rename(inbox.path(*from), inbox.path(*to)).unwrap();
                    inbox.fetch();
                }
            }
            Event::Dated(file, hour) if self.rows.contains_key(file) => {
                for inbox in &self.both {
                    inbox.date(&format!("{file}.csv"), *hour);
                }
            }
            Event::DayPasses => {
                for inbox in &mut self.both {
                    inbox.asked.today = inbox.asked.today.succ_opt().unwrap();
                }
            }
            Event::Removed(_) | Event::Dated(..) | Event::Renamed(..) => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_is_kept_is_what_reading_every_file_again_would_leave(
        rounds in proptest::collection::vec(proptest::collection::vec(event(), 1..4), 1..8)
    ) {
        // One file that is always there, so that there is one that can be read.
        let first = [("x.csv", "FSK-07;Lärlogg;staff;2026-10-05;2026-10-11;1;11;;\n")];
        let mut twins = Twins { both: [Inbox::new(&first), Inbox::new(&first)], rows: BTreeMap::new() };
        twins.both[1].read.read_all = true;
        for events in rounds {
            for event in &events {
                twins.happen(event);
            }
            let [inbox, all] = &mut twins.both;
            inbox.fetch();
            all.fetch();
            prop_assert_eq!(&inbox.kept, &all.kept);
            prop_assert_eq!(&inbox.unknown, &all.unknown);
            prop_assert_eq!(inbox.fetch().parts, 0);
        }
    }
}
