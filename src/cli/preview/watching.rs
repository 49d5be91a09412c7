//! `nyttja preview --watch`: the letters are written anew on every save, until
//! Ctrl-C. Folders are watched, not files: many editors save by putting a new
//! file in the place of the old one.

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::timeout;

use super::rendering::{Rendered, render};
use super::{PreviewArgs, show};
use crate::app::Snapshot;
use crate::cli::screen::{errln, outln};
use crate::cli::{Exit, Failure, Folders, opening, process};
use crate::settings::load;

/// How long nothing may happen before a save counts as done: editors write in several steps.
const QUIET: Duration = Duration::from_millis(100);

/// How many steps a save may have, so that a folder that is never quiet is looked at too.
const MOST_STEPS: usize = 50;

/// How many letters are named one by one.
const NAMED: usize = 4;

/// Writes the letters as they would be at `now`, again and again, until a signal ends it.
pub(super) async fn watch(
    folders: &Folders,
    args: &PreviewArgs,
    now: DateTime<Utc>,
) -> Result<Exit, Failure> {
    let stop = process::stop()?;
    let mut eyes = Eyes::open(&folders.config)?;
    let mut seen = None;
    loop {
        let watched = eyes.follow(folders)?;
        let there: Vec<_> = watched.iter().map(PathBuf::as_path).collect();
        // Taken before the letters are made: what is saved meanwhile is seen in the next round.
        let snapshot = Snapshot::of(&there, &[&args.out, &folders.data]);
        let changed = seen.as_ref().map(|seen| snapshot.changed_since(seen));
        if changed.as_ref().is_none_or(|changed| !changed.is_empty()) {
            seen = Some(snapshot);
            let fetch = changed.is_none() && !args.no_fetch;
            let rendered = tokio::select! {
                () = stop.cancelled() => return Ok(Exit::Done),
                rendered = render(folders, args, fetch, now) => rendered,
            };
            if let Some(changed) = changed {
                tell(&rendered, &changed);
            } else {
                tell_first(&rendered);
                eyes.report_templates(folders);
                outln!("watching {}; Ctrl-C ends", names(&watched));
            }
        }
        tokio::select! {
            () = stop.cancelled() => return Ok(Exit::Done),
            () = eyes.next_save() => {}
        }
    }
}

/// The watcher of the file system, and what it saw.
struct Eyes {
    watcher: RecommendedWatcher,
    events: UnboundedReceiver<()>,
    templates: Option<PathBuf>,
}

impl Eyes {
    /// Watches the config folder.
    fn open(config: &Path) -> Result<Self, Failure> {
        let (saw, events) = unbounded_channel();
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            // Reading a file is an event too, and the letters are made by reading.
            if !matches!(event, Ok(Event { kind: EventKind::Access(_), .. })) {
                // Nobody listens any more when the command ends.
                let _ = saw.send(());
            }
        });
        let mut eyes =
            Self { watcher: watcher.map_err(|error| failure(&error, config))?, events, templates: None };
        eyes.look_at(config)?;
        Ok(eyes)
    }

    fn look_at(&mut self, folder: &Path) -> Result<(), Failure> {
        self.watcher.watch(folder, RecursiveMode::Recursive).map_err(|error| failure(&error, folder))
    }

    /// Watches the folder of templates too, which the settings may name anew
    /// with every save, and returns the folders that are watched.
    fn follow(&mut self, folders: &Folders) -> Result<Vec<PathBuf>, Failure> {
        // Settings with a fault in them name no other folder.
        if let Some(settings) = load(&folders.config, &opening::environment()).settings {
            self.templates = settings.letters.templates;
        }
        let mut watched = vec![folders.config.clone()];
        if let Some(templates) = self.templates.clone()
            && !templates.starts_with(&folders.config)
            && templates.is_dir()
        {
            self.look_at(&templates)?;
            watched.push(templates);
        }
        Ok(watched)
    }

    /// Tells a person who would save templates where nyttja looks for them.
    fn report_templates(&self, folders: &Folders) {
        match &self.templates {
            None => errln!(
                "no folder of templates is named: set `templates` under [letters] in `{}`",
                folders.config.join("nyttja.toml").display()
            ),
            Some(folder) if !folder.is_dir() => {
                errln!("the folder of templates is not there yet: `{}`", folder.display());
            }
            Some(_) => {}
        }
    }

    /// Waits until something has happened in the folders, and then nothing for a moment.
    async fn next_save(&mut self) {
        self.events.recv().await;
        for _ in 0..MOST_STEPS {
            if timeout(QUIET, self.events.recv()).await.is_err() {
                break;
            }
        }
    }
}

fn failure(error: &notify::Error, folder: &Path) -> Failure {
    Failure::of(error).hint(format!("see whether `{}` is a folder that you may read", folder.display()))
}

/// Says what the first round made.
fn tell_first(rendered: &Result<Rendered, Failure>) {
    match rendered {
        Ok(rendered) => show(rendered),
        Err(failure) => errln!("{failure}"),
    }
}

/// Says what a later round made, and which files it came from.
fn tell(rendered: &Result<Rendered, Failure>, changed: &[PathBuf]) {
    match rendered {
        Ok(rendered) => outln!("{}: {}", names(changed), outcome(rendered)),
        Err(failure) => errln!("{}: the letters stay as they were\n{failure}", names(changed)),
    }
}

/// What became of the letters, in words.
fn outcome(rendered: &Rendered) -> String {
    let other: Vec<_> = rendered.letters.iter().filter(|letter| letter.changed).collect();
    match other.len() {
        0 => "no letter is other than before".to_owned(),
        few if few <= NAMED => {
            let names: Vec<_> = other.iter().map(|letter| letter.name.as_str()).collect();
            format!("wrote {}", names.join(", "))
        }
        many => format!("wrote {many} letters of {}", rendered.letters.len()),
    }
}

fn names(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}
