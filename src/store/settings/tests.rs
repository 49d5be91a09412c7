//! Tests of the database's address.

use std::fs;

use super::*;

fn address(url: &str) -> Result<Address> {
    StoreSettings::at(url).address(Path::new("data"))
}

fn file_of(settings: &StoreSettings) -> PathBuf {
    match settings.address(Path::new("data")).unwrap() {
        Address::File(path) => path,
        Address::Server(server) => panic!("{server:?}"),
    }
}

fn ssl_mode(url: &str) -> String {
    match address(url).unwrap() {
        Address::File(path) => panic!("{path:?}"),
        Address::Server(server) => format!("{:?}", server.get_ssl_mode()),
    }
}

#[test]
fn a_file_lies_in_the_data_folder_unless_its_path_is_absolute() {
    assert_eq!(file_of(&StoreSettings::default()), Path::new("data/nyttja.db"));
    assert_eq!(file_of(&StoreSettings::at("sqlite://other.db")), Path::new("data/other.db"));
    assert_eq!(file_of(&StoreSettings::at("sqlite:///srv/nyttja.db")), Path::new("/srv/nyttja.db"));
}

#[test]
fn the_connection_to_another_machine_is_encrypted_unless_the_address_says_otherwise() {
    assert_eq!(ssl_mode("postgres://nyttja@db.example.invalid/nyttja"), "VerifyFull");
    assert_eq!(ssl_mode("postgresql://nyttja@db.example.invalid/nyttja?sslmode=disable"), "Disable");
    assert_eq!(ssl_mode("postgres://nyttja@localhost/nyttja"), "Prefer");
    assert_eq!(ssl_mode("postgres://nyttja@localhost/nyttja?host=/run/postgresql"), "Prefer");
}

#[test]
fn an_address_that_names_no_database_is_refused() {
    for url in [
        "",
        "nyttja.db",
        "sqlite:",
        "sqlite::memory:",
        "sqlite:a.db?mode=ro",
        "sqlite:folder/",
        "mysql://a/b",
        "postgres://host:port/name",
    ] {
        assert!(matches!(address(url), Err(StoreError::Address(_))), "{url}");
        assert!(StoreSettings::at(url).check().is_err(), "{url}");
    }
}

#[test]
fn a_password_is_shown_nowhere() {
    let settings = StoreSettings::at("postgres://nyttja:hemligt@db.example.invalid:port/nyttja");
    let error = settings.address(Path::new("data")).unwrap_err();
    let shown = format!("{settings:?} {error} {error:?} {}", error.hint());
    assert!(!shown.contains("hemligt"), "{shown}");
}

#[test]
fn the_address_may_stand_in_a_file_of_its_own_which_counts_in_place_of_the_other() {
    let folder = tempfile::TempDir::new().unwrap();
    fs::write(folder.path().join("url"), "sqlite:other.db\nmore\n").unwrap();
    let settings = StoreSettings { url_file: Some("url".into()), ..StoreSettings::at("sqlite:a.db") };
    settings.check().unwrap();
    assert!(matches!(settings.address(folder.path()), Ok(Address::File(path)) if path.ends_with("other.db")));
    let missing = settings.address(Path::new("nowhere")).unwrap_err();
    assert!(missing.to_string().contains("nowhere/url"), "{missing}");
}

#[test]
fn an_unknown_key_is_refused() {
    assert!(toml::from_str::<StoreSettings>("path = 'x'").is_err());
    assert_eq!(toml::from_str::<StoreSettings>("").unwrap().lease_time(), Duration::from_mins(1));
    let short = toml::from_str::<StoreSettings>("take_over_after = '5 seconds'").unwrap();
    assert_eq!(short.lease_time(), Duration::from_secs(5));
}
