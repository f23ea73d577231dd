//! Codes by mail and short message.

use identity::{
    Acting, CompromiseOptions, Device, FactorKind, FactorRules, Message, Rule, Sent, SignInRulesChange,
};
use model::Problem;

use crate::walk::{
    Letters, REP, Waits, answer, by_session, colleague, digest, failures, is_in, password, rows, tables_with,
    waits,
};
use crate::world::{PASSWORD, World, code, device, each_engine, seconds};

/// Binds codes by mail, and goes on until the next one may be sent.
async fn bind_mail(world: &World, by: &Acting, letters: &mut Letters<'_>) -> Sent {
    let (id, sent) = world.identity.code_begin(by_session(by), None, &device()).await.unwrap();
    let arrived = letters.code().await;
    world.identity.code_confirm(by_session(by), id, &arrived, &device()).await.unwrap();
    seconds(world, 60);
    sent
}

async fn send(world: &World, waits: &Waits) -> Result<Sent, Problem> {
    world.identity.code_send(&waits.token, "email_code", &device()).await
}

/// Lets everybody use codes by short message.
async fn allow_sms(world: &World) {
    let officer = world.administrator().await;
    let allowed = FactorKind::ALL.to_vec();
    let rules = FactorRules::default();
    let factors = FactorRules { default: Rule { allowed, ..rules.default }, ..rules };
    let change = SignInRulesChange { factors: Some(factors), ..SignInRulesChange::default() };
    world.identity.sign_in_rules_change(&officer, change).await.unwrap();
}

#[test]
fn a_mailed_code_arrives_and_works_once() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let mut letters = Letters::of(&world);
        let by = colleague(&world, REP).await;
        let sent = bind_mail(&world, &by, &mut letters).await;
        assert_eq!(sent.sent_to, "w***@yunling.example");

        let waits = password(&world, REP).await;
        assert_eq!(waits.ways(), ["email_code", "recovery_code"]);
        let sent = send(&world, &waits).await.unwrap();
        let now = model::Clock::now(&*world.clock).as_second();
        assert_eq!((sent.expires_at.as_second(), sent.again_at.as_second()), (now + 300, now + 60));
        let right = letters.code().await;
        assert!(tables_with(&world, &right).is_empty());
        let spaced = format!(" {} {}", &right[..3], &right[3..]);
        is_in(answer(&world, &waits, "email_code", &spaced).await);
        assert_eq!(code(answer(&world, &waits, "email_code", &right).await), "flow_gone");
        let waits = password(&world, REP).await;
        assert_eq!(code(answer(&world, &waits, "email_code", &right).await), "factor_failed");
        assert_eq!(code(answer(&world, &waits, "sms_code", &right).await), "factor_failed");
        assert_eq!(failures(&world, "account", REP).await, 2);
        assert_eq!(world.acts_of("code_sent/done").await, 2);
        let shown = format!("{:?}", world.log().await);
        assert!(!shown.contains(&right));
    });
}

#[test]
fn a_code_works_for_five_minutes_and_a_newer_one_replaces_it() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let mut letters = Letters::of(&world);
        let by = colleague(&world, REP).await;
        bind_mail(&world, &by, &mut letters).await;
        let waits = password(&world, REP).await;
        send(&world, &waits).await.unwrap();
        let first = letters.code().await;
        seconds(&world, 60);
        send(&world, &waits).await.unwrap();
        let second = letters.code().await;
        assert_eq!(code(answer(&world, &waits, "email_code", &first).await), "factor_failed");
        seconds(&world, 300);
        let before = digest(&world);
        assert_eq!(code(answer(&world, &waits, "email_code", &second).await), "factor_failed");
        assert_eq!(digest(&world), before);
        let waits = password(&world, REP).await;
        send(&world, &waits).await.unwrap();
        let third = letters.code().await;
        seconds(&world, 299);
        is_in(answer(&world, &waits, "email_code", &third).await);
    });
}

