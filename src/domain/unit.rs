//! Schools and preschools: what they are called, which school forms they have,
//! and how many people belong to them.

pub mod audience;

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::str::FromStr;
use std::sync::Arc;

use schemars::{JsonSchema, Schema};
use serde::de::IntoDeserializer;
use serde::de::value::Error as Unreadable;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::domain::unit::audience::Audience;

/// The key of a unit: any text, an 8-digit *skolenhetskod* where there is one.
///
/// Clones share the text: a key stands wherever something is told about the unit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct UnitKey(pub Arc<str>);

/// A key is found by its text alone.
impl Borrow<str> for UnitKey {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl From<String> for UnitKey {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<UnitKey> for String {
    fn from(key: UnitKey) -> Self {
        key.0.as_ref().to_owned()
    }
}

impl fmt::Display for UnitKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A school form by its code in SS 12000; GRS and TR are read as GRAN, GYS as GYAN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
#[schemars(transform = with_old_codes)]
#[repr(u8)]
pub enum SchoolForm {
    /// Preschool (*förskola*).
    Fs,
    /// Preschool class (*förskoleklass*).
    Fklass,
    /// Leisure-time centre (*fritidshem*).
    Fth,
    /// Compulsory school (*grundskola*).
    Gr,
    /// Adapted compulsory school (*anpassad grundskola*).
    #[serde(alias = "GRS", alias = "TR")]
    Gran,
    /// Upper secondary school (*gymnasieskola*).
    Gy,
    /// Adapted upper secondary school (*anpassad gymnasieskola*).
    #[serde(alias = "GYS")]
    Gyan,
    /// Adult education (*vuxenutbildning*).
    Vux,
}

impl SchoolForm {
    /// Every school form.
    pub const ALL: [Self; 8] =
        [Self::Fs, Self::Fklass, Self::Fth, Self::Gr, Self::Gran, Self::Gy, Self::Gyan, Self::Vux];
}

/// Adds the codes that were renamed in 2023, which `schemars` does not take from serde's aliases.
fn with_old_codes(schema: &mut Schema) {
    let old = [("GRS", "GRAN"), ("TR", "GRAN"), ("GYS", "GYAN")];
    let old = old.map(|(old, new)| json!({ "description": format!("Renamed to {new} in 2023."), "type": "string", "const": old }));
    if let Some(choices) = schema.get_mut("oneOf").and_then(|choices| choices.as_array_mut()) {
        choices.extend(old);
    }
}

impl fmt::Display for SchoolForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

/// A code that names no school form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a school form; the forms are FS, FKLASS, FTH, GR, GRAN, GY, GYAN and VUX")]
pub struct UnknownForm(String);

impl FromStr for SchoolForm {
    type Err = UnknownForm;

    /// Reads a code; those that were renamed in 2023 (GRS, TR, GYS) are understood too.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::deserialize(text.into_deserializer()).map_err(|_: Unreadable| UnknownForm(text.to_owned()))
    }
}

/// A set of school forms; every form where nobody says which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(from = "Vec<SchoolForm>")]
pub struct Forms(u8);

impl Default for Forms {
    fn default() -> Self {
        Self::ALL
    }
}

impl From<Vec<SchoolForm>> for Forms {
    fn from(forms: Vec<SchoolForm>) -> Self {
        forms.into_iter().collect()
    }
}

impl Forms {
    /// No form.
    pub const NONE: Self = Self(0);
    /// Every form.
    pub const ALL: Self = Self(u8::MAX);

    /// Whether `form` belongs to the set.
    #[must_use]
    pub fn contains(self, form: SchoolForm) -> bool {
        self.0 & (1 << form as u8) != 0
    }

    /// The forms that belong to both sets.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether the set is empty.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The forms of the set, in the order of [`SchoolForm::ALL`].
    pub fn iter(self) -> impl Iterator<Item = SchoolForm> {
        SchoolForm::ALL.into_iter().filter(move |form| self.contains(*form))
    }
}

/// The codes, with commas between them.
impl fmt::Display for Forms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let codes: Vec<_> = self.iter().map(|form| form.to_string()).collect();
        f.write_str(&codes.join(", "))
    }
}

