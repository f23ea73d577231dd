//! Coming in by a provider: known people, new people, invited people, a fresh proof.

use identity::{Entry, SsoBrowser, SsoEnd, SsoWish, UserChange, UserState};
use model::Clock as _;
use serde_json::json;

use super::support::{ALICE, KEY, offered};
use crate::world::{
    PASSWORD, World, acting, acting_as, code, device, each_engine, invite, seconds, token_of,
};

#[test]
fn somebody_new_gets_an_account_and_comes_back_to_it() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let first = world.in_by_idp().await.unwrap();
        let user = first.session.principal.id();
        let profile = world.identity.profile(user).unwrap();
        assert_eq!((profile.name.as_str(), profile.email.as_deref()), ("Alice", Some(ALICE)));
        assert_eq!(profile.state, UserState::Active);
        assert!(world.roles_of(user).is_empty(), "no group gives anything");
        assert!(world.identity.session_of(&first.token).await.unwrap().is_some());
        // The address may change there: the subject is who she is.
        world.idp_says(|says| says.claims = json!({"email": "alice.liu@idp.example"}));
        let again = world.in_by_idp().await.unwrap();
        assert_eq!(again.session.principal.id(), user);
        let log = world.log().await;
        let entered = log.iter().rfind(|entry| entry.action == "sign_in").unwrap();
        assert_eq!(entered.detail["strength"], "sso");
        // Without a password there is none to guess.
        assert_eq!(code(world.sign_in(ALICE, PASSWORD).await), "sign_in_failed");
    });
}

#[test]
fn an_account_is_made_only_for_a_verified_address_of_the_companys_domains() {
    each_engine(|database| async move {
        let world = World::with_provider(
            &database,
            json!({"provider": {
                "kind": "oidc", "issuer": federation::testing::ISSUER, "client_id": "kedun",
                "require_email_verified": false,
            }}),
        )
        .await;
        let people = world.identity.people_search("").len();
        for claims in [
            json!({"email": "alice@elsewhere.example"}),
            json!({"email": "alice@sub.idp.example"}),
            json!({"email_verified": false}),
            json!({"email": null}),
            json!({"email": "not an address"}),
        ] {
            world.idp_says(|says| says.claims = claims.clone());
            assert_eq!(code(world.by_idp().await), "sso_not_linked", "{claims}");
        }
        world.provider(json!({"accounts": {"enabled": false, "domains": ["idp.example"]}})).await.unwrap();
        world.idp_says(|says| says.claims = json!({}));
        assert_eq!(code(world.by_idp().await), "sso_not_linked");
        assert_eq!(world.identity.people_search("").len(), people);
        assert_eq!(world.acts_of("sign_in_failed/failed").await, 6);
        assert_eq!(world.logged_code().await, "sso_not_linked");
    });
}

#[test]
fn an_account_is_never_linked_by_its_address() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let victim = world.colleague(ALICE, &["sales_manager"]).await;
        for email in [ALICE, "ALICE@idp.example", "ａlice@idp.example"] {
            world.idp_says(|says| says.claims = json!({"email": email}));
            assert_eq!(code(world.by_idp().await), "sso_not_linked", "{email}");
        }
        let by = acting_as(&world, victim);
        let mine = world.identity.sso_mine(&by).await.unwrap();
        assert_eq!(mine.iter().filter(|link| link.linked_at.is_some()).count(), 0);
        assert!(world.identity.sessions_mine(&by).await.unwrap().live.len() == 1, "only her own");
    });
}

#[test]
fn a_disabled_account_stays_outside_and_a_restored_one_comes_in_without_a_password() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let user = world.in_by_idp().await.unwrap().session.principal.id();
        let by = world.administrator().await;
        let set = async |active| {
            let version = world.identity.user_find(&by, user).await.unwrap().version;
            let change = UserChange { version, active: Some(active), ..UserChange::default() };
            world.identity.user_change(&by, user, change, &world.metadata).await.unwrap().state
        };
        assert_eq!(set(false).await, UserState::Disabled);
        assert_eq!(code(world.by_idp().await), "sso_failed");
        assert_eq!(world.logged_code().await, "sso_account_refused");
        assert_eq!(set(true).await, UserState::Active);
        world.in_by_idp().await.unwrap();
    });
}

