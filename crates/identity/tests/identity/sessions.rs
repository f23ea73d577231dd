//! Sessions: how they end, who sees them, and what a request costs.

use identity::{
    Acting, CompromiseOptions, NewToken, Preferences, SessionLimits, SignInRulesChange, UserChange,
};
use model::{Locale, Problem};

use crate::world::{
    ADMIN, OTHER_PASSWORD, PASSWORD, World, acting, acting_as, code, device, each_engine, seconds,
};

#[test]
fn a_session_ends_by_idleness_and_by_age() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let idle = world.sign_in(ADMIN, PASSWORD).await.unwrap();
        let live = |token: String| {
            let identity = world.identity.clone();
            async move { identity.session_of(&token).await.unwrap().is_some() }
        };
        seconds(&world, 12 * 60 * 60 - 1);
        assert!(live(idle.token.to_string()).await);
        seconds(&world, 12 * 60 * 60);
        assert!(!live(idle.token.to_string()).await);

        let used = world.sign_in(ADMIN, PASSWORD).await.unwrap();
        for _ in 0..14 {
            seconds(&world, 12 * 60 * 60 - 1);
            assert!(live(used.token.to_string()).await);
        }
        seconds(&world, 12 * 60 * 60 - 1);
        assert!(!live(used.token.to_string()).await);
    });
}

pub(crate) async fn limits_change(world: &World, by: &Acting, limits: SessionLimits) -> Result<(), Problem> {
    let change = SignInRulesChange { limits: Some(limits), ..SignInRulesChange::default() };
    world.identity.sign_in_rules_change(by, change).await.map(drop)
}

#[test]
fn the_limits_can_be_set_by_whoever_manages_security() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let officer = world.colleague("officer@yunling.example", &["security_officer"]).await;
        let by = acting_as(&world, officer);
        let limits = SessionLimits { idle_secs: 600, absolute_secs: 3_600 };
        limits_change(&world, &by, limits).await.unwrap();
        let too_short = SessionLimits { idle_secs: 1, ..limits };
        assert_eq!(code(limits_change(&world, &by, too_short).await), "invalid_number");

        let signed_in = world.sign_in(ADMIN, PASSWORD).await.unwrap();
        seconds(&world, 600);
        assert!(world.identity.session_of(&signed_in.token).await.unwrap().is_none());
    });
}

#[test]
fn ones_own_sessions_are_listed_and_ended_one_by_one_or_all_others() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let first = world.sign_in(ADMIN, PASSWORD).await.unwrap();
        seconds(&world, 1);
        let (second, third) =
            (world.sign_in(ADMIN, PASSWORD).await.unwrap(), world.sign_in(ADMIN, PASSWORD).await.unwrap());
        let by = acting(&first);
        let mine = world.identity.sessions_mine(&by).await.unwrap().live;
        assert_eq!(mine.len(), 3);
        assert_eq!(mine.iter().filter(|session| session.current).count(), 1);
        assert_eq!(mine[0].device, "Firefox · Linux");
        assert_eq!(mine[0].address, "203.0.113.7");

        world.identity.session_end(&by, second.session.id).await.unwrap();
        assert!(world.identity.session_of(&second.token).await.unwrap().is_none());
        assert_eq!(code(world.identity.session_end(&by, second.session.id).await), "not_found");
        assert_eq!(world.identity.sessions_end_others(&by).await.unwrap(), 1);
        assert!(world.identity.session_of(&third.token).await.unwrap().is_none());
        assert!(world.identity.session_of(&first.token).await.unwrap().is_some());

        world.identity.sign_out(&by).await.unwrap();
        assert!(world.identity.session_of(&first.token).await.unwrap().is_none());
        assert_eq!(world.acts_of("sign_out/done").await, 1);
    });
}

#[test]
fn nobody_ends_a_strangers_session_without_the_right_to() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let signed_in = world.sign_in(ADMIN, PASSWORD).await.unwrap();
        let admin = signed_in.session.principal.id();
        let colleague = world.colleague("wang@yunling.example", &["sales_rep"]).await;
        let by = acting_as(&world, colleague);
        assert_eq!(code(world.identity.session_end(&by, signed_in.session.id).await), "not_found");
        assert_eq!(code(world.identity.sessions_end_of(&by, admin, &world.metadata).await), "forbidden");
        assert_eq!(world.acts_of("denied/denied").await, 1);
        assert!(world.identity.session_of(&signed_in.token).await.unwrap().is_some());

        let by = acting(&signed_in);
        let theirs = world.sign_in("wang@yunling.example", PASSWORD).await.unwrap();
        assert_eq!(world.identity.sessions_end_of(&by, colleague, &world.metadata).await.unwrap(), 2);
        assert!(world.identity.session_of(&theirs.token).await.unwrap().is_none());
    });
}

#[test]
fn texts_that_are_no_token_are_nobodys() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let long = "A".repeat(100_000);
        for token in ["", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "…", &long] {
            assert!(world.identity.session_of(token).await.unwrap().is_none());
        }
    });
}

#[test]
fn a_request_reads_the_rights_of_now_and_a_disabled_person_is_out_at_once() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = world.administrator().await;
        let user = world.colleague("wang@yunling.example", &["sales_rep"]).await;
        let session = world.sign_in("wang@yunling.example", PASSWORD).await.unwrap();
        let version = world.identity.user_find(&by, user).await.unwrap().version;
        let roles = Some(vec!["read_only".into()]);
        let change = UserChange { version, roles, ..UserChange::default() };
        let info = world.identity.user_change(&by, user, change, &world.metadata).await.unwrap();
        let live = world.identity.session_of(&session.token).await.unwrap().unwrap();
        assert!(live.principal.role_keys().all(|key| key.as_str() == "read_only"));

        let change = UserChange { version: info.version, active: Some(false), ..UserChange::default() };
        world.identity.user_change(&by, user, change, &world.metadata).await.unwrap();
        assert!(world.identity.session_of(&session.token).await.unwrap().is_none());
    });
}