impl FromIterator<SchoolForm> for Forms {
    fn from_iter<I: IntoIterator<Item = SchoolForm>>(forms: I) -> Self {
        Self(forms.into_iter().fold(0, |set, form| set | 1 << form as u8))
    }
}

/// The school forms of a unit, the leading one first, each once.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct FormList {
    /// The first `count` of them count; none is missing where all are there.
    forms: [SchoolForm; SchoolForm::ALL.len()],
    count: u8,
}

impl FromIterator<SchoolForm> for FormList {
    fn from_iter<I: IntoIterator<Item = SchoolForm>>(forms: I) -> Self {
        let mut list = Self { forms: SchoolForm::ALL, count: 0 };
        for form in forms {
            if !list.contains(&form) {
                list.forms[usize::from(list.count)] = form;
                list.count += 1;
            }
        }
        // Whatever stands behind them is no difference.
        list.forms[usize::from(list.count)..].fill(SchoolForm::Fs);
        list
    }
}

impl<const N: usize> From<[SchoolForm; N]> for FormList {
    fn from(forms: [SchoolForm; N]) -> Self {
        forms.into_iter().collect()
    }
}

impl Deref for FormList {
    type Target = [SchoolForm];

    fn deref(&self) -> &[SchoolForm] {
        &self.forms[..usize::from(self.count)]
    }
}

impl fmt::Debug for FormList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// How many people of each audience belong to a unit; `None` where nobody said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Headcount {
    /// Teachers and other staff.
    pub staff: Option<u32>,
    /// Pupils, or children in a preschool.
    pub students: Option<u32>,
    /// Guardians.
    pub guardians: Option<u32>,
}

impl Headcount {
    /// The number of people of one audience.
    #[must_use]
    pub fn of(self, audience: Audience) -> Option<u32> {
        match audience {
            Audience::Staff => self.staff,
            Audience::Students => self.students,
            Audience::Guardians => self.guardians,
        }
    }
}

/// A school unit or preschool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// What sources and agreements call it.
    pub key: UnitKey,
    /// What people call it.
    pub name: String,
    /// Its school forms, the leading one first; never empty.
    pub forms: FormList,
    /// The area it lies in; closed days can be set by area. Units in one area share its name.
    pub area: Arc<str>,
    /// Its people.
    pub headcount: Headcount,
}

impl Unit {
    /// Its leading form: by it the unit is in session or not.
    #[must_use]
    pub fn leading_form(&self) -> SchoolForm {
        // A roster refuses a unit without forms.
        self.forms.first().copied().unwrap_or(SchoolForm::Gr)
    }

    /// Its school forms as a set.
    #[must_use]
    pub fn form_set(&self) -> Forms {
        self.forms.iter().copied().collect()
    }
}

/// The units of a municipality in the order of their file, each found by its key without a search through all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Units {
    all: Vec<Unit>,
    /// The places of the units, in the order of their keys.
    by_key: Box<[u32]>,
}

impl Units {
    /// The unit with this key; of several, any.
    #[must_use]
    pub fn find(&self, key: &UnitKey) -> Option<&Unit> {
        let found = self.by_key.binary_search_by(|place| self.all[*place as usize].key.cmp(key)).ok()?;
        self.all.get(self.by_key[found] as usize)
    }
}

impl From<Vec<Unit>> for Units {
    fn from(all: Vec<Unit>) -> Self {
        let mut by_key: Box<[u32]> = (0..).zip(&all).map(|(place, _)| place).collect();
        by_key.sort_by_key(|place| &all[*place as usize].key);
        Self { all, by_key }
    }
}

impl FromIterator<Unit> for Units {
    fn from_iter<I: IntoIterator<Item = Unit>>(units: I) -> Self {
        Vec::from_iter(units).into()
    }
}

impl Deref for Units {
    type Target = [Unit];

    fn deref(&self) -> &[Unit] {
        &self.all
    }
}
