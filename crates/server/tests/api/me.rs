//! One's own account.

use crate::support::Company;

async fn everybody_is_told_who_they_are(company: &Company) {
    for who in ["admin", "rep", "stranger"] {
        let me = company.by(who).get("/api/v1/me").await.ok();
        assert_eq!(me["user"]["id"], company.id(who));
    }
}

on_both_engines!(everybody_is_told_who_they_are);