#[test]
fn in_one_process_a_request_costs_no_query() {
    let test = store::testing::TestDatabase::embedded();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let world = World::with_administrator(test.database()).await;
        let signed_in = world.sign_in(ADMIN, PASSWORD).await.unwrap();
        world.identity.session_of(&signed_in.token).await.unwrap().unwrap();
        let before = test.database().counters();
        for _ in 0..1000 {
            world.identity.session_of(&signed_in.token).await.unwrap().unwrap();
        }
        assert_eq!(test.database().counters(), before);
    });
}

#[test]
fn the_last_use_is_written_by_the_minute_and_survives_a_restart() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let signed_in = world.sign_in(ADMIN, PASSWORD).await.unwrap();
        for _ in 0..6 {
            seconds(&world, 20);
            world.identity.session_of(&signed_in.token).await.unwrap().unwrap();
        }
        assert_eq!(world.identity.sessions_touch().await.unwrap(), 1);
        assert_eq!(world.identity.sessions_touch().await.unwrap(), 0);
        let mine = world.identity.sessions_mine(&acting(&signed_in)).await.unwrap().live;
        assert_eq!(mine[0].last_used_at.as_second() - mine[0].created_at.as_second(), 120);

        let restarted = World::of_seed(&database, 1, 200).await;
        assert!(restarted.identity.session_of(&signed_in.token).await.unwrap().is_some());
    });
}

#[test]
fn servers_side_by_side_notice_each_others_ends_within_a_second() {
    let test = store::testing::TestDatabase::postgres();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let here = World::with_administrator(test.database()).await;
        let there = World::of_seed(test.database(), 1, 200).await;
        let signed_in = here.sign_in(ADMIN, PASSWORD).await.unwrap();
        assert!(there.identity.session_of(&signed_in.token).await.unwrap().is_some());
        here.identity.sign_out(&acting(&signed_in)).await.unwrap();
        seconds(&there, 2);
        assert!(there.identity.session_of(&signed_in.token).await.unwrap().is_none());

        let by = here.administrator().await;
        here.colleague("wang@yunling.example", &["sales_rep"]).await;
        assert_eq!(there.identity.directory().users().count(), 1);
        assert!(there.identity.refresh_if_changed().await.unwrap());
        assert!(!there.identity.refresh_if_changed().await.unwrap());
        assert_eq!(there.identity.directory().users().count(), 2);
        assert!(here.identity.user_find(&by, by.principal.id()).await.is_ok());
    });
}

#[test]
fn preferences_are_kept_and_checked() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let signed_in = world.sign_in(ADMIN, PASSWORD).await.unwrap();
        let by = acting(&signed_in);
        let wanted = Preferences {
            language: Some("en".into()),
            theme: Some("dark".into()),
            timezone: Some("UTC".into()),
            ..Preferences::default()
        };
        let profile = world.identity.me_change(&by, wanted).await.unwrap();
        assert_eq!((profile.language, profile.theme.as_str()), (Locale::En, "dark"));
        let session = world.identity.session_of(&signed_in.token).await.unwrap().unwrap();
        assert_eq!((session.language, session.zone.as_str()), (Locale::En, "UTC"));
        for wrong in [
            Preferences { theme: Some("pink".into()), ..Preferences::default() },
            Preferences { density: Some("tiny".into()), ..Preferences::default() },
            Preferences { language: Some("fr".into()), ..Preferences::default() },
            Preferences { timezone: Some("Mars/Olympus".into()), ..Preferences::default() },
        ] {
            assert_eq!(code(world.identity.me_change(&by, wrong).await), "invalid_option");
        }
    });
}

#[test]
fn a_hundred_sessions_of_a_person_are_live_at_once() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let first = world.sign_in(ADMIN, PASSWORD).await.unwrap();
        let mut last = first.token.clone();
        for _ in 0..100 {
            seconds(&world, 1);
            last = world.sign_in(ADMIN, PASSWORD).await.unwrap().token;
        }
        assert!(world.identity.session_of(&first.token).await.unwrap().is_none(), "it made room");
        let live = world.identity.session_of(&last).await.unwrap().unwrap();
        let by = Acting { principal: live.principal, session: Some(live.id), address: None };
        let mine = world.identity.sessions_mine(&by).await.unwrap();
        assert_eq!((mine.live.len(), mine.over.len()), (100, 1));
        assert_eq!(mine.over[0].ended_why.as_deref(), Some("too_many"));
    });
}

#[test]
fn what_was_under_way_when_a_session_ended_makes_nothing_that_outlives_it() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = acting(&world.sign_in(ADMIN, PASSWORD).await.unwrap());
        world.identity.compromised_mine(&by, CompromiseOptions::default()).await.unwrap();
        let before = crate::walk::digest(&world);
        let token =
            NewToken { name: "Robot".into(), scopes: vec!["records:read:*".into()], ..NewToken::default() };
        assert_eq!(code(world.identity.token_make(&by, token, &world.metadata).await), "unauthenticated");
        let changed = world.identity.password_change(&by, PASSWORD, OTHER_PASSWORD, &device()).await;
        assert_eq!(code(changed), "unauthenticated");
        let who = crate::walk::by_session(&by);
        assert_eq!(code(world.identity.totp_begin(who, None).await), "unauthenticated");
        assert_eq!(crate::walk::digest(&world), before);
    });
}