#[test]
fn a_code_is_worth_nothing_in_another_flow_or_session_of_the_same_account() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let mut letters = Letters::of(&world);
        let by = colleague(&world, REP).await;
        bind_mail(&world, &by, &mut letters).await;
        let (mine, other) = (password(&world, REP).await, password(&world, REP).await);
        send(&world, &mine).await.unwrap();
        let right = letters.code().await;
        assert_eq!(code(answer(&world, &other, "email_code", &right).await), "factor_failed");
        let up = crate::walk::waits(world.identity.step_up(&by, &device()).await.unwrap());
        assert_eq!(code(answer(&world, &up, "email_code", &right).await), "factor_failed");
        is_in(answer(&world, &mine, "email_code", &right).await);
        // Nor is the code that binds worth anything at the door.
        seconds(&world, 60);
        world.identity.code_begin(by_session(&by), None, &device()).await.unwrap();
        let binding = letters.code().await;
        assert_eq!(code(answer(&world, &other, "email_code", &binding).await), "factor_failed");
    });
}

#[test]
fn one_code_a_minute_five_an_hour_and_ten_a_day_are_sent_to_strangers_together() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let mut letters = Letters::of(&world);
        let by = colleague(&world, REP).await;
        let (id, _) = world.identity.code_begin(by_session(&by), None, &device()).await.unwrap();
        let again = world.identity.code_begin(by_session(&by), None, &device()).await.unwrap_err();
        assert_eq!((again.code, &*again.params[0].1), ("try_later", "60"));
        let right = letters.code().await;
        world.identity.code_confirm(by_session(&by), id, &right, &device()).await.unwrap();
        let entered = password(&world, REP).await;
        send(&world, &entered).await.unwrap();
        let at_home = is_in(answer(&world, &entered, "email_code", &letters.code().await).await);
        let tokens = Device::tokens_of(at_home.device.as_deref().unwrap());
        let problem = send(&world, &password(&world, REP).await).await.unwrap_err();
        assert_eq!((problem.code, &*problem.params[0].1), ("try_later", "60"));

        let mut sent = 1;
        let mut by_hour = Vec::new();
        for _ in 0..4 {
            for _ in 0..7 {
                seconds(&world, 61);
                sent += i64::from(send(&world, &password(&world, REP).await).await.is_ok());
            }
            by_hour.push(sent);
            seconds(&world, 3600);
        }
        assert_eq!(by_hour, [5, 10, 10, 10]);
        assert_eq!(rows(&world, "one_time_code").await, 1 + 10);
        // Whoever knows the password and uses all of them up does not keep the owner's own browser out.
        let known = Device { address: Some("192.0.2.33".into()), tokens, ..device() };
        let waits = waits(world.enter(REP, PASSWORD, &known).await.unwrap());
        world.identity.code_send(&waits.token, "email_code", &known).await.unwrap();
        seconds(&world, 24 * 3600);
        send(&world, &password(&world, REP).await).await.unwrap();
    });
}

#[test]
fn of_many_requests_at_once_one_sends_a_code() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let mut letters = Letters::of(&world);
        let by = colleague(&world, REP).await;
        bind_mail(&world, &by, &mut letters).await;
        let mut asked = tokio::task::JoinSet::new();
        for _ in 0..12 {
            let (identity, flow) = (world.identity.clone(), password(&world, REP).await.token);
            asked.spawn(async move { identity.code_send(&flow, "email_code", &device()).await });
        }
        let answers = asked.join_all().await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
        assert_eq!(rows(&world, "one_time_code").await, 2);
    });
}

