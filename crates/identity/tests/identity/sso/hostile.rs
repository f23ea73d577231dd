//! Answers that are not what they seem: each is refused, leaves nobody signed in, and says why in the log only.

use federation::testing::{ES, Key, OTHER_ES, token};
use identity::{SsoBrowser, SsoCallback, SsoWish};
use model::Clock as _;
use serde_json::json;

use super::support::{KEY, elsewhere};
use crate::world::{World, code, each_engine, seconds};

type Change = Box<dyn FnOnce(&mut federation::testing::Says)>;

async fn refused(world: &World, change: impl FnOnce(&mut SsoCallback), expected: &str) {
    let begun = world.away(SsoWish::SignIn).await;
    let mut callback = world.visit(&begun);
    change(&mut callback);
    let problem = world.back(&begun.cookie, callback).await.err().unwrap();
    assert_eq!((problem.code, world.logged_code().await.as_str()), ("sso_failed", expected));
}

#[test]
fn answers_that_do_not_belong_here_are_refused() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        refused(&world, |back| back.state = Some("x".repeat(43)), "sso_state").await;
        refused(&world, |back| back.state = None, "sso_state").await;
        refused(&world, |back| back.iss = Some("https://evil.example".into()), "sso_issuer").await;
        refused(&world, |back| back.iss = None, "sso_issuer").await;
        refused(&world, |back| back.code = Some("made-up".into()), "sso_exchange").await;
        refused(&world, |back| back.code = None, "sso_no_code").await;
        refused(&world, |back| back.error = Some("access_denied".into()), "sso_provider_error").await;
        assert_eq!(world.acts_of("sign_in/done").await, 0);
        let log = world.log().await;
        let refused = log.iter().filter(|entry| entry.action == "sign_in_failed");
        assert!(refused.clone().all(|entry| entry.detail["provider"] == KEY));
        assert!(refused.map(|entry| entry.detail.to_string()).all(|text| !text.contains("made-up")));
    });
}

#[test]
fn tokens_that_are_not_the_providers_or_not_for_us_are_refused() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let now = world.clock.now().as_second();
        let claims = json!({
            "iss": federation::testing::ISSUER, "sub": "alice-7", "aud": "kedun", "iat": now, "exp": now + 300,
        });
        let nothing: &'static Key = Box::leak(Box::new(Key::Nothing));
        let shared: &'static Key = Box::leak(Box::new(Key::Hs(ES.public_bytes())));
        let cases: Vec<(Change, &str)> = vec![
            (Box::new(|says| says.claims = json!({"nonce": "another"})), "sso_nonce"),
            (Box::new(|says| says.claims = json!({"aud": "another"})), "sso_audience"),
            (Box::new(|says| says.claims = json!({"iss": "https://evil.example"})), "sso_issuer"),
            (Box::new(move |says| says.claims = json!({"exp": now - 100})), "sso_expired"),
            (
                Box::new({
                    let claims = claims.clone();
                    move |says| says.id_token = Some(token(&json!({"alg": "none"}), &claims, nothing))
                }),
                "sso_alg",
            ),
            (
                Box::new(move |says| {
                    says.header = json!({"alg": "HS256", "kid": "es"});
                    says.key = shared;
                }),
                "sso_alg",
            ),
            (Box::new(|says| says.key = &OTHER_ES), "sso_signature"),
        ];
        for (change, expected) in cases {
            world.idp_says(|says| {
                says.claims = json!({});
                says.header = json!({"alg": "ES256", "kid": "es", "typ": "JWT"});
                says.key = &ES;
                says.id_token = None;
                change(says);
            });
            refused(&world, |_| {}, expected).await;
        }
        assert_eq!(world.identity.people_search("").len(), 1, "nobody was made");
    });
}

