//! The table of everything that can be asked, one file a subject.

mod access;
mod apps;
mod audit;
mod exports;
mod factors;
mod files;
mod health;
mod imports;
pub(crate) mod me;
mod oauth;
mod objects;
mod people;
mod records;
mod recovery;
mod roles;
mod security;
mod session;
mod teams;
mod tokens;
mod users;
mod views;

use crate::route::Route;

/// Every route with its gate.
pub fn all() -> Vec<Route> {
    [
        health::routes(),
        session::routes(),
        recovery::routes(),
        me::routes(),
        factors::routes(),
        security::routes(),
        tokens::routes(),
        apps::routes(),
        oauth::routes(),
        people::routes(),
        users::routes(),
        teams::routes(),
        roles::routes(),
        access::routes(),
        audit::routes(),
        objects::routes(),
        records::routes(),
        views::routes(),
        files::routes(),
        imports::routes(),
        exports::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
