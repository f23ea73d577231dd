//! What an administrator says about providers, and what of it is kept how.

use identity::SsoProviderWish;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::support::{KEY, SECRET, settings};
use crate::world::{World, acting_as, code, each_engine, seconds};

fn wish(version: Option<i64>, over: &Value, secret: Option<&str>) -> SsoProviderWish {
    let client_secret = secret.map(|secret| Zeroizing::new(secret.to_owned()));
    SsoProviderWish { version, on: true, settings: settings(over), client_secret }
}

#[test]
fn a_provider_is_kept_with_its_secret_sealed_and_changed_by_version() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        let put =
            async |key: &str, wish| world.identity.sso_provider_put(&by, key, wish, &world.metadata).await;
        put(KEY, wish(None, &json!({}), Some(SECRET))).await.unwrap();
        assert_eq!(code(put(KEY, wish(None, &json!({}), None)).await), "key_taken");
        assert_eq!(code(put("Corp", wish(None, &json!({}), None)).await), "invalid_option");
        assert_eq!(code(put("other", wish(Some(1), &json!({}), None)).await), "not_found");
        put(KEY, wish(Some(1), &json!({"trust_second_factor": true}), None)).await.unwrap();
        assert_eq!(code(put(KEY, wish(Some(1), &json!({}), None)).await), "version_conflict");
        let rules = world.identity.sso_rules();
        let provider = rules.find(KEY).unwrap();
        assert!(provider.has_secret() && provider.settings.trust_second_factor && provider.version == 2);
        let stored: Result<Vec<_>, store::Error> = database.read(store::system::sso::sso_provider_list).await;
        let row = &stored.unwrap()[0];
        let sealed = row.secret_sealed.clone().unwrap();
        assert!(!row.body.contains("hush") && !sealed.windows(4).any(|part| part == b"hush"));
        let log = world.log().await;
        assert!(log.iter().all(|entry| !entry.detail.to_string().contains("hush")));
        // Asked anew each time, whatever was known a moment ago.
        assert_eq!(world.identity.sso_test(&by, KEY).await.unwrap(), None);
        world.idp_says(|says| says.metadata = json!({}));
        assert!(world.identity.sso_test(&by, KEY).await.unwrap().is_some());
        world.idp_says(|says| says.metadata = federation::testing::metadata());
        assert_eq!(world.identity.sso_test(&by, KEY).await.unwrap(), None);
    });
}

#[test]
fn a_secret_does_not_go_along_to_another_issuer() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let by = world.administrator().await;
        let evil =
            json!({"provider": {"kind": "oidc", "issuer": "https://evil.example", "client_id": "kedun"}});
        let put = async |wish| world.identity.sso_provider_put(&by, KEY, wish, &world.metadata).await;
        assert_eq!(code(put(wish(Some(1), &evil, None)).await), "required");
        // And once people are linked, the issuer stays: the same name is another person elsewhere.
        world.in_by_idp().await.unwrap();
        assert_eq!(code(put(wish(Some(1), &evil, Some("new"))).await), "sso_issuer_fixed");
    });
}

#[test]
fn nobody_gives_by_groups_what_they_do_not_have_and_only_security_sets_it_up() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let officer = world.colleague("officer@yunling.example", &["security_officer"]).await;
        let rep = world.colleague("rep@yunling.example", &["sales_rep"]).await;
        let admin = world.administrator().await;
        let put = async |by: &identity::Acting, version, groups: Value| {
            let wish = wish(version, &json!({"groups": groups}), None);
            world.identity.sso_provider_put(by, KEY, wish, &world.metadata).await
        };
        let officer = acting_as(&world, officer);
        assert_eq!(code(put(&acting_as(&world, rep), None, json!([])).await), "forbidden");
        let administrators = json!([{"group": "x", "roles": ["administrator"]}]);
        assert_eq!(code(put(&officer, None, administrators.clone()).await), "escalation");
        assert_eq!(
            code(put(&admin, None, json!([{"group": "x", "roles": ["none"]}])).await),
            "invalid_option"
        );
        let team = json!([{"group": "x", "team": uuid::Uuid::from_u128(5)}]);
        assert_eq!(code(put(&admin, None, team).await), "invalid_id");
        put(&admin, None, administrators.clone()).await.unwrap();
        // What stands there already can be left as it is, but not be given to others by reading groups elsewhere.
        put(&officer, Some(1), administrators.clone()).await.unwrap();
        let provider = json!({
            "kind": "oidc", "issuer": federation::testing::ISSUER, "client_id": "kedun", "groups_claim": "name",
        });
        let elsewhere = wish(Some(2), &json!({"groups": administrators, "provider": provider}), None);
        let put = world.identity.sso_provider_put(&officer, KEY, elsewhere, &world.metadata).await;
        assert_eq!(code(put), "escalation");
    });
}

#[test]
fn a_provider_that_is_off_is_not_there() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let by = world.administrator().await;
        let begun = world.away(identity::SsoWish::SignIn).await;
        let off = SsoProviderWish { on: false, ..wish(Some(1), &json!({}), None) };
        world.identity.sso_provider_put(&by, KEY, off, &world.metadata).await.unwrap();
        assert_eq!(code(world.identity.sso_begin(KEY, identity::SsoWish::SignIn).await), "not_found");
        assert_eq!(world.identity.sso_rules().usable().count(), 0);
        let callback = world.visit(&begun);
        assert_eq!(code(world.back(&begun.cookie, callback).await), "sso_failed");
    });
}

#[test]
fn a_provider_made_anew_under_the_same_key_is_met_anew() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        // Another server of the company has met it as well, and hears of no removal.
        let beside = World::of_seed(&database, 1, 200).await;
        let (by, sign_in) = (world.administrator().await, || identity::SsoWish::SignIn);
        let begun = beside.away(sign_in()).await;
        let callback = beside.visit(&begun);
        world.away(sign_in()).await;
        world.identity.sso_provider_delete(&by, KEY).await.unwrap();
        let other =
            json!({"provider": {"kind": "oidc", "issuer": "https://other.example", "client_id": "kedun"}});
        let anew = wish(None, &other, Some(SECRET));
        world.identity.sso_provider_put(&by, KEY, anew, &world.metadata).await.unwrap();
        assert_eq!(world.identity.sso_rules().find(KEY).unwrap().version, 1, "as before");
        beside.identity.refresh_if_changed().await.unwrap();
        for server in [&world, &beside] {
            // Nobody answers by the new name; nobody is sent to the old one.
            assert_eq!(code(server.identity.sso_begin(KEY, sign_in()).await), "sso_unavailable");
        }
        seconds(&world, 6);
        assert_eq!(code(beside.back(&begun.cookie, callback).await), "sso_failed");
        assert_eq!(world.acts_of("user_created/done").await, 0);
    });
}
