//! The daemon's own web server: whether it lives, and when it last did its work.

mod settings;

pub use settings::WebSettings;
