//! Passkeys and security keys, and every way in which an answer of one can be false.

use identity::{Acting, Device, Enroller, FactorKind, PasskeyChallenge};
use model::Problem;
use serde_json::Value;

use crate::soft_key::SoftKey;
use crate::walk::{
    REP, Waits, by_session, colleague, digest, failures, is_in, password, rows, tables_with, waits,
};
use crate::world::{OTHER_PASSWORD, World, code, device, each_engine, seconds};

/// Binds a credential; its recovery codes, if they came with it.
async fn bind(world: &World, who: Enroller, key: &mut SoftKey, ring: bool) -> Vec<String> {
    let options = world.identity.passkey_begin(who.clone(), ring).await.unwrap();
    let made = key.create(&options);
    let bound = world.identity.passkey_finish(who, Some("My key"), made, &device()).await.unwrap();
    bound.recovery_codes.into_iter().flatten().map(|code| code.to_string()).collect()
}

/// A colleague with a passkey on their phone.
pub(crate) async fn with_phone(world: &World, email: &str) -> (Acting, SoftKey) {
    let by = colleague(world, email).await;
    let mut phone = SoftKey::phone();
    bind(world, by_session(&by), &mut phone, false).await;
    (by, phone)
}

/// A challenge for anybody.
pub(crate) async fn challenge(world: &World) -> (Value, String) {
    let PasskeyChallenge { options, cookie } = world.identity.passkey_challenge(None).await.unwrap();
    (options, cookie.unwrap())
}

/// A challenge for the account of a flow.
pub(crate) async fn challenge_in(world: &World, waits: &Waits) -> Value {
    let PasskeyChallenge { options, cookie } =
        world.identity.passkey_challenge(Some(&waits.token)).await.unwrap();
    assert_eq!(cookie, None);
    options
}

pub(crate) async fn open(world: &World, cookie: &str, answer: Value) -> Result<identity::Entry, Problem> {
    world.identity.passkey_answer(None, Some(cookie), answer, &device()).await
}

pub(crate) async fn answer_in(
    world: &World,
    waits: &Waits,
    answer: Value,
) -> Result<identity::Entry, Problem> {
    world.identity.passkey_answer(Some(&waits.token), None, answer, &device()).await
}

#[test]
fn wrong_passwords_of_a_network_keep_nobodys_passkey_out() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let (_, mut phone) = with_phone(&world, REP).await;
        for number in 0..51 {
            let _ = world.enter(&format!("person{number}@yunling.example"), OTHER_PASSWORD, &device()).await;
        }
        let new = world.enter(REP, OTHER_PASSWORD, &device()).await;
        assert_eq!(code(new), "try_later", "the network waits");
        let (options, cookie) = challenge(&world).await;
        is_in(open(&world, &cookie, phone.get(&options)).await);
    });
}

#[test]
fn a_passkey_signs_in_without_a_name_or_a_password() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = colleague(&world, REP).await;
        let mut phone = SoftKey::phone();
        let codes = bind(&world, by_session(&by), &mut phone, false).await;
        assert_eq!(codes.len(), 10);
        let security = world.identity.security_mine(&by).await.unwrap();
        let factor = &security.factors[0];
        assert_eq!((factor.kind, factor.label.as_str()), (FactorKind::Passkey, "My key"));
        assert_eq!((factor.backed_up, security.factors.len()), (Some(false), 1));
        assert!(tables_with(&world, &phone.id_text()).is_empty(), "what is kept of it is sealed");

        // Strangers have locked the account; its owner comes in all the same, and that lifts the wait.
        for _ in 0..6 {
            let _ = world.enter(REP, OTHER_PASSWORD, &device()).await;
        }
        let runs = world.hasher.runs();
        let (options, cookie) = challenge(&world).await;
        let signed_in = is_in(open(&world, &cookie, phone.get(&options)).await);
        let session = world.identity.session_of(&signed_in.token).await.unwrap().unwrap();
        assert_eq!((session.principal.id(), world.hasher.runs()), (by.principal.id(), runs));
        assert_eq!(failures(&world, "account", REP).await, 0);
        assert!(world.log().await.pop().unwrap().detail.to_string().contains("passkey_verified"));
        assert_eq!(rows(&world, "sign_in_flow").await, 0, "asking fills no table");
    });
}

#[test]
fn a_passkey_that_does_not_count_its_uses_works_again_and_again() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = colleague(&world, REP).await;
        let mut synced = SoftKey { counts: false, ..SoftKey::phone() };
        bind(&world, by_session(&by), &mut synced, false).await;
        for _ in 0..3 {
            let (options, cookie) = challenge(&world).await;
            is_in(open(&world, &cookie, synced.get(&options)).await);
        }
    });
}

