//! What is taken from an account, and what must not come of it: no way round the help desk's code, no account that nobody
//! can open, no fresh time to do without a factor.

use std::collections::{BTreeMap, BTreeSet};

use identity::{
    Acting, CompromiseOptions, Device, FactorRules, Leaving, Message, Need, SignInRulesChange, UserChange,
    UserState,
};
use model::UserId;
use serde_json::json;
use store::system::factors::passkey_seen_on;
use uuid::Uuid;

use crate::sso::support::{KEY, offered};
use crate::world::{PASSWORD, World, acting, acting_as, code, device, each_engine, invite};

const WANG: &str = "wang@yunling.example";

/// Takes a password away, as of somebody who never had one.
async fn without_password(world: &World, user: UserId) {
    let sql = "UPDATE user_account SET password_hash = NULL WHERE id = ?1";
    let taken = world.database.write(move |writer| writer.execute(sql, &[user.into()]));
    let taken: Result<u64, store::Error> = taken.await;
    assert_eq!(taken.unwrap(), 1);
}

/// Somebody who manages users and does not look after security.
async fn helper(world: &World) -> Acting {
    let helper = world.colleague("help@yunling.example", &["administrator"]).await;
    acting_as(world, helper)
}

/// A passkey that was used on the person's first device, which is lost; that device.
async fn passkey_on_device(world: &World, by: &Acting, user: UserId) -> Uuid {
    let device = world.identity.devices_of(by, user).await.unwrap()[0].id;
    world.bound(user, "passkey").await;
    let seen = world.database.write(move |writer| {
        let sql = "UPDATE factor SET last_used_at = created_at WHERE user_id = ?1";
        writer.execute(sql, &[user.into()])?;
        passkey_seen_on(writer, user, device, jiff::Timestamp::UNIX_EPOCH)
    });
    let seen: Result<(), store::Error> = seen.await;
    seen.unwrap();
    device
}

async fn state(world: &World, by: &Acting, user: UserId) -> UserState {
    world.identity.user_find(by, user).await.unwrap().state
}

async fn set_active(world: &World, by: &Acting, user: UserId, active: bool) {
    let version = world.identity.user_find(by, user).await.unwrap().version;
    let change = UserChange { version, active: Some(active), ..UserChange::default() };
    world.identity.user_change(by, user, change, &world.metadata).await.unwrap();
}

async fn verified(world: &World, by: &Acting, user: UserId) {
    let made = world.identity.help_code_make(&acting_as(world, user)).await.unwrap();
    assert!(world.identity.help_code_check(by, user, &made.code).await.unwrap());
}

/// What is asked at the door.
async fn asked(world: &World, email: &str) -> Vec<&'static str> {
    offered(&world.enter(email, PASSWORD, &device()).await.unwrap())
}

#[test]
fn an_account_that_was_used_once_asks_for_the_code_whatever_was_made_of_it() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let wang = world.colleague(WANG, &["sales_rep"]).await;
        let by = helper(&world).await;
        without_password(&world, wang).await;
        set_active(&world, &by, wang, false).await;
        set_active(&world, &by, wang, true).await;
        assert_eq!(state(&world, &by, wang).await, UserState::Invited);
        let reset = world.identity.user_factors_reset(&by, wang, &world.metadata).await;
        assert_eq!(code(reset), "help_officer_required");
        // Who never came in has nothing to read a code from.
        let wanted = invite("new@yunling.example", &["sales_rep"]);
        let new = world.identity.user_invite(&by, wanted, &world.metadata).await.unwrap().user.id;
        world.identity.user_factors_reset(&by, new, &world.metadata).await.unwrap();
    });
}

#[test]
fn another_address_takes_the_code_and_is_told_at_the_old_one() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let mut tasks = tokio::task::JoinSet::new();
        tasks.spawn(world.identity.clone().deliver(std::future::pending()));
        let wang = world.colleague(WANG, &["sales_rep"]).await;
        let by = helper(&world).await;
        let version = world.identity.user_find(&by, wang).await.unwrap().version;
        let change = async |email: &str| {
            world.identity.user_email_change(&by, wang, email, version, &world.metadata).await
        };
        assert_eq!(code(change("mallory@evil.example").await), "help_code_required");
        verified(&world, &by, wang).await;
        change("wang.fang@yunling.example").await.unwrap();
        let told = loop {
            let arrived = world.post.arrived.notified();
            let found = world.post.messages.lock().unwrap().iter().find_map(|message| match message {
                Message::Mail { to, text, .. } if to == WANG => Some(text.to_string()),
                _ => None,
            });
            if let Some(found) = found {
                break found;
            }
            arrived.await;
        };
        assert!(told.contains("改用另一个邮箱地址"), "{told}");
        assert!(!told.contains("wang.fang@"), "the new address is nobody's business there");
    });
}

