//! The table of everything that can be asked, one file a subject.

mod access;
mod apps;
mod audit;
mod devices;
mod exports;
mod factors;
mod files;
mod health;
mod help_desk;
mod imports;
mod leavers;
pub(crate) mod me;
mod oauth;
mod objects;
mod people;
mod records;
mod recovery;
mod roles;
mod safety;
mod security;
mod session;
mod sso;
mod sso_settings;
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
        sso::routes(),
        sso_settings::routes(),
        me::routes(),
        factors::routes(),
        security::routes(),
        safety::routes(),
        devices::routes(),
        help_desk::routes(),
        leavers::routes(),
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
