//! Business data: what the routes under `/api/v1/records`, the recycle bin and search do.

mod activities;
mod computed;
mod creates;
mod deals;
mod lists;
mod recycle;
mod search;
mod sight;
mod updates;
