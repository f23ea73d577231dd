//! The provider ends sessions here.

use identity::{Entry, SsoWish};
use model::Clock as _;
use serde_json::{Value, json};

use super::support::KEY;
use crate::world::{PASSWORD, World, acting, code, device, each_engine, seconds};

fn say(world: &World, over: &Value) -> String {
    let now = world.clock.now().as_second();
    world.idp_says(|says| says.now_secs = now);
    world.idp.logout_token(over)
}

#[test]
fn a_session_there_ends_its_session_here_and_no_other() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let by = world.linked("wang.fang@yunling.example").await;
        let mut tokens = Vec::new();
        for sid in ["one", "two"] {
            world.idp_says(|says| says.claims = json!({"sid": sid}));
            tokens.push(world.in_by_idp().await.unwrap().token);
        }
        let own = world.sign_in("wang.fang@yunling.example", PASSWORD).await.unwrap().token;
        world.at_idp("bob-1", "bob@idp.example", &[]);
        let bob = world.in_by_idp().await.unwrap().token;
        let live = async |token: &str| world.identity.session_of(token).await.unwrap().is_some();
        let token = say(&world, &json!({"sub": "alice-7", "sid": "one"}));
        world.identity.sso_logout(KEY, &token).await.unwrap();
        assert!(!live(&tokens[0]).await && live(&tokens[1]).await && live(&own).await && live(&bob).await);
        // Replayed: refused, and what came since stays.
        world.idp_says(|says| says.claims = json!({"sid": "one"}));
        let again = world.in_by_idp().await.unwrap().token;
        assert_eq!(code(world.identity.sso_logout(KEY, &token).await), "sso_logout_refused");
        assert!(live(&again).await);
        // A subject without a session: all of hers that came by the provider.
        let token = say(&world, &json!({"sub": "alice-7", "sid": null, "jti": "logout-2"}));
        world.identity.sso_logout(KEY, &token).await.unwrap();
        assert!(!live(&tokens[1]).await && !live(&again).await);
        assert!(live(&own).await && live(&bob).await && by.session.is_some());
        let token = say(&world, &json!({"sub": null, "sid": "at-bob-1", "jti": "logout-3"}));
        world.identity.sso_logout(KEY, &token).await.unwrap();
        assert!(!live(&bob).await);
        assert_eq!(world.acts_of("session_ended/done").await, 3);
    });
}

#[test]
fn what_knows_no_session_there_ends_with_any_of_its_person() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let live = async |token: &str| world.identity.session_of(token).await.unwrap().is_some();
        let mut tokens = Vec::new();
        for claims in [json!({"sid": null}), json!({"sid": "two"}), json!({"sid": null, "sub": "bob-1"})] {
            world.idp_says(|says| says.claims = claims);
            world.idp_says(|says| says.claims["email"] = json!(format!("{}@idp.example", tokens.len() / 2)));
            tokens.push(world.in_by_idp().await.unwrap().token);
        }
        // By the session alone nobody is meant who knows none.
        let token = say(&world, &json!({"sub": null, "sid": "one", "jti": "logout-1"}));
        world.identity.sso_logout(KEY, &token).await.unwrap();
        assert!(live(&tokens[0]).await && live(&tokens[1]).await && live(&tokens[2]).await);
        let token = say(&world, &json!({"sub": "alice-7", "sid": "one", "jti": "logout-2"}));
        world.identity.sso_logout(KEY, &token).await.unwrap();
        assert!(!live(&tokens[0]).await && live(&tokens[1]).await && live(&tokens[2]).await);
    });
}

#[test]
fn what_another_server_believes_is_over_when_the_provider_is_answered() {
    each_engine(|database| async move {
        let here = World::with_provider(&database, json!({})).await;
        let live = here.in_by_idp().await.unwrap().token;
        let token = say(&here, &json!({}));
        // An embedded database has one server.
        if database.dialect() == store::Dialect::Sqlite {
            return here.identity.sso_logout(KEY, &token).await.unwrap();
        }
        let there = World::of_seed(&database, 1, 300).await;
        assert!(there.identity.session_of(&live).await.unwrap().is_some());
        let began = std::time::Instant::now();
        here.identity.sso_logout(KEY, &token).await.unwrap();
        // The other server's clock, which counts whole seconds here, went on while this one waited.
        let waited = began.elapsed();
        assert!(waited > std::time::Duration::from_secs(1));
        there.clock.advance_secs(i64::try_from(waited.as_millis().div_ceil(1000)).unwrap());
        assert!(there.identity.session_of(&live).await.unwrap().is_none());
    });
}

#[test]
fn a_sign_in_under_way_ends_too() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let user = world.in_by_idp().await.unwrap().session.principal.id();
        world.bound(user, "totp").await;
        let Entry::Waiting { token, .. } = world.by_idp().await.unwrap() else { panic!() };
        let flow = token.unwrap();
        assert!(world.identity.flow_step(&flow, &device()).await.is_ok());
        let token = say(&world, &json!({}));
        world.identity.sso_logout(KEY, &token).await.unwrap();
        assert_eq!(code(world.identity.flow_step(&flow, &device()).await), "flow_gone");
    });
}

#[test]
fn tokens_that_are_none_end_nothing() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let live = world.in_by_idp().await.unwrap().token;
        let old = world.clock.now().as_second() - 700;
        for over in [
            json!({"nonce": "x"}),
            json!({"events": {}}),
            json!({"sub": null, "sid": null}),
            json!({"aud": "another"}),
            json!({"iss": "https://other.example"}),
            json!({"jti": null}),
            json!({"iat": old, "exp": old + 120}),
        ] {
            let token = say(&world, &over);
            assert_eq!(code(world.identity.sso_logout(KEY, &token).await), "sso_logout_refused", "{over}");
        }
        for token in ["", "x", "a.b.c", &say(&world, &json!({})).replace('.', "..")] {
            assert_eq!(code(world.identity.sso_logout(KEY, token).await), "sso_logout_refused");
        }
        assert_eq!(code(world.identity.sso_logout("nothing", "x").await), "not_found");
        assert!(world.identity.session_of(&live).await.unwrap().is_some());
        assert_eq!(world.acts_of("session_ended/done").await, 0);
    });
}

#[test]
fn who_signs_out_here_can_go_on_to_sign_out_there() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let by_idp = acting(&world.in_by_idp().await.unwrap());
        let url = world.identity.sso_sign_out_url(&by_idp).await.unwrap();
        assert!(url.starts_with("https://idp.example/logout?") && url.contains("client_id=kedun"), "{url}");
        let own = world.administrator().await;
        assert_eq!(world.identity.sso_sign_out_url(&own).await, None);
        // A provider that has no such place, found out once what was known of it is stale.
        world.idp_says(|says| says.metadata["end_session_endpoint"] = Value::Null);
        seconds(&world, 3601);
        assert_eq!(world.identity.sso_sign_out_url(&by_idp).await, None);
        world.away(SsoWish::SignIn).await;
    });
}