#[test]
fn whose_factors_are_taken_binds_one_at_the_next_sign_in() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        world.post.without_mail();
        let admin = world.administrator().await;
        let second = world.colleague(WANG, &["administrator"]).await;
        assert!(asked(&world, WANG).await.is_empty(), "there are days to bind the first one");
        world.identity.user_factors_reset(&admin, second, &world.metadata).await.unwrap();
        assert!(asked(&world, WANG).await.is_empty(), "nothing was taken");
        world.bound(second, "totp").await;
        world.identity.user_factors_reset(&admin, second, &world.metadata).await.unwrap();
        assert_eq!(asked(&world, WANG).await, ["enroll"]);

        let third = world.colleague("third@yunling.example", &["administrator"]).await;
        world.bound(third, "totp").await;
        let options = CompromiseOptions { remove_factors: true, days: None };
        world.identity.compromised_of(&admin, third, options, &world.metadata).await.unwrap();
        assert_eq!(asked(&world, "third@yunling.example").await, ["enroll"]);

        // One's own device is no way round the rule either.
        let fourth = world.colleague("fourth@yunling.example", &["administrator"]).await;
        let own = acting(&world.sign_in("fourth@yunling.example", PASSWORD).await.unwrap());
        let lost = passkey_on_device(&world, &admin, fourth).await;
        assert!(world.identity.device_lost_mine(&own, lost, true).await.unwrap().removed);
        assert_eq!(asked(&world, "fourth@yunling.example").await, ["enroll"]);
    });
}

#[test]
fn whoever_has_nothing_left_to_come_in_with_is_invited_again() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let admin = world.administrator().await;
        let options = CompromiseOptions { remove_factors: true, days: None };
        let metadata = &world.metadata;
        for (n, way) in ["reset", "compromised", "device"].into_iter().enumerate() {
            let email = format!("wang{n}@yunling.example");
            let wang = world.colleague(&email, &["sales_rep"]).await;
            let elsewhere = world.sign_in(&email, PASSWORD).await.unwrap();
            without_password(&world, wang).await;
            let lost = passkey_on_device(&world, &admin, wang).await;
            match way {
                "reset" => world.identity.user_factors_reset(&admin, wang, metadata).await.unwrap(),
                "device" => {
                    world
                        .identity
                        .device_lost_of(&admin, wang, lost, true, metadata)
                        .await
                        .map(drop)
                        .unwrap();
                }
                _ => world.identity.compromised_of(&admin, wang, options, metadata).await.map(drop).unwrap(),
            }
            assert_eq!(state(&world, &admin, wang).await, UserState::Invited, "{way}");
            assert!(world.identity.session_of(&elsewhere.token).await.unwrap().is_none(), "{way}");
            let invited = world.identity.user_invite_again(&admin, wang, metadata).await.unwrap();
            world.accept(&invited.path).await.unwrap();
        }
    });
}

#[test]
fn whoever_can_come_by_a_provider_stays_active_until_that_goes_too() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let alice = world.in_by_idp().await.unwrap().session.principal.id();
        let admin = world.administrator().await;
        world.bound(alice, "passkey").await;
        world.identity.user_factors_reset(&admin, alice, &world.metadata).await.unwrap();
        assert_eq!(state(&world, &admin, alice).await, UserState::Active);
        world.in_by_idp().await.unwrap();
        let by = helper(&world).await;
        let unlink = async |by: &Acting| world.identity.sso_unlink_of(by, alice, KEY, &world.metadata).await;
        assert_eq!(code(unlink(&by).await), "help_code_required");
        verified(&world, &by, alice).await;
        unlink(&by).await.unwrap();
        assert_eq!(state(&world, &admin, alice).await, UserState::Invited);
    });
}

#[test]
fn the_last_administrator_is_not_shut_out_by_taking_their_passkeys() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let founder = world.administrator().await.principal.id();
        let officer = world.colleague("officer@yunling.example", &["security_officer"]).await;
        let by = acting_as(&world, officer);
        let lost = passkey_on_device(&world, &by, founder).await;
        without_password(&world, founder).await;
        let options = CompromiseOptions { remove_factors: true, days: None };
        let (identity, metadata) = (&world.identity, &world.metadata);
        for refused in [
            code(identity.user_factors_reset(&by, founder, metadata).await),
            code(identity.compromised_of(&by, founder, options, metadata).await),
            code(identity.device_lost_of(&by, founder, lost, true, metadata).await),
        ] {
            assert_eq!(refused, "last_administrator");
        }
        assert_eq!(identity.security_of(&by, founder).await.unwrap().factors.len(), 1, "nothing was done");
    });
}