#[test]
fn a_factor_that_is_bound_here_is_asked_for_unless_the_providers_counts() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let user = world.in_by_idp().await.unwrap().session.principal.id();
        world.bound(user, "totp").await;
        world.idp_says(|says| says.claims = json!({"amr": ["pwd", "otp"]}));
        assert_eq!(offered(&world.by_idp().await.unwrap()), ["totp"], "nobody said that it counts");
        world.provider(json!({"trust_second_factor": true})).await.unwrap();
        assert!(matches!(world.by_idp().await.unwrap(), Entry::In(_)));
        world.idp_says(|says| says.claims = json!({"amr": ["pwd"]}));
        assert_eq!(offered(&world.by_idp().await.unwrap()), ["totp"], "there was none");
    });
}

#[test]
fn what_the_rules_ask_for_is_met_by_the_provider_only_as_far_as_it_is_trusted() {
    use identity::{FactorKind, FactorRules, Need, Rule, SignInRulesChange};
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({"trust_second_factor": true})).await;
        world.in_by_idp().await.unwrap();
        let by = world.administrator().await;
        let rules = async |need| {
            let default = Rule { need, grace_days: 0, allowed: FactorKind::ALL.to_vec() };
            let factors = FactorRules { default, ..FactorRules::default() };
            let wanted = SignInRulesChange { factors: Some(factors), ..SignInRulesChange::default() };
            world.identity.sign_in_rules_change(&by, wanted).await.unwrap();
        };
        rules(Need::Any).await;
        assert_eq!(offered(&world.by_idp().await.unwrap()), ["enroll"]);
        world.idp_says(|says| says.claims = json!({"amr": ["mfa"]}));
        assert!(matches!(world.by_idp().await.unwrap(), Entry::In(_)));
        rules(Need::PhishingResistant).await;
        world.idp_says(|says| says.claims = json!({"amr": ["mfa", "hwk"], "acr": "phr"}));
        assert_eq!(offered(&world.by_idp().await.unwrap()), ["enroll"], "nobody said which word means that");
        let provider = json!({
            "kind": "oidc", "issuer": federation::testing::ISSUER, "client_id": "kedun",
            "phishing_resistant": {"acr": ["phr"]},
        });
        world.provider(json!({"trust_second_factor": true, "provider": provider})).await.unwrap();
        let entered = world.in_by_idp().await.unwrap();
        assert!(world.identity.session_of(&entered.token).await.unwrap().is_some());
        world.provider(json!({"trust_second_factor": false, "provider": provider})).await.unwrap();
        assert_eq!(
            offered(&world.by_idp().await.unwrap()),
            ["enroll"],
            "the word of the provider counts no more"
        );
    });
}

#[test]
fn an_invitation_is_answered_at_the_provider_once() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({"accounts": {"enabled": false}})).await;
        let by = world.administrator().await;
        let invite = invite("wang.fang@yunling.example", &["sales_rep"]);
        let invited = world.identity.user_invite(&by, invite, &world.metadata).await.unwrap();
        let token = token_of(&invited.path);
        assert_eq!(code(world.by_idp().await), "sso_not_linked", "not without the invitation");
        let begun = world.away(SsoWish::Invitation(token.clone())).await;
        let callback = world.visit(&begun);
        let SsoEnd::Entry(entry) = world.back(&begun.cookie, callback).await.unwrap() else { panic!() };
        let signed_in = entry.signed_in().unwrap();
        assert_eq!(signed_in.session.principal.id(), invited.user.id);
        assert_eq!(world.roles_of(invited.user.id), ["sales_rep"]);
        let again = world.identity.sso_begin(KEY, SsoWish::Invitation(token.clone())).await;
        assert_eq!(code(again), "invitation_invalid");
        assert_eq!(code(world.accept(&format!("/invitation/{token}")).await), "invitation_invalid");
        world.in_by_idp().await.unwrap();
    });
}

