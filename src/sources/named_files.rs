//! Files beside the settings that a source needs, with a secret or with certificates: whether they can be
//! used. `check` looks at them, so that it is not a fetch that tells.

use std::path::{Path, PathBuf};

use reqwest::header::HeaderValue;
use secrecy::ExposeSecret;

use super::settings::{Auth, SourceSettings};
use crate::https::Way;
use crate::secret::{Secret, SecretError};

/// What is wrong with a file that the settings of a source name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedFileFault {
    /// The keys within the `[[source]]` that lead to its name.
    pub keys: Vec<String>,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub hint: String,
    /// Whether it could be read: then it holds something else than it should. A file that is not there, or
    /// may not be read here, may be there for the daemon.
    pub was_read: bool,
}

/// Everything that is wrong with the files that a source names; relative paths lead into `data_dir`.
#[must_use]
pub fn faults(settings: &SourceSettings, data_dir: &Path) -> Vec<NamedFileFault> {
    let SourceSettings::HttpJson(settings) = settings else { return Vec::new() };
    let asking = &settings.asking;
    let auth = match &asking.auth {
        Auth::None => None,
        Auth::Bearer { token_file, .. } => Some(("token_file", token_file)),
        Auth::ApiKey { key_file, .. } => Some(("key_file", key_file)),
        Auth::Basic { password_file, .. } => Some(("password_file", password_file)),
        Auth::Oauth2Client(client) => Some(("client_secret_file", &client.client_secret_file)),
    };
    let is_bearer = matches!(asking.auth, Auth::Bearer { .. });
    let of_auth = auth.and_then(|(key, file)| Some((vec!["auth", key], file.as_ref()?, is_bearer)));
    let named = asking.secrets.iter().map(|(name, file)| (vec!["secrets", name.as_str()], file, false));
    let secrets = of_auth.into_iter().chain(named);
    let mut faults: Vec<_> = secrets
        .filter_map(|(keys, file, is_bearer)| secret_fault(&keys, file, is_bearer, data_dir))
        .collect();
    faults.extend(asking.ca_file.as_ref().and_then(|file| roots_fault(file, data_dir)));
    faults
}

fn told(keys: &[&str], path: &Path, what: String, hint: &str) -> NamedFileFault {
    let keys = keys.iter().map(|key| (*key).to_owned()).collect();
    NamedFileFault { keys, what, hint: hint.to_owned(), was_read: std::fs::read(path).is_ok() }
}

fn secret_fault(keys: &[&str], file: &PathBuf, is_bearer: bool, data_dir: &Path) -> Option<NamedFileFault> {
    let path = data_dir.join(file);
    let shown = path.display();
    let revealed = Secret::new("the secret", None, Some(file), data_dir)?.reveal_blocking();
    let secret = match revealed {
        Ok(secret) => secret,
        Err(error) => return Some(told(keys, &path, error.to_string(), SecretError::HINT)),
    };
    let secret = secret.expose_secret();
    let what = if HeaderValue::try_from(secret).is_err() {
        format!("the secret in `{shown}` holds characters that cannot be sent")
    } else if is_bearer && secret.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("bearer ")) {
        format!("the token in `{shown}` begins with `Bearer`, which is sent before it anyway")
    } else {
        return None;
    };
    Some(told(keys, &path, what, "the file must hold the secret alone, on one line"))
}

fn roots_fault(file: &Path, data_dir: &Path) -> Option<NamedFileFault> {
    let path = data_dir.join(file);
    let way = Way { ca_file: Some(path.clone()), proxy: None };
    let error = way.client().err()?;
    Some(told(&["ca_file"], &path, error.to_string(), error.hint()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is told of a source with these settings, whose files are those of `files`.
    fn told_of(more: &str, files: &[(&str, &[u8])]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            std::fs::write(folder.path().join(name), bytes).unwrap();
        }
        let settings = format!(
            "kind = \"http_json\"\nname = \"api\"\nurl = \"https://api.example.invalid/\"\nrecords = \"\"\n{more}"
        );
        let faults = faults(&toml::from_str(&settings).unwrap(), folder.path());
        let shown = folder.path().display().to_string();
        let told = |fault: &NamedFileFault| {
            let read = if fault.was_read { "read" } else { "unread" };
            format!(
                "{} {read}: {} | {}",
                fault.keys.join("."),
                fault.what.replace(&shown, "data"),
                fault.hint
            )
        };
        faults.iter().map(told).collect()
    }

    #[test]
    fn every_file_that_is_not_there_is_told_by_its_key() {
        for (key, more) in [
            ("auth.token_file", "auth = { kind = \"bearer\", token_file = \"gone\" }"),
            ("auth.key_file", "auth = { kind = \"api_key\", header = \"X-Key\", key_file = \"gone\" }"),
            ("auth.password_file", "auth = { kind = \"basic\", user = \"u\", password_file = \"gone\" }"),
            (
                "auth.client_secret_file",
                "auth = { kind = \"oauth2_client\", token_url = \"https://x.invalid\", client_id = \"x\", client_secret_file = \"gone\" }",
            ),
            ("secrets.key", "secrets = { key = \"gone\" }"),
            ("ca_file", "ca_file = \"gone\""),
        ] {
            let told = told_of(more, &[]);
            assert_eq!(told.len(), 1, "{told:?}");
            assert!(told[0].starts_with(&format!("{key} unread: ")), "{told:?}");
            assert!(
                told[0].contains("`data/gone`, cannot be read: ") && told[0].contains("must exist"),
                "{told:?}"
            );
        }
    }

    #[test]
    fn a_file_that_holds_something_else_is_told_and_a_good_one_is_not() {
        let secret = "secrets = { key = \"file\" }";
        let bearer = "auth = { kind = \"bearer\", token_file = \"file\" }";
        let roots = "ca_file = \"file\"";
        for (more, bytes, words) in [
            (
                secret,
                &b" \n\n"[..],
                "read: the file with the secret, `data/file`, cannot be read: it is empty",
            ),
            (secret, b"a\x01b", "characters that cannot be sent"),
            (secret, b"\xff\xfe", "cannot be read"),
            (bearer, b"Bearer abc", "begins with `Bearer`"),
            (roots, b"", "holds no certificate"),
            (roots, b"\x30\x82\x01\x0a", "holds no certificate"),
            (roots, b"-----BEGIN CERTIFICATE-----\nMIGH\n", "holds no certificate"),
            (roots, b"-----BEGIN CERTIFICATE-----\naGVq\n-----END CERTIFICATE-----\n", "no certificate"),
            (
                roots,
                b"-----BEGIN PRIVATE KEY-----\naGVq\n-----END PRIVATE KEY-----\n",
                "holds no certificate",
            ),
        ] {
            let told = told_of(more, &[("file", bytes)]);
            assert!(told.len() == 1 && told[0].contains(words), "{more}: {told:?}");
            assert!(told[0].contains(" read: "), "{told:?}");
        }
        assert!(told_of(&format!("{secret}\n{bearer}"), &[("file", b"s3cret\n")]).is_empty());
    }
}
