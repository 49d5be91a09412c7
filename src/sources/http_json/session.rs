//! What every fetch of a source needs at its beginning: secrets as they are now, headers, and a way out.

use std::collections::BTreeMap;
use std::path::Path;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use secrecy::SecretString;
use serde_json::Value;
use url::Url;

use super::super::error::SourceError;
use super::super::settings::HttpJsonSettings;
use super::access::Access;
use super::address::{self, Reach};
use super::client;
use super::exchange::Exchange;
use super::template::{self, Filling, Slot, Template};
use super::wait::Wait;
use crate::https::Way;
use crate::secret::Secret;

/// How an interface is reached.
#[derive(Debug)]
pub struct Door {
    url: Template,
    /// The parameters of the query that hold a secret.
    own: Vec<String>,
    headers: Vec<(HeaderName, Template)>,
    secrets: BTreeMap<String, Secret>,
    access: Access,
    reach: Reach,
    way: Way,
    /// None where it is made for each fetch, because a file of certificates may have changed.
    client: Option<reqwest::Client>,
}

impl Door {
    /// Looks at what the settings say of it; reads no file.
    pub fn new(settings: &HttpJsonSettings, data_dir: &Path) -> Result<Self, SourceError> {
        let asking = &settings.asking;
        let url = Template::parse(&settings.url);
        let none = BTreeMap::new();
        let day = chrono::NaiveDate::default();
        let sample = Filling { days: [day, day], unit: Some("x"), secrets: &none };
        let example = address::check(&url.fill_address(&sample), settings.allow_http)?;
        let proxy =
            asking.proxy.as_deref().map(Url::parse).transpose().map_err(|error| SourceError::Settings {
                what: format!("`proxy` is not an address: {error}"),
                hint: "write it as http://proxy.example.invalid:3128".to_owned(),
            })?;
        let way = Way { ca_file: asking.ca_file.as_ref().map(|file| data_dir.join(file)), proxy };
        let secret = |(name, file): (&String, &std::path::PathBuf)| {
            Some((name.clone(), Secret::new("the secret", None, Some(file), data_dir)?))
        };
        let header = |(name, value): (&String, &String)| Some((name.parse().ok()?, Template::parse(value)));
        Ok(Self {
            own: parameters_with_secrets(&settings.url),
            url,
            headers: asking.headers.iter().filter_map(header).collect(),
            secrets: asking.secrets.iter().filter_map(secret).collect(),
            access: Access::new(&asking.auth, data_dir, &way)?,
            reach: Reach::new(example, &asking.hosts, settings.allow_http)?,
            client: way.ca_file.is_none().then(|| client::build(settings, &way)).transpose()?,
            way,
        })
    }

    /// The secrets as their files hold them now.
    pub async fn secrets(&self) -> Result<BTreeMap<String, SecretString>, SourceError> {
        let mut revealed = BTreeMap::new();
        for (name, secret) in &self.secrets {
            revealed.insert(name.clone(), secret.reveal().await?);
        }
        Ok(revealed)
    }

    /// What one fetch asks by.
    pub async fn exchange<'a>(
        &'a self,
        settings: &HttpJsonSettings,
        secrets: &BTreeMap<String, SecretString>,
        wait: &'a Wait,
    ) -> Result<Exchange<'a>, SourceError> {
        let pass = self.access.pass().await?;
        let client = match &self.client {
            Some(client) => client.clone(),
            None => client::build(settings, &self.way)?,
        };
        Ok(Exchange {
            client,
            pass,
            headers: self.headers(secrets)?,
            reach: &self.reach,
            wait,
            secrets: secrets.values().cloned().collect(),
            error: settings.body.error.clone(),
            accept: settings.body.body.accept(),
            body_limit: settings.body_limit,
            seconds: [settings.timeout_seconds, settings.read_seconds],
            proxy: self.way.proxy.as_ref(),
        })
    }

    fn headers(&self, secrets: &BTreeMap<String, SecretString>) -> Result<HeaderMap, SourceError> {
        let day = chrono::NaiveDate::default();
        let filling = Filling { days: [day, day], unit: None, secrets };
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            let value = HeaderValue::try_from(value.fill(&filling)).map_err(|_| SourceError::Settings {
                what: format!("the secret in the header `{name}` holds characters that cannot be sent"),
                hint: "the file of the secret must hold it alone".to_owned(),
            })?;
            headers.append(name.clone(), value);
        }
        for value in headers.values_mut() {
            value.set_sensitive(true);
        }
        Ok(headers)
    }

    /// The address of a question, and the parameters in it that hold a secret.
    pub fn address(&self, filling: &Filling<'_>) -> Result<(Url, Vec<(String, String)>), SourceError> {
        let text = self.url.fill_address(filling);
        let url = Url::parse(&text).map_err(|error| SourceError::Settings {
            what: format!("`url` is not an address: {error}"),
            hint: "write it as https://server.example/path?from={from}&to={to}".to_owned(),
        })?;
        let own = url.query_pairs().into_owned().filter(|(name, _)| self.own.contains(name)).collect();
        Ok((url, own))
    }

    /// What a question says by POST; none where it asks by GET.
    pub fn post(settings: &HttpJsonSettings, filling: &Filling<'_>) -> Option<String> {
        let asking = &settings.asking;
        match &asking.post {
            Some(post) => Some(template::fill_json(&Value::Object(post.clone()), filling).to_string()),
            None => asking.posts().then(String::new),
        }
    }
}

/// The names of the parameters of a query that hold a secret.
fn parameters_with_secrets(url: &str) -> Vec<String> {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let holds_one = |value: &str| Template::parse(value).slots().any(|slot| matches!(slot, Slot::Secret(_)));
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.filter(|(_, value)| holds_one(value)).map(|(name, _)| name.to_owned()).collect()
}
