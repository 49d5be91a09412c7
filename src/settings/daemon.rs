//! `nyttja.toml`: the daemon's own file.

use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use schemars::JsonSchema;
use serde::Deserialize;

use super::amount::{Amount, note};
use super::fault::{Fault, Faults, Severity};
use super::toml_file::{Spot, TomlFile};
use crate::delivery::{BounceSettings, MailSettings};
use crate::domain::asks::AskRules;
use crate::domain::gate::GateRules;
use crate::domain::judge::Strictness;
use crate::domain::number::Exact;
use crate::domain::recipient::language::Language;
use crate::domain::schedule::duration;
use crate::domain::schedule::{Pattern, Schedule};
use crate::letters::LetterSettings;
use crate::sources::{Source, SourceSettings};
use crate::store::StoreSettings;
use crate::watchdog::WatchdogSettings;
use crate::web::WebSettings;

/// The daemon: where usage comes from, where letters go, and when.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DaemonFile {
    /// The municipality.
    pub(super) municipality: MunicipalitySection,
    /// When the jobs run.
    #[serde(default)]
    pub(super) schedule: ScheduleSection,
    /// Where usage and letters are kept.
    #[serde(default)]
    pub(super) store: StoreSettings,
    /// Where usage comes from.
    #[serde(default)]
    pub(super) source: Vec<SourceSettings>,
    /// Where units and recipients come from; units.csv where absent.
    #[serde(default)]
    pub(super) roster: Vec<RosterSection>,
    /// How letters are sent.
    pub(super) mail: Option<MailSettings>,
    /// Which mailbox reports about letters come back to; it is not read where absent.
    pub(super) bounces: Option<BounceSettings>,
    /// How usage is judged.
    #[serde(default)]
    judging: JudgingSection,
    /// What a letter asks for, and how it looks.
    #[serde(default)]
    letters: LettersSection,
    /// What must be true of the figures before letters go out.
    #[serde(default)]
    gate: GateSection,
    /// What is kept back, and for how long anything is kept.
    #[serde(default)]
    privacy: PrivacySection,
    /// The daemon's own web server; none where absent.
    pub(super) web: Option<WebSettings>,
    /// A watchdog outside that hears of every complete run; none where absent.
    pub(super) watchdog: Option<WatchdogSettings>,
}

/// The municipality.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MunicipalitySection {
    /// What people call it.
    #[schemars(length(min = 1))]
    pub(super) name: String,
    /// What people call the learning platform that the figures come from; letters say "the learning
    /// platform" where absent.
    #[schemars(length(min = 1))]
    pub(super) platform: Option<String>,
    /// The zone of all local times.
    #[serde(default = "stockholm")]
    #[schemars(extend("format" = "zone"))]
    pub(super) zone: String,
    /// The language of letters where a recipient names none.
    #[serde(default)]
    pub(super) language: Language,
}

fn stockholm() -> String {
    "Europe/Stockholm".to_owned()
}

/// When the jobs run: minute hour day month weekday, in local time; "" turns a job off.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ScheduleSection {
    /// When usage is fetched.
    #[schemars(extend("format" = "cron"))]
    fetch: String,
    /// When principals get their letters.
    #[schemars(extend("format" = "cron"))]
    letters: String,
    /// When managers get their summaries, after the letters, and coordinators the receipt of the week.
    #[schemars(extend("format" = "cron"))]
    summaries: String,
    /// How late a missed run may be made up for, such as "3 days"; half the time between two runs where absent.
    #[schemars(extend("format" = "timespan"))]
    catch_up_within: Option<String>,
}

impl Default for ScheduleSection {
    fn default() -> Self {
        Self {
            fetch: "0 5 * * *".to_owned(),
            letters: "30 6 * * MON".to_owned(),
            summaries: "0 7 * * MON".to_owned(),
            catch_up_within: None,
        }
    }
}

/// Where units and recipients come from.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum RosterSection {
    /// A CSV file.
    Sheet {
        /// The file, in the config folder or absolute.
        path: PathBuf,
    },
}

/// How usage is judged.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct JudgingSection {
    /// How sure the figures must be before a small unit is below: "80 %", "90 %" or "95 %".
    confidence: Confidence,
    /// After how many teaching weeks of which nothing is known figures are stale; 2 where absent.
    #[schemars(range(min = 1, max = 52))]
    stale_weeks: Option<u32>,
}

