//! Bodies: JSON, bounded, in UTF-8, declared as such.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{FromRequest, Request};
use http::header;
use http_body_util::{BodyExt, Limited};
use model::{Kind, Problem};
use serde::de::DeserializeOwned;
use tokio::sync::OwnedSemaphorePermit;

use crate::app::App;
use crate::asked::Asked;
use crate::fault::Fault;
use crate::origin::is_json;
use crate::sound;

/// The largest JSON body, in bytes.
pub(crate) const MAX_JSON: usize = 1024 * 1024;
/// The largest JSON body of somebody who is not signed in, in bytes.
const MAX_STRANGER: usize = 64 * 1024;
/// The largest uploaded file, in bytes.
pub(crate) const MAX_UPLOAD: usize = 100 * 1024 * 1024;
/// A JSON body that takes longer is given up: memory must not be held by drops (slow-loris).
const JSON_TIME: Duration = Duration::from_secs(30);
/// The same for a file: 100 MiB at 1.4 Mbit/s.
const UPLOAD_TIME: Duration = Duration::from_mins(10);
/// How long a file waits for a place.
const PLACE_TIME: Duration = Duration::from_secs(20);

/// A JSON body of that type. Unknown keys are refused where the type says so.
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, _: &App) -> Result<Self, Fault> {
        if !is_json(request.headers()) {
            let problem = Problem::new(Kind::Unsupported, "unsupported_media_type");
            return Err(problem.with("expected", "application/json").into());
        }
        // Who is not signed in has a password or a token to say, no more.
        let known = request.extensions().get::<Asked>().is_some();
        let bytes = read(request, if known { MAX_JSON } else { MAX_STRANGER }, JSON_TIME).await?;
        let text = std::str::from_utf8(&bytes).map_err(|_| Problem::new(Kind::BadRequest, "invalid_utf8"))?;
        sound::check(text)?;
        serde_json::from_str(text).map(Self).map_err(|error| unreadable(&error).into())
    }
}

/// serde's own words name keys and types of the request, which the sender knows; never values.
fn unreadable(error: &serde_json::Error) -> Problem {
    if error.is_data() {
        let place = format!("line {} column {}", error.line(), error.column());
        Problem::new(Kind::Invalid, "bad_request").with("reason", place)
    } else {
        Problem::new(Kind::BadRequest, "invalid_json")
    }
}

/// An uploaded file, whole. What it is, its content tells; what the sender calls it is not believed.
pub(crate) struct Upload {
    pub(crate) bytes: bytes::Bytes,
    /// Kept until the handler is done with the bytes.
    _place: OwnedSemaphorePermit,
}

impl FromRequest<App> for Upload {
    type Rejection = Fault;

    async fn from_request(request: Request, app: &App) -> Result<Self, Fault> {
        let place = tokio::time::timeout(PLACE_TIME, Arc::clone(&app.uploads).acquire_owned()).await;
        let Ok(Ok(place)) = place else {
            return Err(Problem::new(Kind::Unavailable, "unavailable").into());
        };
        let bytes = read(request, MAX_UPLOAD, UPLOAD_TIME).await?;
        if bytes.is_empty() {
            return Err(Problem::new(Kind::Invalid, "file_empty").into());
        }
        Ok(Self { bytes, _place: place })
    }
}

async fn read(request: Request, limit: usize, time: Duration) -> Result<bytes::Bytes, Fault> {
    let too_large = || {
        let max = match limit / 1024 {
            kib if kib < 1024 => format!("{kib} KiB"),
            kib => format!("{} MiB", kib / 1024),
        };
        Problem::new(Kind::TooLarge, "body_too_large").with("max", max)
    };
    let declared = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    if declared.and_then(|length| length.parse::<usize>().ok()).is_some_and(|length| length > limit) {
        return Err(too_large().into());
    }
    let early = || Problem::new(Kind::BadRequest, "bad_request").with("reason", "the body ended early");
    let Ok(read) = tokio::time::timeout(time, Limited::new(request.into_body(), limit).collect()).await
    else {
        return Err(early().into());
    };
    match read {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<http_body_util::LengthLimitError>() => Err(too_large().into()),
        Err(_) => Err(early().into()),
    }
}