#[test]
fn nobody_removes_their_own_last_way_in() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let wang = world.colleague(WANG, &["sales_rep"]).await;
        let own = acting(&world.sign_in(WANG, PASSWORD).await.unwrap());
        world.bound(wang, "passkey").await;
        let factor = world.identity.security_mine(&own).await.unwrap().factors[0].id;
        without_password(&world, wang).await;
        assert_eq!(code(world.identity.factor_remove(&own, factor, &device()).await), "last_way_in");
    });
}

/// Providers only, and one account for when the glass has to be broken, with that factor.
async fn with_break_glass(world: &World, roles: &[&str], kind: &str) -> (UserId, Uuid) {
    let spare = world.colleague("spare@yunling.example", roles).await;
    let admin = acting_as(world, world.admin_id());
    let device = if kind == "passkey" {
        passkey_on_device(world, &admin, spare).await
    } else {
        world.bound(spare, kind).await;
        Uuid::nil()
    };
    world.only(true, &[spare]).await.unwrap();
    (spare, device)
}

#[test]
fn the_last_account_for_when_the_glass_has_to_be_broken_is_kept_whatever_is_done() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let guard = json!({
            "key": "guard", "label": {"zh": "安全", "en": "Guard"}, "version": 0,
            "system": ["security.manage"],
        });
        let by = acting_as(&world, world.admin_id());
        let (identity, metadata) = (&world.identity, &world.metadata);
        let guard: access::Role = serde_json::from_value(guard).unwrap();
        let guard = identity.role_create(&by, guard, metadata).await.unwrap().role;
        let (spare, device) = with_break_glass(&world, &["guard"], "passkey").await;
        let version = identity.user_find(&by, spare).await.unwrap().version;
        let options = CompromiseOptions { remove_factors: true, days: None };
        let nothing = access::Role { system: BTreeSet::default(), ..guard };
        let roles = UserChange { version, roles: Some(vec!["sales_rep".into()]), ..UserChange::default() };
        for (way, refused) in [
            ("leaves", code(identity.user_leave(&by, spare, Leaving::default(), metadata).await)),
            ("compromised", code(identity.compromised_of(&by, spare, options, metadata).await)),
            ("device", code(identity.device_lost_of(&by, spare, device, true, metadata).await)),
            ("role", code(identity.role_change(&by, nothing, metadata).await)),
            ("roles", code(identity.user_change(&by, spare, roles, metadata).await)),
        ] {
            assert_eq!(refused, "sso_break_glass_needed", "{way}");
        }
        // What takes nothing away is done all the same.
        identity.device_lost_of(&by, spare, device, false, metadata).await.unwrap();
    });
}

#[test]
fn another_address_does_not_take_the_only_factor_of_the_last_such_account() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let (spare, _) = with_break_glass(&world, &["security_officer"], "email_code").await;
        let by = acting_as(&world, world.admin_id());
        let version = world.identity.user_find(&by, spare).await.unwrap().version;
        let email = "other@yunling.example";
        let changed = world.identity.user_email_change(&by, spare, email, version, &world.metadata).await;
        assert_eq!(code(changed), "sso_break_glass_needed");
    });
}

#[test]
fn two_such_accounts_do_not_lose_their_factors_at_the_same_moment() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let officer = world.administrator().await;
        let nobody = FactorRules { roles: BTreeMap::default(), ..FactorRules::default() };
        assert_eq!(nobody.default.need, Need::None);
        let change = SignInRulesChange { factors: Some(nobody), ..SignInRulesChange::default() };
        world.identity.sign_in_rules_change(&officer, change).await.unwrap();
        let mut spare = Vec::new();
        for email in ["one@yunling.example", "two@yunling.example"] {
            let user = world.colleague(email, &["security_officer"]).await;
            let own = acting(&world.sign_in(email, PASSWORD).await.unwrap());
            world.bound(user, "totp").await;
            let factor = world.identity.security_mine(&own).await.unwrap().factors[0].id;
            spare.push((user, own, factor));
        }
        world.only(true, &[spare[0].0, spare[1].0]).await.unwrap();
        let remove = |n: usize| {
            let (identity, own, factor) = (&world.identity, &spare[n].1, spare[n].2);
            async move { identity.factor_remove(own, factor, &Device::default()).await }
        };
        let (one, two) = tokio::join!(remove(0), remove(1));
        let (passed, refused) = if one.is_ok() { (one, two) } else { (two, one) };
        passed.unwrap();
        assert_eq!(code(refused), "sso_break_glass_needed");
    });
}