/// The confidence of the small-number rule.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
enum Confidence {
    #[default]
    #[serde(rename = "80 %")]
    Eighty,
    #[serde(rename = "90 %")]
    Ninety,
    #[serde(rename = "95 %")]
    NinetyFive,
}

impl Confidence {
    /// The two-sided standard score of the normal distribution.
    fn z(self) -> f64 {
        match self {
            Self::Eighty => 1.2816,
            Self::Ninety => 1.6449,
            Self::NinetyFive => 1.9600,
        }
    }
}

/// What a letter asks for, and how it looks.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct LettersSection {
    /// How many things a letter asks for at most; 3 where absent.
    #[schemars(range(max = 10))]
    max_asks: Option<usize>,
    /// While nothing changes, an ask comes back only every so many letters; 2 where absent.
    #[schemars(range(min = 1, max = 52))]
    repeat_weeks: Option<usize>,
    /// After so many unchanged letters the coordinator takes over; 8 where absent.
    #[schemars(range(min = 1, max = 100))]
    hand_over_after: Option<usize>,
    /// From how many percentage points a change is worth a word; "5 %" where absent.
    notable: Option<Amount>,
    /// For how long a letter that cannot be sent is of use, from when it was written or released;
    /// "4 days" where absent. After that it is skipped as too late, or `unknown` where it may have arrived.
    #[schemars(extend("format" = "timespan"))]
    too_late_after: Option<String>,
    /// A folder with templates of your own, in the config folder or absolute.
    templates: Option<PathBuf>,
}

/// What must be true of the figures before letters go out.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct GateSection {
    /// How many of the expected units must have fresh figures; "90 %" where absent.
    units_reported: Option<Amount>,
    /// How many verdicts may fall a level at once; "25 %" where absent.
    levels_fallen: Option<Amount>,
}

/// What is kept back, and for how long anything is kept.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct PrivacySection {
    /// No number is shown of fewer people than this; 5 where absent.
    #[schemars(range(max = 1000))]
    floor: Option<u32>,
    /// For how long usage is kept; "3 years" where absent.
    #[schemars(extend("format" = "timespan"))]
    keep_usage: Option<String>,
    /// For how long letters are kept; "1 year" where absent.
    #[schemars(extend("format" = "timespan"))]
    keep_letters: Option<String>,
}

/// When each job runs; none where it is turned off.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedules {
    /// Fetching usage.
    pub fetch: Option<Schedule>,
    /// The letters to principals.
    pub letters: Option<Schedule>,
    /// The summaries for managers.
    pub summaries: Option<Schedule>,
}

/// For how long things are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Usage.
    pub usage: TimeDelta,
    /// Letters.
    pub letters: TimeDelta,
}

impl DaemonFile {
    /// How usage is judged.
    pub(super) fn strictness(&self) -> Strictness {
        let usual = Strictness::default();
        Strictness {
            floor: self.privacy.floor.unwrap_or(usual.floor),
            z: self.judging.confidence.z(),
            stale_weeks: self.judging.stale_weeks.unwrap_or(usual.stale_weeks),
        }
    }

    /// How asks are chosen.
    pub(super) fn ask_rules(&self, file: &TomlFile, faults: &mut Faults) -> AskRules {
        let usual = AskRules::default();
        AskRules {
            max_asks: self.letters.max_asks.unwrap_or(usual.max_asks),
            repeat_weeks: self.letters.repeat_weeks.unwrap_or(usual.repeat_weeks),
            hand_over_after: self.letters.hand_over_after.unwrap_or(usual.hand_over_after),
            notable: share(
                self.letters.notable.as_ref(),
                usual.notable,
                &file.section("letters").at("notable"),
                faults,
            ),
        }
    }

    /// What the figures must satisfy.
    pub(super) fn gate_rules(&self, file: &TomlFile, faults: &mut Faults) -> GateRules {
        let GateSection { units_reported, levels_fallen } = &self.gate;
        let (usual, spot) = (GateRules::default(), file.section("gate"));
        GateRules {
            units_reported: share(
                units_reported.as_ref(),
                usual.units_reported,
                &spot.at("units_reported"),
                faults,
            ),
            levels_fallen: share(
                levels_fallen.as_ref(),
                usual.levels_fallen,
                &spot.at("levels_fallen"),
                faults,
            ),
        }
    }

    /// How letters look.
    pub(super) fn letter_settings(&self, config_dir: &Path) -> LetterSettings {
        LetterSettings { templates: self.letters.templates.as_ref().map(|folder| config_dir.join(folder)) }
    }

