//! The log of sign-ins is what it says: every way in, up, back and out is taken once, and what it adds to the log is asserted,
//! each act alone and in order; the chain is whole at the end.

use identity::{CompromiseOptions, NewToken};
use serde_json::json;

use crate::passkeys::{challenge, open, with_phone};
use crate::walk::{Letters, REP, answer, bind_app, by_session, is_in, password, waits};
use crate::world::{OTHER_PASSWORD, PASSWORD, World, acting, device, each_engine, seconds};

/// What was added to the log since it was last asked.
struct Arrivals<'a> {
    world: &'a World,
    seen: usize,
}

impl Arrivals<'_> {
    async fn are(&mut self, way: &str, expected: &[&str]) {
        let log = self.world.log().await;
        let fresh: Vec<String> =
            log[self.seen..].iter().map(|entry| format!("{}/{}", entry.action, entry.outcome)).collect();
        assert_eq!(fresh, expected, "{way}");
        self.seen = log.len();
    }
}

#[test]
fn every_way_in_up_back_and_out_arrives_in_the_log_in_order() {
    each_engine(|database| async move {
        let world = World::with_provider(&database, json!({})).await;
        let mut letters = Letters::of(&world);
        let (by, mut phone) = with_phone(&world, REP).await;
        let seen = world.log().await.len();
        let mut arrivals = Arrivals { world: &world, seen };

        let (app, codes) = bind_app(&world, by_session(&by)).await;
        assert!(codes.is_empty(), "they came with the first factor");
        arrivals.are("an app is bound", &["factor_changed/done"]).await;
        let fresh_codes = world.identity.recovery_codes_renew(&by, &device()).await.unwrap();
        arrivals.are("recovery codes are made", &["factor_changed/done"]).await;

        assert!(world.enter(REP, OTHER_PASSWORD, &device()).await.is_err());
        arrivals.are("a wrong password", &["sign_in_failed/failed"]).await;
        let asked = password(&world, REP).await;
        arrivals.are("a right password that is not enough", &[]).await;
        assert!(answer(&world, &asked, "totp", &app.wrong(&world)).await.is_err());
        arrivals.are("a wrong code", &["sign_in_failed/failed"]).await;
        let by_code = is_in(answer(&world, &asked, "totp", &app.code(&world)).await);
        arrivals.are("a code of an app", &["sign_in/done"]).await;
        let asked = password(&world, REP).await;
        is_in(answer(&world, &asked, "recovery_code", &fresh_codes[0]).await);
        arrivals.are("a recovery code", &["sign_in/done"]).await;
        let (options, cookie) = challenge(&world).await;
        is_in(open(&world, &cookie, phone.get(&options)).await);
        arrivals.are("a passkey", &["sign_in/done"]).await;
        world.at_idp("new", "new@yunling.example", &[]);
        let _ = world.by_idp().await;
        arrivals.are("a stranger at the provider", &["sign_in_failed/failed"]).await;
        let admin = world.administrator().await;
        arrivals.are("a password alone", &["sign_in/done"]).await;

        seconds(&world, 30);
        let up = waits(world.identity.step_up(&acting(&by_code), &device()).await.unwrap());
        is_in(answer(&world, &up, "totp", &app.code(&world)).await);
        arrivals.are("a fresh proof", &["stepped_up/done"]).await;

        for _ in 0..5 {
            assert!(world.enter(REP, OTHER_PASSWORD, &device()).await.is_err());
        }
        assert!(world.enter(REP, PASSWORD, &device()).await.is_err());
        arrivals.are("five failures, and one that had to wait", &["sign_in_failed/failed"; 6]).await;
        seconds(&world, 30);
        world.identity.unlock_by_code(REP, &app.code(&world), &device()).await.unwrap();
        arrivals.are("the wait lifted by a code", &["unlocked/done"]).await;

        world.identity.reset_ask(REP, &device()).await.unwrap();
        let (_, token) = letters.link().await;
        arrivals.are("a link asked for", &["code_sent/done"]).await;
        let reset = waits(world.identity.link_open(&token, &device()).await.unwrap().unwrap());
        arrivals.are("the link opened", &[]).await;
        seconds(&world, 30);
        assert_eq!(
            waits(answer(&world, &reset, "totp", &app.code(&world)).await.unwrap()).next(),
            "new_password"
        );
        world.identity.new_password(&reset.token, OTHER_PASSWORD, &device()).await.unwrap();
        arrivals.are("another password by the link", &["password_reset/done"]).await;

        seconds(&world, 30);
        let asked = waits(world.enter(REP, OTHER_PASSWORD, &device()).await.unwrap());
        let one = acting(&is_in(answer(&world, &asked, "totp", &app.code(&world)).await));
        arrivals.are("signed in with it", &["sign_in/done"]).await;
        let wanted =
            NewToken { name: "Robot".into(), scopes: vec!["records:read:*".into()], ..NewToken::default() };
        let made = world.identity.token_make(&one, wanted, &world.metadata).await.unwrap();
        arrivals.are("a token made", &["token_changed/done"]).await;
        world.identity.token_revoke(&one, made.info.id).await.unwrap();
        arrivals.are("the token ended", &["token_changed/done"]).await;
        world.identity.help_code_make(&one).await.unwrap();
        arrivals.are("a code for the help desk", &["help_code_made/done"]).await;
        world.identity.password_change(&one, OTHER_PASSWORD, PASSWORD, &device()).await.unwrap();
        arrivals.are("another password", &["password_changed/done"]).await;
        world.identity.sign_out(&one).await.unwrap();
        arrivals.are("signed out", &["sign_out/done"]).await;

        let user = one.principal.id();
        world.identity.sessions_end_of(&admin, user, &world.metadata).await.unwrap();
        arrivals.are("all sessions ended by an administrator", &["session_ended/done"]).await;
        let all = CompromiseOptions::default();
        world.identity.compromised_of(&admin, user, all, &world.metadata).await.unwrap();
        arrivals.are("compromised", &["compromised/done"]).await;

        world.identity.log().checkpoint().await.unwrap();
        let report = world.identity.log().verify().await.unwrap();
        assert!(report.ok && report.events >= u64::try_from(arrivals.seen).unwrap(), "{report:?}");
    });
}
