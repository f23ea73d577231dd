//! Providers only, and the accounts for when the glass has to be broken.

use identity::{Entry, SsoOnly, SsoWish, UserChange};
use serde_json::json;

use super::support::{KEY, offered};
use crate::world::{ADMIN, PASSWORD, World, acting_as, code, device, each_engine, invite, token_of};

#[test]
fn the_switch_needs_somebody_who_can_turn_it_back() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let admin = world.admin_id();
        world.bound(admin, "totp").await;
        assert_eq!(code(world.only(true, &[admin]).await), "sso_only_needs_provider");
        // A factor is bound to the administrator now: setting things up goes on without signing in.
        let by = acting_as(&world, admin);
        let wish = identity::SsoProviderWish {
            version: None,
            on: true,
            settings: super::support::settings(&json!({})),
            client_secret: None,
        };
        world.identity.sso_provider_put(&by, KEY, wish, &world.metadata).await.unwrap();
        assert_eq!(code(world.only(true, &[]).await), "sso_break_glass_needed");
        let nobody = model::UserId(uuid::Uuid::from_u128(7));
        assert_eq!(code(world.only(true, &[nobody]).await), "invalid_id");
        world.only(true, &[admin]).await.unwrap();
        // And stays so: neither the factor nor the provider can be taken away.
        let reset = world.identity.user_factors_reset(&by, admin, &world.metadata).await;
        assert_eq!(code(reset), "self_change");
        assert_eq!(code(world.identity.sso_provider_delete(&by, KEY).await), "sso_only_needs_provider");
        assert!(world.identity.sso_rules().find(KEY).is_some(), "nothing was done by halves");
        world.only(false, &[]).await.unwrap();
        world.identity.sso_provider_delete(&by, KEY).await.unwrap();
    });
}

#[test]
fn a_break_glass_account_without_a_second_factor_is_none() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let rep = world.colleague("li.lei@yunling.example", &["sales_rep"]).await;
        assert_eq!(code(world.only(true, &[rep, world.admin_id()]).await), "sso_break_glass_needed");
        let alice = world.in_by_idp().await.unwrap().session.principal.id();
        world.bound(alice, "totp").await;
        assert_eq!(code(world.only(true, &[alice]).await), "sso_break_glass_needed", "she has no password");
    });
}

#[test]
fn a_right_password_is_as_wrong_as_any_but_for_break_glass_accounts() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let rep = world.colleague("li.lei@yunling.example", &["sales_rep"]).await;
        let admin = world.admin_id();
        world.bound(admin, "totp").await;
        world.only(true, &[admin]).await.unwrap();
        let tell = async |email: &str, password: &str| {
            let runs = world.hasher.runs();
            let before = world.acts_of("sign_in_failed/failed").await;
            let problem = world.enter(email, password, &device()).await.err().unwrap();
            let logged = world.acts_of("sign_in_failed/failed").await - before;
            (format!("{problem:?}"), world.hasher.runs() - runs, logged)
        };
        let right = tell("li.lei@yunling.example", PASSWORD).await;
        assert_eq!(right, tell("li.lei@yunling.example", "not the password at all").await);
        assert_eq!(right, tell("nobody@yunling.example", PASSWORD).await);
        assert_eq!(right.1, 1);
        let entry = world.enter(ADMIN, PASSWORD, &device()).await.unwrap();
        assert_eq!(offered(&entry), ["totp"]);
        // No mailed link either, and the answer is the same.
        world.identity.reset_ask("li.lei@yunling.example", &device()).await.unwrap();
        assert_eq!(world.acts_of("code_sent/done").await, 0);
        world.only(false, &[]).await.unwrap();
        let back = world.sign_in("li.lei@yunling.example", PASSWORD).await.unwrap();
        assert_eq!(back.session.principal.id(), rep);
    });
}

#[test]
fn a_flow_that_began_with_a_password_ends_when_the_switch_turns() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let rep = world.colleague("li.lei@yunling.example", &["sales_rep"]).await;
        world.bound(rep, "totp").await;
        let admin = world.admin_id();
        world.bound(admin, "totp").await;
        let Entry::Waiting { token, .. } =
            world.enter("li.lei@yunling.example", PASSWORD, &device()).await.unwrap()
        else {
            panic!()
        };
        let token = token.unwrap();
        assert!(world.identity.flow_step(&token, &device()).await.is_ok());
        world.only(true, &[admin]).await.unwrap();
        assert_eq!(code(world.identity.flow_step(&token, &device()).await), "flow_gone");
    });
}

#[test]
fn an_invitation_is_answered_at_the_provider_only() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let admin = world.admin_id();
        world.bound(admin, "totp").await;
        let by = acting_as(&world, admin);
        let invite = invite("wang.fang@yunling.example", &["sales_rep"]);
        let invited = world.identity.user_invite(&by, invite, &world.metadata).await.unwrap();
        world.only(true, &[admin]).await.unwrap();
        assert_eq!(code(world.accept(&invited.path).await), "sso_only");
        let begun = world.away(SsoWish::Invitation(token_of(&invited.path))).await;
        let callback = world.visit(&begun);
        assert!(world.back(&begun.cookie, callback).await.is_ok());
    });
}

#[test]
fn whoever_is_unlinked_while_it_is_on_can_be_invited_again() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let admin = world.admin_id();
        let person = world.linked("wang.fang@yunling.example").await.principal.id();
        world.bound(admin, "totp").await;
        world.only(true, &[admin]).await.unwrap();
        let by = acting_as(&world, admin);
        let key = world.identity.sso_of(&by, person).await.unwrap()[0].key.clone();
        // They have a password still, which is not taken any more.
        world.identity.sso_unlink_of(&by, person, &key, &world.metadata).await.unwrap();
        let info = world.identity.user_find(&by, person).await.unwrap();
        assert_eq!(info.state, identity::UserState::Invited);
        assert!(world.identity.user_invite_again(&by, person, &world.metadata).await.is_ok());
    });
}

#[test]
fn only_who_looks_after_security_turns_it_and_no_break_glass_account_is_disabled() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let admin = world.admin_id();
        let rep = world.colleague("rep@yunling.example", &["sales_rep"]).await;
        let spare = world.colleague("spare@yunling.example", &["security_officer"]).await;
        let by = acting_as(&world, rep);
        let wanted = SsoOnly { enabled: false, break_glass: vec![rep] };
        assert_eq!(code(world.identity.sso_only_change(&by, wanted).await), "forbidden");
        // Nor is somebody enough who could come in and not turn it back.
        world.bound(rep, "totp").await;
        assert_eq!(code(world.only(true, &[rep]).await), "sso_break_glass_needed");
        world.bound(spare, "totp").await;
        world.only(true, &[rep, spare]).await.unwrap();
        let by = acting_as(&world, admin);
        let version = world.identity.user_find(&by, spare).await.unwrap().version;
        let change = UserChange { version, active: Some(false), ..UserChange::default() };
        let disabled = world.identity.user_change(&by, spare, change, &world.metadata).await;
        assert_eq!(code(disabled), "sso_break_glass_needed");
    });
}