#[test]
fn a_challenge_is_answered_once_however_its_cookie_is_written() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = colleague(&world, REP).await;
        // One that counts gives itself away; one that does not must be caught by the challenge.
        let mut synced = SoftKey { counts: false, ..SoftKey::phone() };
        bind(&world, by_session(&by), &mut synced, false).await;
        let (options, cookie) = challenge(&world).await;
        let said = synced.get(&options);
        let (a, b) = tokio::join!(open(&world, &cookie, said.clone()), open(&world, &cookie, said.clone()));
        assert_eq!(usize::from(a.is_ok()) + usize::from(b.is_ok()), 1);
        let sessions = rows(&world, "session").await;
        let mixed: String =
            cookie.char_indices().map(|(n, c)| if n % 3 == 0 { c.to_ascii_uppercase() } else { c }).collect();
        for cookie in [cookie.clone(), cookie.to_uppercase(), mixed] {
            assert_eq!(code(open(&world, &cookie, said.clone()).await), "factor_failed");
        }
        assert_eq!((rows(&world, "session").await, rows(&world, "used_challenge").await), (sessions, 1));
    });
}

#[test]
fn false_answers_at_the_door_are_refused_alike_told_to_the_log_and_change_nothing() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let (_, phone) = with_phone(&world, REP).await;
        let (other, _) = with_phone(&world, "zhao@yunling.example").await;
        let mut ring = SoftKey::ring();
        bind(&world, by_session(&other), &mut ring, true).await;
        let falsehoods: Vec<(&str, SoftKey)> = vec![
            ("a bogus signature", SoftKey { signs_right: false, ..phone.clone() }),
            (
                "another origin",
                SoftKey { origin: "https://crm.yunling.example.evil".into(), ..phone.clone() },
            ),
            ("a subdomain", SoftKey { origin: "https://a.crm.yunling.example".into(), ..phone.clone() }),
            ("another port", SoftKey { origin: "https://crm.yunling.example:8443".into(), ..phone.clone() }),
            ("no TLS", SoftKey { origin: "http://crm.yunling.example".into(), ..phone.clone() }),
            ("another name", SoftKey { rp_id: "yunling.example".into(), ..phone.clone() }),
            ("nobody present", SoftKey { present: false, ..phone.clone() }),
            ("nobody verified", SoftKey { verifies: false, ..phone.clone() }),
            (
                "another account's handle",
                SoftKey { user_handle: Some(other.principal.id().0.as_bytes().to_vec()), ..phone.clone() },
            ),
            ("a handle of nobody", SoftKey { user_handle: Some(vec![7; 16]), ..phone.clone() }),
            ("a key that is only touched", ring.clone()),
            ("a security key that verifies", SoftKey { verifies: true, ..ring }),
            ("unregistered", SoftKey { user_handle: phone.user_handle.clone(), ..SoftKey::phone() }),
            ("a counter that stands", SoftKey { counter: 0, ..phone.clone() }),
        ];
        for (number, (what, mut key)) in falsehoods.into_iter().enumerate() {
            let (options, cookie) = challenge(&world).await;
            let said = key.get(&options);
            let before = digest(&world);
            assert_eq!(code(open(&world, &cookie, said).await), "factor_failed", "{what}");
            assert_eq!(digest(&world), before, "{what}");
            assert_eq!(world.acts_of("sign_in_failed/failed").await, number + 1, "{what}");
        }
        // The other's challenge, a made-up cookie, a late answer, no answer at all.
        let (mut phone, (options, _), (_, cookie)) =
            (phone, challenge(&world).await, challenge(&world).await);
        assert_eq!(code(open(&world, &cookie, phone.get(&options)).await), "factor_failed");
        assert_eq!(code(open(&world, "00ff", phone.get(&options)).await), "flow_gone");
        assert_eq!(code(open(&world, &cookie, Value::Null).await), "factor_failed");
        let (options, cookie) = challenge(&world).await;
        seconds(&world, 600);
        assert_eq!(code(open(&world, &cookie, phone.get(&options)).await), "flow_gone");
        let (options, cookie) = challenge(&world).await;
        is_in(open(&world, &cookie, phone.get(&options)).await);
    });
}

#[test]
fn a_clone_is_found_out_by_its_counter_even_with_a_challenge_of_before() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let (_, mut phone) = with_phone(&world, REP).await;
        let mut clone = phone.clone();
        let (mine, theirs) = (password(&world, REP).await, password(&world, REP).await);
        let (first, second) = (challenge_in(&world, &mine).await, challenge_in(&world, &theirs).await);
        is_in(answer_in(&world, &mine, phone.get(&first)).await);
        let sessions = rows(&world, "session").await;
        assert_eq!(code(answer_in(&world, &theirs, clone.get(&second)).await), "factor_failed");
        let (options, cookie) = challenge(&world).await;
        clone.counter -= 1;
        assert_eq!(code(open(&world, &cookie, clone.get(&options)).await), "factor_failed");
        assert_eq!(rows(&world, "session").await, sessions);
        let (options, cookie) = challenge(&world).await;
        is_in(open(&world, &cookie, phone.get(&options)).await);
    });
}

