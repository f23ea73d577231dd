//! What the token leaves out.

use serde_json::{Value, json};

use crate::idp::{Idp, code_of, settings, sign_in};

fn idp(claims: Value, userinfo: Value) -> Idp {
    Idp::new().with(|says| {
        says.claims = claims;
        says.userinfo = userinfo;
    })
}

#[test]
fn what_is_missing_is_asked_for() {
    let left_out = json!({"name": null, "email": null, "email_verified": null, "groups": null});
    let said = json!({"sub": "alice-7", "name": "Alice L.", "email": "a@idp.example", "email_verified": true, "groups": ["sales"], "amr": ["mfa"], "sid": "x"});
    let idp = idp(left_out, said);
    let assertion = sign_in(&idp, settings()).unwrap();
    assert_eq!(
        (assertion.name.as_deref(), assertion.email.as_deref()),
        (Some("Alice L."), Some("a@idp.example"))
    );
    assert!(assertion.email_verified);
    assert_eq!(assertion.groups, ["sales"]);
    assert_eq!(assertion.sid.as_deref(), Some("session-1"), "the session is the token's word");
    assert!(!assertion.second_factor, "how one signed in is the token's word");
}

#[test]
fn nothing_is_asked_for_if_nothing_is_missing_or_if_it_must_not_be() {
    let whole = Idp::new();
    sign_in(&whole, settings()).unwrap();
    assert_eq!(whole.asked("/userinfo"), 0);
    let part = idp(json!({"groups": null}), json!({"sub": "alice-7", "groups": ["admins"]}));
    let mut quiet = settings();
    quiet.ask_userinfo = false;
    assert!(sign_in(&part, quiet).unwrap().groups.is_empty());
    assert_eq!(part.asked("/userinfo"), 0);
}

#[test]
fn the_token_has_the_last_word() {
    let idp = idp(
        json!({"groups": null}),
        json!({"sub": "alice-7", "name": "Mallory", "email": "m@idp.example", "groups": ["staff"]}),
    );
    let assertion = sign_in(&idp, settings()).unwrap();
    assert_eq!(
        (assertion.name.as_deref(), assertion.email.as_deref()),
        (Some("Alice"), Some("alice@idp.example"))
    );
    assert_eq!(assertion.groups, ["staff"]);
}

#[test]
fn verified_is_said_of_the_address_it_stands_beside() {
    for (said, code) in [
        (json!({"sub": "alice-7", "email": "m@idp.example"}), "sso_email"),
        (json!({"sub": "alice-7", "email": "m@idp.example", "email_verified": false}), "sso_email"),
        (json!({"sub": "alice-7", "email": "m@idp.example", "email_verified": true}), "accepted"),
    ] {
        // The token says "verified", but of no address.
        let idp = idp(json!({"email": null, "email_verified": true}), said);
        assert_eq!(code_of(sign_in(&idp, settings())), code);
    }
}

#[test]
fn an_answer_about_somebody_else_is_refused() {
    for said in [json!({"sub": "mallory"}), json!({"groups": ["admins"]}), json!({"sub": "ALICE-7"})] {
        assert_eq!(code_of(sign_in(&idp(json!({"groups": null}), said), settings())), "sso_userinfo");
    }
}

#[test]
fn an_answer_that_is_none_is_refused() {
    for (status, body, code) in [
        (200, "eyJ.a.b", "sso_document"),
        (200, r#"{"sub":"alice-7","sub":"alice-7"}"#, "sso_document"),
        (401, "{}", "sso_userinfo"),
        (302, "", "sso_userinfo"),
    ] {
        let idp = idp(json!({"groups": null}), json!({}))
            .with(|says| drop(says.instead.insert("/userinfo", (status, body.to_owned()))));
        assert_eq!(code_of(sign_in(&idp, settings())), code, "{status} {body}");
    }
}
