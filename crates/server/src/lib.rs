//! HTTP: routes, wire types, the API description, cookies, headers, limits and the embedded web app.
//!
//! [`routes::all`] is the table of everything that can be asked, each line with its gate. Behind the gate a handler
//! has a [`records::Caller`] and calls one function of `records` or `identity`.
//!
//! Not here: SQL, rules, decisions about rights.

mod app;
mod asked;
mod bearer;
mod body;
mod customer_names;
mod fault;
mod headers;
mod house;
mod listen;
mod openapi;
mod origin;
mod orphans;
mod parts;
pub mod people_file;
mod problem;
mod repeat;
mod reply;
mod route;
pub mod routes;
mod session;
mod sound;
mod tls;
mod upload;
mod web;
mod wire;

pub use app::{App, Settings};
pub use bearer::{Gives, TokenNeed};
pub use house::{House, HouseError, HouseOptions, Storage, caller_on_behalf, verify_log};
pub use listen::{Bounds, Patience, Peer, serve};
pub use records::FileLimits;
pub use route::{Gate, Route};
pub use tls::{ShownCertificate, TlsError, TlsFiles, own_certificate, server_config};

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use tower_http::catch_panic::CatchPanicLayer;

/// The whole application as one service.
pub fn router(app: &App) -> Router {
    let mut router = Router::new();
    for route in routes::all() {
        router = route.add_to(router, app);
    }
    router
        .fallback(web::file)
        .layer(CatchPanicLayer::custom(fault::of_panic))
        .layer(from_fn(finished))
        .with_state(app.clone())
}

/// What every answer gets on its way out.
async fn finished(request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let browser = fault::accepted(request.headers());
    let response = next.run(request).await;
    let mut response = fault::put_into_words(response, browser, is_api);
    headers::secure(response.headers_mut(), is_api);
    response
}