#[test]
fn a_stolen_answer_is_worth_nothing_in_another_browser() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let victim = world.away(SsoWish::SignIn).await;
        let stolen = world.visit(&victim);
        // Without any cookie, with nonsense, with a cookie of the thief's own.
        let bare = world.identity.sso_finish(SsoBrowser::default(), stolen.clone(), &elsewhere()).await;
        assert_eq!(code(bare), "flow_gone");
        assert_eq!(code(world.back("00ff", stolen.clone()).await), "flow_gone");
        let thief = world.away(SsoWish::SignIn).await;
        assert_eq!(code(world.back(&thief.cookie, stolen.clone()).await), "sso_failed");
        assert_eq!(world.logged_code().await, "sso_state");
        // The victim's own browser is not disturbed.
        assert!(world.back(&victim.cookie, stolen).await.is_ok());
    });
}

#[test]
fn an_answer_serves_once_and_for_ten_minutes() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let begun = world.away(SsoWish::SignIn).await;
        let callback = world.visit(&begun);
        assert!(world.back(&begun.cookie, callback.clone()).await.is_ok());
        assert_eq!(code(world.back(&begun.cookie, callback.clone()).await), "flow_gone");
        // The same code in a fresh sign-in: the state is another, and the code is spent.
        let fresh = world.away(SsoWish::SignIn).await;
        let mut replayed = world.visit(&fresh);
        replayed.code = callback.code;
        assert_eq!(code(world.back(&fresh.cookie, replayed).await), "sso_failed");
        assert_eq!(world.logged_code().await, "sso_exchange");
        let late = world.away(SsoWish::SignIn).await;
        let callback = world.visit(&late);
        seconds(&world, 10 * 60);
        assert_eq!(code(world.back(&late.cookie, callback).await), "flow_gone");
    });
}

#[test]
fn two_answers_at_once_are_one_session() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let begun = world.away(SsoWish::SignIn).await;
        let callback = world.visit(&begun);
        let (one, two) = tokio::join!(
            world.back(&begun.cookie, callback.clone()),
            world.back(&begun.cookie, callback.clone())
        );
        assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1);
    });
}

#[test]
fn an_answer_of_one_provider_is_not_taken_for_another() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let begun = world.away(SsoWish::SignIn).await;
        let callback = world.visit(&begun);
        // Meanwhile the key means another issuer (nobody is linked yet, so that it may).
        let provider = json!({"kind": "oidc", "issuer": "https://other.example", "client_id": "kedun"});
        let by = world.administrator().await;
        let wish = identity::SsoProviderWish {
            version: Some(1),
            on: true,
            settings: super::support::settings(&json!({"provider": provider})),
            client_secret: Some(zeroize::Zeroizing::new(String::new())),
        };
        world.identity.sso_provider_put(&by, KEY, wish, &world.metadata).await.unwrap();
        assert_eq!(code(world.back(&begun.cookie, callback).await), "sso_failed");
        assert_eq!(world.acts_of("sign_in/done").await, 1, "the administrator who changed it");
    });
}

#[test]
fn guesses_at_the_way_back_are_counted_by_network() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let mut last = "";
        for _ in 0..60 {
            let begun = world.away(SsoWish::SignIn).await;
            let answer = world.back(&begun.cookie, SsoCallback::default()).await;
            last = code(answer);
        }
        assert_eq!(last, "try_later");
        let begun = world.away(SsoWish::SignIn).await;
        let browser = SsoBrowser { cookie: Some(&begun.cookie), ..SsoBrowser::default() };
        let callback = world.visit(&begun);
        assert!(world.identity.sso_finish(browser, callback, &elsewhere()).await.is_ok());
    });
}

#[test]
fn a_provider_that_does_not_answer_is_left_alone_for_a_moment() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let path = "/realm/.well-known/openid-configuration";
        world.idp_says(|says| {
            says.instead.insert(path, (500, String::new()));
        });
        let begin = async || code(world.identity.sso_begin(KEY, SsoWish::SignIn).await);
        for _ in 0..20 {
            assert_eq!(begin().await, "sso_unavailable");
        }
        assert_eq!(world.idp.asked(path), 1);
        seconds(&world, 6);
        world.idp_says(|says| {
            says.instead.clear();
        });
        world.away(SsoWish::SignIn).await;
        world.away(SsoWish::SignIn).await;
        assert_eq!(world.idp.asked(path), 2, "it is known now");
    });
}
