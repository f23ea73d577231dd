//! Linking one's own account, and unlinking.

use identity::{SsoBrowser, SsoEnd, SsoWish};
use serde_json::json;

use super::support::KEY;
use crate::world::{PASSWORD, World, acting, acting_as, code, device, each_engine, seconds};

#[test]
fn a_person_links_their_own_account_and_comes_in_by_it() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let by = world.linked("wang.fang@yunling.example").await;
        let mine = world.identity.sso_mine(&by).await.unwrap();
        assert!(mine[0].key == KEY && mine[0].linked_at.is_some() && mine[0].last_sign_in_at.is_none());
        // The address at the provider is another: that is nobody's business.
        let signed_in = world.in_by_idp().await.unwrap();
        assert_eq!(signed_in.session.principal.id(), by.principal.id());
        assert_eq!(world.acts_of("sso_linked/done").await, 1);
        // Once more is no harm.
        assert!(matches!(world.link(&by).await.unwrap(), SsoEnd::Linked(_)));
        assert_eq!(world.acts_of("sso_linked/done").await, 1);
    });
}

#[test]
fn an_identity_belongs_to_one_account_and_an_account_has_one() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let first = world.linked("wang.fang@yunling.example").await;
        world.colleague("li.lei@yunling.example", &["sales_rep"]).await;
        let other = acting(&world.sign_in("li.lei@yunling.example", PASSWORD).await.unwrap());
        assert_eq!(code(world.link(&other).await), "sso_taken");
        world.at_idp("bob-1", "bob@idp.example", &[]);
        assert_eq!(code(world.link(&first).await), "sso_taken");
        assert!(matches!(world.link(&other).await.unwrap(), SsoEnd::Linked(_)));
    });
}

#[test]
fn linking_takes_a_fresh_proof_and_the_same_session_to_the_end() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({"accounts": {"enabled": false}})).await;
        world.colleague("wang.fang@yunling.example", &["sales_rep"]).await;
        world.colleague("li.lei@yunling.example", &["sales_rep"]).await;
        let by = acting(&world.sign_in("wang.fang@yunling.example", PASSWORD).await.unwrap());
        seconds(&world, 16 * 60);
        let stale = world.identity.sso_begin(KEY, SsoWish::Link(Box::new(by))).await;
        assert_eq!(code(stale), "step_up_required");
        let by = acting(&world.sign_in("wang.fang@yunling.example", PASSWORD).await.unwrap());
        let other = acting(&world.sign_in("li.lei@yunling.example", PASSWORD).await.unwrap());
        for ends in [None, Some(&other)] {
            let begun = world.away(SsoWish::Link(Box::new(by.clone()))).await;
            let callback = world.visit(&begun);
            let browser = SsoBrowser { cookie: Some(&begun.cookie), flow: None, acting: ends };
            let ended = world.identity.sso_finish(browser, callback, &device()).await;
            assert_eq!(code(ended), "flow_gone");
        }
        assert_eq!(code(world.by_idp().await), "sso_not_linked", "nobody was linked");
    });
}

#[test]
fn unlinking_ends_what_came_by_it_but_not_the_last_way_in() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let by = world.linked("wang.fang@yunling.example").await;
        let by_idp = world.in_by_idp().await.unwrap();
        assert_eq!(code(world.identity.sso_unlink(&by, "other", &device()).await), "not_found");
        world.identity.sso_unlink(&by, KEY, &device()).await.unwrap();
        assert!(world.identity.session_of(&by_idp.token).await.unwrap().is_none());
        assert_eq!(world.acts_of("sso_unlinked/done").await, 1);
        // Somebody made at the door has no other way; an administrator may take it all the same.
        let alice = world.in_by_idp().await.unwrap();
        let (own, user) = (acting(&alice), alice.session.principal.id());
        assert_ne!(user, by.principal.id());
        assert_eq!(code(world.identity.sso_unlink(&own, KEY, &device()).await), "sso_last_way");
        let rep = acting_as(&world, by.principal.id());
        let refused = world.identity.sso_unlink_of(&rep, user, KEY, &world.metadata).await;
        assert_eq!(code(refused), "forbidden");
        let admin = world.administrator().await;
        world.identity.sso_unlink_of(&admin, user, KEY, &world.metadata).await.unwrap();
        assert!(world.identity.session_of(&alice.token).await.unwrap().is_none());
        assert_eq!(code(world.by_idp().await), "sso_not_linked", "the address is taken now");
    });
}

#[test]
fn a_sign_in_under_way_ends_with_the_link() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let by = world.linked("wang.fang@yunling.example").await;
        world.bound(by.principal.id(), "totp").await;
        let identity::Entry::Waiting { token, .. } = world.by_idp().await.unwrap() else { panic!() };
        let flow = token.unwrap();
        assert!(world.identity.flow_step(&flow, &device()).await.is_ok());
        world.identity.sso_unlink(&by, KEY, &device()).await.unwrap();
        assert_eq!(code(world.identity.flow_step(&flow, &device()).await), "flow_gone");
    });
}