    /// How often the daemon reads the mailbox for bounces.
    pub(super) fn bounces_every(&self) -> TimeDelta {
        let every = self.bounces.as_ref().and_then(|bounces| bounces.every.as_deref());
        span(every, TimeDelta::minutes(10))
    }

    /// For how long a letter that waits is of use.
    pub(super) fn too_late_after(&self) -> TimeDelta {
        span(self.letters.too_late_after.as_deref(), TimeDelta::days(4))
    }

    /// For how long things are kept.
    pub(super) fn retention(&self) -> Retention {
        Retention {
            usage: span(self.privacy.keep_usage.as_deref(), TimeDelta::days(3 * 366)),
            letters: span(self.privacy.keep_letters.as_deref(), TimeDelta::days(366)),
        }
    }

    /// When the jobs run.
    pub(super) fn schedules(&self, zone: chrono_tz::Tz) -> Schedules {
        let section = &self.schedule;
        let catch_up_within = section.catch_up_within.as_deref().and_then(|text| duration::parse(text).ok());
        let schedule = |text: &str| {
            let pattern: Pattern = text.parse().ok()?;
            Some(Schedule { pattern, zone, catch_up_within })
        };
        Schedules {
            fetch: schedule(&section.fetch),
            letters: schedule(&section.letters),
            summaries: schedule(&section.summaries),
        }
    }

    /// What each key allows by itself, and the keys together do not.
    pub(super) fn contradictions(&self, file: &TomlFile) -> Vec<Fault> {
        let at =
            |section: &str, key: &str| key.split('.').fold(file.section(section), |spot, key| spot.at(key));
        let mail = self.mail.iter().flat_map(MailSettings::faults);
        let mail = mail.map(|fault| at("mail", fault.key()).fault(fault.to_string(), fault.hint()));
        let bounces = self.bounces.iter().flat_map(BounceSettings::faults);
        let bounces = bounces.map(|fault| at("bounces", &fault.key()).fault(fault.to_string(), fault.hint()));
        let sources = self.source.iter().enumerate().filter_map(|(index, source)| {
            // Where the data folder is does not matter to what is checked here.
            let error = Source::new(source, Path::new("")).err()?;
            let message = format!("source `{}`: {error}", source.name());
            Some(file.entry("source", index).fault(message, error.hint()))
        });
        let names = self.source.iter().map(SourceSettings::name).collect::<Vec<_>>();
        let doubles =
            (1..names.len()).filter(|index| names[..*index].contains(&names[*index])).map(|index| {
                let message = format!("there is already a source `{}`", names[index]);
                file.entry("source", index).at("name").fault(message, "give each source a name of its own")
            });
        let store = self.store.check().err();
        let store = store.map(|error| at("store", "url").fault(format!("`url`: {error}"), error.hint()));
        let web = self.web.iter().flat_map(WebSettings::faults);
        let web = web.map(|fault| at("web", fault.key()).fault(fault.to_string(), fault.hint()));
        let watchdog = self.watchdog.iter().filter_map(WatchdogSettings::fault);
        let watchdog =
            watchdog.map(|fault| at("watchdog", fault.key()).fault(fault.to_string(), fault.hint()));
        mail.chain(bounces).chain(sources).chain(doubles).chain(store).chain(web).chain(watchdog).collect()
    }

    /// What works, but hardly as it is meant.
    pub(super) fn doubts(&self, file: &TomlFile) -> Vec<Fault> {
        let mut doubts = Vec::new();
        let mut warn = |message: &str, hint: &str| {
            doubts.push(file.fault(&[], message, hint).severity(Severity::Warning));
        };
        if self.source.is_empty() {
            warn("there is no [[source]]: nothing can be judged", "nyttja import FILE --inspect writes one");
        }
        if self.mail.is_none() {
            warn("there is no [mail]: no letter can be sent", "add [mail] as in the shipped nyttja.toml");
        }
        doubts
    }
}

fn span(text: Option<&str>, usual: TimeDelta) -> TimeDelta {
    // The schema's format has checked the text.
    text.and_then(|text| duration::parse(text).ok()).unwrap_or(usual)
}

fn share(amount: Option<&Amount>, usual: Exact, spot: &Spot<'_>, faults: &mut Faults) -> Exact {
    amount.and_then(|amount| note(amount.share(spot), faults)).unwrap_or(usual)
}
