//! One page of the interface.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use chrono::NaiveDate;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{PAGE, PATH};
use crate::demo::term::Row;
use crate::domain::usage::figure::Figure;

/// What the interface has to tell, and to whom.
pub(super) struct Shelf {
    pub rows: Vec<Row>,
    pub token: SecretString,
}

/// What is asked for.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Asked {
    from: NaiveDate,
    to: NaiveDate,
    /// The number of the page, from 0.
    #[serde(default)]
    page: usize,
}

/// The page that is asked for.
pub(super) async fn answer(
    State(shelf): State<Arc<Shelf>>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Json<Value>, StatusCode> {
    let token = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    if token != Some(shelf.token.expose_secret()) {
        return Err(StatusCode::UNAUTHORIZED);
    }
    let wanted = |row: &&Row| asked.from <= row.period.from && row.period.to <= asked.to;
    let mut rest = shelf.rows.iter().filter(wanted).skip(asked.page.saturating_mul(PAGE));
    let data: Vec<Value> = rest.by_ref().take(PAGE).map(record).collect();
    let next = rest
        .next()
        .map(|_| format!("{PATH}?from={}&to={}&page={}", asked.from, asked.to, asked.page.saturating_add(1)));
    Ok(Json(json!({ "data": data, "links": { "next": next } })))
}

fn record(row: &Row) -> Value {
    let Row { subject, period, figures } = row;
    json!({
        "unit": { "id": subject.unit.0 },
        "module": subject.module.0,
        "audience": subject.audience,
        "period": { "start": period.from, "end": period.to },
        "active": figures.active.and_then(Figure::known),
        "eligible": figures.eligible.and_then(Figure::known),
        "items": figures.items.and_then(Figure::known),
        "last_active": figures.last_active,
    })
}
