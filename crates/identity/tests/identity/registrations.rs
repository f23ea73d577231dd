//! Binding passkeys and security keys, and what becomes of them.

use identity::{Acting, Need, Next, UserChange};
use serde_json::Value;

use crate::demands::ask_everybody;
use crate::passkeys::{answer_in, challenge, challenge_in, open, with_phone};
use crate::soft_key::SoftKey;
use crate::walk::{REP, answer, bind_app, by_session, colleague, digest, is_in, password, rows, waits};
use crate::world::{PASSWORD, World, acting, code, device, each_engine, seconds};

#[test]
fn a_registration_is_taken_once_and_a_credential_is_bound_to_one_account() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let (by, other) = (colleague(&world, REP).await, colleague(&world, "zhao@yunling.example").await);
        let finish = |by: &Acting, made: Value| {
            let (identity, who) = (world.identity.clone(), by_session(by));
            async move { identity.passkey_finish(who, None, made, &device()).await }
        };
        let mut phone = SoftKey::phone();
        let options = world.identity.passkey_begin(by_session(&by), false).await.unwrap();
        let made = phone.create(&options);
        finish(&by, made.clone()).await.unwrap();
        assert_eq!(code(finish(&by, made.clone()).await), "not_found", "replayed");
        let options = world.identity.passkey_begin(by_session(&by), false).await.unwrap();
        assert_eq!(options["excludeCredentials"][0]["id"], phone.id_text());
        assert_eq!(code(finish(&by, made).await), "factor_failed", "the answer to another challenge");
        let again = phone.create(&options);
        assert!(finish(&by, again).await.is_err(), "an authenticator that does not heed the list");

        let options = world.identity.passkey_begin(by_session(&other), false).await.unwrap();
        let theirs = phone.create(&options);
        let before = digest(&world);
        assert_eq!(code(finish(&other, theirs).await), "passkey_known");
        assert_eq!(digest(&world), before);
        let confirmed = world.identity.security_mine(&other).await.unwrap().factors;
        assert!(confirmed.is_empty());
    });
}

#[test]
fn false_registrations_bind_nothing() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let (by, other) = (colleague(&world, REP).await, colleague(&world, "zhao@yunling.example").await);
        for (what, mut key) in [
            ("another origin", SoftKey { origin: "https://crm.yunling.evil".into(), ..SoftKey::phone() }),
            ("another name", SoftKey { rp_id: "yunling.example".into(), ..SoftKey::phone() }),
            ("nobody present", SoftKey { present: false, ..SoftKey::phone() }),
            ("nobody verified", SoftKey { verifies: false, ..SoftKey::phone() }),
        ] {
            let options = world.identity.passkey_begin(by_session(&by), false).await.unwrap();
            let made = key.create(&options);
            let before = digest(&world);
            let tried = world.identity.passkey_finish(by_session(&by), None, made.clone(), &device()).await;
            assert_eq!(code(tried), "factor_failed", "{what}");
            let tried = world.identity.passkey_finish(by_session(&other), None, made, &device()).await;
            assert_eq!(code(tried), "not_found", "{what}: nobody asked there");
            assert_eq!(digest(&world), before, "{what}");
        }
        let tried = world.identity.passkey_finish(by_session(&by), None, Value::Null, &device()).await;
        assert_eq!(code(tried), "factor_failed");
        assert!(world.identity.security_mine(&by).await.unwrap().factors.is_empty());
        world.sign_in(REP, PASSWORD).await.unwrap();
    });
}

#[test]
fn a_passkey_of_somebody_who_was_disabled_or_that_was_removed_opens_nothing() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let admin = world.administrator().await;
        let (by, mut phone) = with_phone(&world, REP).await;
        let (mine, mut removed) = with_phone(&world, "zhao@yunling.example").await;
        let user = by.principal.id();
        let version = world.identity.user_find(&admin, user).await.unwrap().version;
        let change = UserChange { version, active: Some(false), ..UserChange::default() };
        world.identity.user_change(&admin, user, change, &world.metadata).await.unwrap();
        let id = world.identity.security_mine(&mine).await.unwrap().factors[0].id;
        world.identity.factor_remove(&mine, id, &device()).await.unwrap();

        let (sessions, failed) =
            (rows(&world, "session").await, world.acts_of("sign_in_failed/failed").await);
        let (options, cookie) = challenge(&world).await;
        assert_eq!(code(open(&world, &cookie, phone.get(&options)).await), "sign_in_failed");
        let (options, cookie) = challenge(&world).await;
        assert_eq!(code(open(&world, &cookie, removed.get(&options)).await), "factor_failed");
        assert_eq!(rows(&world, "session").await, sessions);
        assert_eq!(world.acts_of("sign_in_failed/failed").await, failed + 2, "both stand in the log");
    });
}

#[test]
fn where_phishing_has_to_be_resisted_a_passkey_is_bound_on_the_way_in_and_then_does() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = colleague(&world, REP).await;
        let (app, _) = bind_app(&world, by_session(&by)).await;
        ask_everybody(&world, Need::PhishingResistant, 0).await;
        let first = password(&world, REP).await;
        let next = waits(answer(&world, &first, "totp", &app.code(&world)).await.unwrap());
        assert!(matches!(next.step.next, Next::Enroll { .. }));
        let mut phone = SoftKey::phone();
        let options = world.identity.passkey_begin(first.enroller(), false).await.unwrap();
        let made = phone.create(&options);
        let bound = world.identity.passkey_finish(first.enroller(), None, made, &device()).await.unwrap();
        assert!(bound.recovery_codes.is_none(), "they came with the app");
        let signed_in = bound.entry.unwrap().signed_in().unwrap();
        assert!(world.identity.session_of(&signed_in.token).await.unwrap().is_some());

        // From now on the app alone leads on to the passkey.
        seconds(&world, 30);
        let first = password(&world, REP).await;
        let next = waits(answer(&world, &first, "totp", &app.code(&world)).await.unwrap());
        assert_eq!(next.ways()[0], "passkey");
        assert!(!next.ways().contains(&"totp"));
        let options = challenge_in(&world, &first).await;
        is_in(answer_in(&world, &first, phone.get(&options)).await);
        let (options, cookie) = challenge(&world).await;
        is_in(open(&world, &cookie, phone.get(&options)).await);
        let security = world.identity.security_mine(&acting(&signed_in)).await.unwrap();
        assert_eq!(security.due_at, None);
    });
}