#[test]
fn a_short_message_goes_to_the_sealed_number_which_stands_nowhere_in_clear() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let by = colleague(&world, REP).await;
        let refused = world.identity.code_begin(by_session(&by), Some("138 1234 5678"), &device()).await;
        assert_eq!(code(refused), "invalid_option", "off unless an administrator turns it on");
        allow_sms(&world).await;
        assert_eq!(
            code(world.identity.code_begin(by_session(&by), Some("call me"), &device()).await),
            "invalid_phone"
        );
        let mut letters = Letters::of(&world);
        let (id, sent) =
            world.identity.code_begin(by_session(&by), Some("138 1234 5678"), &device()).await.unwrap();
        assert_eq!(sent.sent_to, "+86138****5678");
        let arrived = async |letters: &mut Letters<'_>| loop {
            if let Message::Sms { to, code, minutes, .. } = letters.next().await {
                return (to.to_string(), code.to_string(), minutes);
            }
        };
        let (to, right, minutes) = arrived(&mut letters).await;
        assert_eq!((to.as_str(), minutes), ("+8613812345678", 5));
        world.identity.code_confirm(by_session(&by), id, &right, &device()).await.unwrap();

        seconds(&world, 60);
        let waits = password(&world, REP).await;
        assert_eq!(waits.ways(), ["sms_code", "recovery_code"]);
        world.identity.code_send(&waits.token, "sms_code", &device()).await.unwrap();
        let (_, right, _) = arrived(&mut letters).await;
        is_in(answer(&world, &waits, "sms_code", &right).await);
        for part in ["13812345678", "138 1234 5678", "1381234", "12345678"] {
            assert_eq!(tables_with(&world, part), Vec::<String>::new(), "{part}");
        }
        let shown = format!("{:?}", world.log().await);
        assert!(!shown.contains("12345678") && !shown.contains("5678"));
    });
}

#[test]
fn guesses_at_the_code_that_binds_are_counted_as_those_at_the_door() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let mut letters = Letters::of(&world);
        let by = colleague(&world, REP).await;
        let (id, _) = world.identity.code_begin(by_session(&by), None, &device()).await.unwrap();
        let right = letters.code().await;
        let wrong = if right == "123456" { "654321" } else { "123456" };
        for _ in 0..5 {
            let tried = world.identity.code_confirm(by_session(&by), id, wrong, &device()).await;
            assert_eq!(code(tried), "factor_failed");
        }
        let tried = world.identity.code_confirm(by_session(&by), id, &right, &device()).await;
        assert_eq!(code(tried), "try_later");
        assert!(world.identity.security_mine(&by).await.unwrap().factors.is_empty());
        seconds(&world, 30);
        world.identity.code_confirm(by_session(&by), id, &right, &device()).await.unwrap();
    });
}

#[test]
fn only_kinds_that_are_bound_are_sent() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let (_, _, _) = crate::walk::with_app(&world, REP).await;
        let waits = password(&world, REP).await;
        for kind in ["email_code", "sms_code", "totp", "recovery_code", "password", ""] {
            let sent = world.identity.code_send(&waits.token, kind, &device()).await;
            assert_eq!(code(sent), "invalid_option", "{kind}");
        }
        assert_eq!(code(world.identity.code_send("made up", "email_code", &device()).await), "flow_gone");
        assert_eq!(rows(&world, "one_time_code").await, 0);
    });
}

#[test]
fn the_code_of_a_mail_is_found_as_people_write_it() {
    each_engine(|database| async move {
        let world = World::with_administrator(&database).await;
        let mut letters = Letters::of(&world);
        let by = world.administrator().await;
        // A code with a digit that is read for a letter, which two of five have.
        let written = loop {
            world.identity.compromised_mine(&by, CompromiseOptions::default()).await.unwrap();
            let (_, _, text) = letters.mail().await;
            let check = text.split_once("邮件校验码：").unwrap().1.lines().next().unwrap();
            if check.contains(['0', '1']) {
                break check.to_lowercase().replace('0', "o").replace('1', "l");
            }
        };
        let found = world.identity.mail_check(&by, &written).await.unwrap();
        assert_eq!(found.map(|mail| mail.kind).as_deref(), Some("compromised"), "{written}");
        assert_eq!(world.identity.mail_check(&by, "0000-0000").await.unwrap(), None);
    });
}