#[test]
fn who_has_only_the_provider_proves_it_anew_there() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let signed_in = world.in_by_idp().await.unwrap();
        let by = acting(&signed_in);
        seconds(&world, 16 * 60);
        assert_eq!(code(world.identity.sso_unlink(&by, KEY, &device()).await), "step_up_required");
        let Entry::Waiting { step, token } = world.identity.step_up(&by, &device()).await.unwrap() else {
            panic!("nothing is asked")
        };
        let token = token.unwrap().to_string();
        let entry = Entry::Waiting { step, token: None };
        assert_eq!(offered(&entry), ["sso"], "no password is asked for where there is none");
        let begun = world.away(SsoWish::StepUp(token.clone())).await;
        assert!(begun.url.contains("prompt=login") && begun.url.contains("max_age=0"), "{}", begun.url);
        let finish = async |cookie: &str, flow: Option<&str>, callback| {
            let browser = SsoBrowser { cookie: Some(cookie), flow, acting: None };
            world.identity.sso_finish(browser, callback, &device()).await
        };
        // The provider did not ask again.
        let old = world.clock.now().as_second() - 600;
        world.idp_says(|says| says.claims = json!({"auth_time": old}));
        let callback = world.visit(&begun);
        assert_eq!(code(finish(&begun.cookie, Some(&token), callback).await), "sso_failed");
        assert_eq!(world.logged_code().await, "sso_auth_time");
        // Somebody else proves who they are.
        let begun = world.away(SsoWish::StepUp(token.clone())).await;
        let now = world.clock.now().as_second();
        world.idp_says(|says| says.claims = json!({"sub": "bob-1", "auth_time": now}));
        let callback = world.visit(&begun);
        assert_eq!(code(finish(&begun.cookie, Some(&token), callback).await), "sso_failed");
        // Without the flow's own cookie.
        world.idp_says(|says| says.claims = json!({"auth_time": now}));
        let begun = world.away(SsoWish::StepUp(token.clone())).await;
        let callback = world.visit(&begun);
        assert_eq!(code(finish(&begun.cookie, None, callback).await), "flow_gone");
        let begun = world.away(SsoWish::StepUp(token.clone())).await;
        let callback = world.visit(&begun);
        let SsoEnd::Entry(Entry::Renewed(renewed)) =
            finish(&begun.cookie, Some(&token), callback).await.unwrap()
        else {
            panic!("no fresh proof")
        };
        assert_eq!(renewed.session.id, signed_in.session.id);
        assert!(
            world.identity.session_of(&signed_in.token).await.unwrap().is_none(),
            "the old secret is dead"
        );
        assert_eq!(code(world.identity.sso_unlink(&by, KEY, &device()).await), "sso_last_way");
    });
}

#[test]
fn a_fresh_proof_elsewhere_does_not_go_round_a_factor_bound_here() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let signed_in = world.in_by_idp().await.unwrap();
        let by = acting(&signed_in);
        world.bound(by.principal.id(), "totp").await;
        let step_up = async || match world.identity.step_up(&by, &device()).await.unwrap() {
            Entry::Waiting { step, token } => {
                (offered(&Entry::Waiting { step, token: None }), token.unwrap().to_string())
            }
            entry => panic!("{entry:?}"),
        };
        let (kinds, token) = step_up().await;
        assert_eq!(kinds, ["totp"]);
        let now = world.clock.now().as_second();
        world.idp_says(|says| says.claims = json!({"auth_time": now, "amr": ["mfa"]}));
        let go = async |token: &str| {
            let begun = world.away(SsoWish::StepUp(token.to_owned())).await;
            let callback = world.visit(&begun);
            let browser = SsoBrowser { cookie: Some(&begun.cookie), flow: Some(token), acting: None };
            world.identity.sso_finish(browser, callback, &device()).await
        };
        assert_eq!(code(go(&token).await), "sso_failed");
        world.provider(json!({"trust_second_factor": true})).await.unwrap();
        let (kinds, token) = step_up().await;
        assert_eq!(kinds, ["totp", "sso"]);
        assert!(matches!(go(&token).await.unwrap(), SsoEnd::Entry(Entry::Renewed(_))));
    });
}