#[test]
fn a_key_is_the_second_factor_after_the_password() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = colleague(&world, REP).await;
        let mut ring = SoftKey::ring();
        bind(&world, by_session(&by), &mut ring, true).await;
        let waits = password(&world, REP).await;
        assert_eq!(waits.ways(), ["passkey", "recovery_code"]);
        let options = challenge_in(&world, &waits).await;
        assert_eq!(options["allowCredentials"][0]["id"], ring.id_text());
        is_in(answer_in(&world, &waits, ring.get(&options)).await);
        assert!(world.log().await.pop().unwrap().detail.to_string().contains("password,passkey"));

        // A passkey does as well, if its holder is verified.
        let mut phone = SoftKey::phone();
        bind(&world, by_session(&by), &mut phone, false).await;
        let waits = password(&world, REP).await;
        let options = challenge_in(&world, &waits).await;
        let unverified = SoftKey { verifies: false, ..phone.clone() }.get(&options);
        assert_eq!(code(answer_in(&world, &waits, unverified).await), "factor_failed");
        let options = challenge_in(&world, &waits).await;
        phone.counter += 1;
        is_in(answer_in(&world, &waits, phone.get(&options)).await);
    });
}

#[test]
fn false_answers_in_a_flow_are_refused_counted_and_use_the_challenge_up() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let (_, mut phone) = with_phone(&world, REP).await;
        let (_, mut other) = with_phone(&world, "zhao@yunling.example").await;
        let (mine, another) = (password(&world, REP).await, password(&world, REP).await);
        let sessions = rows(&world, "session").await;

        // The challenge of another flow of the same account.
        let (options, _) = (challenge_in(&world, &another).await, challenge_in(&world, &mine).await);
        assert_eq!(code(answer_in(&world, &mine, phone.get(&options)).await), "factor_failed");
        // Used up by that, whatever comes.
        let options = challenge_in(&world, &mine).await;
        let bogus = SoftKey { signs_right: false, ..phone.clone() }.get(&options);
        assert_eq!(code(answer_in(&world, &mine, bogus).await), "factor_failed");
        phone.counter += 5;
        let right = phone.get(&options);
        assert_eq!(code(answer_in(&world, &mine, right).await), "flow_gone", "no challenge waits");
        // The credential of another account, and the passwordless way with this flow's challenge.
        let options = challenge_in(&world, &mine).await;
        assert_eq!(code(answer_in(&world, &mine, other.get(&options)).await), "factor_failed");
        let (_, cookie) = challenge(&world).await;
        let options = challenge_in(&world, &mine).await;
        assert_eq!(code(open(&world, &cookie, phone.get(&options)).await), "factor_failed");
        assert_eq!(failures(&world, "account", REP).await, 3);
        assert_eq!(rows(&world, "session").await, sessions);
        is_in(answer_in(&world, &mine, phone.get(&options)).await);
        // An answer that was right is right once.
        assert_eq!(code(answer_in(&world, &mine, phone.get(&options)).await), "flow_gone");
    });
}

#[test]
fn somebody_without_keys_is_given_a_challenge_for_anybody() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        crate::walk::with_app(&world, REP).await;
        let (_, mut phone) = with_phone(&world, "zhao@yunling.example").await;
        let waits = password(&world, REP).await;
        let made = world.identity.passkey_challenge(Some(&waits.token)).await.unwrap();
        let cookie = made.cookie.unwrap();
        let said = phone.get(&made.options);
        // It signs its owner in, not the one whose password was typed.
        let entry = world.identity.passkey_answer(Some(&waits.token), Some(&cookie), said, &device()).await;
        let who = is_in(entry).session.principal.id();
        let security = world.identity.directory().user(who).unwrap().id;
        assert_eq!(Some(security.0.as_bytes().to_vec()), phone.user_handle);
    });
}

#[test]
fn a_passkey_gives_a_session_a_fresh_proof() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let (by, mut phone) = with_phone(&world, REP).await;
        seconds(&world, 16 * 60);
        let asked = waits(world.identity.step_up(&by, &device()).await.unwrap());
        let options = challenge_in(&world, &asked).await;
        let renewed = is_in(answer_in(&world, &asked, phone.get(&options)).await);
        assert_eq!(Some(renewed.session.id), by.session);
        world.identity.totp_begin(by_session(&by), None).await.unwrap();
    });
}

#[test]
fn a_flood_of_false_answers_is_held_up_by_network() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let (_, mut phone) = with_phone(&world, REP).await;
        for _ in 0..50 {
            let (options, cookie) = challenge(&world).await;
            let said = SoftKey::phone().get(&options);
            assert_eq!(code(open(&world, &cookie, said).await), "factor_failed");
        }
        let (options, cookie) = challenge(&world).await;
        let said = phone.get(&options);
        assert_eq!(code(open(&world, &cookie, said.clone()).await), "try_later");
        let elsewhere = Device { address: Some("198.51.100.1".into()), ..device() };
        is_in(world.identity.passkey_answer(None, Some(&cookie), said, &elsewhere).await);
        assert_eq!(failures(&world, "account", REP).await, 0, "nobody is locked out by that");
    });
}
