//! What the records in the store show of the sources that gave them: what somebody should know
//! who writes down how the sources are to be read.

use crate::domain::expectation::module::ModuleKey;
use crate::domain::unit::UnitKey;
use crate::domain::unit::audience::Audience;
use crate::domain::usage::Period;

/// What the store shows of the sources.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Givers {
    /// The sources that have a record.
    pub zeros: Vec<ZeroRows>,
    /// What two sources give.
    pub shared: Vec<Shared>,
    /// Periods of months between weeks.
    pub odd: Vec<OddPeriod>,
}

/// A period of a month or longer of a source that otherwise gives weeks, or days, of the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OddPeriod {
    /// The source's name.
    pub source: String,
    /// The module.
    pub module: ModuleKey,
    /// Whose use.
    pub audience: Audience,
    /// The newest such period.
    pub period: Period,
    /// How many different ones there are.
    pub count: usize,
}

/// Whether a source tells of what nobody used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZeroRows {
    /// The source's name.
    pub source: String,
    /// Whether it has ever sent a row that says that nobody used something.
    pub has_sent: bool,
}

/// A module that two sources give for one audience, as they are read now.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shared {
    /// The sources' names, in their order.
    pub sources: [String; 2],
    /// The module.
    pub module: ModuleKey,
    /// Whose use.
    pub audience: Audience,
    /// A unit of which both tell; none where they tell of different ones.
    pub unit: Option<UnitKey>,
}
