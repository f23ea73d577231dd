//! Browsers that come back with something else than they were sent for.

use federation::{Callback, Pending, Secret};

use crate::idp::{ISSUER, Idp, begin, code_of, discover, now, run, settings};

fn finish(change: impl FnOnce(&mut Callback, &mut Pending)) -> &'static str {
    finish_at(&Idp::new(), change)
}

fn finish_at(idp: &Idp, change: impl FnOnce(&mut Callback, &mut Pending)) -> &'static str {
    let provider = discover(idp, settings()).unwrap();
    let mut begun = begin(&provider);
    let mut callback = idp.visit(&begun.url);
    change(&mut callback, &mut begun.pending);
    let code = code_of(run(provider.finish(&begun.pending, &callback, idp, now())));
    let refused_at_once = !matches!(code, "accepted" | "sso_exchange" | "sso_nonce");
    assert_eq!(
        idp.asked("/token") == 0,
        refused_at_once,
        "no code is given away before the answer is ours: {code}"
    );
    code
}

#[test]
fn the_state_is_the_one_this_browser_was_sent_with() {
    assert_eq!(finish(|_, _| ()), "accepted");
    assert_eq!(finish(|callback, _| callback.state = None), "sso_state");
    assert_eq!(finish(|callback, _| callback.state = Some(String::new())), "sso_state");
    assert_eq!(finish(|callback, _| callback.state = Some("A".repeat(43))), "sso_state");
    assert_eq!(finish(|callback, _| callback.state.as_mut().unwrap().push('A')), "sso_state");
    // Somebody else's sign-in, put into this browser: its state is not the one that was kept.
    let theirs = |_: &mut Callback, pending: &mut Pending| pending.state = Secret::new("B".repeat(43));
    assert_eq!(finish(theirs), "sso_state");
    // What was kept is broken: an empty state must not equal an empty state.
    let empty = |callback: &mut Callback, pending: &mut Pending| {
        callback.state = Some(String::new());
        pending.state = Secret::new(String::new());
    };
    assert_eq!(finish(empty), "sso_state");
}

#[test]
fn the_code_of_another_sign_in_is_refused() {
    let nonce = |_: &mut Callback, pending: &mut Pending| pending.nonce = Secret::new("C".repeat(43));
    assert_eq!(finish(nonce), "sso_nonce");
    let verifier =
        |_: &mut Callback, pending: &mut Pending| pending.pkce_verifier = Secret::new("D".repeat(43));
    assert_eq!(finish(verifier), "sso_exchange");
    let place = |_: &mut Callback, pending: &mut Pending| {
        pending.redirect_uri = "https://evil.example/".parse().unwrap();
    };
    assert_eq!(finish(place), "sso_exchange");
    assert_eq!(finish(|callback, _| callback.code = Some("made-up".to_owned())), "sso_exchange");
    assert_eq!(finish(|callback, _| callback.code = None), "sso_no_code");
    assert_eq!(finish(|callback, _| callback.code = Some(String::new())), "sso_no_code");
    assert_eq!(finish(|callback, _| callback.code = Some("a".repeat(9000))), "sso_too_large");
}

#[test]
fn answers_of_two_providers_are_not_mixed_up() {
    assert_eq!(finish(|callback, _| callback.iss = Some("https://evil.example".to_owned())), "sso_issuer");
    assert_eq!(finish(|callback, _| callback.iss = Some(format!("{ISSUER}/"))), "sso_issuer");
    assert_eq!(finish(|callback, _| callback.iss = None), "sso_issuer");
    assert_eq!(finish(|_, pending| pending.issuer = "https://other.example".to_owned()), "sso_issuer");
    let silent = || {
        Idp::new().with(|says| {
            says.metadata.as_object_mut().unwrap().remove("authorization_response_iss_parameter_supported");
        })
    };
    assert_eq!(finish_at(&silent(), |callback, _| callback.iss = None), "accepted");
    let other =
        |callback: &mut Callback, _: &mut Pending| callback.iss = Some("https://evil.example".to_owned());
    assert_eq!(finish_at(&silent(), other), "sso_issuer");
}

#[test]
fn a_refusal_counts_only_if_it_is_the_providers() {
    let refused = |callback: &mut Callback, _: &mut Pending| {
        callback.code = None;
        callback.error = Some("access_denied".to_owned());
        callback.error_description = Some("alice said no".to_owned());
    };
    assert_eq!(finish(refused), "sso_provider_error");
    assert_eq!(
        finish(|callback, pending| {
            refused(callback, pending);
            callback.state = None;
        }),
        "sso_state"
    );
    assert_eq!(
        finish(|callback, pending| {
            refused(callback, pending);
            callback.iss = Some("https://evil.example".to_owned());
        }),
        "sso_issuer"
    );
    // With a code beside it, it is a refusal all the same.
    assert_eq!(finish(|callback, _| callback.error = Some("<alice>".to_owned())), "sso_provider_error");
}
